/*
 * masks.h - whether the exit status of a command says anything.
 *
 * An acceptance is run by /bin/sh -c, and its exit status is the verdict. What cannot be
 * followed counts as honest.
 */
#ifndef LEADHAND_SPEC_MASKS_H
#define LEADHAND_SPEC_MASKS_H

#include <stddef.h>

enum mask_kind {
	MASK_none,
	MASK_all,     /* it succeeds whatever happens */
	MASK_some,    /* some of its failures go unseen */
	MASK_trivial, /* nothing but a program that always succeeds */
};

struct mask {
	enum mask_kind kind;
	const char *why; /* what does it, to stand in a sentence */
	size_t cut;	 /* the command's length without it, where that is certain; else 0 */
};

struct mask mask_find(const char *command);

#endif
