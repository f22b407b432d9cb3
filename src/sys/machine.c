/* machine.c - see machine.h; the kernel's tables are documented in proc(5). */
#include "sys/machine.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { TABLE_BYTES = 65536, PORTS_BYTES = 8 << 20, LISTENS = 0x0a };

/* The number behind a key of one of the kernel's tables, 0 where there is none. */
static long long table_number(const char *path, const char *key)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	const char *at;

	if (fs_read(path, TABLE_BYTES, &text, 0, &err))
		return 0;
	at = strstr(text, key);
	return at ? strtoll(at + strlen(key), 0, 10) : 0;
}

struct machine machine_look(void)
{
	struct machine machine = { .processors = sysconf(_SC_NPROCESSORS_ONLN), .memory_bytes = 1024 * table_number("/proc/meminfo", "MemAvailable:") };
	double load[1];

	if (getloadavg(load, 1) == 1)
		machine.load = load[0];
	if (machine.processors < 1)
		machine.processors = 1;
	return machine;
}

long long machine_memory_kills(void)
{
	return table_number("/proc/vmstat", "\noom_kill ");
}

void machine_disk(const char *folder, long long *bytes, long long *names)
{
	struct statvfs disk;
	bool is_known = !statvfs(folder, &disk);

	*bytes = is_known ? (long long)(disk.f_bavail * disk.f_frsize) : -1;
	/* Some file systems do not count names, and say 0 of 0. */
	*names = is_known && disk.f_files ? (long long)disk.f_favail : -1;
}

static bool table_has_port(const char *path, long long port)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	struct lines walk;
	bool is_there = false;

	if (fs_read(path, PORTS_BYTES, &text, 0, &err))
		return false;
	LINES_EACH(walk, text) {
		unsigned int local = 0, state = 0;

		if (sscanf(walk.line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%*x %x", &local, &state) == 2)
			is_there |= state == LISTENS && local == port;
	}
	return is_there;
}

bool machine_port_is_taken(long long port)
{
	return table_has_port("/proc/net/tcp", port) || table_has_port("/proc/net/tcp6", port);
}
