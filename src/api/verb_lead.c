/* verb_lead.c - what only the lead may say: verdicts, answers, what becomes of a task. */
#include "api/verbs.h"

#include "api/answer.h"
#include "api/decisions.h"
#include "api/files.h"
#include "base/json.h"
#include "base/text.h"
#include "core/desk.h"
#include "floor/words.h"

#include <string.h>

/* Say it as the lead; the floor's answer without its "ok" becomes ours. */
static int say(const struct call *call, json_t *request, const char *text, json_t **out,
	       struct err *err)
{
	_autofree_ char *by = place_lead(&call->place);
	int code;

	json_put(request, "by", by);
	json_put(request, "text", text);
	code = words_say(&call->place, request, out, err);
	if (!code)
		json_object_del(*out, "ok");
	return code;
}

static json_t *request_of(const char *word, const struct task *task)
{
	json_t *request = json_object();

	json_put(request, "word", word);
	json_put(request, "task", task->name);
	return request;
}

/* The lead who looked at one tree must not approve the next one unseen. */
static int check_seen(const struct state *state, const struct review *review, struct err *err)
{
	const struct task *task = task_at(state, review->task);

	if (review->is_shown)
		return 0;
	EACH(review, earlier, state)
		if (earlier != review && earlier->task == review->task && earlier->is_shown &&
		    !text_same(earlier->tree, review->tree))
			return err_set(
				err, ERR_CONFLICT,
				"task '%s' has changed since you saw it: look again with "
				"'leadhand show %s'",
				task->name, task->name);
	return 0;
}

static int find_review(const struct view *view, const char *id, const struct review **review,
		       struct err *err)
{
	struct view_target target;
	int code = view_find(view, id, &target, err);

	if (code)
		return code;
	if (!target.task || target.question)
		return err_set(err, ERR_USAGE, "'%s' is no task and no review", id);
	*review = target.review ? target.review : view_review(view->state, target.task);
	if (!*review)
		return err_set(err, ERR_CONFLICT,
			       "task '%s' is %s: there is nothing to judge yet",
			       target.task->name, task_shown(view->state, target.task));
	return 0;
}

static int approve(struct call *call, const struct view *view, const struct review *review,
		   json_t **out, struct err *err)
{
	const struct task *task = task_at(view->state, review->task);
	const char *tree = call_text(call, "tree");
	_json_ json_t *request = 0;
	int code;

	if (review->life != REVIEW_open)
		return err_set(err, ERR_CONFLICT, "the review of task '%s' is %s already",
			       task->name, review_states[review->life]);
	/* A full tree is meant exactly; the floor compares it. The beginning of one only names
	 * what is there. */
	if (tree && (strlen(tree) < 7 || !text_starts(review->tree, tree)))
		return err_set(err, ERR_CONFLICT, "task '%s' offers tree %s, not '%s'",
			       task->name, review->tree, tree);
	code = tree ? 0 : check_seen(view->state, review, err);
	if (code)
		return code;
	request = request_of("approve", task);
	json_put(request, "tree", review->tree);
	code = say(call, request, call_text(call, "message"), out, err);
	if (!code && !json_text(*out, "tree"))
		json_put(*out, "tree", review->tree);
	return code;
}

int verb_approve(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	const struct review *review;

	if (view_open(&call->place, VIEW_board, &view, err) ||
	    find_review(&view, call_word(call, 0), &review, err))
		return err->code;
	return approve(call, &view, review, out, err);
}

int verb_reject(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_json_ json_t *request = 0;
	const struct review *review;

	if (text_is_empty(call_text(call, "message")))
		return err_set(err, ERR_USAGE, "a rejection says what has to change: -m TEXT");
	if (answer_class(call_text(call, "class"), err))
		return err->code;
	if (view_open(&call->place, VIEW_board, &view, err) ||
	    find_review(&view, call_word(call, 0), &review, err))
		return err->code;
	request = request_of("reject", task_at(view.state, review->task));
	json_put(request, "class", call_text(call, "class"));
	return say(call, request, call_text(call, "message"), out, err);
}

int verb_answer(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_json_ json_t *request = json_object();
	const struct question *question;
	_autofree_ char *text = 0;

	if (view_open(&call->place, VIEW_board, &view, err))
		return err->code;
	question = view_question(&view, call_word(call, 0));
	if (!question)
		return err_set(err, ERR_MISSING,
			       "there is no question '%s': 'leadhand inbox' lists them",
			       call_word(call, 0));
	if (answer_meant(call, question, &text, err))
		return err->code;
	json_put(request, "word", "answer");
	json_put_number(request, "question", question->record.id);
	if (say(call, request, text, out, err))
		return err->code;
	json_put_number(*out, "question", question->record.id);
	json_put(*out, "task", task_at(view.state, question->task)->name);
	json_put(*out, "answer", text);
	return call_has(call, "keep") ? decision_keep(&call->place, question, text, *out, err)
				      : 0;
}

/* A task that nobody has read yet is one all the same. */
static int read_file_of(const struct call *call, struct view *view, struct err *err)
{
	_json_ json_t *request = json_object(), *answer = 0;

	if (task_named(view->state, call_word(call, 0)) ||
	    !task_file_exists(&call->place, call_word(call, 0)))
		return 0;
	json_put(request, "word", "read");
	if (words_say(&call->place, request, &answer, err))
		return err->code;
	return view_reload(view, VIEW_board, err);
}

static int say_of_task(struct call *call, const char *word, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	_json_ json_t *request = 0;
	struct view_target target;

	if (view_open(&call->place, VIEW_board, &view, err) || read_file_of(call, &view, err) ||
	    view_find(&view, call_word(call, 0), &target, err))
		return err->code;
	if (!target.task)
		return err_set(err, ERR_USAGE, "'%s' is no task", call_word(call, 0));
	request = request_of(word, target.task);
	if (say(call, request, call_text(call, "message"), out, err))
		return err->code;
	json_put(*out, "task", target.task->name);
	json_object_set_new(*out, "floor", json_boolean(view.floor_pid != 0));
	return 0;
}

int verb_pause(struct call *call, json_t **out, struct err *err)
{
	return say_of_task(call, "pause", out, err);
}

int verb_resume(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *request = json_object();

	if (call_word(call, 0))
		return say_of_task(call, "resume", out, err);
	json_put(request, "word", "resume");
	return say(call, request, 0, out, err);
}

int verb_cancel(struct call *call, json_t **out, struct err *err)
{
	return say_of_task(call, "cancel", out, err);
}

int verb_retry(struct call *call, json_t **out, struct err *err)
{
	return say_of_task(call, "retry", out, err);
}
