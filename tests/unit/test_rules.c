/* Each rule of lint: where it speaks, where it keeps silent, and what it offers to mend. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/judges.h"
#include "spec/masks.h"
#include "spec/rules.h"
#include "spec/task.h"
#include "tap.h"

#include <stdlib.h>

static void a_command_is_judged_by_what_its_exit_status_says(void)
{
	static const struct {
		const char *command;
		enum mask_kind kind;
		size_t cut;
	} cases[] = {
		{ "make test", MASK_none, 0 },
		{ "make test || true", MASK_all, 9 },
		{ "make test||:", MASK_all, 9 },
		{ "make test || exit 0", MASK_all, 9 },
		{ "make test || echo failed", MASK_all, 9 },
		{ "make a && make test || true", MASK_all, 19 },
		{ "make test; true", MASK_all, 9 },
		{ "make test; exit 0", MASK_all, 9 },
		{ "make test\necho done\n", MASK_all, 9 },
		{ "make test &", MASK_all, 9 },
		{ "make test | tee log", MASK_all, 0 },
		{ "make test 2>&1 | tail -n 20", MASK_all, 0 },
		{ "(make test) || true", MASK_all, 11 },
		{ "{ make a; make b; } || true", MASK_all, 19 },
		{ "bash -c 'make test | tee log'", MASK_all, 0 },
		{ "sh -c 'make test || true'", MASK_all, 0 },
		{ "make -n test", MASK_all, 0 },
		{ "ctest -N", MASK_all, 0 },
		{ "ruff check --exit-zero src", MASK_all, 0 },
		/* What decides is left alone. */
		{ "make test && true", MASK_none, 0 },
		{ "true && make test", MASK_none, 0 },
		{ "make test && echo fine", MASK_none, 0 },
		{ "make test || exit 1", MASK_none, 0 },
		{ "make test || { cat log; exit 1; }", MASK_none, 0 },
		{ "rm -f x || true; make test", MASK_none, 0 },
		{ "set -e\nmake test\nexit 0", MASK_none, 0 },
		{ "set -e; make test; echo fine", MASK_none, 0 },
		{ "! grep -rn 'x || true' src", MASK_none, 0 },
		{ "grep -q '; exit 0' a.sh", MASK_none, 0 },
		{ "curl -s localhost/x | jq -e .ok", MASK_none, 0 },
		{ "bash -o pipefail -c 'make test | tee log'", MASK_none, 0 },
		{ "bash -eo pipefail -c 'make test | tee log; echo'", MASK_none, 0 },
		{ "set -o pipefail; make test | tee log", MASK_none, 0 },
		{ "test \"$(wc -l < x || true)\" -gt 3", MASK_none, 0 },
		{ "if grep -q x y; then exit 1; fi", MASK_none, 0 },
		{ "grep -i make README.md", MASK_none, 0 },
		{ "python3 - <<'E'\nraise SystemExit(1) # || true\nE", MASK_none, 0 },
		{ "cd x && make # || true", MASK_none, 0 },
		{ "case $x in a) exit 0;; esac", MASK_none, 0 },
		/* Some of it. */
		{ "make; make test", MASK_some, 0 },
		{ "make\nmake test", MASK_some, 0 },
		{ "cd x\nmake test", MASK_none, 0 },
		{ "make test | grep -q PASS", MASK_some, 0 },
		/* What a program prints is judged, whatever it exits with. */
		{ "python3 src/cli.py | grep -q usage", MASK_none, 0 },
		{ "! ./app --bad 2>&1 | diff - want.txt", MASK_none, 0 },
		{ "python3 -m pytest | grep -q passed", MASK_some, 0 },
		{ "./check.sh | grep -q passed", MASK_some, 0 },
		{ "npx jest --passWithNoTests", MASK_some, 0 },
		{ "true", MASK_trivial, 0 },
		{ "exit 0", MASK_trivial, 0 },
		{ "echo 'it works'", MASK_trivial, 0 },
		{ "false", MASK_none, 0 },
		{ "", MASK_none, 0 },
		{ "'unclosed || true", MASK_none, 0 },
		{ "((((((((((x)))))))))) || true", MASK_none, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct mask mask = mask_find(cases[i].command);

		CHECK_INT(mask.kind, cases[i].kind);
		CHECK_INT(mask.cut, cases[i].cut);
		if (mask.kind != cases[i].kind || mask.cut != cases[i].cut)
			printf("# of '%s'\n", cases[i].command);
	}
}

