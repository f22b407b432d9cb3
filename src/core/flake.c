/* flake.c - see flake.h. */
#include "core/flake.h"

#include "core/arith.h"

#include "base/mem.h"
#include "base/text.h"

/* 95 % lie within; and above it less than the 5 % that the exact bound leaves, also where nothing was seen. */
#define AROUND_BY 1.96
/* What is left of the flaky failures after five reruns; no gate's record may let more through. */
#define MISJUDGED_MOST 0.048

static double bound(double failures, double runs, double side)
{
	double rate = failures / runs, square = AROUND_BY * AROUND_BY;
	double half = AROUND_BY * arith_root(rate * (1 - rate) / runs + square / (4 * runs * runs));

	return (rate + square / (2 * runs) + side * half) / (1 + square / runs);
}

struct flake_rate flake_rate_of(long long failures, long long runs)
{
	struct flake_rate rate = { 0, 1 };

	if (runs <= 0)
		return rate;
	rate.low = failures <= 0 ? 0 : bound((double)failures, (double)runs, -1);
	rate.high = failures >= runs ? 1 : bound((double)failures, (double)runs, 1);
	return rate;
}

/*
 * Of flaky failures a share q(k) is missed after k reruns, and only what is found is on record: of all reds that share
 * found times q/(1 - q) is missed. It is taken at the upper end of what the record allows.
 */
long long flake_patience(long long doubts, long long flakes, long long most)
{
	static const double missed[] = { 1, 0.46, 0.25, 0.14, 0.09 };
	double share = doubts > 0 ? bound((double)flakes, (double)doubts, 1) : 1;

	for (int k = 1; k < (int)(sizeof missed / sizeof *missed) && k < most; k++)
		if (share * missed[k] / (1 - missed[k]) <= MISJUDGED_MOST)
			return k;
	return most;
}

bool run_is_doubted(const struct state *state, const struct run *run)
{
	const struct gate *gate = gate_at(state, run->gate);

	return run->life == RUN_red &&
	       run->executions <= flake_patience(gate->doubts, gate->flakes, factory_of(state)->reruns);
}

char *test_key(const struct gate *gate, const char *name)
{
	return text_is_empty(name) ? mem_dup(gate->name ? gate->name : "")
				   : mem_printf("%s: %s", gate->name ? gate->name : "", name);
}

bool test_is_quarantined(const struct test *test)
{
	return test && test->until_ms && !test->is_lapsed;
}

struct test *test_for(struct state *state, const char *key)
{
	struct test *test = test_keyed(state, key);

	if (test)
		return test;
	test = test_add(state);
	record_set(test, &test->key, key);
	return test;
}

/* Whether the list names all that failed: what is cut off cannot be compared. */
static bool names_all(long long is_counted, long long failed, const char *failing)
{
	return is_counted && failed > 0 && failed == (long long)lines_count(failing);
}

static bool is_quarantined(const struct state *state, const struct gate *gate, const char *name, long long at_ms)
{
	_autofree_ char *key = test_key(gate, name);
	const struct test *test = test_keyed(state, key);

	return test_is_quarantined(test) && test->until_ms > at_ms;
}

static bool is_covered(const struct state *state, const struct run *run, long long at_ms)
{
	const struct gate *gate = gate_at(state, run->gate);
	struct lines walk;

	if (is_quarantined(state, gate, "", at_ms))
		return true;
	/* What failed the last time is not known: names of before do not stand for it. */
	if (run->is_stale || !names_all(run->is_counted, run->failed, run->failing))
		return false;
	LINES_EACH(walk, run->failing)
		if (!is_quarantined(state, gate, walk.line, at_ms)) {
			lines_stop(&walk);
			return false;
		}
	return true;
}

bool run_repeats_alone(const struct state *state, const struct run *run)
{
	return run->executions && !run->is_stale && !text_is_empty(gate_at(state, run->gate)->again) &&
	       names_all(run->is_counted, run->failed, run->failing);
}

bool run_is_quarantined(const struct state *state, const struct run *run)
{
	return is_covered(state, run, 0);
}

