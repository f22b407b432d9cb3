/* model.c - see model.h. */
#include "core/model.h"

#include "base/mem.h"
#include "base/text.h"

const char *const factory_modes[] = {
#define X(name) #name,
	FACTORY_MODES(X)
#undef X
	0
};

const char *const claim_kinds[] = {
#define X(name) #name,
	CLAIM_KINDS(X)
#undef X
	0
};

const char *const claim_verdicts[] = {
#define X(name) #name,
	CLAIM_VERDICTS(X)
#undef X
	0
};

const char *const failure_codes[] = {
#define CODE_X(code, ...) #code,
	FAILURE_CODES(CODE_X)
#undef CODE_X
	0
};

#define SHAPE_NUMBER(name) { #name, FIELD_number, offsetof(struct HERE, name), 0 },
#define SHAPE_TEXT(name) { #name, FIELD_text, offsetof(struct HERE, name), 0 },
#define SHAPE_WORD(name, words) { #name, FIELD_word, offsetof(struct HERE, name), words },

/* offsetof needs the struct's name, which a field's macro is not given. */
#define HERE factory
static const struct field factory_fields[] = { FACTORY_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE gate
static const struct field gate_fields[] = { GATE_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE task
static const struct field task_fields[] = { TASK_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE session
static const struct field session_fields[] = { SESSION_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE job
static const struct field job_fields[] = { JOB_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE run
static const struct field run_fields[] = { RUN_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE question
static const struct field question_fields[] = { QUESTION_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE review
static const struct field review_fields[] = { REVIEW_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE landing
static const struct field landing_fields[] = { LANDING_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE notice
static const struct field notice_fields[] = { NOTICE_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE

#define HERE class
static const struct field class_fields[] = { CLASS_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE provider
static const struct field provider_fields[] = { PROVIDER_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE signal
static const struct field signal_fields[] = { SIGNAL_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE habit
static const struct field habit_fields[] = { HABIT_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE claim
static const struct field claim_fields[] = { CLAIM_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE failure
static const struct field failure_fields[] = { FAILURE_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE
#define HERE test
static const struct field test_fields[] = { TEST_FIELDS(SHAPE_NUMBER, SHAPE_TEXT, SHAPE_WORD) };
#undef HERE

const struct record_shape record_shapes[RECORD_KIND_COUNT] = {
#define X(thing, THING)                                                            \
	{ #thing, sizeof(struct thing), thing##_fields,                            \
	  sizeof thing##_fields / sizeof *thing##_fields },
	RECORD_KINDS(X)
#undef X
};

struct state *state_new(void)
{
	struct state *state = mem_new(1, sizeof *state);

	state->indexes = mem_new(RECORD_KIND_COUNT, sizeof *state->indexes);
	state->in_the_way = mem_new(1, sizeof *state->in_the_way);
	state->needed = mem_new(1, sizeof *state->needed);
	factory_add(state);
	return state;
}

void state_free(struct state *state)
{
	if (!state)
		return;
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		struct table *table = &state->tables[kind];

		for (size_t i = 0; i < table->count; i++) {
			for (size_t f = 0; f < record_shapes[kind].field_count; f++)
				field_release(&record_shapes[kind].fields[f], table->rows[i]);
			free(table->rows[i]);
		}
		free(table->rows);
		free(table->dirty);
		index_release(&state->indexes[kind]);
		live_release(&state->lives[kind]);
	}
	free(state->indexes);
	hints_release(state->in_the_way);
	free(state->in_the_way);
	hints_release(state->needed);
	free(state->needed);
	free(state);
}

void record_touch(void *touched)
{
	struct record *record = touched;
	struct table *home = record->home;

	if (record->is_dirty)
		return;
	if (home->dirty_count == home->dirty_room) {
		home->dirty_room = home->dirty_room ? 2 * home->dirty_room : 16;
		home->dirty = mem_grow(home->dirty, home->dirty_room, sizeof *home->dirty);
	}
	home->dirty[home->dirty_count++] = record->id;
	record->is_dirty = true;
}

void state_clean(struct state *state)
{
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		struct table *table = &state->tables[kind];

		for (size_t i = 0; i < table->dirty_count; i++)
			table->rows[table->dirty[i] - 1]->is_dirty = false;
		table->dirty_count = 0;
	}
}

struct record *state_add(struct state *state, enum record_kind kind)
{
	struct table *table = &state->tables[kind];
	struct record *record = mem_new(1, record_shapes[kind].size);

	if (table->count == table->room) {
		table->room = table->room ? 2 * table->room : 16;
		table->rows = mem_grow(table->rows, table->room, sizeof *table->rows);
	}
	table->rows[table->count++] = record;
	record->id = (long long)table->count;
	record->home = table;
	record_touch(record);
	live_add(&state->lives[kind], state, kind, record->id);
	return record;
}

struct record *state_get(const struct state *state, enum record_kind kind, long long id)
{
	const struct table *table = &state->tables[kind];

	return id >= 1 && (size_t)id <= table->count ? table->rows[id - 1] : 0;
}

size_t state_count(const struct state *state, enum record_kind kind)
{
	return state->tables[kind].count;
}

static bool records_same(enum record_kind kind, const struct record *a, const struct record *b,
			 char **where)
{
	const struct record_shape *shape = &record_shapes[kind];

	for (size_t f = 0; f < shape->field_count; f++)
		if (!field_same(&shape->fields[f], a, b)) {
			*where = mem_printf("%s %lld differs in '%s': '%s' (%lld) and '%s' (%lld)",
					    shape->name, a->id, shape->fields[f].name,
					    field_text(&shape->fields[f], a),
					    field_number(&shape->fields[f], a),
					    field_text(&shape->fields[f], b),
					    field_number(&shape->fields[f], b));
			return false;
		}
	return true;
}

bool state_same(const struct state *a, const struct state *b, char **where)
{
	for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
		size_t count = state_count(a, kind);

		if (count != state_count(b, kind)) {
			*where = mem_printf("%zu and %zu records of '%s'", count,
					    state_count(b, kind), record_shapes[kind].name);
			return false;
		}
		for (size_t i = 0; i < count; i++)
			if (!records_same(kind, a->tables[kind].rows[i], b->tables[kind].rows[i], where))
				return false;
	}
	return true;
}

static struct record *find(const struct state *state, enum record_kind kind, long long number,
			   const char *text)
{
	const struct call_sign sign = { number, text };

	return state_get(state, kind, index_find(&state->indexes[kind], state, kind, &sign));
}

struct task *task_named(const struct state *state, const char *name)
{
	return (struct task *)find(state, RECORD_task, 0, name);
}

struct gate *gate_keyed(const struct state *state, const char *key)
{
	return (struct gate *)find(state, RECORD_gate, 0, key);
}

struct class *class_named(const struct state *state, const char *name)
{
	return (struct class *)find(state, RECORD_class, 0, name);
}

struct provider *provider_named(const struct state *state, const char *name)
{
	return (struct provider *)find(state, RECORD_provider, 0, name);
}

struct habit *habit_named(const struct state *state, const char *name)
{
	return (struct habit *)find(state, RECORD_habit, 0, name);
}

struct test *test_keyed(const struct state *state, const char *key)
{
	return (struct test *)find(state, RECORD_test, 0, key);
}

struct run *run_of(const struct state *state, long long gate, const char *tree)
{
	return (struct run *)find(state, RECORD_run, gate, tree);
}

void record_set(void *record, char **slot, const char *text)
{
	if (text_same(*slot, text))
		return;
	mem_replace(slot, text_is_empty(text) ? 0 : mem_dup(text));
	record_touch(record);
}
