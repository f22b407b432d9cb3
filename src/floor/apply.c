/* apply.c - see apply.h. */
#include "floor/apply.h"

#include "floor/attached.h"
#include "floor/intake.h"
#include "floor/past.h"
#include "floor/quarantine.h"
#include "floor/request.h"

#include "core/desk.h"
#include "core/halt.h"
#include "core/pace.h"
#include "core/queue.h"
#include "core/release.h"

#include "base/text.h"
#include "sys/clock.h"
#include "sys/git.h"

#include <string.h>
#include <unistd.h>

static int read_all(struct keeper *keeper, struct err *err)
{
	int code = intake_config(keeper, err);

	return code ? code : intake_tasks(keeper, err);
}

static int on_read(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	(void)request;
	(void)answer;
	return read_all(keeper, err);
}

/* To be said now, while the lead can still put one behind the other. */
static void add_overlap(const struct keeper *keeper, const struct task *task, json_t *answer)
{
	const struct task *other = task_overlapped(keeper->state, task);
	json_t *overlap = json_object();

	json_put(overlap, "task", task->name);
	json_put(overlap, "with", other ? other->name : 0);
	if (other)
		json_array_append(json_object_get(answer, "overlaps"), overlap);
	json_decref(overlap);
}

static int call_task(struct keeper *keeper, const struct task *task, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_task_called, .task = task->record.id };

	json_array_append_new(json_object_get(answer, "called"), json_string(task->name));
	if (keeper_take_ours(keeper, &event, err))
		return err->code;
	add_overlap(keeper, task, answer);
	return 0;
}

static void add_unfit(json_t *answer, const struct task *task)
{
	json_t *unfit = json_object();

	json_put(unfit, "task", task->name);
	json_put(unfit, "text", task->reason);
	json_array_append_new(json_object_get(answer, "unfit"), unfit);
}

/* What has ended is not begun again by its name alone: that would be easy to say by mistake. */
static int check_callable(const struct keeper *keeper, const char *name, struct err *err)
{
	const struct task *task = task_named(keeper->state, name);

	if (!task)
		return err_set(err, ERR_MISSING, "there is no task '%s': .leadhand/tasks/ has no such file", name);
	if (task->life == TASK_failed || task->life == TASK_cancelled)
		return err_set(err, ERR_REFUSED, "'%s' %s: 'leadhand retry %s' tries it again", name,
			       task->life == TASK_failed ? "has failed" : "is cancelled", name);
	if (task->life >= TASK_landed)
		return err_set(err, ERR_REFUSED, "'%s' %s already: what is still to do is a new task", name,
			       task->life == TASK_landed ? "has landed" : "is done");
	return 0;
}

/* Every name is looked at before the first is called: a typing error starts nothing. */
static int call_named(struct keeper *keeper, const json_t *names, json_t *answer, struct err *err)
{
	json_t *name;
	size_t i;
	int code = 0;

	json_array_foreach(names, i, name)
		if (check_callable(keeper, json_is_string(name) ? json_string_value(name) : "?", err))
			return err->code;
	json_array_foreach(names, i, name) {
		const struct task *task = task_named(keeper->state, json_string_value(name));

		if (task->life == TASK_draft)
			add_unfit(answer, task);
		else if (task->life == TASK_ready && !code)
			code = call_task(keeper, task, answer, err);
	}
	return code;
}

static int set_mode(struct keeper *keeper, const char *mode, long long sessions, struct err *err)
{
	const struct factory *factory = factory_of(keeper->state);
	struct event event = { .kind = EVENT_mode, .word = mem_dup(mode), .sessions = sessions };

	/* A line that nobody can let go on is looked at again, at any word that work is wanted. */
	if (text_same(factory_modes[factory->mode], mode) && (!sessions || sessions == factory->sessions_said) &&
	    !halt_is_stuck(keeper->state)) {
		event_release(&event);
		return 0;
	}
	return keeper_take_ours(keeper, &event, err);
}

static int on_up(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	const json_t *names = json_object_get(request, "tasks");
	bool is_limited = json_object_get(request, "sessions") != 0;
	long long sessions = json_number(request, "sessions");
	int code;

	if (is_limited && (sessions < 1 || sessions > 1000))
		return err_set(err, ERR_USAGE, "--sessions is a number from 1 to 1000");
	code = read_all(keeper, err);
	json_object_set_new(answer, "called", json_array());
	json_object_set_new(answer, "unfit", json_array());
	json_object_set_new(answer, "overlaps", json_array());
	if (!code)
		code = intake_tip(keeper, err);
	if (!code)
		code = set_mode(keeper, "open", sessions, err);
	if (code || json_array_size(names))
		return code ? code : call_named(keeper, names, answer, err);
	EACH(task, task, keeper->state) {
		if (task->life == TASK_draft)
			add_unfit(answer, task);
		else if (task->life == TASK_ready && !code)
			code = call_task(keeper, task, answer, err);
	}
	return code;
}

static int on_down(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	(void)answer;
	return set_mode(keeper, json_bool(request, "now") ? "stopping" : "draining", 0, err);
}

static struct review *review_to_judge(struct keeper *keeper, const struct task *task)
{
	for (long long i = review_count(keeper->state); i >= 1; i--) {
		struct review *review = review_at(keeper->state, i);

		if (review->task == task->record.id)
			return review;
	}
	return 0;
}

/*
 * The branch may have moved without a word of it being written down (a power cut): that is landed, and no verdict can
 * take it back.
 */
