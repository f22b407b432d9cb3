/*
 * rig.h - the tests, run in a copy of the tree on one mutant after the other.
 *
 * The tree that is judged is never written to. The copy holds all of it, what was built too, with its times, so that a
 * build in it begins where the other one ended.
 */
#ifndef LEADHAND_MUTATE_RIG_H
#define LEADHAND_MUTATE_RIG_H

#include "mutate/mutant.h"

#include "base/err.h"

struct rig {
	const char *top;	 /* borrowed: the tree */
	const char *build, *test; /* borrowed: for the shell; build is NULL where the tests do that as well */
	long long ends_ms;	 /* of the steady clock: when there is no time left */
	char *copy;		 /* owned, out: where the copy lies */
	char *said;		 /* owned, out: the end of what the last command printed */
	int status;		 /* out: its exit status */
	long long most_ms;	 /* out: of one run, from how long the tests take as they are */
};

/* A file, and what stands in it for one run. */
struct rig_file {
	const char *path, *bytes, *now; /* borrowed */
	size_t len, now_len;
};

/* Make the copy. */
int rig_make(struct rig *rig, struct err *err) MUST_USE;
/* Whether the tests pass in it as it is: FATE_survived, or what else became of them. */
int rig_run(struct rig *rig, enum fate *fate, struct err *err) MUST_USE;
/* The same with a file that holds something else; afterwards it is as before. */
int rig_run_with(struct rig *rig, const struct rig_file *file, enum fate *fate, struct err *err) MUST_USE;
/* Remove the copy. */
void rig_remove(struct rig *rig);

#endif
