/* event.c - see event.h. */
#include "core/event.h"

const char *const event_kinds[] = {
#define X(name) #name,
	EVENT_KINDS(X)
#undef X
	0
};

#define SHAPE_NUMBER(name) { #name, FIELD_number, offsetof(struct event, name), 0 },
#define SHAPE_TEXT(name) { #name, FIELD_text, offsetof(struct event, name), 0 },
#define SHAPE_WORD(name, words) { #name, FIELD_word, offsetof(struct event, name), words },

const struct field event_fields[] = { EVENT_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
const size_t event_field_count = sizeof event_fields / sizeof *event_fields;

void event_release(struct event *event)
{
	for (size_t f = 0; f < event_field_count; f++)
		field_release(&event_fields[f], event);
	*event = (struct event){ 0 };
}
