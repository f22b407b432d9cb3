/* sarif.c - see formats.h. */
#include "report/formats.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* Levels of sub-rules that an id may name. */
enum { ID_PARTS = 8 };

static const json_t *first_of(const json_t *object, const char *list)
{
	return json_array_get(json_object_get(object, list), 0);
}

/* A run's tool, and the levels of all its rules by their ids: the driver's and its extensions'. */
struct rules {
	const json_t *tool; /* borrowed */
	json_t *levels;	    /* owned */
};

/* A rule that says none has this one (3.50.3). */
static const char *default_level(const json_t *rule)
{
	return json_text_or(json_object_get(rule, "defaultConfiguration"), "level", "warning");
}

/* Where two have one id, the stricter one counts. */
static void add_rules(json_t *levels, const json_t *component)
{
	const json_t *rules = json_object_get(component, "rules"), *rule;
	size_t i;

	json_array_foreach(rules, i, rule)
		if (json_text(rule, "id") && !text_same(json_text(levels, json_text(rule, "id")), "error"))
			json_put(levels, json_text(rule, "id"), default_level(rule));
}

static struct rules rules_of(const json_t *tool)
{
	struct rules rules = { tool, json_object() };
	const json_t *extensions = json_object_get(tool, "extensions"), *extension;
	size_t i;

	add_rules(rules.levels, json_object_get(tool, "driver"));
	json_array_foreach(extensions, i, extension)
		add_rules(rules.levels, extension);
	return rules;
}

static const char *id_of(const json_t *result)
{
	const char *id = json_text(result, "ruleId");

	return id ? id : json_text_or(json_object_get(result, "rule"), "id", "");
}

/* The rule that it names by its place, NULL where it names none. */
static const json_t *rule_at(const json_t *result, const json_t *tool)
{
	const json_t *said = json_object_get(result, "rule"), *place = json_object_get(said, "index");
	const json_t *component = json_object_get(json_object_get(said, "toolComponent"), "index");
	const json_t *owner = json_object_get(tool, "driver");

	if (json_is_integer(component))
		owner = json_array_get(json_object_get(tool, "extensions"), (size_t)json_integer_value(component));
	if (!json_is_integer(place))
		place = json_object_get(result, "ruleIndex");
	return json_is_integer(place) ? json_array_get(json_object_get(owner, "rules"), (size_t)json_integer_value(place)) : 0;
}

/* "CA2101/1" is a result of the rule "CA2101" (3.27.5). */
static const char *level_by_id(const json_t *result, const json_t *levels)
{
	_autofree_ char *id = mem_dup(id_of(result));
	const char *level = json_text(levels, id);
	char *slash;

	for (int cuts = 0; !level && cuts < ID_PARTS && (slash = strrchr(id, '/')); cuts++) {
		*slash = 0;
		level = json_text(levels, id);
	}
	return level ? level : "warning";
}

/* A result that says no level has its rule's. */
static const char *level_of(const json_t *result, const struct rules *rules)
{
	const char *said = json_text(result, "level");
	const json_t *rule = said ? 0 : rule_at(result, rules->tool);

	return said ? said : rule ? default_level(rule) : level_by_id(result, rules->levels);
}

static enum test_outcome outcome_of(const json_t *result, const struct rules *rules)
{
	const char *kind = json_text_or(result, "kind", "fail");

	if (text_same(kind, "pass"))
		return TEST_passed;
	if (!text_same(kind, "fail") || json_array_size(json_object_get(result, "suppressions")))
		return TEST_skipped;
	return text_same(level_of(result, rules), "error") ? TEST_failed : TEST_skipped;
}

static void add_result(struct gather *gather, const json_t *result, const struct rules *rules)
{
	const json_t *place = json_object_get(first_of(result, "locations"), "physicalLocation");
	const char *file = json_text_or(json_object_get(place, "artifactLocation"), "uri", "");
	const char *rule = id_of(result);
	const char *message = json_text_or(json_object_get(result, "message"), "text", "");
	long long line = json_number(json_object_get(place, "region"), "startLine");
	_autofree_ char *name = line ? mem_printf("%s:%lld", file, line) : mem_dup(file);

	gather_add(gather, &(struct gather_test){ .suite = *rule ? rule : "a rule without a name",
		   .name = *name ? name : "here", .text = message, .file = file, .outcome = outcome_of(result, rules), .duration_ms = -1 });
}

/* The tool itself: that it found nothing is what it ran for, that it broke off is not. */
static void add_tool(struct gather *gather, const json_t *run, const char *name)
{
	const json_t *calls = json_object_get(run, "invocations"), *call, *said;
	enum test_outcome outcome = TEST_passed;
	const char *text = "";
	size_t i;

	json_array_foreach(calls, i, call) {
		if (!json_is_false(json_object_get(call, "executionSuccessful")))
			continue;
		outcome = TEST_error;
		said = first_of(call, "toolExecutionNotifications");
		text = json_text_or(json_object_get(said, "message"), "text", "the tool did not come to its end");
	}
	gather_add(gather, &(struct gather_test){ .name = name, .text = text, .outcome = outcome, .duration_ms = -1 });
}

static void read_run(struct gather *gather, const json_t *run)
{
	const struct rules rules = rules_of(json_object_get(run, "tool"));
	const json_t *driver = json_object_get(rules.tool, "driver");
	const json_t *results = json_object_get(run, "results"), *result;
	long long before = gather->counts[TEST_failed];
	size_t i;

	json_array_foreach(results, i, result)
		if (!text_same(json_text(result, "baselineState"), "absent"))
			add_result(gather, result, &rules);
	/* One without results is a tool that was not asked to look (3.14.23). */
	if (json_is_array(results) && gather->counts[TEST_failed] == before)
		add_tool(gather, run, json_text_or(driver, "name", "a tool without a name"));
	json_decref(rules.levels);
}

bool sarif_is(struct span bytes)
{
	size_t i = 0;

	while (i < bytes.len && bytes.text[i] && strchr(" \t\r\n", bytes.text[i]))
		i++;
	return i < bytes.len && bytes.text[i] == '{' && memmem(bytes.text, bytes.len, "\"runs\"", 6);
}

void sarif_read(struct span bytes, struct gather *gather)
{
	_cleanup_(err_release) struct err bad = ERR_INIT;
	_json_ json_t *whole = 0;
	const json_t *run;
	size_t i;

	if (json_parse_lax(bytes.text, bytes.len, &whole, &bad)) {
		gather_problem(gather, "it cannot be read as SARIF: %s", bad.text);
		return;
	}
	if (!text_starts(json_text_or(whole, "version", ""), "2.1"))
		gather_problem(gather, "its version is '%s', not 2.1.0", json_text_or(whole, "version", ""));
	json_array_foreach(json_object_get(whole, "runs"), i, run)
		read_run(gather, run);
}
