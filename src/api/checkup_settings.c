/* checkup_settings.c - whether what the configuration asks for will happen; see checkup.h. */
#include "api/checkup.h"

#include "api/agents.h"
#include "api/kinds.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/choose.h"

#include <stdlib.h>
#include <string.h>

/* The program that an entry of `notify` starts, the caller's; NULL where it needs none. */
static char *notice_program(const char *entry)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *object = 0;
	_json_ json_t *parsed = 0;

	if (!strcmp(entry, "desktop"))
		return mem_dup("notify-send");
	if (text_starts(entry, "webhook "))
		return mem_dup("curl");
	if (!text_starts(entry, "run "))
		return 0;
	object = mem_printf("{\"run\":%s}", entry + strlen("run "));
	if (json_parse(object, strlen(object), &parsed, &err))
		return 0;
	return mem_dup(json_string_value(json_array_get(json_object_get(parsed, "run"), 0)));
}

static void check_notify(struct checkup *checkup)
{
	struct lines walk;

	LINES_EACH(walk, checkup->config.notify) {
		_autofree_ char *program = notice_program(walk.line), *mend = 0;

		if (!program || program_is_there(checkup->call->place.top, program))
			continue;
		mend = mem_printf("install '%s', or mend 'notify' in .leadhand/config.yaml",
				  program);
		checkup_problem(checkup, "notify",
				mem_printf("there is no program '%s': nothing would tell you",
					   program),
				mend, 5);
	}
}

static bool is_sampled(const struct config *config)
{
	struct lines walk;
	bool found = text_same(config->review_default, "sampled");

	LINES_EACH(walk, config->review_classes)
		found |= text_ends(walk.line, "=sampled");
	return found;
}

/* Accepted, so that a file written for a later leadhand is no error; but nobody may rely on it. */
static void tell_unbuilt(struct checkup *checkup)
{
	if (is_sampled(&checkup->config))
		checkup_add(checkup, "review", CHECK_info,
			    mem_dup("'sampled' is taken as 'each': every change comes to you"));
}

static void tell_kind(struct checkup *checkup)
{
	char *advice = kinds_advice(checkup->view, &checkup->config, 0);

	if (advice)
		checkup_add(checkup, "workspace", CHECK_info, advice);
}

static char *kind_text(enum workspace_kind kind, const char *why)
{
	const char *alone = kind == WORKSPACE_clone && *why ? ", or of its scope alone where the task has one" : "";

	return mem_printf("%s: %s%s%s%s%s", workspace_kind_word(kind), workspace_kind_sentence(kind), alone,
			  *why ? " (" : "", why, *why ? ")" : "");
}

/* Which kind of workspace sessions get, and what keeps a better one away: tried now, whatever was found before. */
static void check_kind(struct checkup *checkup)
{
	const struct workspace_wish wish = { .word = checkup->config.workspace, .folder = checkup->call->place.cache,
					     .may_mount = true, .is_anew = true };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *why = 0;
	enum workspace_kind kind;

	/* Of a shared checkout there is one, whatever the machine can. */
	if (text_same(wish.word, "shared"))
		return;
	if (workspace_choose(&wish, &kind, &why, &err)) {
		checkup_problem(checkup, "workspace", steal(&err.text),
				"write 'workspace: auto' in .leadhand/config.yaml", 2);
		return;
	}
	if (text_same(wish.word, "sparse"))
		kind = WORKSPACE_sparse;
	checkup_add(checkup, "workspace", kind == WORKSPACE_worktree ? CHECK_info : CHECK_ok, kind_text(kind, why));
}

/* Folders that the walls are opened for; `text` as written, from / or ~/ on. */
static void check_folders(struct checkup *checkup, const char *list)
{
	const char *home = getenv("HOME");
	struct lines walk;

	LINES_EACH (walk, list) {
		_autofree_ char *path = text_starts(walk.line, "~/") ? mem_printf("%s%s", home ? home : "", walk.line + 1)
								     : mem_dup(walk.line);

		if (!fs_exists(path))
			checkup_problem(checkup, "sandbox",
					mem_printf("there is no '%s': no session can begin", walk.line),
					"make it, or take it out of 'sandbox' in .leadhand/config.yaml", 2);
	}
}

static void check_carry(struct checkup *checkup)
{
	struct lines walk;

	LINES_EACH (walk, checkup->config.walls.carry) {
		_autofree_ char *path = mem_printf("%s/%s", checkup->call->place.top, walk.line);

		if (!fs_exists(path))
			checkup_problem(checkup, "carry",
					mem_printf("there is no '%s': no session can begin", walk.line),
					"make it, or take it out of 'carry' in .leadhand/config.yaml", 2);
	}
}

/* A floor that runs has the environment that it was started in, so this is news and no problem. */
static void check_secrets(struct checkup *checkup)
{
	struct lines walk;

	LINES_EACH (walk, checkup->config.walls.secrets)
		if (!getenv(walk.line))
			checkup_add(checkup, "secrets", CHECK_info,
				    mem_printf("'%s' is not set here: sessions of a floor that is started here go "
					       "without it",
					       walk.line));
}

void checkup_settings(struct checkup *checkup)
{
	check_kind(checkup);
	check_carry(checkup);
	check_folders(checkup, checkup->config.walls.read);
	check_folders(checkup, checkup->config.walls.write);
	check_secrets(checkup);
	check_notify(checkup);
	tell_kind(checkup);
	tell_unbuilt(checkup);
}
