/*
 * text.h - strings: checked, cleaned, cut, measured.
 *
 * Strings from agents, files and the network are hostile. text_clean() stands
 * between them and a terminal: what it returns holds no control character, no
 * escape sequence, no invalid UTF-8 and no character that reorders a line.
 * Lists of strings travel as one string, an entry a line (see LINES_EACH).
 */
#ifndef LEADHAND_BASE_TEXT_H
#define LEADHAND_BASE_TEXT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

bool text_is_utf8(const char *text, size_t len);
/* A copy fit for one line of a terminal, at most max_bytes long, "..." where cut. */
char *text_clean(const char *text, size_t len, size_t max_bytes);
/* The same for a block: newlines and tabs stay, carriage returns go. */
char *text_clean_block(const char *text, size_t len, size_t max_bytes);
/* The last max_bytes of a text, begun at a line where one begins there; cleaned as a block. */
char *text_tail(const char *text, size_t len, size_t max_bytes);

bool text_same(const char *a, const char *b); /* NULL equals NULL, and "" */
bool text_is_empty(const char *text);	      /* NULL or "" */
char *text_dup(const char *text);	      /* a copy, the caller's; NULL where it is empty */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
/* A task's or skill's name: letters, digits, '.', '_', '-'; not first '.' or '-'; 1 to 64 bytes. */
bool text_is_name(const char *text);
/* A full object id: 40 or 64 lower-case hexadecimal digits. */
bool text_is_oid(const char *text);
/* A name made from words, for a title: lower case, dashes, at most 40 bytes; "task" when nothing is left. */
char *text_slug(const char *title);

/* "90s", "10m", "2h", "1d" to milliseconds. Of bare numbers only 0 is one: nobody can tell what was meant. */
int text_to_ms(const char *text, long long *ms, struct err *err) MUST_USE;
/* "400", "200k", "2M" to a number. */
int text_to_count(const char *text, long long *count, struct err *err) MUST_USE;
/* A whole non-negative decimal number and nothing else. */
bool text_to_number(const char *text, long long *number);
/* A stretch of time as a person says it: "5 s", "12 min", "3 h 10", "2 d". */
char *text_age(long long ms);
/* What a noun ends with after that number: "s", or "" after 1. */
const char *text_plural(long long count);
/* 64-bit FNV-1a in hexadecimal: names things, protects nothing. */
char *text_hash(const char *text, size_t len);
/* Of `names` (ends with NULL), the one a typing error away from `word`, or NULL. Borrowed. */
const char *text_nearest(const char *word, const char *const *names);

/*
 * Walk the lines of a list: copies each into `line`, which the walk owns.
 *	struct lines walk; LINES_EACH(walk, list) use(walk.line);
 */
struct lines {
	const char *rest;
	char *line; /* owned by the walk; freed when it ends */
};
#define LINES_EACH(walk, list) \
	for ((walk) = (struct lines){ (list), 0 }; lines_next(&(walk));)
bool lines_next(struct lines *walk);
/* End a walk early (before a break or return). */
void lines_stop(struct lines *walk);
bool lines_has(const char *list, const char *entry);
size_t lines_count(const char *list);
/* The first `most` of a list, each clean and cut at so many bytes, on one line for people: "a, b and 3 more"; the caller's,
 * "" for none. */
char *lines_some(const char *list, size_t most, size_t bytes);
/* Append an entry to an owned list (NULL is the empty one). */
void lines_add(char **list, const char *entry);

#endif
