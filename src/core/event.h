/*
 * event.h - everything that can happen to a floor, and what is said of it.
 *
 * An event is a fact: it was written down before it took effect, and the same
 * events give the same state for ever. One flat record serves all kinds; only
 * fields that are not 0 or "" are stored.
 */
#ifndef LEADHAND_CORE_EVENT_H
#define LEADHAND_CORE_EVENT_H

#include "core/field.h"

#define EVENT_KINDS(X)                                                             \
	/* of the floor */                                                         \
	X(mode)		  /* word: open, draining, stopping; sessions: at most so many */ \
	X(configured)	  /* name: target; gates; sessions checks rounds time_ms tokens cost lines; edition */ \
			  /* review_buffer_ms stagger_ms answer_ms day_tokens day_cost tells reruns; list: generated */ \
	X(machine)	  /* text: why it should get no more to do; "" where it may */ \
	X(told)		  /* number: of items; the lead was told what waits */    \
	X(tip)		  /* commit tree: where the target stands */               \
	X(gate_known)	  /* key name command report again coverage list: when; timeout_ms held_out red_first */ \
	X(noticed)	  /* key text: something outside needs the lead */         \
	X(settled)	  /* key: it no longer does */                             \
	X(lapsed)	  /* key: the time of a test's quarantine is over */      \
	/* of a task */                                                            \
	X(task_fit)	  /* name title class agent provider form hash scope forbid needs review_mode gates ... */ \
	X(task_unfit)	  /* name title hash text: what the linter says */         \
	X(task_called)	  /* task: the lead wants it done */                       \
	X(session_opened) /* task; commit tree: the base */                        \
	/* of a job, from its journal or its executor; all name job and attempt */ \
	X(job_started)	  /* provider: of the turn's agent */                      \
	X(job_lost)	  /* text: why it could not be started, where that is it */ \
	X(stop_sent)	  /* text: why */                                          \
	X(thread)	  /* text: the agent's id of the conversation */           \
	X(usage)	  /* input cached output cost: of this attempt so far */   \
	X(asked)	  /* key text options choice blocking */                   \
	X(left)		  /* key: its answer is not waited for any more, and still wanted */ \
	X(proposed)	  /* key; name title hash: of a task that the session would have done */ \
	X(reported)	  /* word text decided assumed deviated ran passed_gates untouched */ \
	X(claimed)	  /* word: what kind of claim (claims.h); text: what; key: true, false or unproven; */ \
			  /* list: the evidence; number: 1 where the turn's own record shows it */ \
	X(checkpointed)	  /* commit */                                             \
	X(signalled)	  /* word: silent looping overrun permission; text: the evidence; number: since, ms; */ \
			  /* key: raised nudged helped unhelped over */            \
	X(turn_ended)	  /* word: done failed stopped limited (number: when that lifts, ms; 0: not said); text commit */ \
			  /* error: a word of retry.h; quiet_ms: the longest time without an event */ \
			  /* tree files insertions deletions loose gates outside protected unnamed */ \
			  /* judged judged_commit proof proof_commit tests tampering */ \
	X(check_ended)	  /* word: green red broken stopped; text exit_status is_late duration_ms */ \
			  /* cause: why it is red, where no assertion failed; */ \
			  /* is_counted passed failed skipped; list: failing tests; */ \
			  /* passed_again: those that failed before and were named as passed */ \
			  /* is_covered lines_executed lines_missed uncovered uncovered_why */ \
	/* of the lead */                                                          \
	X(answered)	  /* question text by */                                   \
	X(delivered)	  /* question: the session has it */                       \
	X(shown)	  /* review: the lead looked at it */                      \
	X(approved)	  /* review tree by */                                     \
	X(rejected)	  /* review text by; word: a code of failure.h, where one was named */ \
	X(paused)	  /* task */                                               \
	X(resumed)	  /* task; 0: what is shut for want of a login is open again */ \
	X(cancelled)	  /* task text */                                          \
	X(retried)	  /* task text */                                          \
	X(attached)	  /* task by: who is in its session from now on */         \
	X(detached)	  /* task session word: what they want next (attach.h), or lost; text; */ \
			  /* commit tree files insertions deletions loose gates outside ... tampering: what stands there */ \
	X(restored)	  /* task session text; commit: its checkpoint; base: the HEAD of then, where known */ \
	X(quarantined)	  /* key: of a test; number: until when, ms; by: its owner */ \
	X(released)	  /* key: of a test that counts again */                   \
	/* of a landing */                                                         \
	X(merged)	  /* landing commit tree; base base_tree: the tip it was merged onto; */ \
			  /* gates that are required now, none: those of the offer */ \
	X(conflicted)	  /* landing list: paths; base base_tree */                \
	X(held)		  /* landing text; number: when to look again, ms */       \
	X(landed)	  /* landing */

