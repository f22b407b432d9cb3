/* texts.c - see texts.h. */
#include "mcp/texts.h"

#include "base/buf.h"
#include "base/text.h"

enum { TEXT_BYTES = 64 << 10 };

char *text_of_ask(const json_t *reply)
{
	const char *otherwise = json_text(reply, "default");

	if (!json_bool(reply, "left"))
		return mem_printf("The answer: %s", json_text_or(reply, "answer", ""));
	if (otherwise)
		return mem_printf("No answer yet: go on with the default '%s'. The answer, where it is another one, "
				  "follows as your next message.", otherwise);
	return mem_dup("No answer yet. Commit what you have and end your turn now, without a report; the answer follows as "
		       "your next message. Do not ask again and do not wait.");
}

char *text_of_report(const json_t *reply)
{
	const char *thanks = json_text_or(reply, "thanks", "");

	return mem_printf("Noted. %s%sA later report of this turn takes its place.", thanks, *thanks ? " " : "");
}

char *text_of_decisions(const json_t *reply)
{
	const json_t *list = json_object_get(reply, "decisions"), *one;
	struct buf text = BUF_INIT(TEXT_BYTES);
	long long all = json_number(reply, "of");
	size_t i;

	buf_printf(&text, "%zu of %lld decision%s", json_array_size(list), all, text_plural(all));
	buf_add_text(&text, json_array_size(list) ? ", the newest first:\n" : ".\n");
	json_array_foreach(list, i, one)
		buf_printf(&text, "\n## %s\n\n%s\n", json_text_or(one, "question", ""), json_text_or(one, "answer", ""));
	return buf_take(&text);
}

static void add_body(struct buf *text, const json_t *reply)
{
	const json_t *files = json_object_get(reply, "files"), *file;
	size_t i;

	buf_printf(text, "%s\n", json_text_or(reply, "text", ""));
	buf_printf(text, "\nFiles in %s of the project:", json_text_or(reply, "folder", ""));
	json_array_foreach(files, i, file)
		buf_printf(text, " %s", json_string_value(file));
	buf_add_text(text, "\n");
}

char *text_of_skill(const json_t *reply)
{
	const json_t *list = json_object_get(reply, "skills"), *one;
	struct buf text = BUF_INIT(TEXT_BYTES);
	size_t i;

	if (!list)
		add_body(&text, reply);
	else if (!json_array_size(list))
		buf_add_text(&text, "This project has no skills.\n");
	json_array_foreach(list, i, one)
		buf_printf(&text, "- %s: %s\n", json_text_or(one, "name", ""), json_text_or(one, "description", ""));
	return buf_take(&text);
}

char *text_of_reserve(const json_t *reply)
{
	const json_t *list = json_object_get(reply, "reservations"), *one;
	struct buf text = BUF_INIT(TEXT_BYTES);
	size_t i;

	if (!json_array_size(list))
		buf_add_text(&text, "Nobody holds any paths.\n");
	json_array_foreach(list, i, one)
		buf_printf(&text, "%s: session %lld%s\n", json_text_or(one, "pattern", ""), json_number(one, "session"),
			   json_bool(one, "own") ? ", which is yours" : "");
	return buf_take(&text);
}

char *text_of_delegate(const json_t *reply)
{
	return mem_printf("Proposed to the lead as the task '%s'. Do not begin it and do not wait for it: go on with your own task.",
			  json_text_or(reply, "name", ""));
}