static void what_a_command_runs_is_named(void)
{
	static const char *const cases[][2] = {
		{ "make test", "program make\ntarget test\n" },
		{ "make -j4 CC=clang all check", "program make\ntarget all\ntarget check\n" },
		{ "make -C sub test", "program make\n" },
		{ "./check.sh --all", "script check.sh\n" },
		{ "LANG=C timeout -k 5 30s sh tools/t.sh x", "program sh\nscript tools/t.sh\n" },
		{ "sh -c 'sh a.sh && make b'", "program sh\nprogram sh\nscript a.sh\nprogram make\ntarget b\n" },
		{ "python3 -m pytest -k merge tests/test_a.py::test_b", "program python3\nmodule pytest\ntests tests/test_a.py\n" },
		{ "pytest -x tests/test_a.py", "program pytest\ntests tests/test_a.py\n" },
		{ "sh -x ci/check.sh", "program sh\nscript ci/check.sh\n" },
		{ "prove -r t/unit", "program prove\ntests t/unit\n" },
		{ "mocha -r ts-node/register test/a.js", "program mocha\ntests test/a.js\n" },
		{ "python3 -c 'import a'", "program python3\n" },
		{ "python3 - <<'E'\nimport os\nE\n", "program python3\n" },
		{ "npx vitest run tests/a.test.ts", "program npx\ntests tests/a.test.ts\n" },
		{ "uv run pytest tests/", "program uv\ntests tests/\n" },
		{ "node --test tests/", "program node\ntests tests/\n" },
		{ "npm run e2e -- x", "program npm\nnpm e2e\n" },
		{ "npm test", "program npm\nnpm test\n" },
		{ "npm -w pkg test", "program npm\n" },
		{ "test -f out.txt && grep -q x src/a.c", "program grep\n" },
		{ "cd sub && ./x.sh", "" },
		{ ". venv/bin/activate; pytest", "" },
		{ "$RUNNER tests/a.sh", "" },
		{ "../outside.sh; ~/x.sh", "" },
		{ "if ./a.sh; then exit 1; fi", "script a.sh\n" },
		{ "/opt/x/bin/y", "script /opt/x/bin/y\n" },
	};
	static const char *const kinds[] = { "program", "script", "tests", "target", "npm", "module" };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_cleanup_(judges_release) struct judges judges = { 0 };
		_autofree_ char *said = mem_dup("");

		judges_find(cases[i][0], &judges);
		for (size_t k = 0; k < judges.count; k++)
			mem_replace(&said, mem_printf("%s%s %s\n", said, kinds[judges.list[k].kind], judges.list[k].name));
		CHECK_STR(said, i + 1 == sizeof cases / sizeof *cases ? "program /opt/x/bin/y\n" : cases[i][1]);
	}
}

static bool has_program(void *owner, const char *name)
{
	(void)owner;
	return lines_has("make\nsh\npytest\nnpm\ngrep\ntest", name);
}

static bool has_symbol(void *owner, const char *name)
{
	(void)owner;
	return !strcmp(name, "rank_results");
}

static struct world_class class_record(void *owner, const char *class)
{
	(void)owner;
	return !strcmp(class, "hard")  ? (struct world_class){ 10, 7, 0 }
	       : !strcmp(class, "large") ? (struct world_class){ 10, 1, 900 }
					 : (struct world_class){ 2, 2, 0 };
}

static const char *const files[] = { ".leadhand/config.yaml", "Makefile", "README.md", "doc/a.md", "package.json",
				     "src/cart.py", "src/search/index.py", "src/search/rank.py", "tests/run.sh",
				     "tests/test_cart.py", "tests/test_rank.py", "tools/gen.py", "tools/verify.sh" };
static const struct world_task tasks[] = {
	{ "done", "", "src/**", true },
	{ "first", "", "src/search/**", false },
	{ "ring-a", "ring-b", "", false },
	{ "ring-b", "me", "", false },
	{ "tests-first", "", "tests/new/**", false },
};

