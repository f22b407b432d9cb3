/*
 * room.h - the folder on the disk where a box keeps what is its own.
 */
#ifndef LEADHAND_WALLS_ROOM_H
#define LEADHAND_WALLS_ROOM_H

#include "base/err.h"

/* A folder in it, made with those above where missing; the path is the caller's, NULL and err on failure. */
char *room_folder(const char *room, const char *name, struct err *err) MUST_USE;
/* A file in a folder of it that is there, with that text, written where it has another. Not synced: it is
 * made again each time. */
int room_file(const char *room, const char *name, const char *text, struct err *err) MUST_USE;

#endif
