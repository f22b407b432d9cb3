/*
 * model.h - the state of a floor: records of seventeen kinds, numbered from 1.
 *
 * The state is what the events have made of it (see step.h) and nothing else.
 * Records are never removed; what a person sees is derived from them (desk.h). The
 * store keeps one table a kind, made from the same lists of fields.
 */
#ifndef LEADHAND_CORE_MODEL_H
#define LEADHAND_CORE_MODEL_H

#include "core/failure_codes.h"
#include "core/field.h"
#include "core/index.h"
#include "core/life.h"

/* By which rules all that follows `configured` is played, also when it is read again years later. 0, where none was said:
 * no check is run but for who waits for it. 1: the base's counts are asked for, and red on the tip stops the line. */
#define FACTORY_EDITION 1
/* One record: what holds for the floor as a whole. */
#define FACTORY_FIELDS(NUMBER, TEXT, WORD)                                         \
	WORD(mode, factory_modes)                                                  \
	TEXT(target) TEXT(tip) TEXT(tip_tree)                                      \
	TEXT(gates)	/* ids, a list: what config.yaml asks of every change */   \
	NUMBER(sessions) NUMBER(checks) NUMBER(rounds) NUMBER(time_ms)             \
	NUMBER(tokens) NUMBER(cost_microusd) NUMBER(lines)                         \
	NUMBER(sessions_said) /* until it closes; 0: what config.yaml says */      \
	NUMBER(review_buffer_ms) /* review that may wait for the lead; 0: any */   \
	NUMBER(stagger_ms) NUMBER(started_ms) /* between two turns; the last one */ \
	NUMBER(answer_ms) /* how long a question waits for more than its default */ \
	NUMBER(day_tokens) NUMBER(day_cost_microusd) /* allowed a day; 0: any */   \
	NUMBER(day) NUMBER(today_tokens) NUMBER(today_cost_microusd)               \
	TEXT(strain)	/* why the machine should get no more to do; "" */         \
	TEXT(generated)	/* patterns: what tools write, and merges settle */        \
	NUMBER(lead_ms) NUMBER(judged_ms) /* when the lead was here last; gave a verdict */ \
	NUMBER(tells) NUMBER(told_ms) /* whether, and when last, the lead was told what waits */ \
	NUMBER(reruns)	/* how often a red gate is run again before anybody is blamed */ \
	TEXT(red_gates)	/* ids, a list: red on the tip itself; while there are any nothing begins */ \
	TEXT(red_gate)	/* the name of the first: a board is drawn without gates */ \
	NUMBER(edition) /* of the rules, as events have it */

#define FACTORY_MODES(X) X(open) X(draining) X(stopping)

#define GATE_FIELDS(NUMBER, TEXT, WORD)                                            \
	TEXT(key)	/* hash of all that makes its verdict */                   \
	TEXT(name) TEXT(command) TEXT(when_paths) TEXT(report)                     \
	TEXT(again)	/* the command that runs what failed once more; "": the same */ \
	TEXT(coverage)	/* where it writes which lines it went through */          \
	NUMBER(timeout_ms) NUMBER(is_held_out) NUMBER(is_red_first)                \
	NUMBER(doubts) NUMBER(flakes) /* reds that were run again to the end; those that came out green */

/* The checkpoint at which a session began, or a task's next one will: its session (0: none), the HEAD of then. */
#define MOMENT_FIELDS(NUMBER, TEXT) NUMBER(past) TEXT(moment) TEXT(moment_head) TEXT(moment_text)

