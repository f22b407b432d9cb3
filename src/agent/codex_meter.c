/* codex_meter.c - see codex_meter.h. */
#include "agent/codex_meter.h"

#include "base/mem.h"

#include <string.h>

enum { THREAD_COUNT = 64, ID_BYTES = 200 };
#define COUNT_MOST 1000000000000LL

static long long more(long long a, long long b)
{
	return a > b ? a - b : 0;
}

long long codex_meter_count(const json_t *object, const char *key)
{
	long long number = json_number(object, key);

	return number > 0 && number < COUNT_MOST ? number : 0;
}

static struct codex_usage read_usage(const json_t *usage)
{
	return (struct codex_usage){codex_meter_count(usage, "inputTokens"),
				    codex_meter_count(usage, "cachedInputTokens"),
				    codex_meter_count(usage, "outputTokens")};
}

static struct codex_usage minus(struct codex_usage a, struct codex_usage b)
{
	return (struct codex_usage){more(a.input, b.input), more(a.cached, b.cached),
				    more(a.output, b.output)};
}

void codex_meter_take(struct codex_meter *meter, const char *thread, const json_t *usage,
		      bool is_old)
{
	struct codex_usage total = read_usage(json_object_get(usage, "total"));
	struct codex_meter_thread *t = 0;

	for (size_t i = 0; i < meter->count && !t; i++)
		if (!strcmp(meter->threads[i].id, thread))
			t = &meter->threads[i];
	if (!t) {
		if (meter->count == THREAD_COUNT || strlen(thread) > ID_BYTES)
			return;
		meter->threads =
			mem_grow(meter->threads, meter->count + 1, sizeof *meter->threads);
		t = &meter->threads[meter->count++];
		/* The first word about a thread tells its last request too: what is older is
		 * not ours. */
		*t = (struct codex_meter_thread){
			.id = mem_dup(thread),
			.before = minus(total, read_usage(json_object_get(usage, "last"))),
		};
	}
	t->total = total;
	if (is_old)
		t->before = total;
}

struct codex_usage codex_meter_sum(const struct codex_meter *meter)
{
	struct codex_usage sum = { 0 };

	for (size_t i = 0; i < meter->count; i++) {
		struct codex_usage used =
			minus(meter->threads[i].total, meter->threads[i].before);

		sum.input += used.input;
		sum.cached += used.cached;
		sum.output += used.output;
	}
	return sum;
}

void codex_meter_release(struct codex_meter *meter)
{
	for (size_t i = 0; i < meter->count; i++)
		free(meter->threads[i].id);
	free(meter->threads);
	*meter = (struct codex_meter){ 0 };
}
