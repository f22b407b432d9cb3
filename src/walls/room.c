/* room.c - see room.h. */
#include "walls/room.h"

#include "base/mem.h"
#include "sys/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { MAX_TEXT = 65536 };

char *room_folder(const char *room, const char *name, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", room, name);

	return fs_make_dirs(path, err) ? 0 : steal(&path);
}

int room_file(const char *room, const char *name, const char *text, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", room, name), *old = 0;
	_cleanup_(err_release) struct err missing = ERR_INIT;
	_autoclose_ int fd = -1;
	size_t len = strlen(text);

	if (!fs_read(path, MAX_TEXT, &old, 0, &missing) && !strcmp(old, text))
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}
