/*
 * post.h - what a stand-in knows of the session that it works for; for swarm/ alone.
 */
#ifndef LEADHAND_SWARM_POST_H
#define LEADHAND_SWARM_POST_H

#include "swarm/guard.h"
#include "swarm/swarm.h"

struct post {
	char *room, *path, *target, *name, *mail; /* owned; path is the checkout's real one */
	char *cwd, *prefix;			  /* owned: where we run; and that from the top, ".." outside of it */
	struct workspace_identity who;
	struct swarm swarm;   /* borrows from here */
	struct reserve claims;
	struct guard guard;   /* borrows from here */
};

/* Find the session's room, by the path that we were run by or by the environment; take its stand-ins off PATH. */
int post_open(struct post *post, struct err *err) MUST_USE;
/* From here on the words are meant from another folder (git -C); "" is where we are. */
void post_move(struct post *post, const char *dir);
void post_release(struct post *post);

#endif
