/* prompting.c - see prompting.h. */
#include "floor/prompting.h"

#include "floor/applies.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "runner/shelf.h"
#include "spec/prompt.h"
#include "sys/fs.h"

#include <string.h>
#include <unistd.h>

enum { HISTORY_MOST = 12, DECISIONS_MOST = 6, SKILLS_MOST = 8, ABOUT_BYTES = 80 << 10 };

#define TEMPLATE ".leadhand/prompt.md"

char *prompting_path(const struct place *place)
{
	return mem_printf("%s/" TEMPLATE, place->top);
}

static char *kept_path(const struct place *place)
{
	return mem_printf("%s/prompt.md", place->state);
}

/* NULL, and no err, where there is none. *text is the caller's; NULL where it could not be read. */
static struct template *read_template(const char *path, const char *name, char **text, struct err *err)
{
	struct template *made = 0;
	size_t len = 0;
	int code = fs_exists(path) ? fs_read(path, TEMPLATE_BYTES, text, &len, err) : ERR_MISSING;

	if (code || prompt_template_read(name, *text, len, &made, err))
		return 0;
	return made;
}

struct template *prompting_template(const struct place *place, struct err *broken)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *path = prompting_path(place), *kept = kept_path(place), *text = 0, *old = 0;
	struct template *made = read_template(path, TEMPLATE, &text, broken);

	return made || !broken->code ? made : read_template(kept, TEMPLATE, &old, &none);
}

/* What is in force is what a broken one falls back to. */
static int keep(const struct place *place, const char *text, struct err *err)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *path = kept_path(place), *old = 0;

	if (!text)
		return unlink(path) && fs_exists(path) ? err_set(err, ERR_SYSTEM, "cannot remove '%s'", path) : 0;
	if (!fs_read(path, TEMPLATE_BYTES, &old, 0, &none) && !strcmp(old, text))
		return 0;
	return fs_write(path, text, strlen(text), err);
}

int prompting_look(struct keeper *keeper, struct err *err)
{
	_cleanup_(err_release) struct err broken = ERR_INIT;
	_autofree_ char *path = prompting_path(keeper->place), *text = 0;
	struct template *made = read_template(path, TEMPLATE, &text, &broken);
	int code = 0;

	if (!broken.code)
		code = keep(keeper->place, made ? text : 0, err);
	template_free(made);
	return code ? code : keeper_notice(keeper, "prompt", broken.text, err);
}

/* What an earlier turn was for, as the next ones are told of it; NULL where that says nothing. */
static const char *what_of(const char *why)
{
	static const char *const texts[][2] = {
		{ "no_change", "the turn before it had ended without a commit" },
		{ "failed", "the turn before it had ended with an error" },
		{ "rejected", "the lead wanted something else" },
		{ "conflict", "the target had moved, and the change did not merge into it" },
		{ "retried", "the lead gave the task another try" },
		{ "restored", "the lead went back to a checkpoint" },
		{ "attached", "the lead had worked in the session" },
		{ "protected", "the change touched protected files that the scope does not name" },
		{ "unproven", "the new tests did not fail without the change, or not by an assertion" },
		{ "looping", "the turn before it had done the same again and again" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (text_same(texts[i][0], why))
			return texts[i][1];
	return 0;
}

/* Names of the checks that were red, the caller's; what is held out is never named. */
static char *red_of(const struct state *state, const struct job *job)
{
	struct buf names = BUF_INIT(2000);
	bool has_hidden = false;
	struct lines walk;
	long long id;

	LINES_EACH(walk, job->runs) {
		const struct run *run = text_to_number(walk.line, &id) ? run_at(state, id) : 0;
		const struct gate *gate = run ? gate_at(state, run->gate) : 0;

		if (gate && !gate->is_held_out)
			buf_printf(&names, "%s'%s'", names.len ? ", " : "", gate->name);
		has_hidden |= gate && gate->is_held_out;
	}
	if (has_hidden)
		buf_printf(&names, "%sone that is not shown to you", names.len ? ", " : "");
	return buf_take(&names);
}

static void add_past(json_t *list, const struct prompting *prompting, const struct job *past)
{
	const struct state *state = prompting->state;
	bool is_own = prompting->job && past->session == prompting->job->session, is_red = text_same(past->why, "gate_red");
	bool is_leads = text_same(past->why, "rejected") || text_same(past->why, "retried") || text_same(past->why, "restored");
	_autofree_ char *turn = mem_printf(is_own ? "Turn %lld" : "Turn %lld of an earlier session", past->turn);
	_autofree_ char *red = is_red ? red_of(state, past) : 0, *what = 0;
	json_t *made;

	what = is_red ? mem_printf("red: %s", red) : text_dup(what_of(past->why));
	if (!what)
		return;
	made = json_object();
	json_put(made, "turn", turn);
	json_put(made, "what", what);
	json_put(made, "said", is_leads ? past->text : "");
	json_array_append_new(list, made);
}

/* Of the task's other turns, in whichever session; the last of them. */
static json_t *history_of(const struct prompting *prompting)
{
	const struct state *state = prompting->state;
	json_t *list = json_array();

	const struct session *own = prompting->job ? session_at(state, prompting->job->session) : 0;

	for (long long id = 1; own && id < prompting->job->record.id; id++) {
		const struct job *past = job_at(state, id);
		const struct session *session = past ? session_at(state, past->session) : 0;

		if (session && session->task == own->task)
			add_past(list, prompting, past);
	}
	while (json_array_size(list) > HISTORY_MOST)
		json_array_remove(list, 0);
	return list;
}

static char *about(const struct task_spec *spec)
{
	struct buf out = BUF_INIT(ABOUT_BYTES);

	buf_printf(&out, "%s\n%s\n%s\n", spec->title, spec->body, spec->scope ? spec->scope : "");
	return buf_take(&out);
}

void prompting_render(const struct prompting *prompting, char **text, char **anew)
{
	const struct job *job = prompting->job;
	const struct session *session = job ? session_at(prompting->state, job->session) : 0;
	const struct task *task = session ? task_at(prompting->state, session->task) : 0;
	_cleanup_(err_release) struct err broken = ERR_INIT;
	_autofree_ char *words = about(prompting->spec);
	_json_ json_t *known = shelf_decisions(prompting->place->top, ""), *shown = shelf_skills(prompting->place->top);
	_json_ json_t *history = history_of(prompting);
	_json_ json_t *decisions = applies_pick(json_object_get(known, "decisions"), words, DECISIONS_MOST);
	_json_ json_t *skills = applies_pick(json_object_get(shown, "skills"), words, SKILLS_MOST);
	struct template *template = prompting_template(prompting->place, &broken);
	struct prompt prompt = {
		.task = prompting->spec, .config = prompting->config, .template = template, .reason = job ? job->why : "first",
		.text = prompting->text, .answers = prompting->answers, .base = prompting->base,
		.target = prompting->target, .is_again = prompting->is_again,
		.is_visited = job && job->is_visited, .round = session ? session->round : 0, .rounds = task ? task->rounds : 0,
		.history = history, .decisions = decisions, .skills = skills,
		.more_decisions = json_number(known, "of") - (long long)json_array_size(decisions),
		.more_skills = (long long)(json_array_size(json_object_get(shown, "skills")) - json_array_size(skills)),
	};

	*text = prompt_render(&prompt);
	prompt.is_again = true;
	*anew = prompt_render(&prompt);
	template_free(template);
}
