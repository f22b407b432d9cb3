/* start_text.c - see start.h: the files that `init` and `add` write. */
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/known.h"
#include "spec/start.h"
#include "spec/yaml.h"

#include <string.h>

#define START_BYTES (64U << 10)

/* A line and its comment, the comments one below the other. */
static void add(struct buf *out, const char *line, const char *comment)
{
	int width = strlen(line) < 36 ? 36 : (int)strlen(line);

	buf_printf(out, "%-*s  # %s\n", width, line, comment);
}

static void add_value(struct buf *out, const char *key, const char *value, const char *comment)
{
	_autofree_ char *quoted = yaml_quote(value), *line = mem_printf("%s: %s", key, quoted);

	add(out, line, comment);
}

static void add_agents(struct buf *out, const char *agent)
{
	if (text_is_empty(agent) || !text_is_name(agent)) {
		add(out, "# agent: codex",
		    "no agent that can be driven was found on PATH: install it, or name yours");
		add(out, "# agents: {mine: {kind: command, run: [my-agent, --yes]}}",
		    "or any command; then agent: mine");
		return;
	}
	add_value(out, "agent", agent, "which agent works unless a task says otherwise");
	if (known_agent_named(agent))
		return;
	add(out, "agents:", "claude, codex, gemini and some more are known; others are written here");
	buf_printf(out,
		   "  \"%s\": {kind: command, run: [\"%s\"]}  # reads its task from "
		   "standard input\n",
		   agent, agent);
}

/* `rest`: what else the gate says, with a comma in front, or "". */
static void add_gate(struct buf *out, const char *name, const char *command, const char *rest, const char *comment)
{
	_autofree_ char *quoted = 0, *line = 0;

	if (text_is_empty(command))
		return;
	quoted = yaml_quote(command);
	line = mem_printf("  - {name: %s, run: %s%s}", name, quoted, rest);
	add(out, line, comment);
}

static void add_gate_keys(struct buf *out)
{
	add(out, "#    report: out/junit.xml",
	    "also of a gate: where its runner writes JUnit's XML, TAP or go test -json ('stdout': it prints");
	add(out, "#", "them): then the tests that failed are named, and a run without tests is not green");
	add(out, "#    held_out: true", "no agent is told of it; also when: [\"src/**\"], again: CMD, coverage: out/lcov.info");
}

static void add_gates(struct buf *out, const struct start *start)
{
	_autofree_ char *rest = mem_printf("%s%s, timeout: 20m", start->report ? ", report: " : "",
					   start->report ? start->report : "");

	if (text_is_empty(start->build) && text_is_empty(start->test) &&
	    text_is_empty(start->lint)) {
		add(out, "gates: []",
		    "no build or test command was found; write yours like this:");
		add(out, "#  - {name: test, run: make test, timeout: 20m}",
		    "green: exit status 0");
		add_gate_keys(out);
		return;
	}
	add(out,
	    "gates:", "every change has to pass these; a gate is green when it exits with 0");
	add_gate(out, "build", start->build, ", timeout: 10m", "it builds");
	add_gate(out, "test", start->test, rest, "its tests pass");
	add_gate(out, "lint", start->lint, ", timeout: 10m", "it is tidy");
	add_gate_keys(out);
}

/* A list of one's own takes the place of the built-in one, which knows more than what is found here. */
static void add_protect(struct buf *out, const char *patterns)
{
	struct lines walk;
	_autofree_ char *found = mem_dup(""), *line = 0;

	LINES_EACH (walk, patterns)
		mem_replace(&found, mem_printf("%s%s\"%s\"", found, *found ? ", " : "", walk.line));
	line = mem_printf("# protect: [%s]", *found ? found : "\"tests/**\"");
	add(out, line, "only what a task's scope names of these may change; default: builds, CI, linters,");
	add(out, "#", "settings of test runners, tests that are there already: leadhand(1) has the list");
}

static void add_setup(struct buf *out, const char *setup)
{
	static const char comment[] = "runs once for a state of the target, before anything else";

	if (text_is_empty(setup))
		add(out, "# setup: npm ci", comment);
	else
		add_value(out, "setup", setup, comment);
	add(out, "# setup: {run: npm ci, when: [package-lock.json]}",
	    "and again where one of these changed; default: the usual manifests");
	add(out, "# carry: [.env.local]", "files of yours that git does not have, copied along; they never come back");
}

