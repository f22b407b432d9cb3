/* pace.c - see pace.h. */
#include "core/pace.h"

#include "base/text.h"

#define SECOND 1000
/* Longer than that a floor was away that should have heard of the end. */
#define TURN_MOST_MS (12 * 3600000LL)
#define GATES_MOST_MS (2 * 3600000LL)

static const char *class_name(const char *class)
{
	return text_is_empty(class) ? "task" : class;
}

static struct class *class_for(struct state *state, const struct session *session)
{
	const char *name = class_name(task_at(state, session->task)->class);
	struct class *class = class_named(state, name);

	if (!class) {
		class = class_add(state);
		record_set(class, &class->name, name);
	}
	record_touch(class);
	return class;
}

static long long square(long long ms)
{
	return (ms / SECOND) * (ms / SECOND);
}

static long long within(long long ms, long long most_ms)
{
	return ms < 0 ? 0 : ms > most_ms ? most_ms : ms;
}

void pace_begin(struct session *session)
{
	session->work_ms = 0;
	record_touch(session);
}

void pace_turn(const struct state *state, struct session *session, struct job *job, long long at_ms)
{
	const struct task *task = task_at(state, session->task);
	long long asking_ms = job->asking_ms ? at_ms - job->asking_ms : 0;
	long long most_ms = task->time_ms ? task->time_ms : TURN_MOST_MS;
	long long work_ms = within(at_ms - job->started_ms - job->waited_ms - asking_ms, most_ms);

	session->work_ms += work_ms;
	job->spent_ms += work_ms;
	record_touch(session);
	record_touch(job);
}

void pace_gates(struct session *session, long long since_ms, long long at_ms)
{
	session->work_ms += within(at_ms - since_ms, GATES_MOST_MS);
	record_touch(session);
}

void pace_cycle(struct state *state, struct session *session, bool is_green)
{
	struct class *class;

	if (!session->work_ms)
		return;
	class = class_for(state, session);
	class->cycles++;
	class->greens += is_green;
	class->work_ms += session->work_ms;
	class->work_square += square(session->work_ms);
	if (!is_green)
		return;
	class->offers++;
	class->lines += session->insertions + session->deletions;
}

void pace_claim(struct state *state, const struct session *session, long long made, bool is_untrue)
{
	struct class *class = class_for(state, session);

	class->claims += made;
	class->untrue += is_untrue;
}

bool pace_begins_reading(const struct review *review, long long at_ms)
{
	return !review->shown_ms || at_ms - review->shown_ms > PACE_LONGEST_MS;
}

void pace_verdict(struct state *state, struct review *review, long long at_ms)
{
	const struct session *session = session_at(state, review->session);
	struct factory *factory = factory_of(state);
	long long since_ms = review->shown_ms > factory->judged_ms ? review->shown_ms : factory->judged_ms;
	long long human_ms = at_ms - since_ms;
	struct class *class;

	review->judged_ms = factory->judged_ms = at_ms;
	record_touch(review);
	record_touch(factory);
	if (!review->shown_ms || human_ms <= 0 || human_ms > PACE_LONGEST_MS)
		return;
	class = class_for(state, session);
	class->reviews++;
	class->human_ms += human_ms;
	class->human_square += square(human_ms);
	class->read_lines += review->lines;
}

/* Newton's; the core knows no library of mathematics. */
static double root(double of)
{
	double at = of > 1 ? of : 1;

	if (of <= 0)
		return 0;
	for (int i = 0; i < 60; i++)
		at = (at + of / at) / 2;
	return at;
}

static double deviation_ms(double sum_ms, double squares, double count)
{
	double mean = sum_ms / SECOND / count;

	return count < 2 ? 0 : SECOND * root((squares - count * mean * mean) / (count - 1));
}

static struct pace pace_from(const struct class *sum)
{
	struct pace pace = { .cycles = sum->cycles, .reviews = sum->reviews };

	if (sum->cycles) {
		pace.work_ms = (double)sum->work_ms / (double)sum->cycles;
		pace.work_deviation_ms = deviation_ms((double)sum->work_ms, (double)sum->work_square,
						      (double)sum->cycles);
		pace.green = (double)sum->greens / (double)sum->cycles;
	}
	if (sum->offers)
		pace.lines = (double)sum->lines / (double)sum->offers;
	if (sum->reviews) {
		pace.human_ms = (double)sum->human_ms / (double)sum->reviews;
		pace.human_deviation_ms = deviation_ms((double)sum->human_ms, (double)sum->human_square,
						       (double)sum->reviews);
	}
	return pace;
}

static struct class sum_of(const struct state *state, const char *name)
{
	const struct class *one = name ? class_named(state, class_name(name)) : 0;
	struct class sum = { 0 };

	EACH(class, each, state) {
		if (name && each != one)
			continue;
		sum.cycles += each->cycles;
		sum.greens += each->greens;
		sum.work_ms += each->work_ms;
		sum.work_square += each->work_square;
		sum.offers += each->offers;
		sum.lines += each->lines;
		sum.reviews += each->reviews;
		sum.human_ms += each->human_ms;
		sum.human_square += each->human_square;
		sum.read_lines += each->read_lines;
	}
	return sum;
}

struct pace pace_of(const struct state *state, const char *class)
{
	struct class sum = sum_of(state, class);

	return pace_from(&sum);
}

/* The mean of what was measured and of PACE_WEIGHT stand-ins. */
static long long blend(long long sum, long long count, long long stand_in)
{
	return (sum + PACE_WEIGHT * stand_in) / (count + PACE_WEIGHT);
}

long long pace_review_ms(const struct state *state, const char *class, long long lines)
{
	struct class sum = sum_of(state, class_name(class));
	/* What the same reviews would have taken by the book; the lead's own pace is a factor to that. */
	long long book_ms = sum.reviews * PACE_SETUP_MS + sum.read_lines * PACE_LINE_MS;
	long long here_ms = PACE_SETUP_MS + lines * PACE_LINE_MS;
	double prior_ms = (double)(PACE_WEIGHT * (PACE_SETUP_MS + PACE_LINES * PACE_LINE_MS));
	double factor = ((double)sum.human_ms + prior_ms) / ((double)book_ms + prior_ms);

	if (here_ms > PACE_LONGEST_MS)
		here_ms = PACE_LONGEST_MS;
	return (long long)((double)here_ms * factor);
}

long long pace_expected_ms(const struct state *state, const char *class)
{
	struct class sum = sum_of(state, class_name(class));

	return pace_review_ms(state, class, blend(sum.lines, sum.offers, PACE_LINES));
}

long long pace_green_percent(const struct state *state, const char *class)
{
	struct class sum = sum_of(state, class_name(class));

	return blend(100 * sum.greens, sum.cycles, PACE_GREEN_PERCENT);
}

long long pace_work_ms(const struct state *state)
{
	struct class sum = sum_of(state, 0);

	return blend(sum.work_ms, sum.cycles, PACE_WORK_MS);
}

long long pace_human_ms(const struct state *state)
{
	struct class sum = sum_of(state, 0);

	return blend(sum.human_ms, sum.reviews, PACE_SETUP_MS + PACE_LINES * PACE_LINE_MS);
}
