/* row.c - see row.h. */
#include "api/row.h"

#include "api/failing.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/release.h"

char *id_text(char letter, long long number)
{
	return mem_printf("%c%lld", letter, number);
}

char *duration_text(long long ms)
{
	return ms < 10000 ? mem_printf("%.1f s", (double)ms / 1000) : text_age(ms);
}

double dollars(long long microusd)
{
	return (double)microusd / 1e6;
}

json_t *change_json(const struct session *session)
{
	json_t *change;

	if (!session || text_is_empty(session->commit) ||
	    text_same(session->tree, session->base_tree))
		return json_null();
	change = json_object();
	json_put(change, "commit", session->commit);
	json_put(change, "tree", session->tree);
	json_put(change, "base", session->base);
	json_put_number(change, "files", session->files);
	json_put_number(change, "insertions", session->insertions);
	json_put_number(change, "deletions", session->deletions);
	json_put_number(change, "loose", session->loose);
	return change;
}

static bool is_over(const struct task *task)
{
	return task->life >= TASK_landed;
}

static void put_session(json_t *row, const struct view *view, const struct session *session,
			const char *state)
{
	struct store_note note = { 0 };

	json_put_number(row, "session", session->record.id);
	json_put_number(row, "round", session->round);
	json_put_number(row, "turns", session->turns);
	json_object_set_new(row, "cost_usd", json_real(dollars(session->cost_microusd)));
	json_put_number(row, "tokens", session->input + session->output);
	json_object_set_new(row, "change", change_json(session));
	if (!text_same(state, "running") ||
	    !store_last_note(view->store, session->record.id, &note))
		return;
	json_put(row, "now", note.text);
	json_put_number(row, "now_ms", note.at_ms);
	free(note.text);
}

static void put_no_session(json_t *row)
{
	json_object_set_new(row, "session", json_null());
	json_put_number(row, "round", 0);
	json_object_set_new(row, "cost_usd", json_real(0));
	json_put_number(row, "tokens", 0);
	json_object_set_new(row, "change", json_null());
}

/* Whether nothing but a floor is missing. */
static bool may_start(const struct view *view, const struct task *task)
{
	_autofree_ char *reason = 0;

	return task_may_open(view->state, task, view->now_ms, &reason);
}

json_t *row_of_task(const struct view *view, const struct task *task)
{
	const struct session *session = session_at(view->state, task->session);
	const char *state = task_shown(view->state, task);
	_autofree_ char *reason = task_reason(view->state, task, view->now_ms);
	json_t *row = json_object();

	if (session && !is_over(task) && view_lost_job(view, session)) {
		state = "waiting";
		mem_replace(&reason,
			    mem_dup(view->floor_pid
					    ? "its runner is gone: the floor starts it again"
					    : "its runner is gone: 'leadhand up' goes on"));
	}
	if (!view->floor_pid && task->life == TASK_waiting && may_start(view, task))
		mem_replace(&reason, mem_dup("no floor runs: 'leadhand up' starts one"));
	json_put(row, "id", task->name);
	json_put(row, "title", task->title ? task->title : "");
	json_put(row, "state", state);
	json_put(row, "reason", reason);
	json_object_set_new(row, "failure", failure_json(failure_at(view->state, task->failure)));
	json_put_number(row, "since_ms", task->since_ms);
	json_put(row, "agent", task->agent ? task->agent : "");
	json_put_number(row, "priority", task->priority);
	if (session)
		put_session(row, view, session, state);
	else
		put_no_session(row);
	return row;
}

json_t *row_of_file(const struct file_task *file)
{
	json_t *row = json_object();

	json_put(row, "id", file->name);
	json_put(row, "title", file->title);
	json_put(row, "state", *file->reason ? "draft" : "ready");
	json_put(row, "reason", file->reason);
	json_object_set_new(row, "failure", json_null());
	json_put_number(row, "since_ms", file->changed_ms);
	json_put(row, "agent", "");
	put_no_session(row);
	return row;
}
