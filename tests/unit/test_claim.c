/* What a report claims, and what the records say to that: precise before complete. */
#include "tap.h"

#include "base/text.h"
#include "claim/command.h"
#include "claim/verdict.h"
#include "core/claims.h"

static char *read_claims(const char *text)
{
	struct claims_said said = { 0 };
	char *list = mem_dup("");

	phrases_read(text, &said);
	for (size_t i = 0; i < said.count; i++)
		mem_replace(&list, mem_printf("%s%s%s:%s", list, *list ? " | " : "", claim_kinds[said.list[i].kind],
					      said.list[i].what));
	claims_said_release(&said);
	return list;
}

struct sample {
	const char *text, *claims;
};

static void check_all(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		_autofree_ char *got = read_claims(samples[i].text);

		CHECK_STR(got, samples[i].claims);
		if (!text_same(got, samples[i].claims))
			printf("# of: %s\n", samples[i].text);
	}
}
#define CHECK_ALL(samples) check_all((samples), sizeof (samples) / sizeof *(samples))

static void what_is_claimed_in_plain_words_is_read(void)
{
	static const struct sample samples[] = {
		{ "All tests pass.", "passed:tests" },
		{ "All tests pass", "passed:tests" },
		{ "Added the flag. All 42 tests now pass!", "passed:tests" },
		{ "- added the flag\n- all tests are green\n", "passed:tests" },
		{ "The full test suite passes.", "passed:tests" },
		{ "I verified that all of the tests pass (42 passed, 0 failed).", "passed:tests" },
		{ "Fixed the failing test. All tests pass.", "fixed: | passed:tests" },
		{ "I ran make test", "ran:make test" },
		{ "I ran `make -j4 test` and all tests pass.", "ran:make -j4 test | passed:tests" },
		{ "We ran 'npm run build'.", "ran:npm run build" },
		{ "I ran the test suite.", "ran:tests" },
		{ "I have run `pytest -q`.", "ran:pytest -q" },
		{ "`make lint` passes.", "passed:make lint" },
		{ "pytest passes", "passed:pytest" },
		{ "All gates pass", "passed:gates" },
		{ "I did not touch the API.", "untouched:the API" },
		{ "Did not touch any tests.", "untouched:tests" },
		{ "I didn't change `src/core/api.h`.", "untouched:src/core/api.h" },
		{ "I didn\xe2\x80\x99t modify the existing tests.", "untouched:tests" },
		{ "The tests were not changed.", "untouched:tests" },
		{ "The tests are unchanged", "untouched:tests" },
		{ "No tests were modified.", "untouched:tests" },
		{ "No changes outside src/x.", "within:src/x" },
		{ "No changes were made outside of `src/x/**`", "within:src/x/**" },
		{ "I only changed files in src/search.", "within:src/search" },
		{ "No changes outside the scope.", "within:scope" },
		{ "Fixed test_login_twice.", "fixed:test_login_twice" },
		{ "Fixed the failing test `suite::test_empty`", "fixed:suite::test_empty" },
		{ "**All tests pass.**", "passed:tests" },
	};

	CHECK_ALL(samples);
}

static void what_is_denied_hoped_or_quoted_is_no_claim(void)
{
	static const struct sample samples[] = {
		{ "Not all tests pass.", "" },
		{ "No tests pass.", "" },
		{ "I have not run make test.", "" },
		{ "I did not run `make test`.", "" },
		{ "All tests will pass once the server is there.", "" },
		{ "All tests should pass.", "" },
		{ "If all tests pass, merge it.", "" },
		{ "Do all tests pass?", "" },
		{ "All tests pass except test_old.", "" },
		{ "All tests pass, but test_old is flaky.", "" },
		{ "All unit tests pass.", "" },
		{ "All tests in src/a pass.", "" },
		{ "12 tests pass.", "" },
		{ "Most tests pass.", "" },
		{ "The new tests pass.", "" },
		{ "All tests pass. test_old still fails.", "" },
		{ "All tests pass; one is skipped.", "" },
		{ "The task says \"all tests pass\".", "" },
		{ "It wants `all tests pass`.", "" },
		{ "> All tests pass", "" },
		{ "```\nAll tests pass\n```\n", "" },
		{ "# All tests pass", "" },
		{ "- [ ] all tests pass", "" },
		{ "Acceptance criteria:\n- all tests pass\n- make lint passes\n", "" },
		{ "Next steps:\n\n1. all tests pass\n", "" },
		{ "All tests pass\nexcept for the old one.", "" },
		{ "Make sure that all tests pass.", "" },
		{ "Please verify that all tests pass.", "" },
		{ "To check: run make test", "" },
		{ "All tests passed before my change.", "" },
		{ "All tests pass with `--skip slow`.", "" },
		{ "I ran make", "" },
		{ "I ran into trouble", "" },
		{ "I did not touch anything else.", "" },
		{ "No changes outside src/x and docs/y.", "" },
		{ "I only changed src/a, src/b.", "" },
		{ "Apart from docs, no changes outside src/x.", "" },
		{ "I could not touch the tests.", "" },
		{ "The tests were not changed except test_a.", "" },
		{ "It is \"all tests pass without end", "" },
		{ "", "" },
	};

	CHECK_ALL(samples);
}

