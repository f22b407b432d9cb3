/*
 * words.h - what the lead says to the floor, as one JSON object each way.
 *
 * With a floor running the words travel over its socket; without one they take effect
 * here, under the floor's lock, by the same code. A session may not speak for the
 * lead: with LEADHAND_SESSION in the environment every word here is refused.
 *
 *	{"word":"up","tasks":["a"],"sessions":N}  start: read tasks and config; call these tasks (all that are ready
 *					  where none is named), with at most N sessions until it goes down; answer
 *					  {"called":[...],"unfit":[...]}
 *	{"word":"read"}			  read tasks and config again (after add)
 *	{"word":"down","now":bool}
 *	{"word":"approve","task":"a","tree":"..."|null,"by":"...","text":"..."}  answer {"task","tree","commit"}
 *	{"word":"reject","task":"a","by","text","class":a code of core/failure.h|null}
 *	{"word":"answer","question":3,"text":"...","by"}
 *	{"word":"pause"|"resume"|"cancel"|"retry","task":"a","text":"..."}
 *	{"word":"resume"}: what waits for a login goes on; answered {"providers":["openai"]}
 *	{"word":"restore","task":"a","session":3,"commit":"...","head":"..."|null,"text":"..."}  back to a checkpoint
 *	{"word":"shown","review":3}
 *	{"word":"hello"}		  answer {"pid":N}
 *
 * An answer is {"ok":true,...} or {"error":{"code":"refused","text":"..."}}.
 */
#ifndef LEADHAND_FLOOR_WORDS_H
#define LEADHAND_FLOOR_WORDS_H

#include "floor/place.h"

#include <jansson.h>

/* Say it and take the answer, the caller's. A refusal comes back as the code and the sentence in err. */
int words_say(const struct place *place, const json_t *request, json_t **answer, struct err *err) MUST_USE;
/* The floor's process id, 0 where none runs. */
int floor_pid(const struct place *place);
/* Start the daemon and wait until it answers. Fine where one runs. The err holds its last words otherwise. */
int floor_start(const struct place *place, struct err *err) MUST_USE;

#endif
