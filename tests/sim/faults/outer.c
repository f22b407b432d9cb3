/* outer.c - see outer.h. The world as it begins, and one move of it. */
#include "guests.h"
#include "lead.h"
#include "runners.h"
#include "shell.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>

void outer_fail(struct outer *outer, const char *promise, char *detail)
{
	if (outer->wrong) {
		free(detail);
		return;
	}
	outer->wrong = promise;
	outer->detail = detail;
	TELL(outer, "BROKEN: %s (%s)", promise, detail ? detail : "");
}

void outer_tell(struct outer *outer, const char *format, ...)
{
	va_list list;

	fprintf(outer->tell, "#   %7.3f s  ", (double)outer->now / 1000);
	va_start(list, format);
	vfprintf(outer->tell, format, list);
	va_end(list);
	fputc('\n', outer->tell);
}

bool goes_wrong(struct outer *outer, long long percent)
{
	return !outer->is_kind && dice_percent(&outer->dice, percent);
}

static void write_config(struct outer *outer)
{
	static const unsigned gates[] = {1U << 1, 1U << 1 | 1U << 2,
					 1U << 1 | 1U << 2 | 1U << 4, 1U << 4, 0};

	outer->config.gates = gates[dice_of_sides(&outer->dice, goes_wrong(outer, 20) ? 5 : 3)];
	outer->config.sessions = 1 + (int)dice_of_sides(&outer->dice, 3);
	outer->config.checks = 1 + (int)dice_of_sides(&outer->dice, 2);
	/* Always the same: how often a verdict that was given had to be given is known. */
	outer->config.reruns = (int)(outer->seed % 3);
	outer->config.buffer_ms = dice_percent(&outer->dice, 50) ? 10 * 60000 : 0;
	outer->config.stagger_ms = dice_percent(&outer->dice, 30) ? 500 : 0;
	outer->config.answer_ms = dice_percent(&outer->dice, 50) ? 3000 : 0;
	outer->config.day_tokens = dice_percent(&outer->dice, 30) ? 6000 : 0;
	outer->config.tells = dice_percent(&outer->dice, 50);
	outer->config_is_new = true;
}

static void know_gates(struct outer *outer)
{
	static const char *const when[] = {"", "", "src/**", "", "doc/**"};
	bool refused;

	for (int gate = 1; gate <= GATES; gate++)
		shell_take(outer,
			   &(struct event){.kind = EVENT_gate_known,
					   .key = mem_printf("k%d", gate),
					   .name = mem_printf("g%d", gate),
					   .command = mem_dup("make"),
					   .list = mem_dup(when[gate]),
					   .is_red_first = gate == GATE_PROOF},
			   &refused);
}

void outer_init(struct outer *outer, uint64_t seed, FILE *tell)
{
	*outer = (struct outer){
		.seed = seed, .dice = dice_of(seed), .now = 1000000, .fuse = -1, .tell = tell};
	tree_of(outer, 0x010101010101ULL, false);
	outer->tip = commit_add(outer, (struct commit){.parent = -1, .base = -1, .change = -1});
	outer->store = state_new();
	offset_of(outer, 0);
	write_config(outer);
	for (int file = 0; file < TASKS; file++)
		spec_write(outer, file);
	shell_start(outer);
	know_gates(outer);
	shell_sweep(outer);
	lead_opens(outer);
}

void outer_release(struct outer *outer)
{
	for (int i = 0; i < outer->place_count; i++) {
		free(outer->places[i].out);
		free(outer->places[i].words);
	}
	state_free(outer->state);
	state_free(outer->store);
	free(outer->trees);
	free(outer->commits);
	free(outer->places);
	free(outer->sites);
	free(outer->runners);
	free(outer->approvals);
	free(outer->offsets);
	free(outer->stored);
	free(outer->facts);
	free(outer->jobs);
	free(outer->sessions);
	free(outer->detail);
	free(outer->told);
	*outer = (struct outer){0};
}

static void a_runner_acts(struct outer *outer)
{
	long long left = outer->runner_count - outer->runner_gone;
	long long pick = dice_of_sides(&outer->dice, left);

	for (int i = outer->runner_count - 1; i >= 0 && left; i--)
		if (outer->runners[i].life != RUNNER_gone && !pick--) {
			runner_act(outer, i);
			return;
		}
}

