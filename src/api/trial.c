/* trial.c - see trial.h. */
#include "api/trial.h"

#include "base/mem.h"
#include "base/text.h"
#include "floor/brief_walls.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/proc.h"

#include <string.h>
#include <unistd.h>

enum { JOURNAL_BYTES = 1 << 20, SAID_BYTES = 300 };

int trial_begin(const struct checkup *checkup, const char *kind, struct trial *trial, struct err *err)
{
	const struct place *place = &checkup->call->place;
	const struct git git = { .dir = place->git_dir };
	_autofree_ char *branch = mem_printf("refs/heads/%s", checkup->target);
	_autofree_ char *mark = 0, *workspace = 0;

	*trial = (struct trial){ .folder = mem_printf("%s/doctor-%d", place->cache, (int)getpid()) };
	if (fs_remove_tree(trial->folder, err) || fs_make_dirs(trial->folder, err) ||
	    git_commit_of(&git, branch, &trial->commit, err) || git_tree_of(&git, branch, &trial->tree, err))
		return err->code;
	mark = mem_printf("LEADHAND_JOB=%s", trial->folder);
	workspace = mem_printf("%s/room/work", trial->folder);
	trial->job = json_object();
	json_put(trial->job, "kind", kind);
	json_put_number(trial->job, "job", 0);
	json_put(trial->job, "mark", mark);
	json_put(trial->job, "git_dir", place->git_dir);
	json_put(trial->job, "top", place->top);
	json_put(trial->job, "target", checkup->target);
	json_put(trial->job, "setup", checkup->config.setup);
	json_put(trial->job, "workspace", workspace);
	json_put(trial->job, "base", trial->commit);
	return 0;
}

static json_t *read_lines(const char *folder)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", folder);
	size_t len = 0;
	_autofree_ char *text = fs_read_tail(path, JOURNAL_BYTES, &len);
	json_t *lines = json_array();
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		json_t *line = 0;

		if (!json_parse(walk.line, strlen(walk.line), &line, &err))
			json_array_append_new(lines, line);
	}
	return lines;
}

const json_t *trial_line(const json_t *lines, const char *kind)
{
	const json_t *line, *found = 0;
	size_t i;

	json_array_foreach(lines, i, line)
		if (text_same(json_text(line, "kind"), kind))
			found = line;
	return found;
}

int trial_write(const struct trial *trial, const char *name, const char *text, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", trial->folder, name);

	return fs_write(path, text, strlen(text), err);
}

/* In a process of its own: a runner takes a view of the machine that we want to keep. */
int trial_run(const struct trial *trial, long long most_ms, json_t **lines, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_autofree_ char *self = proc_self(), *text = json_line(trial->job), *said = 0;
	const struct proc proc = { .argv = (const char *const[]){ self, "runner", trial->folder, "1", 0 },
				   .timeout_ms = most_ms };

	if (trial_write(trial, "job.json", text, err) || proc_run(&proc, &result, err))
		return err->code;
	if (result.is_late)
		return err_set(err, ERR_TIMEOUT, "it was not over after %lld s", most_ms / 1000);
	said = text_clean(result.err, result.err_len, SAID_BYTES);
	if (result.status)
		return err_set(err, ERR_CHILD, "%s", said);
	*lines = read_lines(trial->folder);
	if (trial_line(*lines, "ended"))
		return 0;
	json_decref(*lines);
	*lines = 0;
	return err_set(err, ERR_CHILD, "its runner left no verdict");
}

void trial_end(struct trial *trial)
{
	_cleanup_(err_release) struct err none = ERR_INIT;

	if (trial->folder)
		(void)!fs_remove_tree(trial->folder, &none);
	free(trial->folder);
	free(trial->commit);
	free(trial->tree);
	json_decref(trial->job);
	*trial = (struct trial){ 0 };
}