enum event_kind {
#define X(name) EVENT_##name,
	EVENT_KINDS(X)
#undef X
	EVENT_KIND_COUNT
};
extern const char *const event_kinds[]; /* words, end with NULL */

#define EVENT_FIELDS(NUMBER, TEXT, WORD)                                           \
	WORD(kind, event_kinds) NUMBER(at_ms)                                      \
	NUMBER(task) NUMBER(session) NUMBER(job) NUMBER(attempt) NUMBER(question)  \
	NUMBER(review) NUMBER(landing)                                             \
	TEXT(name) TEXT(title) TEXT(word) TEXT(text) TEXT(commit) TEXT(tree)       \
	TEXT(base) TEXT(base_tree) TEXT(key) TEXT(list) TEXT(gates) TEXT(by)       \
	TEXT(class) TEXT(agent) TEXT(form) TEXT(hash) TEXT(scope) TEXT(forbid)     \
	TEXT(needs) TEXT(review_mode) TEXT(command) TEXT(report) TEXT(options)     \
	TEXT(decided) TEXT(assumed) TEXT(deviated) TEXT(ran) TEXT(passed_gates)    \
	TEXT(untouched) TEXT(outside) TEXT(protected)                              \
	TEXT(provider) NUMBER(review_buffer_ms) NUMBER(stagger_ms)                 \
	NUMBER(answer_ms) NUMBER(day_tokens) NUMBER(day_cost_microusd)             \
	NUMBER(tells)                                                              \
	NUMBER(priority) NUMBER(rounds) NUMBER(time_ms) NUMBER(tokens)             \
	NUMBER(cost_microusd) NUMBER(lines) NUMBER(sessions) NUMBER(checks)        \
	NUMBER(timeout_ms) NUMBER(is_held_out) NUMBER(is_red_first)                \
	NUMBER(input) NUMBER(cached) NUMBER(output) NUMBER(choice)                 \
	NUMBER(is_blocking) NUMBER(files) NUMBER(insertions) NUMBER(deletions)     \
	NUMBER(loose) NUMBER(exit_status) NUMBER(is_late) NUMBER(duration_ms)      \
	NUMBER(number) TEXT(error) NUMBER(quiet_ms)                                \
	NUMBER(is_counted) NUMBER(passed) NUMBER(failed) NUMBER(skipped)           \
	TEXT(again) NUMBER(reruns) TEXT(unnamed) TEXT(judged) TEXT(judged_commit) TEXT(proof) \
	TEXT(proof_commit) TEXT(tests) TEXT(tampering) TEXT(cause)                 \
	TEXT(passed_again) NUMBER(edition) TEXT(coverage) NUMBER(is_covered)       \
	NUMBER(lines_executed) NUMBER(lines_missed) TEXT(uncovered) TEXT(uncovered_why)

struct event {
	EVENT_FIELDS(FIELD_STRUCT_NUMBER, FIELD_STRUCT_TEXT, FIELD_STRUCT_WORD)
};

extern const struct field event_fields[];
extern const size_t event_field_count;

void event_release(struct event *event);

#endif
