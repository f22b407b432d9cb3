/* view.c - see view.h. */
#include "api/view.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/words.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <string.h>

/* How long a runner may take from its start to its lock. */
enum { START_MS = 5000, BRIEF_BYTES = 1 << 20 };

static int load(struct store *store, enum view_depth depth, struct state **state,
		struct err *err)
{
	int code = store_freeze(store, err);

	if (code)
		return code;
	code = depth == VIEW_board ? store_load_board(store, state, err)
				   : store_load(store, state, err);
	store_thaw(store);
	return code;
}

static void find_running(struct view *view)
{
	view->running_count = 0;
	EACH(job, job, view->state) {
		if (job->life != JOB_running)
			continue;
		view->running = mem_grow(view->running, view->running_count + 1,
					 sizeof(*view->running));
		view->running[view->running_count++] = job;
	}
}

int view_open(const struct place *place, enum view_depth depth, struct view *view,
	      struct err *err)
{
	struct view made = { .place = place, .now_ms = clock_now_ms() };
	int code = 0;

	if (fs_exists(place->db)) {
		code = store_open(place->db, STORE_read, &made.store, err);
		made.version = code ? 0 : store_data_version(made.store);
		if (!code)
			code = load(made.store, depth, &made.state, err);
	} else {
		made.state = state_new();
	}
	if (code) {
		store_close(made.store);
		return code;
	}
	made.floor_pid = floor_pid(place);
	find_running(&made);
	*view = made;
	return 0;
}

int view_reload(struct view *view, enum view_depth depth, struct err *err)
{
	long long version = view->store ? store_data_version(view->store) : 0;
	struct state *fresh = 0;
	int code;

	if (!view->store) {
		struct view opened;

		code = view_open(view->place, depth, &opened, err);
		if (code)
			return code;
		view_release(view);
		*view = opened;
		return 0;
	}
	code = load(view->store, depth, &fresh, err);
	if (code)
		return code;
	state_free(view->state);
	view->state = fresh;
	find_running(view);
	view->version = version;
	view->now_ms = clock_now_ms();
	view->floor_pid = floor_pid(view->place);
	return 0;
}

bool view_is_old(const struct view *view)
{
	return !view->store || store_data_version(view->store) != view->version;
}

void view_release(struct view *view)
{
	store_close(view->store);
	state_free(view->state);
	free(view->running);
	*view = (struct view){ 0 };
}

bool view_runner_lives(const struct view *view, const struct job *job)
{
	_autofree_ char *dir = place_job(view->place, job->record.id);
	_autofree_ char *out = mem_printf("%s/out.jsonl", dir);

	return fs_is_locked(out);
}

const struct job *view_lost_job(const struct view *view, const struct session *session)
{
	for (size_t i = 0; i < view->running_count; i++) {
		const struct job *job = view->running[i];

		if (job->session != session->record.id)
			continue;
		if (view->floor_pid && view->now_ms - job->started_ms < START_MS)
			continue;
		if (!view_runner_lives(view, job))
			return job;
	}
	return 0;
}

/* Only what has the form of a workspace of this session: it may be removed one day. */
static char *told_workspace(const struct view *view, const struct session *session,
			    long long job)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = place_job(view->place, job), *text = 0;
	_autofree_ char *path = mem_printf("%s/job.json", folder);
	_autofree_ char *form = mem_printf("/sessions/%lld/work", session->record.id);
	_json_ json_t *brief = 0;
	const char *told;
	size_t len;

	if (fs_read(path, BRIEF_BYTES, &text, &len, &err) ||
	    json_parse(text, len, &brief, &err))
		return 0;
	told = json_text_or(brief, "workspace", "");
	return *told == '/' && text_ends(told, form) ? mem_dup(told) : 0;
}

char *view_workspace(const struct view *view, const struct session *session)
{
	char *told = 0;

	for (long long i = job_count(view->state); i >= 1 && !told; i--)
		if (job_at(view->state, i)->session == session->record.id)
			told = told_workspace(view, session, i);
	return told ? told : place_workspace(view->place, "sessions", session->record.id);
}

const struct review *view_review(const struct state *state, const struct task *task)
{
	for (long long i = review_count(state); i >= 1; i--)
		if (review_at(state, i)->task == task->record.id)
			return review_at(state, i);
	return 0;
}

static int say_missing(const struct view *view, const char *id, struct err *err)
{
	_autofree_ char *shown = text_clean(id, strlen(id), 80);
	size_t count = (size_t)task_count(view->state);
	_autofree_ const char **names = mem_new(count + 1, sizeof(*names));
	const char *near;

	for (size_t i = 0; i < count; i++)
		names[i] = task_at(view->state, (long long)i + 1)->name;
	near = text_nearest(id, names);
	if (near)
		return err_set(err, ERR_MISSING, "there is no '%s'; the task '%s' is near",
			       shown, near);
	return err_set(err, ERR_MISSING, "there is no '%s': 'leadhand status' lists the tasks",
		       shown);
}

/* What a letter and a number name; nothing where there is no such thing. */
static struct view_target find_numbered(const struct view *view, char letter, long long number)
{
	struct view_target found = { 0 };
	const struct landing *landing = 0;

	if (letter == 'Q')
		found.question = question_at(view->state, number);
	else if (letter == 'R')
		found.review = review_at(view->state, number);
	else if (letter == 'N')
		found.notice = notice_at(view->state, number);
	else if (letter == 'L')
		landing = landing_at(view->state, number);
	if (landing)
		found.review = review_at(view->state, landing->review);
	if (found.question)
		found.task = task_at(view->state, found.question->task);
	else if (found.review)
		found.task = task_at(view->state, found.review->task);
	return found;
}

const struct question *view_question(const struct view *view, const char *id)
{
	long long number = 0;

	return text_to_number(id + (*id == 'Q' || *id == 'q'), &number)
		       ? question_at(view->state, number)
		       : 0;
}

int view_find(const struct view *view, const char *id, struct view_target *target,
	      struct err *err)
{
	struct view_target found = { .task = task_named(view->state, id) };
	bool is_bare = *id >= '0' && *id <= '9';
	long long number = 0;

	if (found.task) {
		found.review = view_review(view->state, found.task);
		if (found.review && found.review->life != REVIEW_open &&
		    found.review->life != REVIEW_approved)
			found.review = 0;
	} else if (*id && text_to_number(id + !is_bare, &number)) {
		found = find_numbered(view, is_bare ? 'Q' : (char)(*id & ~0x20), number);
	}
	if (!found.task && !found.notice)
		return say_missing(view, id, err);
	*target = found;
	return 0;
}
