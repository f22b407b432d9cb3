/* gate.c - see gate.h. */
#include "gate/gate.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <signal.h>
#include <string.h>

enum { RING_BYTES = 64 << 10, TAIL_BYTES = 16 << 10, GRACE_MS = 2000 };

struct gate {
	struct child *child; /* owned, as the timer and the ring */
	struct timer *timer;
	struct log *log;
	void (*heard)(void *owner, const char *bytes, size_t len);
	char *ring;
	size_t ring_at; /* where the next byte goes */
	bool ring_is_full;
	bool is_told; /* SIGTERM was sent: the next time is SIGKILL */
	long long began_ms;
	struct gate_outcome outcome;
	void (*done)(void *owner);
	void *owner;
};

static void gate_end(struct gate *gate)
{
	child_signal(gate->child, gate->is_told ? SIGKILL : SIGTERM);
	if (!gate->is_told)
		timer_set(gate->timer, GRACE_MS);
	gate->is_told = true;
}

static void gate_time_is_up(void *owner)
{
	struct gate *gate = owner;

	if (!gate->is_told)
		gate->outcome.is_late = true;
	gate_end(gate);
}

static void gate_output(void *owner, int fd, const char *data, size_t len)
{
	struct gate *gate = owner;

	(void)fd;
	log_add(gate->log, data, len);
	if (gate->heard)
		gate->heard(gate->owner, data, len);
	if (len > RING_BYTES) {
		data += len - RING_BYTES;
		len = RING_BYTES;
	}
	while (len) {
		size_t room = RING_BYTES - gate->ring_at, n = len < room ? len : room;

		memcpy(gate->ring + gate->ring_at, data, n);
		gate->ring_at = (gate->ring_at + n) % RING_BYTES;
		gate->ring_is_full |= !gate->ring_at;
		data += n;
		len -= n;
	}
}

static void gate_exited(void *owner, int status)
{
	struct gate *gate = owner;

	timer_clear(gate->timer);
	gate->outcome.status = status;
	gate->outcome.duration_ms = clock_steady_ms() - gate->began_ms;
	gate->done(gate->owner);
}

char *gate_words(const char *command)
{
	return mem_printf("exec 2>&1; %s", command);
}

int gate_new(struct loop *loop, const struct gate_spec *spec, struct gate **out,
	     struct err *err)
{
	struct gate *gate = mem_new(1, sizeof *gate);
	const struct child_spec child = {.argv = spec->argv,
					 .env = spec->env,
					 .extra = spec->extra,
					 .dir = spec->dir,
					 .output = gate_output,
					 .exited = gate_exited,
					 .owner = gate};
	int failed;

	gate->ring = mem_new(1, RING_BYTES);
	gate->log = spec->log;
	gate->heard = spec->heard;
	gate->done = spec->done;
	gate->owner = spec->owner;
	gate->began_ms = clock_steady_ms();
	gate->timer = timer_new(loop, gate_time_is_up, gate);
	failed = child_new(loop, &child, &gate->child, err);
	if (failed) {
		gate_free(gate);
		return failed;
	}
	child_close_input(gate->child);
	if (spec->timeout_ms)
		timer_set(gate->timer, spec->timeout_ms);
	*out = gate;
	return 0;
}

void gate_stop(struct gate *gate)
{
	if (!gate->is_told)
		gate->outcome.is_stopped = true;
	gate_end(gate);
}

struct gate_outcome gate_outcome(const struct gate *gate)
{
	return gate->outcome;
}

char *gate_tail(const struct gate *gate)
{
	_autofree_ char *text = 0;
	size_t len = gate->ring_at, rest = gate->ring_is_full ? RING_BYTES - gate->ring_at : 0;

	text = mem_new(1, rest + len + 1);
	memcpy(text, gate->ring + gate->ring_at, rest);
	memcpy(text + rest, gate->ring, len);
	return text_tail(text, rest + len, TAIL_BYTES);
}

void gate_free(struct gate *gate)
{
	if (!gate)
		return;
	child_free(gate->child);
	timer_free(gate->timer);
	free(gate->ring);
	free(gate);
}
