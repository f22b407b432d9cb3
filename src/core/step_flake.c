/* step_flake.c - see step_flake.h. */
#include "core/step_flake.h"

#include "core/flake.h"
#include "core/halt.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

/* What stands in the inbox since its quarantine is over. */
static void tell(struct state *state, const struct test *test, const char *text, long long at_ms)
{
	_autofree_ char *key = mem_printf("quarantine %s", test->key);

	notice_put(state, key, text, at_ms);
}

/* Not what is about to land: that was judged. */
static bool is_base(const struct state *state, const char *tree)
{
	EACH_LIVE(landing, landing, state)
		if (text_same(tree, landing->tree))
			return false;
	if (text_same(tree, factory_of(state)->tip_tree))
		return true;
	EACH_LIVE(session, session, state)
		if (text_same(tree, session->base_tree))
			return true;
	return false;
}

static bool was_covered_by(const struct state *state, const struct run *run, const struct test *test)
{
	const struct gate *gate = gate_at(state, run->gate);
	struct lines walk;

	LINES_EACH(walk, run->quarantined) {
		_autofree_ char *key = test_key(gate, walk.line);

		if (text_same(key, test->key) || text_same(gate->name, test->key)) {
			lines_stop(&walk);
			return true;
		}
	}
	return false;
}

/*
 * Where the test counts again, what every change is compared with has to be red by it: or the next one is blamed for
 * what the base fails. What was judged by the quarantine, and is no base, stays so.
 */
static void uncover(struct state *state, const struct test *test)
{
	EACH(run, run, state)
		if (run->life == RUN_green && was_covered_by(state, run, test) && is_base(state, run->tree)) {
			run->life = run_next(run->life, RUN_ON_uncovered);
			record_set(run, &run->quarantined, "");
			record_touch(run);
		}
}

int step_quarantined(struct state *state, const struct event *event, struct err *err)
{
	struct test *test;

	if (text_is_empty(event->key))
		return err_set(err, ERR_REFUSED, "a quarantine names a test");
	if (event->number <= event->at_ms)
		return err_set(err, ERR_REFUSED, "the quarantine of '%s' would be over already", event->key);
	test = test_for(state, event->key);
	test->until_ms = event->number;
	test->is_lapsed = 0;
	record_set(test, &test->owner, event->by);
	record_touch(test);
	tell(state, test, 0, event->at_ms);
	halt_look(state, event->at_ms);
	halt_wake(state, event->at_ms);
	return 0;
}

int step_released(struct state *state, const struct event *event, struct err *err)
{
	struct test *test = text_is_empty(event->key) ? 0 : test_keyed(state, event->key);

	if (!test || !test->until_ms)
		return err_set(err, ERR_REFUSED, "'%s' is in no quarantine", event->key ? event->key : "");
	test->until_ms = test->is_lapsed = 0;
	record_set(test, &test->owner, "");
	record_touch(test);
	uncover(state, test);
	tell(state, test, 0, event->at_ms);
	halt_look(state, event->at_ms);
	return 0;
}

int step_lapsed(struct state *state, const struct event *event, struct err *err)
{
	struct test *test = text_is_empty(event->key) ? 0 : test_keyed(state, event->key);
	_autofree_ char *text = 0;

	if (!test_is_quarantined(test))
		return err_set(err, ERR_REFUSED, "'%s' is in no quarantine", event->key ? event->key : "");
	test->is_lapsed = 1;
	record_touch(test);
	uncover(state, test);
	text = mem_printf("the quarantine of '%s' is over, and it counts again: mend it%s%s, or say how long with 'leadhand flaky'",
			  test->key, text_is_empty(test->owner) ? "" : " with ", test->owner ? test->owner : "");
	tell(state, test, text, event->at_ms);
	halt_look(state, event->at_ms);
	return 0;
}
