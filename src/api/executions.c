/* executions.c - see executions.h. */
#include "api/executions.h"

#include "core/ledger.h"
#include "core/step.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { WORD_LEAST = 4 };

struct reading {
	struct state *state; /* owned: as it was at each event */
	json_t *list;	     /* owned */
	json_t *askers;	     /* owned: by a run's number, an array of {"task","what"} */
	json_t *seen;	     /* owned: what was asked for, so that it counts once */
	long long runs;	     /* there were before this event */
	struct err *err;
	int code;
};

static json_t *asker_json(const char *task, const char *what)
{
	return json_pack("{s:s,s:s}", "task", task, "what", what);
}

static void ask(struct reading *reading, const struct run *run, const char *task, const char *what)
{
	_autofree_ char *key = mem_printf("%lld", run->record.id);
	json_t *list = json_object_get(reading->askers, key), *asker = asker_json(task, what), *other;
	size_t i;

	if (!list) {
		list = json_array();
		json_object_set_new(reading->askers, key, list);
	}
	json_array_foreach(list, i, other)
		if (json_equal(other, asker)) {
			json_decref(asker);
			return;
		}
	json_array_append_new(list, asker);
}

static bool has_askers(const struct reading *reading, const struct run *run)
{
	_autofree_ char *key = mem_printf("%lld", run->record.id);

	return json_object_get(reading->askers, key);
}

static json_t *add_entry(struct reading *reading, const struct run *run)
{
	json_t *entry = json_object();

	json_put_number(entry, "run", run->record.id);
	json_array_append_new(reading->list, entry);
	return entry;
}

/* Somebody asked for it; where it was there already, that saved an execution. */
static void wanted(struct reading *reading, const struct event *event, const struct run *run, const struct task *task,
		   const char *what)
{
	_autofree_ char *key = 0;
	json_t *entry;

	if (!run)
		return;
	ask(reading, run, task->name, what);
	key = mem_printf("%lld %s %lld %lld", task->record.id, what, run->record.id, text_same(what, "base") ? task->session : event->at_ms);
	if (json_object_get(reading->seen, key))
		return;
	json_object_set_new(reading->seen, key, json_true());
	if (run->record.id > reading->runs)
		return;
	entry = add_entry(reading, run);
	json_object_set_new(entry, "reused", json_true());
	json_object_set_new(entry, "of", json_pack("[o]", asker_json(task->name, what)));
	json_put_number(entry, "ended_ms", event->at_ms);
}

static void all_wanted(struct reading *reading, const struct event *event, const struct task *task, const char *gates,
		       const char *tree, const char *what)
{
	GATES_EACH(walk, gates)
		wanted(reading, event, run_of(reading->state, walk.id, tree), task, what);
}

/* The base is asked about a gate that is red on the change. */
static void base_wanted(struct reading *reading, const struct event *event, const struct session *session)
{
	const struct task *task = task_at(reading->state, session->task);

	GATES_EACH(walk, session->gates)
	{
		const struct run *run = run_of(reading->state, walk.id, session->tree);

		if (run && run->life == RUN_red)
			wanted(reading, event, run_of(reading->state, walk.id, session->base_tree), task, "base");
	}
}

static void proof_wanted(struct reading *reading, const struct event *event, const struct session *session)
{
	const struct task *task = task_at(reading->state, session->task);

	GATES_EACH(walk, task->accept)
		if (gate_at(reading->state, walk.id)->is_red_first)
			wanted(reading, event, run_of(reading->state, walk.id, session->base_tree), task, "base");
}

static const struct session *session_of(const struct state *state, const struct event *event)
{
	const struct job *job = job_at(state, event->job);
	const struct session *session = session_at(state, job ? job->session : event->session);

	return session ? session : session_at(state, task_at(state, event->task) ? task_at(state, event->task)->session : 0);
}

static void take_offer(struct reading *reading, const struct event *event)
{
	const struct session *session = session_of(reading->state, event);

	if (!session || text_is_empty(event->tree) || !text_same(session->tree, event->tree))
		return;
	all_wanted(reading, event, task_at(reading->state, session->task), session->gates, session->tree, "change");
	base_wanted(reading, event, session);
}

static void take_merge(struct reading *reading, const struct event *event)
{
	const struct landing *landing = landing_at(reading->state, event->landing);

	all_wanted(reading, event, task_at(reading->state, landing->task), landing->gates, landing->tree, "landing");
}

