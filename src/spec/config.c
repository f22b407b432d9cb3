/* config.c - see config.h. */
#include "spec/config.h"

#include "base/glob.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/agent_entry.h"
#include "spec/gate_entry.h"
#include "spec/kinds.h"
#include "spec/protect.h"

#include <string.h>

static const char *const review_modes[] = {"each", "sampled", "policy", 0};
static const char *const workspaces[] = {"auto",
#define X(name, sentence) #name,
					 WORKSPACE_KINDS(X)
#undef X
					 0};

static int check_branch(const char *text, struct err *err)
{
	if (*text == '-' || strpbrk(text, " \t~^:?*[\\") || strstr(text, "..") ||
	    strstr(text, "@{"))
		return err_set(err, ERR_USAGE, "'%s' cannot be the name of a branch", text);
	return 0;
}

static int check_webhook(const char *text, struct err *err)
{
	if ((text_starts(text, "https://") || text_starts(text, "http://")) &&
	    !strpbrk(text, " \t\"'<>"))
		return 0;
	return err_set(err, ERR_USAGE, "'%s' is no address: it begins with https:// or http://",
		       text);
}

static KEY_READER(read_agents)
{
	if (!key_wants(key, value, yaml_shape_map, findings))
		return;
	for (size_t i = 0; i < value->count; i++)
		agent_entry_read(key, &value->items[i], slot, findings);
}

static bool has_gate(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->gate_count; i++)
		if (!strcmp(config->gates[i].name, name))
			return true;
	return false;
}

static void read_gate(const struct key *key, const struct yaml_value *item,
		      struct config *config, struct findings *findings)
{
	_cleanup_(gate_entry_release)
	struct config_gate gate = {0};
	size_t before = findings->total;

	if (!key_wants(key, item, yaml_shape_map, findings))
		return;
	gate_entry_read(item, &gate, findings);
	if (findings->total > before)
		return;
	if (!gate.name)
		key_refuse(key, item, findings, "a gate has no name: add name: WORD");
	else if (!gate.run)
		key_refuse(key, item, findings, "gate '%s' has no run: add run: COMMAND",
			   gate.name);
	else if (has_gate(config, gate.name))
		key_refuse(key, item, findings, "two gates have the name '%s'", gate.name);
	else if (gate_entry_is_reserved(gate.name))
		key_refuse(key, item, findings,
			   "'%s' is how a task's acceptances are named: "
			   "choose another name",
			   gate.name);
	else if (gate.is_red_first)
		key_refuse(key, item, findings,
			   "gate '%s' cannot be red first: 'red' belongs in a "
			   "task's accept",
			   gate.name);
	if (findings->total > before)
		return;
	config->gates = mem_grow(config->gates, config->gate_count + 1, sizeof(*config->gates));
	config->gates[config->gate_count++] = move(&gate);
}

static KEY_READER(read_gates)
{
	if (!key_wants(key, value, yaml_shape_list, findings))
		return;
	for (size_t i = 0; i < value->count; i++)
		read_gate(key, &value->items[i], slot, findings);
}

static const struct key limit_fields[] = {
	{"sessions", key_number, offsetof(struct config, sessions), .least = 1, .most = 1000},
	{"checks", key_number, offsetof(struct config, checks), .least = 1, .most = 1000},
	{"rounds", key_number, offsetof(struct config, rounds), .least = 0, .most = 100},
	{"reruns", key_number, offsetof(struct config, reruns), .least = 0, .most = 20},
	{"time", key_time, offsetof(struct config, time_ms), .least = 1000,
	 .most = KEY_TIME_MOST},
	{"tokens", key_count, offsetof(struct config, tokens), .least = 1},
	{"cost", key_money, offsetof(struct config, cost_microusd), .least = 1},
	{"lines", key_count, offsetof(struct config, lines), .least = 1,
	 .most = KEY_COUNT_MOST},
	{"review_buffer", key_time, offsetof(struct config, review_buffer_ms), .least = 0,
	 .most = KEY_TIME_MOST},
	{"answer", key_time, offsetof(struct config, answer_ms), .least = 0, .most = KEY_TIME_MOST},
	{"silence", key_time, offsetof(struct config, silence_ms), .least = 0, .most = KEY_TIME_MOST},
	{"stagger", key_time, offsetof(struct config, stagger_ms), .least = 0, .most = 600000},
	{"day_tokens", key_count, offsetof(struct config, day_tokens), .least = 0},
	{"day_cost", key_money, offsetof(struct config, day_cost_microusd), .least = 0},
	{"load", key_number, offsetof(struct config, load), .least = 0, .most = 1000},
	{"memory", key_count, offsetof(struct config, memory_bytes), .least = 0},
	{"session_memory", key_count, offsetof(struct config, walls.memory_bytes), .least = 0},
	{"session_processes", key_number, offsetof(struct config, walls.processes), .least = 0,
	 .most = KEY_COUNT_MOST},
	{"session_cpu", key_number, offsetof(struct config, walls.cpu_percent), .least = 0,
	 .most = 100000},
	{"session_disk", key_count, offsetof(struct config, walls.disk_bytes), .least = 0},
	{"open_files", key_number, offsetof(struct config, walls.files), .least = 0,
	 .most = KEY_COUNT_MOST},
	{"checkpoint", key_time, offsetof(struct config, walls.checkpoint_ms), .least = 0,
	 .most = KEY_TIME_MOST},
	{0},
};

