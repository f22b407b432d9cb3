/* test_verb.c - the table of verbs, and what is read from an argument vector. */
#include "api/call.h"
#include "api/manual.h"
#include "api/table.h"
#include "api/waiting.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#include <ctype.h>

#define ARGV(...) ((char *const[]){ __VA_ARGS__, 0 })

static bool options_are_sane(const struct verb *verb)
{
	for (const struct verb_option *o = verb->options; o && o->name; o++) {
		if (!text_is_name(o->name) || !o->help || (o->type == OPTION_flag) != !o->value)
			return false;
		for (const struct verb_option *p = o + 1; p->name; p++)
			if (!strcmp(o->name, p->name) || (o->letter && o->letter == p->letter))
				return false;
		for (const struct verb_option *p = verb_common_options; p->name; p++)
			if (!strcmp(o->name, p->name) || (o->letter && o->letter == p->letter))
				return false;
	}
	return true;
}

static void every_line_of_the_table_is_whole(void)
{
	for (const struct verb *v = verb_table; v->name; v++) {
		size_t len = strlen(v->help);

		printf("# %s\n", v->name);
		CHECK(text_is_name(v->name) && v->synopsis && v->run);
		CHECK(len > 10 && len <= 70 && islower((unsigned char)*v->help));
		CHECK(v->help[len - 1] != '.');
		CHECK(v->least >= 0 && (v->most < 0 || v->most >= v->least));
		CHECK((v->most == 0) == !*v->synopsis);
		CHECK((v->least == 0) == (!*v->synopsis || *v->synopsis == '['));
		CHECK(verb_find(verb_table, v->name) == v);
		CHECK(options_are_sane(v));
	}
}

static void what_decides_is_not_for_sessions(void)
{
	static const char *const leads[] = { "up",    "down",	"answer", "approve", "reject",
					     "pause", "resume", "cancel", "retry",   "gc" };

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		CHECK(verb_find(verb_table, leads[i])->kind == VERB_decides);
}

/* The code of parsing these arguments for a verb; on success *call holds what was read. */
static int parse(struct call *call, const char *verb, int argc, char *const *argv,
		 struct err *err)
{
	if (call_init(call, verb_table, verb, err))
		return err->code;
	return call_parse(call, argc, argv, err);
}

static void options_may_stand_anywhere(void)
{
	struct err err = ERR_INIT;
	struct call call;

	CHECK_INT(parse(&call, "answer", 5,
			ARGV((char *)"--json", (char *)"Q3", (char *)"--option", (char *)"2",
			     (char *)"--keep"),
			&err),
		  0);
	CHECK_STR(call_word(&call, 0), "Q3");
	CHECK(!call_word(&call, 1));
	CHECK_INT(call_number(&call, "option", 0), 2);
	CHECK(call_has(&call, "keep") && call_has(&call, "json") && !call_has(&call, "repo"));
	call_release(&call);
	CHECK_INT(parse(&call, "reject", 3, ARGV((char *)"a", (char *)"-m", (char *)"-not so"),
			&err),
		  0);
	CHECK_STR(call_text(&call, "message"), "-not so");
	call_release(&call);
	CHECK_INT(parse(&call, "reject", 2, ARGV((char *)"-mno", (char *)"a"), &err), 0);
	CHECK_STR(call_text(&call, "message"), "no");
	call_release(&call);
	CHECK_INT(parse(&call, "add", 2, ARGV((char *)"--", (char *)"--json"), &err), 0);
	CHECK_STR(call_word(&call, 0), "--json");
	CHECK(!call_has(&call, "json"));
	call_release(&call);
	CHECK_INT(parse(&call, "wait", 2, ARGV((char *)"--timeout=2m", (char *)"--until=idle"),
			&err),
		  0);
	CHECK_INT(call_number(&call, "timeout", 0), 120000);
	call_release(&call);
}

static void what_follows_a_program_is_the_programs(void)
{
	struct err err = ERR_INIT;
	struct call call;

	CHECK_INT(parse(&call, "enter", 6,
			ARGV((char *)"--no-sandbox", (char *)"a", (char *)"ls", (char *)"-l", (char *)"--json",
			     (char *)"--"),
			&err),
		  0);
	CHECK(call_has(&call, "no-sandbox") && !call_has(&call, "json"));
	CHECK_STR(call_word(&call, 0), "a");
	CHECK_STR(call_word(&call, 1), "ls");
	CHECK_STR(call_word(&call, 2), "-l");
	CHECK_STR(call_word(&call, 3), "--json");
	CHECK_STR(call_word(&call, 4), "--");
	call_release(&call);
	CHECK_INT(parse(&call, "enter", 5,
			ARGV((char *)"a", (char *)"--no-sandbox", (char *)"--", (char *)"ls", (char *)"-l"), &err),
		  0);
	CHECK(call_has(&call, "no-sandbox"));
	CHECK_STR(call_word(&call, 1), "ls");
	CHECK_STR(call_word(&call, 2), "-l");
	call_release(&call);
}

