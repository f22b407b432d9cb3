/* field.c - see field.h. */
#include "core/field.h"

#include "base/mem.h"
#include "base/text.h"

#include <assert.h>

static const void *at(const struct field *field, const void *base)
{
	return (const char *)base + field->offset;
}

static void *slot(const struct field *field, void *base)
{
	return (char *)base + field->offset;
}

long long field_number(const struct field *field, const void *base)
{
	switch (field->type) {
	case FIELD_number: return *(const long long *)at(field, base);
	case FIELD_word: return *(const int *)at(field, base);
	case FIELD_text: break;
	}
	return 0;
}

const char *field_text(const struct field *field, const void *base)
{
	const char *text = "";

	switch (field->type) {
	case FIELD_word: return field->words[*(const int *)at(field, base)];
	case FIELD_text: text = *(char *const *)at(field, base); break;
	case FIELD_number: break;
	}
	return text ? text : "";
}

void field_set_number(const struct field *field, void *base, long long number)
{
	assert(field->type == FIELD_number);
	*(long long *)slot(field, base) = number;
}

bool field_set_text(const struct field *field, void *base, const char *text)
{
	if (field->type == FIELD_text) {
		mem_replace(slot(field, base), text_is_empty(text) ? 0 : mem_dup(text));
		return true;
	}
	for (int i = 0; field->words[i]; i++)
		if (text_same(field->words[i], text)) {
			*(int *)slot(field, base) = i;
			return true;
		}
	return false;
}

bool field_same(const struct field *field, const void *a, const void *b)
{
	if (field->type == FIELD_text)
		return text_same(field_text(field, a), field_text(field, b));
	return field_number(field, a) == field_number(field, b);
}

void field_copy(const struct field *field, void *to, const void *from)
{
	if (field->type == FIELD_number)
		field_set_number(field, to, field_number(field, from));
	else
		field_set_text(field, to, field_text(field, from));
}

void field_release(const struct field *field, void *base)
{
	if (field->type == FIELD_text)
		mem_replace(slot(field, base), 0);
}
