/* survey.c - see survey.h. */
#include "floor/survey.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/task.h"
#include "sys/git.h"
#include "sys/proc.h"

#include <string.h>

enum { CYCLES_LEAST = 4, OFFERS_LEAST = 3 };

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct world_task *)a)->name, ((const struct world_task *)b)->name);
}

static const char *target_of(const struct survey *survey)
{
	const struct config *config = survey->world.config;

	if (config && config->target)
		return config->target;
	return survey->state && !text_is_empty(factory_of(survey->state)->target) ? factory_of(survey->state)->target : "HEAD";
}

static void see_files(struct survey *survey)
{
	struct git git = { .dir = survey->place->top };
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *target = target_of(survey);
	char *rest, *line;
	size_t count = 0;

	if (*target == '-' || git_paths(&git, GIT("ls-tree", "-r", "-z", "--name-only", target), &survey->paths, &err))
		return;
	survey->files = mem_new(lines_count(survey->paths) + 1, sizeof *survey->files);
	for (rest = survey->paths; (line = strsep(&rest, "\n"));)
		if (*line)
			survey->files[count++] = line;
	qsort(survey->files, count, sizeof *survey->files, by_text);
	survey->world.files = (const char *const *)survey->files;
	survey->world.file_count = count;
}

/* A file of the target, the caller's; NULL where there is none. */
static char *read_file(const struct survey *survey, const char *name)
{
	struct git git = { .dir = survey->place->top };
	_autofree_ char *object = mem_printf("%s:%s", target_of(survey), name);
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *text = 0;

	if (!world_has_file(&survey->world, name) || git_read(&git, GIT("cat-file", "blob", object), &text, 0, &err))
		return 0;
	return text;
}

/* "a b: c" names a and b; "a := b" names nothing. */
static void add_targets(const char *line, char **targets)
{
	size_t colon = strcspn(line, ":=#");
	_autofree_ char *names = mem_dup_part(line, colon);
	bool is_phony = text_starts(line, ".PHONY");

	if (line[colon] != ':' || line[colon + 1] == '=' || text_starts(line + colon, "::="))
		return;
	if (is_phony)
		mem_replace(&names, mem_dup_part(line + colon + 1, strcspn(line + colon + 1, "#")));
	if (strpbrk(names, "%$") || text_starts(line, ".DEFAULT"))
		lines_add(targets, "*");
	for (char *rest = names, *name; (name = strsep(&rest, " \t\r\\"));)
		if (*name)
			lines_add(targets, name);
}

char *survey_targets(const char *makefile)
{
	char *targets = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, makefile) {
		const char *word = walk.line + strspn(walk.line, " -");

		if (text_starts(word, "include") || text_starts(word, "sinclude") || text_starts(word, "$("))
			lines_add(&targets, "*");
		else if (*walk.line && !strchr("\t# ", *walk.line))
			add_targets(walk.line, &targets);
	}
	return targets;
}

/* Where a Makefile is made by others, or by setup, its targets are not known. */
static bool is_configured(const struct survey *survey)
{
	static const char *const signs[] = { "CMakeLists.txt", "configure", "configure.ac", "Makefile.in", "Makefile.am",
					     "Makefile.PL", "autogen.sh", "premake5.lua", 0 };

	for (const char *const *sign = signs; *sign; sign++)
		if (world_has_file(&survey->world, *sign))
			return true;
	return survey->world.config && survey->world.config->setup;
}

static void see_makefile(struct survey *survey)
{
	static const char *const names[] = { "GNUmakefile", "makefile", "Makefile", 0 };
	_autofree_ char *text = 0;

	for (const char *const *name = names; *name && !text; name++)
		text = read_file(survey, *name);
	if (text)
		survey->targets = survey_targets(text);
	else if (!is_configured(survey))
		survey->targets = mem_dup("");
	survey->world.targets = survey->targets;
}

