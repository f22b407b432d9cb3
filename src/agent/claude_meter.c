/* claude_meter.c - see claude_meter.h. */
#include "agent/claude_meter.h"

#include "base/mem.h"
#include "base/text.h"

static const double MOST_USD = 1e6;

static long long larger(long long a, long long b)
{
	return a > b ? a : b;
}

/* Counts of a program that lies must not add up to nonsense. */
static long long count(const json_t *object, const char *key)
{
	long long number = json_number(object, key);

	return number < 0 || number > 1000000000000 ? 0 : number;
}

static long long microusd(const json_t *object, const char *key)
{
	double usd = json_number_value(json_object_get(object, key));

	return usd > 0 && usd < MOST_USD ? (long long)(usd * 1e6 + 0.5) : 0;
}

static long long input_of(const json_t *usage)
{
	return count(usage, "input_tokens") + count(usage, "cache_read_input_tokens") +
	       count(usage, "cache_creation_input_tokens");
}

void claude_meter_init(struct claude_meter *meter, bool is_resumed)
{
	*meter = (struct claude_meter){ .knows_before = !is_resumed };
}

static bool is_new(struct claude_meter *meter, const char *id)
{
	for (size_t i = 0; i < CLAUDE_METER_IDS; i++)
		if (meter->ids[i] && text_same(meter->ids[i], id))
			return false;
	mem_replace(&meter->ids[meter->id_at++ % CLAUDE_METER_IDS], mem_dup(id));
	return true;
}

bool claude_meter_message(struct claude_meter *meter, const json_t *message, bool is_sub_agent)
{
	const json_t *usage = json_object_get(message, "usage");
	const char *id = json_text(message, "id");

	if (text_is_empty(id) || !is_new(meter, id))
		return false;
	/* Its output is that of the first word only: the result tells the rest. */
	meter->counted.input += input_of(usage);
	meter->counted.cached += count(usage, "cache_read_input_tokens");
	if (!is_sub_agent)
		meter->context = input_of(usage);
	return true;
}

static struct claude_usage of_models(const json_t *models)
{
	struct claude_usage sum = { 0 };
	const char *name;
	json_t *model;

	json_object_foreach((json_t *)models, name, model) {
		long long cached = count(model, "cacheReadInputTokens");

		sum.input += count(model, "inputTokens") + cached + count(model, "cacheCreationInputTokens");
		sum.cached += cached;
		sum.output += count(model, "outputTokens");
		sum.cost_microusd += microusd(model, "costUSD");
	}
	return sum;
}

/* Older versions have the turn's tokens only, and the conversation's cost. */
static struct claude_usage of_turn(const struct claude_meter *meter, const json_t *result)
{
	const json_t *usage = json_object_get(result, "usage");
	long long cost = microusd(result, "total_cost_usd");

	return (struct claude_usage){ .input = larger(input_of(usage), meter->counted.input),
				      .cached = larger(count(usage, "cache_read_input_tokens"), meter->counted.cached),
				      .output = count(usage, "output_tokens"),
				      .cost_microusd = meter->knows_before ? larger(cost - meter->before_microusd, 0) : 0 };
}

static void learn_window(struct claude_meter *meter, const json_t *models, const char *model)
{
	const json_t *own = json_object_get(models, model ? model : "");
	void *first = json_object_iter((json_t *)models);

	if (!own && first)
		own = json_object_iter_value(first);
	meter->window = larger(count(own, "contextWindow"), meter->window);
}

void claude_meter_result(struct claude_meter *meter, const json_t *result, const char *model)
{
	const json_t *since = json_object_get(result, "model_usage_since_last_result");
	struct claude_usage used = json_is_object(since) ? of_models(since) : of_turn(meter, result);
	struct claude_usage told = claude_meter_sum(meter);

	learn_window(meter, json_object_get(result, "modelUsage"), model);
	meter->exact.input = larger(meter->exact.input + used.input, told.input);
	meter->exact.cached = larger(meter->exact.cached + used.cached, told.cached);
	meter->exact.output += used.output;
	meter->exact.cost_microusd += used.cost_microusd;
	meter->counted = (struct claude_usage){ 0 };
	meter->before_microusd = microusd(result, "total_cost_usd");
	meter->knows_before = true;
}

struct claude_usage claude_meter_sum(const struct claude_meter *meter)
{
	struct claude_usage sum = meter->exact;

	sum.input += meter->counted.input;
	sum.cached += meter->counted.cached;
	return sum;
}

void claude_meter_release(struct claude_meter *meter)
{
	for (size_t i = 0; i < CLAUDE_METER_IDS; i++)
		free(meter->ids[i]);
	*meter = (struct claude_meter){ 0 };
}
