/* halt.c - see halt.h. */
#include "core/halt.h"

#include "core/flake.h"
#include "core/ledger.h"
#include "core/turn.h"

#include "base/mem.h"
#include "base/text.h"

#define KEY "base red"

bool halt_is_on(const struct state *state)
{
	return !text_is_empty(factory_of(state)->red_gates);
}

char *halt_reason(const struct state *state)
{
	return mem_printf("base red: gate '%s'", factory_of(state)->red_gate ? factory_of(state)->red_gate : "");
}

/* Whether the line stands for this gate: red on the tip for good, or red before and not known to be green now. */
static bool stands_for(struct state *state, const char *line)
{
	const struct factory *factory = factory_of(state);
	long long gate = gate_id(line);
	bool stood = lines_has(factory->red_gates, line);
	struct run *run = stood ? run_wanted(state, gate, factory->tip_tree, factory->tip)
				: run_of(state, gate, factory->tip_tree);

	/* What is meant to be red there says nothing. */
	if (!run || gate_at(state, gate)->is_red_first)
		return false;
	if ((run->life == RUN_red || run->life == RUN_broken) && run_is_quarantined(state, run))
		return false;
	if (run_is_doubted(state, run)) {
		if (stood)
			run_again(state, run);
		return stood;
	}
	return run->life == RUN_red || (stood && run->life != RUN_green);
}

bool halt_is_stuck(const struct state *state)
{
	GATES_EACH(walk, factory_of(state)->red_gates) {
		const struct run *run = run_of(state, walk.id, factory_of(state)->tip_tree);

		if (run && run->life == RUN_broken)
			return true;
	}
	return false;
}

static char *notice_text(const struct state *state)
{
	const struct factory *factory = factory_of(state);
	const char *target = factory->target ? factory->target : "", *gate = factory->red_gate ? factory->red_gate : "";
	size_t count = lines_count(factory->red_gates);

	if (halt_is_stuck(state))
		return mem_printf("gate '%s' was red on '%s', and cannot be run there now: no session opens until it is green there: "
				  "mend the machine, then 'leadhand up'", gate, target);
	if (count > 1)
		return mem_printf("gate '%s' and %zu more are red on '%s' itself: no session opens until they are green there",
				  gate, count - 1, target);
	return mem_printf("gate '%s' is red on '%s' itself: no session opens until it is green there", gate, target);
}

static bool is_red_by_name(const struct state *state, const char *name)
{
	GATES_EACH(walk, factory_of(state)->red_gates)
		if (text_same(gate_at(state, walk.id)->name, name))
			return true;
	return false;
}

void halt_carry_over(struct state *state)
{
	struct factory *factory = factory_of(state);
	_autofree_ char *red = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, factory->gates)
		if (is_red_by_name(state, gate_at(state, gate_id(walk.line))->name))
			lines_add(&red, walk.line);
	record_set(factory, &factory->red_gates, red);
}

void halt_try_again(struct state *state)
{
	runs_try_again(state, factory_of(state)->red_gates, factory_of(state)->tip_tree);
}

void halt_wake(struct state *state, long long at_ms)
{
	EACH_LIVE(landing, landing, state)
		if (landing->life == LANDING_held && landing->is_blocked_by_tip) {
			landing->is_blocked_by_tip = 0;
			landing->wake_ms = at_ms;
			record_touch(landing);
		}
}

void halt_look(struct state *state, long long at_ms)
{
	struct factory *factory = factory_of(state);
	bool was_on = halt_is_on(state);
	_autofree_ char *red = mem_dup(""), *text = 0;
	struct gate_walk first;
	struct lines walk;

	if (factory->edition && !text_is_empty(factory->tip_tree))
		LINES_EACH(walk, factory->gates)
			if (stands_for(state, walk.line))
				lines_add(&red, walk.line);
	record_set(factory, &factory->red_gates, red);
	first = (struct gate_walk){ red, 0 };
	record_set(factory, &factory->red_gate, gates_next(&first) ? gate_at(state, first.id)->name : "");
	if (halt_is_on(state))
		text = notice_text(state);
	else if (was_on)
		halt_wake(state, at_ms);
	notice_put(state, KEY, text, at_ms);
}
