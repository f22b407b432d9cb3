/*
 * prompting.h - what a session is told in a turn: the template in force, and all that stands in it.
 *
 * The lead's template is .leadhand/prompt.md; where it is broken, the last good one (kept as prompt.md of the state)
 * stays in force, or leadhand's own.
 */
#ifndef LEADHAND_FLOOR_PROMPTING_H
#define LEADHAND_FLOOR_PROMPTING_H

#include "floor/keeper.h"

#include "spec/task.h"
#include "spec/template.h"

/* All borrowed. */
struct prompting {
	const struct place *place;
	const struct state *state;
	const struct config *config;
	const struct task_spec *spec;
	const struct job *job; /* the turn; NULL: the first one, of a task that has none yet */
	const char *base, *target; /* a commit, a branch */
	const char *text, *answers; /* as in struct prompt */
	bool is_again;
};

/* The prompt, and the one for a conversation that has to be begun anew; the caller's. */
void prompting_render(const struct prompting *prompting, char **prompt, char **anew);
/* The template in force, the caller's; NULL is leadhand's own. What is wrong with the lead's goes into `broken`. */
struct template *prompting_template(const struct place *place, struct err *broken);
/* Look at the lead's template: a good one is kept, a broken one is a notice until it is mended. */
int prompting_look(struct keeper *keeper, struct err *err) MUST_USE;
/* Where the lead's template would be, the caller's. */
char *prompting_path(const struct place *place);

#endif