#define TASK_FIELDS(NUMBER, TEXT, WORD)                                            \
	TEXT(name) TEXT(title) TEXT(class) TEXT(agent) TEXT(form) TEXT(hash)       \
	TEXT(scope) TEXT(forbid) TEXT(needs) TEXT(review_mode) TEXT(provider)      \
	TEXT(accept)	/* ids of gates, a list */                                 \
	NUMBER(priority) NUMBER(rounds) NUMBER(time_ms) NUMBER(tokens)             \
	NUMBER(cost_microusd) NUMBER(lines)                                        \
	WORD(life, task_states) NUMBER(is_paused)                                  \
	NUMBER(attached_ms) TEXT(attached_by) /* since when, and who, is in its session; 0: nobody */ \
	NUMBER(is_fit)	/* the linter's last word on its file */                   \
	NUMBER(is_told) /* the lead was told of it; of a failure */                \
	TEXT(reason) TEXT(blame) NUMBER(failure) /* of a failure; its class; its record */ \
	NUMBER(session) NUMBER(since_ms) NUMBER(added_ms) NUMBER(called_ms) MOMENT_FIELDS(NUMBER, TEXT)

#define SESSION_FIELDS(NUMBER, TEXT, WORD)                                         \
	NUMBER(task) TEXT(agent) WORD(life, session_states)                        \
	TEXT(base) TEXT(base_tree) TEXT(thread)                                    \
	NUMBER(turns) NUMBER(round) NUMBER(opened_ms) NUMBER(job) /* of its last turn */ \
	NUMBER(work_ms)	/* of turns and gates, since the lead last had it */       \
	NUMBER(input) NUMBER(cached) NUMBER(output) NUMBER(cost_microusd)          \
	TEXT(commit) TEXT(tree) NUMBER(files) NUMBER(insertions) NUMBER(deletions) \
	NUMBER(loose) TEXT(gates) TEXT(outside) TEXT(protected)                    \
	TEXT(unnamed)	/* of those: what the scope does not name */               \
	TEXT(judged) TEXT(judged_commit) /* the tree with the base's copy of what is protected; "" where that is its own */ \
	TEXT(proof) TEXT(proof_commit)	 /* the base with its tests; "" where it has none, or nothing else */ \
	TEXT(tests) TEXT(tampering)	 /* new and changed tests; what was seen in the diff (gate/tamper.h) */ \
	TEXT(checkpoint) TEXT(outcome) TEXT(report)                                \
	TEXT(decided) TEXT(assumed) TEXT(deviated) MOMENT_FIELDS(NUMBER, TEXT)         \
	TEXT(ran) TEXT(passed) TEXT(untouched) /* as reported, lists */            \
	NUMBER(claim) NUMBER(claims) /* of its last turn: the first of them, and how many */

#define JOB_FIELDS(NUMBER, TEXT, WORD)                                             \
	NUMBER(session) NUMBER(run) /* one of the two */                           \
	NUMBER(again)	/* of a check: how often it was run on that tree before */ \
	NUMBER(turn) TEXT(why) TEXT(text) TEXT(runs)                               \
	NUMBER(is_visited) /* the lead was in the session after it was stopped */  \
	WORD(life, job_states) NUMBER(attempt) NUMBER(losses) TEXT(stopping)       \
	NUMBER(started_ms) NUMBER(ended_ms) NUMBER(spent_ms) /* in older attempts */ \
	NUMBER(asking_ms) NUMBER(waited_ms) /* since when, and how long, it waited for the lead */ \
	NUMBER(agains) NUMBER(wake_ms) TEXT(error) /* went on after an error, not before then; which */ \
	NUMBER(signals) NUMBER(silences) /* how many of it were raised */           \
	NUMBER(input) NUMBER(cached) NUMBER(output) NUMBER(cost_microusd)

