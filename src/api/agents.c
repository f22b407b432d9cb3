/* agents.c - see agents.h. */
#include "api/agents.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <string.h>

enum { VERSION_S = 15, VERSION_BYTES = 80 };

static const char *const known[] = { "codex", "claude", "gemini", "opencode", 0 };

char *agents_found(void)
{
	char *list = mem_dup("");

	for (const char *const *name = known; *name; name++) {
		_autofree_ char *path = proc_find(*name);

		if (path)
			lines_add(&list, *name);
	}
	return list;
}

char *agents_driven(const char *found)
{
	_cleanup_(config_release) struct config config = { 0 };
	struct lines walk;

	config_init(&config);
	LINES_EACH(walk, found) {
		const struct config_agent *agent = config_find_agent(&config, walk.line);

		if (agent) {
			char *name = steal(&walk.line);

			lines_stop(&walk);
			return name;
		}
	}
	return 0;
}

const char *agents_looked_for(void)
{
	return "codex, claude, gemini, opencode";
}

char *agent_program(const struct config_agent *agent)
{
	const char *run = agent->run ? agent->run : "";

	return *run ? mem_dup_part(run, strcspn(run, "\n")) : mem_dup(agent->kind);
}

bool program_is_there(const char *top, const char *program)
{
	_autofree_ char *path = strchr(program, '/') && *program != '/'
					? mem_printf("%s/%s", top, program)
					: mem_dup(program);
	_autofree_ char *found = proc_find(path);

	return found && !fs_is_dir(found);
}

int agent_version(const char *program, char **version, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	const struct proc proc = { .argv = (const char *const[]){ program, "--version", 0 },
				   .timeout_ms = VERSION_S * 1000LL };
	const char *said;

	if (proc_run(&proc, &result, err))
		return err->code;
	if (result.is_late)
		return err_set(err, ERR_TIMEOUT, "'%s --version' said nothing for %d s", program, VERSION_S);
	if (result.status)
		return err_set(err, ERR_CHILD, "'%s --version' ended with status %d", program,
			       result.status);
	said = result.out + strspn(result.out, " \n");
	*version = text_clean(said, strcspn(said, "\n"), VERSION_BYTES);
	return 0;
}
