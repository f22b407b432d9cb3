/*
 * judges.h - what an acceptance runs: programs, scripts, tests, targets.
 *
 * A heuristic that would rather miss one than name what is none: words that the shell
 * fills in, and all that stands behind a `cd`, are left out.
 */
#ifndef LEADHAND_SPEC_JUDGES_H
#define LEADHAND_SPEC_JUDGES_H

#include <stdbool.h>
#include <stddef.h>

enum judge_kind {
	JUDGE_program, /* by its bare name, or at an absolute path */
	JUDGE_script,  /* a path in the repository that is run */
	JUDGE_tests,   /* a path that a test runner is given */
	JUDGE_target,  /* of make */
	JUDGE_npm,     /* a script of package.json */
	JUDGE_module,  /* of Python's: "pkg.check" */
};

struct judge {
	enum judge_kind kind;
	char *name;	/* owned; of a path without "./" in front */
	bool is_later;	/* another command is run before it, and may make it */
};

struct judges {
	struct judge *list; /* owned */
	size_t count;
};

/* Whether a path is called as what judges is: after tests, checks, benchmarks. */
bool judge_says_so(const char *path);
void judges_find(const char *command, struct judges *judges);
void judges_release(struct judges *judges);

#endif
