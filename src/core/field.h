/*
 * field.h - what a record is made of, said once.
 *
 * A record's fields are listed in one X-macro: NUMBER(name), TEXT(name),
 * WORD(name, words). From the list come the struct, the columns in the store, the
 * comparison of two states, and the JSON of an event, so none can disagree.
 */
#ifndef LEADHAND_CORE_FIELD_H
#define LEADHAND_CORE_FIELD_H

#include <stdbool.h>
#include <stddef.h>

enum field_type { FIELD_number, FIELD_text, FIELD_word };

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	const char *const *words; /* for a word: its list, ends with NULL */
};

#define FIELD_STRUCT_NUMBER(name) long long name;
#define FIELD_STRUCT_TEXT(name) char *name; /* owned, NULL is "" */
#define FIELD_STRUCT_WORD(name, words) int name;

/* Of a record at `base`: the number (of a word too), and the text ("" for NULL; of a word its name). */
long long field_number(const struct field *field, const void *base);
const char *field_text(const struct field *field, const void *base);
/* The field is a number. */
void field_set_number(const struct field *field, void *base, long long number);
/* A word that is not in the list is refused. Copies the text. */
bool field_set_text(const struct field *field, void *base, const char *text);
bool field_same(const struct field *field, const void *a, const void *b);
void field_copy(const struct field *field, void *to, const void *from);
void field_release(const struct field *field, void *base);

#endif