bool run_fails_more(const struct run *run, const struct run *before)
{
	struct lines walk;

	if (!names_all(run->is_counted, run->failed, run->failing) ||
	    !names_all(before->is_counted, before->failed, before->failing))
		return false;
	LINES_EACH(walk, run->failing)
		if (!lines_has(before->failing, walk.line)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

struct count {
	long long runs, failures, at_ms;
};

static void count(struct state *state, const struct run *run, const char *name, const struct count *more)
{
	_autofree_ char *key = test_key(gate_at(state, run->gate), name);
	struct test *test = test_for(state, key);

	test->runs += more->runs;
	test->failures += more->failures;
	if (more->failures)
		test->seen_ms = more->at_ms;
	record_touch(test);
}

static void count_each(struct state *state, const struct run *run, const char *names, const struct count *more)
{
	struct lines walk;

	if (text_is_empty(names) || lines_count(names) > FLAKE_TESTS_MOST)
		count(state, run, "", more);
	else
		LINES_EACH(walk, names)
			count(state, run, walk.line, more);
}

static void add_flaky(const struct state *state, struct run *run, const char *names)
{
	_autofree_ char *list = mem_dup(run->flaky ? run->flaky : "");
	struct lines walk;

	if (text_is_empty(names) || lines_count(names) > FLAKE_TESTS_MOST) {
		const char *gate = gate_at(state, run->gate)->name;

		if (!lines_has(list, gate ? gate : ""))
			lines_add(&list, gate ? gate : "");
	} else {
		LINES_EACH(walk, names)
			if (!lines_has(list, walk.line))
				lines_add(&list, walk.line);
	}
	record_set(run, &run->flaky, list);
}

/* They were red and green on this tree. */
static void find_flaky(struct state *state, struct run *run, const char *names, const struct count *seen)
{
	count_each(state, run, names, seen);
	add_flaky(state, run, names);
}

/* Those of the first list that stand, or do not stand, in the second one; the caller's. */
static char *pick(const char *list, const char *other, bool wants_both)
{
	char *picked = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, list)
		if (lines_has(other, walk.line) == wants_both)
			lines_add(&picked, walk.line);
	return picked;
}

/* Each that has a history and ran once more; what it is part of came out green at once. */
static void count_passed(struct state *state, const struct run *run)
{
	const struct gate *gate = gate_at(state, run->gate);
	_autofree_ char *prefix = mem_printf("%s: ", gate->name ? gate->name : "");

	EACH(test, test, state)
		if (text_same(test->key, gate->name) || text_starts(test->key, prefix)) {
			test->runs++;
			record_touch(test);
		}
}

/* Whether this execution is of the same tests, and names all that fail now: all of the gate's, or exactly those. */
static bool is_comparable(const struct state *state, const struct run *run, const struct event *event)
{
	long long total = event->passed + event->failed + event->skipped;
	_autofree_ char *more = 0;

	if (!names_all(run->is_counted, run->failed, run->failing) ||
	    !names_all(event->is_counted, event->failed, event->list))
		return false;
	if (!run_repeats_alone(state, run))
		return total == run->passed + run->failed + run->skipped;
	more = pick(event->list, run->failing, false);
	return total == run->failed && text_is_empty(more);
}

/* They failed before, and passed now: what was known of them as flaky has its reds on record already. */
static void find_passed(struct state *state, struct run *run, const char *names, const struct count *first)
{
	_autofree_ char *fresh = pick(names, run->flaky, false), *known = pick(names, run->flaky, true);
	_autofree_ char *early = pick(fresh, run->late, false), *late = pick(fresh, run->late, true);
	struct count late_ones = { first->runs, 1, first->at_ms }, once = { 1, 0, first->at_ms };

	if (!text_is_empty(early))
		find_flaky(state, run, early, first);
	if (!text_is_empty(late))
		find_flaky(state, run, late, &late_ones);
	if (!text_is_empty(known))
		count_each(state, run, known, &once);
}

/* Red again: what is named as passed this time is flaky; what fails only now is among those that fail. */
static void narrow(struct state *state, struct run *run, const struct event *event)
{
	_autofree_ char *named = 0, *passed = 0, *failing = 0, *more = 0;
	struct count dropped = { run->executions, run->reds - 1, event->at_ms };
	struct lines walk;

	run->is_stale = !is_comparable(state, run, event);
	if (run->is_stale)
		return;
	named = pick(run->failing, event->passed_again, true);
	passed = pick(named, event->list, false);
	failing = pick(run->failing, passed, false);
	more = pick(event->list, run->failing, false);
	if (!text_is_empty(passed))
		find_passed(state, run, passed, &dropped);
	LINES_EACH(walk, more)
		lines_add(&failing, walk.line);
	run->passed += run->failed - (long long)lines_count(failing);
	run->failed = (long long)lines_count(failing);
	record_set(run, &run->failing, failing);
	if (!text_is_empty(more)) {
		_autofree_ char *late = mem_dup(run->late ? run->late : "");

		LINES_EACH(walk, more)
			lines_add(&late, walk.line);
		record_set(run, &run->late, late);
	}
}

static void be_green(struct run *run)
{
	run->passed += run->failed;
	run->failed = run->is_stale = 0;
	record_set(run, &run->failing, "");
	record_set(run, &run->late, "");
}

static void keep_counts(struct run *run, const struct event *event)
{
	run->is_counted = event->is_counted;
	run->passed = event->passed;
	run->failed = event->failed;
	run->skipped = event->skipped;
	record_set(run, &run->failing, event->list);
}

/* The gate's record: how a red came out that was run again to the end. */
static void note_doubt(struct state *state, const struct run *run, bool is_flaky)
{
	struct gate *gate = gate_at(state, run->gate);

	if (run->executions < 2)
		return;
	gate->doubts++;
	gate->flakes += is_flaky;
	if (gate->doubts >= FLAKE_RECORD_MOST) {
		gate->doubts /= 2;
		gate->flakes = (gate->flakes + 1) / 2;
	}
	record_touch(gate);
}

static enum run_turn stay_red(struct state *state, const struct run *run)
{
	const struct gate *gate = gate_at(state, run->gate);

	if (run->executions == flake_patience(gate->doubts, gate->flakes, factory_of(state)->reruns) + 1)
		note_doubt(state, run, false);
	return RUN_ON_red;
}

/* How many tests a green one has to show as passed before it takes back a red one; 0 where that was counted by nobody. */
static long long tests_owed(const struct state *state, const struct run *run)
{
	if (!run->reds || !run->is_counted)
		return 0;
	return run_repeats_alone(state, run) ? run->failed : run->passed + run->failed;
}

/* A filter that matches nothing, or tests that skip themselves this time, exit with 0 as well. */
static bool is_believed(const struct state *state, const struct run *run, const struct event *event)
{
	_autofree_ char *missing = 0;
	long long owed = tests_owed(state, run);

	if (!run->reds || !run->is_counted || is_quarantined(state, gate_at(state, run->gate), "", event->at_ms))
		return true;
	if (!event->is_counted || event->passed < owed)
		return false;
	if (!run_repeats_alone(state, run))
		return true;
	missing = pick(run->failing, event->passed_again, false);
	return text_is_empty(missing);
}

static enum run_turn hear_green(struct state *state, struct run *run, const struct event *event)
{
	struct count seen = { run->executions, run->reds, event->at_ms };

	if (!run->reds) {
		keep_counts(run, event);
		count_passed(state, run);
		return RUN_ON_green;
	}
	if (text_is_empty(run->failing))
		find_flaky(state, run, "", &seen);
	else
		find_passed(state, run, run->failing, &seen);
	/* It came to no report before: what counts its tests now is better than nothing. */
	if (!run->is_counted)
		keep_counts(run, event);
	be_green(run);
	note_doubt(state, run, true);
	return RUN_ON_green;
}

static enum run_turn hear_thin_green(struct state *state, struct run *run, const struct event *event)
{
	_autofree_ char *reason = mem_printf("run again it exits with 0, and shows %lld tests passed where %lld are asked for",
					     event->is_counted ? event->passed : 0, tests_owed(state, run));

	run->is_stale = 1;
	record_set(run, &run->reason, reason);
	return stay_red(state, run);
}

static enum run_turn hear_red(struct state *state, struct run *run, const struct event *event)
{
	struct count seen = { run->executions, run->reds + 1, event->at_ms };

	run->reds++;
	if (run->executions > 1)
		narrow(state, run, event);
	else
		keep_counts(run, event);
	if (!is_covered(state, run, event->at_ms))
		return stay_red(state, run);
	count_each(state, run, run->failing, &seen);
	record_set(run, &run->quarantined, text_is_empty(run->failing) ? gate_at(state, run->gate)->name : run->failing);
	return RUN_ON_green;
}

static void keep_ending(struct run *run, const struct event *event)
{
	run->exit_status = event->exit_status;
	run->is_late = event->is_late;
	record_set(run, &run->reason, event->text);
	record_set(run, &run->cause, event->cause);
}

static void keep_coverage(struct run *run, const struct event *event)
{
	run->is_covered = event->is_covered;
	run->lines_executed = event->lines_executed;
	run->lines_missed = event->lines_missed;
	record_set(run, &run->uncovered, event->uncovered);
	record_set(run, &run->uncovered_why, event->uncovered_why);
}

enum run_turn run_hear(struct state *state, struct run *run, const struct event *event)
{
	bool is_green = text_same(event->word, "green");

	run->ended_ms = event->at_ms;
	/* What a gate takes, and goes through, is what it does in whole. */
	if (!run->executions) {
		run->duration_ms = event->duration_ms;
		keep_coverage(run, event);
	}
	record_touch(run);
	if (is_green && !is_believed(state, run, event)) {
		run->executions++;
		return hear_thin_green(state, run, event);
	}
	keep_ending(run, event);
	if (!is_green && !text_same(event->word, "red"))
		return RUN_ON_broken;
	run->executions++;
	return is_green ? hear_green(state, run, event) : hear_red(state, run, event);
}

struct test *flake_due(const struct state *state, long long now_ms)
{
	EACH(test, test, state)
		if (test_is_quarantined(test) && test->until_ms <= now_ms)
			return test;
	return 0;
}

long long flake_next_due(const struct state *state)
{
	long long next = 0;

	EACH(test, test, state)
		if (test_is_quarantined(test) && (!next || test->until_ms < next))
			next = test->until_ms;
	return next;
}
