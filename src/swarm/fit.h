/*
 * fit.h - which kind of workspace fits what is to be done; pure.
 */
#ifndef LEADHAND_SWARM_FIT_H
#define LEADHAND_SWARM_FIT_H

#include <stdbool.h>
#include <stddef.h>

struct fit_task {
	const char *scope; /* borrowed list of patterns; "" is everything */
	long long lines;   /* how large its change may be */
};

struct fit {
	const struct fit_task *tasks; /* borrowed: those that are not finished */
	size_t task_count;
	long long sessions; /* how many run at one time */
	bool can_overlay;   /* the machine can give each a copy-on-write view */
};

/*
 * The kind: "shared" for more than ten sessions on small tasks whose scopes do not meet, and otherwise one of its own
 * for each, "overlay" where the machine can. *why, the caller's, is one sentence.
 */
const char *fit_kind(const struct fit *fit, char **why);

#endif
