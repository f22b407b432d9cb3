/* rig.c - see rig.h. */
#include "mutate/rig.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <errno.h>
#include <string.h>

/* A run on a mutant may take three times as long as the first one, which builds more than any of them, and a little. */
enum { SAID_BYTES = 4 << 10, LATE_TIMES = 3, LATE_MORE_MS = 5000 };

int rig_make(struct rig *rig, struct err *err)
{
	const char *temporary = getenv("TMPDIR");

	mem_replace(&rig->copy, mem_printf("%s/leadhand-mutate-XXXXXX", text_is_empty(temporary) ? "/tmp" : temporary));
	if (!mkdtemp(rig->copy)) {
		int code = err_set(err, ERR_SYSTEM, "cannot make '%s': %s", rig->copy, strerror(errno));

		mem_replace(&rig->copy, 0);
		return code;
	}
	return fs_copy_tree(rig->top, rig->copy, err);
}

/* One command in the copy. *fate is FATE_survived where it exits with 0, else `otherwise`. */
static int run(struct rig *rig, const char *command, enum fate otherwise, enum fate *fate, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_autofree_ char *all = 0;
	const char *const argv[] = { "sh", "-c", command, 0 };
	long long left = rig->ends_ms - clock_steady_ms();
	bool is_cut = !rig->most_ms || rig->most_ms > left;

	*fate = FATE_untried;
	if (left <= 0)
		return 0;
	if (proc_run(&(struct proc){ .argv = argv, .dir = rig->copy, .timeout_ms = is_cut ? left : rig->most_ms }, &result, err))
		return err->code;
	all = mem_printf("%s%s", result.out, result.err);
	mem_replace(&rig->said, text_tail(all, strlen(all), SAID_BYTES));
	rig->status = result.status;
	if (result.is_late)
		*fate = is_cut ? FATE_untried : FATE_late;
	else
		*fate = result.status ? otherwise : FATE_survived;
	return 0;
}

static int build_and_test(struct rig *rig, enum fate *fate, struct err *err)
{
	if (rig->build && (run(rig, rig->build, FATE_unbuilt, fate, err) || *fate != FATE_survived))
		return err->code;
	return run(rig, rig->test, FATE_killed, fate, err);
}

int rig_run(struct rig *rig, enum fate *fate, struct err *err)
{
	long long begun_ms = clock_steady_ms();

	rig->most_ms = 0;
	if (build_and_test(rig, fate, err))
		return err->code;
	rig->most_ms = LATE_TIMES * (clock_steady_ms() - begun_ms) + LATE_MORE_MS;
	return 0;
}

int rig_run_with(struct rig *rig, const struct rig_file *file, enum fate *fate, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", rig->copy, file->path);

	if (fs_put(path, file->now, file->now_len, err) || build_and_test(rig, fate, err) ||
	    fs_put(path, file->bytes, file->len, err))
		return err->code;
	return 0;
}

void rig_remove(struct rig *rig)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	/* What could not be removed only fills a folder that is emptied by itself. */
	if (rig->copy && fs_remove_tree(rig->copy, &err))
		err_release(&err);
	free(rig->copy);
	free(rig->said);
}
