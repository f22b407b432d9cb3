/* A task is read whole, and what makes it unfit to run is named with its place. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/prose.h"
#include "spec/task.h"
#include "tap.h"

#include <stdlib.h>

static const char example[] =
	"---\n"
	"title: Search ranks exact matches first\n"
	"class: feature                  # groups tasks for trust and statistics; default: "
	"task\n"
	"agent: codex                    # optional, as are all below but title and accept\n"
	"scope: [src/search/**, tests/search/**]     # where it may write\n"
	"forbid: [src/search/index_format.h]\n"
	"needs: [search-index]           # ids of tasks that must have landed\n"
	"accept:\n"
	"  - {run: make test-search, red: true}      # must fail on the base\n"
	"  - make lint\n"
	"stop: [public API change, new dependency]   # when to stop and report\n"
	"budget: {time: 90m, tokens: 1M, turns: 80, rounds: 2, lines: 400}\n"
	"review: each\n"
	"priority: 5                     # 1 (first) to 9, default 5\n"
	"kind: change                    # change (lands a diff) | report (ends in a "
	"document)\n"
	"---\n"
	"What and why, in plain words. Context, pointers, non-goals.\n";

struct read {
	struct task_spec spec;
	struct findings findings;
	char *shown; /* owned: the findings */
};

static void read_release(struct read *read)
{
	task_spec_release(&read->spec);
	findings_release(&read->findings);
	free(read->shown);
}

static void read_under(const char *settings, const char *text, struct read *read)
{
	_cleanup_(config_release)
	struct config config = {0};
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	CHECK_INT(config_parse("c", settings, strlen(settings), &config, &err), 0);
	task_spec_parse("search", text, strlen(text), &config, &read->spec, &read->findings);
	read->shown = findings_errors(&read->findings, "t");
}

static void read_text(const char *text, struct read *read)
{
	read_under("gates: [{name: unit, run: make}]\n", text, read);
}

/* A task that is fine but for what is said in `front` and `body`. */
static void finds(const char *front, const char *body, const char *want)
{
	_autofree_ char *text = mem_printf("---\n%s---\n%s", front, body);
	_cleanup_(read_release)
	struct read read = {0};

	read_text(text, &read);
	CHECK_STR(read.shown, want);
}

#define FINE "title: x\naccept: [make test]\n"
#define WORDS "Do this because of that.\n"

static void the_manual_s_example_is_fit_to_run(void)
{
	_cleanup_(read_release)
	struct read read = {0};
	const struct task_spec *spec = &read.spec;

	read_text(example, &read);
	CHECK_STR(read.shown, "");
	CHECK_STR(spec->name, "search");
	CHECK_STR(spec->title, "Search ranks exact matches first");
	CHECK_STR(spec->class, "feature");
	CHECK_STR(spec->agent, "codex");
	CHECK_STR(spec->scope, "src/search/**\ntests/search/**");
	CHECK_STR(spec->forbid, "src/search/index_format.h");
	CHECK_STR(spec->needs, "search-index");
	CHECK_INT(spec->accept_count, 2);
	CHECK_STR(spec->accept[0].name, "accept-1");
	CHECK_STR(spec->accept[0].run, "make test-search");
	CHECK(spec->accept[0].is_red_first && !spec->accept[1].is_red_first);
	CHECK_STR(spec->accept[1].name, "accept-2");
	CHECK_STR(spec->accept[1].run, "make lint");
	CHECK_INT(spec->accept[1].timeout_ms, 600000);
	CHECK_STR(spec->stop, "public API change\nnew dependency");
	CHECK_INT(spec->time_ms, 5400000);
	CHECK_INT(spec->tokens, 1000000);
	CHECK_INT(spec->turns, 80);
	CHECK_INT(spec->rounds, 2);
	CHECK_INT(spec->lines, 400);
	CHECK_STR(spec->review, "each");
	CHECK_INT(spec->priority, 5);
	CHECK_STR(spec->kind, "change");
	CHECK_STR(spec->body, "What and why, in plain words. Context, pointers, non-goals.");
	CHECK_INT(strlen(spec->hash), 16);
}

