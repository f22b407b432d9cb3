/*
 * checkup.h - the findings of `doctor`, gathered.
 */
#ifndef LEADHAND_API_CHECKUP_H
#define LEADHAND_API_CHECKUP_H

#include "api/call.h"
#include "api/view.h"
#include "spec/config.h"

struct checkup {
	const struct call *call; /* borrowed */
	const struct view *view; /* borrowed; whole */
	struct config config;	 /* owned; the defaults where has_config is false */
	bool has_config;	 /* it could be read */
	char *target;		 /* owned */
	bool has_target;	 /* it has a commit */
	json_t *checks;		 /* owned: an array */
	bool is_ok;
};

#define CHECK_STATES(X) X(ok) X(problem) X(info)
enum check_state {
#define X(name) CHECK_##name,
	CHECK_STATES(X)
#undef X
};

/* Add a line; text is what is so, and becomes ours to free. */
void checkup_add(struct checkup *checkup, const char *name, enum check_state state, char *text);
/* A problem: text is ours to free; how to mend it, and about how many minutes that takes. */
void checkup_problem(struct checkup *checkup, const char *name, char *text, const char *mend,
		     long long minutes);

/* Agents' programs; with `tries`, each one by a turn of its own. */
void checkup_agents(struct checkup *checkup, bool tries);
/* A line on one turn of an agent; `about` is what is known of its program. */
void checkup_try_agent(struct checkup *checkup, const struct config_agent *agent, const char *about);
/* What they are locked up with. */
void checkup_walls(struct checkup *checkup);
/* Programs that would tell the lead, and settings that nothing acts on yet. */
void checkup_settings(struct checkup *checkup);
/* The lead's template of a prompt: whether it can be read, and what it leaves out. */
void checkup_prompt(struct checkup *checkup);
/* What the ledger says of the gates on the target; with `run`, run those that are configured.
 */
void checkup_gates(struct checkup *checkup, bool run);
/* Work that stands where no runner looks after it. */
void checkup_unsaved(struct checkup *checkup);

#endif
