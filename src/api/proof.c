/* proof.c - see proof.h. */
#include "api/proof.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "land/land.h"
#include "sys/git.h"

const struct landing *proof_landing(const struct state *state, const char *commit)
{
	EACH(landing, landing, state)
		/* What was on the target already made no commit of its own. */
		if (text_same(landing->merged, commit) &&
		    !text_same(landing->merged, landing->tip))
			return landing;
	return 0;
}

/* The gates that this landing needed, on exactly the tree that landed; *red is the first that
 * was not green. */
static json_t *gates_json(const struct view *view, const struct landing *landing, char **red)
{
	json_t *list = json_array();
	struct lines walk;
	long long id;

	LINES_EACH(walk, landing->gates) {
		const struct gate *gate =
			text_to_number(walk.line, &id) ? gate_at(view->state, id) : 0;
		const struct run *run = gate ? run_of(view->state, id, landing->tree) : 0;
		const char *result = run ? run_states[run->life] : "missing";
		json_t *line = json_object();

		json_put(line, "gate", gate ? gate->name : walk.line);
		json_put(line, "tree", landing->tree);
		json_put(line, "result", result);
		json_put_number(line, "duration_ms", run ? run->duration_ms : 0);
		json_array_append_new(list, line);
		if (!text_same(result, "green") && !*red)
			*red = mem_printf("gate '%s' is %s on the tree that landed",
					  gate ? gate->name : walk.line, result);
	}
	return list;
}

static char *check_trailers(const struct view *view, const struct landing *landing,
			    const struct trace *trace)
{
	const struct task *task = task_at(view->state, landing->task);
	const struct session *session = session_at(view->state, landing->session);
	const struct review *review = review_at(view->state, landing->review);

	if (!task || !session || !review)
		return mem_dup("its landing names what the store does not have");
	if (!text_same(trace->task, task->name))
		return mem_printf("its trailer says task '%s', the store says '%s'",
				  trace->task, task->name);
	if (!text_same(trace->agent, session->agent))
		return mem_printf("its trailer says agent '%s', the store says '%s'",
				  trace->agent, session->agent);
	if (!text_same(trace->approved, review->by))
		return mem_printf("its trailer says approved by '%s', the store says '%s'",
				  trace->approved, review->by ? review->by : "");
	return 0;
}

static char *check_approval(const struct view *view, const struct landing *landing)
{
	const struct review *review = review_at(view->state, landing->review);
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct git git = { .dir = view->place->git_dir };
	_autofree_ char *tree = 0;

	if (review->life != REVIEW_approved || text_is_empty(review->by))
		return mem_printf("its review is %s", review_states[review->life]);
	if (!text_same(review->commit, landing->commit))
		return mem_printf("commit %.12s was approved, %.12s was landed", review->commit,
				  landing->commit);
	if (git_tree_of(&git, review->commit, &tree, &err))
		return mem_printf("the approved commit cannot be read: %s", err.text);
	if (!text_same(tree, review->tree))
		return mem_printf("tree %.12s was approved, and its commit has %.12s",
				  review->tree, tree);
	return 0;
}

/* Merge again what was approved onto what it met. */
static char *check_merge(const struct view *view, const struct landing *landing)
{
	const struct land land = { view->place->git_dir, factory_of(view->state)->target };
	_cleanup_(land_merge_release) struct land_merge merge = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (land_merge(&land, landing->tip, landing->commit, &merge, &err))
		return mem_printf("the merge cannot be made again: %s", err.text);
	if (!merge.tree)
		return mem_dup("the approved change does not merge with what it landed on");
	if (!text_same(merge.tree, landing->tree))
		return mem_printf("what was approved merges to tree %.12s, not %.12s",
				  merge.tree, landing->tree);
	return 0;
}

static char *check(const struct view *view, const struct landing *landing,
		   const struct trace *trace)
{
	char *problem = 0;

	if (landing->life != LANDING_landed)
		return mem_printf("its landing is %s", landing_states[landing->life]);
	if (!text_same(trace->tree, landing->tree))
		return mem_printf("it has tree %.12s, the store says %.12s", trace->tree,
				  landing->tree);
	if (!text_same(trace->parents, landing->tip))
		return mem_printf("it stands on %.12s, the store says %.12s", trace->parents,
				  landing->tip);
	problem = check_trailers(view, landing, trace);
	if (!problem)
		problem = check_approval(view, landing);
	return problem ? problem : check_merge(view, landing);
}

json_t *proof_of(const struct view *view, const struct trace *trace)
{
	const struct landing *landing = proof_landing(view->state, trace->commit);
	const struct review *review = landing ? review_at(view->state, landing->review) : 0;
	_autofree_ char *problem = 0, *red = 0;
	json_t *made = json_object();

	json_put(made, "commit", trace->commit);
	json_put(made, "task", *trace->task ? trace->task : 0);
	json_put(made, "tree", trace->tree);
	json_put(made, "approved_by", review ? review->by : 0);
	json_object_set_new(made, "gates",
			    landing ? gates_json(view, landing, &red) : json_array());
	if (!landing)
		problem = mem_dup(*trace->task ? "it says that leadhand landed it; the store "
						 "knows of no such landing"
					       : "not landed by leadhand");
	else
		problem = check(view, landing, trace);
	json_put(made, "problem", problem ? problem : red);
	return made;
}