static void see_scripts(struct survey *survey)
{
	_autofree_ char *text = read_file(survey, "package.json");
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *package = 0;
	const char *key;
	json_t *value;

	if (text && json_parse(text, strlen(text), &package, &err))
		return;
	survey->scripts = mem_dup("");
	json_object_foreach(json_object_get(package, "scripts"), key, value)
		if (text_is_utf8(key, strlen(key)) && !strchr(key, '\n'))
			lines_add(&survey->scripts, key);
	survey->world.scripts = survey->scripts;
}

static void add_task(struct survey *survey, const char *name, const char *needs, const char *scope)
{
	size_t count = survey->world.task_count++;

	survey->tasks = mem_grow(survey->tasks, count + 1, sizeof *survey->tasks);
	survey->tasks[count] = (struct world_task){ mem_dup(name), mem_dup(needs ? needs : ""),
						    mem_dup(scope ? scope : ""), false };
}

/* What is under way keeps the words that it began with. */
static bool keeps_words(const struct task *task)
{
	return task && task->life > TASK_waiting && task->life < TASK_failed;
}

static void see_file(struct survey *survey, const char *name)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (task_spec_load(survey->place->top, name, &(struct lint_world){ 0 }, &spec, &findings, &err))
		add_task(survey, name, 0, 0);
	else
		add_task(survey, name, spec.needs, spec.scope);
}

static void see_tasks(struct survey *survey)
{
	_autofree_ char *names = 0, *odd = 0;
	struct lines walk;

	task_spec_names(survey->place->top, &names, &odd);
	LINES_EACH(walk, names)
		if (!survey->state || !keeps_words(task_named(survey->state, walk.line)))
			see_file(survey, walk.line);
	if (survey->state)
		EACH(task, task, survey->state)
			if (keeps_words(task) || !lines_has(names, task->name))
				add_task(survey, task->name, task->needs, task->scope);
	qsort(survey->tasks, survey->world.task_count, sizeof *survey->tasks, by_name);
	for (size_t i = 0; i < survey->world.task_count && survey->state; i++) {
		const struct task *task = task_named(survey->state, survey->tasks[i].name);

		survey->tasks[i].is_over = task && (task->life == TASK_landed || task->life == TASK_done ||
						    task->life == TASK_cancelled);
	}
	survey->world.tasks = survey->tasks ? survey->tasks : mem_new(1, sizeof *survey->tasks);
	survey->tasks = (struct world_task *)survey->world.tasks;
}

static bool has_program(void *owner, const char *name)
{
	struct survey *survey = owner;
	_autofree_ char *path = 0;

	if (lines_has(survey->found, name))
		return true;
	if (lines_has(survey->missing, name))
		return false;
	path = proc_find(name);
	lines_add(path ? &survey->found : &survey->missing, name);
	return path != 0;
}

static struct world_class class_record(void *owner, const char *name)
{
	struct survey *survey = owner;
	const struct class *class = survey->state ? class_named(survey->state, name) : 0;

	if (!class)
		return (struct world_class){ 0 };
	return (struct world_class){
		.ended = class->cycles,
		.failed = class->cycles >= CYCLES_LEAST ? class->cycles - class->greens : 0,
		.lines = class->offers >= OFFERS_LEAST ? class->lines / class->offers : 0,
	};
}

void survey_make(const struct place *place, const struct config *config, const struct state *state,
		 struct survey *survey)
{
	*survey = (struct survey){ .world = { .config = config, .has_program = has_program,
					      .class_record = class_record, .owner = survey },
				   .place = place, .state = state };
	see_files(survey);
	if (survey->files) {
		see_makefile(survey);
		see_scripts(survey);
		survey_symbols(survey);
	}
	see_tasks(survey);
}

void survey_release(struct survey *survey)
{
	for (size_t i = 0; i < survey->world.task_count; i++) {
		free((char *)survey->tasks[i].name);
		free((char *)survey->tasks[i].needs);
		free((char *)survey->tasks[i].scope);
	}
	free(survey->tasks);
	free(survey->files);
	free(survey->paths);
	free(survey->targets);
	free(survey->scripts);
	free(survey->found);
	free(survey->missing);
	free(survey->symbols);
	*survey = (struct survey){ 0 };
}
