/* guests.c - see guests.h. */
#include "guests.h"
#include "lead.h"
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/attach.h"

const char *const then_words[] = {"", "review", "resume", "pause", ATTACH_LOST};

enum then then_number(const char *word)
{
	for (int i = 0; i < THEN_COUNT; i++)
		if (text_same(then_words[i], word))
			return (enum then)i;
	return THEN_nothing;
}

bool guest_is_lost(struct outer *outer, const struct task *task)
{
	struct event event = {.kind = EVENT_detached, .task = task->record.id, .word = mem_dup(ATTACH_LOST)};
	bool refused;

	return shell_take(outer, &event, &refused);
}

bool guest_comes(struct outer *outer, long long id)
{
	const struct task *task = task_at(outer->state, id);
	long long session = task ? task->session : 0;
	struct event event = {.kind = EVENT_attached, .task = id, .by = mem_dup("lead")};
	bool refused = false, may, lives;

	outer->steps++;
	TELL(outer, "the lead comes to session %lld of task %lld", session, id);
	if (!session || site_of(outer, session)->guest || !lead_settles(outer, id) ||
	    (task_at(outer->state, id)->attached_ms && !guest_is_lost(outer, task_at(outer->state, id)))) {
		event_release(&event);
		return outer->state != 0;
	}
	may = session_at(outer->state, session)->turns && session_at(outer->state, session)->life != SESSION_ended;
	site_of(outer, session)->guest = GUEST_waits;
	lives = shell_take(outer, &event, &refused);
	if (!lives || refused)
		site_of(outer, session)->guest = GUEST_none;
	if (lives && may == refused)
		outer_fail(outer, "the lead's word takes effect", mem_printf("attach to task %lld", id));
	return lives;
}

/* Waits until the turn is over, as anybody can see. */
static void come_in(struct outer *outer, long long session)
{
	struct site *site = site_of(outer, session);

	EACH_LIVE(job, job, outer->store)
	if (job->session == session && (job->life == JOB_running || place_of(outer, job->record.id)->holder >= 0))
		return;
	if (site->head >= 0)
		site->guest = GUEST_is_in;
}

static void commit(struct outer *outer, long long session)
{
	struct site *site = site_of(outer, session);
	const struct commit *head = &outer->commits[site->head];
	uint64_t content = content_edit(outer, outer->trees[head->tree].content, (int)dice_of_sides(&outer->dice, FILES));

	site->head = commit_add(outer, (struct commit){.tree = tree_of(outer, content, true), .parent = site->head,
						       .base = head->base, .change = -1});
	outer->steps++;
	TELL(outer, "the lead commits c%d in session %lld", site->head, session);
}

/* What stands there is saved as a turn's end does it, and then told; who is not heard goes all the same. */
static bool leave(struct outer *outer, long long session, enum then then)
{
	struct site *site = site_of(outer, session);
	struct event event = {.kind = EVENT_detached, .task = session_at(outer->store, session)->task, .session = session};
	bool refused = false, lives, may;

	event.word = mem_dup(then_words[then]);
	if (site->guest == GUEST_is_in) {
		site->ref_head = site->ref_saved = site->head;
		event.commit = commit_name(site->head);
		shell_describe(outer, session, &event);
	}
	may = task_at(outer->state, event.task)->attached_ms && task_at(outer->state, event.task)->session == session;
	TELL(outer, "the lead leaves session %lld ('%s')", session, then_words[then]);
	lives = shell_take(outer, &event, &refused);
	site_of(outer, session)->guest = GUEST_none;
	if (lives && may == refused)
		outer_fail(outer, "the lead's word takes effect", mem_printf("leave session %lld", session));
	return lives;
}

static void act(struct outer *outer, long long session)
{
	const struct session *known = session_at(outer->store, session);
	struct site *site = site_of(outer, session);
	long long luck = dice_of_sides(&outer->dice, 100);

	/* Who stays in a session that is over can come to the next one too, by another door. */
	if (outer->state && known->life == SESSION_ended && luck < 50) {
		guest_comes(outer, known->task);
	} else if (luck < 12) {
		FAULT_IS(outer, "the lead's program dies in session %lld", session);
		site->guest = GUEST_none;
	} else if (luck < 40 && outer->state) {
		leave(outer, session, (enum then)dice_of_sides(&outer->dice, THEN_lost));
	} else if (luck < 50 && outer->state) {
		lead_goes_back(outer, known->task);
	} else if (site->guest == GUEST_waits) {
		come_in(outer, session);
	} else {
		commit(outer, session);
	}
}

void guests_act(struct outer *outer)
{
	long long count = 0, pick;

	for (int i = 1; i < outer->site_count; i++)
		count += outer->sites[i].guest != GUEST_none;
	if (outer->state && dice_percent(&outer->dice, count ? 10 : 60)) {
		guest_comes(outer, 1 + dice_of_sides(&outer->dice, TASKS));
		return;
	}
	pick = dice_of_sides(&outer->dice, count);
	for (int i = 1; i < outer->site_count; i++)
		if (outer->sites[i].guest != GUEST_none && !pick--) {
			act(outer, i);
			return;
		}
}

bool guests_go(struct outer *outer)
{
	for (int i = 1; i < outer->site_count; i++)
		if (outer->sites[i].guest != GUEST_none && !leave(outer, i, THEN_nothing))
			return false;
	return true;
}
