/* executor.c - see executor.h. */
#include "executor/executor.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "sys/proc.h"

static int local_start(const char *job_dir, long long attempt, int *pid, struct err *err)
{
	_autofree_ char *self = proc_self(), *number = mem_printf("%lld", attempt);
	_autofree_ char *log = mem_printf("%s/runner.log", job_dir);
	const char *const argv[] = { self, "runner", job_dir, number, 0 };

	return proc_start_detached(argv, "/", log, pid, err);
}

static bool local_lives(const char *job_dir)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", job_dir);

	return fs_is_locked(path);
}

static int null_start(const char *job_dir, long long attempt, int *pid, struct err *err)
{
	(void)job_dir, (void)attempt, (void)err;
	*pid = 0;
	return 0;
}

static bool null_lives(const char *job_dir)
{
	(void)job_dir;
	return false;
}

const struct executor executor_local = { "local", local_start, local_lives };
const struct executor executor_null = { "null", null_start, null_lives };