/* A session's record, a line each: "run KEY OUTCOME COMMAND" or "edit". */
static void do_line(struct deeds *deeds, const char *event, const char *key, const char *action, const char *rest)
{
	_json_ json_t *line = json_object();

	json_put(line, "event", event);
	json_put(line, "gen_ai.tool.call.id", key);
	json_put(line, "leadhand.action", action);
	json_put(line, text_same(event, "tool_ended") ? "leadhand.outcome" : "leadhand.target", rest);
	deeds_take(deeds, line);
}

static void ran(struct deeds *deeds, const char *command, const char *outcome)
{
	_autofree_ char *key = mem_printf("k%zu", deeds->count);

	do_line(deeds, "tool", key, "run", command);
	do_line(deeds, "tool_ended", key, 0, outcome);
}

static enum claim_verdict verdict(enum claim_kind kind, const char *what, const struct claim_world *world, bool *is_seen)
{
	struct claim_said said = { kind, mem_dup(what), false };
	struct claim_found found = claim_compare(&said, world);
	bool has_evidence = !text_is_empty(found.evidence);

	CHECK(has_evidence);
	free(said.what);
	free(found.evidence);
	if (is_seen)
		*is_seen = found.is_seen;
	return found.verdict;
}

static void a_run_that_no_record_shows_is_false_where_the_record_is_whole(void)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, true, false, 0, 0, 0 };

	ran(&deeds, "git status", "ok");
	CHECK_INT(verdict(CLAIM_ran, "make test", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_ran, CLAIM_TESTS, &world, 0), CLAIM_false);
	ran(&deeds, "echo 'I ran make test' >notes", "ok");
	ran(&deeds, "leadhand report done --ran 'make test'", "ok");
	CHECK_INT(verdict(CLAIM_ran, "make test", &world, 0), CLAIM_false);
	ran(&deeds, "git commit -qm 'make test green'", "ok");
	CHECK_INT(verdict(CLAIM_ran, CLAIM_TESTS, &world, 0), CLAIM_false);
	ran(&deeds, "./everything", "ok");
	CHECK_INT(verdict(CLAIM_ran, CLAIM_TESTS, &world, 0), CLAIM_unproven);
	ran(&deeds, "cd x && make -j4 test", "failed");
	CHECK_INT(verdict(CLAIM_ran, "make test", &world, 0), CLAIM_true);
	CHECK_INT(verdict(CLAIM_ran, CLAIM_TESTS, &world, 0), CLAIM_true);
	deeds_release(&deeds);
}

static void a_command_is_seen_whatever_the_shell_has_it_end_in(void)
{
	static const char *const lines[] = { "make test; echo $?", "make test|tail", "make test>log 2>&1", "cd x&&make test&", "(make test)",
					     "x=`make test`", "bash -lc \"make test;exit\"" };

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		CHECK(command_holds(lines[i], "make test"));
	CHECK(command_holds("make a;make b", "make a; make b"));
	CHECK(!command_holds("make tests; echo", "make test"));
}

static void where_the_record_is_silent_nobody_is_accused(void)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, false, false, 0, 0, 0 };

	CHECK_INT(verdict(CLAIM_ran, "make test", &world, 0), CLAIM_unproven);
	world.tells_commands = true;
	deeds.is_partial = true;
	CHECK_INT(verdict(CLAIM_ran, "make test", &world, 0), CLAIM_unproven);
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_unproven);
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_API, &world, 0), CLAIM_unproven);
	deeds_release(&deeds);
}

#define RUN_LINE "{\"event\":\"tool\",\"leadhand.action\":\"run\",\"leadhand.target\":\"make lint\",\"gen_ai.tool.call.id\":\"1\"}"

static enum claim_verdict verdict_after(const char *record)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, true, false, 0, 0, 0 };
	enum claim_verdict found;

	deeds_read(&deeds, record, strlen(record));
	found = verdict(CLAIM_ran, "make test", &world, 0);
	deeds_release(&deeds);
	return found;
}

static void a_record_of_which_something_is_torn_refutes_nothing(void)
{
	CHECK_INT(verdict_after(RUN_LINE "\n"), CLAIM_false);
	CHECK_INT(verdict_after("{\"event\":\"text\", torn\n" RUN_LINE "\n"), CLAIM_false);
	CHECK_INT(verdict_after(RUN_LINE "\n{\"event\":\"tool\",\"leadhand.ac\n"), CLAIM_unproven);
	CHECK_INT(verdict_after(RUN_LINE "\n{\"event\":\"tool\",\"leadhand.ac"), CLAIM_unproven);
}

