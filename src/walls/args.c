/* args.c - see args.h. */
#include "walls/args.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>

void args_add(struct args *args, ...)
{
	va_list ap;

	va_start(ap, args);
	for (const char *word; (word = va_arg(ap, const char *));)
		buf_add(&args->words, word, strlen(word) + 1);
	va_end(ap);
}

int args_file(const struct args *args, struct err *err)
{
	_autoclose_ int fd = memfd_create("walls", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int made = fd;

	if (args->words.is_cut) {
		err_set(err, ERR_REFUSED, "the list of what is to be seen inside the walls is too long");
		return -1;
	}
	if (fd < 0 || write(fd, args->words.data, args->words.len) != (ssize_t)args->words.len ||
	    lseek(fd, 0, SEEK_SET) || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK)) {
		err_set(err, ERR_SYSTEM, "cannot write down what is to be seen inside the walls: %s", strerror(errno));
		return -1;
	}
	fd = -1;
	return made;
}

void args_release(struct args *args)
{
	buf_release(&args->words);
}
