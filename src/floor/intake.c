/* intake.c - see intake.h. */
#include "floor/intake.h"

#include "floor/environment.h"
#include "floor/prompting.h"
#include "floor/survey.h"

#include "base/mem.h"
#include "base/text.h"
#include "floor/held_out.h"
#include "land/land.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <string.h>

/* What a held-out gate runs lies in no tree: its verdict is another one when that was changed. */
static char *own_contents(const struct keeper *keeper, const struct config_gate *gate)
{
	_autofree_ char *commands = 0, *shown = 0, *hash = 0;

	if (!gate->held_out)
		return mem_dup("");
	commands = held_out_commands(gate->run, gate->again);
	shown = held_out_shown(keeper->place, commands);
	hash = held_out_hash(shown);
	return mem_printf("\n%s\n%s", shown, hash);
}

/* What a gate without it never had: its results from before are good. */
static char *own_coverage(const struct config_gate *gate)
{
	return text_is_empty(gate->coverage) ? mem_dup("") : mem_printf("\ncoverage %s", gate->coverage);
}

/* Of the environment too: the same command says something else beside other tools. */
static char *gate_key(const struct keeper *keeper, const struct config_gate *gate, const char *contents, int salt)
{
	_autofree_ char *all = mem_printf("%s\n%s\n%s\n%s\n%lld\n%d\n%d\n%s\n%d\n%s%s", gate->name, gate->run,
					  gate->report ? gate->report : "", gate->when ? gate->when : "",
					  gate->timeout_ms, gate->held_out, gate->is_red_first, keeper->environment, salt,
					  gate->again ? gate->again : "", contents);

	return text_hash(all, strlen(all));
}

/* The key of a gate, the caller's: no other command has it, however it was made to look like one. */
static char *own_key(const struct keeper *keeper, const struct config_gate *gate)
{
	_autofree_ char *shown = own_contents(keeper, gate), *coverage = own_coverage(gate);
	_autofree_ char *contents = mem_printf("%s%s", shown, coverage);
	const struct gate *other;
	char *key = 0;

	for (int salt = 0; !key || ((other = gate_keyed(keeper->state, key)) &&
				    (!text_same(other->command, gate->run) || !text_same(other->name, gate->name)));
	     salt++)
		mem_replace(&key, gate_key(keeper, gate, contents, salt));
	return key;
}

/* Ids of these gates, a list; those that are new become known. */
static int know_gates(struct keeper *keeper, const struct config_gate *gates, size_t count, char **ids, struct err *err)
{
	int code = 0;

	for (size_t i = 0; i < count && !code; i++) {
		_autofree_ char *key = own_key(keeper, &gates[i]);
		_autofree_ char *id = 0;

		if (!gate_keyed(keeper->state, key)) {
			struct event event = {
				.kind = EVENT_gate_known, .key = mem_dup(key),
				.name = mem_dup(gates[i].name), .command = mem_dup(gates[i].run),
				.list = gates[i].when ? mem_dup(gates[i].when) : 0,
				.report = gates[i].report ? mem_dup(gates[i].report) : 0,
				.again = gates[i].again ? mem_dup(gates[i].again) : 0,
				.coverage = gates[i].coverage ? mem_dup(gates[i].coverage) : 0,
				.timeout_ms = gates[i].timeout_ms, .is_held_out = gates[i].held_out,
				.is_red_first = gates[i].is_red_first,
			};

			code = keeper_take(keeper, &event, err);
			event_release(&event);
		}
		if (!code) {
			id = mem_printf("%lld", gate_keyed(keeper->state, key)->record.id);
			lines_add(ids, id);
		}
	}
	return code;
}

static char *stamp_of(const struct keeper *keeper)
{
	_autofree_ char *environment = environment_stamp(keeper->place, &keeper->config);
	_autofree_ char *shown = held_out_stamp(keeper->shown);

	return mem_printf("%s\n%s", environment, shown);
}

static void look_at_environment(struct keeper *keeper)
{
	mem_replace(&keeper->shown, held_out_all(keeper->place, &keeper->config));
	mem_replace(&keeper->environment_stamp, stamp_of(keeper));
	mem_replace(&keeper->environment, environment_hash(keeper->place, &keeper->config));
}

bool intake_is_elsewhere(struct keeper *keeper)
{
	_autofree_ char *stamp = stamp_of(keeper);
	bool is_news = keeper->environment_stamp && !text_same(stamp, keeper->environment_stamp);

	mem_replace(&keeper->environment_stamp, steal(&stamp));
	return is_news;
}

