/*
 * conventions.h - AGENTS.md, CLAUDE.md and SKILL.md reach an agent the way that its program reads them.
 *
 * Every program reads some of them by itself. The rest is put into the session's own home of it, never into a work
 * tree: skills are copied, instructions are imported or their names told in its settings. Who keeps no home that is
 * known, such as a command, is told by the prompt where they are.
 */
#ifndef LEADHAND_RUNNER_CONVENTIONS_H
#define LEADHAND_RUNNER_CONVENTIONS_H

#include "runner/job.h"

/* After the home was made, and before the program starts. */
int conventions_install(const struct job *job, bool has_walls, struct err *err) MUST_USE;
/* Words for the prompt of a program that has to be told, the caller's; NULL where there is nothing to tell. */
char *conventions_words(const struct job *job, bool has_walls);

#endif
