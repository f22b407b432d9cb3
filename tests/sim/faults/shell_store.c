/* shell_store.c - see shell.h. The store: it holds what was committed, and nothing else. */
#include "guests.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* All that is kept of an event for the checks: its texts are gone by then. */
static struct fact fact_of(const struct event *event)
{
	struct fact fact = {.kind = event->kind,
			    .at_ms = event->at_ms,
			    .task = event->task,
			    .job = event->job,
			    .attempt = event->attempt,
			    .question = event->question,
			    .review = event->review,
			    .landing = event->landing,
			    .session = event->session,
			    .moment = event->kind == EVENT_restored ? number_of(event->commit) : -1,
			    .tree = event->kind == EVENT_approved ? number_of(event->tree) : -1,
			    .commit = number_of(event->commit),
			    .then = event->kind == EVENT_detached ? then_number(event->word) : THEN_nothing,
			    .why = stop_words[stop_number(event->text)]};

	return fact;
}

static void fact_add(struct outer *outer, const struct event *event)
{
	if (outer->fact_count == outer->fact_room) {
		outer->fact_room = 2 * outer->fact_room + 16;
		outer->facts =
			mem_grow(outer->facts, (size_t)outer->fact_room, sizeof *outer->facts);
	}
	outer->facts[outer->fact_count++] = fact_of(event);
}

/* Only what the event says. */
static void tell_event(struct outer *outer, const struct event *event, const char *refusal)
{
	_autofree_ char *said = mem_dup("");

	for (size_t f = 0; f < event_field_count; f++) {
		const struct field *field = &event_fields[f];
		long long number = field_number(field, event);
		const char *text = field->type == FIELD_number ? "" : field_text(field, event);
		_autofree_ char *before = said;

		if (text_same(field->name, "kind") || text_same(field->name, "at_ms") ||
		    (!number && text_is_empty(text)))
			said = mem_dup(before);
		else if (number)
			said = mem_printf("%s %s %lld", before, field->name, number);
		else
			said = mem_printf("%s %s '%s'", before, field->name, text);
	}
	for (char *c = said; *c; c++)
		*c = *c == '\n' ? ',' : *c;
	outer_tell(outer, "floor: %s%s%s%s", event_kinds[event->kind], said,
		   refusal ? "; refused: " : "", refusal ? refusal : "");
}

int store_step(struct outer *outer, struct event *event)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	int code;

	event->at_ms = outer->now;
	code = step(outer->state, event, &err);
	outer->steps++;
	if (outer->tell)
		tell_event(outer, event, code ? err.text : 0);
	if (!code)
		fact_add(outer, event);
	else if (!err.text)
		outer_fail(outer, "a refusal says why", mem_dup(event_kinds[event->kind]));
	return code;
}

static void record_store(struct outer *outer, enum record_kind kind, long long id)
{
	const struct record_shape *shape = &record_shapes[kind];
	const struct record *from = state_get(outer->state, kind, id);
	struct record *to = state_get(outer->store, kind, id);

	while (!to && (long long)state_count(outer->store, kind) < id)
		to = state_add(outer->store, kind);
	for (size_t f = 0; f < shape->field_count; f++)
		if (!field_same(&shape->fields[f], to, from))
			field_copy(&shape->fields[f], to, from);
}

size_t *offset_of(struct outer *outer, long long job)
{
	while (outer->offset_count <= job) {
		int at = outer->offset_count;

		if (at % 32 == 0) {
			outer->offsets =
				mem_grow(outer->offsets, (size_t)at + 32, sizeof(size_t));
			outer->stored =
				mem_grow(outer->stored, (size_t)at + 32, sizeof(size_t));
		}
		outer->offsets[at] = outer->stored[at] = 0;
		outer->offset_count++;
	}
	return &outer->offsets[job];
}

static void offsets_store(struct outer *outer)
{
	for (int job = 1; job < outer->offset_count; job++)
		if (outer->stored[job] != outer->offsets[job]) {
			oracle_read(outer, job, outer->offsets[job]);
			outer->stored[job] = outer->offsets[job];
		}
}

bool store_commit(struct outer *outer)
{
	if (!shell_lives(outer, "the commit"))
		return false;
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		const struct table *table = &outer->state->tables[kind];

		for (size_t i = 0; i < table->dirty_count; i++)
			record_store(outer, kind, table->dirty[i]);
	}
	for (int i = 0; i < outer->fact_count; i++)
		oracle_hear(outer, &outer->facts[i]);
	offsets_store(outer);
	promises_check(outer);
	state_clean(outer->state);
	outer->fact_count = 0;
	return shell_lives(outer, "anything after the commit");
}

static struct state *state_copy(const struct state *state)
{
	struct state *copy = state_new();

	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++)
		for (long long id = 1; id <= (long long)state_count(state, kind); id++) {
			struct record *to = kind == RECORD_factory ? state_get(copy, kind, id)
								   : state_add(copy, kind);

			for (size_t f = 0; f < record_shapes[kind].field_count; f++)
				field_copy(&record_shapes[kind].fields[f], to,
					   state_get(state, kind, id));
		}
	return copy;
}

void shell_start(struct outer *outer)
{
	outer->steps++;
	TELL(outer, "a floor starts");
	outer->state = state_copy(outer->store);
	state_clean(outer->state);
	for (int job = 1; job < outer->offset_count; job++)
		outer->offsets[job] = outer->stored[job];
	for (int job = 0; job < outer->place_count; job++) {
		outer->places[job].started = -1;
		outer->places[job].late = 0;
	}
}

void shell_die(struct outer *outer)
{
	char *where = 0;

	FAULT_IS(outer, "the floor dies");
	/* Between two transactions the store must hold all that the floor knew. */
	if (!outer->fact_count && !state_same(outer->state, outer->store, &where))
		outer_fail(outer, "the store holds all that the floor knows", where);
	state_free(outer->state);
	outer->state = 0;
	outer->fact_count = 0;
	outer->fuse = -1;
}

bool shell_lives(struct outer *outer, const char *before)
{
	if (!outer->state)
		return false;
	if (outer->fuse < 0 || outer->fuse-- > 0)
		return true;
	TELL(outer, "the power goes before %s", before);
	shell_die(outer);
	return false;
}
