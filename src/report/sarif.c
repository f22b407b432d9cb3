/* sarif.c - see formats.h. */
#include "report/formats.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

static const json_t *first_of(const json_t *object, const char *list)
{
	return json_array_get(json_object_get(object, list), 0);
}

/* A result that says no level has its rule's, and that is a warning where the rule says none. */
static const char *level_of(const json_t *result, const json_t *driver)
{
	const char *said = json_text(result, "level"), *id = json_text_or(result, "ruleId", ""), *level;
	const json_t *rules = json_object_get(driver, "rules"), *rule;
	const json_t *index = json_object_get(result, "ruleIndex");

	if (said)
		return said;
	rule = json_array_get(rules, json_is_integer(index) ? (size_t)json_integer_value(index) : 0);
	if (!json_is_integer(index) && !text_same(json_text(rule, "id"), id))
		return "warning";
	level = json_text(json_object_get(rule, "defaultConfiguration"), "level");
	return level ? level : "warning";
}

static enum test_outcome outcome_of(const json_t *result, const json_t *driver)
{
	const char *kind = json_text_or(result, "kind", "fail");

	if (text_same(kind, "pass"))
		return TEST_passed;
	if (!text_same(kind, "fail") || json_array_size(json_object_get(result, "suppressions")))
		return TEST_skipped;
	return text_same(level_of(result, driver), "error") ? TEST_failed : TEST_skipped;
}

static void add_result(struct gather *gather, const json_t *result, const json_t *driver)
{
	const json_t *place = json_object_get(first_of(result, "locations"), "physicalLocation");
	const char *file = json_text_or(json_object_get(place, "artifactLocation"), "uri", "");
	const char *rule = json_text(result, "ruleId");
	const char *message = json_text_or(json_object_get(result, "message"), "text", "");
	long long line = json_number(json_object_get(place, "region"), "startLine");
	_autofree_ char *name = line ? mem_printf("%s:%lld", file, line) : mem_dup(file);

	if (!rule)
		rule = json_text_or(json_object_get(result, "rule"), "id", "a rule without a name");
	gather_add(gather, &(struct gather_test){ .suite = rule, .name = *name ? name : "here", .text = message, .file = file,
		   .outcome = outcome_of(result, driver), .duration_ms = -1 });
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
	const json_t *driver = json_object_get(json_object_get(run, "tool"), "driver");
	const json_t *results = json_object_get(run, "results"), *result;
	long long before = gather->counts[TEST_failed];
	size_t i;

	json_array_foreach(results, i, result)
		if (!text_same(json_text(result, "baselineState"), "absent"))
			add_result(gather, result, driver);
	/* One without results is a tool that was not asked to look (3.14.23). */
	if (json_is_array(results) && gather->counts[TEST_failed] == before)
		add_tool(gather, run, json_text_or(driver, "name", "a tool without a name"));
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
