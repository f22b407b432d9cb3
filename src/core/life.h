/*
 * life.h - the whole life of everything that leadhand keeps, one table each.
 *
 * A life is a list of states, a list of turns (what can happen), and a table in
 * life.c. What is not in the table is not allowed. Add a turn here and the test
 * asks for its column in every state.
 */
#ifndef LEADHAND_CORE_LIFE_H
#define LEADHAND_CORE_LIFE_H

#define TASK_STATES(X)                                                             \
	X(draft)     /* the linter says no */                                      \
	X(ready)     /* fit to run; nobody asked for it */                         \
	X(waiting)   /* asked for; not begun */                                    \
	X(proving)   /* its acceptance is shown to fail on the base */             \
	X(working)   /* its session has the turn, or is about to */                \
	X(gating)    /* a change is offered; gates judge its tree */               \
	X(review)    /* the lead judges it */                                      \
	X(approved)  /* in the queue */                                            \
	X(landing)   /* merged onto the tip; gates judge what would land */        \
	X(landed)                                                                  \
	X(done)      /* a report task with its report */                           \
	X(failed)    /* with a class and a reason; the lead has it */              \
	X(cancelled)

#define TASK_TURNS(X)                                                              \
	X(fit) X(unfit) X(called) X(proved_later) X(opened) X(offered) X(passed)   \
	X(sent_back) X(approved) X(merged) X(landed) X(reported) X(failed)         \
	X(cancelled) X(recalled)                                                   \
	X(put_back) /* it steps out of the line, to begin it anew */               \
	X(restored) /* another session begins where an earlier moment was */

#define SESSION_STATES(X)                                                          \
	X(resting) /* no turn: gates or the lead have it */                        \
	X(queued)  /* a turn is wanted; no process */                              \
	X(running)                                                                 \
	X(asking)  /* running, and stopped at a question */                        \
	X(parked)  /* its turn ended at a question: the answer calls the next */   \
	X(ended)

#define SESSION_TURNS(X) X(called) X(started) X(lost) X(asked) X(answered) X(over) X(parked) X(closed)

#define JOB_STATES(X) X(wanted) X(running) X(ended)
#define JOB_TURNS(X)                                                               \
	X(started)                                                                 \
	X(lost)	     /* its runner is gone without an end: the next attempt */     \
	X(put_off)   /* stopped by us, to go on later */                           \
	X(over)                                                                    \
	X(withdrawn) /* nobody wants it any more */

#define RUN_STATES(X)                                                              \
	X(wanted) X(running) X(green) X(red)                                       \
	X(broken) /* could not be run: says nothing about the tree */
#define RUN_TURNS(X)                                                               \
	X(started) X(lost) X(green) X(red) X(broken) X(again)                      \
	X(uncovered) /* what it failed was in quarantine, and counts again */

#define QUESTION_STATES(X)                                                         \
	X(open) X(answered)                                                        \
	X(delivered) /* the session has the answer */                              \
	X(defaulted) /* went on with its own default, for the record */            \
	X(withdrawn)
#define QUESTION_TURNS(X)                                                          \
	X(answered) X(delivered) X(asked_again) X(withdrawn) X(defaulted)          \
	X(left) /* nobody waits for its answer; the next turn brings it */

#define REVIEW_STATES(X) X(open) X(approved) X(rejected) X(void)
#define REVIEW_TURNS(X) X(approved) X(rejected) X(voided)

#define LANDING_STATES(X)                                                          \
	X(queued) X(gating)                                                        \
	X(moving)   /* green: only the branch has to move */                       \
	X(held)	    /* something outside of the line is in the way */              \
	X(landed)                                                                  \
	X(returned) /* to the session: conflict, red, or a rejection */
#define LANDING_TURNS(X) X(merged) X(passed) X(held) X(landed) X(returned) X(put_back)

#define LIFE_DECLARE(thing, THING)                                                 \
	enum thing##_state { THING##_STATES(THING##_STATE_X) THING##_STATE_COUNT };\
	enum thing##_turn { THING##_TURNS(THING##_TURN_X) THING##_TURN_COUNT };    \
	/* The state that follows, or -1 where that turn is not allowed. */        \
	int thing##_next(enum thing##_state state, enum thing##_turn turn);        \
	extern const char *const thing##_states[]; /* words, end with NULL */      \
	extern const char *const thing##_turns[];

#define TASK_STATE_X(name) TASK_##name,
#define TASK_TURN_X(name) TASK_ON_##name,
#define SESSION_STATE_X(name) SESSION_##name,
#define SESSION_TURN_X(name) SESSION_ON_##name,
#define JOB_STATE_X(name) JOB_##name,
#define JOB_TURN_X(name) JOB_ON_##name,
#define RUN_STATE_X(name) RUN_##name,
#define RUN_TURN_X(name) RUN_ON_##name,
#define QUESTION_STATE_X(name) QUESTION_##name,
#define QUESTION_TURN_X(name) QUESTION_ON_##name,
#define REVIEW_STATE_X(name) REVIEW_##name,
#define REVIEW_TURN_X(name) REVIEW_ON_##name,
#define LANDING_STATE_X(name) LANDING_##name,
#define LANDING_TURN_X(name) LANDING_ON_##name,

LIFE_DECLARE(task, TASK)
LIFE_DECLARE(session, SESSION)
LIFE_DECLARE(job, JOB)
LIFE_DECLARE(run, RUN)
LIFE_DECLARE(question, QUESTION)
LIFE_DECLARE(review, REVIEW)
LIFE_DECLARE(landing, LANDING)

#endif
