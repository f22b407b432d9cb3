/*
 * skill.h - what a SKILL.md says of itself.
 *
 * Its front matter is other programs' YAML, of which only two values are needed: they are taken as they stand, and what
 * cannot be understood is "". Pure.
 */
#ifndef LEADHAND_SPEC_SKILL_H
#define LEADHAND_SPEC_SKILL_H

#include <stddef.h>

enum { SKILL_NAME_BYTES = 64, SKILL_DESCRIPTION_BYTES = 1024 };

struct skill {
	char *name, *description; /* owned; one clean line each */
	const char *body;	  /* borrowed from the text: what follows the front matter */
};

/* *skill holds nothing before, and has to be released. */
void skill_read(const char *text, struct skill *skill);
void skill_release(struct skill *skill);

#endif
