/* lines.c - see outer.h. Journals are bytes: "ATTEMPT KIND NUMBER... .", a line each. */
#include "runners.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

const char *const end_words[] = {"", "done", "failed", "stopped", "green", "red", "broken", "limited",
				 "failed", "failed"};
const char *const end_errors[] = {[END_cut] = "cut", [END_locked] = "authentication"};

bool end_goes_on(long long end)
{
	return end == END_stopped || end == END_limited || end == END_cut || end == END_locked;
}

const char *const report_words[] = {"", "done", "blocked", "impossible"};

const char *const stop_words[] = {"stop", "time", "budget", "cancel", "pause", "attach", "down", 0};

const char *const signal_states[] = {"raised", "nudged", "helped", "unhelped", "over"};

int stop_number(const char *why)
{
	for (int i = 0; stop_words[i]; i++)
		if (text_same(stop_words[i], why))
			return i;
	return 0;
}

static void bytes_add(struct place *place, const char *bytes, size_t count)
{
	if (place->size + count >= place->room) {
		place->room = 2 * (place->size + count) + 256;
		place->out = mem_grow(place->out, place->room, 1);
	}
	memcpy(place->out + place->size, bytes, count);
	place->size += count;
}

void line_add(struct outer *outer, struct place *place, const struct line *line)
{
	char text[160];
	int length = snprintf(text, sizeof text, "%lld %c %lld %lld %lld %lld %lld .\n",
			      line->attempt, line->kind, line->numbers[0], line->numbers[1],
			      line->numbers[2], line->numbers[3], line->numbers[4]);
	bool is_late = goes_wrong(outer, 8), is_seen = place->visible == place->size;

	outer->steps++;
	/* Whoever is killed while he writes leaves a part of the line. */
	if (place->holder >= 0 && goes_wrong(outer, 1)) {
		bytes_add(place, text, (size_t)dice_of_sides(&outer->dice, length));
		place->visible = is_seen ? place->size : place->visible;
		FAULT_IS(outer, "runner of attempt %lld is killed within a line",
			 line->attempt);
		runner_die(outer, place->holder);
		return;
	}
	bytes_add(place, text, (size_t)length);
	if (is_seen && !is_late)
		place->visible = place->size;
	else
		FAULT_IS(outer, "the line is on its way for a while");
}

static bool number_read(const char **at, const char *end, long long *number)
{
	long long value = 0;
	const char *start = *at;

	while (*at < end && **at >= '0' && **at <= '9')
		value = 10 * value + (*(*at)++ - '0');
	*number = value;
	return *at > start && *at < end && *(*at)++ == ' ';
}

static bool line_read(const char *at, const char *end, struct line *line)
{
	if (!number_read(&at, end, &line->attempt) || end - at < 2 || at[1] != ' ')
		return false;
	line->kind = *at;
	at += 2;
	for (int i = 0; i < 5; i++)
		if (!number_read(&at, end, &line->numbers[i]))
			return false;
	return end - at == 1 && *at == '.';
}

bool line_next(const struct place *place, size_t *at, size_t size, struct line *line)
{
	const char *start = *at < size ? place->out + *at : 0;
	const char *end = start ? memchr(start, '\n', size - *at) : 0;

	if (!end)
		return false;
	*line = (struct line){0};
	if (!line_read(start, end, line))
		line->kind = 0;
	*at += (size_t)(end - start) + 1;
	return true;
}