static KEY_READER(read_limits)
{
	if (key_wants(key, value, yaml_shape_map, findings))
		keys_read(limit_fields, value, slot, findings);
}

static KEY_READER(read_review)
{
	struct config *config = slot;

	if (!key_wants(key, value, yaml_shape_map, findings))
		return;
	for (size_t i = 0; i < value->count; i++) {
		const struct yaml_value *item = &value->items[i];
		const struct key mode = {item->key, .words = review_modes};
		_cleanup_(err_release)
		struct err err = ERR_INIT;
		_autofree_ char *word = 0, *pair = 0;

		if (yaml_value_is_null(item))
			continue;
		key_word(&mode, item, &word, findings);
		if (!word)
			continue;
		if (key_check_name(item->key, &err)) {
			findings_add(findings, item->key_line, item->key_column, "type",
				     "review: %s", err.text);
			continue;
		}
		pair = mem_printf("%s=%s", item->key, word);
		if (!strcmp(item->key, "default"))
			mem_replace(&config->review_default, steal(&word));
		else
			lines_add(&config->review_classes, pair);
	}
}

/* A command alone, or the command and what makes it necessary again. */
static KEY_READER(read_setup)
{
	static const struct key run = {"setup"};
	static const struct key keys[] = {
		{"run", key_block, offsetof(struct config, setup)},
		{"when", key_list, offsetof(struct config, walls.setup_when), .check = glob_check},
		{0},
	};
	struct config *config = slot;

	if (value->shape != yaml_shape_map) {
		key_block(key, value, &config->setup, findings);
		return;
	}
	keys_read(keys, value, slot, findings);
	if (!config->setup)
		key_refuse(&run, value, findings, "has no run: add run: COMMAND");
}

static void read_notice(const struct key *key, const struct yaml_value *item, char **list,
			struct findings *findings)
{
	struct notice {
		char *run, *webhook;
	} notice = {0};
	static const struct key keys[] = {
		{"run", key_list, offsetof(struct notice, run)},
		{"webhook", key_line, offsetof(struct notice, webhook), .check = check_webhook},
		{0},
	};
	static const char *const words[] = {"bell", "desktop", 0};
	const struct key word = {key->key, .words = words};
	_autofree_ char *entry = 0;
	size_t before = findings->total;

	if (item->shape == yaml_shape_text) {
		key_word(&word, item, &entry, findings);
	} else if (key_wants(key, item, yaml_shape_map, findings)) {
		keys_read(keys, item, &notice, findings);
		if (!text_is_empty(notice.run)) {
			_json_ json_t *argv = json_from_lines(notice.run);
			_autofree_ char *line = json_line(argv);

			entry = mem_printf("run %s", line);
		} else if (notice.webhook) {
			entry = mem_printf("webhook %s", notice.webhook);
		} else if (findings->total == before) {
			key_refuse(key, item, findings,
				   "nothing is named: write run: [PROGRAM] or webhook: ADDRESS");
		}
	}
	if (entry)
		lines_add(list, entry);
	free(notice.run);
	free(notice.webhook);
}

static KEY_READER(read_notify)
{
	_autofree_ char *list = mem_dup("");

	if (!key_wants(key, value, yaml_shape_list, findings))
		return;
	for (size_t i = 0; i < value->count; i++)
		read_notice(key, &value->items[i], &list, findings);
	mem_replace(slot, steal(&list));
}

