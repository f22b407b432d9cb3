/* keys.c - see keys.h. */
#include "spec/keys.h"

#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KEYS_MAX 32
#define LINE_MAX_BYTES 1000

void key_refuse(const struct key *key, const struct yaml_value *value,
		struct findings *findings, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	findings_add(findings, value->line, value->column, key->rule ? key->rule : "type",
		     "%s: %s", key->key, text);
}

/* A text without quotes that a list can hold as it stands; with a comma it may be meant as two. */
static bool is_one_entry(const struct yaml_value *value)
{
	return value->shape == yaml_shape_text && value->is_plain && *value->text &&
	       !strpbrk(value->text, ",[]{}#:\"'\n\r");
}

static void offer_list(const struct yaml_value *value, struct findings *findings)
{
	_autofree_ char *list = mem_printf("[%s]", value->text);

	findings_offer(findings, value->text, 0, strlen(value->text), list);
}

bool key_wants(const struct key *key, const struct yaml_value *value, enum yaml_shape shape,
	       struct findings *findings)
{
	static const char *const example[] = {"", ", such as [one, two]",
					      ", such as {key: value}"};

	if (value->shape == shape)
		return true;
	key_refuse(key, value, findings, "has to be %s%s, and is %s", yaml_shape_name(shape),
		   example[shape], yaml_shape_name(value->shape));
	if (shape == yaml_shape_list && is_one_entry(value))
		offer_list(value, findings);
	return false;
}

/* "acceptance" for "accept": one begins with the other. */
static const char *longer_or_shorter(const char *word, const char *const *names)
{
	for (; *names; names++) {
		size_t least = strlen(word) < strlen(*names) ? strlen(word) : strlen(*names);

		if (least >= 4 && !strncmp(word, *names, least))
			return *names;
	}
	return 0;
}

static void refuse_key(const struct key *keys, const struct yaml_value *item,
		       struct findings *findings)
{
	const char *names[KEYS_MAX + 1] = {0}, *near;
	_autofree_ char *all = 0;

	for (size_t i = 0; i < KEYS_MAX && keys[i].key; i++) {
		names[i] = keys[i].key;
		mem_replace(&all, i ? mem_printf("%s, %s", all, names[i]) : mem_dup(names[i]));
	}
	/* Slow, and of thousands of unknown keys nobody reads the last. */
	near = findings_has_room(findings) ? text_nearest(item->key, names) : 0;
	if (!near)
		near = longer_or_shorter(item->key, names);
	if (near) {
		findings_add(findings, item->key_line, item->key_column, "unknown-key",
			     "unknown key '%.64s': did you mean '%s'?", item->key, near);
		findings_offer(findings, item->key, 0, strlen(item->key), near);
	} else {
		findings_add(findings, item->key_line, item->key_column, "unknown-key",
			     "unknown key '%.64s': there are %s", item->key, all);
	}
}

void keys_read(const struct key *keys, const struct yaml_value *map, void *into,
	       struct findings *findings)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct yaml_value *item = &map->items[i];
		const struct key *key = keys;

		while (key->key && strcmp(key->key, item->key))
			key++;
		if (!key->key)
			refuse_key(keys, item, findings);
		else if (!yaml_value_is_null(item))
			key->read(key, item, (char *)into + key->offset, findings);
	}
}

/* Lists travel as lines, and people see these texts on a terminal. */
static bool is_line(const struct key *key, const struct yaml_value *value,
		    struct findings *findings)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return false;
	if (!value->text[strspn(value->text, " \t\n")])
		key_refuse(key, value, findings, "is empty");
	else if (strlen(value->text) > LINE_MAX_BYTES)
		key_refuse(key, value, findings, "is longer than %d bytes", LINE_MAX_BYTES);
	else if (strpbrk(value->text, "\n\r"))
		key_refuse(key, value, findings, "has to be one line");
	else if (key->check && key->check(value->text, &err))
		key_refuse(key, value, findings, "%s", err.text);
	else
		return true;
	return false;
}