static void a_short_task_has_defaults(void)
{
	_cleanup_(read_release)
	struct read read = {0};

	read_text("---\n" FINE "---\n" WORDS, &read);
	CHECK_STR(read.shown, "");
	CHECK_STR(read.spec.class, "task");
	CHECK(!read.spec.agent && !read.spec.review);
	CHECK_STR(read.spec.scope, "");
	CHECK_INT(read.spec.time_ms, -1);
	CHECK_INT(read.spec.rounds, -1);
	CHECK_INT(read.spec.priority, 5);
	CHECK_STR(read.spec.kind, "change");
}

static void files_from_windows_are_read_too(void)
{
	_cleanup_(read_release)
	struct read read = {0}, bad = {0};

	read_text("\xef\xbb\xbf---\r\ntitle: x\r\naccept:\r\n  - make "
		  "test\r\n---\r\n\r\nOne.\r\n  Two.\r\n",
		  &read);
	CHECK_STR(read.shown, "");
	CHECK_STR(read.spec.title, "x");
	CHECK_STR(read.spec.body, "One.\n  Two.");
	read_text("---\r\ntitle: x\r\nacept: [a]\r\n---\r\nOne.\r\nTwo, TBD.\r\n", &bad);
	CHECK_STR(bad.shown,
		  "t:3:1: unknown-key: unknown key 'acept': did you mean 'accept'?\n"
		  "t:6:6: body-vague: 'tbd' leaves the work open: name what is meant\n");
}

static void the_body_is_kept_word_for_word(void)
{
	_cleanup_(read_release)
	struct read read = {0};

	read_text("---\n" FINE "---\n\n\n    code\n\n---\n\n* x\n\n\n", &read);
	CHECK_STR(read.spec.body, "    code\n\n---\n\n* x");
}

