/*
 * table.h - every verb of leadhand, in the order in which help lists them.
 */
#ifndef LEADHAND_API_TABLE_H
#define LEADHAND_API_TABLE_H

#include "api/verb.h"

extern const struct verb verb_table[]; /* ends with a nameless one */

#endif
