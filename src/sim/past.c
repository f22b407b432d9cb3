/* past.c - see past.h. */
#include "sim/past.h"

#include "base/text.h"

#include <math.h>

struct sum {
	double all, squares;
	long long count;
};

static void sum_add(struct sum *sum, double number)
{
	sum->all += number;
	sum->squares += number * number;
	sum->count++;
}

static double sum_mean(const struct sum *sum)
{
	return sum->count ? sum->all / (double)sum->count : 0;
}

static double sum_deviation(const struct sum *sum)
{
	double mean = sum_mean(sum), n = (double)sum->count;

	return sum->count > 1 ? sqrt(fmax(0, (sum->squares - n * mean * mean) / (n - 1))) : 0;
}

static double share(long long part, long long all)
{
	return all ? (double)part / (double)all : 0;
}

/* A turn that a red gate called for says that the turn before it was red. */
static struct sum turns_of(const struct state *state, long long *red)
{
	struct sum turns = { 0 };

	EACH(job, job, state) {
		*red += job->session && text_same(job->why, "gate_red");
		if (job->session && job->life == JOB_ended && job->ended_ms > job->started_ms &&
		    job->started_ms)
			sum_add(&turns,
				(double)(job->ended_ms - job->started_ms - job->waited_ms));
	}
	return turns;
}

static long long count_questions(const struct state *state)
{
	long long n = 0;

	EACH(question, question, state)
		n += question->is_blocking != 0;
	return n;
}

struct past past_of(const struct state *state)
{
	long long red = 0, rejected = 0;
	struct sum turns = turns_of(state, &red), lines = { 0 };
	struct past past = { 0 };

	EACH(review, review, state) {
		rejected += review->life == REVIEW_rejected;
		past.reviews += review->life == REVIEW_rejected || review->life == REVIEW_approved;
	}
	EACH(session, session, state)
		if (session->insertions + session->deletions > 0)
			sum_add(&lines, (double)(session->insertions + session->deletions));
	past.cycles = turns.count;
	past.work_ms = sum_mean(&turns);
	past.work_deviation_ms = sum_deviation(&turns);
	past.green = 1 - fmin(1, share(red, turns.count));
	past.ask = fmin(1, share(count_questions(state), turns.count));
	past.reject = share(rejected, past.reviews);
	past.lines = sum_mean(&lines);
	return past;
}

void scene_follow(struct scene *scene, const struct past *past)
{
	if (past->cycles) {
		scene->work = spread_fit(past->work_ms, past->work_deviation_ms);
		scene->green = past->green;
		scene->ask = past->ask;
		/* What was measured are turns of every kind, not the first ones alone. */
		scene->rework = 1;
	}
	if (past->human_ms > 0)
		scene->human = spread_fit(past->human_ms, past->human_deviation_ms);
	else if (past->lines >= 1)
		scene->lines = llround(past->lines);
	if (past->reviews)
		scene->reject = past->reject;
}
