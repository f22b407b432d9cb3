/* trial.c - see trial.h. */
#include "sim/trial.h"

#include "base/mem.h"
#include "sim/run.h"

#include <math.h>

enum { RUNS_LEAST = 40, RUNS_MOST = 4000 };

/* How long a line without a bound is varies so much that the step from 2 to 1.2 % would cost
 * twice the time again. */
static const double PRECISION[] = {
	[SCENE_week] = 0.012, [SCENE_machine_repair] = 0.012, [SCENE_open] = 0.02};
static const double NEAR = 0.99;

struct book {
	/* All owned: one number a run. */
	double *over[FIGURE_COUNT], *under[FIGURE_COUNT], *luck[LUCK_COUNT];
	size_t count;
};

static void row_add(double **row, size_t count, double number)
{
	*row = mem_grow(*row, count + 1, sizeof **row);
	(*row)[count] = number;
}

static void book_add(struct book *book, const struct sums *sums)
{
	for (int f = 0; f < FIGURE_COUNT; f++) {
		row_add(&book->over[f], book->count, sums->over[f]);
		row_add(&book->under[f], book->count, sums->under[f]);
	}
	for (int i = 0; i < LUCK_COUNT; i++)
		row_add(&book->luck[i], book->count, sums->luck[i]);
	book->count++;
}

static void book_release(struct book *book)
{
	for (int f = 0; f < FIGURE_COUNT; f++) {
		free(book->over[f]);
		free(book->under[f]);
	}
	for (int i = 0; i < LUCK_COUNT; i++)
		free(book->luck[i]);
}

static struct figure book_figure(const struct book *book, enum figure_name name)
{
	const struct sample sample = {book->over[name],
				      book->under[name],
				      {book->luck[0], book->luck[1]},
				      book->count};

	return figure_of(&sample);
}

static bool is_precise(const struct book *book, double precision)
{
	static const enum figure_name names[] = {FIGURE_utilisation, FIGURE_per_hour,
						 FIGURE_wait_minutes};

	if (book->count < RUNS_LEAST)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct figure figure = book_figure(book, names[i]);

		/* Not known at all is no reason to go on: nothing landed, nobody waited. */
		if (figure.half_width > precision * figure.value)
			return false;
	}
	return true;
}

static double little_off(const struct sums *sums)
{
	double over = sums->over[FIGURE_little], under = sums->under[FIGURE_little];

	return under > 0 ? fabs(over / under - 1) : over > 0 ? INFINITY : 0;
}

struct trial trial_of(const struct scene *scene, const struct policy *policy, uint64_t seed,
		      long long runs)
{
	_cleanup_(book_release)
	struct book book = {0};
	struct trial trial = {0};

	while (runs ? (long long)book.count < runs
		    : book.count < RUNS_MOST && !is_precise(&book, PRECISION[scene->model])) {
		struct dice dice = dice_of(seed, 0, (long long)book.count, 0);
		struct sums sums = run_scene(scene, policy, dice_throw(&dice));

		trial.little_off = fmax(trial.little_off, little_off(&sums));
		book_add(&book, &sums);
	}
	for (int f = 0; f < FIGURE_COUNT; f++)
		trial.figures[f] = book_figure(&book, (enum figure_name)f);
	trial.runs = (long long)book.count;
	return trial;
}

size_t trial_best(const struct trial *trials, size_t n)
{
	double most = 0;
	size_t best = 0;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, trials[i].figures[FIGURE_per_day].value);
	while (best + 1 < n && trials[best].figures[FIGURE_per_day].value < NEAR * most)
		best++;
	return best;
}
