/* opening.c - see opening.h. */
#include "api/opening.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATIENCE_MS = 3000, OPEN_MS = 60000 };

static const struct timespec moment = { 0, 20000000 };

char *opening_sign(const struct place *place, long long session)
{
	return mem_printf("%s/open/%lld", place->cache, session);
}

/* The number may be somebody else's by now: ours names the file as its last word. */
static bool is_holder(int pid, const char *sign)
{
	_autofree_ char *path = mem_printf("/proc/%d/cmdline", pid), *words = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;
	size_t len = 0, size = strlen(sign) + 1;

	return proc_is_alive(pid) && !fs_read(path, 1 << 16, &words, &len, &none) && len > size &&
	       !memcmp(words + len - size, sign, size);
}

bool opening_read(const char *sign, struct opening *opening)
{
	_autofree_ char *text = fs_read_tail(sign, 8192, 0);
	size_t len = strcspn(text, " ");
	_autofree_ char *number = mem_dup_part(text, len);
	long long pid = 0;

	if (!text_to_number(number, &pid) || !text[len] || !is_holder((int)pid, sign))
		return false;
	opening->pid = (int)pid;
	opening->path = mem_dup(text + len + 1);
	return true;
}

static int start_holder(const char *sign, const char *folder, int *pid, struct err *err)
{
	_autofree_ char *self = proc_self(), *log = mem_printf("%s.log", sign);
	_autofree_ char *parent = mem_dup_part(sign, (size_t)(strrchr(sign, '/') - sign));
	const char *const argv[] = { self, "hold", folder, sign, 0 };

	return fs_remove_tree(sign, err) || fs_make_dirs(parent, err) ||
			       proc_start_detached(argv, "/", log, pid, err)
		       ? err->code
		       : 0;
}

int opening_begin(const char *sign, const char *folder, struct opening *opening, struct err *err)
{
	_autofree_ char *log = mem_printf("%s.log", sign);
	long long until = clock_steady_ms() + OPEN_MS;
	int pid = 0;

	if (opening_read(sign, opening))
		return 0;
	if (start_holder(sign, folder, &pid, err))
		return err->code;
	while (!opening_read(sign, opening)) {
		if (!proc_is_alive(pid)) {
			_autofree_ char *said = fs_read_tail(log, 400, 0);

			said[strcspn(said, "\n")] = 0;
			return err_set(err, ERR_CHILD, "%s",
				       said + (text_starts(said, "leadhand: ") ? strlen("leadhand: ") : 0));
		}
		/* While a base is made under it, it waits for that; whoever is there in the end ends with the session. */
		if (clock_steady_ms() > until)
			return err_set(err, ERR_TIMEOUT, "it is not there after 60 s: try again when the session has begun");
		nanosleep(&moment, 0);
	}
	return 0;
}

int opening_end(const char *sign, bool *was_open, struct err *err)
{
	long long until = clock_steady_ms() + PATIENCE_MS;
	_autofree_ char *log = mem_printf("%s.log", sign);
	struct opening opening = { 0 };

	*was_open = opening_read(sign, &opening);
	free(opening.path);
	if (*was_open)
		kill(opening.pid, SIGTERM);
	while (*was_open && is_holder(opening.pid, sign)) {
		if (clock_steady_ms() > until)
			kill(opening.pid, SIGKILL);
		nanosleep(&moment, 0);
	}
	return fs_remove_tree(sign, err) || fs_remove_tree(log, err) ? err->code : 0;
}
