/* prompts.c - see prompts.h. */
#include "api/prompts.h"

#include "api/repository.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/prompting.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <string.h>

enum { SENT_BYTES = 64 << 20, PROMPT_BYTES = 4 << 20 };

static const struct job *job_of(const struct state *state, long long session, long long turn)
{
	const struct job *found = 0;

	EACH(job, job, state)
		if (job->session == session && (!turn || job->turn == turn))
			found = job;
	return found;
}

static json_t *told_in(const char *folder)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/sent.jsonl", folder), *text = 0;
	json_t *list = json_array();
	struct lines walk;

	if (fs_read(path, SENT_BYTES, &text, 0, &err))
		return list;
	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err torn = ERR_INIT;
		json_t *line = 0;

		if (!json_parse(walk.line, strlen(walk.line), &line, &torn))
			json_array_append_new(list, line);
	}
	return list;
}

static const json_t *last_prompt(const json_t *told)
{
	for (size_t i = json_array_size(told); i--;)
		if (text_same(json_text(json_array_get(told, i), "kind"), "prompt"))
			return json_array_get(told, i);
	return 0;
}

static void put_turn(json_t *out, const struct job *job)
{
	json_put_number(out, "session", job ? job->session : 0);
	json_put_number(out, "turn", job ? job->turn : 1);
	json_put_number(out, "job", job ? job->record.id : 0);
	json_put(out, "why", job ? job->why : "first");
}

/* What its runner found, where no record says what was sent: the turn has not come so far, or is an older leadhand's. */
static int put_written(const char *folder, const struct job *job, json_t *out, struct err *err)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/prompt.md", folder), *text = 0;

	if (fs_read(path, PROMPT_BYTES, &text, 0, &none))
		return err_set(err, ERR_MISSING, "turn %lld of session %lld has not begun: nothing is written for it yet", job->turn,
			       job->session);
	json_object_set_new(out, "sent", json_false());
	json_object_set_new(out, "anew", json_false());
	json_put_number(out, "attempt", job->attempt);
	json_put(out, "prompt", text);
	return 0;
}

static int put_told(const struct view *view, const struct job *job, json_t *out, struct err *err)
{
	_autofree_ char *folder = place_job(view->place, job->record.id);
	json_t *told = told_in(folder);
	const json_t *last = last_prompt(told);

	put_turn(out, job);
	json_object_set_new(out, "told", told);
	if (!last)
		return put_written(folder, job, out, err);
	json_object_set_new(out, "sent", json_true());
	json_object_set_new(out, "anew", json_boolean(json_bool(last, "anew")));
	json_put_number(out, "attempt", json_number(last, "attempt"));
	json_put_number(out, "at_ms", json_number(last, "at_ms"));
	json_put(out, "prompt", json_text(last, "text"));
	return 0;
}

static char *target_of(const struct view *view, const struct config *config)
{
	const struct factory *factory = factory_of(view->state);
	char *branch;

	if (!text_is_empty(factory->target))
		return mem_dup(factory->target);
	branch = config->target ? mem_dup(config->target) : repository_branch(view->place);
	return branch ? branch : mem_dup("main");
}

static char *base_of(const struct view *view, const char *target)
{
	const struct git git = { .dir = view->place->top };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *name = mem_printf("refs/heads/%s^{commit}", target);
	char *commit = 0;

	return git_line(&git, GIT("rev-parse", "--verify", "-q", name), &commit, &err) ? mem_dup("(none yet)") : commit;
}

static void put_preview(const struct view *view, const struct config *config, const struct task_spec *spec, json_t *out)
{
	_autofree_ char *target = target_of(view, config), *base = base_of(view, target), *text = 0, *anew = 0;
	_cleanup_(err_release) struct err broken = ERR_INIT;
	const struct prompting prompting = {
		.place = view->place, .state = view->state, .config = config, .spec = spec, .text = "", .base = base, .target = target,
	};

	prompting_render(&prompting, &text, &anew);
	template_free(prompting_template(view->place, &broken));
	json_put(out, "broken", broken.text);
	put_turn(out, 0);
	json_object_set_new(out, "told", json_array());
	json_object_set_new(out, "sent", json_false());
	json_object_set_new(out, "anew", json_false());
	json_put_number(out, "attempt", 0);
	json_put(out, "prompt", text);
}

/* By the files as they are now: that is what a first turn would be told. */
static int preview(const struct view *view, const char *task, json_t *out, struct err *err)
{
	_cleanup_(config_release) struct config config = { 0 };
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };

	if (config_load(view->place->config, &config, err) ||
	    task_spec_load(view->place->top, task, &(struct lint_world){ .config = &config }, &spec, &findings, err))
		return err->code;
	put_preview(view, &config, &spec, out);
	return 0;
}

static int find_turn(const struct view *view, const struct task *task, const struct prompts_wish *wish,
		     const struct job **job, struct err *err)
{
	long long number = wish->session ? wish->session : task ? task->session : 0;
	const struct session *session = session_at(view->state, number);

	*job = 0;
	if (wish->session && (!session || !task || session->task != task->record.id))
		return err_set(err, ERR_MISSING, "the task has no session %lld", wish->session);
	if (session)
		*job = job_of(view->state, session->record.id, wish->turn);
	if (!*job && wish->turn > (session ? 0 : 1))
		return err_set(err, ERR_MISSING, "there was no turn %lld%s", wish->turn, session ? " of that session" : " yet");
	return 0;
}

int prompts_read(const struct view *view, const char *name, const struct prompts_wish *wish, json_t **out, struct err *err)
{
	const struct task *task = task_named(view->state, name);
	const struct job *job;

	if (find_turn(view, task, wish, &job, err))
		return err->code;
	*out = json_object();
	json_put(*out, "kind", "prompt");
	json_put(*out, "task", name);
	return job ? put_told(view, job, *out, err) : preview(view, name, *out, err);
}
