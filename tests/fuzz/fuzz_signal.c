/* Whatever an agent does, and says of it, in whatever order: the detectors and the record neither crash nor grow. */
#include "base/mem.h"
#include "signal/doings.h"
#include "signal/line.h"
#include "signal/vigil.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const outcomes[] = { "ok", "failed", "denied", "cancelled", "started", 0 };

/* A line: its kind, its action, its outcome, a digit for key and digest, and text. */
static void hear(struct vigil *vigil, struct doings *doings, const char *at, size_t len, long long now_ms)
{
	const struct line_context context = { "a", "p", 0, "c" };
	_autofree_ char *text = mem_dup_part(len > 4 ? at + 4 : "", len > 4 ? len - 4 : 0);
	char key[2] = { len > 3 ? at[3] : 0, 0 };
	struct agent_event event = { .kind = (enum agent_event_kind)((unsigned char)at[0] % (AGENT_failed + 1)),
				     .action = (enum agent_action)(len > 1 ? (unsigned char)at[1] % (AGENT_ACTION_delegate + 1) : 0),
				     .key = key, .digest = key, .name = text, .target = text, .text = text,
				     .outcome = (char *)outcomes[len > 2 ? (unsigned char)at[2] % 6 : 5] };
	_json_ json_t *line = line_of(&event, &context);
	struct sign sign;

	vigil_hear(vigil, &event, now_ms);
	doings_take(doings, line);
	while (vigil_next(vigil, &sign)) {
		if (sign.answer == SIGN_NUDGE)
			vigil_nudged(vigil);
		sign_release(&sign);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct quiet_spec quiet = { 1000, 0, 5000 };
	const char *at = (const char *)data, *end = at + len;
	struct doings doings = { 0 }, again = { 0 };
	struct vigil vigil;
	long long now_ms = 1000;
	json_t *line;

	vigil_begin(&vigil, &quiet, len % 2, now_ms);
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		size_t piece = (size_t)((stop ? stop : end) - at);

		if (piece)
			hear(&vigil, &doings, at, piece, now_ms);
		else
			vigil_hold(&vigil, now_ms % 2, now_ms);
		now_ms += 400;
		vigil_look(&vigil, now_ms);
		at += piece + 1;
	}
	line = doings_line(&doings);
	doings_take(&again, line);
	json_decref(line);
	doings_release(&again);
	doings_release(&doings);
	vigil_release(&vigil);
	return 0;
}
