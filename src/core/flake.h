/*
 * flake.h - one tree, two outcomes: what a red gate is worth, and what became of its tests.
 *
 * A red gate is run again on the same tree before anybody is blamed. Red each time is real; green once is flaky, where as
 * many tests passed then as failed before: it counts as green, and the tests get a history. A test has passed only where
 * a report names it as passed: one that is missing may have another name each time. Of reruns of tests known as flaky
 * (FlakeFlagger, 811 tests, 10,000 runs each) a failure comes again in 46, 25, 14, 9, 4.8 % after 1 to 5: a gate is
 * run again as often as `limits.reruns` says, and less once its own record shows that no more than a failure in twenty
 * would be misjudged by that. The lead may put a test in quarantine: its failure alone makes no gate red.
 */
#ifndef LEADHAND_CORE_FLAKE_H
#define LEADHAND_CORE_FLAKE_H

#include "core/event.h"
#include "core/life.h"
#include "core/model.h"

/* More than so many that fail and pass together are no tests of their own accord: it is said of their gate. */
#define FLAKE_TESTS_MOST 20
/* A gate's record is halved here: what was long ago says less. */
#define FLAKE_RECORD_MOST 256

/* Between which rates that many failures of so many runs lie, at 95 % (Wilson 1927); 0 and 1 where nothing ran. */
struct flake_rate {
	double low, high;
};
struct flake_rate flake_rate_of(long long failures, long long runs);

/* How often a red gate is run again, of at most so many, where of `doubts` reds that were run again `flakes` came out
 * green. */
long long flake_patience(long long doubts, long long flakes, long long most);

/* Whether a run that is red may still be a flake, so that it has to be run again before it is believed. */
bool run_is_doubted(const struct state *state, const struct run *run);
/* Take in how one execution of a run came out: the run's counts, tests and history; and what it is now. */
enum run_turn run_hear(struct state *state, struct run *run, const struct event *event);
/* Whether its rerun is of those tests alone that failed: the gate says how, and they are known by name, all of them. */
bool run_repeats_alone(const struct state *state, const struct run *run);
/* Whether each test that failed in a red run is in quarantine. */
bool run_is_quarantined(const struct state *state, const struct run *run);
/* Whether a run that is red fails a test which this other red one does not; false where it cannot be told. */
bool run_fails_more(const struct run *run, const struct run *before);
/* The key of a test in a gate's history; the caller's. */
char *test_key(const struct gate *gate, const char *name);
/* Whether it is in quarantine now, by the last word on it. */
bool test_is_quarantined(const struct test *test);
/* The test of that key, made where there is none. */
struct test *test_for(struct state *state, const char *key);
/* A quarantine whose time is over and that nobody was told of, or NULL; and when the next one is, 0: none. */
struct test *flake_due(const struct state *state, long long now_ms);
long long flake_next_due(const struct state *state);

#endif
