/*
 * keys.h - from a YAML map to a struct, by a table.
 *
 * A table names the keys, how each value is read and where it goes. An unknown key is a
 * finding that names the key that was meant; a value that cannot be taken is a finding at
 * its place, and leaves the slot as it was. A key without a value counts as not written.
 */
#ifndef LEADHAND_SPEC_KEYS_H
#define LEADHAND_SPEC_KEYS_H

#include "base/err.h"
#include "spec/yaml.h"

/* The largest values that are believed, in milliseconds and pieces. */
#define KEY_TIME_MOST (30LL * 86400000)
#define KEY_COUNT_MOST 1000000000LL

struct key {
	const char *key; /* NULL ends a table */
	void (*read)(const struct key *key, const struct yaml_value *value, void *slot,
		     struct findings *findings);
	size_t offset;				  /* of the slot in the struct */
	const char *rule;			  /* of a finding; NULL is "type" */
	int (*check)(const char *, struct err *); /* of a line, or of each entry; may be NULL */
	const char *const *words;		  /* of key_word, ends with NULL */
	long long least, most;			  /* of numbers and times; most 0: no limit */
};

/* Every key of `map` that stands in the table goes to its slot in *into. */
void keys_read(const struct key *keys, const struct yaml_value *map, void *into,
	       struct findings *findings);
/* Complain about a value under its key's rule. */
void key_refuse(const struct key *key, const struct yaml_value *value,
		struct findings *findings, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* Whether the value has that shape; a finding where not. */
bool key_wants(const struct key *key, const struct yaml_value *value, enum yaml_shape shape,
	       struct findings *findings);

#define KEY_READER(name)                                                             \
	void name(const struct key *key, const struct yaml_value *value, void *slot, \
		  struct findings *findings)

KEY_READER(key_line);	/* char *: one line, not empty */
KEY_READER(key_block);	/* char *: text of any number of lines, trailing space gone */
KEY_READER(key_list);	/* char *: a list of lines */
KEY_READER(key_word);	/* char *: one of `words` */
KEY_READER(key_bool);	/* bool */
KEY_READER(key_number); /* long long: a plain number */
KEY_READER(key_count);	/* long long: "400", "200k", "2M" */
KEY_READER(key_time);	/* long long: "90s", "10m", in milliseconds */
KEY_READER(key_money);	/* long long: dollars, "5.00", in millionths */

/* Checks for single words, beside glob_check: a name as text_is_name has it. */
int key_check_name(const char *text, struct err *err);

#endif
