/*
 * contents.h - a file, or a folder with all below it, as one hash.
 *
 * Of a folder with very many files, and of a file that is very large, it is size and time that count. Links are what they
 * say, and are not followed.
 */
#ifndef LEADHAND_FLOOR_CONTENTS_H
#define LEADHAND_FLOOR_CONTENTS_H

/* Of names, modes and contents; another one where nothing is there. The caller's. */
char *contents_hash(const char *path);
/* Of names, modes, sizes and times, of the first 2,000 files: cheap, and another one where something was written. The
 * caller's. */
char *contents_stamp(const char *path);

#endif
