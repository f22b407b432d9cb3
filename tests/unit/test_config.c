/* A project's settings are read strictly, and every mistake is shown with its place and its
 * mend. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/config.h"
#include "spec/protect.h"
#include "spec/known.h"
#include "tap.h"

static const char example[] =
	"target: main                     # the branch that changes land on\n"
	"agent: claude                    # which agent works unless a task says otherwise\n"
	"agents:\n"
	"  claude: {kind: claude}         # kinds: claude, codex, acp, command\n"
	"  codex:  {kind: codex, model: gpt-5-codex}\n"
	"  gemini: {kind: acp, run: [gemini, --acp]}\n"
	"  format: {kind: command, run: [tools/format-one.sh]}\n"
	"workspace: overlay               # overlay | worktree | shared\n"
	"setup: npm ci                    # prepares a base\n"
	"gates:\n"
	"  - {name: build, run: make, timeout: 10m}\n"
	"  - {name: test,  run: make test, report: build/junit.xml, timeout: 20m}\n"
	"  - {name: lint,  run: make lint, when: [\"src/**\"]}\n"
	"  - {name: secret, run: ../private/held-out.sh, held_out: true}   # never visible\n"
	"protect: [\"tests/**\", \"Makefile\", \".github/**\"]   # shown first\n"
	"limits: {sessions: 6, review_buffer: 60m, rounds: 2, time: 2h, tokens: 2M, cost: "
	"5.00, "
	"lines: 400}\n"
	"review: {default: each, docs: sampled}            # by class\n"
	"network: {allow: [api.anthropic.com]}             # nothing else\n"
	"notify: [bell, desktop, {run: [notify-phone]}, {webhook: \"http://127.0.0.1/x\"}]\n";

static void refused(const char *text, const char *want)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	struct config config = {.sessions = 77};

	CHECK_INT(config_parse("c", text, strlen(text), &config, &err), ERR_USAGE);
	CHECK_STR(err.text, want);
	CHECK_INT(config.sessions, 77);
	CHECK(!config.agent);
}

static void taken(const char *text, struct config *config)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	CHECK_INT(config_parse("c", text, strlen(text), config, &err), 0);
	if (err.code)
		printf("# %s\n", err.text);
}

static void every_key_has_a_default(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("", &config);
	CHECK(!config.target);
	CHECK_STR(config.agent, "codex");
	CHECK_STR(config.workspace, "auto");
	CHECK(!config.setup);
	CHECK_STR(config_find_agent(&config, "codex")->kind, "codex");
	CHECK_STR(config_find_agent(&config, "codex")->run, "");
	CHECK_STR(config_find_agent(&config, "gemini")->kind, "acp");
	CHECK_STR(config_find_agent(&config, "gemini")->run, "gemini");
	CHECK(!config_find_agent(&config, "grok"));
	CHECK_INT(config.gate_count, 0);
	CHECK(protect_is_usual(config.protect));
	CHECK_INT(config.sessions, 3);
	CHECK_INT(config.checks, 2);
	CHECK_INT(config.rounds, 2);
	CHECK_INT(config.time_ms, 7200000);
	CHECK_INT(config.tokens, 2000000);
	CHECK_INT(config.cost_microusd, 5000000);
	CHECK_INT(config.lines, 400);
	CHECK_INT(config.review_buffer_ms, 3600000);
	CHECK_STR(config_review_of(&config, "task"), "each");
}

static void the_manual_s_example_is_taken(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken(example, &config);
	CHECK_STR(config.target, "main");
	CHECK_STR(config.workspace, "overlay");
	CHECK_STR(config.setup, "npm ci");
	CHECK_STR(config_find_agent(&config, "codex")->model, "gpt-5-codex");
	CHECK_STR(config_find_agent(&config, "gemini")->kind, "acp");
	CHECK_STR(config_find_agent(&config, "gemini")->run, "gemini\n--acp");
	CHECK_INT(config.gate_count, 4);
	CHECK_STR(config.gates[1].report, "build/junit.xml");
	CHECK_INT(config.gates[1].timeout_ms, 1200000);
	CHECK_STR(config.gates[2].when, "src/**");
	CHECK_INT(config.gates[2].timeout_ms, 600000);
	CHECK(config.gates[3].held_out && !config.gates[0].held_out);
	CHECK_STR(config.protect, "tests/**\nMakefile\n.github/**");
	CHECK_INT(config.sessions, 6);
	CHECK_INT(config.cost_microusd, 5000000);
	CHECK_STR(config_review_of(&config, "docs"), "sampled");
	CHECK_STR(config_review_of(&config, "code"), "each");
	CHECK_STR(config.walls.network, "api.anthropic.com");
	CHECK_STR(config.notify,
		  "bell\ndesktop\nrun [\"notify-phone\"]\nwebhook http://127.0.0.1/x");
}

static void what_a_session_may_see_and_use_is_read(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("setup: {run: npm ci, when: [package.json, \"tools/**\"]}\n"
	      "carry: [.env.local, conf/my.json]\n"
	      "sandbox: {read: [~/.pyenv, /srv/data], write: [~/.cache/ccache], env: [LANG],\n"
	      "  secrets: [NPM_TOKEN], path: /work/it}\n"
	      "network: {allow: [api.example.org, \"*.example.org:8443\", \"127.0.0.1:8080\", \"[::1]:8080\"]}\n"
	      "limits: {session_memory: 4G, session_processes: 99, session_cpu: 150, session_disk: 1G,\n"
	      "  open_files: 512, checkpoint: 5m}\n",
	      &config);
	CHECK_STR(config.setup, "npm ci");
	CHECK_STR(config.walls.setup_when, "package.json\ntools/**");
	CHECK_STR(config.walls.carry, ".env.local\nconf/my.json");
	CHECK_STR(config.walls.read, "~/.pyenv\n/srv/data");
	CHECK_STR(config.walls.write, "~/.cache/ccache");
	CHECK_STR(config.walls.env, "LANG");
	CHECK_STR(config.walls.secrets, "NPM_TOKEN");
	CHECK_STR(config.walls.path, "/work/it");
	CHECK_STR(config.walls.network, "api.example.org\n*.example.org:8443\n127.0.0.1:8080\n[::1]:8080");
	CHECK_INT(config.walls.memory_bytes, 4000000000);
	CHECK_INT(config.walls.processes, 99);
	CHECK_INT(config.walls.cpu_percent, 150);
	CHECK_INT(config.walls.disk_bytes, 1000000000);
	CHECK_INT(config.walls.files, 512);
	CHECK_INT(config.walls.checkpoint_ms, 300000);
}

static void a_place_that_a_session_cannot_have_is_refused(void)
{
	refused("sandbox: {read: [src]}\n", "c:1:18: read: 'src' cannot be shown: name a folder below / or ~/, without . and ..");
	refused("sandbox: {write: [/srv/../etc]}\n",
		"c:1:19: write: '/srv/../etc' cannot be shown: name a folder below / or ~/, without . and ..");
	refused("sandbox: {path: /usr}\n", "c:1:17: path: '/usr' belongs to the system: choose another path");
	refused("sandbox: {secrets: [\"A=b\"]}\n",
		"c:1:21: secrets: 'A=b' is no name of a variable: its value stays in your environment");
	refused("carry: [../x]\n",
		"c:1:9: carry: '../x' is no path in the project: write it from its top on, such as .env");
	refused("carry: [.git/config]\n", "c:1:9: carry: '.git/config' is not carried: it is git's, or yours alone");
	refused("setup: {when: [a]}\n", "c:1:8: setup: has no run: add run: COMMAND");
	refused("sandbox: {env: [PATH]}\n",
		"c:1:17: env: 'PATH' is not passed on: inside it is leadhand's to set");
	refused("network: {allow: [\"*\"]}\n", "c:1:19: allow: '*' cannot stand in network.allow: it would allow every "
						 "host: name those that are needed");
	refused("gates:\n  - {name: t, run: x, again: y}\n",
		"c:2:23: again: is never run without a report, which names what failed: add report: PATH, or take it out");
	refused("gates: [{name: a, run: x, report: Stdout}]\n",
		"c:1:35: report: 'Stdout' would be a file: write stdout for what the gate prints");
	refused("network: {allow: [\"a:0\"]}\n", "c:1:19: allow: 'a:0': a port is a number from 1 to 65535");
}

static void a_key_without_a_value_keeps_its_default(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("gates:\nsetup: ~\nlimits:\n  checks: 5\n  sessions:\nagents:\n  claude: {model: "
	      "x, permissions: ask}\n"
	      "network: {allow: []}\n",
	      &config);
	CHECK(!config.setup);
	CHECK_INT(config.checks, 5);
	CHECK_INT(config.sessions, 3);
	CHECK_STR(config_find_agent(&config, "claude")->kind, "claude");
	CHECK_STR(config_find_agent(&config, "claude")->model, "x");
	CHECK_STR(config_find_agent(&config, "claude")->permissions, "ask");
	CHECK(!config_find_agent(&config, "codex")->permissions);
}

static void a_known_program_needs_neither_kind_nor_run(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("agents:\n  opencode: {model: big}\n  mine: {kind: acp, run: [node, /x/codex-acp/dist/index.js]}\n"
	      "  other: {kind: acp, run: [other-agent]}\n  claude: {kind: acp, run: [claude-agent-acp]}\n",
	      &config);
	CHECK_STR(config_find_agent(&config, "opencode")->kind, "acp");
	CHECK_STR(config_find_agent(&config, "opencode")->run, "opencode");
	CHECK_STR(config_find_agent(&config, "opencode")->model, "big");
	CHECK_STR(config_provider(config_find_agent(&config, "gemini")), "google");
	CHECK_STR(config_provider(config_find_agent(&config, "opencode")), "opencode");
	CHECK_STR(config_provider(config_find_agent(&config, "mine")), "openai");
	CHECK_STR(config_provider(config_find_agent(&config, "other")), "other");
	CHECK_STR(config_provider(config_find_agent(&config, "claude")), "anthropic");
	CHECK(strstr(known_agent_of(config_find_agent(&config, "mine"))->hosts, "api.openai.com") != 0);
	CHECK(!known_agent_of(config_find_agent(&config, "other")));
}

static void a_gate_may_be_a_script_of_many_lines(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("gates:\n  - name: all\n    run: |\n      make\n      make test\n", &config);
	CHECK_STR(config.gates[0].run, "make\nmake test");
}

static void a_mistake_is_shown_with_its_place_and_its_mend(void)
{
	static const char *const bad[][2] = {
		{"gate: []\n", "c:1:1: unknown key 'gate': did you mean 'gates'?"},
		{"limits: {seesions: 2}\n",
		 "c:1:10: unknown key 'seesions': did you mean 'sessions'?"},
		{"network: {deny: [x]}\n", "c:1:11: unknown key 'deny': there are allow"},
		{"- a\n",
		 "c:1:1: the file has to be a map of 'key: value' lines, and is a list"},
		{"target: [a]\n", "c:1:9: target: has to be a text, and is a list"},
		{"target: a b\n", "c:1:9: target: 'a b' cannot be the name of a branch"},
		{"target: \"\"\n", "c:1:9: target: is empty"},
		{"protect: src/**\n",
		 "c:1:10: protect: has to be a list, such as [one, two], and is a text"},
		{"protect: [a, /etc/passwd]\n",
		 "c:1:14: protect: '/etc/passwd' is absolute: patterns "
		 "begin at the top of the repository"},
		{"protect: [a, \"b\\nc\"]\n", "c:1:14: protect: has to be one line"},
		{"workspace: overley\n",
		 "c:1:12: workspace: 'overley' is not one of auto, overlay, "
		 "snapshot, reflink, sparse, clone, worktree, shared: did you mean 'overlay'?"},
		{"agents:\n  x: {kind: robot, run: [x]}\n",
		 "c:2:13: kind: 'robot' is not one of claude, codex, acp, command"},
		{"agents:\n  x: {kind: codex, permissions: alow}\n",
		 "c:2:33: permissions: 'alow' is not one of allow, ask, refuse: did you mean 'allow'?"},
		{"agents:\n  x: {run: [x]}\n",
		 "c:2:6: agents: 'x' has no kind: add kind: claude, codex, acp or command"},
		{"agents:\n  x: {kind: acp}\n",
		 "c:2:6: agents: 'x' has no run: add run: [program, argument]"},
		{"agents:\n  a b: {kind: codex}\n",
		 "c:2:3: agents: 'a b' is no name: letters, digits, "
		 "'.', '_' and '-', at most 64, not '.' or '-' first"},
		{"agent: grok\n",
		 "c:1:8: agent: there is no agent 'grok': define it under agents"},
		{"gates:\n  - {name: a}\n",
		 "c:2:5: gates: gate 'a' has no run: add run: COMMAND"},
		{"gates:\n  - {run: a}\n", "c:2:5: gates: a gate has no name: add name: WORD"},
		{"gates:\n  - {name: a, run: \" \"}\n",
		 "c:2:20: run: is empty: write a command"},
		{"gates:\n  - make\n",
		 "c:2:5: gates: has to be a map, such as {key: value}, and is a text"},
		{"gates:\n  - {name: a, run: b}\n  - {name: a, run: c}\n",
		 "c:3:5: gates: two gates have the name 'a'"},
		{"gates: [{name: accept-1, run: b}]\n",
		 "c:1:9: gates: 'accept-1' is how a task's acceptances are named: choose "
		 "another name"},
		{"gates: [{name: a, run: b, red: true}]\n",
		 "c:1:9: gates: gate 'a' cannot be red first: 'red' belongs in a task's "
		 "accept"},
		{"gates: [{name: a, run: b, timeout: 10x}]\n",
		 "c:1:36: timeout: '10x' is not a time such as 90s, 10m or 2h"},
		{"gates: [{name: a, run: b, timeout: 0}]\n",
		 "c:1:36: timeout: '0' is too small"},
		{"gates: [{name: a, run: b, timeout: 9999999999999d}]\n",
		 "c:1:36: timeout: '9999999999999d' is too large"},
		{"gates: [{name: a, run: b, held_out: yes}]\n",
		 "c:1:37: held_out: 'yes' is not true or false"},
		{"gates: [{name: a, run: b, when: [\"x[\"]}]\n",
		 "c:1:34: when: 'x[' holds '[': only '*', '?' and '**' are special"},
		{"limits: {sessions: 0}\n", "c:1:20: sessions: 0 is not between 1 and 1000"},
		{"limits: {sessions: many}\n",
		 "c:1:20: sessions: 'many' is not a whole number from 1 to 1000"},
		{"limits: {tokens: 2T}\n",
		 "c:1:18: tokens: '2T' is not a number such as 400, 200k or 2M"},
		{"limits: {cost: $5}\n", "c:1:16: cost: '$5' is not dollars such as 5 or 5.00"},
		{"limits: {cost: 5.}\n", "c:1:16: cost: '5.' is not dollars such as 5 or 5.00"},
		{"limits: {cost: 0}\n", "c:1:16: cost: '0' is too small"},
		{"limits: {review_buffer: 10}\n",
		 "c:1:25: review_buffer: '10' is a time without a unit: write 10s, 10m, 10h or "
		 "10d"},
		{"limits: {time: 1h30}\n",
		 "c:1:16: time: '1h30' is not a time such as 90s, 10m or 2h"},
		{"review: {docs: never}\n",
		 "c:1:16: docs: 'never' is not one of each, sampled, policy"},
		{"review: sampled\n",
		 "c:1:9: review: has to be a map, such as {key: value}, and is a text"},
		{"network: {allow: [\"http://x/\"]}\n",
		 "c:1:19: allow: 'http://x/' is no host: write the "
		 "name alone, such as api.anthropic.com"},
		{"notify: [bel]\n",
		 "c:1:10: notify: 'bel' is not one of bell, desktop: did you mean 'bell'?"},
		{"notify: [{run: []}]\n",
		 "c:1:10: notify: nothing is named: write run: [PROGRAM] or webhook: ADDRESS"},
		{"notify: [{webhook: x}]\n",
		 "c:1:20: webhook: 'x' is no address: it begins with https:// or http://"},
		{"a: b\nc: d: e\n",
		 "c:2:5: mapping values are not allowed in this context: a value "
		 "that holds ': ' needs quotes"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i][0], bad[i][1]);
}

static void the_first_mistake_in_the_file_comes_first(void)
{
	refused("agent: nobody\nlimits: {sessions: x}\ntargets: main\n",
		"c:2:20: sessions: 'x' is not a whole number from 1 to 1000");
	refused("limits: {sessions: x}\ntargets: main\n",
		"c:1:20: sessions: 'x' is not a whole number from 1 to 1000");
}

static void very_many_mistakes_are_as_harmless_as_one(void)
{
	_autofree_ char *text = mem_dup("gates:\n");

	for (int i = 0; i < 200; i++)
		mem_replace(&text, mem_printf("%s  - {run: x}\n  - {name: y}\n", text));
	refused(text, "c:2:5: gates: a gate has no name: add name: WORD");
}

static void a_complaint_cannot_act_on_a_terminal(void)
{
	refused("\"\\e[31mred\": 1\n",
		"c:1:1: unknown key 'red': there are target, agent, agents, "
		"workspace, setup, carry, sandbox, gates, protect, generated, limits, review, network, notify");
}

static void cents_are_counted(void)
{
	_cleanup_(config_release)
	struct config config = {0};

	taken("limits: {cost: 0.05}\n", &config);
	CHECK_INT(config.cost_microusd, 50000);
}

int main(void)
{
	every_key_has_a_default();
	the_manual_s_example_is_taken();
	what_a_session_may_see_and_use_is_read();
	a_place_that_a_session_cannot_have_is_refused();
	a_key_without_a_value_keeps_its_default();
	a_known_program_needs_neither_kind_nor_run();
	a_gate_may_be_a_script_of_many_lines();
	a_mistake_is_shown_with_its_place_and_its_mend();
	the_first_mistake_in_the_file_comes_first();
	very_many_mistakes_are_as_harmless_as_one();
	a_complaint_cannot_act_on_a_terminal();
	cents_are_counted();
	return tap_done();
}
