/*
 * place.h - where things are: the repository, its state, its scratch.
 *
 * State is under the git directory, in leadhand/; scratch under $XDG_CACHE_HOME/leadhand/;
 * nothing else is written anywhere.
 */
#ifndef LEADHAND_FLOOR_PLACE_H
#define LEADHAND_FLOOR_PLACE_H

#include "base/err.h"

struct place {
	char *top;     /* owned: the work tree (of a bare repository: its folder), absolute */
	char *git_dir; /* owned: the common git directory, absolute */
	char *state;   /* owned: git_dir/leadhand */
	char *db, *lock, *socket, *log, *jobs; /* owned: in state: floor.db floor.lock floor.sock floor.log jobs/ */
	char *cache;   /* owned: scratch of this repository: .../leadhand/NAME-HASH */
	char *store;   /* owned: cache/store, the target's objects */
	char *bases;   /* owned: cache/bases, prepared trees */
	char *config;  /* owned: top/.leadhand/config.yaml */
};

/* The repository around `dir` (NULL: the current folder). ERR_MISSING where there is none: "not in a git repository". */
int place_find(const char *dir, struct place *place, struct err *err) MUST_USE;
void place_release(struct place *place);
char *place_job(const struct place *place, long long job);	   /* the caller's */
char *place_workspace(const struct place *place, const char *kind, long long number); /* cache/KIND/NUMBER/work */
/* The folders in which files name the bases that are needed (workspace/base.h), a list, the caller's. */
/* What whoever is attached to a session locks, the caller's. */
char *place_attached(const struct place *place, long long session);
char *place_rooms(const struct place *place);
/* The lead: "Name <mail>" as git knows it, the caller's; "lead <lead@localhost>" where it does not. */
char *place_lead(const struct place *place);

#endif
