/*
 * view.h - what is seen inside the walls: places, and what stands there.
 *
 * The order of adding does not matter, but that a later entry for the same place
 * replaces an earlier one: a folder is always put up before what stands in it.
 */
#ifndef LEADHAND_WALLS_VIEW_H
#define LEADHAND_WALLS_VIEW_H

#include "walls/args.h"

#include <stdbool.h>
#include <stddef.h>

enum view_kind {
	VIEW_read,  /* what stands at `from` outside, not to be changed */
	VIEW_write, /* the same, and it is changed for real */
	VIEW_link,  /* a symbolic link to `from` */
	VIEW_tmp,   /* an empty folder in memory */
	VIEW_dir,   /* an empty folder that nobody can write */
	VIEW_proc,
	VIEW_dev,
};

struct view_item {
	char *to, *from; /* owned; from is NULL for what comes from nowhere */
	enum view_kind kind;
	bool is_optional; /* left out where there is nothing outside */
	size_t order;
};

struct view {
	struct view_item *items; /* owned */
	size_t count, room;
};

/* `to` is absolute; from and to are copied, `to` without slashes at its end. */
void view_add(struct view *view, enum view_kind kind, const char *from, const char *to);
void view_add_optional(struct view *view, enum view_kind kind, const char *from, const char *to);
/* Whether what stands at that path inside is what stands there outside. */
bool view_shows(const struct view *view, const char *path);
/* What stands at the entry that a path belongs to: its `from`, borrowed; NULL where nothing does. */
const char *view_source(const struct view *view, const char *path);
/* Whether it can be written. */
bool view_is_writable(const struct view *view, const char *path);
/* Sort, drop what was replaced, and write it as words for bwrap. */
void view_words(struct view *view, struct args *args);
void view_forget(struct view *view);
/* Whether a path is a folder or lies in it. */
bool path_is_in(const char *path, const char *folder);

#endif
