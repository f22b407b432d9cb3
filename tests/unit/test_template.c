/* A lead's own template says what leadhand's would, or says where it is wrong. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/prompt.h"
#include "spec/prompt_text.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static const struct template_name names[] = {
	{ "title", 0, false, "" },   { "flag", 0, false, "" },	   { "tasks", 0, true, "" },
	{ "others", 0, true, "" },   { "name", "tasks", false, "" }, { "name", "others", false, "" },
	{ 0 },
};

static struct template *read_it(const char *text, struct err *err)
{
	struct template *made = 0;

	return template_read("p.md", text, strlen(text), names, &made, err) ? 0 : made;
}

static void becomes(const char *text, const char *expected)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *values = json_pack("{s:s,s:b,s:[{s:s},{s:s}],s:[]}", "title", "{{flag}} {{#tasks}}", "flag", 1, "tasks",
					  "name", "a", "name", "{{title}}", "others");
	struct template *made = read_it(text, &err);
	_autofree_ char *said = made ? template_render(made, values, 1000) : 0;

	CHECK_STR(said ? said : err.text, expected);
	template_free(made);
}

static void is_wrong(const char *text, const char *where)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct template *made = read_it(text, &err);

	CHECK_STR(made ? "" : err.text, where);
	template_free(made);
}

static void values_and_sections_are_put_in(void)
{
	becomes("plain", "plain");
	becomes("", "");
	becomes("{{#flag}}yes{{/flag}}{{^flag}}no{{/flag}}", "yes");
	becomes("{{#tasks}}<{{name}}>{{/tasks}}", "<a><{{title}}>");
	becomes("{{#others}}x{{/others}}{{^others}}none{{/others}}", "none");
	becomes("{{#tasks}}{{^others}}{{name}}{{/others}}{{/tasks}}", "a{{title}}");
	becomes("{{ title }}{{! {{ a remark }}", "{{flag}} {{#tasks}}");
	becomes("${{{{ x }} {{{{", "${{ x }} {{");
}

static void a_mark_alone_leaves_no_line(void)
{
	becomes("a\n  {{#flag}}  \nb\n{{/flag}}\nc", "a\nb\nc");
	becomes("{{#flag}}\nb\n{{/flag}}", "b\n");
	becomes("a\n{{! one }}\n{{! two\nlines }}\nb", "a\nb");
	becomes("a {{#flag}}\nb{{/flag}}\n", "a \nb\n");
	becomes("{{#flag}}{{/flag}}\nb", "\nb");
	becomes("{{title}}\n", "{{flag}} {{#tasks}}\n");
}

static void what_is_wrong_is_said_with_its_place(void)
{
	is_wrong("a\n\303\244 {{titel}}", "p.md:2:3: unknown name 'titel': did you mean 'title'?");
	is_wrong("{{wholly}}", "p.md:1:1: unknown name 'wholly': see the names in what 'leadhand init --prompt' writes");
	is_wrong("x\n{{#flag}}\n{{#tasks}}{{/tasks}}", "p.md:2:1: 'flag' is never closed: write {{/flag}}");
	is_wrong("{{#flag}}{{/title}}", "p.md:1:10: {{/title}} closes nothing: 'flag' is open");
	is_wrong("{{/flag}}", "p.md:1:1: {{/flag}} closes nothing");
	is_wrong("a {{title", "p.md:1:3: '{{' without '}}': two braces are written {{{{");
	is_wrong("{{a b}}", "p.md:1:1: 'a b' is no name: they are of small letters and '_'; two braces are written {{{{");
	is_wrong("{{}}", "p.md:1:1: '' is no name: they are of small letters and '_'; two braces are written {{{{");
	is_wrong("{{name}}", "p.md:1:1: 'name' stands only between {{#NAME}} and {{/NAME}} of tasks");
	is_wrong("{{tasks}}", "p.md:1:1: 'tasks' is a list: write {{#NAME}}...{{/NAME}} with tasks");
	is_wrong("{{#tasks}}{{#others}}{{/others}}{{/tasks}}", "p.md:1:11: 'others' is a list, and cannot stand in another one");
	is_wrong("{{#flag}}{{#flag}}{{#flag}}{{#flag}}{{#flag}}{{#flag}}{{#flag}}{{#flag}}{{#flag}}",
		 "p.md:1:73: too many sections in one another");
	/* Found by the fuzzer: it wrote behind the name. */
	is_wrong("{{UUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU}}",
		 "p.md:1:1: 'UUUUUUUUUUUUUUUUUUUUUUUUUUUUUUUU...' is no name: they are of small letters and '_'; two braces are "
		 "written {{{{");
	is_wrong("\377", "p.md: is no text in UTF-8");
}

static void names_can_be_told_by_the_list_they_are_in(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *values = json_pack("{s:[{s:s}]}", "others", "name", "b");
	struct template *made = read_it("{{#others}}{{name}}{{/others}}", &err);
	_autofree_ char *said = template_render(made, values, 1000);

	CHECK_STR(said, "b");
	template_free(made);
}

