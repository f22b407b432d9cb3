/* checkup_trial.c - each agent proved by one turn of its own; see checkup.h. */
#include "api/checkup.h"

#include "agent/error.h"
#include "api/row.h"
#include "api/trial.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/brief_walls.h"
#include "sys/git.h"

#include <string.h>
#include <unistd.h>

/* No session of a floor gets to such a number. */
#define SESSION_FIRST 900000000000000LL
#define REFS "refs/leadhand/session/90000"

enum { TIME_MS = 120000, GRACE_MS = 60000, SAID_BYTES = 300 };

static const char prompt[] = "# A trial\n\nSay ok. Change nothing, run nothing, ask nothing.\n";

/* What a journal tells of a turn. */
struct turn {
	const char *outcome, *text; /* borrowed */
	enum agent_error error;
	long long began_ms, opened_ms, heard_ms, took_ms; /* after the runner's start; -1: never */
	long long input, cached, output;
	char *refused; /* owned, a list: hosts that the walls refused */
};

static void see_note(struct turn *turn, const char *text, long long at_ms)
{
	static const char refusal[] = "walls: refused ";

	if (text_starts(text, refusal)) {
		const char *host = text + strlen(refusal);
		_autofree_ char *name = mem_dup_part(host, strcspn(host, ": "));

		if (!lines_has(turn->refused, name))
			lines_add(&turn->refused, name);
	} else if (!text_starts(text, "walls: ") && !text_starts(text, "runs setup: ") && turn->heard_ms < 0) {
		turn->heard_ms = at_ms;
	}
}

static void see_line(struct turn *turn, const json_t *line)
{
	const char *kind = json_text_or(line, "kind", "");
	long long at_ms = json_number(line, "at_ms") - turn->began_ms;

	if (text_same(kind, "started")) {
		turn->began_ms = json_number(line, "at_ms");
	} else if (text_same(kind, "thread")) {
		turn->opened_ms = at_ms;
	} else if (text_same(kind, "note")) {
		see_note(turn, json_text_or(line, "text", ""), at_ms);
	} else if (text_same(kind, "usage")) {
		turn->input = json_number(line, "input");
		turn->cached = json_number(line, "cached");
		turn->output = json_number(line, "output");
	} else if (text_same(kind, "ended")) {
		turn->outcome = json_text_or(line, "outcome", "failed");
		turn->text = json_text_or(line, "text", "");
		turn->error = agent_error_of(json_text_or(line, "error", ""));
		turn->took_ms = at_ms;
	}
}

static struct turn turn_of(const json_t *lines)
{
	struct turn turn = { .outcome = "failed", .text = "", .opened_ms = -1, .heard_ms = -1, .took_ms = -1 };
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
		see_line(&turn, line);
	if (text_same(turn.outcome, "stopped") && text_same(turn.text, "time") && turn.heard_ms < 0)
		turn.error = AGENT_ERROR_silent;
	return turn;
}

/* A trial that was killed left its refs; whoever comes next takes them away. */
static void forget_refs(const struct place *place)
{
	const struct git git = { .dir = place->git_dir };
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *list = 0;
	struct lines walk;

	if (git_read(&git, GIT("for-each-ref", "--format=%(refname)", REFS "*", "refs/leadhand/checkpoint/s90000*"), &list, 0,
		     &none))
		return;
	LINES_EACH(walk, list)
		(void)!git_set_ref(&git, walk.line, 0, 0, "leadhand: doctor", &none);
}

static void put_agent(json_t *job, const struct config_agent *agent)
{
	json_t *object = json_object();

	json_put(object, "name", agent->name);
	json_put(object, "kind", agent->kind);
	json_object_set_new(object, "run", json_from_lines(agent->run ? agent->run : ""));
	json_put(object, "model", agent->model);
	/* Nobody is there to be asked. */
	json_put(object, "permissions", text_same(agent->permissions, "ask") ? "refuse" : agent->permissions);
	json_object_set_new(job, "agent", object);
}

static int prepare(const struct checkup *checkup, const struct config_agent *agent, long long time_ms, struct trial *trial,
		   struct err *err)
{
	static const char *const kept[] = { "overlay", "snapshot", "reflink", "clone", 0 };
	_autofree_ char *home = mem_printf("%s/room/agent", trial->folder);
	json_t *job = trial->job, *walls;
	bool is_kept = false;

	put_agent(job, agent);
	json_put(job, "task", "doctor");
	json_put_number(job, "session", SESSION_FIRST + getpid());
	json_put_number(job, "turn", 1);
	json_put_number(job, "time_ms", time_ms);
	json_put(job, "prompt", "prompt.md");
	json_put(job, "agent_home", home);
	json_object_set_new(job, "scope", json_array());
	brief_walls(job, &checkup->call->place, &checkup->config, agent);
	walls = json_object_get(job, "walls");
	for (const char *const *kind = kept; *kind; kind++)
		is_kept |= text_same(json_text(walls, "kind"), *kind);
	/* The others leave something in the lead's repository, or are shared with sessions that work. */
	if (!is_kept)
		json_put(walls, "kind", "auto");
	return trial_write(trial, "prompt.md", prompt, err);
}

