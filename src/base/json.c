/* json.c - see json.h. */
#include "base/json.h"

#include "base/buf.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* "{}," is three bytes, and a hundred times that once it is read. */
enum { COUNT_BYTES = 1 << 20, VALUE_COUNT = 500000 };

/* The values in a text are as many as its commas and brackets, outside of strings. */
static bool has_too_many(const char *text, size_t len)
{
	bool in_string = false;
	size_t count = 0;

	for (size_t i = 0; len > COUNT_BYTES && i < len; i++) {
		if (in_string && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			in_string = !in_string;
		else if (!in_string)
			count += text[i] == ',' || text[i] == '[' || text[i] == '{';
	}
	return count > VALUE_COUNT;
}

int json_parse(const char *text, size_t len, json_t **out, struct err *err)
{
	json_error_t why;
	json_t *value;

	if (len > (16U << 20))
		return err_set(err, ERR_CORRUPT, "a JSON text of %zu bytes is too long", len);
	if (has_too_many(text, len))
		return err_set(err, ERR_CORRUPT, "a JSON text of more than %d values is too large", VALUE_COUNT);
	value = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
	if (!value)
		return err_set(err, ERR_CORRUPT, "not JSON: %s at byte %d", why.text, why.position);
	if (!json_is_object(value)) {
		json_decref(value);
		return err_set(err, ERR_CORRUPT, "not a JSON object");
	}
	*out = value;
	return 0;
}

static bool is_unfit(const char *escape)
{
	if (escape[0] != '\\' || escape[1] != 'u')
		return false;
	return !memcmp(escape + 2, "0000", 4) || (strchr("dD", escape[2]) && strchr("89abAB", escape[3]) &&
						 escape[2] && escape[3]);
}

int json_parse_lax(const char *text, size_t len, json_t **out, struct err *err)
{
	_cleanup_(err_release) struct err first = ERR_INIT;
	_autofree_ char *copy = 0;

	if (!json_parse(text, len, out, &first))
		return 0;
	copy = mem_new(len + 1, 1);
	memcpy(copy, text, len);
	for (size_t i = 0; i + 6 <= len; i++)
		if (is_unfit(copy + i))
			memcpy(copy + i + 2, "fffd", 4);
	return json_parse(copy, len, out, err);
}

/* JSON lets the one control character stand that is not among the first 32. */
static char *escape_delete(const char *text)
{
	struct buf out = BUF_INIT(SIZE_MAX);

	for (size_t len; *text; text += len) {
		len = *text == 0x7f ? 1 : strcspn(text, "\x7f");
		if (*text == 0x7f)
			buf_add_text(&out, "\\u007f");
		else
			buf_add(&out, text, len);
	}
	return buf_take(&out);
}

char *json_line(const json_t *value)
{
	_autofree_ char *text = 0;

	if (!value)
		return mem_dup("null");
	text = json_dumps(value, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_ENCODE_ANY);
	if (!text)
		abort();
	return strchr(text, 0x7f) ? escape_delete(text) : steal(&text);
}

const char *json_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

const char *json_text_or(const json_t *object, const char *key, const char *otherwise)
{
	const char *text = json_text(object, key);

	return text ? text : otherwise;
}

long long json_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	double real = json_real_value(value);

	/* Beyond what the type holds the language promises nothing. */
	if (!(real > -0x1p63 && real < 0x1p63))
		return 0;
	return json_is_real(value) ? (long long)real : json_integer_value(value);
}

bool json_bool(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

void json_put(json_t *object, const char *key, const char *text)
{
	_autofree_ char *cleaned = 0;

	if (text && !text_is_utf8(text, strlen(text)))
		text = cleaned = text_clean_block(text, strlen(text), strlen(text) + 1);
	/* Known to be UTF-8 by now; a board of 1,000 tasks is a fifth quicker without a second look. */
	json_object_set_new_nocheck(object, key, text ? json_string_nocheck(text) : json_null());
}

void json_put_number(json_t *object, const char *key, long long number)
{
	json_object_set_new_nocheck(object, key, json_integer(number));
}

char *json_lines(const json_t *array)
{
	char *list = 0;
	size_t i;
	json_t *entry;

	json_array_foreach(array, i, entry) {
		_autofree_ char *line = 0;

		if (!json_is_string(entry))
			continue;
		line = text_clean(json_string_value(entry), json_string_length(entry), 4096);
		lines_add(&list, line);
	}
	return list ? list : mem_dup("");
}

json_t *json_from_lines(const char *list)
{
	json_t *array = json_array();
	struct lines walk;

	LINES_EACH(walk, list)
		json_array_append_new(array, json_string(walk.line));
	return array;
}
