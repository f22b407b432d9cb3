/* retry.c - see retry.h. */
#include "core/retry.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#define PAUSE_MS 2000LL

static const struct {
	const char *word;
	enum retry retry;
	enum failure_code failure;
	const char *mend;
} words[] = {
#define X(word, retry, failure, text, mend) { #word, RETRY_##retry, FAILURE_##failure, mend },
	RETRY_WORDS(X)
#undef X
};

#define WORD_COUNT (sizeof words / sizeof *words)

static size_t place_of(const char *error)
{
	size_t at = 0;

	while (at < WORD_COUNT && !text_same(words[at].word, error))
		at++;
	return at;
}

enum retry retry_of(const char *error)
{
	size_t at = place_of(error);

	return at < WORD_COUNT ? words[at].retry : RETRY_none;
}

enum failure_code retry_failure(const char *error)
{
	size_t at = place_of(error);

	return at < WORD_COUNT ? words[at].failure : FAILURE_broken_off;
}

char *retry_mend(const char *error, const char *task)
{
	size_t at = place_of(error);
	const char *rest = at < WORD_COUNT ? words[at].mend : "", *hole;
	char *text = mem_dup("");

	for (; (hole = strstr(rest, "%s")); rest = hole + 2)
		mem_replace(&text, mem_printf("%s%.*s%s", text, (int)(hole - rest), rest, task));
	mem_replace(&text, mem_printf("%s%s", text, rest));
	return text;
}

long long retry_pause_ms(long long times)
{
	long long pause_ms = PAUSE_MS;

	for (long long i = 1; i < times && pause_ms < RETRY_PAUSE_MOST_MS; i++)
		pause_ms *= 3;
	return pause_ms < RETRY_PAUSE_MOST_MS ? pause_ms : RETRY_PAUSE_MOST_MS;
}

long long retry_jitter_ms(long long job, long long times, long long most_ms)
{
	/* The finisher of splitmix64: neighbours come out far from each other. */
	uint64_t mixed = (uint64_t)job * 0x9e3779b97f4a7c15ULL + (uint64_t)times;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9ULL;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebULL;
	mixed ^= mixed >> 31;
	return most_ms > 0 ? (long long)(mixed % (uint64_t)(most_ms + 1)) : 0;
}