static int settle_landing(struct keeper *keeper, const struct task *task, struct err *err)
{
	const struct landing *landing = task_landing(keeper->state, task);
	const struct git git = { .dir = keeper->place->git_dir };
	struct event event = { .kind = EVENT_landed };
	_autofree_ char *branch = 0, *said = 0;
	int status = 1, code;

	if (!landing || landing->life != LANDING_moving || text_is_empty(landing->merged))
		return 0;
	branch = mem_printf("refs/heads/%s", factory_of(keeper->state)->target);
	code = git_ask(&git, GIT("merge-base", "--is-ancestor", landing->merged, branch), 0, &status, &said, err);
	if (code || status)
		return code;
	event.landing = landing->record.id;
	return keeper_take_ours(keeper, &event, err);
}

static int on_verdict(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	bool approves = text_same(json_text(request, "word"), "approve");
	struct review *review;
	struct event event;
	struct task *task;
	int code = request_task(request, keeper->state, &task, err);

	if (!code)
		code = settle_landing(keeper, task, err);
	if (code)
		return code;
	review = review_to_judge(keeper, task);
	if (!review || review->life == REVIEW_void)
		return err_set(err, ERR_REFUSED, "task '%s' has nothing to judge: it is %s", task->name,
			       task_shown(keeper->state, task));
	if (!approves && text_is_empty(json_text(request, "text")))
		return err_set(err, ERR_USAGE, "say with -m what has to change");
	event = (struct event){ .kind = approves ? EVENT_approved : EVENT_rejected, .task = task->record.id,
				.review = review->record.id, .by = request_text(request, "by"), .text = request_text(request, "text") };
	event.word = approves ? 0 : request_text(request, "class");
	event.tree = approves ? mem_dup(json_text_or(request, "tree", review->tree)) : 0;
	json_put(answer, "task", task->name);
	json_put(answer, "tree", review->tree);
	json_put(answer, "commit", review->commit);
	return keeper_take_ours(keeper, &event, err);
}

static int on_answer(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_answered, .question = json_number(request, "question") };
	const struct question *question = question_at(keeper->state, event.question);

	if (text_is_empty(json_text(request, "text")))
		return err_set(err, ERR_USAGE, "the answer is empty");
	if (question) {
		event.task = question->task;
		json_put(answer, "task", task_at(keeper->state, question->task)->name);
	}
	event.by = request_text(request, "by");
	event.text = request_text(request, "text");
	return keeper_take_ours(keeper, &event, err);
}

static int on_shown(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_shown, .review = json_number(request, "review") };
	const struct review *review = review_at(keeper->state, event.review);

	(void)answer;
	if (review && !pace_begins_reading(review, clock_now_ms()))
		return 0;
	event.task = review ? review->task : 0;
	return keeper_take_ours(keeper, &event, err);
}

static int on_attach(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct task *task;

	if (request_task(request, keeper->state, &task, err) || settle_landing(keeper, task, err))
		return err->code;
	return attached_begin(keeper, request, answer, err);
}

static const struct {
	const char *word;
	enum event_kind kind;
} task_words[] = {
	{ "pause", EVENT_paused },
	{ "resume", EVENT_resumed },
	{ "cancel", EVENT_cancelled },
	{ "retry", EVENT_retried },
	{ "restore", EVENT_restored },
};

static int on_task_word(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	const char *word = json_text(request, "word");
	struct event event = { 0 };
	struct task *task;
	int code = 0;

	/* What is tried again is tried by what its file says now. */
	if (text_same(word, "retry") || text_same(word, "restore"))
		code = read_all(keeper, err);
	if (!code)
		code = request_task(request, keeper->state, &task, err);
	if (!code)
		code = settle_landing(keeper, task, err);
	if (!code && text_same(word, "restore"))
		code = past_meant(keeper, task, request, &event, err);
	if (code)
		return code;
	for (size_t i = 0; i < sizeof task_words / sizeof *task_words; i++)
		if (text_same(task_words[i].word, word))
			event.kind = task_words[i].kind;
	event.task = task->record.id;
	event.text = request_text(request, "text");
	json_put(answer, "task", task->name);
	return keeper_take_ours(keeper, &event, err);
}

/* With no task named: the lead has logged in. */
static int on_resume(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_resumed };
	_autofree_ char *open = 0;
	int code;

	if (json_text(request, "task"))
		return on_task_word(keeper, request, answer, err);
	EACH(provider, provider, keeper->state)
		if (provider->is_shut)
			lines_add(&open, provider->name);
	code = keeper_take_ours(keeper, &event, err);
	json_object_set_new(answer, "providers", json_from_lines(open ? open : ""));
	return code;
}

static int on_hello(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	(void)keeper;
	(void)request;
	(void)err;
	json_put_number(answer, "pid", getpid());
	return 0;
}

static const struct {
	const char *word;
	int (*run)(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err);
} words[] = {
	{ "up", on_up },	    { "read", on_read },       { "down", on_down },
	{ "approve", on_verdict },  { "reject", on_verdict },  { "answer", on_answer },
	{ "shown", on_shown },	    { "pause", on_task_word }, { "resume", on_resume },
	{ "cancel", on_task_word }, { "retry", on_task_word }, { "restore", on_task_word },
	{ "attach", on_attach }, { "detach", attached_end }, { "hello", on_hello },
	{ "quarantine", quarantine_begin }, { "release", quarantine_end },
};

int apply_word(struct keeper *keeper, const json_t *request, json_t **answer, struct err *err)
{
	const char *word = json_text_or(request, "word", "");

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		json_t *made;
		int code;

		if (!text_same(words[i].word, word))
			continue;
		made = json_object();
		json_object_set_new(made, "ok", json_true());
		code = words[i].run(keeper, request, made, err);
		if (code)
			json_decref(made);
		else
			*answer = made;
		return code;
	}
	return err_set(err, ERR_USAGE, "the floor does not know the word '%s'", word);
}
