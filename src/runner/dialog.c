/* dialog.c - see dialog.h. */
#include "runner/dialog.h"

#include "runner/asks.h"
#include "runner/carrying.h"
#include "runner/gauge.h"
#include "runner/leaving.h"
#include "runner/outfit.h"
#include "runner/program.h"
#include "runner/sent.h"
#include "runner/turn_clock.h"
#include "runner/turn_notes.h"
#include "runner/turn_watch.h"

#include <string.h>

struct dialog {
	struct attempt *attempt;
	const struct agent_kind *kind;
	const char *door;    /* borrowed: the socket's path on the disk */
	struct agent *agent; /* owned, as the things below */
	struct program *program;
	struct leaving *leaving;
	struct asks *asks;
	struct turn_clock *clock;
	struct turn_notes *notes;
	struct turn_watch *watch;
	struct saver *saver;
	struct gauge *gauge;
	struct outfit outfit;
	struct judge judge;
	struct sent sent;
	struct turn_end end;
};

static void dialog_flush(struct dialog *dialog)
{
	struct buf *send = dialog->kind->send(dialog->agent);

	sent_prompt(&dialog->sent, dialog->kind->told(dialog->agent));
	if (send->len)
		program_write(dialog->program, send->data, send->len);
	buf_release(send);
}

/* A server goes by itself when nobody speaks to it any more. */
static void dialog_over(struct dialog *dialog)
{
	if (dialog->kind->ends_by_exit || !program_runs(dialog->program))
		return;
	program_close_input(dialog->program);
	leaving_asked(dialog->leaving);
}

static void dialog_take(struct dialog *dialog, const struct agent_event *event)
{
	turn_notes_hear(dialog->notes, event);
	turn_watch_hear(dialog->watch, event);
	switch (event->kind) {
	case AGENT_asked:
	case AGENT_reported:
	case AGENT_permission: asks_hear(dialog->asks, event); break;
	case AGENT_ended: turn_end_decide(&dialog->end, "done", AGENT_ERROR_none, 0); break;
	case AGENT_failed: turn_end_fail(&dialog->end, event); break;
	case AGENT_thread:
	case AGENT_began:
	case AGENT_usage:
	case AGENT_note:
	case AGENT_message:
	case AGENT_tool:
	case AGENT_tool_ended:
	case AGENT_file:
	case AGENT_subagent:
	case AGENT_retrying: break;
	}
	if (event->kind == AGENT_ended || event->kind == AGENT_failed)
		dialog_over(dialog);
}

static void dialog_drain(struct dialog *dialog)
{
	struct agent_event event;

	while (dialog->kind->next(dialog->agent, &event)) {
		dialog_take(dialog, &event);
		agent_event_release(&event);
	}
	dialog_flush(dialog);
}

static void dialog_line(void *owner, const char *line, size_t len)
{
	struct dialog *dialog = owner;

	dialog->kind->feed(dialog->agent, line, len);
	dialog_drain(dialog);
}

static void dialog_dropped(void *owner)
{
	struct dialog *dialog = owner;

	turn_notes_say(dialog->notes, "printed a line of more than 16 MiB, which was left out");
}

/* The kind's words for its program, and what it is to hear first. */
static int dialog_launch(struct dialog *dialog, struct err *err)
{
	const struct job *job = dialog->attempt->job;
	_autofree_ char *words = dialog->kind->argv(dialog->agent);
	_autofree_ char *own_env = outfit_env(&dialog->outfit, job, dialog->kind, dialog->agent);
	_autofree_ char *program = mem_dup_part(job->run, strcspn(job->run, "\n"));
	const struct launch_wish wish = { .words = words, .program = program, .env = own_env, .door = dialog->door };

	if (launch_find(&wish, err)) {
		turn_end_decide(&dialog->end, "failed", AGENT_ERROR_no_program, err->text);
		return err->code;
	}
	if (program_start(dialog->program, &wish, err))
		return err->code;
	dialog->kind->begin(dialog->agent);
	dialog_flush(dialog);
	if (dialog->kind->ends_by_exit)
		program_close_input(dialog->program);
	return 0;
}

