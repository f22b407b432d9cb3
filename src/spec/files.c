/* files.c - from the work tree: what config.h and task.h say about files. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/task.h"
#include "spec/yaml.h"
#include "sys/fs.h"

#include <string.h>

int config_load(const char *path, struct config *config, struct err *err)
{
	_autofree_ char *text = 0;
	size_t len = 0;

	if (!fs_exists(path)) {
		config_init(config);
		return 0;
	}
	if (fs_read(path, YAML_LIMIT_BYTES, &text, &len, err))
		return err->code;
	return config_parse(path, text, len, config, err);
}

int task_spec_load(const char *top, const char *name, const struct lint_world *world,
		   struct task_spec *spec, struct findings *findings, struct err *err)
{
	_autofree_ char *path = 0, *text = 0;
	size_t len = 0;

	if (!text_is_name(name)) {
		_autofree_ char *shown = text_clean(name, strlen(name), 80);

		return err_set(err, ERR_USAGE,
			       "'%s' is no name of a task: letters, digits, '.', '_' "
			       "and '-', not '.' or '-' first",
			       shown);
	}
	path = mem_printf("%s/.leadhand/tasks/%s.md", top, name);
	if (fs_read(path, YAML_LIMIT_BYTES, &text, &len, err))
		return err_wrap(err, "cannot read task '%s'", name);
	task_spec_lint(&(struct task_text){name, text, len}, world, spec, findings);
	return 0;
}

int task_spec_rewrite(const char *top, const char *name, const char *was, const char *now, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/.leadhand/tasks/%s.md", top, name), *still = 0;

	if (fs_read(path, YAML_LIMIT_BYTES, &still, 0, err))
		return err->code;
	if (strcmp(still, was) != 0)
		return err_set(err, ERR_CONFLICT, "task '%s' was changed meanwhile, and is left as it is: try again", name);
	return fs_write(path, now, strlen(now), err);
}

/* What editors leave beside a file is nobody's task and nobody's mistake. */
static bool is_litter(const char *entry)
{
	return *entry == '.' || *entry == '#' || text_ends(entry, "~") ||
	       text_ends(entry, ".swp");
}

static char *task_name(const char *folder, const char *entry)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, entry);
	_autofree_ char *stem = 0;

	if (!text_ends(entry, ".md") || fs_is_dir(path))
		return 0;
	stem = mem_dup_part(entry, strlen(entry) - strlen(".md"));
	return text_is_name(stem) ? steal(&stem) : 0;
}

void task_spec_names(const char *top, char **names, char **odd)
{
	_autofree_ char *folder = mem_printf("%s/.leadhand/tasks", top);
	_autofree_ char *entries = fs_list(folder);
	struct lines walk;

	*names = mem_dup("");
	*odd = mem_dup("");
	LINES_EACH (walk, entries) {
		_autofree_ char *name = is_litter(walk.line) ? 0 : task_name(folder, walk.line);

		if (name)
			lines_add(names, name);
		else if (!is_litter(walk.line))
			lines_add(odd, walk.line);
	}
}
