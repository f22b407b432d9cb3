/* turn_watch.c - see turn_watch.h. */
#include "runner/turn_watch.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/spent.h"
#include "runner/trail.h"
#include "signal/line.h"
#include "signal/vigil.h"
#include "sys/clock.h"

/* In one attempt: an agent must not fill the journal by them. */
enum { SIGNS_MOST = 200 };

struct turn_watch {
	struct turn_watch_spec spec;
	struct vigil vigil;
	struct trail *trail;  /* owned, as the two below */
	struct spent *spent;
	struct timer *timer;
	char *conversation;   /* owned */
	int told;
	bool is_over;
};

static struct line_context context_of(const struct turn_watch *watch)
{
	const struct job *job = watch->spec.attempt->job;

	return (struct line_context){ .agent = job->agent, .provider = job->provider, .model = job->model,
				      .conversation = watch->conversation };
}

static void tell(struct turn_watch *watch, const struct sign *sign, enum sign_turn turn)
{
	json_t *line, *trace = json_object();

	json_put(trace, "event", "signal");
	json_put(trace, "leadhand.word", signal_words[sign->word]);
	json_put(trace, "leadhand.state", sign_turns[turn]);
	json_put(trace, "leadhand.text", turn == SIGN_nudged ? sign->nudge : sign->text);
	trail_add(watch->trail, trace);
	if (++watch->told > SIGNS_MOST)
		return;
	line = json_object();
	json_put(line, "word", signal_words[sign->word]);
	json_put(line, "state", sign_turns[turn]);
	json_put(line, "text", sign->text);
	if (sign->since_ms)
		json_put_number(line, "since_ms", clock_now_ms() - sign->since_ms);
	journal_add(watch->spec.attempt->journal, "signal", line);
}

static void end_turn(struct turn_watch *watch, const struct sign *sign)
{
	_autofree_ char *text = 0;

	watch->is_over = true;
	if (sign->word == SIGNAL_overrun) {
		watch->spec.end(watch->spec.owner, "done", AGENT_ERROR_none, "");
	} else if (sign->word == SIGNAL_looping) {
		watch->spec.end(watch->spec.owner, "failed", AGENT_ERROR_looping, sign->nudge);
	} else {
		text = mem_printf("nothing was heard of it %s", sign->text);
		watch->spec.end(watch->spec.owner, "failed", AGENT_ERROR_silent, text);
	}
}

static void answer(struct turn_watch *watch, const struct sign *sign)
{
	if (sign->answer == SIGN_END)
		end_turn(watch, sign);
	if (sign->answer != SIGN_NUDGE || !watch->spec.steer(watch->spec.owner, sign->nudge))
		return;
	vigil_nudged(&watch->vigil);
	tell(watch, sign, SIGN_nudged);
}

static void drain(struct turn_watch *watch)
{
	long long due_ms;
	struct sign sign;

	while (vigil_next(&watch->vigil, &sign)) {
		if (!watch->is_over) {
			tell(watch, &sign, sign.turn);
			answer(watch, &sign);
		}
		sign_release(&sign);
	}
	due_ms = watch->is_over ? 0 : vigil_due_ms(&watch->vigil);
	if (due_ms)
		timer_set(watch->timer, due_ms > clock_steady_ms() ? due_ms - clock_steady_ms() : 0);
	else
		timer_clear(watch->timer);
}

static void look(void *owner)
{
	struct turn_watch *watch = owner;

	vigil_look(&watch->vigil, clock_steady_ms());
	drain(watch);
}

struct turn_watch *turn_watch_new(const struct turn_watch_spec *spec)
{
	struct turn_watch *watch = mem_new(1, sizeof *watch);
	const struct job *job = spec->attempt->job;
	const struct quiet_spec quiet = { .history_ms = job->silence_ms, .kind_ms = spec->quiet_ms,
					  .most_ms = job->silence_most_ms };
	struct line_context context;

	watch->spec = *spec;
	vigil_begin(&watch->vigil, &quiet, spec->can_steer, clock_steady_ms());
	watch->trail = trail_open(job->dir, job->attempt);
	watch->spent = spent_new(spec->attempt->loop, spec->attempt->journal);
	watch->timer = timer_new(spec->attempt->loop, look, watch);
	context = context_of(watch);
	trail_add(watch->trail, line_opened(&context));
	drain(watch);
	return watch;
}

void turn_watch_hear(struct turn_watch *watch, const struct agent_event *event)
{
	struct line_context context;

	if (event->kind == AGENT_thread && event->text)
		mem_replace(&watch->conversation, mem_dup(event->text));
	if (event->kind == AGENT_usage)
		spent_hear(watch->spent, event);
	context = context_of(watch);
	trail_add(watch->trail, line_of(event, &context));
	vigil_hear(&watch->vigil, event, clock_steady_ms());
	if (event->kind == AGENT_ended || event->kind == AGENT_failed)
		watch->is_over = true;
	drain(watch);
}

void turn_watch_reported(struct turn_watch *watch, const char *outcome)
{
	vigil_reported(&watch->vigil, outcome, clock_steady_ms());
}

void turn_watch_hold(struct turn_watch *watch, bool waits)
{
	vigil_hold(&watch->vigil, waits, clock_steady_ms());
	drain(watch);
}

long long turn_watch_quiet_ms(const struct turn_watch *watch)
{
	return quiet_longest_ms(&watch->vigil.quiet);
}

void turn_watch_free(struct turn_watch *watch)
{
	if (!watch)
		return;
	vigil_release(&watch->vigil);
	trail_free(watch->trail);
	spent_free(watch->spent);
	timer_free(watch->timer);
	free(watch->conversation);
	free(watch);
}
