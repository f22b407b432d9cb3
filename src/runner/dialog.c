/* dialog.c - see dialog.h. */
#include "runner/dialog.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/asks.h"
#include "runner/carrying.h"
#include "runner/cell_view.h"
#include "runner/feed.h"
#include "runner/gauge.h"
#include "runner/outfit.h"
#include "runner/turn_watch.h"
#include "sys/clock.h"

#include <signal.h>
#include <string.h>

enum {
	LINE_BYTES = 16 << 20,
	ERROR_LINE_BYTES = 64 << 10,
	NOTE_BYTES = 200,
	NOTE_BURST = 100,    /* notes in a row that are all told */
	NOTE_EVERY_MS = 100, /* and from then on one in this time */
	THREADS_MOST = 20,   /* a program that is begun anew names another */
	POLITE_MS = 1000, /* for a program that was asked by its own protocol */
	GRACE_MS = 3000,  /* from the first word to SIGKILL */
	LAST_MS = 2000,	  /* for the kernel to take it away */
};

/* What is done next to a program that should go. */
enum leaving { STAYS, ASKED, TERMINATED, KILLED };

struct dialog {
	struct attempt *attempt;
	const struct agent_kind *kind;
	struct agent *agent; /* owned, as the things below */
	struct child *child;
	struct asks *asks;
	struct feed out, errors;
	struct timer *limit, *grace;
	struct saver *saver;
	struct gauge *gauge;
	const char *door; /* borrowed: the socket's path on the disk */
	struct outfit outfit;
	struct judge judge;
	struct turn_watch *watch;
	long long time_left_ms, since_ms; /* since_ms is 0 while the clock stands */
	char *last_words, *last_note;
	long long dropped;
	int threads; /* how many conversations it has named */
	long long notes_spent_ms; /* the clock at which all that was noted is paid for */
	enum leaving leaving;
	struct dialog_end end;
};

static void dialog_flush(struct dialog *dialog)
{
	struct buf *send = dialog->kind->send(dialog->agent);

	if (send->len && dialog->child)
		child_write(dialog->child, send->data, send->len);
	buf_release(send);
}

static void dialog_decide(struct dialog *dialog, const char *outcome, const char *text)
{
	if (dialog->end.outcome)
		return;
	dialog->end.outcome = outcome;
	dialog->end.text = text_clean(text ? text : "", text ? strlen(text) : 0, 1000);
}

/* Each step is harder than the one before. */
static void dialog_press(void *owner)
{
	struct dialog *dialog = owner;

	switch (dialog->leaving) {
	case STAYS:
	case ASKED:
		dialog->leaving = TERMINATED;
		child_signal(dialog->child, SIGTERM);
		timer_set(dialog->grace,
			  dialog->kind->ends_by_exit ? GRACE_MS : GRACE_MS - POLITE_MS);
		return;
	case TERMINATED:
		dialog->leaving = KILLED;
		child_signal(dialog->child, SIGKILL);
		timer_set(dialog->grace, LAST_MS);
		return;
	case KILLED: loop_stop(dialog->attempt->loop);
	}
}

static void dialog_ask_to_leave(struct dialog *dialog)
{
	if (dialog->leaving != STAYS)
		return;
	dialog->leaving = ASKED;
	timer_set(dialog->grace, POLITE_MS);
}

/* A burst is told whole; a program that prints a line a microsecond would fill the lead's disk unread. */
static void dialog_note(struct dialog *dialog, const char *text)
{
	_autofree_ char *note = 0;
	long long now_ms = clock_steady_ms();
	json_t *line;

	if (dialog->notes_spent_ms >= now_ms + NOTE_BURST * NOTE_EVERY_MS)
		return;
	note = text_clean(text, strlen(text), NOTE_BYTES);
	/* What the walls tell begins so, and is not the agent's to say. */
	if (text_starts(note + strspn(note, " "), CELL_WORD))
		mem_replace(&note, mem_printf("says %s", note));
	if (!*note || text_same(note, dialog->last_note))
		return;
	if (dialog->notes_spent_ms < now_ms)
		dialog->notes_spent_ms = now_ms;
	dialog->notes_spent_ms += NOTE_EVERY_MS;
	line = json_object();
	json_put(line, "text", note);
	journal_add(dialog->attempt->journal, "note", line);
	mem_replace(&dialog->last_note, steal(&note));
}

