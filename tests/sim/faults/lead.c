/* lead.c - see outer.h. A person: looks now, or later, or never; judges twice; changes files.
 */
#include "lead.h"
#include "guests.h"
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/desk.h"
#include "core/queue.h"

void spec_write(struct outer *outer, int file)
{
	struct dice *dice = &outer->dice;
	struct spec spec = {.scope = (int)dice_of_sides(dice, scope_count),
			    .rounds = (int)dice_of_sides(dice, 3),
			    .priority = 1 + (int)dice_of_sides(dice, 9),
			    .is_report = dice_percent(dice, 12),
			    .is_policy = dice_percent(dice, 25)};

	if (dice_percent(dice, 30))
		spec.needs = 1 << (1 + dice_of_sides(dice, TASKS));
	if (dice_percent(dice, 10))
		spec.needs |= 1 << (1 + dice_of_sides(dice, TASKS));
	spec.needs_nobody = dice_percent(dice, 4);
	spec.accept = dice_percent(dice, 25) ? 1 << GATE_PROOF : 0;
	spec.accept |= dice_percent(dice, 20) ? 1 << 2 : 0;
	spec.tokens = dice_percent(dice, 30) ? 1000 : 0;
	spec.time_ms = dice_percent(dice, 30) ? 3000 : 0;
	spec.lines = dice_percent(dice, 40) ? 100 : 0;
	outer->files[file] = spec;
}

static void fill_lists(const struct spec *spec, struct event *event)
{
	for (int need = 1; need <= TASKS; need++)
		if (spec->needs & 1 << need) {
			char name[2] = {(char)('a' + need - 1), 0};

			lines_add(&event->needs, name);
		}
	if (spec->needs_nobody)
		lines_add(&event->needs, "nobody");
	for (int gate = 1; gate <= GATES; gate++)
		if (spec->accept & 1 << gate) {
			char name[2] = {(char)('0' + gate), 0};

			lines_add(&event->gates, name);
		}
}

/* Some files are broken when they are read, and mended the next time. */
static bool read_task(struct outer *outer, int file)
{
	const struct spec *spec = &outer->files[file];
	const struct task *known = task_at(outer->state, file + 1);
	struct event event = {.kind = goes_wrong(outer, 5) ? EVENT_task_unfit : EVENT_task_fit,
			      .name = mem_printf("%c", 'a' + file),
			      .title = mem_dup("title"),
			      .scope = mem_dup(scopes[spec->scope].globs),
			      .form = mem_dup(spec->is_report ? "report" : "change"),
			      .review_mode = mem_dup(spec->is_policy ? "policy" : "each"),
			      .priority = spec->priority,
			      .rounds = spec->rounds,
			      .tokens = spec->tokens,
			      .time_ms = spec->time_ms,
			      .provider = mem_printf("p%d", file % PROVIDERS),
			      .lines = spec->lines};
	bool refused;

	fill_lists(spec, &event);
	if (known && event.kind == EVENT_task_unfit && known->life > TASK_waiting) {
		event_release(&event);
		return true;
	}
	outer->taken_file = file;
	return shell_take(outer, &event, &refused);
}

static bool read_all(struct outer *outer)
{
	for (int file = 0; file < TASKS; file++) {
		const struct task *known = task_at(outer->state, file + 1);
		bool is_under_way =
			known && known->life >= TASK_proving && known->life <= TASK_done;

		if (!is_under_way && !read_task(outer, file))
			return false;
	}
	return true;
}

/* The branch may have moved without a word of it being written down: no verdict takes that
 * back. */
bool lead_settles(struct outer *outer, long long id)
{
	const struct task *task = task_at(outer->state, id);
	const struct landing *landing = task ? task_landing(outer->state, task) : 0;
	struct event event = {.kind = EVENT_landed};
	bool refused;

	if (!landing || landing->life != LANDING_moving || text_is_empty(landing->merged) ||
	    !commit_is_in(outer, number_of(landing->merged), outer->tip))
		return true;
	event.landing = landing->record.id;
	return shell_take(outer, &event, &refused);
}

/* Whether the task stands where that can be said of it. */
static bool may_say(const struct outer *outer, enum event_kind kind, long long id)
{
	const struct task *task = task_at(outer->state, id);
	bool has_ended = task->life >= TASK_landed;

	switch ((int)kind) {
	case EVENT_paused: return !has_ended;
	case EVENT_resumed: return outer->tasks[id].is_paused;
	case EVENT_cancelled: return !has_ended || task->life == TASK_failed;
	case EVENT_task_called: return task->life == TASK_ready;
	default: return false;
	}
}