/* Seconds where it was short, for a list of figures. */
static void add_figure(char **text, const char *what, long long ms)
{
	_autofree_ char *age = ms < 0 ? 0 : duration_text(ms);

	if (age)
		mem_replace(text, mem_printf("%s, %s %s", *text, what, age));
}

static char *figures_of(const struct turn *turn, const char *about)
{
	char *text = mem_dup(about);

	add_figure(&text, "opened after", turn->opened_ms);
	add_figure(&text, "first event after", turn->heard_ms);
	if (turn->input || turn->output)
		mem_replace(&text, mem_printf("%s, %lld tokens in and %lld out", text, turn->input, turn->output));
	add_figure(&text, "done in", turn->took_ms);
	return text;
}

static char *problem_of(const struct turn *turn)
{
	const char *class = agent_error_text(turn->error);
	const char *text = text_same(turn->text, "time") ? "its time ran out" : turn->text;

	if (turn->error == AGENT_ERROR_none || turn->error == AGENT_ERROR_unknown)
		return mem_printf("%s: %s", turn->outcome, text);
	return mem_printf("%s: %s%s%s", agent_error_word(turn->error), class, *text ? ": " : "", text);
}

static char *mend_of(const struct turn *turn, const struct config_agent *agent)
{
	static const struct {
		enum agent_error error;
		const char *mend;
	} mends[] = {
		{ AGENT_ERROR_authentication, "log in with its own program once, or name the variable with its key: "
					      "sandbox: {secrets: [NAME]}" },
		{ AGENT_ERROR_bad_request, "most often another 'model' under 'agents' mends it" },
		{ AGENT_ERROR_rate_limit, "nothing here: try again later" },
		{ AGENT_ERROR_overloaded, "nothing here: try again later" },
		{ AGENT_ERROR_server_error, "nothing here: try again later" },
		{ AGENT_ERROR_unreachable, "see that its provider can be reached from here; a server that its kind does not "
					   "know is named: network: {allow: [HOST:PORT]}" },
		{ AGENT_ERROR_silent, "run its program by hand: it may wait for an answer, or for its provider" },
	};
	_autofree_ char *hosts = 0;
	struct lines walk;

	LINES_EACH(walk, turn->refused)
		mem_replace(&hosts, mem_printf("%s%s%s", hosts ? hosts : "", hosts ? ", " : "", walk.line));
	/* What it could not reach is the likelier cause of whatever it says. */
	if (hosts && turn->error != AGENT_ERROR_authentication)
		return mem_printf("the walls refused it %s: where it needs that, network: {allow: [%s]}", hosts, hosts);
	for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
		if (mends[i].error == turn->error)
			return mem_dup(mends[i].mend);
	return mem_printf("see that agent '%s' does a turn by hand: its 'run' and 'model' in .leadhand/config.yaml",
			  agent->name);
}

static void put_details(struct checkup *checkup, const struct turn *turn)
{
	json_t *check = json_array_get(checkup->checks, json_array_size(checkup->checks) - 1), *trial = json_object();

	json_put(trial, "outcome", turn->outcome);
	json_put(trial, "error", turn->error == AGENT_ERROR_none ? 0 : agent_error_word(turn->error));
	json_put_number(trial, "opened_ms", turn->opened_ms);
	json_put_number(trial, "first_event_ms", turn->heard_ms);
	json_put_number(trial, "took_ms", turn->took_ms);
	json_put_number(trial, "input", turn->input);
	json_put_number(trial, "cached", turn->cached);
	json_put_number(trial, "output", turn->output);
	json_object_set_new(trial, "refused", json_from_lines(turn->refused ? turn->refused : ""));
	json_object_set_new(check, "trial", trial);
}

static void tell(struct checkup *checkup, const struct config_agent *agent, const char *about, const struct turn *turn)
{
	_autofree_ char *name = mem_printf("agent %s", agent->name), *mend = 0;

	if (text_same(turn->outcome, "done")) {
		checkup_add(checkup, name, CHECK_ok, figures_of(turn, about));
	} else {
		mend = mend_of(turn, agent);
		checkup_problem(checkup, name, problem_of(turn), mend, 10);
	}
	put_details(checkup, turn);
}

void checkup_try_agent(struct checkup *checkup, const struct config_agent *agent, const char *about)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(trial_end) struct trial trial = { 0 };
	_autofree_ char *name = mem_printf("agent %s", agent->name);
	long long time_ms = call_number(checkup->call, "timeout", TIME_MS);
	_json_ json_t *lines = 0;
	struct turn turn;

	call_tell(checkup->call, "one turn of agent '%s' ...", agent->name);
	if (trial_begin(checkup, "turn", &trial, &err) || prepare(checkup, agent, time_ms, &trial, &err) ||
	    trial_run(&trial, time_ms + GRACE_MS, &lines, &err)) {
		checkup_problem(checkup, name, steal(&err.text), "see that the turn of an agent can be run here at all", 10);
	} else {
		turn = turn_of(lines);
		tell(checkup, agent, about, &turn);
		free(turn.refused);
	}
	forget_refs(&checkup->call->place);
}
