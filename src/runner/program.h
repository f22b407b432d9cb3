/*
 * program.h - an agent's program while it runs: what it prints in whole lines, and the raw log of that.
 */
#ifndef LEADHAND_RUNNER_PROGRAM_H
#define LEADHAND_RUNNER_PROGRAM_H

#include "runner/launch.h"

struct program_spec {
	struct attempt *attempt; /* borrowed */
	/* A line of its standard output. */
	void (*line)(void *owner, const char *line, size_t len);
	/* A line was too long, and left out. */
	void (*dropped)(void *owner);
	/* It ended, and can be started again: exit status or 128 + signal, and its last line on standard error, or "". */
	void (*exited)(void *owner, int status, const char *last_words);
	void *owner;
};

struct program;
struct program *program_new(const struct program_spec *spec);
/* Where none of it runs. */
int program_start(struct program *program, const struct launch_wish *wish, struct err *err) MUST_USE;
bool program_runs(const struct program *program);
/* These do nothing where it does not run. */
void program_write(struct program *program, const char *data, size_t len);
void program_close_input(struct program *program);
void program_signal(struct program *program, int number);
void program_free(struct program *program);

#endif
