/* spent.c - see spent.h. */
#include "runner/spent.h"

#include "base/mem.h"
#include "sys/clock.h"

#include <string.h>

enum { EVERY_MS = 1000 };

struct figures {
	long long input, cached, output, cost_microusd;
};

struct spent {
	struct journal *journal;
	struct timer *timer; /* owned */
	struct figures now, told;
	long long told_ms;
};

static void tell(void *owner)
{
	struct spent *spent = owner;
	json_t *line;

	timer_clear(spent->timer);
	if (!memcmp(&spent->now, &spent->told, sizeof spent->now))
		return;
	spent->told = spent->now;
	spent->told_ms = clock_steady_ms();
	line = json_object();
	json_put_number(line, "input", spent->now.input);
	json_put_number(line, "cached", spent->now.cached);
	json_put_number(line, "output", spent->now.output);
	json_put_number(line, "cost_microusd", spent->now.cost_microusd);
	journal_add(spent->journal, "usage", line);
}

struct spent *spent_new(struct loop *loop, struct journal *journal)
{
	struct spent *spent = mem_new(1, sizeof *spent);

	*spent = (struct spent){ .journal = journal, .told_ms = clock_steady_ms() - EVERY_MS };
	spent->timer = timer_new(loop, tell, spent);
	return spent;
}

void spent_hear(struct spent *spent, const struct agent_event *usage)
{
	long long due_ms = spent->told_ms + EVERY_MS - clock_steady_ms();

	spent->now = (struct figures){ usage->input, usage->cached, usage->output, usage->cost_microusd };
	if (due_ms <= 0)
		tell(spent);
	else
		timer_set(spent->timer, due_ms);
}

void spent_free(struct spent *spent)
{
	if (!spent)
		return;
	tell(spent);
	timer_free(spent->timer);
	free(spent);
}