static void dialog_thread(struct dialog *dialog, const char *id)
{
	_autofree_ char *text = text_clean(id, strlen(id), NOTE_BYTES);
	json_t *line;

	/* It is a word on a command line when the conversation goes on, be it that of the lead who attaches. */
	if (*text == '-' || ++dialog->threads > THREADS_MOST)
		return;
	line = json_object();
	json_put(line, "text", text);
	journal_add(dialog->attempt->journal, "thread", line);
}

static void dialog_over(struct dialog *dialog, const char *outcome, const char *text)
{
	dialog_decide(dialog, outcome, text);
	/* A server goes by itself when nobody speaks to it any more. */
	if (!dialog->kind->ends_by_exit && dialog->child) {
		child_close_input(dialog->child);
		dialog_ask_to_leave(dialog);
	}
}

static void dialog_fail(struct dialog *dialog, const struct agent_event *event)
{
	bool lifts = agent_error_retry(event->error) == AGENT_RETRY_later;

	if (!dialog->end.outcome) {
		dialog->end.error = event->error;
		dialog->end.lifts_ms = lifts && event->wait_ms ? clock_now_ms() + event->wait_ms : 0;
	}
	dialog_over(dialog, lifts ? "limited" : "failed", event->text);
}

/* With any other policy the kind has answered by itself. */
static void dialog_permission(struct dialog *dialog, const struct agent_event *event)
{
	_cleanup_(agent_event_release) struct agent_event question = { 0 };

	if (!text_same(dialog->attempt->job->permissions, "ask") || text_is_empty(event->key))
		return;
	agent_permission_question(event, &question);
	asks_hear(dialog->asks, &question);
}

static void dialog_take(struct dialog *dialog, const struct agent_event *event)
{
	_autofree_ char *note = agent_event_note(event);

	if (note)
		dialog_note(dialog, note);
	turn_watch_hear(dialog->watch, event);
	switch (event->kind) {
	case AGENT_thread: dialog_thread(dialog, event->text); break;
	case AGENT_asked:
	case AGENT_reported: asks_hear(dialog->asks, event); break;
	case AGENT_permission: dialog_permission(dialog, event); break;
	case AGENT_ended: dialog_over(dialog, "done", 0); break;
	case AGENT_failed: dialog_fail(dialog, event); break;
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

	log_add(&dialog->attempt->log, line, len);
	log_add(&dialog->attempt->log, "\n", 1);
	dialog->kind->feed(dialog->agent, line, len);
	dialog_drain(dialog);
}

static void dialog_error_line(void *owner, const char *line, size_t len)
{
	struct dialog *dialog = owner;
	_autofree_ char *words = text_clean(line, len, 400);

	log_add(&dialog->attempt->log, "stderr: ", 8);
	log_add(&dialog->attempt->log, line, len);
	log_add(&dialog->attempt->log, "\n", 1);
	if (*words)
		mem_replace(&dialog->last_words, steal(&words));
}

static void dialog_output(void *owner, int fd, const char *data, size_t len)
{
	struct dialog *dialog = owner;

	feed_add(fd == 1 ? &dialog->out : &dialog->errors, data, len);
	if (dialog->out.dropped > dialog->dropped)
		dialog_note(dialog, "printed a line of more than 16 MiB, which was left out");
	dialog->dropped = dialog->out.dropped;
}

/* What the walls ended is said as what it is. */
static void dialog_explain(struct dialog *dialog, int status)
{
	_autofree_ char *limit = cell_verdict(dialog->attempt->cell, CELL_agent);
	long long disk_bytes = dialog->attempt->job->walls.disk_bytes;

	/* One file as large as all may be ends its writer by a signal, before anybody weighs it. */
	if (!limit && disk_bytes && status == 128 + SIGXFSZ)
		limit = mem_printf("out of disk: a file of more than %lld MB (limits: session_disk)",
				   disk_bytes / 1000000);
	if (!limit)
		return;
	if (dialog->end.outcome && !strcmp(dialog->end.outcome, "failed"))
		mem_replace(&dialog->end.text, steal(&limit));
	else
		dialog_decide(dialog, "failed", limit);
}

static int dialog_launch(struct dialog *dialog, struct err *err);

/* A conversation that the program knows no more is begun anew in a second process. */
static bool dialog_again(struct dialog *dialog)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (dialog->end.outcome || dialog->leaving != STAYS || !dialog->kind->restart ||
	    !dialog->kind->restart(dialog->agent))
		return false;
	mem_replace(&dialog->last_words, 0);
	if (dialog_launch(dialog, &err))
		dialog_decide(dialog, "failed", err.text);
	dialog_drain(dialog);
	return dialog->child != 0;
}

