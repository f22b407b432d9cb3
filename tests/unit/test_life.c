/* Every turn in every state of every life is what is written here a second time, by hand. */
#include "core/life.h"
#include "tap.h"

#include <stdbool.h>

/* A line a state: "state: turn>state turn>state ..."; what is not said is not allowed. */
static const char *const task_lines[] = {
	"draft: fit>ready unfit>draft cancelled>cancelled",
	"ready: fit>ready unfit>draft called>waiting cancelled>cancelled restored>waiting",
	"waiting: fit>waiting unfit>draft proved_later>proving opened>working failed>failed "
	"cancelled>cancelled restored>waiting",
	"proving: opened>working failed>failed cancelled>cancelled restored>waiting",
	"working: offered>gating sent_back>working reported>done failed>failed "
	"cancelled>cancelled restored>waiting",
	"gating: passed>review sent_back>working failed>failed cancelled>cancelled restored>waiting",
	"review: approved>approved sent_back>working cancelled>cancelled restored>waiting",
	"approved: merged>landing landed>landed sent_back>working failed>failed "
	"cancelled>cancelled restored>waiting",
	"landing: merged>landing landed>landed sent_back>working failed>failed "
	"cancelled>cancelled put_back>approved restored>waiting",
	"landed:",
	"done:",
	"failed: fit>failed unfit>failed sent_back>working recalled>waiting "
	"cancelled>cancelled restored>waiting",
	"cancelled: fit>cancelled unfit>cancelled recalled>waiting restored>waiting",
	0,
};

static const char *const session_lines[] = {
	"resting: called>queued parked>parked closed>ended",
	"queued: started>running over>resting closed>ended",
	"running: lost>queued asked>asking over>resting closed>ended",
	"asking: lost>queued asked>asking answered>running over>resting closed>ended",
	"parked: called>queued closed>ended",
	"ended:",
	0,
};

static const char *const job_lines[] = {
	"wanted: started>running withdrawn>ended",
	"running: lost>wanted put_off>wanted over>ended",
	"ended:",
	0,
};

static const char *const run_lines[] = {
	"wanted: started>running",
	"running: lost>wanted green>green red>red broken>broken",
	"green: uncovered>red",
	"red: again>wanted",
	"broken: again>wanted",
	0,
};

static const char *const question_lines[] = {
	"open: answered>answered asked_again>open withdrawn>withdrawn defaulted>defaulted left>open",
	"answered: delivered>delivered asked_again>answered withdrawn>withdrawn left>answered",
	"delivered: asked_again>answered left>answered",
	"defaulted: asked_again>open",
	"withdrawn: asked_again>open",
	0,
};

static const char *const review_lines[] = {
	"open: approved>approved rejected>rejected voided>void",
	"approved: rejected>rejected voided>void",
	"rejected:",
	"void:",
	0,
};

static const char *const landing_lines[] = {
	"queued: merged>gating held>held landed>landed returned>returned",
	"gating: merged>gating passed>moving held>held landed>landed returned>returned "
	"put_back>queued",
	"moving: merged>gating held>held landed>landed returned>returned put_back>queued",
	"held: merged>gating held>held landed>landed returned>returned put_back>queued",
	"landed:",
	"returned:",
	0,
};

struct life {
	const char *name;
	const char *const *states, *const *turns, *const *lines;
	int (*next)(int state, int turn);
};

#define LIFE(thing)                                                                      \
	static int thing##_step(int state, int turn)                                     \
	{                                                                                \
		return thing##_next((enum thing##_state)state, (enum thing##_turn)turn); \
	}
LIFE(task)
LIFE(session)
LIFE(job)
LIFE(run)
LIFE(question)
LIFE(review)
LIFE(landing)
#undef LIFE

#define LIFE(thing)                                                                \
	{                                                                          \
#thing, thing##_states, thing##_turns, thing##_lines, thing##_step \
	}
static const struct life lives[] = {
	LIFE(task),	LIFE(session), LIFE(job),     LIFE(run),
	LIFE(question), LIFE(review),  LIFE(landing),
};
#undef LIFE
#define LIFE_COUNT (sizeof lives / sizeof *lives)

static int count_of(const char *const *words)
{
	int n = 0;

	while (words[n])
		n++;
	return n;
}

/* The state that the line names after "turn>", or "" where it does not. */
static void expected(const char *line, const char *turn, char word[32])
{
	char key[40];
	const char *at;

	snprintf(key, sizeof key, " %s>", turn);
	at = strstr(line, key);
	word[0] = 0;
	if (at)
		snprintf(word, 32, "%.*s", (int)strcspn(at + strlen(key), " "),
			 at + strlen(key));
}

