/* conventions.c - see conventions.h. */
#include "runner/conventions.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"
#include "runner/inside.h"
#include "runner/nest.h"
#include "runner/skills.h"
#include "sys/fs.h"

#include <string.h>

enum { TEXT_BYTES = 256 << 10 };

/* What the installing of instructions is about. */
struct place {
	const struct job *job;
	const struct agent_home *home;
	const char *folder; /* the home, on the disk */
	bool has_walls;
};

static bool has_file(const struct job *job, const char *name)
{
	const char *const paths[] = { name, 0 };
	_autofree_ char *found = skills_tree(job, paths);

	return text_starts(found, "100") && strchr(found, '\t');
}

static char *read_text(const char *path)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *text = 0;

	return path && !fs_read(path, TEXT_BYTES, &text, 0, &err) ? text : 0;
}

static int put(const struct place *place, const char *name, const char *text, struct err *err)
{
	return nest_put(place->folder, name, text, strlen(text), err);
}

/* Codex reads AGENTS.md alone; in a folder that has none, the next of these. A key of the whole file stands before the
 * first table. */
static int tell_codex(const struct place *place, struct err *err)
{
	_autofree_ char *text = nest_read(place->folder, "config.toml", TEXT_BYTES), *all = 0;

	if (text && strstr(text, "project_doc_fallback_filenames"))
		return 0;
	all = mem_printf("project_doc_fallback_filenames = [\"CLAUDE.md\"]\n%s", text ? text : "");
	return put(place, "config.toml", all, err);
}

/* As it is started (claude_words.h) Claude Code reads CLAUDE.md and no AGENTS.md; the lead's own words for all projects come
 * along. */
static int tell_claude(const struct place *place, struct err *err)
{
	_autofree_ char *lead = agent_home_of_lead(place->home, "CLAUDE.md"), *own = read_text(lead), *all = 0;
	bool has_agents = has_file(place->job, "AGENTS.md");
	const char *workspace = place->has_walls ? place->job->walls.inside : place->job->workspace.path;

	if (!own && !has_agents)
		return 0;
	all = has_agents ? mem_printf("%s\n@%s/AGENTS.md\n", own ? own : "", workspace) : mem_dup(own);
	return put(place, "CLAUDE.md", all, err);
}

/* Gemini reads GEMINI.md where its settings name nothing else. */
static int tell_gemini(const struct place *place, struct err *err)
{
	_cleanup_(err_release) struct err bad = ERR_INIT;
	_autofree_ char *text = nest_read(place->folder, "settings.json", TEXT_BYTES), *all = 0;
	_json_ json_t *settings = 0;
	json_t *context;

	/* Comments may stand in it, which are read by the program and not by us: then it stays as it is. */
	if (text && json_parse(text, strlen(text), &settings, &bad))
		return 0;
	if (!settings)
		settings = json_object();
	context = json_object_get(settings, "context");
	if (json_object_get(context, "fileName"))
		return 0;
	if (!json_is_object(context)) {
		context = json_object();
		json_object_set_new(settings, "context", context);
	}
	json_object_set_new(context, "fileName", json_pack("[sss]", "GEMINI.md", "AGENTS.md", "CLAUDE.md"));
	all = json_line(settings);
	return put(place, "settings.json", all, err);
}

#define FOLDERS(...) ((const char *const[]){ __VA_ARGS__, 0 })

/* By the home that a program keeps (struct agent_home). As seen with codex 0.169.0, claude-code 2.1.330, gemini-cli
 * 0.61.0, opencode 1.18.33 and pi 0.87.1. */
static const struct reader {
	const char *home;		     /* its folder below HOME */
	const char *skills;		     /* below that */
	const char *const *reads;	     /* in the repository, by itself */
	int (*tell)(const struct place *place, struct err *err); /* of instructions; NULL where it reads both */
} readers[] = {
	{ ".codex", "skills", FOLDERS(".agents/skills", ".codex/skills"), tell_codex },
	/* Started without the project's settings, it leaves out the project's skills too. */
	{ ".claude", "skills", 0, tell_claude },
	{ ".gemini", "skills", FOLDERS(".gemini/skills", ".agents/skills"), tell_gemini },
	{ "", ".agents/skills", FOLDERS(".opencode/skills", ".claude/skills", ".agents/skills"), 0 },
	/* It leaves out those of a repository that nobody has trusted. */
	{ ".pi/agent", "skills", 0, 0 },
};

static const struct reader *reader_of(const struct agent_home *home)
{
	for (size_t i = 0; home && i < sizeof readers / sizeof *readers; i++)
		if (text_same(readers[i].home, home->folder))
			return &readers[i];
	return 0;
}

static char *stamp_path(const struct job *job)
{
	return mem_printf("%s.skills.stamp", job->agent_home);
}

/* Who has to be told finds skills in HOME, where several programs have them. */
static int install_unknown(const struct job *job, struct err *err)
{
	_autofree_ char *root = mem_printf("%s/box-agent/home", job->room), *stamp = stamp_path(job);
	const struct skills_place place = { .root = root, .below = ".agents/skills", .stamp = stamp };

	return nest_folder(job->room, "box-agent/home", err) ? err->code : skills_install(job, &place, err);
}

int conventions_install(const struct job *job, bool has_walls, struct err *err)
{
	const struct agent_home *home = agent_home_of(job);
	const struct reader *reader = reader_of(home);
	_autofree_ char *folder = agent_home_folder(job, has_walls), *stamp = 0;
	const struct place place = { job, home, folder, has_walls };

	if (!job->agent_home)
		return 0;
	if (!home && has_walls)
		return install_unknown(job, err);
	if (!reader || !folder)
		return 0;
	stamp = stamp_path(job);
	if (skills_install(job, &(struct skills_place){ folder, reader->skills, stamp, reader->reads }, err))
		return err->code;
	return reader->tell ? reader->tell(&place, err) : 0;
}

static void name_files(const struct job *job, char **text)
{
	static const char *const names[] = { "AGENTS.md", "CLAUDE.md", "GEMINI.md" };
	bool has_any = false;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!has_file(job, names[i]))
			continue;
		mem_replace(text, mem_printf("%s%s`%s`", *text, has_any ? ", " : "Read before you begin: ", names[i]));
		has_any = true;
	}
	if (has_any)
		mem_replace(text, mem_printf("%s\n", *text));
}

static void name_skills(const struct job *job, char **text)
{
	_autofree_ char *stamp = stamp_path(job), *names = skills_installed(stamp);
	struct lines walk;
	bool has_any = false;

	LINES_EACH(walk, names) {
		mem_replace(text, mem_printf("%s%s`" CELL_HOME "/.agents/skills/%s/SKILL.md`", *text,
					     has_any ? ", " : "Skills, to be read where one fits: ", walk.line));
		has_any = true;
	}
	if (has_any)
		mem_replace(text, mem_printf("%s\n", *text));
}

char *conventions_words(const struct job *job, bool has_walls)
{
	_autofree_ char *text = mem_dup(""), *folder = agent_home_folder(job, has_walls);

	/* A home that is the lead's own is not ours to put anything into. */
	if (folder || !job->agent_home)
		return 0;
	name_files(job, &text);
	if (has_walls)
		name_skills(job, &text);
	return *text ? mem_printf("\n## Conventions of this repository\n\n%s", text) : 0;
}
