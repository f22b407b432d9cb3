/* Skills of a base and of its lead come to where a program looks, and nothing else does. */
#include "base/mem.h"
#include "base/text.h"
#include "runner/conventions.h"
#include "runner/skills.h"
#include "scratch.h"
#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>

static char *top, *git_dir, *room, *home; /* owned */

static struct job job_at(const char *base)
{
	struct job job = { .is_turn = true, .kind = "codex", .agent = "codex", .room = room, .agent_home = home, .top = top,
			   .base = base };

	job.workspace.git_dir = git_dir;
	return job;
}

static void place_at(struct skills_place *place, const char *stamp)
{
	static const char *const reads[] = { ".agents/skills", 0 };

	*place = (struct skills_place){ home, "skills", stamp, reads };
}

#define HAS(name) (free(sh("test -e agent/skills/" name " && echo yes > seen || echo no > seen")), read_seen())
static bool read_seen(void)
{
	_autofree_ char *seen = sh("cat seen");

	return text_same(seen, "yes");
}

static void plain_files_of_the_base_are_copied_with_their_modes(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = sh("cd repo && git rev-parse HEAD"), *stamp = at("stamp");
	struct job job = job_at(base);
	struct skills_place place;
	struct stat st;

	place_at(&place, stamp);
	CHECK_OK(skills_install(&job, &place, &err));
	CHECK(HAS("brew/SKILL.md"));
	CHECK(HAS("own/SKILL.md"));
	_autofree_ char *tool = at("agent/skills/brew/tool.sh");

	CHECK(!stat(tool, &st) && (st.st_mode & S_IXUSR));
	CHECK_SH("cat agent/skills/brew/SKILL.md", "brewing");
	CHECK_SH("cat agent/skills/two/SKILL.md", "the lead's");
}

static void what_the_program_reads_by_itself_is_not_copied(void)
{
	CHECK(!HAS("native"));
}

static void links_hidden_names_and_what_is_too_large_are_left_out(void)
{
	CHECK(!HAS("brew/link"));
	CHECK(!HAS("brew/.hidden"));
	CHECK(!HAS("brew/huge"));
	CHECK(!HAS("own/outside"));
	CHECK(!HAS("folder"));
	CHECK_SH("find agent/skills -name 'odd*'", "");
}

static void what_is_gone_from_the_base_goes_and_what_is_the_programs_own_stays(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = 0, *stamp = at("stamp");
	struct skills_place place;
	struct job job;

	SH("mkdir -p agent/skills/.system && echo x > agent/skills/.system/x; cd repo && git rm -rq .claude/skills/brew && git commit -qm gone");
	base = sh("cd repo && git rev-parse HEAD");
	job = job_at(base);
	place_at(&place, stamp);
	CHECK_OK(skills_install(&job, &place, &err));
	CHECK(!HAS("brew"));
	CHECK(HAS("own/SKILL.md"));
	CHECK(HAS(".system/x"));
}

static void codex_is_told_of_claude_md_in_its_settings_once(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = sh("cd repo && git rev-parse HEAD");
	struct job job = job_at(base);

	SH("printf '[features]\\na = 1\\n' > agent/config.toml");
	CHECK_OK(conventions_install(&job, true, &err));
	CHECK_OK(conventions_install(&job, true, &err));
	CHECK_SH("cat agent/config.toml", "project_doc_fallback_filenames = [\"CLAUDE.md\"]\n[features]\na = 1");
}

static void a_link_in_the_place_of_the_leads_skills_brings_nothing_of_the_leads(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = sh("cd repo && git rev-parse HEAD"), *stamp = at("stamp");
	struct job job = job_at(base);
	struct skills_place place;

	SH("mkdir -p secret/notes && echo mine > secret/notes/plan && mv repo/.leadhand/skills kept && ln -s ../../secret repo/.leadhand/skills");
	place_at(&place, stamp);
	CHECK_OK(skills_install(&job, &place, &err));
	CHECK(!HAS("notes"));
	SH("mkdir secret/skills && mv secret/notes secret/skills && mv repo/.leadhand away && ln -s ../secret repo/.leadhand");
	CHECK_OK(skills_install(&job, &place, &err));
	CHECK(!HAS("notes"));
	SH("rm repo/.leadhand && mv away repo/.leadhand && rm repo/.leadhand/skills && mv kept repo/.leadhand/skills");
	CHECK_OK(skills_install(&job, &place, &err));
	CHECK(HAS("own/SKILL.md"));
}

