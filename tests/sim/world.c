/* world.c - see world.h. */
#include "world.h"

#include "base/mem.h"
#include "base/text.h"

void world_fail(struct world *world, const char *what, char *detail)
{
	if (world->wrong) {
		free(detail);
		return;
	}
	world->wrong = what;
	world->detail = detail;
}

/* As the store does it: every text and number by its field, no pointer shared. */
static struct event journey(const struct event *event)
{
	struct event there = { 0 };

	for (size_t f = 0; f < event_field_count; f++) {
		const struct field *field = &event_fields[f];

		if (field->type == FIELD_number)
			field_set_number(field, &there, field_number(field, event));
		else if (!field_set_text(field, &there, field_text(field, event)))
			there.at_ms = -1;
	}
	return there;
}

void world_compare(struct world *world, const char *what)
{
	char *where = 0;

	if (!state_same(world->state, world->shadow, &where))
		world_fail(world, what, where);
}

static const char *event_word(const struct event *event)
{
	return event_kinds[event->kind];
}

int world_take(struct world *world, struct event *event)
{
	_cleanup_(err_release) struct err err = ERR_INIT, again = ERR_INIT;
	struct event there;
	char *detail = 0;
	const char *broken;
	int code;

	event->at_ms = ++world->now;
	there = journey(event);
	for (size_t f = 0; f < event_field_count; f++)
		if (!field_same(&event_fields[f], event, &there))
			world_fail(world, "an event changes on its way through its fields",
				   mem_dup(event_fields[f].name));
	code = step(world->state, event, &err);
	if (code) {
		world_compare(world, "a refused event left a trace");
		if (!err.text)
			world_fail(world, "a refusal says nothing", mem_dup(event_word(event)));
	} else if (step(world->shadow, &there, &again)) {
		world_fail(world, "an event was accepted, then refused",
			   mem_dup(event_word(event)));
	}
	broken = code ? 0 : claims_broken(world->state, world->is_wild, &detail);
	if (broken) {
		world_fail(world, broken,
			   mem_printf("after '%s': %s", event_word(event), detail));
		free(detail);
	}
	event_release(&there);
	event_release(event);
	return code;
}

struct state *state_copy(const struct state *state)
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

char *world_name(struct world *world, const char *what)
{
	return mem_printf("%s%lld", what, ++world->made);
}

static void begin(struct world *world)
{
	static const char *const gates[] = { "test", "lint", "new" };
	struct event event;

	for (int i = 0; i < 3; i++) {
		event = (struct event){ .kind = EVENT_gate_known,
					.key = mem_printf("k%d", i + 1),
					.name = mem_dup(gates[i]),
					.command = mem_printf("make %s", gates[i]),
					.again = i == 0 ? mem_dup("make again") : 0,
					.is_red_first = i == 2,
					.list = i == 1 ? mem_dup("src/**") : 0 };
		world_take(world, &event);
	}
	event = (struct event){ .kind = EVENT_configured,
				.name = mem_dup("main"),
				.gates = mem_dup("1"),
				.sessions = 1 + dice_of_sides(&world->dice, 3),
				.checks = 1 + dice_of_sides(&world->dice, 3),
				.reruns = dice_of_sides(&world->dice, 3),
				.edition = FACTORY_EDITION };
	world_take(world, &event);
	event = (struct event){ .kind = EVENT_tip,
				.commit = mem_dup("c0"),
				.tree = mem_dup("t0") };
	world_take(world, &event);
}

void world_init(struct world *world, uint64_t seed)
{
	*world = (struct world){ .state = state_new(),
				 .shadow = state_new(),
				 .dice = dice_of(seed),
				 .now = 1000000 };
	world->is_wild = dice_percent(&world->dice, 25);
	begin(world);
}

void world_release(struct world *world)
{
	state_free(world->state);
	state_free(world->shadow);
	free(world->detail);
	*world = (struct world){ 0 };
}
