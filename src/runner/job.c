/* job.c - see job.h. */
#include "runner/job.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <string.h>

enum { JOB_BYTES = 1 << 20, PROMPT_BYTES = 8 << 20 };

/* A borrowed string that must be there. */
static int must_have(const struct job *job, const json_t *object, const char *key,
		     const char **out, struct err *err)
{
	*out = json_text(object, key);
	if (text_is_empty(*out))
		return err_set(err, ERR_CORRUPT, "'%s/job.json' has no '%s'", job->dir, key);
	return 0;
}

static int read_common(struct job *job, struct err *err)
{
	struct workspace *ws = &job->workspace;
	const char *kind;
	char *slash;

	if (must_have(job, job->json, "mark", &job->mark, err) < 0 ||
	    must_have(job, job->json, "git_dir", &ws->git_dir, err) < 0 ||
	    must_have(job, job->json, "store", &ws->store, err) < 0 ||
	    must_have(job, job->json, "target", &ws->target, err) < 0 ||
	    must_have(job, job->json, "workspace", &ws->path, err) < 0 ||
	    must_have(job, job->json, "base", &job->base, err) < 0 ||
	    must_have(job, job->json, "top", &job->top, err) < 0 ||
	    must_have(job, job->json, "bases", &job->bases, err) < 0 ||
	    job_walls_read(job->json, &job->walls, err) < 0 ||
	    must_have(job, job->json, "kind", &kind, err) < 0)
		return err->code;
	if (*ws->path != '/')
		return err_set(err, ERR_CORRUPT, "the workspace '%s' is no absolute path",
			       ws->path);
	job->room = mem_dup(ws->path);
	slash = strrchr(job->room, '/');
	*slash = 0;
	job->is_turn = !strcmp(kind, "turn");
	job->is_base = !strcmp(kind, "base");
	job->setup = json_text(job->json, "setup");
	if (text_is_empty(job->setup))
		job->setup = 0;
	return 0;
}

/* The words as they are: an argument vector must not be cleaned. */
static int read_run(struct job *job, const json_t *array, struct err *err)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *word = json_string_value(json_array_get(array, i));

		if (text_is_empty(word) || strchr(word, '\n'))
			return err_set(err, ERR_USAGE,
				       "word %zu of agent '%s' is empty or has a newline",
				       i + 1, job->agent);
		lines_add(&job->run, word);
	}
	if (!job->run)
		job->run = mem_dup("");
	return 0;
}

static int read_prompt(const struct job *job, const char *name, char **out, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", job->dir, name);

	return fs_read(path, PROMPT_BYTES, out, 0, err);
}

/* One checkout for many sessions: it is seen where it stands, and setup is run once for all of them. */
static int read_shared(struct job *job, struct err *err)
{
	const char *shared;

	job->scope = json_lines(json_object_get(job->json, "scope"));
	job->is_shared = text_same(job->walls.kind, "shared");
	if (!job->is_shared)
		return 0;
	if (must_have(job, job->json, "shared", &shared, err))
		return err->code;
	job->checkout = mem_printf("%s/work", shared);
	job->setup_done = mem_printf("%s/setup.done", shared);
	job->workspace.path = job->checkout;
	job->walls.inside = job->checkout;
	return 0;
}

static int read_turn(struct job *job, struct err *err)
{
	const json_t *agent = json_object_get(job->json, "agent");
	const char *anew = json_text(job->json, "prompt_anew");
	int failed;

	if (must_have(job, job->json, "task", &job->task, err) < 0 ||
	    must_have(job, agent, "name", &job->agent, err) < 0 ||
	    must_have(job, agent, "kind", &job->kind, err) < 0 || read_shared(job, err))
		return err->code;
	job->model = json_text(agent, "model");
	job->provider = json_text(agent, "provider");
	job->silence_ms = json_number(job->json, "silence_ms");
	job->silence_most_ms = json_number(job->json, "silence_most_ms");
	job->thread = json_text(job->json, "thread");
	job->cost_before = json_number(job->json, "cost_before");
	job->permissions = json_text(agent, "permissions");
	job->agent_home = json_text(job->json, "agent_home");
	/* As it was called when codex alone had one. */
	if (!job->agent_home)
		job->agent_home = json_text(job->json, "codex_home");
	job->forbid = json_lines(json_object_get(job->json, "forbid"));
	job->keeps_nothing = text_same(json_text(job->json, "form"), "report");
	job->protect = json_lines(json_object_get(job->json, "protect"));
	job->session = json_number(job->json, "session");
	job->time_ms = json_number(job->json, "time_ms");
	job->head_ref = mem_printf("refs/leadhand/session/%lld", job->session);
	job->saved_ref = mem_printf("refs/leadhand/checkpoint/s%lld", job->session);
	job->workspace.scope = job->scope;
	job->workspace.head_ref = job->head_ref;
	job->workspace.saved_ref = job->saved_ref;
	failed = read_run(job, json_object_get(agent, "run"), err);
	if (!failed)
		failed = read_prompt(job, json_text_or(job->json, "prompt", "prompt.md"),
				     &job->prompt, err);
	if (!failed && !text_is_empty(anew))
		failed = read_prompt(job, anew, &job->prompt_anew, err);
	return failed;
}