static const struct key config_fields[] = {
	{"target", key_line, offsetof(struct config, target), .check = check_branch},
	{"agent", key_line, offsetof(struct config, agent), .check = key_check_name},
	{"agents", read_agents},
	{"workspace", key_word, offsetof(struct config, workspace), .words = workspaces},
	{"setup", read_setup},
	{"carry", key_list, offsetof(struct config, walls.carry), .check = walls_check_inside},
	{"sandbox", walls_read_sandbox, offsetof(struct config, walls)},
	{"gates", read_gates},
	{"protect", key_list, offsetof(struct config, protect), .check = glob_check},
	{"generated", key_list, offsetof(struct config, generated), .check = glob_check},
	{"limits", read_limits},
	{"review", read_review},
	{"network", walls_read_network, offsetof(struct config, walls)},
	{"notify", read_notify, offsetof(struct config, notify)},
	{0},
};

/* What package managers write; a merge settles it, or its own command does. */
static const char lock_files[] = "**/package-lock.json\n**/npm-shrinkwrap.json\n**/yarn.lock\n**/pnpm-lock.yaml\n"
				 "**/Cargo.lock\n**/poetry.lock\n**/uv.lock\n**/go.sum\n**/Gemfile.lock\n"
				 "**/composer.lock";

void config_init(struct config *config)
{
	*config = (struct config){.sessions = 3,
				  .checks = 2,
				  .rounds = 2,
				  .reruns = 5,
				  .time_ms = 2 * 3600000,
				  .tokens = 2000000,
				  .cost_microusd = 5000000,
				  .lines = 400,
				  .review_buffer_ms = 60 * 60000,
				  .answer_ms = 4 * 3600000,
				  .stagger_ms = 1000,
				  .silence_ms = 600000,
				  .load = 4,
				  .memory_bytes = 256000000};
	config->agent = mem_dup("codex");
	config->workspace = mem_dup("auto");
	config->review_default = mem_dup("each");
	config->protect = protect_usual();
	config->generated = mem_dup(lock_files);
	config->review_classes = mem_dup("");
	walls_init(&config->walls);
	config->notify = mem_dup("");
	agent_entries_init(config);
}

static void check_agent(const struct config *config, const struct yaml_value *root,
			struct findings *findings)
{
	const struct yaml_value *value = yaml_value_find(root, "agent");

	/* A broken entry below `agents` has been told about; it is not unknown. */
	if (value && !findings->count && !config_find_agent(config, config->agent))
		findings_add(findings, value->line, value->column, "type",
			     "agent: there is no agent '%s': define it under agents",
			     config->agent);
}

int config_parse(const char *path, const char *text, size_t len, struct config *config,
		 struct err *err)
{
	_cleanup_(findings_release)
	struct findings findings = {0};
	_cleanup_(yaml_value_release)
	struct yaml_value root = {0};
	_cleanup_(config_release)
	struct config made = {0};
	bool is_readable = yaml_value_parse(text, len, 1, &root, &findings);

	if (is_readable && root.shape != yaml_shape_map) {
		findings_add(&findings, root.line, root.column, "type",
			     "the file has to be a map of 'key: value' lines, and is %s",
			     yaml_shape_name(root.shape));
	} else if (is_readable) {
		config_init(&made);
		keys_read(config_fields, &root, &made, &findings);
		check_agent(&made, &root, &findings);
	}
	findings_sort(&findings);
	if (findings.count)
		return err_set(err, ERR_USAGE, "%s:%lld:%lld: %s", path, findings.list[0].line,
			       findings.list[0].column, findings.list[0].text);
	*config = move(&made);
	return 0;
}

const struct config_agent *config_find_agent(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->agent_count; i++)
		if (!strcmp(config->agents[i].name, name))
			return &config->agents[i];
	return 0;
}

const char *config_review_of(const struct config *config, const char *class)
{
	for (const char *const *mode = review_modes; *mode; mode++) {
		_autofree_ char *pair = mem_printf("%s=%s", class, *mode);

		if (lines_has(config->review_classes, pair))
			return *mode;
	}
	return config->review_default;
}

void config_release(struct config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->agent_count; i++)
		agent_entry_release(&config->agents[i]);
	for (size_t i = 0; i < config->gate_count; i++)
		gate_entry_release(&config->gates[i]);
	free(config->agents);
	free(config->gates);
	free(config->target);
	free(config->agent);
	free(config->workspace);
	free(config->setup);
	free(config->protect);
	free(config->generated);
	free(config->review_default);
	free(config->review_classes);
	walls_release(&config->walls);
	free(config->notify);
	*config = (struct config){0};
}
