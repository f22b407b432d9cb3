/*
 * proposal.h - a task file from the parts that a session gave.
 */
#ifndef LEADHAND_SPEC_PROPOSAL_H
#define LEADHAND_SPEC_PROPOSAL_H

#include "base/err.h"

struct proposal {
	const char *title, *body, *class; /* borrowed; class may be NULL */
	const char *accept, *scope, *needs; /* borrowed lists */
	const char *from; /* borrowed: the task in whose session it was thought of */
};

/* The file's text, the caller's, with a name made from the title. What the linter says against it comes as one sentence:
 * ERR_USAGE. Of class feature the first acceptance is the one that has to fail before. */
int proposal_render(const struct proposal *proposal, char **name, char **text, struct err *err) MUST_USE;

#endif
