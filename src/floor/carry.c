/* carry.c - see carry.h. */
#include "floor/carry.h"

#include "floor/brief.h"
#include "floor/intake.h"

#include "base/json.h"
#include "base/text.h"
#include "core/rounds.h"
#include "land/land.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define HOLD_MS 3000

bool carrier_lives(const struct carrier *carrier, long long job)
{
	_autofree_ char *folder = place_job(carrier->keeper->place, job);

	for (size_t i = 0; i < carrier->started_count; i++)
		if (carrier->started[i].job == job && proc_is_alive(carrier->started[i].pid))
			return true;
	return carrier->executor->lives(folder);
}

/* Remember the runner; those that are gone make room. */
static void remember(struct carrier *carrier, long long job, int pid)
{
	size_t kept = 0;

	for (size_t i = 0; i < carrier->started_count; i++)
		if (carrier->started[i].job != job && proc_is_alive(carrier->started[i].pid))
			carrier->started[kept++] = carrier->started[i];
	carrier->started = mem_grow(carrier->started, kept + 1, sizeof *carrier->started);
	carrier->started[kept++] = (struct started){ job, pid };
	carrier->started_count = kept;
}

void carrier_release(struct carrier *carrier)
{
	free(carrier->started);
	carrier->started = 0;
	carrier->started_count = 0;
}

static int take(struct carrier *carrier, struct event *event, struct err *err)
{
	int code = keeper_take(carrier->keeper, event, err);

	event_release(event);
	return code;
}

static int open_session(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct factory *factory = factory_of(carrier->keeper->state);
	struct event event = { .kind = EVENT_session_opened, .task = order->id,
			       .commit = mem_dup(factory->tip), .tree = mem_dup(factory->tip_tree) };

	return take(carrier, &event, err);
}

/* A word to a job's runner; whole lines, so that a reader never sees half of one. */
static int tell(struct carrier *carrier, long long job, const json_t *word, struct err *err)
{
	_autofree_ char *folder = place_job(carrier->keeper->place, job);
	_autofree_ char *path = mem_printf("%s/in.jsonl", folder);
	_autofree_ char *text = json_line(word), *line = mem_printf("%s\n", text);
	_autoclose_ int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}

/*
 * The lock on the journal is what a runner lives by. It is taken for a moment before the job's new attempt
 * is written down, so that a late runner of an older one either holds it (then we wait) or reads that it
 * came too late.
 */
static int start_job(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct job *job = job_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_job_started, .job = order->id };
	_autofree_ char *folder = place_job(carrier->keeper->place, order->id);
	_autofree_ char *journal = mem_printf("%s/out.jsonl", folder);
	_autoclose_ int lock = -1;
	int pid = 0, code = fs_make_dirs(folder, err);

	if (!code)
		code = fs_lock(journal, false, &lock, err);
	if (!code)
		code = brief_write(carrier->keeper, job, job->attempt + 1, err);
	if (!code)
		code = keeper_take(carrier->keeper, &event, err);
	if (code)
		return code;
	close(lock);
	lock = -1;
	if (carrier->executor->start(folder, job->attempt, &pid, err)) {
		_cleanup_(err_release) struct err why = { err->code, steal(&err->text) };

		event = (struct event){ .kind = EVENT_job_lost, .job = order->id, .attempt = job->attempt };
		err->code = ERR_NONE;
		return take(carrier, &event, err);
	}
	remember(carrier, order->id, pid);
	return 0;
}

static int stop_job(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct job *job = job_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_stop_sent, .job = order->id, .attempt = job->attempt };
	_json_ json_t *word = json_object();
	int code;

	json_put(word, "kind", "stop");
	json_put_number(word, "attempt", job->attempt);
	json_put(word, "text", order->why);
	code = tell(carrier, order->id, word, err);
	if (code)
		return code;
	event.text = mem_dup(order->why);
	return take(carrier, &event, err);
}

static int deliver(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct question *question = question_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_delivered, .question = order->id };
	_json_ json_t *word = json_object();
	int code;

	json_put(word, "kind", "answer");
	json_put(word, "key", question->key);
	json_put(word, "text", question->answer ? question->answer : "");
	code = tell(carrier, question->job, word, err);
	return code ? code : take(carrier, &event, err);
}

static int hold(struct carrier *carrier, long long landing, const char *text, struct err *err)
{
	struct event event = { .kind = EVENT_held, .landing = landing, .text = mem_dup(text),
			       .number = clock_now_ms() + HOLD_MS };

	return take(carrier, &event, err);
}

