/* gauge.c - see gauge.h. */
#include "runner/gauge.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/cell_view.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <stdlib.h>

enum {
	LOOK_MS = 2000,
	REST = 20,		/* so many times as long as a look took, until the next */
	FILE_BYTES = 16384,	/* ext4 makes one inode for so many bytes (mke2fs.conf(5), inode_ratio) */
};

struct gauge {
	char *folders; /* owned: a list */
	long long most_bytes;
	struct timer *timer;
	void (*over)(void *owner);
	void *owner;
};

static void gauge_look(void *owner)
{
	struct gauge *gauge = owner;
	long long began_ms = clock_steady_ms(), took_ms, used = 0;
	struct lines walk;

	LINES_EACH(walk, gauge->folders)
		used += fs_usage_most(walk.line, FILE_BYTES, gauge->most_bytes);
	if (used > gauge->most_bytes) {
		gauge->over(gauge->owner);
		return;
	}
	took_ms = clock_steady_ms() - began_ms;
	timer_set(gauge->timer, took_ms * REST > LOOK_MS ? took_ms * REST : LOOK_MS);
}

struct gauge *gauge_new(const struct attempt *attempt, void (*over)(void *owner), void *owner)
{
	struct gauge *gauge = mem_new(1, sizeof *gauge);

	*gauge = (struct gauge){ .folders = cell_written(attempt->job), .most_bytes = attempt->job->walls.disk_bytes,
				 .over = over, .owner = owner };
	gauge->timer = timer_new(attempt->loop, gauge_look, gauge);
	if (gauge->most_bytes)
		timer_set(gauge->timer, LOOK_MS);
	return gauge;
}

void gauge_free(struct gauge *gauge)
{
	if (!gauge)
		return;
	timer_free(gauge->timer);
	free(gauge->folders);
	free(gauge);
}
