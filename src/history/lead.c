/* lead.c - what the lead did, and how often they were asked; see history.h. */
#include "history/internal.h"

#include "base/mem.h"
#include "base/text.h"

/* The task that this word of the lead is about, 0 for what is no word of theirs. */
static long long task_meant(const struct history *history, const struct event *event)
{
	const struct review *review = review_at(history->state, event->review);
	const struct question *question = question_at(history->state, event->question);

	switch ((int)event->kind) {
	case EVENT_answered: return question ? question->task : 0;
	case EVENT_shown:
	case EVENT_approved:
	case EVENT_rejected: return review ? review->task : 0;
	case EVENT_paused:
	case EVENT_resumed:
	case EVENT_cancelled:
	case EVENT_retried:
	case EVENT_restored:
	case EVENT_attached: return event->task;
	default: return 0;
	}
}

static bool was_answered(const struct history *history, const struct event *event)
{
	EACH(question, question, history->state)
		if (!text_is_empty(question->answer) &&
		    (text_same(question->key, event->key) ||
		     text_same(question->text, event->text)))
			return true;
	return false;
}

static const struct task *task_of_job(const struct history *history, const struct event *event)
{
	const struct job *job = job_at(history->state, event->job);
	const struct session *session = job ? session_at(history->state, job->session) : 0;

	return session ? task_at(history->state, session->task) : 0;
}

static void count_usage(struct history *history, const struct event *event)
{
	const struct job *job = job_at(history->state, event->job);

	/* The job holds what its attempt had used before. */
	if (!job)
		return;
	history->figures.cost_microusd += event->cost_microusd - job->cost_microusd;
	history->figures.tokens += event->input + event->output - job->input - job->output;
}

void lead_before(struct history *history, const struct event *event)
{
	const struct task *task = task_of_job(history, event);

	if (!task || !history_covers(history, task) || !history_counts(history))
		return;
	if (event->kind == EVENT_usage)
		count_usage(history, event);
	if (event->kind != EVENT_asked)
		return;
	history->figures.asked++;
	history->figures.asked_again += was_answered(history, event);
}

static void look_begins(struct history *history, long long review)
{
	size_t count = (size_t)review_count(history->state) + 1;

	if (count > history->shown_count) {
		history->shown_ms = mem_grow(history->shown_ms, count, sizeof(long long));
		for (size_t i = history->shown_count; i < count; i++)
			history->shown_ms[i] = 0;
		history->shown_count = count;
	}
	if (!history->shown_ms[review])
		history->shown_ms[review] = history->now_ms;
}

static void look_ends(struct history *history, long long review)
{
	long long from_ms =
		(size_t)review < history->shown_count ? history->shown_ms[review] : 0;

	if (!from_ms)
		return;
	/* A second verdict on it (an approval taken back) is another look. */
	history->shown_ms[review] = 0;
	if (history->now_ms - from_ms > PACE_LONGEST_MS)
		return;
	samples_add(&history->figures.reviews_ms, (double)(history->now_ms - from_ms));
	history->looks =
		mem_grow(history->looks, history->look_count + 1, sizeof(*history->looks));
	history->looks[history->look_count++] = (struct look){ from_ms, history->now_ms };
}

static void count_turn(struct history *history, const struct event *event)
{
	const struct job *job = job_at(history->state, event->job);

	if (job->attempt != 1)
		return;
	history->figures.turns++;
	counts_add(&history->figures.whys, job->why ? job->why : "");
}

void lead_after(struct history *history, const struct event *event)
{
	long long meant = task_meant(history, event);
	const struct task *task =
		meant ? task_at(history->state, meant) : task_of_job(history, event);

	if (!task || !history_covers(history, task) || !history_counts(history))
		return;
	if (meant) {
		history->figures.switches += history->lead_task && meant != history->lead_task;
		history->lead_task = meant;
	}
	if (event->kind == EVENT_shown)
		look_begins(history, event->review);
	if (event->kind == EVENT_approved || event->kind == EVENT_rejected)
		look_ends(history, event->review);
	history->figures.approved += event->kind == EVENT_approved;
	history->figures.rejected += event->kind == EVENT_rejected;
	if (event->kind == EVENT_job_started)
		count_turn(history, event);
}

static int earlier_first(const void *left, const void *right)
{
	const struct look *a = left, *b = right;

	return (a->from_ms > b->from_ms) - (a->from_ms < b->from_ms);
}

/* Who looks at three changes at a time has no three hours an hour. */
double lead_busy_ms(struct history *history)
{
	long long until_ms = 0, busy_ms = 0;

	if (history->look_count)
		qsort(history->looks, history->look_count, sizeof(*history->looks),
		      earlier_first);
	for (size_t i = 0; i < history->look_count; i++) {
		struct look look = history->looks[i];

		if (look.from_ms < until_ms)
			look.from_ms = until_ms;
		if (look.to_ms <= look.from_ms)
			continue;
		busy_ms += look.to_ms - look.from_ms;
		until_ms = look.to_ms;
	}
	return (double)busy_ms;
}
