/* lint_place.c - where in the file something stands, and mends of it; see lint.h. */
#include "spec/lint.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

const struct yaml_value *lint_place(const struct lint *lint, const char *key)
{
	static const struct yaml_value head = {.line = 1, .column = 1};
	const struct yaml_value *value = yaml_value_find(lint->front, key);

	return value ? value : &head;
}

const struct yaml_value *lint_entry(const struct lint *lint, const char *key, const char *entry)
{
	const struct yaml_value *list = lint_place(lint, key);

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].text && !strcmp(list->items[i].text, entry))
			return &list->items[i];
	return list;
}

bool lint_is_written(const struct lint *lint, const char *key)
{
	const struct yaml_value *value = yaml_value_find(lint->front, key);

	return value && !yaml_value_is_null(value);
}

bool lint_is_meant(const struct lint *lint, const char *key)
{
	_autofree_ char *meant = mem_printf("did you mean '%s'?", key);
	const struct yaml_value *value = lint_place(lint, key);
	bool found = lint_is_written(lint, key) && (value->shape != yaml_shape_list || value->count);

	for (size_t i = 0; i < lint->findings->count && !found; i++)
		found = !strcmp(lint->findings->list[i].rule, "unknown-key") && text_ends(lint->findings->list[i].text, meant);
	return found;
}

const struct yaml_value *lint_run(const struct yaml_value *entry)
{
	const struct yaml_value *run =
		entry->shape == yaml_shape_map ? yaml_value_find(entry, "run") : entry;

	return run && run->shape == yaml_shape_text && run->text ? run : 0;
}

struct yaml_value lint_at(const struct lint *lint, size_t at)
{
	struct yaml_value place = {.line = lint->body_line, .column = 1};
	const char *line = lint->body, *end;

	for (; (end = strchr(line, '\n')) && end < lint->body + at; line = end + 1)
		place.line++;
	for (const char *s = line; s < lint->body + at; s++)
		place.column += ((unsigned char)*s & 0xc0) != 0x80;
	return place;
}
