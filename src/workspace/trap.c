/* trap.c - see trap.h. */
#include "workspace/trap.h"

#include "base/mem.h"
#include "base/text.h"

#include <fts.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool never_ends(mode_t mode)
{
	return S_ISFIFO(mode) || S_ISCHR(mode) || S_ISBLK(mode);
}

static bool is_trap(const FTSENT *entry)
{
	struct stat st;

	if (entry->fts_info == FTS_SL)
		return !stat(entry->fts_accpath, &st) && never_ends(st.st_mode);
	return entry->fts_info == FTS_DEFAULT && never_ends(entry->fts_statp->st_mode);
}

void trap_clear(const struct workspace *ws)
{
	_autofree_ char *top = mem_dup(ws->path);
	char *const tops[] = { top, 0 };
	size_t len = strlen(top);
	FTS *walk = fts_open(tops, FTS_PHYSICAL | FTS_NOCHDIR, 0);

	if (!walk)
		return;
	for (FTSENT *e; (e = fts_read(walk));)
		if (e->fts_level > 0 && strstr(e->fts_path + len, "/.git") && is_trap(e))
			unlink(e->fts_accpath);
	fts_close(walk);
}

static void unlock(const char *folder, bool keeps_links)
{
	_autofree_ char *top = mem_dup(folder);
	char *const tops[] = { top, 0 };
	FTS *walk = fts_open(tops, FTS_PHYSICAL | FTS_NOCHDIR, 0);

	if (!walk)
		return;
	for (FTSENT *e; (e = fts_read(walk));) {
		bool is_link = e->fts_info == FTS_SL || e->fts_info == FTS_SLNONE || e->fts_info == FTS_DEFAULT;

		if (e->fts_level > 0 && ((e->fts_info == FTS_F && text_ends(e->fts_name, ".lock")) ||
					 (is_link && !keeps_links)))
			unlink(e->fts_accpath);
	}
	fts_close(walk);
}

void trap_unlock(const struct workspace *ws)
{
	_autofree_ char *git_dir = mem_printf("%s/.git", ws->path);

	unlock(git_dir, true);
}

void trap_disarm(const char *folder)
{
	unlock(folder, false);
}
