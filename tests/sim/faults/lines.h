/*
 * lines.h - journals are bytes, as in doc/jobs.md: lines come late, twice, or torn.
 */
#ifndef LEADHAND_LINES_H
#define LEADHAND_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct outer;
struct place;

#define USAGE_ABSURD 1000000000000000LL /* nobody can have used that much */
struct line {
	long long attempt;
	char kind; /* U: usage, A: asked, R: reported, S: saved, T: thread, N: note, E: ended, */
			/* L: left open, P: proposed a task, G: a signal, C: a claim */
	long long numbers[5];
};
void line_add(struct outer *outer, struct place *place, const struct line *line);
/* The next whole line from *at on, below `size`; false where there is none. A torn one has the
 * kind 0. */
bool line_next(const struct place *place, size_t *at, size_t size, struct line *line);
enum end { END_done = 1, END_failed, END_stopped, END_green, END_red, END_broken, END_limited,
	   END_cut, END_locked };
extern const char *const end_words[];
extern const char *const end_errors[]; /* NULL for none */
bool end_goes_on(long long end); /* the next attempt begins anew, whatever was told of that one */
extern const char *const stop_words[]; /* end with NULL */
int stop_number(const char *why);
extern const char *const signal_states[];
extern const char *const report_words[]; /* by number: done blocked impossible, or none */

#endif