static void what_is_no_task_is_told_at_its_head(void)
{
	static const char *const bad[][2] = {
		{"", "t:1:1: yaml: a task begins with a line '---', then its settings, then "
		     "'---' again\n"},
		{"title: x\n",
		 "t:1:1: yaml: a task begins with a line '---', then its settings, then "
		 "'---' again\n"},
		{"---\ntitle: x\n",
		 "t:1:1: yaml: the settings that begin here have no end: close them "
		 "with a line '---'\n"},
		{"---\ntitle: x\n---\n\xff\n",
		 "t:4:1: yaml: not UTF-8: save the file in that encoding\n"},
		{"---\n- a\n---\n" WORDS,
		 "t:2:1: type: the front matter has to be 'key: value' lines, and is a list\n"},
		{"---\ntitle: x\naccept: *a\n---\n" WORDS,
		 "t:3:9: yaml: aliases are not taken: a value "
		 "that begins with '*' needs quotes\n"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		_cleanup_(read_release)
		struct read read = {0};

		read_text(bad[i][0], &read);
		CHECK_STR(read.shown, bad[i][1]);
		CHECK_STR(read.spec.name, "search");
		CHECK_STR(read.spec.title, i == 5 ? "x" : "");
	}
}

static void values_of_the_wrong_kind_are_found(void)
{
	finds(FINE "stop: [a\n  ,[b]]\n", WORDS,
	      "t:5:4: type: stop: has to be a text, and is a list\n");
	finds(FINE "class: a b\n", WORDS,
	      "t:4:8: type: class: 'a b' is no name: letters, digits, '.', "
	      "'_' and '-', at most 64, not '.' or '-' first\n");
	finds("title: {a: b}\naccept: [make]\n", WORDS,
	      "t:2:8: type: title: has to be a text, and is a map\n");
}

static void a_title_is_needed(void)
{
	finds("title:\naccept: [make]\n", WORDS,
	      "t:2:1: title-missing: no title: add title: and what it is about in a few "
	      "words\n");
	finds(FINE, WORDS, "");
}

static void an_acceptance_is_needed(void)
{
	static const char none[] =
		"accept-missing: no acceptance: add accept: [COMMAND] with a command "
		"that shows it is done\n";
	_autofree_ char *head = mem_printf("t:1:1: %s", none);
	_autofree_ char *here = mem_printf("t:3:9: %s", none);

	finds("title: x\n", WORDS, head);
	finds("title: x\naccept: []\n", WORDS, here);
	finds("title: x\nkind: report\n", WORDS, "");
	finds("title: x\naccept: make\n", WORDS,
	      "t:3:9: type: accept: has to be a list, such as [one, two], and is a text\n");
	finds("title: x\naccept: [[a]]\n", WORDS,
	      "t:3:10: type: accept: an acceptance is a command or "
	      "a map {run: COMMAND}, and not a list\n");
}

static void an_acceptance_has_a_command(void)
{
	static const char none[] =
		"accept-empty: an acceptance without a command: write the command, "
		"or run: COMMAND\n";
	_autofree_ char *first = mem_printf("t:3:10: %s", none);
	_autofree_ char *second = mem_printf("t:5:5: %s", none);

	finds("title: x\naccept: [\"\"]\n", WORDS, first);
	finds("title: x\naccept: [{red: true}]\n", WORDS, first);
	finds("title: x\naccept:\n  - make\n  - ~\n", WORDS, second);
	finds("title: x\naccept: [{run: \" \"}]\n", WORDS,
	      "t:3:16: accept-empty: run: is empty: write a command\n");
}

static void an_acceptance_of_words_is_found(void)
{
	finds("title: x\naccept:\n  - The search must be fast\n", WORDS,
	      "t:4:5: accept-prose: 'The search must be fast' reads as a sentence: write a "
	      "command that "
	      "fails until it is so\n");
	finds("title: x\naccept:\n  - {run: it works}\n", WORDS,
	      "t:4:11: accept-prose: 'it works' reads as a sentence: write a command that "
	      "fails until "
	      "it is so\n");
}

static void sentences_are_told_from_commands(void)
{
	static const char *const sentences[] = {
		"The search must be fast",
		"Search ranks exact matches first",
		"it works",
		"all tests pass",
		"tests should pass",
		"no warnings are printed",
		"make sure the tests pass",
		"test that it builds",
		"check that nothing broke",
		"users can log in",
		"results come back sorted.",
		"search ranks exact matches first",
		"Works on my machine.",
		"the user's name is shown",
		"run the tests",
		"Make it fast.",
		"It doesn't crash",
	};
	static const char *const commands[] = {
		"make test",
		"./x.sh --foo",
		"grep -q foo README.md",
		"! grep foo bar",
		"test -f x && y",
		"VAR=1 cmd",
		"npm run build",
		"npm run test:unit all",
		"go vet ./...",
		"ruff check .",
		"cargo test",
		"true",
		"pytest",
		"tools/check the thing",
		"docker compose run app pytest",
		"meson test -C build",
		"mytool --must --should",
		"sh -c 'the tests must pass.'",
		"grep -q \"it works\" out.txt",
		"diff expected actual",
		"./run_tests",
		"PYTHONPATH=. python3 -m unittest",
		"[ -f x ]",
		"(cd sub; make)",
		"for f in *.c; do cc -c $f; done",
		"Rscript tests.R",
		"git diff --exit-code",
		"make all",
		"make check lint docs",
		"mytool verify",
		"test \"$(wc -l < x)\" -gt 3",
		"cd docs\nmake the thing",
		"bin/search the needle is here",
	};

	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		CHECK(prose_is_sentence(sentences[i]));
		if (!prose_is_sentence(sentences[i]))
			printf("# '%s' is a sentence\n", sentences[i]);
	}
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		CHECK(!prose_is_sentence(commands[i]));
		if (prose_is_sentence(commands[i]))
			printf("# '%s' is a command\n", commands[i]);
	}
}

static void a_command_that_cannot_fail_is_found(void)
{
	finds("title: x\naccept: [make test || true]\n", WORDS,
	      "t:3:10: accept-masked: 'make test || true' can never fail: leave out what stands "
	      "behind '||'\n");
}

static void acceptances_have_names_of_their_own(void)
{
	finds("title: x\naccept: [{run: make, name: unit}]\n", WORDS,
	      "t:3:28: accept-name: the project has a gate with the name 'unit' already\n");
	finds("title: x\naccept:\n  - {run: make, name: a}\n  - {run: make x, name: a}\n",
	      WORDS, "t:5:25: accept-name: two acceptances have the name 'a'\n");
	finds("title: x\naccept: [{run: make, name: accept-7}]\n", WORDS,
	      "t:3:28: accept-name: 'accept-7' is how acceptances without a name are called\n");
	finds("title: x\naccept: [{run: make, name: mine, timeout: 5m, report: r.xml, "
	      "held_out: true}]\n",
	      WORDS, "");
}