static void a_list_keeps_every_value(void)
{
	struct err err = ERR_INIT;
	struct call call;
	char *list;

	CHECK_INT(parse(&call, "report", 5,
			ARGV((char *)"done", (char *)"--decided", (char *)"a",
			     (char *)"--decided", (char *)"b"),
			&err),
		  0);
	list = json_lines(json_object_get(call.options, "decided"));
	CHECK_STR(list, "a\nb");
	free(list);
	call_release(&call);
}

static void refused(const char *verb, const char *first, const char *second, const char *says)
{
	struct err err = ERR_INIT;
	struct call call = { 0 };
	char *argv[] = { (char *)first, (char *)second, 0 };

	CHECK_INT(parse(&call, verb, second ? 2 : first ? 1 : 0, argv, &err), ERR_USAGE);
	CHECK(err.text && strstr(err.text, says));
	if (!err.text || !strstr(err.text, says))
		printf("# said: %s\n", err.text ? err.text : "(nothing)");
	err_release(&err);
	call_release(&call);
}

static void a_typing_error_is_named_with_what_was_meant(void)
{
	refused("stauts", 0, 0, "'status' is near");
	refused("aprove", 0, 0, "'approve' is near");
	refused("wibble", 0, 0, "leadhand help");
	refused("runnr", 0, 0,
		"leadhand help"); /* what leadhand starts itself is not offered */
	refused("log", "--rwa", 0, "'--raw' is near");
	refused("log", "--colour", 0, "leadhand help log");
	refused("log", "-x", 0, "'-x'");
	refused("reject", "-m", 0, "wants something after '-m'");
	refused("wait", "--until", 0, "wants something after '--until'");
	refused("status", "--json=1", 0, "'--json' takes no value");
	refused("up", "--sessions", "many", "wants a number");
	refused("flaky", "--until", "3h", "wants a number of days, not '3h'");
	refused("wait", "--timeout", "soon", "--timeout");
	refused("add", "\xff\xfe", 0, "not UTF-8");
	refused("\033[31mred", 0, 0, "there is no verb 'red'");
}

static void words_are_counted(void)
{
	struct err err = ERR_INIT;
	struct call call;
	json_t *out = 0;

	CHECK_INT(parse(&call, "status", 1, ARGV((char *)"extra"), &err), 0);
	CHECK_INT(call_run(&call, &out, &err), ERR_USAGE);
	CHECK_STR(err.text, "'status' takes no arguments");
	call_release(&call);
	err_release(&err);
	CHECK_INT(parse(&call, "show", 0, ARGV(0), &err), 0);
	CHECK_INT(call_run(&call, &out, &err), ERR_USAGE);
	CHECK_STR(err.text, "usage: leadhand show ID");
	call_release(&call);
	err_release(&err);
}

static void help_is_made_from_the_table(void)
{
	char *list = manual_list(verb_table), *log = manual_verb(verb_find(verb_table, "log"));
	char *mdoc = manual_mdoc(verb_table);

	CHECK(strstr(list, "\n  approve   ") && strstr(list, "\n  report    "));
	CHECK(!strstr(list, "runner"));
	CHECK(text_starts(log, "leadhand log ID [OPTIONS]\n"));
	CHECK(strstr(log, "  -f, --follow ") && strstr(log, "--repo DIR"));
	CHECK(strstr(mdoc, ".It Cm up Op Ar ID ...\n"));
	CHECK(strstr(mdoc, ".It Cm answer Ar Q Op Ar TEXT\n"));
	CHECK(strstr(mdoc, ".It Fl m , Fl -message Ar TEXT\n"));
	free(list);
	free(log);
	free(mdoc);
}

static void a_condition(const char *text, int code)
{
	struct err err = ERR_INIT;
	struct condition condition;

	CHECK_INT(condition_parse(text, &condition, &err), code);
	if (!code)
		condition_release(&condition);
	err_release(&err);
}

static void conditions_are_read_strictly(void)
{
	a_condition("idle", 0);
	a_condition("task=a:landed", 0);
	a_condition("inbox>0", 0);
	a_condition("inbox>12", 0);
	a_condition("", ERR_USAGE);
	a_condition("inbox>", ERR_USAGE);
	a_condition("inbox>-1", ERR_USAGE);
	a_condition("task=a", ERR_USAGE);
	a_condition("task=:landed", ERR_USAGE);
	a_condition("task=a:", ERR_USAGE);
	a_condition("task=a:landet", ERR_USAGE);
	a_condition("moon=full", ERR_USAGE);
}

int main(void)
{
	every_line_of_the_table_is_whole();
	what_decides_is_not_for_sessions();
	options_may_stand_anywhere();
	what_follows_a_program_is_the_programs();
	a_list_keeps_every_value();
	a_typing_error_is_named_with_what_was_meant();
	words_are_counted();
	help_is_made_from_the_table();
	conditions_are_read_strictly();
	return tap_done();
}
