/*
 * shelf.h - what a session may look up in the lead's tree: decisions taken before, and skills.
 *
 * It is read where the lead has it now, not where the session's base has it, and outside of the session's walls: so
 * names are checked, and no link leads out of the tree. What is given back is clean and bounded.
 */
#ifndef LEADHAND_RUNNER_SHELF_H
#define LEADHAND_RUNNER_SHELF_H

#include "base/json.h"

/* {"decisions":[{"question","answer"}],"of":N}: of .leadhand/decisions.md those that hold every one of the words, a
 * list, in any case of letters, the newest first. The caller's. */
json_t *shelf_decisions(const char *top, const char *words);
/* {"skills":[{"name","description","folder"}]}: of .leadhand/skills, .agents/skills and .claude/skills, of two with one name the first. The caller's. */
json_t *shelf_skills(const char *top);
/* {"name","folder","text","files":[]}; a sentence where there is no such skill. *answer is the caller's. */
int shelf_skill(const char *top, const char *name, json_t **answer, struct err *err) MUST_USE;

#endif