/* What is found in a task of that front matter and those words; the caller's. */
static char *found(const char *front, const char *body, struct findings *findings)
{
	static char protect[] = "tests/**\nMakefile";
	struct config config = { .protect = protect, .generated = protect + sizeof protect - 1, .lines = 400 };
	const struct lint_world world = { .config = &config, .files = files, .file_count = sizeof files / sizeof *files,
		.targets = "all\ntest\nlint", .scripts = "test\nbuild", .tasks = tasks,
		.task_count = sizeof tasks / sizeof *tasks, .has_program = has_program, .has_symbol = has_symbol,
		.class_record = class_record };
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_autofree_ char *text = mem_printf("---\n%s---\n%s", front, body), *list = mem_dup("");
	size_t count;

	task_spec_lint(&(struct task_text){ "me", text, strlen(text) }, &world, &spec, findings);
	for (size_t i = 0; i < findings->count; i++)
		mem_replace(&list, mem_printf("%s%s%s", list, *list ? " " : "", findings->list[i].rule));
	if (findings->count)
		free(findings_mended(findings, text, strlen(text), &count));
	return steal(&list);
}

#define TITLE "title: Exact matches come first\n"
#define STOP "stop: [new dependency]\n"
#define SCOPE "scope: [src/cart.py]\n"
#define ACCEPT "accept: [make test]\n"
#define FINE TITLE STOP SCOPE ACCEPT
#define WORDS "A query that equals a name puts it first."

static void finds(const char *front, const char *body, const char *want)
{
	_cleanup_(findings_release) struct findings findings = { 0 };
	_autofree_ char *got = found(front, body, &findings);

	CHECK_STR(got, want);
	for (size_t i = 0; i < findings.count; i++)
		CHECK(rule_named(findings.list[i].rule) != 0);
}

/* A line of the file once all that is certain is mended. */
static void mends(const char *front, const char *body, const char *want)
{
	_cleanup_(findings_release) struct findings findings = { 0 };
	_autofree_ char *rules = found(front, body, &findings), *text = mem_printf("---\n%s---\n%s\n", front, body);
	size_t count = 0;
	_autofree_ char *mended = findings_mended(&findings, text, strlen(text), &count);

	CHECK(want ? mended && strstr(mended, want) : !mended);
	if (want && (!mended || !strstr(mended, want)))
		printf("# %s: %s\n", rules, mended ? mended : "nothing");
}

static void a_fit_task_has_nothing_to_say(void)
{
	finds(FINE, WORDS, "");
	finds(TITLE "kind: report\n", WORDS, "");
}

static void acceptances_are_looked_for(void)
{
	finds(TITLE STOP SCOPE "accept: [make tset]\n", WORDS, "accept-unfound");
	finds(TITLE STOP SCOPE "accept: [npm run biuld]\n", WORDS, "accept-unfound");
	finds(TITLE STOP SCOPE "accept: [nosuchprogram --all]\n", WORDS, "accept-unfound");
	finds(TITLE STOP SCOPE "accept: [sh tests/rnu.sh]\n", WORDS, "accept-unfound");
	finds(TITLE STOP SCOPE "accept: [pytest tests/test_new.py]\n", WORDS, "accept-unfound");
	finds(TITLE STOP SCOPE "accept: [sh check.sh]\n", WORDS, "accept-unfound");
	/* What is made on the way, or by the task, or by one that it needs. */
	finds(TITLE STOP SCOPE "accept: [make all && ./app]\n", WORDS, "");
	finds(TITLE STOP SCOPE "accept: [build/app --test]\n", WORDS, "");
	finds(TITLE STOP "scope: [src/cart.py, t/new.sh]\naccept: [{run: sh t/new.sh, red: true}]\n", WORDS, "");
	finds(TITLE STOP SCOPE "needs: [tests-first]\naccept: [sh tests/new/a.sh]\n", WORDS, "");
	finds(TITLE STOP "accept: [{run: sh check.sh, red: true}]\n", WORDS, "scope-everything");
	finds(TITLE STOP "accept: [sh check.sh]\n", WORDS " Write check.sh, which proves it.", "scope-everything");
	finds(TITLE STOP "scope: [Makefile]\naccept: [make new]\n", WORDS, "");
}