/* Some agent's work, as it would land now: somebody took it by hand. -1 where that cannot be.
 */
static int tree_taken(struct outer *outer)
{
	int session = (int)dice_of_sides(&outer->dice, outer->site_count);
	int head = session ? outer->sites[session].head : -1;

	return head >= 0 ? tree_merged(outer, outer->tip, head) : -1;
}

/* Somebody else's commit: fast, forward, and not through the queue. */
static void move_tip(struct outer *outer)
{
	int file = (int)dice_of_sides(&outer->dice, FILES),
	    old = outer->commits[outer->tip].tree;
	struct commit commit = {.parent = outer->tip, .base = -1, .change = -1};

	commit.tree = dice_percent(&outer->dice, 40) ? tree_taken(outer) : -1;
	if (commit.tree < 0)
		commit.tree =
			tree_of(outer, content_edit(outer, outer->trees[old].content, file),
				dice_percent(&outer->dice, 50));
	outer->tip = commit_add(outer, commit);
	FAULT_IS(outer, "somebody moves the target to c%d, tree t%d", outer->tip, commit.tree);
}

/* A power cut took the end of a journal whose runner is gone. */
static void cut_journal(struct outer *outer)
{
	int job = (int)dice_of_sides(&outer->dice, outer->place_count);
	struct place *place = outer->place_count ? &outer->places[job] : 0;

	if (!place || place->holder >= 0 || !place->size ||
	    (place->started >= 0 && outer->runners[place->started].life != RUNNER_gone))
		return;
	place->size = (size_t)dice_of_sides(&outer->dice, (long long)place->size);
	if (place->visible > place->size)
		place->visible = place->size;
	FAULT_IS(outer, "the journal of job %d loses its end", job);
}

static void the_world_acts(struct outer *outer)
{
	bool *const switches[] = {&outer->is_fork_broken, &outer->is_git_broken,
				  &outer->is_checkout_edited, &outer->is_strained};
	long long luck = dice_of_sides(&outer->dice, 100);

	if (luck < 15)
		move_tip(outer);
	else if (luck < 22)
		cut_journal(outer);
	else if (luck < 32)
		write_config(outer);
	else if (luck < 42)
		spec_write(outer, (int)dice_of_sides(&outer->dice, TASKS));
	else if (luck < 66)
		*DICE_PICK(&outer->dice, switches) = dice_percent(&outer->dice, 30);
	else if (luck < 70 && outer->state)
		shell_notice(outer, !outer->is_noticed || dice_percent(&outer->dice, 30));
	else if (luck < 82)
		outer->now += dice_of_sides(&outer->dice, 5000);
	else
		for (int i = 0; i < outer->place_count; i++)
			outer->places[i].visible = outer->places[i].size;
}

/* It sleeps until something is due, if that is soon. */
static void sleep_on(struct outer *outer)
{
	long long wake_ms = plan_wake(outer->state, outer->now);

	if (wake_ms > outer->now && wake_ms - outer->now < 60000)
		outer->now = wake_ms;
}

static void the_floor_acts(struct outer *outer, long long luck)
{
	if (luck < 2)
		sleep_on(outer);
	if (luck < 18)
		shell_work(outer, 8);
	else if (luck < 32)
		shell_read(outer, 0);
	else
		shell_sweep(outer);
}

void outer_move(struct outer *outer, uint64_t number)
{
	long long luck;

	outer->dice = dice_of(number);
	outer->now += 1 + dice_of_sides(&outer->dice, 100);
	luck = dice_of_sides(&outer->dice, 100);
	outer->fuse = goes_wrong(outer, 7) ? (int)dice_of_sides(&outer->dice, 12) : -1;
	if (luck < 60 && luck >= 38)
		a_runner_acts(outer);
	else if (luck >= 94)
		the_world_acts(outer);
	else if (!outer->state)
		dice_percent(&outer->dice, 60) ? shell_start(outer) : a_runner_acts(outer);
	else if (luck < 38)
		the_floor_acts(outer, luck);
	else if (luck < 71)
		lead_act(outer);
	else if (luck < 75)
		guests_act(outer);
	else
		a_runner_acts(outer);
	outer->fuse = -1;
}
