/* leaving.c - see leaving.h. */
#include "runner/leaving.h"

#include "base/mem.h"

#include <signal.h>

enum {
	ASKED_MS = 1000,
	GRACE_MS = 3000,
	LAST_MS = 2000,
};

enum step { STAYS, ASKED, TOLD, KILLED };

struct leaving {
	struct loop *loop;   /* borrowed */
	struct timer *timer; /* owned */
	void (*signal)(void *owner, int number);
	void *owner;
	enum step step;
};

void leaving_asked(struct leaving *leaving)
{
	if (leaving->step != STAYS)
		return;
	leaving->step = ASKED;
	timer_set(leaving->timer, ASKED_MS);
}

void leaving_press(struct leaving *leaving)
{
	bool was_asked = leaving->step == ASKED;

	switch (leaving->step) {
	case STAYS:
	case ASKED:
		leaving->step = TOLD;
		timer_set(leaving->timer, was_asked ? GRACE_MS - ASKED_MS : GRACE_MS);
		leaving->signal(leaving->owner, SIGTERM);
		return;
	case TOLD:
		leaving->step = KILLED;
		timer_set(leaving->timer, LAST_MS);
		leaving->signal(leaving->owner, SIGKILL);
		return;
	case KILLED: loop_stop(leaving->loop);
	}
}

static void is_due(void *owner)
{
	leaving_press(owner);
}

struct leaving *leaving_new(struct loop *loop, void (*signal)(void *owner, int number), void *owner)
{
	struct leaving *leaving = mem_new(1, sizeof *leaving);

	*leaving = (struct leaving){ .loop = loop, .signal = signal, .owner = owner };
	leaving->timer = timer_new(loop, is_due, leaving);
	return leaving;
}

bool leaving_has_begun(const struct leaving *leaving)
{
	return leaving->step != STAYS;
}

void leaving_free(struct leaving *leaving)
{
	if (!leaving)
		return;
	timer_free(leaving->timer);
	free(leaving);
}
