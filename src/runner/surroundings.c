/* surroundings.c - see surroundings.h. */
#include "runner/surroundings.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/machine.h"

#include <ctype.h>
#include <signal.h>
#include <string.h>

/* A clock that is kept right by small steps is not moved; a disk on which no test can write anything is full. */
enum { MOVED_MS = 2000, FULL_BYTES = 1 << 20, KILLED = 128 + SIGKILL };

static const char *const full_words[] = { "No space left on device", "ENOSPC", 0 };
static const char *const memory_words[] = { "Cannot allocate memory", "out of memory", "Out of memory", "OutOfMemory", "ENOMEM",
					    "MemoryError", "Killed", 0 };
static const char *const port_words[] = { "Address already in use", "EADDRINUSE", "address already in use", 0 };

struct surroundings surroundings_look(const char *folder)
{
	struct surroundings seen = { .clock_ms = clock_offset_ms(), .memory_kills = machine_memory_kills() };

	machine_disk(folder, &seen.disk_bytes, &seen.disk_names);
	return seen;
}

/* Where one of the words stands, NULL where none does. */
static const char *find(const char *output, const char *const *words)
{
	const char *at = 0;

	for (; *words && !at; words++)
		at = strstr(output, *words);
	return at;
}

static bool is_full(const struct surroundings *after)
{
	return (after->disk_bytes >= 0 && after->disk_bytes < FULL_BYTES) || !after->disk_names;
}

/* A port that is named in this line and that somebody else has; 0 where there is none. */
static long long taken_port(const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char *end;
		long long port;

		if (!isdigit((unsigned char)line[i]) || (i && isalnum((unsigned char)line[i - 1])))
			continue;
		port = strtoll(line + i, &end, 10);
		if (port >= 1 && port <= 65535 && !isalnum((unsigned char)*end) && machine_port_is_taken(port))
			return port;
		i = (size_t)(end - line) - 1;
	}
	return 0;
}

/* Programs name the port in the line of the error, or in one near it. */
static long long port_of(const char *output)
{
	const char *at = find(output, port_words), *from = at, *to = at;

	if (!at)
		return 0;
	for (int lines = 0; from > output && lines < 3; from--)
		lines += from[-1] == '\n';
	for (int lines = 0; *to && lines < 8; to++)
		lines += *to == '\n';
	return taken_port(from, (size_t)(to - from));
}

char *surroundings_fault(const struct surroundings *before, const struct surroundings *after,
			 const struct surroundings_gate *gate)
{
	long long moved = after->clock_ms - before->clock_ms, port;

	if (moved >= MOVED_MS || moved <= -MOVED_MS)
		return mem_printf("the machine's clock was moved %s by %lld s while it ran", moved > 0 ? "forward" : "back",
				  (moved > 0 ? moved : -moved) / 1000);
	if (is_full(after) && find(gate->output, full_words))
		return mem_dup("the disk is full: give it room ('leadhand gc' helps), and retry");
	/* The kernel counts both alike. */
	if (!gate->is_limited && after->memory_kills > before->memory_kills && (gate->status == KILLED || find(gate->output, memory_words)))
		return mem_dup("the machine ran out of memory while it ran, and the kernel killed programs");
	port = gate->has_walls ? 0 : port_of(gate->output);
	return port ? mem_printf("port %lld is taken by a program that is not the gate's", port) : 0;
}
