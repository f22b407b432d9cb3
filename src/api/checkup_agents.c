/* checkup_agents.c - whether agents can start; see checkup.h. */
#include "api/checkup.h"

#include "api/agents.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/known.h"
#include "sys/proc.h"

#include <string.h>

static bool is_projects(const struct checkup *checkup, const struct config_agent *agent)
{
	return text_same(agent->name, checkup->config.agent);
}

/* Only what somebody would start: the project's own agent, and those that the configuration
 * writes out. */
static bool is_wanted(const struct checkup *checkup, const struct config_agent *agent)
{
	_autofree_ char *program = 0, *path = 0;

	const struct known_agent *known = known_agent_named(agent->name);

	if (is_projects(checkup, agent) || !text_same(agent->run, known ? known->run : ""))
		return true;
	program = agent_program(agent);
	path = proc_find(program);
	return path != 0;
}

/* It is there; what it says of itself becomes ours to free. */
static void tell_agent(struct checkup *checkup, const struct config_agent *agent, char *about, bool tries)
{
	_autofree_ char *name = mem_printf("agent %s", agent->name), *text = about;

	if (tries && checkup->has_target)
		checkup_try_agent(checkup, agent, text);
	else
		checkup_add(checkup, name, CHECK_ok, steal(&text));
}

/* A program that is there and slow is no problem yet; its turn, where one is tried, says more than its version. */
static void tell_slow(struct checkup *checkup, const struct config_agent *agent, char *why, bool tries)
{
	_autofree_ char *name = mem_printf("agent %s", agent->name), *text = why;

	if (tries && checkup->has_target)
		checkup_try_agent(checkup, agent, text);
	else
		checkup_add(checkup, name, CHECK_info, steal(&text));
}

static void check_agent(struct checkup *checkup, const struct config_agent *agent, bool tries)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *name = mem_printf("agent %s", agent->name),
			*program = agent_program(agent);
	_autofree_ char *version = 0, *mend = 0;
	const char *where = strchr(program, '/') ? "" : " on PATH";
	bool is_command = text_same(agent->kind, "command");

	/* A command of the lead's own may do anything when it is started: that it is there has
	 * to do. */
	if (is_command && program_is_there(checkup->call->place.top, program)) {
		tell_agent(checkup, agent, mem_printf("runs '%s'", program), tries);
		return;
	}
	if (!is_command && !agent_version(program, &version, &err)) {
		tell_agent(checkup, agent, mem_printf("%s: %s", program, version), tries);
		return;
	}
	if (err.code == ERR_TIMEOUT) {
		tell_slow(checkup, agent, steal(&err.text), tries);
		return;
	}
	if (err.code == ERR_CHILD)
		mend = mem_printf("see what '%s --version' says by hand", program);
	else
		mend = mem_printf("install '%s' or name another agent in .leadhand/config.yaml", program);
	checkup_problem(checkup, name,
			err.text ? steal(&err.text)
				 : mem_printf("there is no program '%s'%s", program, where),
			mend, 10);
}

void checkup_agents(struct checkup *checkup, bool tries)
{
	bool is_known = false;

	for (size_t i = 0; i < checkup->config.agent_count; i++) {
		is_known |= text_same(checkup->config.agents[i].name, checkup->config.agent);
		if (is_wanted(checkup, &checkup->config.agents[i]))
			check_agent(checkup, &checkup->config.agents[i], tries);
	}
	if (!is_known)
		checkup_problem(checkup, "agent",
				mem_printf("'%s' is not among 'agents'", checkup->config.agent),
				"write it under 'agents' in .leadhand/config.yaml", 2);
}
