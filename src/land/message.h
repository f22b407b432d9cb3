/*
 * message.h - the message of a landed commit and who made it; for land/ alone.
 */
#ifndef LEADHAND_LAND_MESSAGE_H
#define LEADHAND_LAND_MESSAGE_H

#include "land/land.h"

/* Title, body and trailers, the caller's. What title and body say cannot be taken for a trailer of ours. */
char *message_text(const struct land_message *message);
/* "Name <mail>" as "PREFIX_NAME=..." and "PREFIX_EMAIL=...", the caller's; leadhand itself where one is empty. */
void message_person(const char *person, const char *prefix, char **name, char **mail);

#endif