static void put_end(json_t *entry, const struct event *event)
{
	json_put(entry, "result", event->kind == EVENT_job_lost ? "lost" : event->word);
	json_put_number(entry, "exit", event->exit_status);
	json_object_set_new(entry, "late", json_boolean(event->is_late));
	json_put_number(entry, "duration_ms", event->duration_ms);
	json_object_set_new(entry, "tests", event->is_counted
		? json_pack("{s:I,s:I,s:I,s:o}", "passed", (json_int_t)event->passed, "failed", (json_int_t)event->failed,
			    "skipped", (json_int_t)event->skipped, "failing", json_from_lines(event->list))
		: json_null());
	json_put(entry, "reason", event->text);
}

/* Before the event takes effect: afterwards the job is at its next attempt. */
static void take_end(struct reading *reading, const struct event *event)
{
	const struct job *job = job_at(reading->state, event->job);
	const struct run *run = job ? run_at(reading->state, job->run) : 0;
	json_t *entry;

	if (!run || job->life != JOB_running)
		return;
	entry = add_entry(reading, run);
	json_object_set_new(entry, "reused", json_false());
	json_put_number(entry, "job", job->record.id);
	json_put_number(entry, "attempt", event->attempt);
	json_put_number(entry, "again", job->again);
	json_put_number(entry, "started_ms", job->started_ms);
	json_put_number(entry, "ended_ms", event->at_ms);
	put_end(entry, event);
}

static void bases_wanted(struct reading *reading, const struct event *event)
{
	EACH_LIVE(session, session, reading->state)
		if (task_at(reading->state, session->task)->session == session->record.id && !text_is_empty(session->tree))
			base_wanted(reading, event, session);
}

/* Which of a session's trees it is that nobody offered; NULL for none. */
static const char *copy_of(const struct session *session, const struct run *run)
{
	if (text_same(run->tree, session->base_tree))
		return "base";
	if (text_same(run->tree, session->judged))
		return "judged";
	return text_same(run->tree, session->proof) ? "proof" : 0;
}

/* Runs that nobody asked for by an offer: of a base, of another copy, or of the target where a landing is red. */
static void take_new_runs(struct reading *reading)
{
	for (long long id = reading->runs + 1; id <= run_count(reading->state); id++) {
		const struct run *run = run_at(reading->state, id);

		EACH_LIVE(session, session, reading->state) {
			const struct task *task = task_at(reading->state, session->task);

			const char *what = copy_of(session, run);

			if (task->session == session->record.id && what && task_needs_run(reading->state, task, run))
				ask(reading, run, task->name, what);
		}
		EACH_LIVE(landing, landing, reading->state)
			if (text_same(run->tree, landing->tip_tree) && landing_needs_run(landing, run))
				ask(reading, run, task_at(reading->state, landing->task)->name, "tip");
		/* While the line stands still, gates that were red are asked for on the next tip, for nobody's sake. */
		if (text_same(run->tree, factory_of(reading->state)->tip_tree) && !has_askers(reading, run))
			ask(reading, run, "", "tip");
	}
}

static void take_effect(struct reading *reading, const struct event *event)
{
	if (event->kind == EVENT_turn_ended || event->kind == EVENT_detached)
		take_offer(reading, event);
	if (event->kind == EVENT_session_opened)
		proof_wanted(reading, event, session_of(reading->state, event));
	if (event->kind == EVENT_merged)
		take_merge(reading, event);
	if (event->kind == EVENT_check_ended)
		bases_wanted(reading, event);
	take_new_runs(reading);
}

static void take(void *owner, long long seq, const struct event *event)
{
	struct reading *reading = owner;

	if (reading->code)
		return;
	reading->runs = run_count(reading->state);
	if (event->kind == EVENT_check_ended || event->kind == EVENT_job_lost)
		take_end(reading, event);
	reading->code = step(reading->state, event, reading->err);
	if (reading->code)
		err_wrap(reading->err, "event %lld (%s) cannot have happened: see 'leadhand fsck'", seq, event_kinds[event->kind]);
	else
		take_effect(reading, event);
}

/* By a run's number its last execution: what was used again goes back to that. */
static json_t *last_ones(const json_t *list)
{
	json_t *last = json_object(), *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		_autofree_ char *key = mem_printf("%lld", json_number(entry, "run"));

		if (!json_bool(entry, "reused"))
			json_object_set(last, key, entry);
	}
	return last;
}