static void a_feature_proves_that_it_was_not_there(void)
{
	finds(FINE "class: feature\n", WORDS,
	      "t:3:9: red-missing: no acceptance of this feature fails before it is built, so "
	      "none "
	      "proves it: add red: true to one\n");
	finds(FINE "class: fix\n", WORDS, "");
	finds("title: x\nclass: feature\naccept: [{run: make, red: true}]\n", WORDS, "");
}

static void patterns_that_are_none_are_found(void)
{
	finds(FINE "scope: [src, /x]\n", WORDS,
	      "t:4:14: scope-pattern: scope: '/x' is absolute: patterns begin at the top of "
	      "the "
	      "repository\n");
	finds(FINE "forbid: [\"a[b]\"]\n", WORDS,
	      "t:4:10: forbid-pattern: forbid: 'a[b]' holds '[': only '*', '?' and '**' are "
	      "special\n");
	finds(FINE "scope: [\"src/**\", \"**/*.c\"]\nforbid: [docs/]\n", WORDS, "");
}

static void a_scope_that_is_forbidden_is_found(void)
{
	static const char *const forbidden[][2] = {
		{"src/a.c", "src/a.c"}, {"src/**", "src/x/**"}, {"src/", "src/x/"},
		{"**", "src/**"},	{"src/*", "src/*.c"},	{"**/*.c", "src/**/*.c"},
		{"src/**", "src/"},	{"s?c/**", "src/*.c"}};
	static const char *const fine[][2] = {{"src/*", "src/**"},   {"src/x/**", "src/**"},
					      {"src/*.c", "src/*"},  {"src/?", "src/*"},
					      {"docs/**", "src/**"}, {"src/*", "src/"},
					      {"*.c", "**/*.c"}};

	for (size_t i = 0; i < sizeof(forbidden) / sizeof(*forbidden); i++) {
		_autofree_ char *front =
			mem_printf(FINE "scope: [ok, \"%s\"]\nforbid: [\"%s\"]\n",
				   forbidden[i][1], forbidden[i][0]);
		_autofree_ char *other = mem_printf(
			"forbid '%s' covers the scope 'ok': nothing there could be written\n",
			forbidden[i][0]);
		_autofree_ char *want = mem_printf(
			"%s%st:4:13: scope-forbidden: forbid '%s' covers the scope '%s': "
			"nothing there "
			"could be written\n",
			strcmp(forbidden[i][0], "**") ? "" : "t:4:9: scope-forbidden: ",
			strcmp(forbidden[i][0], "**") ? "" : other, forbidden[i][0],
			forbidden[i][1]);

		finds(front, WORDS, want);
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(*fine); i++) {
		_autofree_ char *front = mem_printf(FINE "scope: [\"%s\"]\nforbid: [\"%s\"]\n",
						    fine[i][1], fine[i][0]);

		finds(front, WORDS, "");
	}
	finds(FINE "forbid: [\"**\"]\n", WORDS,
	      "t:4:9: scope-forbidden: forbid '**' covers the scope "
	      "'**': nothing there could be written\n");
}

static void needs_are_other_tasks(void)
{
	finds(FINE "needs: [a, search]\n", WORDS,
	      "t:4:12: needs-self: 'search' waits for itself, so it would never start\n");
	finds(FINE "needs: [../x]\n", WORDS,
	      "t:4:9: needs-name: needs: '../x' is no name: letters, digits, '.', '_' and '-', "
	      "at most "
	      "64, not '.' or '-' first\n");
	finds(FINE "needs: [a, b]\n", WORDS, "");
}

static void an_agent_is_one_of_the_project_s(void)
{
	finds(FINE "agent: codx\n", WORDS,
	      "t:4:8: agent-unknown: there is no agent 'codx': did you mean 'codex'?\n");
	finds(FINE "agent: clara\n", WORDS,
	      "t:4:8: agent-unknown: there is no agent 'clara': define "
	      "it in config.yaml under agents\n");
	finds(FINE "agent: codex\n", WORDS, "");
}

