/* acp_meter.c - see acp_meter.h. */
#include "agent/acp_meter.h"

enum { MICRO = 1000000 };
static const double most = 1e12; /* dollars; and what is no number at all is not less than it */

static long long either(const json_t *object, const char *key, const char *other)
{
	long long number = json_number(object, key);

	return number ? number : json_number(object, other);
}

static long long count(long long number)
{
	return number > 0 && number < MICRO * (long long)MICRO ? number : 0;
}

/* Two spellings are in use: one tells the cached tokens apart, the other has them in its input. */
static void add_counts(struct acp_meter *meter, const json_t *counts)
{
	long long cached = count(either(counts, "cachedReadTokens", "cachedInputTokens"));
	long long written = count(either(counts, "cachedWriteTokens", "cacheWriteInputTokens"));

	meter->input += count(json_number(counts, "inputTokens")) + cached + written;
	meter->input += count(json_number(counts, "input_tokens"));
	meter->output += count(either(counts, "outputTokens", "output_tokens"));
	meter->cached += cached;
}

void acp_meter_take_update(struct acp_meter *meter, const json_t *update, bool is_old)
{
	const json_t *cost = json_object_get(update, "cost");
	double amount = json_number_value(json_object_get(cost, "amount"));

	meter->context = count(json_number(update, "used"));
	meter->window = count(json_number(update, "size"));
	if (!(amount > 0 && amount < most))
		return;
	meter->cost_microusd = (long long)(amount * MICRO + 0.5);
	if (is_old)
		meter->cost_before = meter->cost_microusd;
}

void acp_meter_begin(struct acp_meter *meter)
{
	meter->cost_before = 0;
}

void acp_meter_take_result(struct acp_meter *meter, const json_t *result)
{
	const json_t *quota = json_object_get(json_object_get(result, "_meta"), "quota");
	const json_t *models = json_object_get(quota, "model_usage");
	struct acp_meter sum = { 0 };

	for (size_t i = 0; i < json_array_size(models) && i < 64; i++)
		add_counts(&sum, json_object_get(json_array_get(models, i), "token_count"));
	if (!sum.input && !sum.output)
		add_counts(&sum, json_object_get(quota, "token_count"));
	if (!sum.input && !sum.output)
		add_counts(&sum, json_object_get(result, "usage"));
	meter->input += sum.input;
	meter->cached += sum.cached;
	meter->output += sum.output;
}

void acp_meter_tell(const struct acp_meter *meter, struct agent_queue *queue)
{
	struct agent_event *event = agent_queue_add(queue, AGENT_usage, 0);
	long long cost = meter->cost_microusd - meter->cost_before;

	event->input = meter->input;
	event->cached = meter->cached;
	event->output = meter->output;
	event->cost_microusd = cost > 0 ? cost : 0;
	event->context = meter->context;
	event->window = meter->window;
}
