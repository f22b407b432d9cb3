/* sharing.c - see sharing.h. */
#include "runner/sharing.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/kind.h"
#include "runner/stage.h"
#include "sys/fs.h"

#include <string.h>

enum { RETRY_MS = 200 };

static void save(struct attempt *attempt)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;
	json_t *line = json_object();

	if (kind_checkpoint(attempt->job, &commit, &err)) {
		/* The turn goes on: to stop it would save nothing either. */
		json_put(line, "text", err.text);
		journal_add(attempt->journal, "note", line);
		return;
	}
	json_put(line, "commit", commit);
	json_put(line, "ref", attempt->job->saved_ref);
	journal_add(attempt->journal, "checkpoint", line);
}

static int lock_setup(struct attempt *attempt, int *lock, struct err *err)
{
	_autofree_ char *path = mem_printf("%s.lock", attempt->job->setup_done);
	int code = fs_lock(path, false, lock, err);

	while (code == ERR_CONFLICT && !attempt->stop) {
		attempt_pause(attempt, RETRY_MS);
		code = fs_lock(path, false, lock, err);
	}
	return code;
}

/* One session runs it, and the others wait and find it done; one that was changed since is run again. */
static int set_up(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *done = 0;
	_autoclose_ int lock = -1;

	if (!job->setup)
		return 0;
	if (lock_setup(attempt, &lock, err))
		return err->code;
	done = fs_read_tail(job->setup_done, 1 << 20, 0);
	if (text_same(done, job->setup))
		return 0;
	if (stage_setup(attempt, job->workspace.path, 0, err))
		return err->code;
	return fs_write(job->setup_done, job->setup, strlen(job->setup), err);
}

int sharing_begin(struct attempt *attempt, struct err *err)
{
	int code;

	if (kind_is_there(attempt->job))
		save(attempt);
	code = kind_prepare(attempt->job, err);
	/* Another session may hold what is in scope for a moment more: its turn ends, or its time. */
	while (code == ERR_CONFLICT && !attempt->stop) {
		attempt_pause(attempt, RETRY_MS);
		code = kind_prepare(attempt->job, err);
	}
	return code ? code : set_up(attempt, err);
}

void sharing_end(struct attempt *attempt, struct workspace_head *head, struct turn_end *end)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (kind_is_there(attempt->job)) {
		save(attempt);
		if (kind_import(attempt->job, head, &err) && strcmp(end->outcome, "stopped") != 0) {
			end->outcome = "failed";
			mem_replace(&end->text, mem_dup(err.text));
		}
	}
	kind_leave(attempt->job, !head->loose && strcmp(end->outcome, "failed") != 0);
}
