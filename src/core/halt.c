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
	if (run->life == RUN_red && run_is_quarantined(state, run))
		return false;
	if (run_is_doubted(state, run)) {
		if (stood)
			run_again(state, run);
		return stood;
	}
	return run->life == RUN_red || (stood && run_is_pending(run));
}

static char *notice_text(const struct factory *factory)
{
	const char *target = factory->target ? factory->target : "", *gate = factory->red_gate ? factory->red_gate : "";
	size_t count = lines_count(factory->red_gates);

	if (count > 1)
		return mem_printf("gate '%s' and %zu more are red on '%s' itself: no session opens until they are green there",
				  gate, count - 1, target);
	return mem_printf("gate '%s' is red on '%s' itself: no session opens until it is green there", gate, target);
}

void halt_look(struct state *state, long long at_ms)
{
	struct factory *factory = factory_of(state);
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
		text = notice_text(factory);
	notice_put(state, KEY, text, at_ms);
}
