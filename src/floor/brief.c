/* brief.c - see brief.h. */
#include "floor/brief.h"

#include "floor/brief_bounds.h"
#include "floor/brief_walls.h"
#include "floor/held_out.h"
#include "floor/intake.h"
#include "floor/past.h"
#include "floor/prompting.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "core/authority.h"
#include "core/flake.h"
#include "core/late.h"
#include "sys/fs.h"

#include <string.h>

#define OUTPUT_BYTES 12000

static json_t *agent_json(const struct keeper *keeper, const char *name)
{
	const struct config_agent *agent = config_find_agent(&keeper->config, name);
	json_t *object = json_object();

	json_put(object, "name", name);
	json_put(object, "kind", agent ? agent->kind : name);
	json_object_set_new(object, "run", json_from_lines(agent ? agent->run : ""));
	json_put(object, "model", agent ? agent->model : 0);
	json_put(object, "permissions", agent && agent->permissions ? agent->permissions : "allow");
	json_put(object, "provider", agent ? config_provider(agent) : 0);
	return object;
}

static const char *run_word(const struct run *run)
{
	if (run->life == RUN_green)
		return "counts no test any more, where it counts some on the base";
	return run->is_late ? "stopped at its time limit" : "red";
}

/* What a red gate said, for the agent: of a held-out one only that it is red. */
static void add_run(struct buf *text, struct keeper *keeper, const struct run *run)
{
	const struct gate *gate = gate_at(keeper->state, run->gate);
	_autofree_ char *output = 0, *how = 0;
	_autofree_ char *reason = text_is_empty(run->reason) ? mem_dup("") : mem_printf("; %s", run->reason);

	if (gate->is_held_out) {
		buf_add_text(text, "A check that is not shown to you is red.\n\n");
		return;
	}
	output = store_output(keeper->store, run->record.id);
	how = run->reds > 1 ? mem_printf("red each of %lld times, the first one", run->reds) : mem_dup(run_word(run));
	buf_printf(text, "gate '%s': %s\n%s after %lld ms, exit status %lld%s. %s:\n%s\n\n", gate->name, gate->command,
		   run->is_late ? run_word(run) : how, run->duration_ms, run->exit_status, reason,
		   run->failed ? "What it says" : "The end of what it printed", output);
}

static char *feedback_text(struct keeper *keeper, const struct job *job)
{
	struct buf text = BUF_INIT(4 * OUTPUT_BYTES);
	struct lines walk;
	long long id;

	LINES_EACH(walk, job->runs)
		if (text_to_number(walk.line, &id) && run_at(keeper->state, id))
			add_run(&text, keeper, run_at(keeper->state, id));
	if (!text_is_empty(job->text))
		buf_add_text(&text, job->text);
	return buf_take(&text);
}

/* What was answered when the session did not wait any more. */
static char *answers_text(const struct keeper *keeper, const struct job *job)
{
	struct buf text = BUF_INIT(4 * OUTPUT_BYTES);

	EACH_LIVE(question, question, keeper->state)
		if (late_is_for(job, question))
			buf_printf(&text, "%s%s\n\nThe answer: %s\n", text.len ? "\n" : "", question->text, question->answer);
	return buf_take(&text);
}

static int write_text(const char *folder, const char *name, const char *text, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, name);

	return fs_write(path, text, strlen(text), err);
}

/* Twice: for a conversation that remembers the task, and for one that has to be begun anew. */
static int write_prompts(struct keeper *keeper, const struct job *job, long long attempt,
			 const char *folder, struct err *err)
{
	const struct session *session = session_at(keeper->state, job->session);
	_autofree_ char *text = feedback_text(keeper, job), *answers = answers_text(keeper, job), *prompt = 0, *anew = 0;
	bool is_answer = text_same(job->why, "answered");
	struct task_spec spec = { 0 };
	const struct prompting prompting = {
		.place = keeper->place, .state = keeper->state, .config = &keeper->config, .spec = &spec, .job = job,
		.base = session->base, .target = factory_of(keeper->state)->target,
		.text = is_answer ? answers : text, .answers = is_answer ? 0 : answers, .is_again = attempt > 1,
	};
	int code = intake_spec(keeper->place, &keeper->config, task_at(keeper->state, session->task), &spec, err);

	if (!code) {
		prompting_render(&prompting, &prompt, &anew);
		code = write_text(folder, "prompt.md", prompt, err);
		if (!code)
			code = write_text(folder, "prompt_anew.md", anew, err);
	}
	task_spec_release(&spec);
	return code;
}

/* A conversation that began when codex alone had a home lies in what was its place then. */
static char *agent_home(const struct keeper *keeper, long long session)
{
	_autofree_ char *before = mem_printf("%s/sessions/%lld/codex", keeper->place->cache, session);

	return fs_is_dir(before) ? steal(&before) : mem_printf("%s/sessions/%lld/agent", keeper->place->cache, session);
}