static void go_back_to(json_t *entry, const json_t *execution)
{
	static const char *const keys[] = { "result", "exit", "late", "duration_ms", "tests", "reason", 0 };

	for (int i = 0; keys[i]; i++) {
		json_t *value = json_object_get(execution, keys[i]);

		json_object_set_new(entry, keys[i], value ? json_incref(value) : json_null());
	}
}

static void complete(const struct reading *reading, const json_t *last, json_t *entry)
{
	const struct run *run = run_at(reading->state, json_number(entry, "run"));
	const struct gate *gate = gate_at(reading->state, run->gate);
	_autofree_ char *key = mem_printf("%lld", run->record.id);
	json_t *askers = json_object_get(reading->askers, key);

	json_put(entry, "gate", gate->name);
	json_put(entry, "command", gate->command);
	json_object_set_new(entry, "held_out", json_boolean(gate->is_held_out));
	json_put(entry, "tree", run->tree);
	json_put(entry, "commit", run->commit);
	if (json_bool(entry, "reused"))
		go_back_to(entry, json_object_get(last, key));
	else
		json_object_set_new(entry, "of", askers ? json_deep_copy(askers) : json_array());
}

static bool is_of_task(const json_t *entry, const char *task)
{
	const json_t *asker;
	size_t i;

	json_array_foreach(json_object_get(entry, "of"), i, asker)
		if (text_same(json_text(asker, "task"), task))
			return true;
	return false;
}

static bool is_meant(const struct reading *reading, const json_t *entry, const char *word)
{
	if (!word)
		return true;
	if (task_named(reading->state, word))
		return is_of_task(entry, word);
	if (text_same(json_text(entry, "gate"), word))
		return true;
	return strlen(word) >= WORD_LEAST && strspn(word, "0123456789abcdef") == strlen(word) &&
	       (text_starts(json_text_or(entry, "tree", ""), word) || text_starts(json_text_or(entry, "commit", ""), word));
}

static void put_output(const struct view *view, json_t *entry)
{
	const struct store_execution execution = { json_number(entry, "run"), json_number(entry, "job"),
						   json_number(entry, "attempt") };
	_autofree_ char *text = json_bool(entry, "reused") ? store_output(view->store, execution.run)
							   : store_output_of(view->store, &execution);

	json_put(entry, "output", text);
}

static void put_sums(json_t *out, const json_t *list)
{
	long long runs = 0, reused = 0, spent_ms = 0, saved_ms = 0;
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry) {
		bool is_reused = json_bool(entry, "reused");

		runs += !is_reused;
		reused += is_reused;
		*(is_reused ? &saved_ms : &spent_ms) += json_number(entry, "duration_ms");
	}
	json_put_number(out, "runs", runs);
	json_put_number(out, "reused", reused);
	json_put_number(out, "spent_ms", spent_ms);
	json_put_number(out, "saved_ms", saved_ms);
}

static int answer(const struct view *view, const struct reading *reading, const char *word, bool with_output,
		  json_t **out, struct err *err)
{
	_json_ json_t *last = last_ones(reading->list);
	json_t *list = json_array(), *entry;
	size_t i;

	json_array_foreach(reading->list, i, entry)
		complete(reading, last, entry);
	json_array_foreach(reading->list, i, entry) {
		if (!is_meant(reading, entry, word))
			continue;
		if (with_output)
			put_output(view, entry);
		json_array_append(list, entry);
	}
	if (word && !json_array_size(list) && !task_named(reading->state, word)) {
		json_decref(list);
		return err_set(err, ERR_MISSING, "the ledger has nothing of '%s': name a task, a gate, or 4 digits or more of a tree",
			       word);
	}
	*out = json_object();
	put_sums(*out, list);
	json_object_set_new(*out, "executions", list);
	return 0;
}

int executions_read(const struct view *view, const char *word, bool with_output, json_t **out, struct err *err)
{
	struct reading reading = { .state = state_new(), .list = json_array(), .askers = json_object(), .seen = json_object(),
				   .err = err };
	int code = view->store ? store_each_event(view->store, 0, 0, take, &reading, err) : 0;

	if (!code && reading.code)
		code = err->code = ERR_CORRUPT;
	if (!code)
		code = answer(view, &reading, word, with_output, out, err);
	state_free(reading.state);
	json_decref(reading.list);
	json_decref(reading.askers);
	json_decref(reading.seen);
	return code;
}
