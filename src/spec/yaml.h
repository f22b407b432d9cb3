/*
 * yaml.h - a small and strict subset of YAML, as a tree that knows its places.
 *
 * Taken: one document of maps, lists and scalars, at most 64 KiB, 8 levels deep, UTF-8.
 * Refused, with line and column: anchors, aliases, tags, directives, a key that stands
 * twice, and line breaks that an editor does not show. No scalar has a meaning here:
 * `5`, `true` and `2h` are texts, and who reads one says what it has to be.
 */
#ifndef LEADHAND_SPEC_YAML_H
#define LEADHAND_SPEC_YAML_H

#include "spec/finding.h"

#include <stdbool.h>
#include <stddef.h>

#define YAML_LIMIT_BYTES (64U << 10)

enum yaml_shape { yaml_shape_text, yaml_shape_list, yaml_shape_map };

struct yaml_value {
	enum yaml_shape shape;
	long long line, column;		/* where the value begins */
	bool is_plain;			/* a text without quotes */
	char *text;			/* owned; of a text, else NULL */
	char *key;			/* owned; of a map's item, else NULL */
	long long key_line, key_column; /* where the key begins */
	struct yaml_value *items;	/* owned; of a list or map */
	size_t count;
};

/*
 * Read a text whose first line is `first_line` of its file. Where it cannot be read, false is
 * returned, with a finding of the rule "yaml". *root is always valid and has to be released; an
 * empty text is an empty map.
 */
bool yaml_value_parse(const char *text, size_t len, long long first_line,
		      struct yaml_value *root, struct findings *findings);
/* Whether the bytes are at most 64 KiB of UTF-8 without a NUL; a finding of the rule "yaml"
 * where not. */
bool yaml_check_text(const char *text, size_t len, long long first_line,
		     struct findings *findings);
/* The item of a map under that key, or NULL. Borrowed. */
const struct yaml_value *yaml_value_find(const struct yaml_value *map, const char *key);
/* Nothing, `~` or `null`: the same as if the key were not there. */
bool yaml_value_is_null(const struct yaml_value *value);
/* "a text", "a list", "a map". */
const char *yaml_shape_name(enum yaml_shape shape);
void yaml_value_release(struct yaml_value *value);
/* A text as a scalar that reads as itself, inside a list or map too; the caller's. */
char *yaml_quote(const char *text);

#endif