static void who_is_judged_does_not_write_the_judge(void)
{
	finds(TITLE STOP "scope: [tools/**]\naccept: [python3 x.py]\n", WORDS, "accept-unfound accept-unfound");
	finds(TITLE STOP "scope: [t/**]\naccept: [sh t/check.sh]\n", WORDS " In t/ of course.", "accept-own");
	finds(TITLE STOP "scope: [t/**]\naccept: [pytest t/a.py]\n", WORDS " In t/ of course.", "accept-own");
	finds(TITLE STOP "scope: [t/**]\nforbid: [t/a.py]\naccept: [pytest t/a.py]\n", WORDS " In t/ of course.", "");
	finds(TITLE STOP "scope: [t/**]\naccept: [{run: pytest t/a.py, red: true}, pytest t/b.py]\n", WORDS " In t/ of course.", "");
	/* Protected: the base's copy judges as well. */
	finds(TITLE STOP "scope: [\"tests/test_*.py\"]\naccept: [pytest tests/test_cart.py]\n", WORDS, "");
	/* What was there before is no new proof: only its own name in the scope allows to change it. */
	finds(TITLE STOP "scope: [tools/**]\naccept: [{run: sh tools/verify.sh, red: true}]\n", WORDS, "accept-own");
	finds(TITLE STOP "scope: [tools/gen.py, tools/verify.sh]\naccept: [{run: sh tools/verify.sh, red: true}]\n", WORDS, "");
	/* The thing itself is run, and no judge. */
	finds(TITLE STOP "scope: [tools/**]\naccept: [sh tools/gen.py]\n", WORDS, "");
}

static void a_scope_has_to_be_somewhere(void)
{
	finds(TITLE STOP ACCEPT "scope: [scr/cart.py]\n", WORDS, "scope-nothing");
	finds(TITLE STOP ACCEPT "scope: [src/serach/**]\n", WORDS, "scope-nothing");
	finds(TITLE STOP ACCEPT "scope: [app/**]\n", WORDS, "scope-nothing");
	finds(TITLE STOP ACCEPT "scope: [app/**]\n", WORDS " It goes to app, a new folder.", "");
	finds(TITLE STOP ACCEPT "scope: [app/**, src/cart.py]\n", WORDS, "");
	finds(TITLE STOP ACCEPT "scope: [src/new.py]\n", WORDS, "");
	finds(TITLE STOP ACCEPT "scope: [src/new/**]\n", WORDS, "");
	/* Numbers count on, and any two short names are a letter apart. */
	finds(TITLE STOP ACCEPT "scope: [src/search2/**]\n", WORDS, "");
	finds(TITLE STOP ACCEPT "scope: [src/searchs/**]\n", WORDS, "scope-nothing");
	finds(TITLE STOP ACCEPT "scope: [\"*.md\"]\n", WORDS, "");
	finds(TITLE STOP ACCEPT, WORDS, "scope-everything");
	finds(TITLE STOP ACCEPT "scope: [\"**\"]\n", WORDS, "scope-overlap scope-everything");
	finds(TITLE STOP ACCEPT "scope: [\"**/*.py\"]\nneeds: [first, tests-first]\n", WORDS, "scope-protected");
	finds(TITLE STOP ACCEPT "scope: [\"**/*.py\"]\nneeds: [first, tests-first]\nforbid: [tests/**]\n", WORDS, "");
	finds(TITLE STOP ACCEPT "scope: [tests/test_cart.py]\n", WORDS, "");
	finds(TITLE STOP ACCEPT "scope: [src/search/rank.py]\n", WORDS, "scope-overlap");
	finds(TITLE STOP ACCEPT "scope: [src/search/rank.py]\nneeds: [first]\n", WORDS, "");
}

static void needs_have_to_come(void)
{
	finds(FINE "needs: [frist]\n", WORDS, "needs-missing");
	finds(FINE "needs: [nobody]\n", WORDS, "needs-missing");
	finds(FINE "needs: [done, first]\n", WORDS, "");
	finds(FINE "needs: [ring-a]\n", WORDS, "needs-circle");
	finds(FINE "needs: [ring-b]\n", WORDS, "needs-circle");
	finds(FINE "needs: [me]\n", WORDS, "needs-self");
}