static void a_link_that_an_agent_left_for_its_settings_brings_it_nothing_of_the_leads(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = sh("cd repo && git rev-parse HEAD");
	struct job job = job_at(base);

	SH("echo mine > precious && ln -sf ../precious agent/config.toml");
	CHECK_OK(conventions_install(&job, true, &err));
	CHECK_SH("cat agent/config.toml", "project_doc_fallback_filenames = [\"CLAUDE.md\"]");
	SH("ln -sf $PWD/precious agent/config.toml");
	CHECK_OK(conventions_install(&job, true, &err));
	CHECK_SH("cat agent/config.toml", "project_doc_fallback_filenames = [\"CLAUDE.md\"]");
	CHECK_SH("cat precious", "mine");
}

static void a_program_without_a_home_is_told_in_words(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = sh("cd repo && git rev-parse HEAD");
	struct job job = job_at(base);

	job.kind = "command";
	CHECK_OK(conventions_install(&job, true, &err));
	_autofree_ char *words = conventions_words(&job, true), *bare = conventions_words(&job, false);

	CHECK(strstr(words, "Read before you begin: `AGENTS.md`, `CLAUDE.md`\n") != 0);
	CHECK(strstr(words, "`/home/agent/.agents/skills/own/SKILL.md`") != 0);
	CHECK(strstr(bare, "`AGENTS.md`") != 0 && !strstr(bare, "/home/agent"));
	CHECK_SH("cat room/box-agent/home/.agents/skills/native/SKILL.md", "native");
}

int main(void)
{
	scratch_make();
	top = at("repo");
	git_dir = at("repo/.git");
	room = at("room");
	home = at("agent");
	SH("git init -q repo && cd repo && git config user.name a && git config user.email a@b && "
	   "mkdir -p .claude/skills/brew .claude/skills/native .agents/skills/native .claude/skills/two && "
	   "echo brewing > .claude/skills/brew/SKILL.md && echo x > .claude/skills/brew/tool.sh && chmod +x .claude/skills/brew/tool.sh && "
	   "ln -s /etc/passwd .claude/skills/brew/link && echo x > .claude/skills/brew/.hidden && "
	   "head -c 300000 /dev/zero > .claude/skills/brew/huge && echo x > \".claude/skills/brew/odd$(printf '\\n\\033')name\" && "
	   "echo native > .agents/skills/native/SKILL.md && echo hidden > .claude/skills/native/SKILL.md && "
	   "echo theirs > .claude/skills/two/SKILL.md && echo a > AGENTS.md && echo c > CLAUDE.md && git add -A && git commit -qm one && "
	   "mkdir -p .leadhand/skills/own .leadhand/skills/two && echo own > .leadhand/skills/own/SKILL.md && "
	   "echo \"the lead's\" > .leadhand/skills/two/SKILL.md && ln -s /etc/passwd .leadhand/skills/own/outside && "
	   "ln -s /etc .leadhand/skills/folder");
	plain_files_of_the_base_are_copied_with_their_modes();
	what_the_program_reads_by_itself_is_not_copied();
	links_hidden_names_and_what_is_too_large_are_left_out();
	what_is_gone_from_the_base_goes_and_what_is_the_programs_own_stays();
	codex_is_told_of_claude_md_in_its_settings_once();
	a_link_in_the_place_of_the_leads_skills_brings_nothing_of_the_leads();
	a_link_that_an_agent_left_for_its_settings_brings_it_nothing_of_the_leads();
	a_program_without_a_home_is_told_in_words();
	scratch_remove();
	free(top);
	free(git_dir);
	free(room);
	free(home);
	return tap_done();
}