/* The ledger: one line a gate and tree. */
#define RUN_FIELDS(NUMBER, TEXT, WORD)                                             \
	NUMBER(gate) TEXT(tree) TEXT(commit) WORD(life, run_states) NUMBER(job)    \
	NUMBER(exit_status) NUMBER(is_late) NUMBER(duration_ms) NUMBER(ended_ms)   \
	TEXT(reason) TEXT(cause) /* of a red that is no assertion's: a word of gate/cause.h */ \
	NUMBER(is_counted) /* what follows was read in its report */               \
	NUMBER(passed) NUMBER(failed) NUMBER(skipped) TEXT(failing) /* names, the first of them */ \
	TEXT(late)	/* of those: what failed in a rerun only */                \
	NUMBER(is_stale) /* a later execution did not say what becomes of them */  \
	NUMBER(executions) NUMBER(reds) /* how often it came to a verdict, and to a red one */ \
	NUMBER(is_covered) /* the next two were read in its tracefile, of the lines that the change adds */ \
	NUMBER(lines_executed) NUMBER(lines_missed)                                \
	TEXT(uncovered) TEXT(uncovered_why) /* places, the first of them; why they are not known */ \
	TEXT(flaky)	/* tests that were red and green on this tree */           \
	TEXT(quarantined) /* tests that failed, and that the lead said not to look at */

#define QUESTION_FIELDS(NUMBER, TEXT, WORD)                                        \
	NUMBER(task) NUMBER(session) NUMBER(job) TEXT(key) TEXT(text)              \
	TEXT(options) NUMBER(choice) NUMBER(is_blocking)                           \
	NUMBER(is_left)	/* nobody waits for its answer, which comes with a turn */ \
	WORD(life, question_states) TEXT(answer) TEXT(by) NUMBER(since_ms)         \
	NUMBER(due_ms)	/* when its default is taken; 0: never */                  \
	NUMBER(is_told) TEXT(name) TEXT(hash) /* of a proposed task; of its file */

#define REVIEW_FIELDS(NUMBER, TEXT, WORD)                                          \
	NUMBER(task) NUMBER(session) TEXT(commit) TEXT(tree) TEXT(base)            \
	TEXT(excused)	/* runs that are red on the base too, a list */            \
	WORD(life, review_states) NUMBER(is_shown) TEXT(by) TEXT(text)             \
	NUMBER(since_ms) NUMBER(shown_ms) NUMBER(judged_ms) NUMBER(lines)          \
	NUMBER(is_told) NUMBER(is_doubted) /* its copies do not say what a policy may believe */

#define LANDING_FIELDS(NUMBER, TEXT, WORD)                                         \
	NUMBER(task) NUMBER(session) NUMBER(review) TEXT(commit)                   \
	TEXT(tip) TEXT(tip_tree) TEXT(merged) TEXT(tree)                           \
	TEXT(gates)	/* ids, a list: what judges the tree */                    \
	WORD(life, landing_states) TEXT(reason) NUMBER(is_blocked_by_tip)          \
	NUMBER(wake_ms) NUMBER(since_ms) NUMBER(queued_ms) NUMBER(is_told)

#define NOTICE_FIELDS(NUMBER, TEXT, WORD)                                          \
	TEXT(key) TEXT(text) NUMBER(is_open) NUMBER(since_ms) NUMBER(is_told)

/* What was measured of a class of tasks, as sums (see pace.h); squares in seconds. */
#define CLASS_FIELDS(NUMBER, TEXT, WORD)                                           \
	TEXT(name)                                                                 \
	NUMBER(cycles) NUMBER(greens) NUMBER(work_ms) NUMBER(work_square)          \
	NUMBER(offers) NUMBER(lines)                                               \
	NUMBER(reviews) NUMBER(human_ms) NUMBER(human_square) NUMBER(read_lines)   \
	NUMBER(claims) NUMBER(untrue) /* that were made; that the records refute */

/* Who answers the agents' models, and until when no more. */
#define PROVIDER_FIELDS(NUMBER, TEXT, WORD)                                        \
	TEXT(name) NUMBER(until_ms) NUMBER(times) NUMBER(since_ms) TEXT(text)      \
	TEXT(error)	/* the word of it, as in retry.h */                        \
	NUMBER(is_shut)	/* it takes the login no more: the lead has to log in */