static void what_passed_is_seen_only_after_the_last_edit_and_unmasked(void)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, true, false, 0, 0, 0 };
	bool is_seen;

	ran(&deeds, "make test", "ok");
	CHECK_INT(verdict(CLAIM_passed, CLAIM_TESTS, &world, &is_seen), CLAIM_unproven);
	CHECK(is_seen);
	do_line(&deeds, "file", "e1", 0, "src/a.c");
	verdict(CLAIM_passed, CLAIM_TESTS, &world, &is_seen);
	CHECK(!is_seen);
	ran(&deeds, "make test || true", "ok");
	verdict(CLAIM_passed, CLAIM_TESTS, &world, &is_seen);
	CHECK(!is_seen);
	ran(&deeds, "make test 2>&1 | tail -3", "ok");
	verdict(CLAIM_passed, CLAIM_TESTS, &world, &is_seen);
	CHECK(!is_seen);
	ran(&deeds, "make test", "failed");
	CHECK_INT(verdict(CLAIM_passed, CLAIM_TESTS, &world, &is_seen), CLAIM_unproven);
	CHECK_INT(verdict(CLAIM_passed, "make test", &world, &is_seen), CLAIM_false);
	ran(&deeds, "make test", "ok");
	CHECK_INT(verdict(CLAIM_passed, "make test", &world, &is_seen), CLAIM_unproven);
	CHECK(is_seen);
	deeds_release(&deeds);
}

static void paths_of_the_change_tell_what_was_touched(void)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, true, true, "src/x/a.c\ntests/test_a.c", "src/x/a.c", "" };

	CHECK_INT(verdict(CLAIM_untouched, "src/x", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_untouched, "src/x/", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_untouched, "src/**", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_untouched, "a.c", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_untouched, "src/xy", &world, 0), CLAIM_true);
	/* A test that is new: who says that it left the tests alone may mean those that were there. */
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_unproven);
	world.altered = "src/x/a.c\ntests/test_a.c";
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_false);
	/* As languages have it: perl's, C's, java's. */
	world.changed = "lib/Foo.pm\nt/foo.t", world.altered = "lib/Foo.pm";
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_unproven);
	world.changed = world.altered = "test.c";
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_false);
	world.changed = world.altered = "src/FooTest.java";
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_false);
	world.changed = world.altered = "src/contest.c\nsrc/latest/a.c\nsrc/spec/a.c";
	CHECK_INT(verdict(CLAIM_untouched, CLAIM_TESTS, &world, 0), CLAIM_true);
	CHECK_INT(verdict(CLAIM_within, "src", &world, 0), CLAIM_true);
	CHECK_INT(verdict(CLAIM_within, "src/latest", &world, 0), CLAIM_false);
	CHECK_INT(verdict(CLAIM_within, "lib/module", &world, 0), CLAIM_unproven);
	CHECK_INT(verdict(CLAIM_within, CLAIM_SCOPE, &world, 0), CLAIM_true);
	world.outside = "src/contest.c";
	CHECK_INT(verdict(CLAIM_within, CLAIM_SCOPE, &world, 0), CLAIM_false);
}

static void what_is_said_in_fields_means_what_it_says(void)
{
	struct deeds deeds = { 0 };
	struct claim_world world = { &deeds, true, true, "tests/new.py", "", "" };
	struct claims_said said = { 0 };
	struct claim_found found;

	claims_say(&said, CLAIM_untouched, "tests/**\nsrc/**\ntests/**");
	phrases_read("I did not touch src/.", &said);
	CHECK_INT((long long)said.count, 3);
	found = claim_compare(&said.list[0], &world);
	CHECK_INT(found.verdict, CLAIM_false);
	free(found.evidence);
	claims_said_release(&said);
}

/* With the memory just as long as the words, for some of these: nothing stands behind them. */
static void a_report_may_end_in_a_quotation(void)
{
	for (int len = 0; len < 300; len++) {
		_autofree_ char *word = mem_new((size_t)len + 1, 1), *text = 0, *list = 0;

		memset(word, 'a', (size_t)len);
		text = mem_printf("%s. I ran `make test`", word);
		list = read_claims(text);

		CHECK_STR(list, "ran:make test");
	}
}

static void a_report_claims_at_most_so_much(void)
{
	struct claims_said said = { 0 };
	_autofree_ char *list = mem_dup("");

	for (int i = 0; i < 100; i++)
		mem_replace(&list, mem_printf("%smake t%d\n", list, i));
	claims_say(&said, CLAIM_ran, list);
	CHECK_INT((long long)said.count, CLAIMS_MOST);
	claims_said_release(&said);
}

int main(void)
{
	what_is_claimed_in_plain_words_is_read();
	what_is_denied_hoped_or_quoted_is_no_claim();
	a_run_that_no_record_shows_is_false_where_the_record_is_whole();
	a_command_is_seen_whatever_the_shell_has_it_end_in();
	where_the_record_is_silent_nobody_is_accused();
	a_record_of_which_something_is_torn_refutes_nothing();
	what_passed_is_seen_only_after_the_last_edit_and_unmasked();
	paths_of_the_change_tell_what_was_touched();
	what_is_said_in_fields_means_what_it_says();
	a_report_may_end_in_a_quotation();
	a_report_claims_at_most_so_much();
	return tap_done();
}
