/* tally.c - see tally.h. */
#include "walls/tally.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

enum { MAX_LINES = 100, MAX_WHAT = 120 };

struct line {
	char *text; /* owned */
	bool is_problem;
	long long again; /* how often after the first time */
};

struct tally {
	void (*told)(void *owner, const char *what);
	void *owner;
	struct line lines[MAX_LINES];
	size_t n;
	long long untold; /* problems beyond those lines */
};

struct tally *tally_new(void (*told)(void *owner, const char *what), void *owner)
{
	struct tally *tally = mem_new(1, sizeof *tally);

	tally->told = told;
	tally->owner = owner;
	return tally;
}

static void say(const struct tally *tally, const char *text)
{
	if (tally->told)
		tally->told(tally->owner, text);
}

static void count(struct tally *tally, const char *verb, const char *what, const char *why)
{
	_autofree_ char *clean = text_clean(what, strlen(what), MAX_WHAT);
	_autofree_ char *text = why ? mem_printf("%s %s (%s)", verb, clean, why)
				    : mem_printf("%s %s", verb, clean);
	struct line *line = tally->lines, *end = line + tally->n;

	while (line < end && strcmp(line->text, text) != 0)
		line++;
	if (line < end) {
		line->again++;
	} else if (tally->n < MAX_LINES) {
		tally->n++;
		*line = (struct line){ .text = mem_dup(text), .is_problem = why };
		say(tally, text);
	} else if (why) {
		tally->untold++;
	}
}

void tally_refused(struct tally *tally, const char *what, const char *why)
{
	count(tally, "refused", what, why);
}

void tally_failed(struct tally *tally, const char *what, const char *why)
{
	count(tally, "could not reach", what, why);
}

void tally_reached(struct tally *tally, const char *what)
{
	count(tally, "reached", what, 0);
}

void tally_free(struct tally *tally)
{
	if (!tally)
		return;
	for (size_t i = 0; i < tally->n; i++) {
		struct line *line = &tally->lines[i];
		_autofree_ char *text = mem_printf("%s: %lld more time%s", line->text, line->again,
						   text_plural(line->again));

		if (line->again && line->is_problem)
			say(tally, text);
		free(line->text);
	}
	if (tally->untold) {
		_autofree_ char *text = mem_printf("refused or failed: %lld more connection%s, to other hosts",
						   tally->untold, text_plural(tally->untold));

		say(tally, text);
	}
	free(tally);
}