/* What was seen of a session, and what came of it (see signals.h). */
#define SIGNAL_FIELDS(NUMBER, TEXT, WORD)                                          \
	NUMBER(task) NUMBER(session) NUMBER(job) TEXT(agent) TEXT(word) TEXT(text) \
	NUMBER(since_ms) NUMBER(is_open) NUMBER(is_again) NUMBER(is_told)          \
	NUMBER(nudges) NUMBER(helped)

/* What an agent is like: of each turn the longest time without an event, as sums. */
#define HABIT_FIELDS(NUMBER, TEXT, WORD)                                           \
	TEXT(name) NUMBER(quiets) NUMBER(quiet_ms) NUMBER(quiet_square)

/* A test that was red and green on one tree, or that the lead speaks of (see flake.h). */
#define TEST_FIELDS(NUMBER, TEXT, WORD)                                            \
	TEXT(key)	/* "GATE: TEST", or the gate alone where no report names tests */ \
	NUMBER(runs) NUMBER(failures) /* on trees that are good, as it came out in the end */ \
	NUMBER(seen_ms)	/* when it last failed there */                            \
	NUMBER(until_ms) NUMBER(is_lapsed) TEXT(owner) /* in quarantine until then; 0: not */

/* What a report says of the work, and what the records say to that (see claims.h). */
#define CLAIM_FIELDS(NUMBER, TEXT, WORD)                                           \
	NUMBER(task) NUMBER(session) NUMBER(job) WORD(kind, claim_kinds)           \
	TEXT(what) WORD(verdict, claim_verdicts) TEXT(evidence) NUMBER(at_ms)      \
	NUMBER(is_seen)	/* the turn's own record shows it, for what it is worth */
#define CLAIM_KINDS(X) X(ran) X(passed) X(fixed) X(untouched) X(within)
#define CLAIM_VERDICTS(X) X(unproven) X(true) X(false)

/* A bad end: of a task, or of a change that the lead rejected (see failure.h). */
#define FAILURE_FIELDS(NUMBER, TEXT, WORD)                                         \
	NUMBER(task) NUMBER(session) NUMBER(job) WORD(code, failure_codes)         \
	TEXT(text) TEXT(evidence) /* a list */ TEXT(by) /* who said which code it is; "": the rules */ \
	NUMBER(is_last) /* the task failed by it, and was not sent back */ NUMBER(at_ms)

/* thing, THING: in the order in which their numbers are handed out; the store's tables. */
#define RECORD_KINDS(X)                                                            \
	X(factory, FACTORY) X(gate, GATE) X(task, TASK) X(session, SESSION)        \
	X(job, JOB) X(run, RUN) X(question, QUESTION) X(review, REVIEW)            \
	X(landing, LANDING) X(notice, NOTICE) X(class, CLASS)                      \
	X(provider, PROVIDER) X(signal, SIGNAL) X(habit, HABIT) X(test, TEST)      \
	X(claim, CLAIM) X(failure, FAILURE)

enum factory_mode {
#define X(name) FACTORY_##name,
	FACTORY_MODES(X)
#undef X
};
extern const char *const factory_modes[];

#define X(name) CLAIM_##name,
enum claim_kind { CLAIM_KINDS(X) CLAIM_KIND_COUNT };
enum claim_verdict { CLAIM_VERDICTS(X) };
#undef X
extern const char *const claim_kinds[];
extern const char *const claim_verdicts[];

/* Every record begins with these. */
struct record {
	long long id;
	bool is_dirty;	    /* changed since the store took it, and on its table's list of those */
	struct table *home; /* borrowed */
};

#define X(thing, THING)                                                            \
	struct thing {                                                             \
		struct record record;                                              \
		THING##_FIELDS(FIELD_STRUCT_NUMBER, FIELD_STRUCT_TEXT,             \
			       FIELD_STRUCT_WORD)                                  \
	};
RECORD_KINDS(X)
#undef X

