/* checkup_gates.c - the gates on the target, from the ledger or run now; see checkup.h. */
#include "api/checkup.h"

#include "api/row.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/brief_walls.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/proc.h"

#include <string.h>

enum { JOURNAL_BYTES = 1 << 20, SAID_BYTES = 300 };

/* The job that a floor would write for this gate, on the target's commit. */
static char *trial_job(const struct checkup *checkup, const struct config_gate *gate,
		       const char *folder, const char *commit, const char *tree)
{
	const struct place *place = &checkup->call->place;
	_autofree_ char *mark = mem_printf("LEADHAND_JOB=%s", folder);
	_autofree_ char *workspace = mem_printf("%s/room/work", folder);
	_json_ json_t *job = json_object();

	json_put(job, "kind", "check");
	json_put_number(job, "job", 0);
	json_put_number(job, "run", 0);
	json_put(job, "mark", mark);
	json_put(job, "git_dir", place->git_dir);
	json_put(job, "top", place->top);
	json_put(job, "target", checkup->target);
	json_put(job, "setup", checkup->config.setup);
	json_put(job, "workspace", workspace);
	json_put(job, "gate", gate->name);
	json_put(job, "command", gate->run);
	json_put_number(job, "timeout_ms", gate->timeout_ms);
	json_put(job, "commit", commit);
	json_put(job, "base", commit);
	json_put(job, "tree", tree);
	brief_walls(job, place, &checkup->config, 0);
	return json_line(job);
}

/* The last whole line of the journal that ends an attempt, the caller's; NULL where there is
 * none. */
static json_t *ended_line(const char *folder)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	size_t len = 0;
	_autofree_ char *text = fs_read_tail(path, JOURNAL_BYTES, &len);
	json_t *ended = 0;
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		json_t *line = 0;

		if (json_parse(walk.line, strlen(walk.line), &line, &err))
			continue;
		if (!text_same(json_text(line, "kind"), "ended")) {
			json_decref(line);
			continue;
		}
		json_decref(ended);
		ended = line;
	}
	return ended;
}

/* In a process of its own: a runner takes a view of the machine that we want to keep. */
static int run_trial(const char *folder, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_autofree_ char *self = proc_self(), *said = 0;
	const struct proc proc = { .argv = (const char *const[]){ self, "runner", folder, "1", 0 } };

	if (proc_run(&proc, &result, err))
		return err->code;
	said = text_clean(result.err, result.err_len, SAID_BYTES);
	return result.status ? err_set(err, ERR_CHILD, "%s", said) : 0;
}

static int try_gate(const struct checkup *checkup, const struct config_gate *gate,
		    json_t **ended, struct err *err)
{
	struct git git = { .dir = checkup->call->place.git_dir };
	_autofree_ char *folder =
		mem_printf("%s/doctor-%d", checkup->call->place.cache, (int)getpid());
	_autofree_ char *path = mem_printf("%s/job.json", folder);
	_autofree_ char *branch = mem_printf("refs/heads/%s", checkup->target);
	_autofree_ char *commit = 0, *tree = 0, *job = 0;

	if (fs_remove_tree(folder, err) || fs_make_dirs(folder, err) ||
	    git_commit_of(&git, branch, &commit, err) || git_tree_of(&git, branch, &tree, err))
		return err->code;
	job = trial_job(checkup, gate, folder, commit, tree);
	if (fs_write(path, job, strlen(job), err) || run_trial(folder, err))
		return err->code;
	*ended = ended_line(folder);
	if (fs_remove_tree(folder, err)) {
		json_decref(*ended);
		return err->code;
	}
	return *ended ? 0 : err_set(err, ERR_CHILD, "its runner left no verdict");
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
	}
}