static void numbers_and_words_have_their_own_rules(void)
{
	finds(FINE "budget: {time: long}\n", WORDS,
	      "t:4:16: budget: time: 'long' is not a time such as 90s, 10m or 2h\n");
	finds(FINE "budget: {tokns: 1}\n", WORDS,
	      "t:4:10: unknown-key: unknown key 'tokns': did you mean 'tokens'?\n");
	finds(FINE "review: never\n", WORDS,
	      "t:4:9: review: review: 'never' is not one of each, sampled, policy\n");
	finds(FINE "priority: 10\n", WORDS,
	      "t:4:11: priority: priority: 10 is not between 1 and 9\n");
	finds(FINE "kind: novel\n", WORDS,
	      "t:4:7: kind: kind: 'novel' is not one of change, report\n");
	finds(FINE "budget: {rounds: 0}\nreview: policy\npriority: 9\nkind: report\n", WORDS,
	      "");
}

static void words_are_needed(void)
{
	static const char want[] =
		"t:5:1: body-missing: no words: say what is wanted and why, below "
		"the closing '---'\n";

	finds(FINE, "", want);
	finds(FINE, " \n\t\n", want);
	finds(FINE, "<!-- say\nsomething -->\n", want);
	finds(FINE, "<!-- say --> this\n", "");
}

static void words_that_leave_the_work_open_are_found(void)
{
	finds(FINE,
	      "Fix a, b, TBD.\nto be\ndecided, \xc3\xa4s you see fit as you see fit.\nMake it "
	      "better\n",
	      "t:5:11: body-vague: 'tbd' leaves the work open: name what is meant\n"
	      "t:6:1: body-vague: 'to be decided' leaves the work open: name what is meant\n"
	      "t:7:25: body-vague: 'as you see fit' leaves the work open: name what is meant\n"
	      "t:8:1: body-vague: 'make it better' leaves the work open: name what is meant\n");
	finds(FINE,
	      "Read /tbd/passwd and `tbd.`, fetch.tbd, \"tbd.\" and\n"
	      "```\nx, tbd.\n```\nsketch, to be decidedly one, make it betterer.\n",
	      "");
}

static void very_many_findings_are_as_harmless_as_few(void)
{
	_autofree_ char *words = mem_new(60001, 1), *keys = mem_dup(""), *text = 0;
	_cleanup_(read_release)
	struct read vague = {0}, unknown = {0};

	for (size_t i = 0; i < 60000; i++)
		words[i] = "tbd. "[i % 5];
	text = mem_printf("---\n" FINE "---\n%s\n", words);
	read_text(text, &vague);
	CHECK_INT(vague.findings.count, 64);
	for (int i = 0; i < 900; i++)
		mem_replace(&keys, mem_printf("%sk%d: 1\n", keys, i));
	mem_replace(&text, mem_printf("---\n" FINE "%s---\n" WORDS, keys));
	read_text(text, &unknown);
	CHECK_INT(unknown.findings.count, 64);
	CHECK_INT(unknown.findings.errors, 900);
	CHECK_STR(unknown.spec.title, "x");
}

static void two_parts_of_a_text_differ_in_hash(void)
{
	_cleanup_(read_release)
	struct read a = {0}, b = {0};

	read_text("---\n" FINE "---\nA b.\n", &a);
	read_text("---\n" FINE "---\nA c.\n", &b);
	CHECK(strcmp(a.spec.hash, b.spec.hash));
}

int main(void)
{
	the_manual_s_example_is_fit_to_run();
	a_short_task_has_defaults();
	files_from_windows_are_read_too();
	the_body_is_kept_word_for_word();
	what_is_no_task_is_told_at_its_head();
	values_of_the_wrong_kind_are_found();
	a_title_is_needed();
	an_acceptance_is_needed();
	an_acceptance_has_a_command();
	an_acceptance_of_words_is_found();
	sentences_are_told_from_commands();
	a_command_that_cannot_fail_is_found();
	acceptances_have_names_of_their_own();
	a_feature_proves_that_it_was_not_there();
	patterns_that_are_none_are_found();
	a_scope_that_is_forbidden_is_found();
	needs_are_other_tasks();
	an_agent_is_one_of_the_project_s();
	numbers_and_words_have_their_own_rules();
	words_are_needed();
	words_that_leave_the_work_open_are_found();
	very_many_findings_are_as_harmless_as_few();
	two_parts_of_a_text_differ_in_hash();
	return tap_done();
}
