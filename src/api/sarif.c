/* sarif.c - see sarif.h. */
#include "api/sarif.h"

#include "base/json.h"
#include "base/text.h"
#include "spec/rules.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *message(const char *text)
{
	json_t *made = json_object();

	json_put(made, "text", text);
	return made;
}

static const char *level(const struct rule *rule)
{
	return rule->is_error ? "error" : "warning";
}

static json_t *rule_object(const struct rule *rule)
{
	json_t *made = json_object(), *setting = json_object();
	_autofree_ char *help = rule_explain(rule);

	json_put(made, "id", rule->word);
	json_object_set_new(made, "shortDescription", message(rule->about));
	json_object_set_new(made, "fullDescription", message(rule->reason));
	json_object_set_new(made, "help", message(help));
	json_put(setting, "level", level(rule));
	json_object_set_new(made, "defaultConfiguration", setting);
	return made;
}

static json_t *driver(void)
{
	json_t *made = json_object(), *rules = json_array();
	const struct rule *rule;

	for (size_t i = 0; (rule = rule_at(i)); i++)
		json_array_append_new(rules, rule_object(rule));
	json_put(made, "name", "leadhand");
	json_put(made, "version", LEADHAND_VERSION);
	json_object_set_new(made, "rules", rules);
	return made;
}

static json_t *artifact(const char *path)
{
	json_t *made = json_object();

	/* A task's name is letters, digits, '.', '_' and '-': nothing needs an escape. */
	json_put(made, "uri", path);
	json_put(made, "uriBaseId", "TOP");
	return made;
}

static json_t *location(const char *path, const json_t *finding)
{
	json_t *made = json_object(), *physical = json_object(), *region = json_object();

	json_put_number(region, "startLine", json_number(finding, "line"));
	json_put_number(region, "startColumn", json_number(finding, "column"));
	json_object_set_new(physical, "artifactLocation", artifact(path));
	json_object_set_new(physical, "region", region);
	json_object_set_new(made, "physicalLocation", physical);
	return made;
}

static json_t *fix(const char *path, const json_t *mend)
{
	json_t *made = json_object(), *change = json_object(), *replacement = json_object(), *region = json_object();

	json_put_number(region, "byteOffset", json_number(mend, "from"));
	json_put_number(region, "byteLength", json_number(mend, "to") - json_number(mend, "from"));
	json_object_set_new(replacement, "deletedRegion", region);
	json_object_set_new(replacement, "insertedContent", message(json_text_or(mend, "text", "")));
	json_object_set_new(change, "artifactLocation", artifact(path));
	json_object_set_new(change, "replacements", json_pack("[o]", replacement));
	json_object_set_new(made, "description", message("what was meant"));
	json_object_set_new(made, "artifactChanges", json_pack("[o]", change));
	return made;
}

static json_t *result(const char *path, const json_t *finding)
{
	const struct rule *rule = rule_named(json_text_or(finding, "rule", ""));
	const json_t *mend = json_object_get(finding, "mend");
	json_t *made = json_object();

	json_put(made, "ruleId", json_text(finding, "rule"));
	if (rule)
		json_put_number(made, "ruleIndex", (long long)rule_index(rule));
	json_put(made, "level", json_text_or(finding, "severity", "error"));
	json_object_set_new(made, "message", message(json_text_or(finding, "text", "")));
	json_object_set_new(made, "locations", json_pack("[o]", location(path, finding)));
	if (json_is_object(mend))
		json_object_set_new(made, "fixes", json_pack("[o]", fix(path, mend)));
	return made;
}

json_t *sarif_make(const json_t *tasks)
{
	json_t *made = json_object(), *run = json_object(), *results = json_array();
	const json_t *task, *finding;
	size_t i, k;

	json_array_foreach(tasks, i, task)
		json_array_foreach(json_object_get(task, "findings"), k, finding)
			json_array_append_new(results, result(json_text_or(task, "path", ""), finding));
	json_object_set_new(run, "tool", json_pack("{so}", "driver", driver()));
	json_put(run, "columnKind", "unicodeCodePoints");
	json_object_set_new(run, "originalUriBaseIds", json_pack("{s{so}}", "TOP", "description", message("the top of the repository")));
	json_object_set_new(run, "results", results);
	json_put(made, "$schema", SCHEMA);
	json_put(made, "version", "2.1.0");
	json_object_set_new(made, "runs", json_pack("[o]", run));
	return made;
}
