/* acp_quirk.c - see acp_quirk.h. */
#include "agent/acp_quirk.h"

#include "agent/claude_words.h"
#include "base/text.h"
#include "spec/known.h"

#include <string.h>

#define FILES(...) ((const char *const[]){ __VA_ARGS__, 0 })

static const struct agent_home gemini_home = {
	.folder = ".gemini",
	.logins = FILES("oauth_creds.json", "google_accounts.json", "gemini-credentials.json"),
	.settings = FILES("settings.json", ".env", "installation_id"),
};

static const struct agent_home opencode_home = {
	.folder = "",
	.logins = FILES(".local/share/opencode/auth.json"),
	.settings = FILES(".config/opencode/opencode.json", ".config/opencode/opencode.jsonc",
			  ".config/opencode/config.json"),
};

static const struct agent_home claude_home = {
	.variable = "CLAUDE_CONFIG_DIR",
	.folder = ".claude",
	.logins = FILES(".credentials.json"),
	.settings = FILES("settings.json"),
	.notes = ".claude.json",
	.first_notes = claude_words_notes,
};

static const struct agent_home codex_home = {
	.variable = "CODEX_HOME",
	.folder = ".codex",
	.logins = FILES("auth.json"),
	.settings = FILES("config.toml"),
};

static const struct agent_home pi_home = {
	.folder = ".pi/agent",
	.logins = FILES("auth.json"),
	.settings = FILES("settings.json", "models.json"),
};

/*
 * gemini 0.61.0 begins to record a conversation that it loads as if it were a new one, in a file named by the minute: in
 * the minute of its last turn that one is the history itself, which is lost. So the history gets a name that no minute has;
 * what was begun anew beside it holds nothing.
 */
static const char keep_history[] =
	"id=${1%%-*}; shift; for f in \"$HOME\"/.gemini/tmp/*/chats/session-*[0-9]-\"$id\".jsonl; do [ -e \"$f\" ] || continue; "
	"case \"$(echo \"${f%/*}\"/session-*-kept-\"$id\".jsonl)\" in *'*'*) mv \"$f\" \"${f%-*}-kept-$id.jsonl\";; "
	"*) rm \"$f\";; esac; done; exec \"$@\"";

static const struct acp_quirk quirks[] = {
	{ /* 0.61.0: silent for 209 s while the provider fails */
	  .program = "gemini", .name = "gemini-cli", .subcommand = "--acp", .model_option = "-m",
	  .prelude = keep_history,
	  .mode_free = "yolo", .mode_own = "yolo", .mode_ask = "default",
	  .variables = "GEMINI_CLI_NO_RELAUNCH=true\nGEMINI_CLI_TRUST_WORKSPACE=true",
	  .attach = "", .attach_session = "--resume", .attach_free = "--yolo",
	  .home = &gemini_home, .quiet_ms = 240000, .aside = "[MODE_UPDATE]",
	  .replays_late = true, .names_in_ids = true },
	{ /* 1.18.33: 73 s; its plugins would be fetched from a registry at the start */
	  .program = "opencode", .name = "OpenCode", .subcommand = "acp",
	  .variables = "OPENCODE_DISABLE_AUTOUPDATE=1\nOPENCODE_DISABLE_LSP_DOWNLOAD=1\n"
		       "OPENCODE_DISABLE_DEFAULT_PLUGINS=1",
	  .attach = "", .attach_session = "--session",
	  .home = &opencode_home, .quiet_ms = 120000, .ends_by_refusal = true },
	{ /* 0.101.0: 189 s; by itself it begins in `auto`, where a model decides what is allowed, and asks the model what
	     the lead may say next */
	  .program = "claude-agent-acp", .name = "@agentclientprotocol/claude-agent-acp",
	  .mode_free = "bypassPermissions\ndefault", .mode_own = "default", .mode_ask = "default",
	  .variables = "ENABLE_TOOL_SEARCH=false\nDISABLE_AUTOUPDATER=1\nCLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1\n"
		       "CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false",
	  .attach = "claude", .attach_session = "--resume",
	  .home = &claude_home, .quiet_ms = 240000, .tells_failures = true },
	{ /* 0.16.0, Zed's */
	  .program = "@zed-industries/codex-acp", .name = "codex-acp",
	  .mode_free = "full-access", .mode_own = "auto", .mode_ask = "auto",
	  .attach = "codex", .attach_session = "resume",
	  .attach_free = "--dangerously-bypass-approvals-and-sandbox",
	  .home = &codex_home, .quiet_ms = 330000, .ends_by_refusal = true },
	{ /* 2.6.0: may try for ever to reach its provider; by itself a model decides what is allowed, and is asked what the
	     lead may say next */
	  .program = "codex-acp", .name = "@agentclientprotocol/codex-acp",
	  .mode_free = "agent-full-access", .mode_own = "workspace-write", .mode_ask = "workspace-write",
	  /* No login shell, as in codex_open.c. */
	  .variables = "NO_BROWSER=1\nCODEX_ACP_PROMPT_SUGGESTIONS=false\nCODEX_CONFIG={\"allow_login_shell\":false}",
	  .attach = "codex", .attach_session = "resume",
	  .attach_free = "--dangerously-bypass-approvals-and-sandbox",
	  .home = &codex_home, .quiet_ms = 330000, .tells_failures = true, .tells_children = true,
	  .ends_by_refusal = true, .aside = "Warning: ", .marks_words = true, .closes_git = true },
	{ /* 0.0.34 */
	  .program = "pi-acp", .variables = "PI_OFFLINE=1\nPI_TELEMETRY=0",
	  .attach = "pi", .attach_session = "--session",
	  .home = &pi_home, .quiet_ms = 60000, .retries_in_words = true, .ignores_tools = true },
};

static const struct acp_quirk unknown = { .program = "" };

bool acp_command_has(const char *run, const char *word)
{
	return run && lines_has(run, word);
}

const struct acp_quirk *acp_quirk_of_command(const char *run)
{
	for (size_t i = 0; i < sizeof quirks / sizeof *quirks; i++)
		if (known_runs(run, quirks[i].program))
			return &quirks[i];
	return &unknown;
}

const struct acp_quirk *acp_quirk_of_name(const char *name, const struct acp_quirk *otherwise)
{
	for (size_t i = 0; name && i < sizeof quirks / sizeof *quirks; i++)
		if (!strcmp(quirks[i].name ? quirks[i].name : quirks[i].program, name))
			return &quirks[i];
	return otherwise;
}
