/* agent_entry.c - see agent_entry.h. */
#include "spec/agent_entry.h"

#include "base/mem.h"
#include "base/text.h"
#include "spec/known.h"

#include <string.h>

static const char *const agent_kinds[] = {
#define X(name) #name,
	DRIVEN_KINDS(X)
#undef X
	0
};

static const char *const agent_permissions[] = {"allow", "ask", "refuse", 0};

static const struct key agent_fields[] = {
	{"kind", key_word, offsetof(struct config_agent, kind), .words = agent_kinds},
	{"run", key_list, offsetof(struct config_agent, run)},
	{"model", key_line, offsetof(struct config_agent, model)},
	{"provider", key_line, offsetof(struct config_agent, provider), .check = key_check_name},
	{"permissions", key_word, offsetof(struct config_agent, permissions), .words = agent_permissions},
	{0},
};

void agent_entry_release(struct config_agent *agent)
{
	free(agent->name);
	free(agent->kind);
	free(agent->run);
	free(agent->model);
	free(agent->provider);
	free(agent->permissions);
	*agent = (struct config_agent){0};
}

/* A kind of one program knows what to run. */
static bool has_program(const char *kind)
{
	return !strcmp(kind, "claude") || !strcmp(kind, "codex");
}

/* In the place of one with the same name. */
static void agent_entry_put(struct config *config, struct config_agent *agent)
{
	for (size_t i = 0; i < config->agent_count; i++) {
		if (strcmp(config->agents[i].name, agent->name))
			continue;
		agent_entry_release(&config->agents[i]);
		config->agents[i] = move(agent);
		return;
	}
	config->agents =
		mem_grow(config->agents, config->agent_count + 1, sizeof(*config->agents));
	config->agents[config->agent_count++] = move(agent);
}

void agent_entries_init(struct config *config)
{
	const struct known_agent *known;

	for (size_t i = 0; (known = known_agent_at(i)); i++) {
		struct config_agent agent = {
			.name = mem_dup(known->name), .kind = mem_dup(known->kind), .run = mem_dup(known->run)};

		agent_entry_put(config, &agent);
	}
}

void agent_entry_read(const struct key *key, const struct yaml_value *item,
		      struct config *config, struct findings *findings)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_cleanup_(agent_entry_release)
	struct config_agent agent = {0};
	const struct known_agent *known;
	size_t before = findings->total;

	if (key_check_name(item->key, &err)) {
		findings_add(findings, item->key_line, item->key_column, "type", "agents: %s",
			     err.text);
		return;
	}
	if (!key_wants(key, item, yaml_shape_map, findings))
		return;
	agent.name = mem_dup(item->key);
	agent.run = mem_dup("");
	keys_read(agent_fields, item, &agent, findings);
	known = known_agent_named(agent.name);
	if (known && !agent.kind)
		agent.kind = mem_dup(known->kind);
	if (known && !*agent.run && text_same(agent.kind, known->kind))
		mem_replace(&agent.run, mem_dup(known->run));
	if (findings->total > before)
		return;
	if (!agent.kind)
		key_refuse(key, item, findings,
			   "'%s' has no kind: add kind: claude, codex, acp or "
			   "command",
			   agent.name);
	else if (!*agent.run && !has_program(agent.kind))
		key_refuse(key, item, findings, "'%s' has no run: add run: [program, argument]",
			   agent.name);
	else
		agent_entry_put(config, &agent);
}
