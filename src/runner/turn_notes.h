/*
 * turn_notes.h - what the lead and the floor read of an agent's events: its conversation, and notes.
 *
 * Lines of the journal. Of notes a burst is told whole, and from then on ten a second: a program that prints a line a
 * microsecond would fill the lead's disk unread.
 */
#ifndef LEADHAND_RUNNER_TURN_NOTES_H
#define LEADHAND_RUNNER_TURN_NOTES_H

#include "agent/event.h"
#include "runner/journal.h"

struct turn_notes;
/* The journal is borrowed. */
struct turn_notes *turn_notes_new(struct journal *journal);
void turn_notes_hear(struct turn_notes *notes, const struct agent_event *event);
/* A note in the agent's name: cleaned, cut, and not told where it is the last one again. */
void turn_notes_say(struct turn_notes *notes, const char *text);
void turn_notes_free(struct turn_notes *notes);

#endif
