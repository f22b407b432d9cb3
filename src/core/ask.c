/* ask.c - see ask.h. */
#include "core/ask.h"

#include "core/needs.h"
#include "core/pace.h"
#include "core/release.h"
#include "core/rope.h"
#include "core/signals.h"

#include "base/mem.h"
#include "base/text.h"

const char *const ask_classes[] = {
#define X(name) #name,
	ASK_CLASSES(X)
#undef X
	0
};

/* At a question it waits for the lead; wanted and held, too. */
static bool goes_on(const struct state *state, const struct job *job)
{
	const struct session *session = session_at(state, job->session);

	if (!session || job->life != JOB_wanted)
		return !session || session->life != SESSION_asking;
	return !task_is_held(task_at(state, session->task));
}

bool ask_all_stands(const struct state *state, long long now_ms)
{
	EACH_LIVE(job, job, state)
		if (goes_on(state, job))
			return false;
	EACH_LIVE(landing, landing, state)
		if (landing->life != LANDING_held)
			return false;
	/* What only the clock holds back needs nobody. */
	return factory_of(state)->mode != FACTORY_open || !release_wake(state, now_ms);
}

/* Until when the lead is taken to be in the middle of a review, if the clock is right; 0 where in none. */
static long long reviewing_until_ms(const struct state *state, long long now_ms)
{
	long long until_ms = 0;

	EACH_LIVE(review, review, state)
		if (review->life == REVIEW_open && review->shown_ms && review->shown_ms <= now_ms &&
		    review->shown_ms + PACE_LONGEST_MS > until_ms)
			until_ms = review->shown_ms + PACE_LONGEST_MS;
	return until_ms > now_ms ? until_ms : 0;
}

enum ask_class ask_class_of_question(const struct question *question, bool all_stands,
				     long long now_ms)
{
	if (all_stands)
		return ASK_now;
	if (question_is_proposal(question))
		return ASK_digest;
	return question->due_ms && question->due_ms - now_ms >= ASK_DIGEST_MS ? ASK_digest : ASK_breakpoint;
}

enum ask_class ask_class_of_review(const struct task *task, bool all_stands)
{
	if (all_stands)
		return ASK_now;
	return task->priority > ASK_PRIORITY ? ASK_digest : ASK_breakpoint;
}

enum ask_class ask_class_of_other(bool all_stands)
{
	return all_stands ? ASK_now : ASK_breakpoint;
}

/* What there is to tell, by class. */
struct untold {
	long long of[ASK_nothing];
};

/* Tasks that wait for what will not come by itself. */
static long long untold_stuck(const struct state *state)
{
	_autofree_ const char **stuck = needs_stuck(state);
	long long n = 0;

	EACH_LIVE(task, task, state)
		n += stuck[task->record.id] && !task->is_told;
	return n;
}

static long long untold_signals(const struct state *state)
{
	long long n = 0;

	EACH_LIVE(signal, signal, state)
		n += signal_needs_lead(signal) && !signal->is_told;
	return n;
}

static struct untold untold_of(const struct state *state, long long now_ms)
{
	bool all_stands = ask_all_stands(state, now_ms);
	enum ask_class other = ask_class_of_other(all_stands);
	struct untold untold = { 0 };

	EACH_LIVE(question, question, state)
		if (question->life == QUESTION_open && !question->is_told)
			untold.of[ask_class_of_question(question, all_stands, now_ms)]++;
	EACH_LIVE(review, review, state)
		if (review->life == REVIEW_open && !review->is_told)
			untold.of[ask_class_of_review(task_at(state, review->task), all_stands)]++;
	EACH_LIVE(session, session, state) {
		const struct task *task = task_at(state, session->task);

		untold.of[other] += task->session == session->record.id && task->life == TASK_failed && !task->is_told;
	}
	EACH_LIVE(landing, landing, state)
		untold.of[other] += landing->life == LANDING_held && !landing->is_told;
	EACH(notice, notice, state)
		untold.of[other] += notice->is_open && !notice->is_told;
	untold.of[other] += untold_stuck(state) + untold_signals(state);
	return untold;
}