KEY_READER(key_line)
{
	if (is_line(key, value, findings))
		mem_replace(slot, mem_dup(value->text));
}

KEY_READER(key_block)
{
	size_t len;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	len = strlen(value->text);
	while (len && isspace((unsigned char)value->text[len - 1]))
		len--;
	if (!len)
		key_refuse(key, value, findings, "is empty");
	else
		mem_replace(slot, mem_dup_part(value->text, len));
}

KEY_READER(key_list)
{
	_autofree_ char *list = mem_dup("");

	if (!key_wants(key, value, yaml_shape_list, findings))
		return;
	for (size_t i = 0; i < value->count; i++)
		if (is_line(key, &value->items[i], findings))
			lines_add(&list, value->items[i].text);
	mem_replace(slot, steal(&list));
}

KEY_READER(key_word)
{
	_autofree_ char *all = 0;
	const char *near;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	for (const char *const *word = key->words; *word; word++) {
		if (!strcmp(*word, value->text)) {
			mem_replace(slot, mem_dup(value->text));
			return;
		}
		mem_replace(&all, all ? mem_printf("%s, %s", all, *word) : mem_dup(*word));
	}
	near = text_nearest(value->text, key->words);
	if (near)
		key_refuse(key, value, findings, "'%.64s' is not one of %s: did you mean '%s'?",
			   value->text, all, near);
	else
		key_refuse(key, value, findings, "'%.64s' is not one of %s", value->text, all);
}

KEY_READER(key_bool)
{
	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	if (value->is_plain && !strcmp(value->text, "true"))
		*(bool *)slot = true;
	else if (value->is_plain && !strcmp(value->text, "false"))
		*(bool *)slot = false;
	else
		key_refuse(key, value, findings, "'%.64s' is not true or false", value->text);
}

static void take_number(const struct key *key, const struct yaml_value *value, void *slot,
			long long number, struct findings *findings)
{
	if (number < key->least)
		key_refuse(key, value, findings, "'%s' is too small", value->text);
	else if (key->most && number > key->most)
		key_refuse(key, value, findings, "'%s' is too large", value->text);
	else
		*(long long *)slot = number;
}

static void refuse_no_number(const struct key *key, const struct yaml_value *value, struct findings *findings)
{
	if (key->most)
		key_refuse(key, value, findings, "'%.64s' is not a whole number from %lld to %lld", value->text, key->least,
			   key->most);
	else
		key_refuse(key, value, findings, "'%.64s' is not a whole number", value->text);
}

KEY_READER(key_number)
{
	long long number;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	if (!text_to_number(value->text, &number))
		refuse_no_number(key, value, findings);
	else if (number < key->least || (key->most && number > key->most))
		key_refuse(key, value, findings, "%lld is not between %lld and %lld", number,
			   key->least, key->most);
	else
		*(long long *)slot = number;
}

KEY_READER(key_count)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	long long number;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	if (text_to_count(value->text, &number, &err))
		key_refuse(key, value, findings, "%s", err.text);
	else
		take_number(key, value, slot, number, findings);
}

KEY_READER(key_time)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	long long ms;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	if (text_to_ms(value->text, &ms, &err))
		key_refuse(key, value, findings, "%s", err.text);
	else
		take_number(key, value, slot, ms, findings);
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

KEY_READER(key_money)
{
	long long microusd;

	if (!key_wants(key, value, yaml_shape_text, findings))
		return;
	if (!to_microusd(value->text, &microusd))
		key_refuse(key, value, findings, "'%.64s' is not dollars such as 5 or 5.00",
			   value->text);
	else
		take_number(key, value, slot, microusd, findings);
}

int key_check_name(const char *text, struct err *err)
{
	if (text_is_name(text))
		return 0;
	return err_set(err, ERR_USAGE,
		       "'%.64s' is no name: letters, digits, '.', '_' and '-', "
		       "at most 64, not '.' or '-' first",
		       text);
}