static void dialog_exited(void *owner, int status)
{
	struct dialog *dialog = owner;

	feed_end(&dialog->out);
	feed_end(&dialog->errors);
	child_free(dialog->child);
	dialog->child = 0;
	if (dialog_again(dialog))
		return;
	dialog->kind->exited(dialog->agent, status,
			     dialog->last_words ? dialog->last_words : "");
	if (status)
		dialog_explain(dialog, status);
	dialog_drain(dialog);
	if (status)
		dialog_explain(dialog, status);
	loop_stop(dialog->attempt->loop);
}

static void dialog_over_disk(void *owner)
{
	struct dialog *dialog = owner;
	_autofree_ char *text = mem_printf("out of disk: more than %lld MB written, or too many files (limits: session_disk)",
					   dialog->attempt->job->walls.disk_bytes / 1000000);

	dialog_decide(dialog, "failed", text);
	dialog_press(dialog);
}

/* The turn is over for us: first by its own protocol, then harder. */
static void dialog_interrupt(struct dialog *dialog)
{
	if (dialog->leaving != STAYS || !dialog->child)
		return;
	if (!dialog->kind->interrupt) {
		dialog_press(dialog);
		return;
	}
	dialog->kind->interrupt(dialog->agent);
	dialog_ask_to_leave(dialog);
	dialog_flush(dialog);
}

static void dialog_stopped(void *owner)
{
	struct dialog *dialog = owner;

	dialog_decide(dialog, "stopped", dialog->attempt->stop);
	dialog_interrupt(dialog);
}

static void dialog_end(void *owner, const char *outcome, enum agent_error error, const char *text)
{
	struct dialog *dialog = owner;

	if (!dialog->end.outcome)
		dialog->end.error = error;
	dialog_decide(dialog, outcome, text);
	dialog_interrupt(dialog);
}