/* The gate as it would be known now. */
static int know_again(struct keeper *keeper, const struct gate *gate, char **ids, struct err *err)
{
	const struct config_gate same = {
		.name = gate->name, .run = gate->command, .report = text_dup(gate->report), .when = text_dup(gate->when_paths),
		.again = text_dup(gate->again), .coverage = text_dup(gate->coverage), .timeout_ms = gate->timeout_ms,
		.held_out = gate->is_held_out, .is_red_first = gate->is_red_first,
	};
	int code = know_gates(keeper, &same, 1, ids, err);

	free(same.report);
	free(same.when);
	free(same.again);
	free(same.coverage);
	return code;
}

int intake_gates_now(struct keeper *keeper, char **gates, struct err *err)
{
	_autofree_ char *ids = 0;
	struct lines walk;
	long long id;
	int code = 0;

	if (!keeper->environment)
		look_at_environment(keeper);
	LINES_EACH(walk, *gates) {
		const struct gate *gate = text_to_number(walk.line, &id) ? gate_at(keeper->state, id) : 0;

		if (gate && !code)
			code = know_again(keeper, gate, &ids, err);
	}
	if (!code)
		mem_replace(gates, steal(&ids));
	return code;
}

static char *dup_or_null(const char *text)
{
	return text_is_empty(text) ? 0 : mem_dup(text);
}

/* The branch that HEAD names, also before its first commit. */
static char *head_branch(const struct place *place)
{
	struct git git = { .dir = place->top };
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *name = 0;

	if (git_line(&git, GIT("symbolic-ref", "--short", "HEAD"), &name, &err) || !*name) {
		free(name);
		return mem_dup("main");
	}
	return name;
}

static bool limits_changed(const struct factory *factory, const struct event *event)
{
	return factory->sessions != event->sessions || factory->checks != event->checks ||
	       factory->rounds != event->rounds || factory->reruns != event->reruns || factory->time_ms != event->time_ms ||
	       factory->tokens != event->tokens || factory->cost_microusd != event->cost_microusd ||
	       factory->lines != event->lines;
}

static bool pace_changed(const struct factory *factory, const struct event *event)
{
	return factory->review_buffer_ms != event->review_buffer_ms || factory->stagger_ms != event->stagger_ms ||
	       factory->answer_ms != event->answer_ms || factory->day_tokens != event->day_tokens ||
	       factory->day_cost_microusd != event->day_cost_microusd || factory->tells != event->tells;
}

static bool config_changed(const struct factory *factory, const struct event *event)
{
	return !text_same(factory->gates, event->gates) || !text_same(factory->target, event->name) ||
	       !text_same(factory->generated, event->list) || factory->edition != event->edition || limits_changed(factory, event) ||
	       pace_changed(factory, event);
}

static int apply_config(struct keeper *keeper, const struct config *config, struct err *err)
{
	const struct factory *factory = factory_of(keeper->state);
	struct event event = {
		.kind = EVENT_configured, .sessions = config->sessions, .checks = config->checks,
		.rounds = config->rounds, .reruns = config->reruns, .time_ms = config->time_ms, .tokens = config->tokens,
		.cost_microusd = config->cost_microusd, .lines = config->lines,
		.review_buffer_ms = config->review_buffer_ms, .stagger_ms = config->stagger_ms,
		.answer_ms = config->answer_ms, .day_tokens = config->day_tokens,
		.day_cost_microusd = config->day_cost_microusd, .tells = !text_is_empty(config->notify),
		.list = dup_or_null(config->generated), .edition = FACTORY_EDITION,
	};
	int code = know_gates(keeper, config->gates, config->gate_count, &event.gates, err);

	if (code) {
		event_release(&event);
		return code;
	}
	/* A target that was never named stays the branch that it was at first: HEAD may wander. */
	event.name = config->target ? mem_dup(config->target)
		     : text_is_empty(factory->target) ? head_branch(keeper->place) : mem_dup(factory->target);
	if (config_changed(factory, &event))
		code = keeper_take(keeper, &event, err);
	event_release(&event);
	return code;
}

