/* quiet.c - see quiet.h. */
#include "signal/quiet.h"

#include "base/mem.h"
#include "base/text.h"

/* A tool whose end was never told must not be waited for for ever, nor must the list grow by it. */
enum { TOOLS_MOST = 64 };

static long long at_most(long long a, long long b)
{
	return a < b ? a : b;
}

/* How long a healthy program of the kind was seen to say nothing, and some more. */
static long long kind_ms(const struct quiet_spec *spec)
{
	return spec->kind_ms + spec->kind_ms / SIGNAL_QUIET_MARGIN;
}

static long long patience_ms(const struct quiet *quiet)
{
	const struct quiet_spec *spec = &quiet->spec;
	long long ms = spec->history_ms ? spec->history_ms : spec->kind_ms ? kind_ms(spec) : spec->most_ms;

	ms = at_most(ms, spec->most_ms);
	if (text_is_empty(quiet->tools))
		return ms;
	/* A lead who set a bound below the usual one means it for tools too. */
	return SIGNAL_TOOL_PATIENCE * ms > SIGNAL_TOOL_LEAST_MS || spec->most_ms < SIGNAL_QUIET_LEAST_MS
		       ? SIGNAL_TOOL_PATIENCE * ms : SIGNAL_TOOL_LEAST_MS;
}

/* What its history does not explain is told; but one that may come back by itself is not ended before that, unless the
 * lead waits no longer for any. */
static long long end_ms(const struct quiet *quiet)
{
	long long twice = 2 * patience_ms(quiet), by_itself = at_most(kind_ms(&quiet->spec), 2 * quiet->spec.most_ms);

	return twice > by_itself ? twice : by_itself;
}

/* Of a program of which nothing is known the lead is told, and decides. */
static bool may_end(const struct quiet *quiet)
{
	return quiet->spec.history_ms || quiet->spec.kind_ms;
}

void quiet_begin(struct quiet *quiet, const struct quiet_spec *spec, long long now_ms)
{
	*quiet = (struct quiet){ .spec = *spec, .since_ms = now_ms };
}

static void forget(char **list, const char *key)
{
	char *kept = 0;
	struct lines walk;

	LINES_EACH(walk, *list)
		if (!text_same(walk.line, key))
			lines_add(&kept, walk.line);
	mem_replace(list, kept);
}

static void follow_tools(struct quiet *quiet, const struct agent_event *event)
{
	const char *key = text_is_empty(event->key) ? "-" : event->key;

	if (event->kind == AGENT_tool && lines_count(quiet->tools) < TOOLS_MOST && !lines_has(quiet->tools, key))
		lines_add(&quiet->tools, key);
	else if (event->kind == AGENT_tool_ended)
		forget(&quiet->tools, key);
}

static void end_gap(struct quiet *quiet, long long now_ms)
{
	if (quiet->since_ms && text_is_empty(quiet->tools) && now_ms - quiet->since_ms > quiet->longest_ms)
		quiet->longest_ms = now_ms - quiet->since_ms;
}

void quiet_hear(struct quiet *quiet, const struct agent_event *event, long long now_ms, struct signs *signs)
{
	end_gap(quiet, now_ms);
	follow_tools(quiet, event);
	if (quiet->since_ms)
		quiet->since_ms = now_ms;
	if (quiet->is_told)
		signs_add(signs, SIGNAL_silent, SIGN_over, mem_dup(""));
	quiet->is_told = false;
}

void quiet_hold(struct quiet *quiet, bool waits, long long now_ms)
{
	if (waits == !quiet->since_ms)
		return;
	end_gap(quiet, now_ms);
	quiet->since_ms = waits ? 0 : now_ms;
}

static char *evidence(const struct quiet *quiet, long long gap_ms)
{
	_autofree_ char *gap = sign_span(gap_ms), *longest = sign_span(quiet->longest_ms);

	if (!text_is_empty(quiet->tools))
		return mem_printf("for %s, while a tool runs", gap);
	return mem_printf("for %s (its longest until now: %s)", gap, longest);
}

void quiet_look(struct quiet *quiet, long long now_ms, struct signs *signs)
{
	long long gap_ms = now_ms - quiet->since_ms, patience = patience_ms(quiet);
	struct sign *sign;

	if (!quiet->since_ms || patience <= 0 || gap_ms < patience)
		return;
	if (!quiet->is_told) {
		sign = signs_add(signs, SIGNAL_silent, SIGN_raised, evidence(quiet, gap_ms));
		sign->since_ms = gap_ms;
		quiet->is_told = true;
	} else if (gap_ms >= end_ms(quiet) && may_end(quiet)) {
		sign = signs_add(signs, SIGNAL_silent, SIGN_raised, evidence(quiet, gap_ms));
		sign->since_ms = gap_ms;
		sign->answer = SIGN_END;
		/* Once: the turn is over. */
		quiet->since_ms = 0;
	}
}

long long quiet_due_ms(const struct quiet *quiet)
{
	long long patience = patience_ms(quiet);

	if (!quiet->since_ms || patience <= 0 || (quiet->is_told && !may_end(quiet)))
		return 0;
	return quiet->since_ms + (quiet->is_told ? end_ms(quiet) : patience);
}

long long quiet_longest_ms(const struct quiet *quiet)
{
	return quiet->longest_ms;
}

void quiet_release(struct quiet *quiet)
{
	free(quiet->tools);
	quiet->tools = 0;
}