bool lead_says(struct outer *outer, enum event_kind kind, long long task)
{
	struct event event = {.kind = kind, .task = task, .text = mem_dup("so I say")};
	bool refused = false, may, lives;

	outer->steps++;
	TELL(outer, "the lead says: %s task %lld", event_kinds[kind], task);
	if ((kind == EVENT_retried && !read_all(outer)) || !lead_settles(outer, task)) {
		event_release(&event);
		return false;
	}
	may = task_at(outer->state, task) && may_say(outer, kind, task);
	lives = shell_take(outer, &event, &refused);
	if (lives && may && refused)
		outer_fail(outer, "the lead's word takes effect",
			   mem_printf("%s task %lld", event_kinds[kind], task));
	return lives;
}

bool lead_logs_in(struct outer *outer)
{
	struct event event = {.kind = EVENT_resumed};
	bool refused = false, was_shut = false, lives;

	outer->steps++;
	TELL(outer, "the lead logs in");
	for (int i = 0; i < PROVIDERS; i++)
		was_shut |= outer->is_locked[i];
	lives = shell_take(outer, &event, &refused);
	if (lives && was_shut && refused)
		outer_fail(outer, "a provider that is held can be opened", mem_dup("by a login"));
	return lives;
}

/* One of the checkpoints of one of its sessions; -1 where there is none. */
static int some_moment(struct outer *outer, long long task, long long *past)
{
	int commit = -1;

	*past = 0;
	EACH(session, session, outer->state)
		if (session->task == task && site_of(outer, session->record.id)->ref_saved >= 0 &&
		    (!*past || dice_percent(&outer->dice, 50)))
			*past = session->record.id;
	if (*past)
		commit = site_of(outer, *past)->ref_saved;
	while (commit >= 0 && dice_percent(&outer->dice, 40) && outer->commits[commit].parent >= 0 &&
	       number_of(session_at(outer->state, *past)->base) != commit)
		commit = outer->commits[commit].parent;
	return commit;
}

/* Back to a checkpoint: a session of its own begins there. */
bool lead_goes_back(struct outer *outer, long long id)
{
	const struct task *task = task_at(outer->state, id);
	struct event event = {.kind = EVENT_restored, .task = id, .text = mem_dup("so I say")};
	int moment = task ? some_moment(outer, id, &event.session) : -1;
	bool refused = false, may, lives;

	outer->steps++;
	TELL(outer, "the lead goes back with task %lld to c%d of session %lld", id, moment, event.session);
	if (moment < 0 || !read_all(outer) || !lead_settles(outer, id)) {
		event_release(&event);
		return outer->state != 0;
	}
	event.commit = commit_name(moment);
	may = task->is_fit && task->life != TASK_landed && task->life != TASK_done &&
	      task->life != TASK_draft;
	lives = shell_take(outer, &event, &refused);
	if (lives && may == refused)
		outer_fail(outer, "the lead's word takes effect", mem_printf("back with task %lld", id));
	return lives;
}

bool lead_judge(struct outer *outer, const struct card *card, bool approves)
{
	const struct review *review = 0;
	bool refused;

	TELL(outer, "the lead %s task %lld, tree %s", approves ? "approves" : "rejects",
	     card->task, card->tree);
	if (!lead_settles(outer, card->task))
		return false;
	for (long long i = review_count(outer->state); i >= 1 && !review; i--)
		if (review_at(outer->state, i)->task == card->task)
			review = review_at(outer->state, i);
	if (!review || review->life == REVIEW_void)
		return true;
	return shell_take(outer,
			  &(struct event){.kind = approves ? EVENT_approved : EVENT_rejected,
					  .task = card->task,
					  .review = review->record.id,
					  .by = mem_dup("lead"),
					  .text = mem_dup("so I say"),
					  .tree = approves ? mem_dup(card->tree) : 0},
			  &refused);
}

