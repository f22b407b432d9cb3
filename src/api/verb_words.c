/* verb_words.c - what an agent looks up and proposes, and its tools: each word as the tool of the same name says it. */
#include "api/verbs.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "mcp/serve.h"
#include "mcp/tools.h"
#include "runner/words.h"

/* Say what the tool of this name would, with these arguments. */
static int speak(const char *name, json_t *arguments, json_t **out, struct err *err)
{
	_json_ json_t *word = 0;

	if (mcp_tool_word(mcp_tool_find(name), arguments, 0, &word, err))
		return err->code;
	return words_door(word, out, err);
}

int verb_decisions(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *arguments = json_object();
	_autofree_ char *about = json_lines(call->words);

	json_put(arguments, "about", about);
	return speak("decisions", arguments, out, err);
}

int verb_skill(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *arguments = json_object();

	json_put(arguments, "name", call_word(call, 0) ? call_word(call, 0) : "");
	return speak("skill", arguments, out, err);
}

int verb_delegate(struct call *call, json_t **out, struct err *err)
{
	static const char *const lists[] = { "accept", "scope", "needs" };
	_json_ json_t *arguments = json_object();

	if (text_is_empty(call_text(call, "message")))
		return err_set(err, ERR_USAGE, "say with -m what is wanted, and why");
	json_put(arguments, "title", call_word(call, 0));
	json_put(arguments, "body", call_text(call, "message"));
	if (call_text(call, "class"))
		json_put(arguments, "class", call_text(call, "class"));
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		json_object_set_new(arguments, lists[i], call_has(call, lists[i])
				    ? json_deep_copy(json_object_get(call->options, lists[i])) : json_array());
	return speak("delegate", arguments, out, err);
}

int verb_tools(struct call *call, json_t **out, struct err *err)
{
	(void)out;
	return mcp_serve(call_number(call, "wait", 0), err);
}
