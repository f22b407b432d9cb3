/* schema.c - see schema.h. */
#include "mcp/schema.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum { NAME_BYTES = 80 };

static bool is_of_type(const json_t *value, const char *type)
{
	return text_same(type, "string")    ? json_is_string(value)
	       : text_same(type, "integer") ? json_is_integer(value)
	       : text_same(type, "boolean") ? json_is_boolean(value)
	       : text_same(type, "array")   ? json_is_array(value)
					    : false;
}

static const char *type_words(const char *type)
{
	return text_same(type, "string")    ? "a text"
	       : text_same(type, "integer") ? "a whole number"
	       : text_same(type, "boolean") ? "true or false"
					    : "a list of texts";
}

static char *names_of(json_t *properties)
{
	struct buf names = BUF_INIT(1000);
	const char *name;
	json_t *property;

	json_object_foreach(properties, name, property)
		buf_printf(&names, "%s%s", names.len ? ", " : "", name);
	return buf_take(&names);
}

static int check_words(const json_t *allowed, const char *name, const json_t *value, struct err *err)
{
	_cleanup_(buf_release) struct buf words = BUF_INIT(1000);
	const json_t *word;
	size_t i;

	json_array_foreach(allowed, i, word) {
		if (json_equal(word, value))
			return 0;
		buf_printf(&words, "%s%s", i ? ", " : "", json_string_value(word));
	}
	return words.len ? err_set(err, ERR_USAGE, "'%s' has to be one of: %s", name, buf_text(&words)) : 0;
}

static int check_items(const char *name, const json_t *list, struct err *err)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
		if (!json_is_string(item) || !json_string_length(item))
			return err_set(err, ERR_USAGE, "'%s': entry %zu has to be a text that is not empty", name, i + 1);
	return 0;
}

static int check_one(const json_t *property, const char *name, const json_t *value, struct err *err)
{
	const char *type = json_text_or(property, "type", "");
	const json_t *least = json_object_get(property, "minimum");

	if (!is_of_type(value, type))
		return err_set(err, ERR_USAGE, "'%s' has to be %s", name, type_words(type));
	if (least && json_integer_value(value) < json_integer_value(least))
		return err_set(err, ERR_USAGE, "'%s' has to be %lld or more", name, (long long)json_integer_value(least));
	return json_is_array(value) ? check_items(name, value, err)
				    : check_words(json_object_get(property, "enum"), name, value, err);
}

int schema_check(const json_t *schema, json_t *arguments, struct err *err)
{
	const json_t *required = json_object_get(schema, "required"), *needed;
	json_t *properties = json_object_get(schema, "properties");
	const char *name;
	json_t *value;
	size_t i;

	json_object_foreach(arguments, name, value) {
		const json_t *property = json_object_get(properties, name);

		if (!property) {
			_autofree_ char *said = text_clean(name, strlen(name), NAME_BYTES), *known = names_of(properties);

			return err_set(err, ERR_USAGE, "there is no argument '%s'; there are: %s", said, known);
		}
		if (check_one(property, name, value, err))
			return err->code;
	}
	json_array_foreach(required, i, needed)
		if (!json_object_get(arguments, json_string_value(needed)))
			return err_set(err, ERR_USAGE, "the argument '%s' is missing", json_string_value(needed));
	return 0;
}