static void words_are_weighed(void)
{
	finds(FINE, "Make the search faster and handle errors properly in src/cart.py.", "words-unmeasured words-unmeasured");
	finds(FINE, "Make the search faster than 20 ms.", "");
	finds(FINE, "Improve the code quality.", "body-vague words-unmeasured");
	finds(FINE, "How many: TBD.", "body-vague");
	finds("title: Improve the calculator properly\n" STOP SCOPE ACCEPT, "Text is refused in src/cart.py.", "words-unmeasured");
	finds("title: Make the search faster\n" STOP SCOPE ACCEPT, "A search takes less than 20 ms.", "");
	finds("title: Fix it\n" STOP SCOPE ACCEPT, WORDS, "goal-pronoun");
	finds("title: Add an export and upgrade Django\n" STOP SCOPE ACCEPT, WORDS, "goals-several");
	finds("title: Search and replace in comments\n" STOP SCOPE ACCEPT, WORDS, "");
	finds(FINE, "Answers must not need more than 100 MB.", "words-unproven");
	finds(TITLE STOP SCOPE "accept: [make test, grep -q Answers README.md]\n", "Answers must not need more than 100 MB.", "");
	finds(TITLE STOP SCOPE "accept: [{run: make test, red: true}]\n", "Answers must not need more than 100 MB.", "");
	finds(FINE, "About 2,000 lines have to be moved.", "size-over");
	finds(FINE "budget: {lines: 3k}\n", "About 2,000 lines have to be moved.", "");
	finds(FINE, "It reads a log of 200,000 lines.", "");
	finds(TITLE SCOPE ACCEPT, WORDS, "stop-missing");
}

static void names_are_looked_up(void)
{
	finds(FINE, "See src/search/rnak.py.", "path-unknown");
	finds(FINE, "It is in src/search/rnak.py", "path-unknown");
	finds(FINE, "See src/search/rank.py and src/search.", "");
	finds(FINE, "Create src/search/stock.py.", "");
	finds(FINE, "See http://example.org/src/x.py and /usr/lib/x.so, and/or either.", "");
	finds(FINE, "`rank_resluts()` sorts by score.", "symbol-unknown");
	finds(FINE, "`rank_results()` sorts by score, `x` and `a b(c)` do not.", "");
	finds(FINE, "A new function `rank_stock()` sorts by stock.", "");
	/* What languages bring is in no repository. */
	finds(FINE, "It raises `ValueError(\"x\")`, calls `setTimeout(f)`, `os.fsync(fd)` and `isinstance(a, b)`.", "");
	finds(FINE "class: hard\n", WORDS, "class-fails");
	finds(FINE "class: large\n", WORDS, "size-over");
	finds(FINE "class: other\n", WORDS, "");
}

/* It may be a file that the task makes: only a slip of the pen is told. */
static void a_slip_is_told_within_the_scope_too(void)
{
	finds(TITLE STOP ACCEPT "scope: [src/*.py]\n", "See src/cartt.py.", "path-unknown");
	finds(TITLE STOP ACCEPT "scope: [src/*.py]\n", "See src/care.py and src/cart2.py.", "");
	finds(TITLE STOP ACCEPT "scope: [src/*.py]\n", "Add src/carts.py.", "");
	finds(TITLE STOP ACCEPT "scope: [src/cat.py, doc/**]\n", WORDS, "path-unknown");
	finds(TITLE STOP ACCEPT "scope: [src/cat.py, doc/**]\n", "Write src/cat.py.", "");
	finds(TITLE STOP ACCEPT "scope: [src/cat.py, doc/**]\n", "See src/cat.py.", "path-unknown");
	finds(TITLE STOP ACCEPT "scope: [src/cart9.py, doc/**]\n", WORDS, "");
	finds(TITLE STOP "scope: [src/cat.py, doc/**]\naccept: [make test, grep -q x src/cat.py]\n", WORDS, "");
	mends(TITLE STOP ACCEPT "scope: [src/cat.py, doc/**]\n", WORDS, "scope: [src/cart.py, doc/**]\n");
}

