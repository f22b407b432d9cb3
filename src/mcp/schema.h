/*
 * schema.h - whether arguments are what a tool's schema asks for, said so that a model can mend it.
 *
 * Knows what our own schemas use and no more: an object of string, integer, boolean and array-of-string properties,
 * with `required`, `enum`, `minimum`, and nothing else allowed. Pure.
 */
#ifndef LEADHAND_MCP_SCHEMA_H
#define LEADHAND_MCP_SCHEMA_H

#include "base/json.h"

/* ERR_USAGE with the first thing that is wrong. */
int schema_check(const json_t *schema, json_t *arguments, struct err *err) MUST_USE;

#endif
