/*
 * base.h - a tree with `setup` run in it, made once and stood upon by many.
 *
 * BASES/KEY/layer is a folder that nobody writes to once KEY is there: the tree of
 * a commit, what setup made of it, what is carried over, and a private repository
 * whose index matches what an overlay over it shows. A base of a commit that came
 * later holds only what differs, over the layers of an older one. KEY tells the
 * commit and the definition (setup, carried files, place, target) apart.
 */
#ifndef LEADHAND_WORKSPACE_BASE_H
#define LEADHAND_WORKSPACE_BASE_H

#include "base/err.h"

#include <stdbool.h>

enum {
	BASE_MOST_LAYERS = 24,	/* one more, and the base below is flattened first */
};

/* What a base is made of. */
enum base_form {
	BASE_layered,	/* layers, for overlays over them */
	BASE_folder,	/* always one, for copies that share its blocks */
	BASE_subvolume, /* always one, for snapshots */
};

struct base_spec {
	const char *git_dir;	/* borrowed: the lead's git directory, absolute */
	const char *store;	/* borrowed: the folder of the pieces (pieces.h) */
	const char *bases;	/* borrowed: the folder of the bases; on one file system with the workspaces */
	const char *target;	/* borrowed: the target branch's short name */
	const char *top;	/* borrowed: the lead's work tree, where carried files are */
	const char *setup;	/* borrowed: the command, or NULL */
	const char *setup_when; /* borrowed: a list of patterns, or NULL for the usual manifests */
	const char *carry;	/* borrowed: a list of paths, or NULL */
	enum base_form form;
	const char *inside;	/* borrowed: the path at which the tree is seen while setup runs */
	/* Run setup in `tree`, seen at `inside`; `objects` lists the folders that its repository borrows from. What it
	 * does to .git is thrown away. NULL where there is no setup. */
	int (*run_setup)(void *owner, const char *tree, const char *objects, struct err *err);
	void *owner; /* borrowed */
};

struct base {
	char *key, *commit, *family; /* owned; bases of one family differ in nothing but the commit */
	char *layers;  /* owned: a list of folders, the topmost first */
	char *objects; /* owned: a list of folders that its repository borrows from */
	bool is_dirty; /* setup changed files that git tracks */
	long long made_ms; /* when it was complete, where it was looked for by that */
};

/*
 * Find the base of a commit (a full id), or build it while others wait. `name_path`, where it is not NULL, is a
 * file that is written to say so; until it goes (or base_prune() does not find it) the base stays. A view of our own
 * (sys/mounts.h) must have been taken. Where setup fails nothing is left.
 */
int base_prepare(const struct base_spec *spec, const char *commit, const char *name_path, struct base *out,
		 struct err *err) MUST_USE;
/* What a file written by base_prepare() names. ERR_MISSING where a layer of it is gone. */
int base_read(const struct base_spec *spec, const char *name_path, struct base *out, struct err *err) MUST_USE;
/* How many layers it lies over one another. */
int base_depth(const struct base *base);
/* Make a copy of it in a single layer, which whoever asks for this base from now on gets. */
int base_flatten(const struct base_spec *spec, const struct base *base, struct err *err) MUST_USE;
/*
 * Remove every base and piece that nothing needs: no file that base_prepare() wrote in one of `rooms` (a list of
 * folders; the files lie in them or one folder deeper, and end in ".base") names it, and it is not the newest.
 * Does nothing while one is built.
 */
int base_prune(const struct base_spec *spec, const char *rooms, struct err *err) MUST_USE;
/* What that would remove: a list of folders, the caller's. */
int base_unneeded(const struct base_spec *spec, const char *rooms, char **folders, struct err *err) MUST_USE;
void base_release(struct base *base);

#endif
