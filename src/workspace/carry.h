/*
 * carry.h - what an agent left is carried out of its workspace.
 *
 * In two halves, so that git never reads what an agent wrote where anything else can be
 * reached: carry_inside() runs behind walls that show the workspace and its vault
 * alone, saves there, and leaves a bundle; carry_take() stands outside and fetches that into
 * the lead's repository, with fsck on. Both halves believe nothing that the other side could forge.
 */
#ifndef LEADHAND_WORKSPACE_CARRY_H
#define LEADHAND_WORKSPACE_CARRY_H

#include "base/json.h"
#include "workspace/workspace.h"

struct carry {
	const struct workspace *ws; /* borrowed; saved_ref and head_ref name what is saved where */
	const char *base;	    /* borrowed: the commit that the session was made at */
	const char *origin;	    /* borrowed, or NULL: move the agent's origin to this commit instead of saving */
	bool wants_head;	    /* the agent's HEAD too: only while nothing of the agent's runs */
};

struct carry_result {
	char *checkpoint;	    /* owned: the commit with all that was edited; NULL where it could not be saved */
	struct workspace_head head; /* owned; empty where it was not wanted or could not be read */
	char *trouble;		    /* owned: what could not be saved and why; NULL where nothing */
	char *head_trouble;	    /* owned: the same of the agent's HEAD */
	long long left_out;	    /* new files beyond the most that are saved */
};

/* Outside, before: opens the vault. What carry_inside() has to be told, one line, the caller's. */
int carry_order(const struct carry *carry, char **order, struct err *err) MUST_USE;
/* Inside: do it. The answer is one line, the caller's. */
int carry_inside(const char *order, char **answer, struct err *err) MUST_USE;
/* Outside, after: take over what was answered, and set the refs. */
int carry_take(const struct carry *carry, const char *answer, struct carry_result *carried, struct err *err) MUST_USE;
void carry_result_release(struct carry_result *carried);
/* The folder beside the workspace that carry_inside() has to be able to write, the caller's. */
char *carry_folder(const struct workspace *ws);

#endif
