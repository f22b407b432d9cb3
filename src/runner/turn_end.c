/* turn_end.c - see turn_end.h. */
#include "runner/turn_end.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <signal.h>
#include <string.h>

enum { TEXT_BYTES = 1000, MB = 1000000 };

void turn_end_decide(struct turn_end *end, const char *outcome, enum agent_error error, const char *text)
{
	if (end->outcome)
		return;
	end->outcome = outcome;
	end->error = error;
	end->text = text_clean(text ? text : "", text ? strlen(text) : 0, TEXT_BYTES);
}

void turn_end_fail(struct turn_end *end, const struct agent_event *event)
{
	bool lifts = retry_of(agent_error_word(event->error)) == RETRY_later;

	if (!end->outcome && lifts && event->wait_ms > 0)
		end->lifts_ms = clock_now_ms() + event->wait_ms;
	turn_end_decide(end, lifts ? "limited" : "failed", event->error, event->text);
}

/* One file as large as all may be ends its writer by a signal, before anybody weighs it. */
static char *large_file(const struct attempt *attempt, int status)
{
	long long disk_bytes = attempt->job->walls.disk_bytes;

	return disk_bytes && status == 128 + SIGXFSZ
		       ? mem_printf("out of disk: a file of more than %lld MB (limits: session_disk)", disk_bytes / MB)
		       : 0;
}

void turn_end_explain(struct turn_end *end, const struct attempt *attempt, int status)
{
	_autofree_ char *limit = cell_verdict(attempt->cell, CELL_agent);

	if (!limit)
		limit = large_file(attempt, status);
	if (!limit)
		return;
	if (text_same(end->outcome, "failed"))
		mem_replace(&end->text, steal(&limit));
	else
		turn_end_decide(end, "failed", AGENT_ERROR_none, limit);
}

void turn_end_over_disk(struct turn_end *end, const struct attempt *attempt)
{
	_autofree_ char *text = mem_printf("out of disk: more than %lld MB written, or too many files (limits: session_disk)",
					   attempt->job->walls.disk_bytes / MB);

	turn_end_decide(end, "failed", AGENT_ERROR_none, text);
}

void turn_end_release(struct turn_end *end)
{
	free(end->text);
	*end = (struct turn_end){ 0 };
}