static int commit_merge(struct carrier *carrier, const struct landing *landing,
			const struct land_merge *merge, char **commit, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct factory *factory = factory_of(state);
	const struct session *session = session_at(state, landing->session);
	const struct task *task = task_at(state, landing->task);
	const struct land land = { carrier->keeper->place->git_dir, factory->target };
	_autofree_ char *ref = mem_printf("refs/leadhand/landing/%lld", landing->record.id);
	_autofree_ char *author = mem_printf("%s <%s@agents.leadhand.invalid>", session->agent, session->agent);
	const struct land_message message = {
		.title = task->title, .body = session->report ? session->report : "",
		.task = task->name, .agent = session->agent,
		.approved_by = review_at(state, landing->review)->by,
		.author = author, .at_ms = landing->queued_ms,
	};

	if (text_same(merge->tree, factory->tip_tree)) {
		*commit = mem_dup(factory->tip);
		return 0;
	}
	return land_commit(&land, factory->tip, merge->tree, &message, ref, commit, err);
}

/* What judges the landing is what config.yaml asks for when it lands, not when it was offered. */
static int gates_now(struct carrier *carrier, const struct landing *landing, const char *tree,
		     char **gates, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct git git = { .dir = carrier->keeper->place->git_dir };
	_autofree_ char *paths = 0;
	int code = git_changed_paths(&git, factory_of(state)->tip, tree, &paths, err);

	if (!code)
		*gates = gates_required(state, task_at(state, landing->task), paths);
	return code;
}

static int merge(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct factory *factory = factory_of(carrier->keeper->state);
	const struct landing *landing = landing_at(carrier->keeper->state, order->id);
	const struct land land = { carrier->keeper->place->git_dir, factory->target };
	_cleanup_(land_merge_release) struct land_merge merged = { 0 };
	struct event event = { .landing = order->id, .base = mem_dup(factory->tip),
			       .base_tree = mem_dup(factory->tip_tree) };
	int code = land_merge(&land, factory->tip, landing->commit, &merged, err);

	if (!code && merged.tree) {
		event.kind = EVENT_merged;
		event.tree = mem_dup(merged.tree);
		code = gates_now(carrier, landing, merged.tree, &event.gates, err);
		if (!code)
			code = commit_merge(carrier, landing, &merged, &event.commit, err);
	} else if (!code) {
		event.kind = EVENT_conflicted;
		event.list = mem_dup(merged.conflicts ? merged.conflicts : "");
	} else if (code == ERR_CONFLICT) {
		/* History that does not begin where ours does: only the session can mend that. */
		event.kind = EVENT_conflicted;
		event.list = steal(&err->text);
		err->code = ERR_NONE;
		code = 0;
	}
	if (!code)
		return take(carrier, &event, err);
	event_release(&event);
	{
		_autofree_ char *why = steal(&err->text);

		err->code = ERR_NONE;
		return hold(carrier, order->id, why, err);
	}
}

static int move_target(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct landing *landing = landing_at(carrier->keeper->state, order->id);
	const struct land land = { carrier->keeper->place->git_dir, factory_of(carrier->keeper->state)->target };
	struct event event = { .kind = EVENT_landed, .landing = order->id };
	_cleanup_(err_release) struct err why = ERR_INIT;
	int code = land_move(&land, landing->tip, landing->merged, &why);

	if (!code)
		return take(carrier, &event, err);
	if (code == ERR_CONFLICT) {
		const struct factory *factory = factory_of(carrier->keeper->state);
		_autofree_ char *tip = mem_dup(factory->tip);

		/* Somebody moved the branch: where it stands now is what the next merge is made onto. */
		if (intake_tip(carrier->keeper, err))
			return err->code;
		if (!text_same(tip, factory->tip))
			return 0;
	}
	return hold(carrier, order->id, why.text, err);
}

typedef int carry(struct carrier *carrier, const struct order *order, struct err *err);

int carry_out(struct carrier *carrier, const struct order *order, struct err *err)
{
	static carry *const ways[] = {
		[ORDER_open_session] = open_session, [ORDER_start_job] = start_job,
		[ORDER_stop_job] = stop_job,	     [ORDER_deliver] = deliver,
		[ORDER_merge] = merge,		     [ORDER_move] = move_target,
	};

	return ways[order->kind](carrier, order, err);
}
