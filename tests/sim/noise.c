/* noise.c - see world.h. Whatever the form of an event allows, mostly about things that are. */
#include "world.h"

#include "base/mem.h"

static long long any_id(struct world *world, enum record_kind kind)
{
	long long count = (long long)state_count(world->state, kind);

	return dice_percent(&world->dice, 95) ? 1 + dice_of_sides(&world->dice, count)
					      : dice_of_sides(&world->dice, count + 3) - 1;
}

static char *any_word(struct world *world)
{
	static const char *const words[] = {
		"done",	      "failed", "stopped",  "green",	"red",	"broken", "blocked",
		"impossible", "open",	"draining", "stopping", "time", "budget", "pause",
		"down",	      "cancel", "a",	    "b",	"c",	"t0",	  "c0",
		"t1",	      "1",	"2",	    "x y",	"1\n2", "a\nb",	  "src/**",
		"policy",     "each",	"report",   "change",	"k",	"k2",	  "",
		"9",	      "..",	"\xff\n\n",
	};

	return dice_percent(&world->dice, 30) ? 0 : mem_dup(DICE_PICK(&world->dice, words));
}

static char *any_gates(struct world *world)
{
	static const char *const lists[] = { "1", "1\n2", "2\n3", "3",	   "1\n2\n3",
					     "",  "7",	  "x",	  "1\n\n2" };

	return mem_dup(DICE_PICK(&world->dice, lists));
}

static long long any_number(struct world *world)
{
	static const long long numbers[] = {
		0, 0, 1, 2, 3, 5, 1000, 100000, -1, -7, 0x7fffffffffffLL
	};

	return DICE_PICK(&world->dice, numbers);
}

/* What it names is most often right, or nothing would ever be accepted. */
static void name_things(struct world *world, struct event *event)
{
	const struct job *job;
	const struct review *review;

	event->task = any_id(world, RECORD_task);
	event->session = any_id(world, RECORD_session);
	event->job = any_id(world, RECORD_job);
	event->question = any_id(world, RECORD_question);
	event->review = any_id(world, RECORD_review);
	event->landing = any_id(world, RECORD_landing);
	job = job_at(world->state, event->job);
	review = review_at(world->state, event->review);
	event->attempt = job && dice_percent(&world->dice, 80) ? job->attempt
							       : dice_of_sides(&world->dice, 4);
	if (review && review->tree && dice_percent(&world->dice, 50))
		mem_replace(&event->tree, mem_dup(review->tree));
}

static bool is_number_small(const struct field *field, const struct event *event)
{
	const void *at = (const char *)event + field->offset;

	/* These are sums or moments of our own making: the world has a sane clock and sane
	 * limits. */
	return at == &event->duration_ms || at == &event->insertions ||
	       at == &event->deletions || at == &event->time_ms || at == &event->rounds ||
	       at == &event->number || at == &event->stagger_ms || at == &event->answer_ms ||
	       at == &event->review_buffer_ms || at == &event->day_tokens ||
	       at == &event->day_cost_microusd;
}

void noise_make(struct world *world, struct event *event)
{
	*event = (struct event){ 0 };
	do
		event->kind = (int)dice_of_sides(&world->dice, EVENT_KIND_COUNT);
	while (!world->is_wild &&
	       (event->kind == EVENT_job_started || event->kind == EVENT_session_opened));
	for (size_t f = 0; f < event_field_count; f++) {
		const struct field *field = &event_fields[f];

		if (field->type == FIELD_text)
			field_set_text(field, event, "");
		if (field->type == FIELD_text && dice_percent(&world->dice, 60)) {
			_autofree_ char *word = any_word(world);

			field_set_text(field, event, word ? word : "");
		} else if (field->type == FIELD_number) {
			field_set_number(field, event,
					 is_number_small(field, event)
						 ? dice_of_sides(&world->dice, 4000)
						 : any_number(world));
		}
	}
	name_things(world, event);
	mem_replace(&event->gates, any_gates(world));
	/* With nothing at all to begin with, nothing could be said of the rest. */
	if (event->kind == EVENT_configured) {
		event->sessions = 1 + dice_of_sides(&world->dice, 4);
		event->checks = 1 + dice_of_sides(&world->dice, 4);
		event->reruns = dice_of_sides(&world->dice, 4);
		/* Nothing is generated: two sessions never write in the same place. */
		mem_replace(&event->list, 0);
	}
}
