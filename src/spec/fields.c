/* fields.c - see fields.h. */
#include "spec/fields.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MAX 32
#define LINE_MAX_BYTES 1000

void field_refuse(const struct field *field, const struct yaml_value *value,
		  struct findings *findings, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	findings_add(findings, value->line, value->column, field->rule ? field->rule : "type",
		     "%s: %s", field->key, text);
}

bool field_wants(const struct field *field, const struct yaml_value *value,
		 enum yaml_shape shape, struct findings *findings)
{
	static const char *const example[] = {"", ", such as [one, two]",
					      ", such as {key: value}"};

	if (value->shape == shape)
		return true;
	field_refuse(field, value, findings, "has to be %s%s, and is %s",
		     yaml_shape_name(shape), example[shape], yaml_shape_name(value->shape));
	return false;
}

static void refuse_key(const struct field *fields, const struct yaml_value *item,
		       struct findings *findings)
{
	const char *names[KEYS_MAX + 1] = {0}, *near;
	_autofree_ char *all = 0;

	for (size_t i = 0; fields[i].key && i < KEYS_MAX; i++) {
		names[i] = fields[i].key;
		mem_replace(&all, i ? mem_printf("%s, %s", all, names[i]) : mem_dup(names[i]));
	}
	near = text_nearest(item->key, names);
	if (near)
		findings_add(findings, item->key_line, item->key_column, "unknown-key",
			     "unknown key '%.64s': did you mean '%s'?", item->key, near);
	else
		findings_add(findings, item->key_line, item->key_column, "unknown-key",
			     "unknown key '%.64s': there are %s", item->key, all);
}

void fields_read(const struct field *fields, const struct yaml_value *map, void *into,
		 struct findings *findings)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_value *item = &map->items[i];
		const struct field *field = fields;

		while (field->key && strcmp(field->key, item->key))
			field++;
		if (!field->key)
			refuse_key(fields, item, findings);
		else if (!yaml_value_is_null(item))
			field->read(field, item, (char *)into + field->offset, findings);
	}
}

/* Lists travel as lines, and people see these texts on a terminal. */
static bool is_line(const struct field *field, const struct yaml_value *value,
		    struct findings *findings)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return false;
	if (!value->text[strspn(value->text, " \t\n")])
		field_refuse(field, value, findings, "is empty");
	else if (strlen(value->text) > LINE_MAX_BYTES)
		field_refuse(field, value, findings, "is longer than %d bytes", LINE_MAX_BYTES);
	else if (strpbrk(value->text, "\n\r"))
		field_refuse(field, value, findings, "has to be one line");
	else if (field->check && field->check(value->text, &err))
		field_refuse(field, value, findings, "%s", err.text);
	else
		return true;
	return false;
}

FIELD_READER(field_line)
{
	if (is_line(field, value, findings))
		mem_replace(slot, mem_dup(value->text));
}

FIELD_READER(field_block)
{
	size_t len;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	len = strlen(value->text);
	while (len && isspace((unsigned char)value->text[len - 1]))
		len--;
	if (!len)
		field_refuse(field, value, findings, "is empty");
	else
		mem_replace(slot, mem_dup_part(value->text, len));
}

FIELD_READER(field_list)
{
	_autofree_ char *list = mem_dup("");

	if (!field_wants(field, value, yaml_shape_list, findings))
		return;
	for (size_t i = 0; i < value->count; i++)
		if (is_line(field, &value->items[i], findings))
			lines_add(&list, value->items[i].text);
	mem_replace(slot, steal(&list));
}

FIELD_READER(field_word)
{
	_autofree_ char *all = 0;
	const char *near;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	for (const char *const *word = field->words; *word; word++) {
		if (!strcmp(*word, value->text)) {
			mem_replace(slot, mem_dup(value->text));
			return;
		}
		mem_replace(&all, all ? mem_printf("%s, %s", all, *word) : mem_dup(*word));
	}
	near = text_nearest(value->text, field->words);
	if (near)
		field_refuse(field, value, findings,
			     "'%.64s' is not one of %s: did you mean '%s'?", value->text, all,
			     near);
	else
		field_refuse(field, value, findings, "'%.64s' is not one of %s", value->text,
			     all);
}

FIELD_READER(field_bool)
{
	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	if (value->is_plain && !strcmp(value->text, "true"))
		*(bool *)slot = true;
	else if (value->is_plain && !strcmp(value->text, "false"))
		*(bool *)slot = false;
	else
		field_refuse(field, value, findings, "'%.64s' is not true or false",
			     value->text);
}

static void take_number(const struct field *field, const struct yaml_value *value, void *slot,
			long long number, struct findings *findings)
{
	if (number < field->least)
		field_refuse(field, value, findings, "'%s' is too small", value->text);
	else if (field->most && number > field->most)
		field_refuse(field, value, findings, "'%s' is too large", value->text);
	else
		*(long long *)slot = number;
}

FIELD_READER(field_number)
{
	long long number;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	if (!text_to_number(value->text, &number))
		field_refuse(field, value, findings, "'%.64s' is not a whole number",
			     value->text);
	else if (number < field->least || (field->most && number > field->most))
		field_refuse(field, value, findings, "%lld is not between %lld and %lld",
			     number, field->least, field->most);
	else
		*(long long *)slot = number;
}

FIELD_READER(field_count)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	long long number;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	if (text_to_count(value->text, &number, &err))
		field_refuse(field, value, findings, "%s", err.text);
	else
		take_number(field, value, slot, number, findings);
}

FIELD_READER(field_time)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	long long ms;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	if (text_to_ms(value->text, &ms, &err))
		field_refuse(field, value, findings, "%s", err.text);
	else
		take_number(field, value, slot, ms, findings);
}

/* "5", "5.5", "5.00": up to a million dollars and six places. */
static bool to_microusd(const char *text, long long *microusd)
{
	size_t whole = strspn(text, "0123456789"), places = 0;
	long long n = 0;

	if (!whole || whole > 6)
		return false;
	for (size_t i = 0; i < whole; i++)
		n = n * 10 + (text[i] - '0');
	text += whole;
	if (*text == '.') {
		places = strspn(++text, "0123456789");
		if (!places || places > 6)
			return false;
	}
	for (size_t i = 0; i < 6; i++)
		n = n * 10 + (i < places ? text[i] - '0' : 0);
	*microusd = n;
	return !text[places];
}

FIELD_READER(field_money)
{
	long long microusd;

	if (!field_wants(field, value, yaml_shape_text, findings))
		return;
	if (!to_microusd(value->text, &microusd))
		field_refuse(field, value, findings, "'%.64s' is not dollars such as 5 or 5.00",
			     value->text);
	else
		take_number(field, value, slot, microusd, findings);
}

int field_check_name(const char *text, struct err *err)
{
	if (text_is_name(text))
		return 0;
	return err_set(err, ERR_USAGE,
		       "'%.64s' is no name: letters, digits, '.', '_' and '-', "
		       "at most 64, not '.' or '-' first",
		       text);
}