static int read_check(struct job *job, struct err *err)
{
	if (must_have(job, job->json, "gate", &job->gate, err) < 0 ||
	    must_have(job, job->json, "command", &job->command, err) < 0 ||
	    must_have(job, job->json, "commit", &job->commit, err) < 0)
		return err->code;
	job->tree = json_text_or(job->json, "tree", "");
	job->is_held_out = json_bool(job->json, "held_out");
	job->shown = json_lines(json_object_get(job->json, "shown"));
	job->report = json_text(job->json, "report");
	if (text_is_empty(job->report))
		job->report = 0;
	job->coverage = json_text(job->json, "coverage");
	if (text_is_empty(job->coverage))
		job->coverage = 0;
	job->time_ms = json_number(job->json, "timeout_ms");
	job->again = json_number(job->json, "again");
	job->is_alone = json_text(job->json, "again_command") != 0;
	job->command = json_text_or(job->json, "again_command", job->command);
	job->seed = json_number(job->json, "seed");
	job->tests = json_lines(json_object_get(job->json, "tests"));
	job->tests_file = mem_printf("%s/tests", job->dir);
	return 0;
}

static int read_more(struct job *job, struct err *err)
{
	if (job->is_turn)
		return read_turn(job, err);
	if (!job->is_base)
		return read_check(job, err);
	job->time_ms = json_number(job->json, "time_ms");
	return 0;
}

static void fill_base(struct job *job)
{
	const struct workspace *ws = &job->workspace;

	job->prepared = (struct base_spec){ .git_dir = ws->git_dir, .store = ws->store, .bases = job->bases,
					    .target = ws->target, .top = job->top, .setup = job->setup,
					    .setup_when = job->walls.setup_when, .carry = job->walls.carry,
					    .inside = job->walls.inside };
	job->workspace.base = &job->prepared;
}

int job_read(const char *dir, long long attempt, struct job *job, struct err *err)
{
	_cleanup_(job_release) struct job read = { .attempt = attempt };
	_autofree_ char *path = mem_printf("%s/job.json", dir), *text = 0;
	size_t len;
	int failed;

	failed = fs_read(path, JOB_BYTES, &text, &len, err);
	if (failed)
		return failed;
	read.dir = realpath(dir, 0);
	if (!read.dir)
		return err_set(err, ERR_MISSING, "there is no folder '%s'", dir);
	failed = json_parse(text, len, &read.json, err);
	if (failed)
		return err_wrap(err, "cannot read '%s'", path);
	failed = read_common(&read, err);
	if (!failed)
		failed = read_more(&read, err);
	if (failed)
		return failed;
	*job = move(&read);
	fill_base(job);
	return 0;
}

bool job_is_wanted(const struct job *job, long long attempt)
{
	_autofree_ char *path = mem_printf("%s/job.json", job->dir), *text = 0;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *json = 0;
	size_t len;

	if (fs_read(path, JOB_BYTES, &text, &len, &err) || json_parse(text, len, &json, &err))
		return false;
	return !json_object_get(json, "attempt") || json_number(json, "attempt") == attempt;
}

void job_release(struct job *job)
{
	json_decref(job->json);
	free(job->dir);
	free(job->run);
	free(job->scope);
	free(job->forbid);
	free(job->protect);
	free(job->tests);
	free(job->tests_file);
	free(job->shown);
	free(job->prompt);
	free(job->prompt_anew);
	free(job->room);
	free(job->checkout);
	free(job->setup_done);
	free(job->saved_ref);
	free(job->head_ref);
	job_walls_release(&job->walls);
	*job = (struct job){ 0 };
}