enum record_kind {
#define X(thing, THING) RECORD_##thing,
	RECORD_KINDS(X)
#undef X
	RECORD_KIND_COUNT
};

struct record_shape {
	const char *name;
	size_t size;
	const struct field *fields;
	size_t field_count;
};
extern const struct record_shape record_shapes[RECORD_KIND_COUNT];

struct table {
	struct record **rows; /* owned, and what they point to; row i has the id i + 1 */
	size_t count, room;
	long long *dirty; /* owned: ids of the records that changed: a commit must not look at all there are */
	size_t dirty_count, dirty_room;
};
struct state {
	struct table tables[RECORD_KIND_COUNT];
	struct index *indexes; /* owned: one a kind; made when something is looked for */
	struct hints *in_the_way; /* owned */
	struct hints *needed; /* owned; see needs_count() */
	struct live lives[RECORD_KIND_COUNT];
};

/* A state with the one factory record and nothing else. */
struct state *state_new(void);
void state_free(struct state *state);
/* A new record with the next id, dirty; borrowed for the life of the state. */
struct record *state_add(struct state *state, enum record_kind kind);
/* NULL where there is no such number. */
struct record *state_get(const struct state *state, enum record_kind kind, long long id);
size_t state_count(const struct state *state, enum record_kind kind);
/* Whether two states hold the same; otherwise *where says in words what differs first (the caller's). */
bool state_same(const struct state *a, const struct state *b, char **where);

/* thing_at(state, id), thing_add(state), thing_count(state) for every kind. */
#define X(thing, THING)                                                            \
	static inline struct thing *thing##_at(const struct state *state, long long id) \
	{                                                                          \
		return (struct thing *)state_get(state, RECORD_##thing, id);       \
	}                                                                          \
	static inline struct thing *thing##_add(struct state *state)               \
	{                                                                          \
		return (struct thing *)state_add(state, RECORD_##thing);           \
	}                                                                          \
	static inline long long thing##_count(const struct state *state)           \
	{                                                                          \
		return (long long)state_count(state, RECORD_##thing);              \
	}
RECORD_KINDS(X)
#undef X

/* For (struct task *t; ...) over all, oldest first. */
#define EACH(thing, var, state)                                                    \
	for (long long var##_i = 1; var##_i <= thing##_count(state); var##_i++)    \
		for (struct thing *var = thing##_at(state, var##_i); var; var = 0)

/* For (struct job *j; ...) over those that are not over, oldest first; none of the kind may be added meanwhile. */
#define EACH_LIVE(thing, var, state)                                               \
	for (size_t var##_i = 0; var##_i < (state)->lives[RECORD_##thing].count; var##_i++) \
		for (struct thing *var = thing##_at(state, (state)->lives[RECORD_##thing].ids[var##_i]); \
		     var && !record_is_over(state, RECORD_##thing, var); var = 0)

static inline struct factory *factory_of(const struct state *state)
{
	return factory_at(state, 1);
}

/* Nothing of it begins: the lead said so, or is in its session. */
static inline bool task_is_held(const struct task *task)
{
	return task->is_paused || task->attached_ms;
}

/* It asks whether a task that a session thought of should be one. */
static inline bool question_is_proposal(const struct question *question)
{
	return question->name && *question->name;
}

struct task *task_named(const struct state *state, const char *name);
struct gate *gate_keyed(const struct state *state, const char *key);
struct class *class_named(const struct state *state, const char *name);
struct provider *provider_named(const struct state *state, const char *name);
struct habit *habit_named(const struct state *state, const char *name);
struct test *test_keyed(const struct state *state, const char *key);
/* The ledger's line for a gate and a tree, NULL where there is none. */
struct run *run_of(const struct state *state, long long gate, const char *tree);
/* Set an owned text of a record and mark it. */
void record_set(void *record, char **slot, const char *text);
void record_touch(void *record);
/* The store has it all. */
void state_clean(struct state *state);

#endif