/* A value that could not be read is told of once. */
static void what_is_wrongly_written_is_not_missing(void)
{
	finds(TITLE STOP ACCEPT "scope: src/cart.py\n", WORDS, "scope-pattern");
	finds(TITLE STOP ACCEPT "scopes: [src/cart.py]\n", WORDS, "unknown-key");
	finds(TITLE SCOPE ACCEPT "stop: new dependency\n", WORDS, "type");
	finds(TITLE SCOPE ACCEPT "stp: [new dependency]\n", WORDS, "unknown-key");
	finds(TITLE STOP SCOPE "acceptance: [make test]\n", WORDS, "unknown-key");
	mends(TITLE STOP ACCEPT "scope: src/cart.py\n", WORDS, "scope: [src/cart.py]\n");
	mends(TITLE STOP SCOPE "accept: make test\n", WORDS, "accept: [make test]\n");
	mends(TITLE STOP SCOPE "accept: \"make test\"\n", WORDS, 0);
	mends(TITLE STOP ACCEPT "scope: src/cart.py, doc/a.md\n", WORDS, 0);
}

static void what_is_certain_is_mended(void)
{
	mends(TITLE STOP SCOPE "accept: [make test || true]\n", WORDS, "accept: [make test]\n");
	mends(TITLE STOP SCOPE "accept: [\"make test; exit 0\"]\n", WORDS, "accept: [\"make test\"]\n");
	mends(TITLE STOP SCOPE "accept:\n  - {run: 'make test || true', red: true}\n", WORDS, "{run: 'make test', red: true}");
	mends(TITLE STOP SCOPE "accept: [make tset || true]\n", WORDS, "accept: [make test]\n");
	mends(TITLE STOP SCOPE "acceptance: [make test]\n", WORDS, "accept: [make test]\n");
	mends(FINE "neds: [first]\n", WORDS, "needs: [first]\n");
	mends(FINE "needs: [frist]\n", WORDS, "needs: [first]\n");
	mends(TITLE STOP ACCEPT "scope: [scr/cart.py]\n", WORDS, "scope: [src/cart.py]\n");
	mends(TITLE STOP ACCEPT "scope: [src/serach/**]\n", WORDS, "scope: [src/search/**]\n");
	mends(FINE, "\xc3\x84pfel in src/search/rnak.py, bitte.", "\xc3\x84pfel in src/search/rank.py, bitte.\n");
	/* A folded or escaped text is not where it seems; a letter for another may be meant; a script needs its author. */
	mends(TITLE STOP SCOPE "accept:\n  - |\n    make test\n    exit 0\n", WORDS, 0);
	mends(TITLE STOP SCOPE "accept: [\"make \\x74est || true\"]\n", WORDS, 0);
	mends(FINE, "See src/search/rang.py.", 0);
	mends(FINE, WORDS, 0);
}

static void every_rule_explains_itself(void)
{
	_autofree_ char *list = rules_list();
	const struct rule *rule;
	size_t count = 0;

	for (; (rule = rule_at(count)); count++) {
		_autofree_ char *text = rule_explain(rule);

		CHECK(rule_named(rule->word) == rule && rule_index(rule) == count);
		CHECK(strstr(text, rule->reason) && strstr(text, rule->mend) && text_starts(text, rule->word));
	}
	CHECK_INT(lines_count(list), count);
	CHECK_STR(rule_nearest("accept-maskd"), "accept-masked");
	CHECK(!rule_named("nothing") && !rule_nearest("nothing at all"));
}

int main(void)
{
	a_command_is_judged_by_what_its_exit_status_says();
	what_a_command_runs_is_named();
	a_fit_task_has_nothing_to_say();
	acceptances_are_looked_for();
	who_is_judged_does_not_write_the_judge();
	a_scope_has_to_be_somewhere();
	needs_have_to_come();
	words_are_weighed();
	names_are_looked_up();
	a_slip_is_told_within_the_scope_too();
	what_is_wrongly_written_is_not_missing();
	what_is_certain_is_mended();
	every_rule_explains_itself();
	return tap_done();
}
