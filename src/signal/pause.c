/* pause.c - see pause.h. */
#include "signal/pause.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { ESSENCE_BYTES = 4096 };

/* Tools of the programs that look at what they started (seen in recordings and their lists of tools). */
static const char *const waiting_tools[] = {
	"wait", "wait_agent", "write_stdin", "BashOutput", "TaskOutput", "Monitor", "list_agents", "sleep", 0
};

/* Commands that wait, poll or follow; each stands at the beginning of a command, words apart by one blank. */
static const char *const waiting_commands[] = {
	"sleep", "wait", "watch", "tail -f", "tail -F", "tail --follow", "inotifywait", "gh pr checks", "gh run watch",
	"gh run view", "gh run list", "gh pr view", "gh pr status", "glab ci status", "glab ci view", "kubectl wait",
	"kubectl rollout status", "kubectl get", "docker wait", "docker ps", "docker logs", "docker compose ps",
	"podman wait", "podman ps", "squeue", "sacct", "systemctl status", "systemctl is-active", "journalctl",
	"aws cloudformation wait", "az pipelines runs show", "gcloud builds describe", "terraform show", "ps", "jobs",
	"pgrep", "curl -sf", "nc -z", "leadhand ask", "leadhand reserve", "lh ask", 0
};

static bool begins_with(const char *command, const char *words)
{
	size_t len = strlen(words);

	return !strncmp(command, words, len) && (!command[len] || isspace((unsigned char)command[len]));
}

static bool is_waiting(const char *command)
{
	command += strspn(command, " \t({");
	for (size_t i = 0; waiting_commands[i]; i++)
		if (begins_with(command, waiting_commands[i]))
			return true;
	/* A loop of the shell's own is a wait when it tests something again and again. */
	return begins_with(command, "while") || begins_with(command, "until");
}

bool call_waits(const struct agent_event *tool)
{
	const char *command = tool->target ? tool->target : "";

	for (size_t i = 0; tool->name && waiting_tools[i]; i++)
		if (!strcasecmp(tool->name, waiting_tools[i]))
			return true;
	if (tool->action == AGENT_ACTION_ask || tool->action == AGENT_ACTION_delegate)
		return true;
	if (tool->action != AGENT_ACTION_run)
		return false;
	/* Each part of a list counts: `cd x && sleep 60; gh pr checks`. */
	for (; *command; command += strspn(command, ";&|\n")) {
		if (is_waiting(command))
			return true;
		command += strcspn(command, ";&|\n");
	}
	return false;
}

static bool is_unit(const char *at)
{
	static const char *const units[] = { "s", "ms", "us", "ns", "sec", "secs", "second", "seconds", "m", "min", "minutes" };
	size_t len = strspn(at, "abcdefghijklmnopqrstuvwxyz");

	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (len == strlen(units[i]) && !strncmp(at, units[i], len))
			return true;
	return false;
}

/* The length of what is no news at `at`, where a word or number begins; 0 where it is news. */
static size_t no_news(const char *at)
{
	size_t digits = strspn(at, "0123456789.,:"), hex;

	if (at[0] == '0' && at[1] == 'x') {
		hex = strspn(at + 2, "0123456789abcdefABCDEF");
		return hex >= 6 ? hex + 2 : 0;
	}
	if (!digits || !isdigit((unsigned char)*at))
		return 0;
	/* 12:34:56, and 0.21s or 13 ms. */
	if (memchr(at, ':', digits) && digits >= 5)
		return digits;
	if (is_unit(at + digits))
		return digits + strspn(at + digits, "abcdefghijklmnopqrstuvwxyz");
	if (at[digits] == ' ' && is_unit(at + digits + 1))
		return digits + 1 + strspn(at + digits + 1, "abcdefghijklmnopqrstuvwxyz");
	return 0;
}

char *output_essence(const char *text)
{
	struct buf out = BUF_INIT(ESSENCE_BYTES);
	char before = ' ';

	for (const char *at = text ? text : ""; *at && out.len + 1 < ESSENCE_BYTES; at++) {
		size_t skip = isalnum((unsigned char)before) ? 0 : no_news(at);

		if (skip) {
			at += skip - 1;
			before = '0';
			continue;
		}
		buf_add(&out, at, 1);
		before = *at;
	}
	return buf_take(&out);
}
