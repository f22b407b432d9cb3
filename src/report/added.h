/*
 * added.h - which lines a diff adds.
 *
 * The diff is git's, without context lines (-U0) and with the usual a/ and b/; what an agent wrote stands in it, so any bytes
 * of any length are survived. A name that git quotes is passed over. Pure.
 */
#ifndef LEADHAND_REPORT_ADDED_H
#define LEADHAND_REPORT_ADDED_H

#include <stddef.h>

/* Every line, in its order: where it stands afterwards. The path is borrowed for the call, and clean as struct
 * coverage_file's. */
void added_each(const char *diff, size_t len, void (*each)(void *owner, const char *path, long long line), void *owner);

#endif
