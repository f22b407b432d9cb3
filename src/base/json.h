/*
 * json.h - the few things that everybody does with jansson.
 *
 * Reading is forgiving in one place only: a key that is missing or of another
 * type reads as NULL, 0 or false, so hostile JSON needs no ladder of checks.
 * Objects are released by jansson's own count; `_json_` does it at scope's end.
 */
#ifndef LEADHAND_BASE_JSON_H
#define LEADHAND_BASE_JSON_H

#include "base/err.h"
#include "base/mem.h"

#include <jansson.h>
#include <stdbool.h>

#define _json_ _cleanup_(json_decrefp_)

/* Parse one text of at most 16 MiB that is an object; duplicates and NULs are refused. */
int json_parse(const char *text, size_t len, json_t **out, struct err *err) MUST_USE;
/* The same for what JavaScript writes and a reader must not take: NULs and halves of pairs become U+FFFD. */
int json_parse_lax(const char *text, size_t len, json_t **out, struct err *err) MUST_USE;
/* One line without the newline, "null" for NULL; the caller frees it. */
char *json_line(const json_t *value);
/* Borrowed; NULL where there is no such string. */
const char *json_text(const json_t *object, const char *key);
/* Borrowed; "" where there is no such string. */
const char *json_text_or(const json_t *object, const char *key, const char *otherwise);
long long json_number(const json_t *object, const char *key);
bool json_bool(const json_t *object, const char *key);
/* Set a string; NULL becomes null; what is not UTF-8 is cleaned first. */
void json_put(json_t *object, const char *key, const char *text);
void json_put_number(json_t *object, const char *key, long long number);
/* An array of strings to a list of lines and back. */
char *json_lines(const json_t *array);
json_t *json_from_lines(const char *list);

static inline void json_decrefp_(json_t **p)
{
	json_decref(*p);
}

#endif
