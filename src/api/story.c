/* story.c - see story.h. */
#include "api/story.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/attach.h"

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* ": TEXT", or nothing where there is none. */
static char *with_text(const char *what, const char *text)
{
	return text_is_empty(text) ? mem_dup(what) : mem_printf("%s: %s", what, text);
}

/* Why a session has the turn again, in words. */
static const char *why_text(const char *why)
{
	static const struct {
		const char *why, *text;
	} texts[] = {
		{ "gate_red", "a gate was red" },
		{ "no_change", "it committed nothing" },
		{ "failed", "the turn before failed" },
		{ "looping", "it did the same over and over" },
		{ "rejected", "the lead sent it back" },
		{ "conflict", "it conflicts with what landed" },
		{ "retried", "the lead wants it tried again" },
		{ "restored", "the lead went back to a checkpoint" },
		{ "answered", "the lead answered what it had asked" },
		{ "attached", "the lead worked in the session" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (text_same(texts[i].why, why))
			return texts[i].text;
	return "";
}

static char *tell_start(const struct state *state, const struct event *event)
{
	const struct job *job = job_at(state, event->job);
	const char *why = job ? why_text(job->why) : "";

	if (!job)
		return 0;
	if (event->attempt > 1)
		return mem_printf("turn %lld goes on, attempt %lld", job->turn, event->attempt);
	return mem_printf("turn %lld begins%s%s", job->turn, *why ? ": " : "", why);
}

static char *tell_end(const struct event *event)
{
	_autofree_ char *text = with_text(or_empty(event->word), event->text);

	if (text_is_empty(event->commit))
		return mem_printf("the turn ends: %s", text);
	return mem_printf("the turn ends: %s, with commit %.12s: %lld file%s, +%lld -%lld%s",
			  text, event->commit, event->files, event->files == 1 ? "" : "s",
			  event->insertions, event->deletions,
			  event->loose ? ", and something uncommitted" : "");
}

static char *tell_restored(const struct event *event)
{
	_autofree_ char *what = mem_printf("back to checkpoint %.12s of session %lld", or_empty(event->commit),
					   event->session);

	return with_text(what, event->text);
}

static char *tell_detached(const struct event *event)
{
	if (text_same(event->word, ATTACH_LOST))
		return mem_dup("whoever was in the session is gone: it goes on");
	return mem_printf("%s gives the session back%s%s", or_empty(event->by),
			  text_is_empty(event->text) ? "" : ": ", or_empty(event->text));
}

static char *tell_lead(const struct event *event)
{
	const char *by = or_empty(event->by);

	switch ((int)event->kind) {
	case EVENT_answered: return mem_printf("%s answers: %s", by, or_empty(event->text));
	case EVENT_shown: return mem_dup("the lead looked at it");
	case EVENT_approved:
		return mem_printf("%s approves tree %.12s%s%s", by, or_empty(event->tree),
				  text_is_empty(event->text) ? "" : ": ",
				  or_empty(event->text));
	case EVENT_rejected:
		return mem_printf("%s sends it back: %s", by, or_empty(event->text));
	case EVENT_paused: return mem_dup("paused");
	case EVENT_resumed: return mem_dup("goes on");
	case EVENT_cancelled: return with_text("given up", event->text);
	case EVENT_retried: return with_text("tried again", event->text);
	case EVENT_attached: return mem_printf("%s takes the session over", by);
	case EVENT_detached: return tell_detached(event);
	case EVENT_restored: return tell_restored(event);
	default: return 0;
	}
}

static char *tell_landing(const struct event *event)
{
	_autofree_ char *paths = mem_dup(or_empty(event->list));

	for (char *c = paths; *c; c++)
		if (*c == '\n')
			*c = ' ';
	switch ((int)event->kind) {
	case EVENT_merged:
		return mem_printf("merged onto %.12s: commit %.12s, tree %.12s",
				  or_empty(event->base), or_empty(event->commit),
				  or_empty(event->tree));
	case EVENT_conflicted:
		return mem_printf("conflicts with %.12s: %s", or_empty(event->base), paths);
	case EVENT_held: return with_text("held", event->text);
	case EVENT_landed: return mem_dup("landed");
	default: return 0;
	}
}

char *story_of(const struct state *state, const struct event *event)
{
	char *told = tell_lead(event);

	if (!told)
		told = tell_landing(event);
	if (told)
		return told;
	switch ((int)event->kind) {
	case EVENT_task_fit: return mem_dup("fit to run");
	case EVENT_task_unfit: return with_text("not fit to run", event->text);
	case EVENT_task_called: return mem_dup("called");
	case EVENT_session_opened:
		return mem_printf("a session opens at %.12s", or_empty(event->commit));
	case EVENT_job_started: return tell_start(state, event);
	case EVENT_job_lost: return mem_dup("its runner is gone");
	case EVENT_stop_sent: return with_text("told to stop", event->text);
	case EVENT_asked: return mem_printf("asks: %s", or_empty(event->text));
	case EVENT_proposed: return mem_printf("proposes a task '%s'", or_empty(event->name));
	case EVENT_left: return mem_dup("waits no longer for an answer");
	case EVENT_reported:
		return mem_printf("reports %s: %s", or_empty(event->word),
				  or_empty(event->text));
	case EVENT_checkpointed: return mem_printf("checkpoint %.12s", or_empty(event->commit));
	case EVENT_turn_ended: return tell_end(event);
	default: return 0;
	}
}
