/*
 * manual.h - help, made from a table of verbs.
 */
#ifndef LEADHAND_API_MANUAL_H
#define LEADHAND_API_MANUAL_H

#include "api/verb.h"

/* The list of verbs, a line each; the caller's. */
char *manual_list(const struct verb *table);
/* How one verb is used, with its options; the caller's. */
char *manual_verb(const struct verb *verb);
/* The same of all verbs as mdoc, as it stands in man/leadhand.1; the caller's. */
char *manual_mdoc(const struct verb *table);

#endif
