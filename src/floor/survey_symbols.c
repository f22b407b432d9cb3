/* survey_symbols.c - every word of the files, as hashes; see survey.h. */
#include "floor/survey.h"

#include "base/mem.h"
#include "sys/fs.h"

#include <ctype.h>
#include <string.h>

enum { FILE_BYTES = 512 << 10, WORD_LEAST = 3 };
#define ALL_BYTES (64LL << 20)

struct words {
	unsigned long long *slots; /* owned; 0 is empty */
	size_t room, count;
};

static unsigned long long hash_of(const char *word, size_t len)
{
	unsigned long long hash = 14695981039346656037ULL;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)word[i]) * 1099511628211ULL;
	return hash ? hash : 1;
}

static size_t slot_of(const unsigned long long *slots, size_t room, unsigned long long hash)
{
	size_t at = (size_t)(hash ^ hash >> 32) & (room - 1);

	while (slots[at] && slots[at] != hash)
		at = (at + 1) & (room - 1);
	return at;
}

static void grow(struct words *table)
{
	struct words larger = { .room = table->room ? table->room * 2 : 1 << 14, .count = table->count };

	larger.slots = mem_new(larger.room, sizeof *larger.slots);
	for (size_t i = 0; i < table->room; i++)
		if (table->slots[i])
			larger.slots[slot_of(larger.slots, larger.room, table->slots[i])] = table->slots[i];
	free(table->slots);
	*table = larger;
}

static void add_words(struct words *table, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t word = 0;
		unsigned long long hash;

		while (at + word < len && (isalnum((unsigned char)text[at + word]) || text[at + word] == '_'))
			word++;
		hash = hash_of(text + at, word);
		if (word >= WORD_LEAST) {
			size_t slot;

			if (table->count * 2 >= table->room)
				grow(table);
			slot = slot_of(table->slots, table->room, hash);
			table->count += !table->slots[slot];
			table->slots[slot] = hash;
		}
		at += word ? word : 1;
	}
}

/* Whether all files could be looked at: of a half no word can be said to be missing. */
static bool read_all(const struct survey *survey, struct words *table)
{
	long long left = ALL_BYTES;
	size_t missed = 0;

	for (size_t i = 0; i < survey->world.file_count; i++) {
		_autofree_ char *path = mem_printf("%s/%s", survey->place->top, survey->files[i]), *text = 0;
		_cleanup_(err_release) struct err err = ERR_INIT;
		size_t len = 0;
		long long size, changed;

		fs_stamp(path, &size, &changed);
		if (size > FILE_BYTES)
			continue;
		if (fs_read(path, FILE_BYTES, &text, &len, &err)) {
			missed++;
			continue;
		}
		left -= (long long)len;
		if (left < 0)
			return false;
		if (!memchr(text, 0, len))
			add_words(table, text, len);
	}
	return missed * 10 <= survey->world.file_count;
}

static bool has_symbol(void *owner, const char *name)
{
	struct survey *survey = owner;

	if (!survey->has_looked) {
		struct words table = { 0 };

		survey->has_looked = true;
		survey->has_symbols = read_all(survey, &table);
		survey->symbols = table.slots;
		survey->symbol_room = table.room;
	}
	if (!survey->has_symbols || !survey->symbol_room)
		return true;
	return survey->symbols[slot_of(survey->symbols, survey->symbol_room, hash_of(name, strlen(name)))] != 0;
}

void survey_symbols(struct survey *survey)
{
	survey->world.has_symbol = has_symbol;
}
