/*
 * leaving.h - how a program is made to leave: asked by its own protocol, told by SIGTERM, then killed.
 *
 * Three seconds lie between the first word and SIGKILL, of which one is for a program that was asked. One that the
 * kernel does not take away within two more is left behind: the loop stops.
 */
#ifndef LEADHAND_RUNNER_LEAVING_H
#define LEADHAND_RUNNER_LEAVING_H

#include "sys/loop.h"

struct leaving;
/* signal() sends the number to the program, and is called in none of these functions but leaving_press(). */
struct leaving *leaving_new(struct loop *loop, void (*signal)(void *owner, int number), void *owner);
/* It was asked, and is pressed where it does not go. Nothing where it is on its way already. */
void leaving_asked(struct leaving *leaving);
/* Harder than before. */
void leaving_press(struct leaving *leaving);
/* Whether it is on its way. */
bool leaving_has_begun(const struct leaving *leaving);
void leaving_free(struct leaving *leaving);

#endif