/* A conversation that the program knows no more is begun anew in a second process. */
static bool dialog_again(struct dialog *dialog)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (dialog->end.outcome || leaving_has_begun(dialog->leaving) || !dialog->kind->restart ||
	    !dialog->kind->restart(dialog->agent))
		return false;
	if (dialog_launch(dialog, &err))
		turn_end_decide(&dialog->end, "failed", AGENT_ERROR_none, err.text);
	dialog_drain(dialog);
	return program_runs(dialog->program);
}

static void dialog_exited(void *owner, int status, const char *last_words)
{
	struct dialog *dialog = owner;

	if (dialog_again(dialog))
		return;
	dialog->kind->exited(dialog->agent, status, last_words);
	if (status)
		turn_end_explain(&dialog->end, dialog->attempt, status);
	dialog_drain(dialog);
	if (status)
		turn_end_explain(&dialog->end, dialog->attempt, status);
	loop_stop(dialog->attempt->loop);
}

static void dialog_over_disk(void *owner)
{
	struct dialog *dialog = owner;

	turn_end_over_disk(&dialog->end, dialog->attempt);
	leaving_press(dialog->leaving);
}

/* The turn is over for us: first by its own protocol, then harder. */
static void dialog_interrupt(struct dialog *dialog)
{
	if (leaving_has_begun(dialog->leaving) || !program_runs(dialog->program))
		return;
	if (!dialog->kind->interrupt) {
		leaving_press(dialog->leaving);
		return;
	}
	dialog->kind->interrupt(dialog->agent);
	leaving_asked(dialog->leaving);
	dialog_flush(dialog);
}

static void dialog_stopped(void *owner)
{
	struct dialog *dialog = owner;

	turn_end_decide(&dialog->end, "stopped", AGENT_ERROR_none, dialog->attempt->stop);
	dialog_interrupt(dialog);
}

static void dialog_end(void *owner, const char *outcome, enum agent_error error, const char *text)
{
	struct dialog *dialog = owner;

	turn_end_decide(&dialog->end, outcome, error, text);
	dialog_interrupt(dialog);
}

static bool dialog_steer(void *owner, const char *text)
{
	struct dialog *dialog = owner;
	bool hears = dialog->kind->steer && dialog->kind->steer(dialog->agent, text);

	if (hears)
		sent_word(&dialog->sent, text);
	dialog_flush(dialog);
	return hears;
}

static void dialog_reported(void *owner, const char *outcome)
{
	struct dialog *dialog = owner;

	turn_watch_reported(dialog->watch, outcome);
}

static void dialog_late(void *owner)
{
	struct dialog *dialog = owner;

	attempt_stop(dialog->attempt, "time");
}

static void dialog_lead_answered(void *owner, const char *key, const char *text)
{
	struct dialog *dialog = owner;

	asks_answer(dialog->asks, key, text);
}

static void dialog_answer(void *owner, const char *key, const char *text)
{
	struct dialog *dialog = owner;

	dialog->kind->answer(dialog->agent, key, text);
	dialog_flush(dialog);
}

static void dialog_hold(void *owner)
{
	struct dialog *dialog = owner;
	bool waits = asks_is_waiting(dialog->asks);

	turn_watch_hold(dialog->watch, waits);
	turn_clock_hold(dialog->clock, waits);
}

static void dialog_signal(void *owner, int number)
{
	struct dialog *dialog = owner;

	program_signal(dialog->program, number);
}

static int dialog_reserve(void *owner, const json_t *word, json_t **answer, struct err *err)
{
	const struct dialog *dialog = owner;

	return attempt_reserve(dialog->attempt, word, answer, err);
}

static void dialog_hook(void *owner, const json_t *word, json_t **answer)
{
	struct dialog *dialog = owner;
	_autofree_ char *note = 0, *told = judge_hook(&dialog->judge, word, &note);

	if (note)
		turn_notes_say(dialog->notes, note);
	*answer = json_object();
	json_put(*answer, "say", told ? told : "");
}

static int dialog_open_door(struct dialog *dialog, const char *door, struct err *err)
{
	const struct asks_spec spec = {.loop = dialog->attempt->loop,
				       .journal = dialog->attempt->journal, .door = door,
				       .top = dialog->attempt->job->top,
				       .task = dialog->attempt->job->task,
				       .permissions = dialog->attempt->job->permissions,
				       .proposals = json_object_get(dialog->attempt->job->json, "proposals"),
				       .answered = dialog_answer,
				       .reserve = dialog_reserve,
				       .hook = dialog_hook,
				       .reported = dialog_reported,
				       .changed = dialog_hold,
				       .owner = dialog};

	return asks_new(&spec, &dialog->asks, err);
}

