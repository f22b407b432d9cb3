/*
 * fields.h - from a YAML map to a struct, by a table.
 *
 * A table names the keys, how each value is read and where it goes. An unknown key is a
 * finding that names the key that was meant; a value that cannot be taken is a finding at
 * its place, and leaves the slot as it was. A key without a value counts as not written.
 */
#ifndef LEADHAND_SPEC_FIELDS_H
#define LEADHAND_SPEC_FIELDS_H

#include "base/err.h"
#include "spec/yaml.h"

/* The largest values that are believed, in milliseconds and pieces. */
#define FIELD_TIME_MOST (30LL * 86400000)
#define FIELD_COUNT_MOST 1000000000LL

struct field {
	const char *key; /* NULL ends a table */
	void (*read)(const struct field *field, const struct yaml_value *value, void *slot,
		     struct findings *findings);
	size_t offset;				  /* of the slot in the struct */
	const char *rule;			  /* of a finding; NULL is "type" */
	int (*check)(const char *, struct err *); /* of a line, or of each entry; may be NULL */
	const char *const *words;		  /* of field_word, ends with NULL */
	long long least, most;			  /* of numbers and times; most 0: no limit */
};

/* Every key of `map` that stands in the table goes to its slot in *into. */
void fields_read(const struct field *fields, const struct yaml_value *map, void *into,
		 struct findings *findings);
/* Complain about a value under its field's rule. */
void field_refuse(const struct field *field, const struct yaml_value *value,
		  struct findings *findings, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Whether the value has that shape; a finding where not. */
bool field_wants(const struct field *field, const struct yaml_value *value,
		 enum yaml_shape shape, struct findings *findings);

#define FIELD_READER(name)                                                               \
	void name(const struct field *field, const struct yaml_value *value, void *slot, \
		  struct findings *findings)

FIELD_READER(field_line);   /* char *: one line, not empty */
FIELD_READER(field_block);  /* char *: text of any number of lines, trailing space gone */
FIELD_READER(field_list);   /* char *: a list of lines */
FIELD_READER(field_word);   /* char *: one of `words` */
FIELD_READER(field_bool);   /* bool */
FIELD_READER(field_number); /* long long: a plain number */
FIELD_READER(field_count);  /* long long: "400", "200k", "2M" */
FIELD_READER(field_time);   /* long long: "90s", "10m", in milliseconds */
FIELD_READER(field_money);  /* long long: dollars, "5.00", in millionths */

/* Checks for single words, beside glob_check: a name as text_is_name has it. */
int field_check_name(const char *text, struct err *err);

#endif