int intake_config(struct keeper *keeper, struct err *err)
{
	struct config config;
	_cleanup_(err_release) struct err second = ERR_INIT;
	int code = config_load(keeper->place->config, &config, err);

	if (code) {
		if (keeper_notice(keeper, "config", err->text, &second))
			err_wrap(err, "%s", second.text);
		return code;
	}
	config_release(&keeper->config);
	keeper->config = config;
	look_at_environment(keeper);
	code = apply_config(keeper, &keeper->config, err);
	if (!code)
		code = held_out_look(keeper, err);
	return code ? code : keeper_notice(keeper, "config", 0, err);
}

int intake_prompt(struct keeper *keeper, struct err *err)
{
	_autofree_ char *path = prompting_path(keeper->place), *stamp = 0;
	long long size, changed_ns;

	fs_stamp(path, &size, &changed_ns);
	stamp = mem_printf("%lld %lld", size, changed_ns);
	if (text_same(stamp, keeper->prompt_stamp))
		return 0;
	mem_replace(&keeper->prompt_stamp, steal(&stamp));
	return prompting_look(keeper, err);
}

static char *spec_copy(const struct place *place, const char *hash)
{
	return mem_printf("%s/specs/%s.md", place->state, hash);
}

static int keep_copy(struct keeper *keeper, const char *name, const char *hash, struct err *err)
{
	_autofree_ char *from = mem_printf("%s/.leadhand/tasks/%s.md", keeper->place->top, name);
	_autofree_ char *folder = mem_printf("%s/specs", keeper->place->state);
	_autofree_ char *to = spec_copy(keeper->place, hash);
	_autofree_ char *text = 0;
	size_t len;
	int code;

	if (fs_exists(to))
		return 0;
	code = fs_make_dirs(folder, err);
	if (!code)
		code = fs_read(from, 65536, &text, &len, err);
	return code ? code : fs_write(to, text, len, err);
}

static const char *review_mode(const struct config *config, const struct task_spec *spec)
{
	return spec->review ? spec->review : config_review_of(config, spec->class ? spec->class : "task");
}

static long long given(long long own, long long general)
{
	return own >= 0 ? own : general;
}

static char *provider_of(const struct config *config, const char *name)
{
	const struct config_agent *agent = config_find_agent(config, name);

	return agent ? mem_dup(config_provider(agent)) : 0;
}

static int fit_event(struct keeper *keeper, const struct task_spec *spec, struct event *event, struct err *err)
{
	const struct config *config = &keeper->config;

	*event = (struct event){
		.kind = EVENT_task_fit,
		.title = dup_or_null(spec->title), .class = dup_or_null(spec->class),
		.agent = mem_dup(spec->agent ? spec->agent : config->agent),
		.provider = provider_of(config, spec->agent ? spec->agent : config->agent),
		.form = dup_or_null(spec->kind), .scope = dup_or_null(spec->scope),
		.forbid = dup_or_null(spec->forbid), .needs = dup_or_null(spec->needs),
		.review_mode = dup_or_null(review_mode(config, spec)),
		.priority = spec->priority, .rounds = given(spec->rounds, config->rounds),
		.time_ms = given(spec->time_ms, config->time_ms),
		.tokens = given(spec->tokens, config->tokens),
		.cost_microusd = config->cost_microusd,
		.lines = given(spec->lines, config->lines),
	};
	return know_gates(keeper, spec->accept, spec->accept_count, &event->gates, err);
}

static bool task_limits_changed(const struct task *task, const struct event *event)
{
	return task->rounds != event->rounds || task->time_ms != event->time_ms || task->tokens != event->tokens ||
	       task->cost_microusd != event->cost_microusd || task->lines != event->lines;
}

static bool is_news(const struct task *task, const struct event *event)
{
	if (!task)
		return true;
	if (event->kind == EVENT_task_unfit)
		return task->life != TASK_draft || !text_same(task->reason, event->text) ||
		       !text_same(task->hash, event->hash);
	return !task->is_fit || task->life == TASK_draft || !text_same(task->hash, event->hash) ||
	       !text_same(task->accept, event->gates) || !text_same(task->agent, event->agent) ||
	       !text_same(task->provider, event->provider) ||
	       !text_same(task->review_mode, event->review_mode) || task_limits_changed(task, event);
}

/* What is under way keeps the words it began with; what has ended is done with. */
static bool may_change(const struct task *task)
{
	return !task || task->life <= TASK_waiting || task->life == TASK_failed || task->life == TASK_cancelled;
}

