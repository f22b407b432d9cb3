/* verb_flaky.c - which tests are flaky, and the lead's word on them. */
#include "api/verbs.h"

#include "api/view.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/flake.h"
#include "core/ledger.h"
#include "floor/quarantine.h"
#include "floor/words.h"

#include <string.h>

static const struct gate *gate_named(const struct state *state, const char *key)
{
	const struct gate *found = 0;

	EACH(gate, gate, state) {
		size_t len = gate->name ? strlen(gate->name) : 0;

		if (len && !strncmp(key, gate->name, len) && (!key[len] || text_starts(key + len, ": ")))
			found = gate;
	}
	return found;
}

static const char *name_of(const struct test *test)
{
	const char *name = strstr(test->key, ": ");

	return name ? name + strlen(": ") : test->key;
}

/* By its whole key, or by the name alone where only one gate has it; *key is borrowed. */
static int find_test(const struct state *state, const char *said, const char **key, struct err *err)
{
	*key = 0;
	if (gate_named(state, said) || test_keyed(state, said)) {
		*key = said;
		return 0;
	}
	EACH(test, test, state) {
		if (!text_same(name_of(test), said))
			continue;
		if (*key)
			return err_set(err, ERR_USAGE, "'%s' is a test of more than one gate: say '%s' or '%s'", said, *key,
				       test->key);
		*key = test->key;
	}
	return *key ? 0 : err_set(err, ERR_MISSING, "no test '%s' was seen to be flaky: name it as 'GATE: TEST'", said);
}

/* By its whole key; of the runs that are still on record. */
static bool run_failed(const struct state *state, const struct run *run, const char *key)
{
	const struct gate *gate = gate_at(state, run->gate);
	const char *name = gate->name ? gate->name : "";
	size_t len = strlen(name);

	if (!run->reds || strncmp(key, name, len))
		return false;
	if (!key[len])
		return true;
	key += len;
	return text_starts(key, ": ") && (lines_has(run->failing, key + 2) || lines_has(run->flaky, key + 2) ||
					  lines_has(run->quarantined, key + 2));
}

/* A name that nobody ever saw fail is a slip, or one that will be another the next time. */
static bool was_seen(const struct state *state, const char *key)
{
	const struct test *test = test_keyed(state, key);

	if (test && test->failures)
		return true;
	EACH(run, run, state)
		if (run_failed(state, run, key))
			return true;
	return false;
}

static int say(const struct call *call, const char *word, const char *test, json_t **out, struct err *err)
{
	_json_ json_t *request = json_object();
	_autofree_ char *lead = place_lead(&call->place);
	int code;

	json_put(request, "word", word);
	json_put(request, "test", test);
	json_put(request, "owner", call_text(call, "owner") ? call_text(call, "owner") : lead);
	json_put_number(request, "days", call_number(call, "until", 0));
	code = words_say(&call->place, request, out, err);
	if (!code)
		json_object_del(*out, "ok");
	return code;
}

static json_t *test_json(const struct test *test)
{
	struct flake_rate rate = flake_rate_of(test->failures, test->runs);
	json_t *line = json_object();

	json_put(line, "test", test->key);
	json_put_number(line, "runs", test->runs);
	json_put_number(line, "failures", test->failures);
	json_object_set_new(line, "rate", test->runs ? json_real((double)test->failures / (double)test->runs) : json_null());
	json_object_set_new(line, "rate_low", json_real(rate.low));
	json_object_set_new(line, "rate_high", json_real(rate.high));
	json_object_set_new(line, "last_seen_ms", test->seen_ms ? json_integer(test->seen_ms) : json_null());
	json_object_set_new(line, "quarantined_until_ms", test->until_ms ? json_integer(test->until_ms) : json_null());
	json_object_set_new(line, "expired", json_boolean(test->is_lapsed));
	json_put(line, "owner", test->owner);
	return line;
}

/* How often a red of theirs is run again now, by their own record. */
static json_t *gates_json(const struct state *state)
{
	json_t *list = json_array();

	GATES_EACH(walk, factory_of(state)->gates)
	{
		const struct gate *gate = gate_at(state, walk.id);
		json_t *line = json_object();

		json_put(line, "gate", gate->name);
		json_put_number(line, "doubts", gate->doubts);
		json_put_number(line, "flakes", gate->flakes);
		json_put_number(line, "reruns", flake_patience(gate->doubts, gate->flakes, factory_of(state)->reruns));
		json_array_append_new(list, line);
	}
	return list;
}

static void list_tests(const struct state *state, json_t **out)
{
	json_t *tests = json_array();

	EACH(test, test, state)
		json_array_append_new(tests, test_json(test));
	*out = json_object();
	json_object_set_new(*out, "tests", tests);
	json_object_set_new(*out, "gates", gates_json(state));
}

static int speak(const struct call *call, const struct state *state, json_t **out, struct err *err)
{
	const char *quarantine = call_text(call, "quarantine"), *key;
	int code = find_test(state, quarantine ? quarantine : call_text(call, "release"), &key, err);

	if (!code)
		code = say(call, quarantine ? "quarantine" : "release", key, out, err);
	if (!code && quarantine && !was_seen(state, key))
		json_put(*out, "warning", "no run was seen to fail it: where it has another name, it goes on being red");
	return code;
}

int verb_flaky(struct call *call, json_t **out, struct err *err)
{
	const char *quarantine = call_text(call, "quarantine"), *release = call_text(call, "release");
	_cleanup_(view_release) struct view view = { 0 };

	if (quarantine && release)
		return err_set(err, ERR_USAGE, "one of --quarantine and --release");
	if (!quarantine != !call_has(call, "until"))
		return err_set(err, ERR_USAGE, "a quarantine has an end: --quarantine TEST --until DAYS");
	if (quarantine && (call_number(call, "until", 0) < 1 || call_number(call, "until", 0) > QUARANTINE_DAYS_MOST))
		return err_set(err, ERR_USAGE, "a quarantine lasts 1 to %d days", QUARANTINE_DAYS_MOST);
	if (call_has(call, "owner") && !quarantine)
		return err_set(err, ERR_USAGE, "--owner goes with --quarantine");
	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	if (!quarantine && !release) {
		list_tests(view.state, out);
		return 0;
	}
	return speak(call, view.state, out, err);
}