static void check_cell(const struct life *life, int state, int turn)
{
	int next = life->next(state, turn);
	const char *got = next < 0 ? "" : life->states[next];
	char want[32];

	expected(life->lines[state], life->turns[turn], want);
	tap_str(got, want, "a cell", __FILE__, __LINE__);
	if (strcmp(got, want) != 0)
		printf("# %s: %s on %s\n", life->name, life->states[state], life->turns[turn]);
}

static void every_turn_in_every_state_is_as_written_here(void)
{
	for (size_t l = 0; l < LIFE_COUNT; l++) {
		const struct life *life = &lives[l];

		CHECK_INT(count_of(life->states), count_of(life->lines));
		for (int state = 0; life->states[state]; state++) {
			size_t len = strlen(life->states[state]);

			CHECK(!strncmp(life->lines[state], life->states[state], len) &&
			      life->lines[state][len] == ':');
			for (int turn = 0; life->turns[turn]; turn++)
				check_cell(life, state, turn);
		}
	}
}

/* A turn in the table that no life has would be an expectation that is never asked. */
static void no_word_of_these_tables_is_unknown(void)
{
	for (size_t l = 0; l < LIFE_COUNT; l++) {
		int said = 0, found = 0;

		for (int state = 0; lives[l].lines[state]; state++) {
			for (const char *c = lives[l].lines[state]; *c; c++)
				said += *c == '>';
			for (int turn = 0; lives[l].turns[turn]; turn++)
				found += lives[l].next(state, turn) >= 0;
		}
		CHECK_INT(found, said);
	}
}

static bool is_end(const struct life *life, int state)
{
	for (int turn = 0; life->turns[turn]; turn++)
		if (life->next(state, turn) >= 0)
			return false;
	return true;
}

static void what_has_ended_stays_so(void)
{
	CHECK(is_end(&lives[0], TASK_landed) && is_end(&lives[0], TASK_done));
	CHECK(is_end(&lives[1], SESSION_ended));
	CHECK(is_end(&lives[2], JOB_ended));
	/* By the lead's word alone, and to red. */
	for (int turn = 0; turn < RUN_TURN_COUNT; turn++)
		CHECK_INT(run_next(RUN_green, turn), turn == RUN_ON_uncovered ? RUN_red : -1);
	CHECK(is_end(&lives[5], REVIEW_rejected) && is_end(&lives[5], REVIEW_void));
	CHECK(is_end(&lives[6], LANDING_landed) && is_end(&lives[6], LANDING_returned));
}

static void a_task_can_be_cancelled_until_it_has_ended(void)
{
	for (int state = 0; state < TASK_STATE_COUNT; state++)
		CHECK_INT(task_next(state, TASK_ON_cancelled),
			  state == TASK_landed || state == TASK_done || state == TASK_cancelled
				  ? -1
				  : TASK_cancelled);
}

static bool reaches(const struct life *life, int from,
		    bool (*is_goal)(const struct life *, int))
{
	bool seen[32] = { false };
	bool grew = true;

	seen[from] = true;
	while (grew) {
		grew = false;
		for (int state = 0; life->states[state]; state++)
			for (int turn = 0; seen[state] && life->turns[turn]; turn++) {
				int next = life->next(state, turn);

				grew |= next >= 0 && !seen[next];
				if (next >= 0)
					seen[next] = true;
			}
	}
	for (int state = 0; life->states[state]; state++)
		if (seen[state] && is_goal(life, state))
			return true;
	return false;
}

static bool is_question_at_rest(const struct life *life, int state)
{
	(void)life;
	return state == QUESTION_delivered || state == QUESTION_defaulted ||
	       state == QUESTION_withdrawn;
}

static bool is_outcome(const struct life *life, int state)
{
	(void)life;
	return state == RUN_green || state == RUN_red;
}

static bool is_landed(const struct life *life, int state)
{
	(void)life;
	return state == TASK_landed;
}

static void an_end_can_be_reached_from_everywhere(void)
{
	for (size_t l = 0; l < LIFE_COUNT; l++) {
		bool (*is_goal)(const struct life *, int) = lives[l].next == question_step ? is_question_at_rest
							    : lives[l].next == run_step ? is_outcome : is_end;

		for (int state = 0; lives[l].states[state]; state++)
			CHECK(reaches(&lives[l], state, is_goal));
	}
}

static void no_task_but_an_ended_one_is_beyond_landing(void)
{
	for (int state = 0; state < TASK_STATE_COUNT; state++)
		if (state != TASK_done)
			CHECK(reaches(&lives[0], state, is_landed));
}

int main(void)
{
	every_turn_in_every_state_is_as_written_here();
	no_word_of_these_tables_is_unknown();
	what_has_ended_stays_so();
	a_task_can_be_cancelled_until_it_has_ended();
	an_end_can_be_reached_from_everywhere();
	no_task_but_an_ended_one_is_beyond_landing();
	return tap_done();
}
