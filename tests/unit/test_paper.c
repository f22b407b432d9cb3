/* test_paper.c - whatever a session wrote, a terminal gets only letters and our own colours. */
#include "api/table.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "face/cli_draw.h"
#include "tap.h"

#include <locale.h>
#include <stdint.h>

/* A colour change, a title, a line that runs backwards, a carriage return, half a character. */
#define EVIL                                          \
	"\033[2Jred\033]0;owned\007 \u202eevil\r\x9b" \
	"31m\xc3(\u200b end"

/* True where every control character is a newline or tab, or belongs to a colour of ours. */
static bool is_harmless(const char *text, bool with_colour)
{
	static const char *const ours[] = { "\033[0m",	"\033[1m",  "\033[2m",	"\033[31m",
					    "\033[32m", "\033[33m", "\033[34m", "\033[36m" };
	_autofree_ char *clean = text_clean_block(text, strlen(text), strlen(text) + 1);

	if (!with_colour)
		return !strcmp(clean, text);
	for (const char *at = text; (at = strchr(at, '\033')); at++) {
		bool is_ours = false;

		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			is_ours |= text_starts(at, ours[i]);
		if (!is_ours)
			return false;
	}
	return !strpbrk(text, "\r\b\a\f\v") && text_is_utf8(text, strlen(text));
}

/* The same JSON with every text in it replaced by something hostile. */
static json_t *poison(const json_t *value)
{
	const char *key;
	json_t *made, *inner;
	size_t i;

	if (json_is_string(value))
		return json_stringn_nocheck(EVIL "\nand \033c more",
					    sizeof(EVIL "\nand \033c more") - 1);
	if (json_is_array(value)) {
		made = json_array();
		json_array_foreach(value, i, inner)
			json_array_append_new(made, poison(inner));
		return made;
	}
	if (!json_is_object(value))
		return json_deep_copy(value);
	made = json_object();
	json_object_foreach((json_t *)(uintptr_t)value, key, inner)
		json_object_set_new_nocheck(made, key, poison(inner));
	return made;
}

static const char *const outs[][2] = {
	{ "status",
	  "{'floor':{'running':false,'work_remains':true,'last_words':'x'},'tasks':[{'id':'a','"
	  "state':'x','reason':'','now':'x','title':'x','agent':'x','round':1,'cost_usd':1.5,'"
	  "tokens':12000}],'inbox':1,'bottleneck':'x','problem':'x'}" },
	{ "inbox", "{'items':[{'id':'x','kind':'x','task':'x','text':'x','risk':'x','minutes':"
		   "1,'since_ms':1,'blocks':['x']}]}" },
	{ "show",
	  "{'kind':'task','task':'x','title':'x','state':'x','reason':'x','agent':'x','turns':"
	  "1,'report':'x','decisions':['x'],'assumptions':['x'],'deviations':['x'],'evidence':["
	  "{'gate':'x','result':'x','of':'x','command':'x','output':'x','red_on_base':true}],'"
	  "risk':{'level':'x','reasons':['x']},'review':{'state':'x','tree':'x'},'questions':[{"
	  "'id':'x','state':'x','text':'x','options':['x'],'answer':'x'}],'change':{'files':1,'"
	  "commit':'x'},'diffstat':[{'path':'x','insertions':1,'deletions':0}],'diff':'x'}" },
	{ "stats",
	  "{'tasks':1,'landed':{'count':1},'time':[{'what':'x','waiting':true,'share':0.5}],'"
	  "bottleneck':'x','rework':{'whys':[{'why':'x','count':1}]},'failures':[{'class':'x','"
	  "count':1}],'questions':{'asked':1}}" },
	{ "crew",
	  "{'work':{'from':'x'},'human':{'from':'x'},'knee':2.0,'recommended':{'sessions':1},'table"
	  "':[{'sessions':1,'landed_per_hour':1.0}],'law':{'known':false,'reason':'x'},'svg':'x'}" },
	{ "log", "{'entries':[{'at_ms':1,'kind':'x','text':'x'}]}" },
	{ "init", "{'top':'x','target':'x','agents':['x'],'found':['x'],'commands':{'test':'x'}"
		  ",'protect':['x'],'wrote':'x','next':'x'}" },
	{ "add",
	  "{'id':'x','path':'x','findings':[{'line':1,'column':1,'rule':'x','text':'x'}]}" },
	{ "lint", "{'tasks':[{'id':'x','path':'x','fit':false,'findings':[{'line':1,'column':1,"
		  "'rule':'x','text':'x'}]}],'odd':['x']}" },
	{ "up", "{'pid':1,'called':['x'],'unfit':[{'id':'x','path':'x','findings':[]}],'reason'"
		":'x'}" },
	{ "answer", "{'question':1,'task':'x','answer':'x','kept':'x'}" },
	{ "approve", "{'task':'x','tree':'x','commit':'x'}" },
	{ "reject", "{'task':'x'}" },
	{ "cancel", "{'task':'x'}" },
	{ "wait", "{'met':false,'reason':'x'}" },
	{ "doctor", "{'checks':[{'name':'x','state':'x','text':'x','mend':'x'}]}" },
	{ "verify", "{'range':'x','commits':[{'commit':'x','task':'x','problem':'x','gates':[]}"
		    ",{'commit':'x','task':'x','gates':[{'gate':'x','result':'x'}]}],'gone':[{'"
		    "commit':'x','task':'x'}]}" },
	{ "fsck", "{'findings':[{'what':'x','text':'x'}]}" },
	{ "gc", "{'removed':[{'what':'x','path':'x','bytes':1}],'kept':[{'what':'x','path':'x',"
		"'why':'x'}],'bytes':1}" },
	{ "ask", "{'answer':'x'}" },
};

