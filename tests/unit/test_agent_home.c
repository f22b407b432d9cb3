/* A session's agent has a home of its own, with the lead's login in it and nothing that it could do to the lead's. */
#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"
#include "runner/nest.h"
#include "scratch.h"
#include "sys/fs.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *lead;
static const char *top;

static void put(const char *path, const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *full = mem_printf("%s/%s", top, path), *folder = mem_dup_part(full, (size_t)(strrchr(full, '/') - full));

	CHECK(!fs_make_dirs(folder, &err) && !fs_write(full, text, strlen(text), &err));
}

static char *get(const char *path)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *full = mem_printf("%s/%s", top, path);
	char *text = 0;

	return fs_read(full, 1000, &text, 0, &err) ? mem_dup("") : text;
}

static struct job job_of(const char *kind)
{
	static char room[1000], home[1000];

	snprintf(room, sizeof room, "%s/room", top);
	snprintf(home, sizeof home, "%s/room/agent", top);
	return (struct job){ .is_turn = true, .kind = kind, .agent = kind, .room = room, .agent_home = home };
}

static void settings_are_copied_once_and_again_when_the_lead_changes_them(void)
{
	struct job job = job_of("codex");
	_cleanup_(err_release) struct err err = ERR_INIT;

	put("lead/.codex/config.toml", "a = 1\n");
	CHECK(!agent_home_make(&job, true, &err));
	_autofree_ char *first = get("room/agent/config.toml");

	CHECK_STR(first, "a = 1\n");
	put("room/agent/config.toml", "a = 1\ntrusted = 1\n");
	CHECK(!agent_home_make(&job, true, &err));
	_autofree_ char *second = get("room/agent/config.toml");

	CHECK_STR(second, "a = 1\ntrusted = 1\n");
	put("lead/.codex/config.toml", "a = 2, longer\n");
	CHECK(!agent_home_make(&job, true, &err));
	_autofree_ char *third = get("room/agent/config.toml");

	CHECK_STR(third, "a = 2, longer\n");
}

static void a_login_is_never_copied_and_a_link_in_its_place_is_taken_away(void)
{
	struct job job = job_of("codex");
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *place = mem_printf("%s/room/agent/auth.json", top), *target = mem_printf("%s/lead/precious", top);
	_autofree_ char *settings = mem_printf("%s/room/agent/config.toml", top);
	struct stat st;

	put("lead/.codex/auth.json", "secret");
	put("lead/precious", "mine");
	CHECK(!agent_home_make(&job, true, &err));
	CHECK(!fs_exists(place));
	CHECK(!symlink(target, place));
	unlink(settings);
	CHECK(!symlink(target, settings));
	put("lead/.codex/config.toml", "changed once more\n");
	CHECK(!agent_home_make(&job, true, &err));
	CHECK(!fs_exists(place));
	CHECK(!lstat(settings, &st) && S_ISREG(st.st_mode));
	_autofree_ char *precious = get("lead/precious");

	CHECK_STR(precious, "mine");
	CHECK(!agent_home_make(&job, false, &err));
	CHECK(!lstat(place, &st) && S_ISLNK(st.st_mode));
}

static void a_program_sees_its_home_where_it_would_look_by_itself(void)
{
	struct job job = job_of("codex"), none = job_of("command");
	_autofree_ char *seen = agent_home_seen(&job, true), *bare = agent_home_seen(&job, false);
	_autofree_ char *nothing = agent_home_seen(&none, true);

	CHECK_STR(seen, "/home/agent/.codex");
	CHECK_STR(bare, job.agent_home);
	CHECK(!nothing);
}

static void what_is_put_into_an_agents_folder_follows_no_link(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *root = mem_printf("%s/nest", top), *inner = mem_printf("%s/nest/skills", top);

	CHECK(!fs_make_dirs(root, &err));
	CHECK(!symlink(lead, inner));
	CHECK(!nest_put(root, "skills/one/SKILL.md", "words", 5, &err));
	_autofree_ char *words = get("nest/skills/one/SKILL.md"), *leaked = get("lead/one/SKILL.md");

	CHECK_STR(words, "words");
	CHECK_STR(leaked, "");
}

static void what_a_program_asks_once_is_answered_for_each_session_and_then_its_own(void)
{
	struct job job = job_of("claude");
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/room/agent/.claude.json", top);

	job.walls.inside = "/w/it \"is\" here";
	CHECK(!agent_home_make(&job, false, &err));
	CHECK(!fs_exists(path));
	CHECK(!agent_home_make(&job, true, &err));
	_autofree_ char *first = get("room/agent/.claude.json");

	CHECK_STR(first, "{\"hasCompletedOnboarding\":true,"
			 "\"projects\":{\"/w/it \\\"is\\\" here\":{\"hasTrustDialogAccepted\":true}}}");
	put("room/agent/.claude.json", "{}");
	CHECK(!agent_home_make(&job, true, &err));
	_autofree_ char *second = get("room/agent/.claude.json");

	CHECK_STR(second, "{}");
}

int main(void)
{
	scratch_make();
	top = scratch;
	lead = mem_printf("%s/lead", top);
	setenv("HOME", lead, 1);
	unsetenv("CODEX_HOME");
	unsetenv("CLAUDE_CONFIG_DIR");
	settings_are_copied_once_and_again_when_the_lead_changes_them();
	a_login_is_never_copied_and_a_link_in_its_place_is_taken_away();
	a_program_sees_its_home_where_it_would_look_by_itself();
	what_is_put_into_an_agents_folder_follows_no_link();
	what_a_program_asks_once_is_answered_for_each_session_and_then_its_own();
	scratch_remove();
	free(lead);
	return tap_done();
}
