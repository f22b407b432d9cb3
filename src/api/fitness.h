/*
 * fitness.h - whether task files are fit to run, as JSON.
 *
 * The repository is looked at once; then any number of tasks can be asked about.
 */
#ifndef LEADHAND_API_FITNESS_H
#define LEADHAND_API_FITNESS_H

#include "api/view.h"
#include "floor/survey.h"

#include <jansson.h>

struct fitness {
	const struct place *place; /* borrowed */
	struct config config;
	struct view view;
	struct survey survey;
};

/* It has to stay where it is until it is released. A configuration that cannot be read is a failure. */
int fitness_open(const struct place *place, struct fitness *fitness, struct err *err) MUST_USE;
/*
 * {"id","path","title","fit","errors","warnings","total","findings":[{"line","column","rule","severity","text",
 * "mend":{"from","to","text"} or null}]} of one task file; the caller's. A mend is for its bytes [from, to).
 */
int fitness_json(const struct fitness *fitness, const char *name, json_t **out, struct err *err) MUST_USE;
/*
 * Write the mends that are certain into a task file. *changes, the caller's, are the lines that became others:
 * [{"line","was","now"}], empty where there is nothing to mend. ERR_CONFLICT where somebody else wrote meanwhile.
 */
int fitness_mend(const struct fitness *fitness, const char *name, json_t **changes, struct err *err) MUST_USE;
void fitness_release(struct fitness *fitness);

#endif
