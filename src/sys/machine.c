/* machine.c - see machine.h; /proc/meminfo is documented in proc(5). */
#include "sys/machine.h"

#include "base/err.h"
#include "base/mem.h"
#include "sys/fs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMINFO_BYTES = 16384 };

static long long memory_left(void)
{
	static const char key[] = "MemAvailable:";
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	const char *at;

	if (fs_read("/proc/meminfo", MEMINFO_BYTES, &text, 0, &err))
		return 0;
	at = strstr(text, key);
	return at ? 1024 * strtoll(at + strlen(key), 0, 10) : 0;
}

struct machine machine_look(void)
{
	struct machine machine = { .processors = sysconf(_SC_NPROCESSORS_ONLN), .memory_bytes = memory_left() };
	double load[1];

	if (getloadavg(load, 1) == 1)
		machine.load = load[0];
	if (machine.processors < 1)
		machine.processors = 1;
	return machine;
}
