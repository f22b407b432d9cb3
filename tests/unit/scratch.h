/* scratch.h - a folder of its own for a test, and real git in it. */
#ifndef LEADHAND_TEST_SCRATCH_H
#define LEADHAND_TEST_SCRATCH_H

#include "base/mem.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/proc.h"
#include "tap.h"

static char scratch[] = "/tmp/leadhand-test-XXXXXX";

/* Nothing of the user's git reaches the tests. */
static inline void scratch_make(void)
{
	if (!mkdtemp(scratch)) {
		perror(scratch);
		exit(1);
	}
	setenv("HOME", scratch, 1);
	setenv("XDG_CONFIG_HOME", scratch, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
}

static inline void scratch_remove(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(fs_remove_tree(scratch, &err), 0);
}

/* A path in it; the caller frees it. */
static inline char *at(const char *name)
{
	return mem_printf("%s/%s", scratch, name);
}

/* Run a line of shell in the scratch folder, as a user would; its output, less the last newline. */
static inline char *sh(const char *line)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	const char *argv[] = { "sh", "-ec", line, 0 };
	int code = proc_run(&(struct proc){ .argv = argv, .dir = scratch }, &result, &err);

	if (code || result.status)
		printf("# '%s' failed: %s%s\n", line, code ? err.text : "", code ? "" : result.err);
	tap_check(!code && !result.status, "the shell does as it is told", __FILE__, __LINE__);
	if (code)
		return mem_dup("");
	while (result.out_len && result.out[result.out_len - 1] == '\n')
		result.out[--result.out_len] = 0;
	return steal(&result.out);
}

#define SH(line) free(sh(line))
#define CHECK_SH(line, want)                                                   \
	do {                                                                   \
		char *said_ = sh(line);                                        \
		CHECK_STR(said_, want);                                        \
		free(said_);                                                   \
	} while (0)
/* A call that must work; its failure is printed. */
#define CHECK_OK(call)                                                         \
	do {                                                                   \
		int code_ = (call);                                            \
		tap_int(code_, 0, #call, __FILE__, __LINE__);                  \
		if (code_) {                                                   \
			printf("# %s\n", err.text);                            \
			err_release(&err);                                     \
		}                                                              \
	} while (0)

#endif
