/* applies.c - see applies.h. */
#include "floor/applies.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { WORD_LEAST = 4, WORD_BYTES = 64, WORDS_MOST = 400 };

static size_t word_length(const char *at)
{
	size_t len = 0;

	while (isalnum((unsigned char)at[len]) || at[len] == '_')
		len++;
	return len;
}

/* How many of its words stand in `about`; one that stands in it twice counts twice. */
static size_t shared_words(const char *text, const char *about)
{
	size_t shared = 0, words = 0;

	while (*text && words < WORDS_MOST) {
		size_t len = word_length(text);

		if (len >= WORD_LEAST && len < WORD_BYTES) {
			_autofree_ char *word = mem_dup_part(text, len);

			words++;
			shared += strcasestr(about, word) != 0;
		}
		text += len ? len : 1;
	}
	return shared;
}

static size_t shared_by(const json_t *entry, const char *about)
{
	const json_t *value;
	const char *key;
	size_t shared = 0;

	json_object_foreach((json_t *)(uintptr_t)entry, key, value)
		if (json_is_string(value))
			shared += shared_words(json_string_value(value), about);
	return shared;
}

json_t *applies_pick(const json_t *list, const char *about, size_t most)
{
	size_t count = json_array_size(list), best;
	_autofree_ size_t *shared = mem_new(count + 1, sizeof *shared);
	json_t *picked = json_array();

	for (size_t i = 0; i < count; i++)
		shared[i] = count <= most ? 1 : shared_by(json_array_get(list, i), about);
	while (json_array_size(picked) < most) {
		best = count;
		for (size_t i = 0; i < count; i++)
			if (shared[i] && (best == count || shared[i] > shared[best]))
				best = i;
		if (best == count)
			break;
		json_array_append(picked, json_array_get(list, best));
		shared[best] = 0;
	}
	return picked;
}