static bool dialog_steer(void *owner, const char *text)
{
	struct dialog *dialog = owner;
	bool hears = dialog->kind->steer && dialog->kind->steer(dialog->agent, text);

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

/* The agent's time is not spent while it waits for the lead. */
static void dialog_clock(void *owner)
{
	struct dialog *dialog = owner;
	bool stands = asks_is_waiting(dialog->asks);

	turn_watch_hold(dialog->watch, stands);
	if (!dialog->attempt->job->time_ms || stands == !dialog->since_ms)
		return;
	if (stands) {
		timer_clear(dialog->limit);
		dialog->time_left_ms -= clock_steady_ms() - dialog->since_ms;
		dialog->since_ms = 0;
	} else {
		dialog->since_ms = clock_steady_ms();
		timer_set(dialog->limit, dialog->time_left_ms > 0 ? dialog->time_left_ms : 0);
	}
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
		dialog_note(dialog, note);
	*answer = json_object();
	json_put(*answer, "say", told ? told : "");
}

static int dialog_open_door(struct dialog *dialog, const char *door, struct err *err)
{
	const struct asks_spec spec = {.loop = dialog->attempt->loop,
				       .journal = dialog->attempt->journal,
				       .door = door,
				       .top = dialog->attempt->job->top,
				       .task = dialog->attempt->job->task,
				       .answered = dialog_answer,
				       .reserve = dialog_reserve,
				       .hook = dialog_hook,
				       .reported = dialog_reported,
				       .changed = dialog_clock,
				       .owner = dialog};

	return asks_new(&spec, &dialog->asks, err);
}

/* A kind may have something done before the program that was asked for. */
static size_t place_of_program(const struct env *argv, const char *run)
{
	_autofree_ char *program = mem_dup_part(run, strcspn(run, "\n"));

	for (size_t i = 0; i < argv->count; i++)
		if (!strcmp(argv->items[i], program))
			return i;
	return 0;
}

/* The kind's words, with the program where walls show it too. */
static int dialog_words(struct dialog *dialog, struct env *argv, struct err *err)
{
	_autofree_ char *words = dialog->kind->argv(dialog->agent), *program = 0;
	size_t at;

	env_from_lines(argv, words);
	if (!argv->count)
		return err_set(err, ERR_USAGE, "agent '%s' has nothing to run",
			       dialog->attempt->job->agent);
	at = place_of_program(argv, dialog->attempt->job->run);
	program = cell_program(argv->items[at]);
	if (program)
		mem_replace(&argv->items[at], steal(&program));
	return 0;
}

static int dialog_launch(struct dialog *dialog, struct err *err)
{
	_cleanup_(env_release) struct env argv = { 0 };
	_cleanup_(cell_run_release) struct cell_run run = { 0 };
	struct attempt *attempt = dialog->attempt;
	_autofree_ char *own_env = outfit_env(&dialog->outfit, attempt->job, dialog->kind, dialog->agent);
	struct child_spec spec = {.output = dialog_output, .exited = dialog_exited, .owner = dialog};
	int failed;

	cell_set_agent_env(attempt->cell, own_env);
	if (dialog_words(dialog, &argv, err) ||
	    cell_wrap(attempt->cell, CELL_agent, (const char *const *)argv.items, dialog->door, &run, err))
		return err->code;
	spec.argv = run.argv;
	spec.env = run.env;
	spec.dir = run.dir;
	spec.extra = run.extra;
	failed = child_new(attempt->loop, &spec, &dialog->child, err);
	if (failed)
		return err_wrap(err, "cannot start '%s'", argv.items[0]);
	dialog->kind->begin(dialog->agent);
	dialog_flush(dialog);
	if (dialog->kind->ends_by_exit)
		child_close_input(dialog->child);
	return 0;
}

static int dialog_start(struct dialog *dialog, struct err *err)
{
	struct attempt *attempt = dialog->attempt;
	_autofree_ char *written = cell_written(attempt->job);

	if (dialog_launch(dialog, err))
		return err->code;
	/* What many write to at once is saved when a turn ends. */
	dialog->saver = attempt->job->is_shared ? 0 : saver_new(attempt);
	dialog->gauge = gauge_new(attempt->loop, written, attempt->job->walls.disk_bytes, dialog_over_disk, dialog);
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

	*dialog = (struct dialog){ .attempt = attempt, .kind = agent_kind_find(job->kind), .door = door };
	outfit_make(&dialog->outfit, attempt, door, &turn);
	outfit_judge(attempt, &dialog->judge);
	if (dialog->kind)
		dialog->agent = dialog->kind->new (&turn);
	feed_init(&dialog->out, LINE_BYTES, dialog_line, dialog);
	feed_init(&dialog->errors, ERROR_LINE_BYTES, dialog_error_line, dialog);
	dialog->limit = timer_new(attempt->loop, dialog_late, dialog);
	dialog->grace = timer_new(attempt->loop, dialog_press, dialog);
	dialog->time_left_ms = job->time_ms;
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
	turn_watch_free(dialog->watch);
	saver_free(dialog->saver);
	gauge_free(dialog->gauge);
	child_free(dialog->child);
	asks_free(dialog->asks);
	timer_free(dialog->limit);
	timer_free(dialog->grace);
	feed_release(&dialog->out);
	feed_release(&dialog->errors);
	if (dialog->kind)
		dialog->kind->free(dialog->agent);
	outfit_release(&dialog->outfit);
	judge_release(&dialog->judge);
	free(dialog->last_words);
	free(dialog->last_note);
	free(dialog->end.text);
}

int dialog_run(struct attempt *attempt, const char *thread, struct dialog_end *end,
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
	if (failed)
		return failed;
	if (dialog.child) {
		dialog_clock(&dialog);
		loop_run(attempt->loop);
	}
	dialog_decide(&dialog, "failed", "the program could not be ended");
	*end = move(&dialog.end);
	end->quiet_ms = turn_watch_quiet_ms(dialog.watch);
	return 0;
}