static void put_turn(struct keeper *keeper, const struct job *job, json_t *object)
{
	const struct session *session = session_at(keeper->state, job->session);
	const struct task *task = task_at(keeper->state, session->task);
	_autofree_ char *workspace = place_workspace(keeper->place, "sessions", session->record.id);
	_autofree_ char *shared = mem_printf("%s/shared", keeper->place->cache);
	_autofree_ char *home = agent_home(keeper, session->record.id);

	json_put(object, "kind", "turn");
	json_put(object, "task", task->name);
	json_put_number(object, "session", session->record.id);
	json_put_number(object, "turn", job->turn);
	json_put(object, "base", session->base);
	json_put(object, "prompt", "prompt.md");
	json_put(object, "prompt_anew", "prompt_anew.md");
	brief_bounds(keeper, job, object);
	json_put(object, "thread", session->thread);
	json_put_number(object, "cost_before", session->cost_microusd);
	json_put(object, "workspace", workspace);
	json_put(object, "shared", shared);
	json_object_set_new(object, "scope", json_from_lines(task->scope));
	json_put(object, "form", task->form);
	json_object_set_new(object, "forbid", json_from_lines(task->forbid));
	json_object_set_new(object, "protect", json_from_lines(keeper->config.protect));
	json_put(object, "agent_home", home);
	json_object_set_new(object, "agent", agent_json(keeper, session->agent));
}

/* What a commit was begun on: setup has run there for it, and may have to run again where the target has moved. */
static const char *base_of(const struct state *state, const struct run *run)
{
	EACH_LIVE(session, session, state)
		if (copies_commit(session, run->tree) && !text_is_empty(session->base))
			return session->base;
	return factory_of(state)->tip;
}

/* What failed before is run once more: the tests it was, or all where the list of them is not whole. */
static void put_again(const struct keeper *keeper, const struct job *job, const struct run *run, json_t *object)
{
	/* The first time too: what can tell a rerun can be red once and green ever after. The next attempt of the same job
	 * finds the same order. */
	json_put_number(object, "seed", job->record.id * 7919 % 2147483647);
	if (!job->again)
		return;
	json_put_number(object, "again", job->again);
	if (run_repeats_alone(keeper->state, run))
		json_put(object, "again_command", gate_at(keeper->state, run->gate)->again);
	json_object_set_new(object, "tests", json_from_lines(run->failing));
}

static void put_check(struct keeper *keeper, const struct job *job, json_t *object)
{
	const struct run *run = run_at(keeper->state, job->run);
	const struct gate *gate = gate_at(keeper->state, run->gate);
	_autofree_ char *workspace = place_workspace(keeper->place, "checks", job->record.id);

	json_put(object, "kind", "check");
	json_put_number(object, "run", run->record.id);
	json_put(object, "gate", gate->name);
	json_put(object, "command", gate->command);
	json_put(object, "report", text_is_empty(gate->report) ? 0 : gate->report);
	json_put(object, "coverage", text_is_empty(gate->coverage) ? 0 : gate->coverage);
	json_put_number(object, "timeout_ms", gate->timeout_ms);
	json_put(object, "commit", run->commit);
	json_put(object, "tree", run->tree);
	json_put(object, "base", base_of(keeper->state, run));
	json_put(object, "workspace", workspace);
	put_again(keeper, job, run, object);
	if (gate->is_held_out) {
		_autofree_ char *commands = held_out_commands(gate->command, gate->again);
		_autofree_ char *shown = held_out_shown(keeper->place, commands);

		json_object_set_new(object, "held_out", json_true());
		json_object_set_new(object, "shown", json_from_lines(shown));
	}
}

/* NULL for a check. */
static const struct config_agent *agent_of(const struct keeper *keeper, const struct job *job)
{
	const struct session *session = session_at(keeper->state, job->session);

	return session ? config_find_agent(&keeper->config, session->agent) : 0;
}

static void put_place(const struct keeper *keeper, const char *folder, json_t *object)
{
	const struct place *place = keeper->place;
	_autofree_ char *mark = mem_printf("LEADHAND_JOB=%s", folder);

	json_put(object, "mark", mark);
	json_put(object, "git_dir", place->git_dir);
	json_put(object, "top", place->top);
	json_put(object, "target", factory_of(keeper->state)->target);
	json_put(object, "setup", keeper->config.setup);
}

static int write_job(const char *folder, const json_t *object, struct err *err)
{
	_autofree_ char *text = json_line(object);

	return write_text(folder, "job.json", text, err);
}

int brief_write(struct keeper *keeper, const struct job *job, long long attempt, struct err *err)
{
	_autofree_ char *folder = place_job(keeper->place, job->record.id);
	_json_ json_t *object = json_object();
	int code = job->session ? write_prompts(keeper, job, attempt, folder, err) : 0;

	if (!code && job->session)
		code = past_prepare(keeper, job, err);
	if (code)
		return code;
	json_put_number(object, "job", job->record.id);
	json_put_number(object, "attempt", attempt);
	put_place(keeper, folder, object);
	if (job->session)
		put_turn(keeper, job, object);
	else
		put_check(keeper, job, object);
	brief_walls(object, keeper->place, &keeper->config, agent_of(keeper, job));
	return write_job(folder, object, err);
}

int brief_write_base(struct keeper *keeper, const char *folder, struct err *err)
{
	const struct place *place = keeper->place;
	_autofree_ char *workspace = mem_printf("%s/prepare/work", place->cache);
	_autofree_ char *rooms = place_rooms(place);
	_json_ json_t *object = json_object();

	json_put(object, "kind", "base");
	json_put_number(object, "attempt", 1);
	put_place(keeper, folder, object);
	json_put(object, "base", factory_of(keeper->state)->tip);
	json_put(object, "workspace", workspace);
	json_put_number(object, "time_ms", keeper->config.time_ms);
	json_object_set_new(object, "rooms", json_from_lines(rooms));
	brief_walls(object, place, &keeper->config, 0);
	return write_job(folder, object, err);
}
