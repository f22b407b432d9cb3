/* proposing.c - see proposing.h. */
#include "runner/proposing.h"

#include "base/text.h"
#include "spec/proposal.h"

#include <string.h>

enum { TITLE_BYTES = 200, BODY_BYTES = 16000, CLASS_BYTES = 64, ENTRY_COUNT = 30, ENTRY_BYTES = 1000 };

/* A list of short lines; too many are a mistake that is said. */
static int read_list(const json_t *word, const char *key, char **list, struct err *err)
{
	const json_t *array = json_object_get(word, key), *entry;
	size_t i;

	if (json_array_size(array) > ENTRY_COUNT)
		return err_set(err, ERR_USAGE, "'%s' has more than %d entries", key, ENTRY_COUNT);
	json_array_foreach(array, i, entry) {
		const char *text = json_string_value(entry);
		_autofree_ char *clean = text ? text_clean(text, strlen(text), ENTRY_BYTES) : 0;

		if (text_is_empty(clean))
			return err_set(err, ERR_USAGE, "'%s': entry %zu is empty or no text", key, i + 1);
		lines_add(list, clean);
	}
	return 0;
}

int proposing_read(const json_t *word, const char *task, json_t **line, struct err *err)
{
	const char *title_said = json_text_or(word, "title", ""), *body_said = json_text_or(word, "body", ""),
		   *class_said = json_text_or(word, "class", "");
	_autofree_ char *title = text_clean(title_said, strlen(title_said), TITLE_BYTES);
	_autofree_ char *body = text_clean_block(body_said, strlen(body_said), BODY_BYTES);
	_autofree_ char *class = text_clean(class_said, strlen(class_said), CLASS_BYTES);
	_autofree_ char *accept = 0, *scope = 0, *needs = 0, *name = 0, *text = 0, *hash = 0, *key = 0;
	struct proposal proposal = { .title = title, .body = body, .class = class, .from = task };

	if (text_is_empty(title) || text_is_empty(body))
		return err_set(err, ERR_USAGE, "a task needs a title and a body: what is wanted, and why");
	if (read_list(word, "accept", &accept, err) || read_list(word, "scope", &scope, err) ||
	    read_list(word, "needs", &needs, err))
		return err->code;
	proposal.accept = accept;
	proposal.scope = scope;
	proposal.needs = needs;
	if (proposal_render(&proposal, &name, &text, err))
		return err->code;
	hash = text_hash(text, strlen(text));
	key = mem_printf("p%s", hash);
	*line = json_object();
	json_put(*line, "key", key);
	json_put(*line, "name", name);
	json_put(*line, "title", title);
	json_put(*line, "text", text);
	return 0;
}