static void much_is_cut(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *values = json_pack("{s:s}", "title", "0123456789");
	struct template *made = read_it("{{title}}{{title}}{{title}}", &err);
	_autofree_ char *said = template_render(made, values, 15);

	CHECK(strlen(said) <= 15);
	template_free(made);
}

static void what_init_writes_is_what_is_said_without_it(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *own = prompt_text(), *start = prompt_text_start(), *lacks = 0;
	_json_ json_t *values = json_pack("{s:s,s:b,s:b,s:s}", "title", "T", "whole", 1, "change", 1, "body", "B");
	struct template *a = 0, *b = 0;

	CHECK_INT(prompt_template_read("a", own, strlen(own), &a, &err), 0);
	CHECK_INT(prompt_template_read("b", start, strlen(start), &b, &err), 0);
	if (a && b) {
		_autofree_ char *one = template_render(a, values, 100000), *other = template_render(b, values, 100000);

		CHECK_STR(one, other);
		CHECK(strstr(one, "leadhand report impossible"));
		lacks = prompt_template_lacks(b);
		CHECK_STR(lacks, "");
	}
	template_free(a);
	template_free(b);
}

static void what_a_session_cannot_do_without_is_missed(void)
{
	static const char text[] = "{{title}}\n{{body}}\n{{text}}\nleadhand ask; leadhand report done\n";
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct template *made = 0;
	_autofree_ char *lacks = 0;

	CHECK_INT(prompt_template_read("a", text, strlen(text), &made, &err), 0);
	lacks = prompt_template_lacks(made);
	CHECK_INT(lines_count(lacks), 2);
	CHECK(strstr(lacks, "{{#accept}}"));
	CHECK(strstr(lacks, "impossible"));
	template_free(made);
}

static const char task_text[] = "---\ntitle: T\naccept: [make]\n---\nDo {{title}} and\n```\n{{/whole}}\n";

static char *told(const struct prompt *with, const char *words)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	struct prompt prompt = *with;
	struct template *made = 0;
	char *said;

	task_spec_parse("t", task_text, strlen(task_text), 0, &spec, &findings);
	CHECK_INT(prompt_template_read("p", words, strlen(words), &made, &err), 0);
	prompt.task = &spec;
	prompt.template = made;
	prompt.base = "0123";
	prompt.target = "main";
	said = prompt_render(&prompt);
	template_free(made);
	return said;
}

static void the_leads_own_words_are_said(void)
{
	_autofree_ char *first = told(&(struct prompt){ .reason = "first", .text = "" },
				      "{{#first}}Go: {{body}}{{/first}}{{#gate_red}}{{text}}{{/gate_red}}");
	_autofree_ char *red = told(&(struct prompt){ .reason = "gate_red", .text = "{{#first}}\n```\n{{body}}" },
				    "{{#first}}Go: {{body}}{{/first}}{{#gate_red}}{{text}}{{/gate_red}}");

	CHECK_STR(first, "Go: Do {{title}} and\n```\n{{/whole}}");
	CHECK_STR(red, "````text\n{{#first}}\n```\n{{body}}\n````\n");
}

static void what_was_before_and_what_applies_is_told(void)
{
	_json_ json_t *history = json_pack("[{s:s,s:s},{s:s,s:s,s:s}]", "turn", "Turn 2", "what", "check 'unit' was red", "turn",
					   "Turn 3", "what", "sent back", "said", "no `x`\n## no\033[2J");
	_json_ json_t *decisions = json_pack("[{s:s,s:s}]", "question", "Tabs?", "answer", "Yes.\n\n## Fine");
	_json_ json_t *skills = json_pack("[{s:s,s:s}]", "name", "release", "description", "how a release is made");
	const struct prompt prompt = { .reason = "first", .text = "", .history = history, .decisions = decisions,
				       .skills = skills, .more_decisions = 7 };
	_autofree_ char *own = prompt_text(), *said = told(&prompt, own);

	CHECK(strstr(said, "\n## What happened before\n\n- Turn 2: check 'unit' was red\n- Turn 3: sent back: ``no `x` ## no"));
	CHECK(strstr(said, "- Tabs? Yes.  ## Fine\n"));
	CHECK(strstr(said, "; 7 more: `leadhand decisions WORD`"));
	CHECK(strstr(said, "- `release`: how a release is made\n"));
	CHECK(!strchr(said, '\033'));
}

int main(void)
{
	values_and_sections_are_put_in();
	a_mark_alone_leaves_no_line();
	what_is_wrong_is_said_with_its_place();
	names_can_be_told_by_the_list_they_are_in();
	much_is_cut();
	what_init_writes_is_what_is_said_without_it();
	what_a_session_cannot_do_without_is_missed();
	the_leads_own_words_are_said();
	what_was_before_and_what_applies_is_told();
	return tap_done();
}
