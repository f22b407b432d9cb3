/* life.c - see life.h. A row a state, a column a turn; an empty cell says "not allowed". */
#include "core/life.h"

#define WORD_X(name) #name,
#define LIFE_DEFINE(thing, THING)                                                  \
	const char *const thing##_states[] = { THING##_STATES(WORD_X) 0 };         \
	const char *const thing##_turns[] = { THING##_TURNS(WORD_X) 0 };           \
	int thing##_next(enum thing##_state state, enum thing##_turn turn)         \
	{                                                                          \
		return thing##_table[state][turn] - 1;                             \
	}

#define GO(state) (TASK_##state + 1)
static const signed char task_table[TASK_STATE_COUNT][TASK_TURN_COUNT] = {
	[TASK_draft] = {
		[TASK_ON_fit] = GO(ready), [TASK_ON_unfit] = GO(draft),
		[TASK_ON_cancelled] = GO(cancelled),
	},
	[TASK_ready] = {
		[TASK_ON_fit] = GO(ready), [TASK_ON_unfit] = GO(draft),
		[TASK_ON_called] = GO(waiting), [TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_waiting] = {
		[TASK_ON_fit] = GO(waiting), [TASK_ON_unfit] = GO(draft),
		[TASK_ON_proved_later] = GO(proving), [TASK_ON_opened] = GO(working),
		[TASK_ON_failed] = GO(failed), [TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_proving] = {
		[TASK_ON_opened] = GO(working), [TASK_ON_failed] = GO(failed),
		[TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_working] = {
		[TASK_ON_offered] = GO(gating), [TASK_ON_sent_back] = GO(working),
		[TASK_ON_reported] = GO(done), [TASK_ON_failed] = GO(failed),
		[TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_gating] = {
		[TASK_ON_passed] = GO(review), [TASK_ON_sent_back] = GO(working),
		[TASK_ON_failed] = GO(failed), [TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_review] = {
		[TASK_ON_approved] = GO(approved), [TASK_ON_sent_back] = GO(working),
		[TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_approved] = {
		[TASK_ON_merged] = GO(landing), [TASK_ON_landed] = GO(landed),
		[TASK_ON_sent_back] = GO(working), [TASK_ON_failed] = GO(failed),
		[TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_landing] = {
		[TASK_ON_merged] = GO(landing), [TASK_ON_landed] = GO(landed),
		[TASK_ON_sent_back] = GO(working), [TASK_ON_failed] = GO(failed),
		[TASK_ON_cancelled] = GO(cancelled), [TASK_ON_put_back] = GO(approved),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_failed] = {
		[TASK_ON_fit] = GO(failed), [TASK_ON_unfit] = GO(failed),
		[TASK_ON_sent_back] = GO(working), [TASK_ON_recalled] = GO(waiting),
		[TASK_ON_cancelled] = GO(cancelled),
		[TASK_ON_restored] = GO(waiting),
	},
	[TASK_cancelled] = {
		[TASK_ON_fit] = GO(cancelled), [TASK_ON_unfit] = GO(cancelled),
		[TASK_ON_recalled] = GO(waiting),
		[TASK_ON_restored] = GO(waiting),
	},
};
#undef GO

#define GO(state) (SESSION_##state + 1)
static const signed char session_table[SESSION_STATE_COUNT][SESSION_TURN_COUNT] = {
	[SESSION_resting] = {
		[SESSION_ON_called] = GO(queued), [SESSION_ON_closed] = GO(ended),
		[SESSION_ON_parked] = GO(parked),
	},
	[SESSION_queued] = {
		[SESSION_ON_started] = GO(running), [SESSION_ON_over] = GO(resting),
		[SESSION_ON_closed] = GO(ended),
	},
	[SESSION_running] = {
		[SESSION_ON_lost] = GO(queued), [SESSION_ON_asked] = GO(asking),
		[SESSION_ON_over] = GO(resting), [SESSION_ON_closed] = GO(ended),
	},
	[SESSION_asking] = {
		[SESSION_ON_lost] = GO(queued), [SESSION_ON_asked] = GO(asking),
		[SESSION_ON_answered] = GO(running), [SESSION_ON_over] = GO(resting),
		[SESSION_ON_closed] = GO(ended),
	},
	[SESSION_parked] = {
		[SESSION_ON_called] = GO(queued), [SESSION_ON_closed] = GO(ended),
	},
};
#undef GO

#define GO(state) (JOB_##state + 1)
static const signed char job_table[JOB_STATE_COUNT][JOB_TURN_COUNT] = {
	[JOB_wanted] = {
		[JOB_ON_started] = GO(running), [JOB_ON_withdrawn] = GO(ended),
	},
	[JOB_running] = {
		[JOB_ON_lost] = GO(wanted), [JOB_ON_put_off] = GO(wanted),
		[JOB_ON_over] = GO(ended),
	},
};
#undef GO

#define GO(state) (RUN_##state + 1)
static const signed char run_table[RUN_STATE_COUNT][RUN_TURN_COUNT] = {
	[RUN_wanted] = { [RUN_ON_started] = GO(running) },
	[RUN_running] = {
		[RUN_ON_lost] = GO(wanted), [RUN_ON_green] = GO(green),
		[RUN_ON_red] = GO(red), [RUN_ON_broken] = GO(broken),
	},
	[RUN_green] = { [RUN_ON_uncovered] = GO(red) },
	[RUN_red] = { [RUN_ON_again] = GO(wanted) },
	[RUN_broken] = { [RUN_ON_again] = GO(wanted) },
};
#undef GO

#define GO(state) (QUESTION_##state + 1)
static const signed char question_table[QUESTION_STATE_COUNT][QUESTION_TURN_COUNT] = {
	[QUESTION_open] = {
		[QUESTION_ON_answered] = GO(answered), [QUESTION_ON_asked_again] = GO(open),
		[QUESTION_ON_withdrawn] = GO(withdrawn), [QUESTION_ON_defaulted] = GO(defaulted),
		[QUESTION_ON_left] = GO(open),
	},
	[QUESTION_answered] = {
		[QUESTION_ON_delivered] = GO(delivered),
		[QUESTION_ON_asked_again] = GO(answered),
		[QUESTION_ON_withdrawn] = GO(withdrawn), [QUESTION_ON_left] = GO(answered),
	},
	[QUESTION_delivered] = {
		[QUESTION_ON_asked_again] = GO(answered), [QUESTION_ON_left] = GO(answered),
	},
	[QUESTION_defaulted] = { [QUESTION_ON_asked_again] = GO(open) },
	[QUESTION_withdrawn] = { [QUESTION_ON_asked_again] = GO(open) },
};
#undef GO

#define GO(state) (REVIEW_##state + 1)
static const signed char review_table[REVIEW_STATE_COUNT][REVIEW_TURN_COUNT] = {
	[REVIEW_open] = {
		[REVIEW_ON_approved] = GO(approved), [REVIEW_ON_rejected] = GO(rejected),
		[REVIEW_ON_voided] = GO(void),
	},
	[REVIEW_approved] = {
		[REVIEW_ON_rejected] = GO(rejected), [REVIEW_ON_voided] = GO(void),
	},
};
#undef GO

#define GO(state) (LANDING_##state + 1)
static const signed char landing_table[LANDING_STATE_COUNT][LANDING_TURN_COUNT] = {
	[LANDING_queued] = {
		[LANDING_ON_merged] = GO(gating), [LANDING_ON_landed] = GO(landed),
		[LANDING_ON_held] = GO(held), [LANDING_ON_returned] = GO(returned),
	},
	[LANDING_gating] = {
		[LANDING_ON_merged] = GO(gating), [LANDING_ON_passed] = GO(moving),
		[LANDING_ON_landed] = GO(landed), [LANDING_ON_held] = GO(held),
		[LANDING_ON_returned] = GO(returned), [LANDING_ON_put_back] = GO(queued),
	},
	[LANDING_moving] = {
		[LANDING_ON_merged] = GO(gating), [LANDING_ON_landed] = GO(landed),
		[LANDING_ON_held] = GO(held), [LANDING_ON_returned] = GO(returned),
		[LANDING_ON_put_back] = GO(queued),
	},
	[LANDING_held] = {
		[LANDING_ON_merged] = GO(gating), [LANDING_ON_landed] = GO(landed),
		[LANDING_ON_held] = GO(held), [LANDING_ON_returned] = GO(returned),
		[LANDING_ON_put_back] = GO(queued),
	},
};
#undef GO

LIFE_DEFINE(task, TASK)
LIFE_DEFINE(session, SESSION)
LIFE_DEFINE(job, JOB)
LIFE_DEFINE(run, RUN)
LIFE_DEFINE(question, QUESTION)
LIFE_DEFINE(review, REVIEW)
LIFE_DEFINE(landing, LANDING)
