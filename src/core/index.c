/* index.c - see index.h. */
#include "core/index.h"

#include "core/model.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* The tables are read where they are: model.c calls this file, so this must not call back. */
static struct call_sign sign_of(const struct state *state, int kind, long long id)
{
	const void *row = state->tables[kind].rows[id - 1];
	const struct run *run = row;

	if (kind == RECORD_task)
		return (struct call_sign){ 0, ((const struct task *)row)->name };
	if (kind == RECORD_gate)
		return (struct call_sign){ 0, ((const struct gate *)row)->key };
	if (kind == RECORD_class)
		return (struct call_sign){ 0, ((const struct class *)row)->name };
	if (kind == RECORD_provider)
		return (struct call_sign){ 0, ((const struct provider *)row)->name };
	if (kind == RECORD_habit)
		return (struct call_sign){ 0, ((const struct habit *)row)->name };
	if (kind == RECORD_test)
		return (struct call_sign){ 0, ((const struct test *)row)->key };
	return (struct call_sign){ run->gate, run->tree };
}

static size_t place_of(const struct index *index, const struct call_sign *sign)
{
	uint64_t hash = 14695981039346656037ULL ^ (uint64_t)sign->number;

	for (const char *c = sign->text ? sign->text : ""; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 1099511628211ULL;
	hash ^= hash >> 32;
	return (size_t)hash & (index->room - 1);
}

/* The slot that holds the sign, or the free one where it would be. */
static long long *slot_of(const struct index *index, const struct state *state, int kind,
			  const struct call_sign *sign)
{
	size_t at = place_of(index, sign);

	for (; index->slots[at]; at = (at + 1) & (index->room - 1)) {
		struct call_sign there = sign_of(state, kind, index->slots[at]);

		if (there.number == sign->number && text_same(there.text, sign->text))
			break;
	}
	return &index->slots[at];
}

static void put(struct index *index, const struct state *state, int kind, long long id)
{
	struct call_sign sign = sign_of(state, kind, id);
	long long *slot = slot_of(index, state, kind, &sign);

	/* The first of a name keeps it. */
	if (*slot)
		return;
	*slot = id;
	index->used++;
}

static void grow(struct index *index, const struct state *state, int kind)
{
	free(index->slots);
	index->room = index->room ? 2 * index->room : 64;
	index->slots = mem_new(index->room, sizeof *index->slots);
	index->used = 0;
	for (long long id = 1; id <= index->seen; id++)
		put(index, state, kind, id);
}

long long index_find(struct index *index, const struct state *state, int kind,
		     const struct call_sign *sign)
{
	long long count = (long long)state->tables[kind].count;

	while (index->seen < count) {
		if (2 * (index->used + 1) > index->room)
			grow(index, state, kind);
		put(index, state, kind, ++index->seen);
	}
	return index->room ? *slot_of(index, state, kind, sign) : 0;
}

void index_release(struct index *index)
{
	free(index->slots);
	*index = (struct index){ 0 };
}

long long *hints_at(struct hints *hints, long long id)
{
	size_t room = hints->room ? hints->room : 64;

	while (room <= (size_t)id)
		room *= 2;
	if (room > hints->room) {
		hints->ids = mem_grow(hints->ids, room, sizeof *hints->ids);
		memset(hints->ids + hints->room, 0, (room - hints->room) * sizeof *hints->ids);
		hints->room = room;
	}
	return &hints->ids[id];
}

void hints_release(struct hints *hints)
{
	free(hints->ids);
	*hints = (struct hints){ 0 };
}

static bool session_is_over(const struct state *state, long long id)
{
	const struct table *sessions = &state->tables[RECORD_session];

	return id >= 1 && (size_t)id <= sessions->count &&
	       ((const struct session *)(const void *)sessions->rows[id - 1])->life == SESSION_ended;
}

/* What a session proposed outlives it, until the lead has it decided and made. */
static bool question_is_over(const struct state *state, const struct question *question)
{
	bool is_wanted = question->life == QUESTION_open || question->life == QUESTION_answered;

	return session_is_over(state, question->session) && !(is_wanted && question_is_proposal(question));
}

static bool job_is_over(const struct state *state, long long id)
{
	const struct table *jobs = &state->tables[RECORD_job];

	return id >= 1 && (size_t)id <= jobs->count && ((const struct job *)(const void *)jobs->rows[id - 1])->life == JOB_ended;
}

bool record_is_over(const struct state *state, int kind, const void *row)
{
	const struct review *review = row;

	switch (kind) {
	case RECORD_task:
		return ((const struct task *)row)->life == TASK_landed || ((const struct task *)row)->life == TASK_done ||
		       ((const struct task *)row)->life == TASK_cancelled;
	case RECORD_session: return ((const struct session *)row)->life == SESSION_ended;
	case RECORD_job: return ((const struct job *)row)->life == JOB_ended;
	case RECORD_question: return question_is_over(state, row);
	case RECORD_review:
		return review->life == REVIEW_rejected || review->life == REVIEW_void ||
		       session_is_over(state, review->session);
	case RECORD_landing:
		return ((const struct landing *)row)->life == LANDING_landed ||
		       ((const struct landing *)row)->life == LANDING_returned;
	case RECORD_signal:
		return !((const struct signal *)row)->is_open || job_is_over(state, ((const struct signal *)row)->job);
	default: return false;
	}
}

static void live_prune(struct live *live, const struct state *state, int kind)
{
	size_t kept = 0;

	for (size_t i = 0; i < live->count; i++)
		if (!record_is_over(state, kind, state->tables[kind].rows[live->ids[i] - 1]))
			live->ids[kept++] = live->ids[i];
	live->count = kept;
	live->events = 0;
}

void live_add(struct live *live, const struct state *state, int kind, long long id)
{
	if (live->count == live->room) {
		live_prune(live, state, kind);
		if (2 * live->count >= live->room) {
			live->room = live->room ? 2 * live->room : 32;
			live->ids = mem_grow(live->ids, live->room, sizeof *live->ids);
		}
	}
	live->ids[live->count++] = id;
}

void live_revive(struct live *live, const struct state *state, int kind, long long id)
{
	size_t at = 0;

	while (at < live->count && live->ids[at] < id)
		at++;
	if (at < live->count && live->ids[at] == id)
		return;
	live_add(live, state, kind, id);
	/* What was over may have been left out by that: look again where it belongs. */
	for (at = live->count - 1; at && live->ids[at - 1] > id; at--)
		live->ids[at] = live->ids[at - 1];
	live->ids[at] = id;
}

void lives_tend(struct live *lives, const struct state *state)
{
	/* The others are never over. */
	static const int kinds[] = { RECORD_task,     RECORD_session, RECORD_job,
				     RECORD_question, RECORD_review,  RECORD_landing, RECORD_signal };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (++lives[kinds[i]].events > lives[kinds[i]].count)
			live_prune(&lives[kinds[i]], state, kinds[i]);
}

void live_release(struct live *live)
{
	free(live->ids);
	*live = (struct live){ 0 };
}
