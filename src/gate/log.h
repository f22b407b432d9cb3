/*
 * log.h - a log file that keeps its beginning and its end, and no more.
 *
 * A gate may print a gigabyte. The first 64 KiB stay, and at least the last
 * 1 MiB of what came after; in between stands a line that says so. A log is a
 * luxury: where the disk is full it has gaps, and nothing fails.
 */
#ifndef LEADHAND_GATE_LOG_H
#define LEADHAND_GATE_LOG_H

#include "base/err.h"

#include <stddef.h>

struct log {
	int fd;
	long long size; /* of the file */
};

#define LOG_INIT      \
	{             \
		-1, 0 \
	}

/* Open for appending, made (0600) where missing. */
int log_open(struct log *log, const char *path, struct err *err) MUST_USE;
void log_add(struct log *log, const char *data, size_t len);
void log_close(struct log *log);

#endif
