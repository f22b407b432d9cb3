/* tools.c - see tools.h. */
#include "mcp/tools.h"

#include "base/text.h"
#include "mcp/schema.h"
#include "mcp/texts.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000LL

/* Parts of schemas. */
#define TEXT_IS(name, about) "\"" name "\":{\"type\":\"string\",\"description\":\"" about "\"}"
#define LIST_IS(name, about) \
	"\"" name "\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"" about "\"}"
#define OBJECT(properties, required) \
	"{\"type\":\"object\",\"properties\":{" properties "},\"required\":[" required "],\"additionalProperties\":false}"

/* Without a default somebody has to answer; with one the agent says itself whether it waits. */
static void fill_ask(json_t *word, long long patience_ms)
{
	if (patience_ms)
		json_put_number(word, "wait_ms", patience_ms);
}

static void fill_reserve(json_t *word, long long patience_ms)
{
	long long minutes = json_number(word, "minutes");

	(void)patience_ms;
	json_object_del(word, "minutes");
	if (minutes)
		json_put_number(word, "for_ms", minutes > 100000 ? 100000 * MINUTE_MS : minutes * MINUTE_MS);
}

/* The words of a search, however they came: one by one. */
static void fill_decisions(json_t *word, long long patience_ms)
{
	_autofree_ char *about = mem_dup(json_text_or(word, "about", ""));
	json_t *words = json_array();
	char *rest = about, *one;

	(void)patience_ms;
	while ((one = strsep(&rest, " \t\n")))
		if (*one)
			json_array_append_new(words, json_string(one));
	json_object_del(word, "about");
	json_object_set_new(word, "words", words);
}

const struct mcp_tool mcp_tools[] = {
	{ "ask", "Ask the lead",
	  "Ask the lead, a person, what only they can decide. Look into `decisions` first. Give options and the number of the one "
	  "you would take as `default`: then you get that at once and go on, unless you set `blocking` because it would be costly to "
	  "undo. Without a default it waits for the lead. It may return before there is an answer, and then says what to do.",
	  OBJECT(TEXT_IS("text", "the question, with what is needed to decide it") "," LIST_IS("options", "answers to choose from, at "
		 "most 9") ",\"default\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"number of the option to go on with, from "
		 "1\"},\"blocking\":{\"type\":\"boolean\",\"description\":\"wait for the lead although there is a default\"}", "\"text\""),
	  false, fill_ask, text_of_ask },
	{ "report", "Report how the task went",
	  "Tell the lead how the task ended: done, blocked (something is missing) or impossible (it cannot be done, or not like this). "
	  "To say that it cannot be done, with the reason, is a good result. Say which decisions you took, what you took for granted and "
	  "where you left the task's words. The last report of a turn counts.",
	  OBJECT("\"outcome\":{\"type\":\"string\",\"enum\":[\"done\",\"blocked\",\"impossible\"]}," TEXT_IS("text", "what changed and how "
		 "it was checked, or what is missing, or why it cannot be done") "," LIST_IS("decided", "decisions that you took") ","
		 LIST_IS("assumed", "what you took for granted") "," LIST_IS("deviated", "where you left the task's words")
		 "," LIST_IS("ran", "commands that you ran") "," LIST_IS("passed", "gates or commands that pass") "," LIST_IS("untouched",
		 "patterns of files that you did not touch"),
		 "\"outcome\",\"text\""),
	  true, 0, text_of_report },
	{ "decisions", "Look up decisions",
	  "What the lead has decided before in this project. Look here before you ask.",
	  OBJECT(TEXT_IS("about", "words that all have to be in it; all decisions without"), ""), true, fill_decisions,
	  text_of_decisions },
	{ "skill", "Look up a skill",
	  "How things are done in this project. Without a name it lists the skills; with one it gives the skill's words.",
	  OBJECT(TEXT_IS("name", "of the list"), ""), true, 0, text_of_skill },
	{ "reserve", "Reserve paths of a shared checkout",
	  "Only where several sessions work in one checkout: hold paths so that no other session writes there, give them back, or (with "
	  "no paths) see who holds what.",
	  OBJECT(LIST_IS("paths", "patterns such as src/x/**") ",\"minutes\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"at "
		 "least so long; 15 where it is not said\"},\"release\":{\"type\":\"boolean\",\"description\":\"give these back, or all that you "
		 "hold\"}", ""), true, fill_reserve, text_of_reserve },
	{ "delegate", "Propose another task",
	  "Propose a task for another session, for what you came across and what is not your own task. Nothing is started: the lead takes "
	  "it or leaves it. It has to stand by itself: whoever does it knows nothing of you.",
	  OBJECT(TEXT_IS("title", "one line") "," TEXT_IS("body", "what is wanted and why, in Markdown") "," LIST_IS("accept",
		 "commands that succeed when it is done; of class feature the first has to fail today") "," LIST_IS("scope",
		 "patterns of the files that it may change") "," TEXT_IS("class", "such as bug, feature, chore") "," LIST_IS("needs",
		 "names of tasks that have to land first"), "\"title\",\"body\",\"accept\""), true, 0, text_of_delegate },
	{ 0 },
};

const struct mcp_tool *mcp_tool_find(const char *name)
{
	for (const struct mcp_tool *tool = mcp_tools; tool->name; tool++)
		if (text_same(tool->name, name))
			return tool;
	return 0;
}

static json_t *schema_of(const struct mcp_tool *tool)
{
	json_t *schema = json_loads(tool->schema, 0, 0);

	if (!schema)
		abort();
	return schema;
}

/*
 * Nothing of this changes what an agent works on, and codex asks a person before each call of a tool that does not say
 * that it only reads: in a session there is none.
 */
static json_t *annotations_of(const struct mcp_tool *tool)
{
	json_t *made = json_object();

	json_put(made, "title", tool->title);
	json_object_set_new(made, "readOnlyHint", json_true());
	json_object_set_new(made, "destructiveHint", json_false());
	json_object_set_new(made, "idempotentHint", json_boolean(tool->is_idempotent));
	json_object_set_new(made, "openWorldHint", json_false());
	return made;
}

json_t *mcp_tools_json(void)
{
	json_t *list = json_array();

	for (const struct mcp_tool *tool = mcp_tools; tool->name; tool++) {
		json_t *made = json_object();

		json_put(made, "name", tool->name);
		json_put(made, "title", tool->title);
		json_put(made, "description", tool->description);
		json_object_set_new(made, "inputSchema", schema_of(tool));
		json_object_set_new(made, "annotations", annotations_of(tool));
		json_array_append_new(list, made);
	}
	return list;
}

int mcp_tool_word(const struct mcp_tool *tool, json_t *arguments, long long patience_ms, json_t **word, struct err *err)
{
	_json_ json_t *schema = schema_of(tool), *made = 0;

	if (schema_check(schema, arguments, err))
		return err->code;
	made = arguments ? json_deep_copy(arguments) : json_object();
	json_put(made, "word", tool->name);
	if (tool->fill)
		tool->fill(made, patience_ms);
	*word = steal(&made);
	return 0;
}