static void add_network(struct buf *out, const char *hosts)
{
	_autofree_ char *line = mem_printf("%snetwork: {allow: [%s]}", hosts ? "" : "# ",
					   hosts ? hosts : "registry.npmjs.org");

	add(out, line, hosts ? "what setup and agents reach beside their model; also HOST:PORT, \"*.HOST\""
			     : "what they reach beside their model; also HOST:PORT, \"*.HOST\"");
}

static void add_walls(struct buf *out, const char *hosts)
{
	add(out, "# workspace: auto", "the best that this machine can: overlay, or a plain clone");
	add(out, "# sandbox:", "what agents see beside the system and their workspace");
	add(out, "#   read: [~/.pyenv]", "folders; write: [~/.cache/ccache] for those that all may change");
	add(out, "#   secrets: [NPM_TOKEN]", "your variables that they get, by name only; env: [LANG] for the harmless");
	add_network(out, hosts);
}

static void add_session_limits(struct buf *out)
{
	add(out, "  # session_memory: 8G", "of one session, all its processes together");
	add(out, "  # session_processes: 2000", "also session_cpu: 200 is two processors, 0 no limit");
	add(out, "  # session_disk: 20G", "what it writes; also open_files: 4096, of one process");
	add(out, "  # checkpoint: 10m", "how often work is saved in the middle of a turn");
}

char *start_config(const struct start *start)
{
	struct buf out = BUF_INIT(START_BYTES);

	buf_add_text(&out,
		     "# leadhand's settings for this repository. Every key has a default.\n");
	if (text_is_empty(start->target))
		add(&out, "# target: main",
		    "the branch that changes land on; default: the one checked out");
	else
		add_value(&out, "target", start->target, "the branch that changes land on");
	add_agents(&out, start->agent);
	add_setup(&out, start->setup);
	add_gates(&out, start);
	add_protect(&out, start->protect);
	add(&out, "limits:", "all of them can be left out");
	add(&out, "  sessions: 3", "agents at work at one time");
	add(&out, "  checks: 2", "gates that run at one time");
	add(&out, "  review_buffer: 60m",
	    "reading that may wait for you before new work starts");
	add(&out, "  answer: 4h", "how long a question waits before its default is taken");
	add(&out, "  rounds: 2", "how often red goes back to the agent before it comes to you");
	add(&out, "  reruns: 5", "how often red is run again before anybody is blamed; 0: never");
	add(&out, "  time: 2h", "for one task");
	add(&out, "  tokens: 2M", "for one task");
	add(&out, "  cost: 5.00", "dollars, for one task");
	add(&out, "  # day_cost: 50.00", "dollars, for all tasks of a day (UTC); also day_tokens");
	add(&out, "  lines: 400", "of one change, as more is not read with care");
	add_session_limits(&out);
	add_walls(&out, start->hosts);
	add(&out, "review: {default: each}",
	    "each change, or policy: green, small and in scope lands unseen; also by class");
	add(&out, "# notify: [bell, desktop, {run: [my-program]}]", "how you are told that something needs you; also {webhook: ADDRESS}");
	return buf_take(&out);
}

char *start_task(const char *title)
{
	_autofree_ char *clean = text_clean(title, strlen(title), 200);
	_autofree_ char *quoted = yaml_quote(clean);
	struct buf out = BUF_INIT(START_BYTES);

	buf_printf(&out, "---\ntitle: %s\n", clean[strspn(clean, " ")] ? quoted : "");
	add(&out, "class: task",
	    "groups tasks for trust and statistics: feature, fix, docs ...");
	add(&out, "accept:", "commands that succeed when it is done, such as");
	add(&out, "#  - make test", "a command, not a sentence");
	add(&out, "#  - {run: make test-new, red: true}",
	    "has to fail before the change, as a proof");
	add(&out, "# scope: [\"src/**\", \"tests/**\"]",
	    "where it may write; default: everywhere");
	add(&out, "# forbid: [src/api.h]", "where it may not");
	add(&out, "# needs: [other-task]", "tasks that have to land first");
	add(&out, "# stop: [new dependency]", "when to stop and report instead of going on");
	add(&out, "# agent: codex", "default: the project's");
	add(&out, "# budget: {time: 90m, lines: 200}",
	    "also tokens, turns, rounds; default: the limits");
	add(&out, "# review: each",
	    "each, or policy; default: the project's for its class");
	add(&out, "# priority: 5", "1 is first, 9 is last");
	add(&out, "# kind: change", "change, or report: it ends in a document");
	buf_add_text(
		&out,
		"---\n<!-- What is wanted and why, in plain words. Then what helps: context,\n"
		"     where to look, and what is not part of it. -->\n");
	return buf_take(&out);
}
