/* step_floor.c - see step_floor.h. */
#include "core/step_floor.h"

#include "core/ask.h"
#include "core/halt.h"
#include "core/ledger.h"
#include "core/turn.h"

#include "base/text.h"

int step_mode(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	if (event->sessions < 0)
		return err_set(err, ERR_REFUSED, "a floor cannot have %lld sessions", event->sessions);
	for (int mode = 0; factory_modes[mode]; mode++)
		if (text_same(factory_modes[mode], event->word)) {
			if (mode == FACTORY_open && (event->sessions || factory->mode != FACTORY_open))
				factory->sessions_said = event->sessions;
			factory->mode = mode;
			record_touch(factory);
			if (mode == FACTORY_open)
				halt_try_again(state);
			return 0;
		}
	return err_set(err, ERR_REFUSED, "a floor cannot be '%s'", event->word ? event->word : "");
}

int step_configured(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);
	bool is_same = text_same(factory->gates, event->gates);

	if (!gates_are_known(state, event->gates))
		return err_set(err, ERR_MISSING, "the configuration names a gate that is not known");
	if (!text_same(factory->target, event->name)) {
		/* Where the former branch stands says nothing of this one. */
		record_set(factory, &factory->tip, "");
		record_set(factory, &factory->tip_tree, "");
	}
	record_set(factory, &factory->gates, event->gates);
	halt_carry_over(state);
	record_set(factory, &factory->target, event->name);
	factory->sessions = event->sessions;
	factory->checks = event->checks;
	factory->rounds = event->rounds;
	factory->time_ms = event->time_ms;
	factory->tokens = event->tokens;
	factory->cost_microusd = event->cost_microusd;
	factory->lines = event->lines;
	factory->review_buffer_ms = event->review_buffer_ms;
	factory->stagger_ms = event->stagger_ms;
	factory->answer_ms = event->answer_ms;
	factory->day_tokens = event->day_tokens;
	factory->day_cost_microusd = event->day_cost_microusd;
	factory->tells = event->tells;
	factory->reruns = event->reruns;
	factory->edition = event->edition;
	record_set(factory, &factory->generated, event->list);
	record_touch(factory);
	halt_look(state, event->at_ms);
	/* What a gate held that is no longer asked for has nothing to wait for. */
	if (!is_same && !halt_is_on(state))
		halt_wake(state, event->at_ms);
	return 0;
}

int step_machine(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	(void)err;
	record_set(factory, &factory->strain, event->text);
	return 0;
}

int step_told(struct state *state, const struct event *event, struct err *err)
{
	(void)err;
	ask_told(state, event->at_ms);
	return 0;
}

int step_tip(struct state *state, const struct event *event, struct err *err)
{
	struct factory *factory = factory_of(state);

	(void)err;
	record_set(factory, &factory->tip, event->commit);
	record_set(factory, &factory->tip_tree, event->tree);
	halt_try_again(state);
	halt_look(state, event->at_ms);
	return 0;
}

int step_gate_known(struct state *state, const struct event *event, struct err *err)
{
	struct gate *gate;

	(void)err;
	if (gate_keyed(state, event->key))
		return 0;
	gate = gate_add(state);
	record_set(gate, &gate->key, event->key);
	record_set(gate, &gate->name, event->name);
	record_set(gate, &gate->command, event->command);
	record_set(gate, &gate->when_paths, event->list);
	record_set(gate, &gate->report, event->report);
	record_set(gate, &gate->again, event->again);
	record_set(gate, &gate->coverage, event->coverage);
	gate->timeout_ms = event->timeout_ms;
	gate->is_held_out = event->is_held_out;
	gate->is_red_first = event->is_red_first;
	return 0;
}

int step_noticed(struct state *state, const struct event *event, struct err *err)
{
	(void)err;
	notice_put(state, event->key, event->kind == EVENT_noticed ? (event->text ? event->text : "") : 0, event->at_ms);
	return 0;
}
