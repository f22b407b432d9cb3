/*
 * base_record.h - what is written down of a base, and which are there; for base*.c alone.
 *
 * The same text stands in a base's own folder (`ready`) and beside every workspace
 * on it, with the names of all its layers: a base that got flattened since is still
 * the one that the workspace was begun on.
 */
#ifndef LEADHAND_WORKSPACE_BASE_RECORD_H
#define LEADHAND_WORKSPACE_BASE_RECORD_H

#include "workspace/base.h"

int base_record_write(const char *path, const struct base *base, struct err *err) MUST_USE;
/* ERR_MISSING where there is none, or a layer of it is gone; ERR_CORRUPT where it is none. */
int base_record_read(const char *bases, const char *path, struct base *out, struct err *err) MUST_USE;
/* The folder `name` in bases is a complete one. */
bool base_record_is_there(const char *bases, const char *name);
/* The one of a family (NULL: of all) that was made last; left as it is where there is none. */
void base_record_newest(const char *bases, const char *family, struct base *out);
/* Remove the folders of builds that were cut off; the lock on building is held. */
int base_record_sweep(const char *bases, struct err *err) MUST_USE;

#endif