static int take_task(struct keeper *keeper, const struct lint_world *world, const char *name, struct err *err)
{
	struct task *task = task_named(keeper->state, name);
	struct task_spec spec = { 0 };
	struct findings findings = { 0 };
	struct event event = { 0 };
	int code;

	if (!may_change(task))
		return 0;
	code = task_spec_load(keeper->place->top, name, world, &spec, &findings, err);
	if (code)
		return code;
	if (findings.errors) {
		_autofree_ char *path = mem_printf(".leadhand/tasks/%s.md", name);

		event = (struct event){ .kind = EVENT_task_unfit, .text = findings_errors(&findings, path),
					.title = dup_or_null(spec.title) };
	} else {
		code = keep_copy(keeper, name, spec.hash, err);
		if (!code)
			code = fit_event(keeper, &spec, &event, err);
	}
	mem_replace(&event.name, mem_dup(name));
	mem_replace(&event.hash, dup_or_null(spec.hash));
	/* A failed or cancelled task with a broken file stays what it is: retry will say so. */
	if (!code && is_news(task, &event) &&
	    !(event.kind == EVENT_task_unfit && task && task->life > TASK_waiting))
		code = keeper_take(keeper, &event, err);
	event_release(&event);
	findings_release(&findings);
	task_spec_release(&spec);
	return code;
}

static int tell_odd(struct keeper *keeper, const char *odd, struct err *err)
{
	_autofree_ char *flat = mem_dup(odd ? odd : ""), *text = 0;

	for (char *c = flat; *c; c++)
		if (*c == '\n')
			*c = ' ';
	if (*flat)
		text = mem_printf("in .leadhand/tasks: no task can be read from: %s (a task is a regular file NAME.md)", flat);
	return keeper_notice(keeper, "tasks", text, err);
}

int intake_tasks(struct keeper *keeper, struct err *err)
{
	_autofree_ char *names = 0, *odd = 0;
	_cleanup_(survey_release) struct survey survey = { 0 };
	struct lines walk;
	int code = 0;

	task_spec_names(keeper->place->top, &names, &odd);
	if (*names)
		survey_make(keeper->place, &keeper->config, keeper->state, &survey);
	LINES_EACH(walk, names) {
		_cleanup_(err_release) struct err one = ERR_INIT;

		/* One file that cannot be read must not keep the others from being. */
		if (take_task(keeper, &survey.world, walk.line, &one)) {
			if (keeper->is_broken) {
				code = err_set(err, one.code, "%s", one.text);
				lines_stop(&walk);
				break;
			}
			lines_add(&odd, walk.line);
		}
	}
	return code ? code : tell_odd(keeper, odd, err);
}

/* What wants to land has to wait then, and new sessions begin where the target was last seen. */
static int tell_missing(struct keeper *keeper, const char *target, struct err *err)
{
	_cleanup_(err_release) struct err second = ERR_INIT;

	err_set(err, ERR_MISSING, "branch '%s' has no commit: make a first one, or name another target in .leadhand/config.yaml",
		target);
	return keeper_notice(keeper, "target", err->text, &second) ? err_wrap(err, "%s", second.text) : err->code;
}

int intake_tip(struct keeper *keeper, struct err *err)
{
	const struct factory *factory = factory_of(keeper->state);
	struct land land = { keeper->place->git_dir, factory->target };
	struct git git = { .dir = keeper->place->git_dir };
	struct event event = { .kind = EVENT_tip };
	int code = land_tip(&land, &event.commit, err);

	if (code == ERR_MISSING)
		return tell_missing(keeper, land.target, err);
	if (!code)
		code = keeper_notice(keeper, "target", 0, err);
	if (!code && !text_same(event.commit, factory->tip)) {
		code = git_tree_of(&git, event.commit, &event.tree, err);
		if (!code)
			code = keeper_take(keeper, &event, err);
		if (!code)
			code = held_out_look(keeper, err);
	}
	event_release(&event);
	return code;
}

int intake_spec(const struct place *place, const struct config *config, const struct task *task, struct task_spec *spec,
		struct err *err)
{
	_autofree_ char *path = spec_copy(place, task->hash ? task->hash : "none");
	struct findings findings = { 0 };
	_autofree_ char *text = 0;
	size_t len;
	int code = fs_read(path, 65536, &text, &len, err);

	if (code)
		return code;
	task_spec_parse(task->name, text, len, config, spec, &findings);
	findings_release(&findings);
	return 0;
}