bool lead_answer(struct outer *outer, const struct card *card)
{
	static const char *const plans[] = {"take it", "1", "leave it", "2", "later"};
	const struct question *question = question_at(outer->state, card->id);
	const char *answer = dice_percent(&outer->dice, 40) ? "one" : "a third";
	bool refused;

	if (question && question_is_proposal(question))
		answer = DICE_PICK(&outer->dice, plans);
	TELL(outer, "the lead answers question %lld: %s", card->id, answer);
	return shell_take(outer,
			  &(struct event){.kind = EVENT_answered,
					  .question = card->id,
					  .text = mem_dup(answer),
					  .by = mem_dup("lead")},
			  &refused);
}

static bool set_mode(struct outer *outer, enum factory_mode mode, int sessions)
{
	bool refused;

	outer->taken_mode = (int)mode;
	outer->taken_sessions = sessions;
	return shell_take(outer,
			  &(struct event){.kind = EVENT_mode,
					  .word = mem_dup(factory_modes[mode]),
					  .sessions = sessions},
			  &refused);
}

bool lead_opens(struct outer *outer)
{
	bool lives = read_all(outer) && shell_look_at_tip(outer) &&
		     set_mode(outer, FACTORY_open,
			      outer->is_kind ? 0 : (int)dice_of_sides(&outer->dice, 4));

	for (long long id = 1; lives && id <= task_count(outer->state); id++)
		if (task_at(outer->state, id)->life == TASK_ready && !goes_wrong(outer, 20))
			lives = lead_says(outer, EVENT_task_called, id);
	return lives;
}

static bool act_on(struct outer *outer, const struct card *card)
{
	if (card->kind == CARD_review)
		return lead_judge(outer, card, dice_percent(&outer->dice, 75));
	return card->kind == CARD_question ? lead_answer(outer, card) : true;
}

static struct card card_of(const struct outer *outer, const struct desk_item *item)
{
	struct card card = {.id = item->id, .task = item->task};

	if (item->kind == DESK_question || item->kind == DESK_plan)
		card.kind = CARD_question;
	if (item->kind == DESK_review) {
		card.kind = CARD_review;
		snprintf(card.tree, sizeof card.tree, "%s",
			 review_at(outer->state, item->id)->tree);
	}
	return card;
}

/* Look at the inbox: act on one thing, and keep others in mind. */
static void look(struct outer *outer)
{
	struct desk desk = desk_of(outer->state, outer->now);
	struct card first = {CARD_none};

	promises_check_desk(outer, &desk);
	for (long long i = 0; i < desk.count; i++) {
		struct card card = card_of(outer, &desk.items[i]);

		if (card.kind != CARD_none && dice_percent(&outer->dice, card.kind == CARD_review ? 40 : 20))
			outer->cards[dice_of_sides(&outer->dice, CARDS)] = card;
		if (card.kind != CARD_none && first.kind == CARD_none &&
		    dice_percent(&outer->dice, 70))
			first = card;
	}
	desk_release(&desk);
	act_on(outer, &first);
}

static void act_late(struct outer *outer)
{
	struct card *card = &outer->cards[dice_of_sides(&outer->dice, CARDS)], kept = *card;

	if (card->kind != CARD_none && dice_percent(&outer->dice, 50))
		*card = (struct card){CARD_none};
	act_on(outer, &kept);
}

static void say_something(struct outer *outer)
{
	static const enum event_kind kinds[] = {
		EVENT_paused,  EVENT_resumed, EVENT_resumed, EVENT_resumed, EVENT_cancelled,
		EVENT_retried, EVENT_retried, EVENT_retried, EVENT_retried, EVENT_task_called,
		EVENT_restored, EVENT_attached, EVENT_attached};
	long long task = 1 + dice_of_sides(&outer->dice, TASKS);
	enum event_kind kind = DICE_PICK(&outer->dice, kinds);

	if (kind == EVENT_resumed && dice_percent(&outer->dice, 30))
		lead_logs_in(outer);
	else if (kind == EVENT_restored)
		lead_goes_back(outer, task);
	else if (kind == EVENT_attached)
		guest_comes(outer, task);
	else
		lead_says(outer, kind, task);
}

void lead_act(struct outer *outer)
{
	long long luck = dice_of_sides(&outer->dice, 100);

	if (luck < 45)
		look(outer);
	else if (luck < 60)
		act_late(outer);
	else if (luck < 88)
		say_something(outer);
	else if (luck < 96)
		lead_opens(outer);
	else
		set_mode(outer, luck < 98 ? FACTORY_draining : FACTORY_stopping, 0);
}
