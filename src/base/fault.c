/* fault.c - see fault.h. */
#include "base/fault.h"

#ifdef LEADHAND_FAULTS

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Appending is atomic: where our byte ended is a number that no other pass gets. */
static long long number_of_pass(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	long long number;

	if (fd < 0 || write(fd, "", 1) != 1)
		abort();
	number = lseek(fd, 0, SEEK_CUR);
	close(fd);
	return number;
}

void fault_pass(const char *point)
{
	const char *wanted = getenv("LEADHAND_FAULT");
	char name[64], action[8], path[1024];
	long long nth;

	if (!wanted || sscanf(wanted, "%63[^:]:%lld:%7[^:]:%1023s", name, &nth, action, path) != 4 ||
	    strcmp(name, point) != 0 || number_of_pass(path) != nth)
		return;
	raise(strcmp(action, "stop") ? SIGKILL : SIGSTOP);
}

#else
/* A translation unit has to hold something. */
typedef int fault_is_nothing;
#endif
