/* fs_copy.c - see fs.h and fs_clone.h. */
#include "sys/fs.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs_clone.h"
#include "sys/proc.h"

enum { MAX_COMPLAINT = 500 };

static int copy(const char *from, const char *to, const char *sharing, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_autofree_ char *all = mem_printf("%s/.", from), *into = mem_printf("%s/", to), *said = 0;
	const char *argv[] = { "cp", "-a", sharing, "--", all, into, 0 };

	if (proc_run(&(struct proc){ .argv = argv }, &result, err))
		return err->code;
	if (!result.status)
		return 0;
	said = text_clean(result.err, result.err_len, MAX_COMPLAINT);
	return err_set(err, ERR_CHILD, "cannot copy '%s': %s", from, said);
}

int fs_copy_tree(const char *from, const char *to, struct err *err)
{
	return copy(from, to, "--reflink=auto", err);
}

int fs_share_tree(const char *from, const char *to, struct err *err)
{
	return copy(from, to, "--reflink=always", err);
}
