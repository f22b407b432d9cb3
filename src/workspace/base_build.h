/*
 * base_build.h - how the folder of a base is made; for base.c alone.
 */
#ifndef LEADHAND_WORKSPACE_BASE_BUILD_H
#define LEADHAND_WORKSPACE_BASE_BUILD_H

#include "workspace/base.h"
#include "workspace/carried.h"

struct base_build {
	const struct base_spec *spec;  /* borrowed */
	const struct carried *carried; /* borrowed */
	const struct base *below;      /* borrowed: what to build upon, or NULL */
	const char *changed;	       /* borrowed: the paths that differ from it, a list */
	bool needs_setup;	       /* what it made for that one is not good for this one */
	const char *folder;	       /* borrowed: a fresh folder; `layer` in it is what is made */
};

/* Make FOLDER/layer for base->commit over base->objects, and tell base->is_dirty. Without `below` from nothing. */
int base_build(const struct base_build *build, struct base *base, struct err *err) MUST_USE;
/* The folder that it is to be made in: where it is not made of layers, a copy of the one below. */
int base_layer_make(const struct base_build *build, const char *layer, struct err *err) MUST_USE;
/* The same content as `build->below` in a single layer. */
int base_build_flat(const struct base_build *build, struct err *err) MUST_USE;

#endif