static int dialog_start(struct dialog *dialog, struct err *err)
{
	struct attempt *attempt = dialog->attempt;

	if (dialog_launch(dialog, err))
		return err->code;
	/* What many write to at once is saved when a turn ends. */
	dialog->saver = attempt->job->is_shared ? 0 : saver_new(attempt);
	dialog->gauge = gauge_new(attempt, dialog_over_disk, dialog);
	return 0;
}

static void dialog_init(struct dialog *dialog, struct attempt *attempt, const char *thread,
			const char *door)
{
	const struct job *job = attempt->job;
	struct agent_turn turn = {.run = job->run,
					.model = job->model,
					.workspace = cell_dir(attempt->cell, CELL_agent),
					.thread = thread,
					.cost_before = job->cost_before,
					.prompt = job->prompt,
					.prompt_anew = job->prompt_anew};
	const struct program_spec program = {.attempt = attempt, .line = dialog_line, .dropped = dialog_dropped,
					     .exited = dialog_exited, .owner = dialog};

	*dialog = (struct dialog){ .attempt = attempt, .kind = agent_kind_find(job->kind), .door = door };
	outfit_make(&dialog->outfit, attempt, door, &turn);
	outfit_judge(attempt, &dialog->judge);
	dialog->sent = (struct sent){ .job_dir = job->dir, .attempt = job->attempt, .prompt = turn.prompt, .anew = turn.prompt_anew };
	if (dialog->kind)
		dialog->agent = dialog->kind->new (&turn);
	dialog->program = program_new(&program);
	dialog->leaving = leaving_new(attempt->loop, dialog_signal, dialog);
	dialog->clock = turn_clock_new(attempt->loop, job->time_ms, dialog_late, dialog);
	dialog->notes = turn_notes_new(attempt->journal);
	attempt->owner = dialog;
	attempt->stopped = dialog_stopped;
	attempt->answered = dialog_lead_answered;
}

static void dialog_watch(struct dialog *dialog)
{
	const struct turn_watch_spec spec = {.attempt = dialog->attempt,
					     .quiet_ms = dialog->kind->able(dialog->agent).quiet_ms,
					     .can_steer = dialog->kind->steer != 0,
					     .steer = dialog_steer,
					     .end = dialog_end, .owner = dialog};

	dialog->watch = turn_watch_new(&spec);
}

static void dialog_release(struct dialog *dialog)
{
	struct attempt *attempt = dialog->attempt;

	attempt->owner = 0;
	attempt->stopped = 0;
	attempt->answered = 0;
	program_free(dialog->program);
	saver_free(dialog->saver);
	gauge_free(dialog->gauge);
	asks_free(dialog->asks);
	leaving_free(dialog->leaving);
	turn_clock_free(dialog->clock);
	turn_watch_free(dialog->watch);
	turn_notes_free(dialog->notes);
	if (dialog->kind)
		dialog->kind->free(dialog->agent);
	outfit_release(&dialog->outfit);
	judge_release(&dialog->judge);
	turn_end_release(&dialog->end);
}

int dialog_run(struct attempt *attempt, const char *thread, struct turn_end *end,
	       struct err *err)
{
	_autofree_ char *door = mem_printf("%s/door.sock", attempt->job->room);
	_cleanup_(dialog_release) struct dialog dialog;
	int failed;

	dialog_init(&dialog, attempt, thread, door);
	if (!dialog.kind)
		return err_set(err, ERR_USAGE, "there is no agent kind '%s'",
			       attempt->job->kind);
	dialog_watch(&dialog);
	failed = dialog_open_door(&dialog, door, err);
	if (failed)
		return failed;
	/* What was answered to an earlier attempt is known before anybody asks. */
	attempt_listen_anew(attempt);
	if (!attempt->stop)
		failed = dialog_start(&dialog, err);
	if (failed) {
		*end = move(&dialog.end);
		return failed;
	}
	if (program_runs(dialog.program)) {
		dialog_hold(&dialog);
		loop_run(attempt->loop);
	}
	turn_end_decide(&dialog.end, "failed", AGENT_ERROR_none, "the program could not be ended");
	*end = move(&dialog.end);
	end->quiet_ms = turn_watch_quiet_ms(dialog.watch);
	return 0;
}
