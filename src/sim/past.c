/* past.c - see past.h. */
#include "sim/past.h"

#include <math.h>

/* Agents that never come to a change would leave nothing to look at. */
#define GREEN_LEAST 0.05
#define SHARE_MOST 0.9

void scene_of_pace(struct scene *scene, const struct pace *pace)
{
	if (pace->cycles) {
		scene->work = spread_fit(pace->work_ms, pace->work_deviation_ms);
		scene->green = fmax(pace->green, GREEN_LEAST);
		scene->rework = 1;
		scene->fail = 0;
	}
	if (pace->reviews && pace->human_ms > 0)
		scene->human = spread_fit(pace->human_ms, pace->human_deviation_ms);
	else if (pace->lines >= 1)
		scene->lines = llround(pace->lines);
}

void scene_of_records(struct scene *scene, const struct state *state)
{
	double turns = 0, asked = 0, judged = 0, rejected = 0;

	EACH(job, job, state)
	turns += job->session && job->life == JOB_ended;
	EACH(question, question, state)
	asked += question->is_blocking != 0;
	EACH(review, review, state)
	{
		judged += review->life == REVIEW_approved || review->life == REVIEW_rejected;
		rejected += review->life == REVIEW_rejected;
	}
	if (turns > 0)
		scene->ask = fmin(asked / turns, SHARE_MOST);
	if (judged > 0)
		scene->reject = fmin(rejected / judged, SHARE_MOST);
}
