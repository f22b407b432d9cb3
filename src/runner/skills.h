/*
 * skills.h - the skills of a repository and of its lead, copied to where an agent's program looks for them.
 *
 * Taken from .leadhand/skills of the lead's checkout, and from .leadhand/skills, .agents/skills and .claude/skills of
 * the base; of two with the same name the first. Nothing is written into a work tree. Bounded; links and names that
 * are no plain path are left out.
 */
#ifndef LEADHAND_RUNNER_SKILLS_H
#define LEADHAND_RUNNER_SKILLS_H

#include "runner/job.h"

struct skills_place {
	const char *root, *below;  /* borrowed: a folder that the agent fills, and the one in it for skills */
	const char *stamp;	   /* borrowed: the file that remembers what was put there */
	const char *const *reads;  /* borrowed: folders of the repository that the program reads by itself; ends with NULL */
};

/* Put them there, and take away what was put there before and is no more. */
int skills_install(const struct job *job, const struct skills_place *place, struct err *err) MUST_USE;
/* The names of those that skills_install() put there, a list, the caller's. */
char *skills_installed(const char *stamp);
/* The paths of the base below these names (git's pathspecs), a list "MODE TYPE OBJECT SIZE<tab>PATH", the caller's; "" where
 * there are none, or they cannot be read. */
char *skills_tree(const struct job *job, const char *const *paths);

#endif
