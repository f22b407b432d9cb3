/* evidence.c - what the ledger says of a change; see card.h. */
#include "api/card.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "gate/cause.h"

static void put_base(json_t *line, const struct run *run)
{
	bool is_known = run && (run->life == RUN_red || run->life == RUN_green);

	json_object_set_new(line, "red_on_base",
			    is_known ? json_boolean(run->life == RUN_red) : json_null());
	json_put(line, "base_cause",
		 is_known && run->life == RUN_red && !text_is_empty(run->cause) ? cause_words(run->cause) : 0);
}

static json_t *tests_json(const struct run *run)
{
	if (!run || !run->is_counted)
		return json_null();
	return json_pack("{s:I,s:I,s:I,s:o}", "passed", (json_int_t)run->passed, "failed", (json_int_t)run->failed,
			 "skipped", (json_int_t)run->skipped, "failing", json_from_lines(run->failing));
}

/* Of the lines that the change adds. null: the gate writes no tracefile, or none was read yet. */
static json_t *coverage_json(const struct gate *gate, const struct run *run)
{
	long long lines = run ? run->lines_executed + run->lines_missed : 0;

	if (text_is_empty(gate->coverage) || !run || !run->executions)
		return json_null();
	return json_pack("{s:b,s:I,s:I,s:o,s:o,s:s}", "known", run->is_covered != 0, "executed", (json_int_t)run->lines_executed,
			 "missed", (json_int_t)run->lines_missed, "share",
			 lines ? json_real((double)run->lines_executed / (double)lines) : json_null(), "uncovered",
			 json_from_lines(run->uncovered), "problem", run->uncovered_why ? run->uncovered_why : "");
}

/* null: it came to no verdict yet. */
static void put_flakes(json_t *line, const struct run *run)
{
	bool is_known = run && run->executions;

	json_put_number(line, "executions", is_known ? run->executions : 0);
	json_put_number(line, "reds", is_known ? run->reds : 0);
	json_object_set_new(line, "flaky", is_known ? json_from_lines(run->flaky ? run->flaky : "") : json_null());
	json_object_set_new(line, "quarantined",
			    is_known ? json_from_lines(run->quarantined ? run->quarantined : "") : json_null());
}

static json_t *line_json(const struct view *view, const struct gate *gate, const char *tree,
			 const char *base_tree)
{
	const struct run *run = run_of(view->state, gate->record.id, tree);
	json_t *line = json_object();

	json_put(line, "gate", gate->name);
	json_put(line, "command", gate->command);
	json_put(line, "tree", tree);
	json_put(line, "result", run ? run_states[run->life] : "missing");
	put_base(line, run_of(view->state, gate->record.id, base_tree));
	json_object_set_new(line, "must_be_red_on_base", json_boolean(gate->is_red_first));
	json_put_number(line, "duration_ms", run ? run->duration_ms : 0);
	json_object_set_new(line, "tests", tests_json(run));
	json_object_set_new(line, "coverage", coverage_json(gate, run));
	put_flakes(line, run);
	if (run && (run->life == RUN_red || run->life == RUN_broken)) {
		_autofree_ char *output = store_output(view->store, run->record.id);

		json_put(line, "output", output);
		json_put(line, "reason", run->reason ? run->reason : "");
	}
	return line;
}

static void add_lines(json_t *lines, const struct view *view, const char *gates,
		      const char *tree, const char *base_tree, const char *of)
{
	struct lines walk;
	long long id;

	LINES_EACH(walk, gates) {
		const struct gate *gate =
			text_to_number(walk.line, &id) ? gate_at(view->state, id) : 0;
		json_t *line = gate ? line_json(view, gate, tree, base_tree) : 0;

		if (!line)
			continue;
		json_put(line, "of", of);
		json_array_append_new(lines, line);
	}
}

json_t *evidence_json(const struct view *view, const struct task *task,
		      const struct review *review, const struct landing *landing)
{
	const struct session *session = session_at(view->state, task->session);
	const char *tree = review ? review->tree : session ? session->tree : "";
	json_t *lines = json_array();

	if (!session)
		return lines;
	if (text_is_empty(tree) || text_same(tree, session->base_tree)) {
		if (task->life == TASK_proving || task->life == TASK_failed)
			add_lines(lines, view, task->accept, session->base_tree,
				  session->base_tree, "base");
		return lines;
	}
	add_lines(lines, view, session->gates, tree, session->base_tree, "change");
	if (landing && !text_is_empty(landing->tree) && !text_same(landing->tree, tree))
		add_lines(lines, view, landing->gates, landing->tree, landing->tip_tree,
			  "landing");
	return lines;
}