/* When what is of that class may be told. */
static long long moment_of(const struct state *state, enum ask_class class, long long now_ms)
{
	const struct factory *factory = factory_of(state);
	long long moment_ms = now_ms, reviewing_ms = reviewing_until_ms(state, now_ms);

	if (class == ASK_now)
		return now_ms;
	/* Told in the future: the clock was set back since. */
	if (factory->told_ms <= now_ms)
		moment_ms = factory->told_ms + (class == ASK_breakpoint ? ASK_BATCH_MS : ASK_DIGEST_MS);
	return moment_ms > reviewing_ms ? moment_ms : reviewing_ms;
}

long long ask_tell(const struct state *state, long long now_ms)
{
	struct untold untold;
	bool is_due = false;
	long long count = 0;

	if (!factory_of(state)->tells)
		return 0;
	untold = untold_of(state, now_ms);
	for (int class = 0; class < ASK_nothing; class++) {
		long long moment = moment_of(state, class, now_ms);

		is_due |= untold.of[class] && moment <= now_ms;
		count += untold.of[class];
	}
	return is_due ? count : 0;
}

static long long sooner(long long wake_ms, long long other_ms)
{
	return other_ms && (!wake_ms || other_ms < wake_ms) ? other_ms : wake_ms;
}

/* Where the lead counts as away, what the clock held back may wait for them, and then all stands. */
long long ask_wake(const struct state *state, long long now_ms)
{
	struct untold untold;
	long long wake_ms = 0;

	if (!factory_of(state)->tells)
		return 0;
	untold = untold_of(state, now_ms);
	for (int class = 0; class < ASK_nothing; class++) {
		long long moment = untold.of[class] ? moment_of(state, class, now_ms) : 0;

		wake_ms = sooner(wake_ms, moment > now_ms ? moment : 0);
	}
	wake_ms = sooner(wake_ms, wake_ms ? rope_tightens_ms(state, now_ms) : 0);
	/* A question that had time has less of it soon. */
	EACH_LIVE(question, question, state)
		if (question->life == QUESTION_open && !question->is_told && question->due_ms - ASK_DIGEST_MS > now_ms &&
		    (!wake_ms || question->due_ms - ASK_DIGEST_MS < wake_ms))
			wake_ms = question->due_ms - ASK_DIGEST_MS + 1;
	return wake_ms;
}

static void mark(long long *is_told, void *record)
{
	if (*is_told)
		return;
	*is_told = 1;
	record_touch(record);
}

void ask_told(struct state *state, long long at_ms)
{
	_autofree_ const char **stuck = needs_stuck(state);

	factory_of(state)->told_ms = at_ms;
	record_touch(factory_of(state));
	EACH_LIVE(question, question, state)
		if (question->life == QUESTION_open)
			mark(&question->is_told, question);
	EACH_LIVE(review, review, state)
		if (review->life == REVIEW_open)
			mark(&review->is_told, review);
	EACH_LIVE(task, task, state)
		if (task->life == TASK_failed || stuck[task->record.id])
			mark(&task->is_told, task);
	EACH_LIVE(landing, landing, state)
		if (landing->life == LANDING_held)
			mark(&landing->is_told, landing);
	EACH_LIVE(signal, signal, state)
		if (signal_needs_lead(signal))
			mark(&signal->is_told, signal);
	EACH(notice, notice, state)
		if (notice->is_open)
			mark(&notice->is_told, notice);
}

struct question *ask_due(const struct state *state, long long now_ms)
{
	EACH_LIVE(question, question, state)
		if (question->life == QUESTION_open && question->due_ms && question->due_ms <= now_ms)
			return question;
	return 0;
}

long long ask_next_due(const struct state *state)
{
	long long due_ms = 0;

	EACH_LIVE(question, question, state)
		if (question->life == QUESTION_open && question->due_ms && (!due_ms || question->due_ms < due_ms))
			due_ms = question->due_ms;
	return due_ms;
}

static char *option_of(const struct question *question, long long number)
{
	struct lines walk;
	long long at = 0;

	LINES_EACH(walk, question->options)
		if (++at == number) {
			char *text = steal(&walk.line);

			lines_stop(&walk);
			return text;
		}
	return 0;
}

char *ask_default(const struct question *question)
{
	return option_of(question, question->choice);
}

bool ask_chooses(const struct question *question, long long number)
{
	_autofree_ char *option = option_of(question, number);
	long long said;

	return option && (text_same(question->answer, option) ||
			  (text_to_number(question->answer, &said) && said == number));
}
