/* checkup_gates.c - the gates on the target, from the ledger or run now; see checkup.h. */
#include "api/checkup.h"

#include "api/row.h"
#include "api/trial.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/brief_walls.h"
#include "runner/reach.h"

#include <string.h>

enum { SAID_BYTES = 300 };

/* The job that a floor would write for this gate, on the target's commit. */
static int try_gate(const struct checkup *checkup, const struct config_gate *gate,
		    json_t **ended, struct err *err)
{
	_cleanup_(trial_end) struct trial trial = { 0 };
	_json_ json_t *lines = 0;

	if (trial_begin(checkup, "check", &trial, err))
		return err->code;
	json_put_number(trial.job, "run", 0);
	json_put(trial.job, "gate", gate->name);
	json_put(trial.job, "command", gate->run);
	json_put(trial.job, "report", gate->report);
	json_put_number(trial.job, "timeout_ms", gate->timeout_ms);
	json_put(trial.job, "commit", trial.commit);
	json_put(trial.job, "tree", trial.tree);
	brief_walls(trial.job, &checkup->call->place, &checkup->config, 0);
	if (trial_run(&trial, 0, &lines, err))
		return err->code;
	*ended = json_deep_copy(trial_line(lines, "ended"));
	return 0;
}

static void run_gate(struct checkup *checkup, const struct config_gate *gate)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *name = mem_printf("gate %s", gate->name);
	_json_ json_t *ended = 0;
	_autofree_ char *age = 0, *said = 0;
	const char *outcome, *output;

	call_tell(checkup->call, "running gate '%s': %s", gate->name, gate->run);
	if (try_gate(checkup, gate, &ended, &err)) {
		checkup_problem(checkup, name, steal(&err.text),
				"see that the command can be run", 10);
		return;
	}
	outcome = json_text_or(ended, "outcome", "broken");
	age = duration_text(json_number(ended, "duration_ms"));
	if (text_same(outcome, "green")) {
		checkup_add(checkup, name, CHECK_ok,
			    mem_printf("green on '%s', %s", checkup->target, age));
		return;
	}
	output = json_text_or(ended, "output", "");
	if (!*output)
		output = json_text_or(ended, "text", "");
	said = text_tail(output, strlen(output), SAID_BYTES);
	checkup_problem(
		checkup, name,
		mem_printf("%s on '%s' itself, %s: %s", outcome, checkup->target, age, said),
		"mend it on the target branch: nothing can land that is red", 30);
}

static const struct run *known_run(const struct state *state, const struct config_gate *wanted)
{
	EACH(gate, gate, state)
		if (text_same(gate->name, wanted->name) &&
		    text_same(gate->command, wanted->run)) {
			const struct run *run =
				run_of(state, gate->record.id, factory_of(state)->tip_tree);

			if (run)
				return run;
		}
	return 0;
}

static void recall_gate(struct checkup *checkup, const struct config_gate *gate)
{
	const struct run *run = known_run(checkup->view->state, gate);
	_autofree_ char *name = mem_printf("gate %s", gate->name);
	_autofree_ char *age = run ? text_age(checkup->view->now_ms - run->ended_ms) : 0;

	if (run && run->life == RUN_green)
		checkup_add(checkup, name, CHECK_ok,
			    mem_printf("green on '%s', %s ago", checkup->target, age));
	else if (run && run->life == RUN_red)
		checkup_problem(checkup, name,
				mem_printf("red on '%s' itself, %s ago", checkup->target, age),
				"mend it on the target branch: nothing can land that is red",
				30);
	else
		checkup_add(checkup, name, CHECK_info,
			    mem_printf("not run on '%s' yet: 'leadhand doctor --gates' does",
				       checkup->target));
}

/* Without a report no gate with one is green: better said before the first of them is red. */
static void look_for_report(struct checkup *checkup, const struct config_gate *gate)
{
	_autofree_ char *name = mem_printf("gate %s", gate->name);

	if (!reach_is_whole(checkup->call->place.top, gate->report))
		checkup_problem(checkup, name,
				mem_printf("its report '%s' may lie among more files than are looked at", gate->report),
				"name the folder of the report: build/*.xml and not **/*.xml", 5);
}

void checkup_gates(struct checkup *checkup, bool run)
{
	if (!checkup->has_config)
		return;
	if (!checkup->config.gate_count)
		checkup_problem(checkup, "gates", mem_dup("none: you are the only test"),
				"write a test command under 'gates' in .leadhand/config.yaml",
				5);
	for (size_t i = 0; i < checkup->config.gate_count; i++) {
		if (run && checkup->has_target)
			run_gate(checkup, &checkup->config.gates[i]);
		else
			recall_gate(checkup, &checkup->config.gates[i]);
		look_for_report(checkup, &checkup->config.gates[i]);
	}
}