static json_t *json_of(const char *quoted)
{
	_autofree_ char *text = mem_dup(quoted);
	struct err err = ERR_INIT;
	json_t *value = 0;

	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	CHECK_INT(json_parse(text, strlen(text), &value, &err), 0);
	err_release(&err);
	return value;
}

static void draw(const char *verb, const json_t *out, int columns, bool has_colour,
		 struct paper *paper)
{
	struct err err = ERR_INIT;
	struct call call;

	paper_init(paper, columns, has_colour);
	CHECK_INT(call_init(&call, verb_table, verb, &err), 0);
	cli_draw_of(verb)(&call, out, paper);
	call_release(&call);
}

static void nothing_hostile_reaches_a_terminal(void)
{
	for (size_t i = 0; i < sizeof outs / sizeof *outs; i++) {
		json_t *good = json_of(outs[i][1]), *bad = poison(good);

		printf("# %s\n", outs[i][0]);
		for (int with_colour = 0; with_colour <= 1; with_colour++)
			for (int columns = 0; columns <= 80; columns += 40) {
				struct paper paper;

				draw(outs[i][0], bad, columns, with_colour, &paper);
				CHECK(paper.text.len > 0);
				CHECK(is_harmless(buf_text(&paper.text), with_colour));
				paper_release(&paper);
			}
		json_decref(good);
		json_decref(bad);
	}
}

/* What is not there is not drawn, and nothing falls over it. */
static void an_empty_object_can_be_drawn(void)
{
	json_t *empty = json_object();

	for (const struct verb *verb = verb_table; verb->name; verb++) {
		struct paper paper;

		draw(verb->name, empty, 80, true, &paper);
		paper_release(&paper);
	}
	json_decref(empty);
	CHECK(true);
}

static void columns_are_counted_as_a_terminal_does(void)
{
	CHECK_INT(text_columns("abc"), 3);
	CHECK_INT(text_columns("äöü"), 3);
	CHECK_INT(text_columns("日本"), 4);
	CHECK_INT(text_columns("e\u0301"), 1);
	CHECK_INT(text_columns(""), 0);
}

static void a_table_fits_the_terminal(void)
{
	struct sheet sheet = { .columns = 2 };
	struct paper paper;
	const char *text;

	paper_init(&paper, 20, false);
	sheet_cell(&sheet, INK_plain, "id");
	sheet_cell(&sheet, INK_plain, "something much longer than that");
	sheet_cell(&sheet, INK_plain, "日本");
	sheet_cell(&sheet, INK_plain, "");
	sheet_print(&sheet, &paper, 0);
	text = buf_text(&paper.text);
	CHECK_STR(text, "id    something m...\n日本\n");
	paper_release(&paper);
}

static void card_says(const char *line, const char *hint, bool wants)
{
	_autofree_ char *text = mem_printf("{'task':'a','state':'review','evidence':[%s]}", line);
	json_t *card = json_of(text);
	struct paper paper;

	draw("show", card, 120, false, &paper);
	CHECK(!!strstr(buf_text(&paper.text), hint) == wants);
	paper_release(&paper);
	json_decref(card);
}

/* As DeFlaker has it. */
static void a_failure_that_ran_no_line_of_the_change_is_said_to_be_maybe_flaky(void)
{
	static const char hint[] = "'unit' failed and ran none of them: what failed there may be flaky";

	card_says("{'gate':'unit','result':'red','coverage':{'known':true,'executed':0,'missed':3}}", hint, true);
	card_says("{'gate':'unit','result':'green','reds':1,'coverage':{'known':true,'executed':0,'missed':3}}", hint, true);
	card_says("{'gate':'unit','result':'green','coverage':{'known':true,'executed':0,'missed':3}}", hint, false);
	card_says("{'gate':'unit','result':'red','coverage':{'known':true,'executed':1,'missed':2}}", hint, false);
	/* A change without a line of code has none that could be run, and what is not known is not said. */
	card_says("{'gate':'unit','result':'red','coverage':{'known':true,'executed':0,'missed':0}}", hint, false);
	card_says("{'gate':'unit','result':'red','coverage':{'known':false}}", hint, false);
}

/* Nobody may hide a file of judges behind twenty others. */
static void of_many_protected_paths_the_card_counts_those_that_it_does_not_show(void)
{
	_autofree_ char *paths = mem_dup("'p'"), *text = 0;
	struct paper paper;
	json_t *card;

	for (int i = 1; i < 23; i++)
		mem_replace(&paths, mem_printf("%s,'p'", paths));
	text = mem_printf("{'task':'a','state':'review','protected':{'paths':[%s],'verdicts':[]}}", paths);
	card = json_of(text);
	draw("show", card, 120, false, &paper);
	CHECK(strstr(buf_text(&paper.text), "    and 3 more\n") != 0);
	paper_release(&paper);
	json_decref(card);
}

static void a_paragraph_breaks_between_words(void)
{
	struct paper paper;

	paper_init(&paper, 14, false);
	paper_wrap(&paper, 2, "one two three four\nfive");
	CHECK_STR(buf_text(&paper.text), "  one two\n  three four\n  five\n");
	paper_release(&paper);
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	nothing_hostile_reaches_a_terminal();
	an_empty_object_can_be_drawn();
	columns_are_counted_as_a_terminal_does();
	a_table_fits_the_terminal();
	a_paragraph_breaks_between_words();
	a_failure_that_ran_no_line_of_the_change_is_said_to_be_maybe_flaky();
	of_many_protected_paths_the_card_counts_those_that_it_does_not_show();
	return tap_done();
}
