/*
 * turn.h - who has the turn: a task goes on, its session works again, or it ends.
 *
 * The moves that several rules share. Each takes effect whole, keeps task, session
 * and job in step, and records since when.
 */
#ifndef LEADHAND_CORE_TURN_H
#define LEADHAND_CORE_TURN_H

#include "core/failure.h"
#include "core/model.h"

/* The turn must be allowed where the task stands. */
void task_go(struct task *task, enum task_turn turn, long long at_ms);
bool task_may(const struct task *task, enum task_turn turn);
struct session *task_session(const struct state *state, const struct task *task);
/* The job of the session's turn that has not ended, or NULL. */
struct job *session_job(const struct state *state, const struct session *session);

/* Whether a session of this task has a process; a cancelled one may, until it is stopped. */
bool task_has_process(const struct state *state, const struct task *task);

/* The turn, where it is allowed in the session's state. */
void session_on(struct session *session, enum session_turn turn);

struct call {
	const char *why;  /* first, gate_red, no_change, failed, rejected, conflict, retried, restored, answered, attached, protected, unproven */
	const char *text; /* for the agent */
	const char *runs; /* red runs whose output it gets, a list */
};
struct moment { /* as MOMENT_FIELDS; borrowed */
	long long past;
	const char *commit, *head, *text;
};
/* Where the task's next session begins; an empty one: at the tip, as any. */
void moment_set(struct task *task, const struct moment *moment);
/* Give a resting session the turn; the task goes to working by `turn` (opened or sent_back). */
void session_call(struct state *state, struct session *session, enum task_turn turn,
		  const struct call *call, long long at_ms);
/* The first turn of a session that has had none: of a moment that it was brought back to it is told. */
void session_begin(struct state *state, struct session *session, long long at_ms);
/* The same, once more within the rounds allowed; where they are used up the task fails, by that code. */
void session_call_round(struct state *state, struct session *session, const struct call *call,
			enum failure_code code, const char *reason, long long at_ms);
/* End a turn's or check's job. */
void job_over(struct job *job, enum job_turn turn, long long at_ms);
/* The turn waits for the lead; it goes on where no question is open or on its way any more. */
void session_ask(struct session *session, struct job *job, long long at_ms);
void session_hear(const struct state *state, struct session *session, long long at_ms);
/* Nobody waits any more: but for those that the agent left open, its questions leave the inbox. */
void questions_hang_up(struct state *state, const struct session *session);
/* Nobody wants an answer any more: what is open leaves the inbox, but for what was proposed. */
void questions_withdraw(struct state *state, const struct session *session);
/* An approved review enters the queue; one that no longer counts is void. */
void landing_enter(struct state *state, const struct review *review, long long at_ms);
void review_void(struct review *review);
/* Where its session was on its own, that cycle came to nothing. What it was goes on record with its evidence. */
void task_fail(struct state *state, struct task *task, enum failure_code code, const char *reason,
	       long long at_ms);
/* It is tried again: what it failed by stands in the history alone. */
void task_forgive(struct task *task);
/* What stands in the inbox under that key: the text, or NULL where it is settled. */
void notice_put(struct state *state, const char *key, const char *text, long long at_ms);

#endif
