/* mutant.c - see mutant.h. */
#include "mutate/mutant.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { SHOWN_BYTES = 60 };

const char *const fate_words[] = {
#define X(name, words) words,
	FATES(X)
#undef X
};

/* FNV alone leaves neighbours beside each other. */
static unsigned long long lot_of(const char *text)
{
	_autofree_ char *hash = text_hash(text, strlen(text));
	unsigned long long lot = strtoull(hash, 0, 16);

	lot = (lot ^ (lot >> 30)) * 0xbf58476d1ce4e5b9ULL;
	lot = (lot ^ (lot >> 27)) * 0x94d049bb133111ebULL;
	return lot ^ (lot >> 31);
}

static long long line_of(const char *bytes, size_t at)
{
	long long line = 1;

	for (size_t i = 0; i < at; i++)
		line += bytes[i] == '\n';
	return line;
}

/* The first line of it. */
static char *shown(const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	_autofree_ char *whole = mem_printf("%.*s%s", (int)(end ? end - text : (long)len), text, end ? " ..." : "");

	return text_clean(whole, strlen(whole), SHOWN_BYTES);
}

static char *name_of(const struct change *change, long long line)
{
	_autofree_ char *old = shown(change->bytes + change->at, change->len);
	_autofree_ char *now = shown(change->with, strlen(change->with));

	return *now ? mem_printf("%s:%lld: '%s' became '%s'", change->path, line, old, now)
		    : mem_printf("%s:%lld: '%s' is gone", change->path, line, old);
}

/* Two changes of one line that read alike are told apart by their order. */
static char *own_name(const struct mutants *list, const struct change *change, long long line)
{
	char *name = name_of(change, line);
	size_t same = 0;

	for (size_t i = 0; i < list->count; i++)
		same += list->items[i].line == line && text_starts(list->items[i].name, name);
	if (same)
		mem_replace(&name, mem_printf("%s (%zu)", name, same + 1));
	return name;
}

void mutants_add(struct mutants *list, const struct change *change, long long seed)
{
	long long line = line_of(change->bytes, change->at);
	_autofree_ char *name = own_name(list, change, line);
	_autofree_ char *place = mem_printf("%lld %s:%lld", seed, change->path, line);
	_autofree_ char *exact = mem_printf("%lld %s %zu", seed, name, change->at);

	if (list->count == list->room) {
		list->room = list->room ? 2 * list->room : 64;
		list->items = mem_grow(list->items, list->room, sizeof *list->items);
	}
	list->items[list->count++] = (struct mutant){ .path = mem_dup(change->path), .line = line, .at = change->at,
		.len = change->len, .with = mem_dup(change->with), .name = steal(&name), .is_last = change->is_last,
		.line_lot = lot_of(place), .lot = lot_of(exact) };
}

void mutant_release(struct mutant *mutant)
{
	free(mutant->path);
	free(mutant->with);
	free(mutant->name);
}

void mutants_release(struct mutants *list)
{
	for (size_t i = 0; i < list->count; i++)
		mutant_release(&list->items[i]);
	free(list->items);
	*list = (struct mutants){ 0 };
}

char *mutant_apply(const struct mutant *mutant, const char *bytes, size_t len, size_t *out_len)
{
	size_t with = strlen(mutant->with), rest = len - mutant->at - mutant->len;
	char *out = mem_new(len - mutant->len + with + 1, 1);

	memcpy(out, bytes, mutant->at);
	memcpy(out + mutant->at, mutant->with, with);
	memcpy(out + mutant->at + with, bytes + mutant->at + mutant->len, rest);
	*out_len = mutant->at + with + rest;
	return out;
}

static int by_number(unsigned long long a, unsigned long long b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
	const struct mutant *a = left, *b = right;
	int path = strcmp(a->path, b->path);

	if (path)
		return path;
	return a->line != b->line ? (a->line > b->line) - (a->line < b->line) : by_number(a->at, b->at);
}

static int by_lot(const void *left, const void *right)
{
	const struct mutant *a = left, *b = right;
	int line = by_number(a->line_lot, b->line_lot), one = by_number(a->lot, b->lot);

	if (line || a->is_last != b->is_last)
		return line ? line : a->is_last - b->is_last;
	return one ? one : by_place(a, b);
}

static bool is_same_line(const struct mutant *a, const struct mutant *b)
{
	return a->line == b->line && text_same(a->path, b->path);
}

void mutants_draw(struct mutants *list, struct draw *draw)
{
	size_t kept = 0;
	bool has_mutant = false;

	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_lot);
	for (size_t i = 0; i < list->count; i++) {
		struct mutant each = list->items[i];
		bool is_new = !i || !is_same_line(&each, &list->items[i - 1]), stands = false;

		draw->lines += is_new;
		has_mutant = has_mutant && !is_new;
		if (!has_mutant && kept < draw->most) {
			stands = draw->stands(draw->owner, &each);
			draw->stillborn += !stands;
		}
		has_mutant |= stands;
		list->items[i].fate = stands ? FATE_survived : FATE_unbuilt;
		kept += stands;
	}
	kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		bool stays = list->items[i].fate == FATE_survived;

		list->items[i].fate = FATE_untried;
		if (stays)
			list->items[kept++] = list->items[i];
		else
			mutant_release(&list->items[i]);
	}
	list->count = kept;
	if (kept)
		qsort(list->items, kept, sizeof *list->items, by_place);
}

size_t mutants_count(const struct mutants *list, enum fate fate)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].fate == fate;
	return count;
}

int mutants_score(const struct mutants *list)
{
	size_t killed = mutants_count(list, FATE_killed) + mutants_count(list, FATE_late);
	size_t all = killed + mutants_count(list, FATE_survived);

	return all ? (int)(100 * killed / all) : 100;
}
