/*
 * outer.h - the fault world: all that is outside of leadhand, and true whatever it believes.
 *
 * A target branch, trees and what each gate says of them, runners and their agents, journals
 * as bytes, a lead, and a store that holds only what was committed. shell.c is the floor in
 * it; promises.c compares what the floor believes with what is so.
 *
 * Whatever happens is a move, and a move is a number: all chance in it comes from that number
 * alone. So a list of moves replays exactly, and is still a story when some are left out.
 */
#ifndef LEADHAND_OUTER_H
#define LEADHAND_OUTER_H

#include "core/plan.h"
#include "core/step.h"
#include "dice.h"
#include "lines.h"
#include "tales.h"
#include "truth.h"

#include <stdio.h>

/* A line of in.jsonl. */
struct word {
	char kind; /* s: stop, a: answer */
	bool is_torn;
	long long attempt;
	int key;
	const char *why;
};

/* A job's folder, and who has the lock on it. */
struct place {
	char *out; /* owned: the journal */
	size_t size, room;
	size_t visible;	    /* bytes; a shared file system shows fewer for a while */
	struct word *words; /* owned */
	int word_count;
	int holder;	  /* runner, or -1 */
	int started;	  /* runner that this life of the floor started, or -1 */
	long long brief;  /* attempt that job.json names */
	long long late;	  /* attempt that this life of the floor told to stop, to make room */
	int base, commit; /* of job.json: what a turn begins at, what a check judges */
};

enum runner_life { RUNNER_young, RUNNER_works, RUNNER_asks, RUNNER_gone };
enum mood {
	MOOD_finish,
	MOOD_fail,
	MOOD_stall,
	MOOD_ask,
	MOOD_loop,
	MOOD_lie,
	MOOD_idle,
	MOOD_COUNT
};

struct runner {
	long long job, attempt, session; /* session 0: a check */
	long long task;
	enum runner_life life;
	enum mood mood;
	int heard; /* words of in.jsonl */
	/* Bits of keys: asked by this attempt, asked and waited for, answered. */
	unsigned told, pressed, known;
	unsigned waits_for; /* bits of keys */
	int base;	    /* of its job.json, read when it began */
	long long input, cached, output, cost;
	const char *stop; /* why it has to; NULL while it has not */
};

/* A session's workspace, and its refs in the lead's repository; -1 where there is none. */
struct site {
	int head, ref_head, ref_saved;
	/* A lead who is attached holds its lock, and is in once no turn runs. */
	enum { GUEST_none, GUEST_waits, GUEST_is_in } guest;
};

/* What the lead was shown, to be judged now, later, or twice. */
struct card {
	enum { CARD_none, CARD_review, CARD_question } kind;
	long long id, task;
	char tree[16];
};

struct limits {
	unsigned gates;
	int sessions, checks, reruns;
	int buffer_ms, stagger_ms, answer_ms, day_tokens;
	bool tells;
};

struct outer {
	uint64_t seed;
	struct dice dice; /* of the move that is made */
	long long now;
	bool is_kind; /* nothing goes wrong any more */
	FILE *tell;   /* the trace; NULL where nobody reads it */

	struct tree *trees; /* owned, and so on */
	struct commit *commits;
	int tree_count, commit_count, tip, made, reports;
	struct spec files[TASKS];
	struct limits config; /* the file */
	bool config_is_new, is_strained, is_fork_broken, is_git_broken, is_checkout_edited;

	struct place *places; /* by job */
	struct site *sites;   /* by session */
	struct runner *runners;
	int place_count, site_count, runner_count, runner_gone;
	struct card cards[CARDS];
	struct approval *approvals;
	int approval_count;

	/* The floor. */
	struct state *state;	  /* NULL while it is down */
	struct state *store;	  /* what was committed, and below too */
	size_t *offsets, *stored; /* by job: read, and committed */
	int offset_count;
	int fuse; /* effects until the power goes; negative: never */
	struct fact *facts;
	int fact_count, fact_room;
	struct limits taken, floor; /* of the configuration: in memory, and committed */
	int taken_mode, taken_sessions, mode, said; /* what the lead wants the floor to be */
	bool is_noticed;			    /* something outside of it needs the lead */
	int taken_file;				    /* the task file that is being read */

	/* What must be. */
	struct job_tale *jobs;
	struct session_tale *sessions;
	int job_tales, session_tales;
	struct task_tale tasks[TASKS + 1]; /* by id */
	long long limited_ms[PROVIDERS]; /* until when each takes no more, as told in journals */
	bool is_locked[PROVIDERS];	 /* who does not accept the login, as told in journals */
	unsigned char *told; /* owned: by signal: the lead was told of it */
	long long told_count;
	long long turn_ms;		 /* when the last turn began */
	long long day, day_used;	 /* tokens that were used on that day */
	long long checks_made, reviews_seen, jobs_seen, questions_seen;

	long long steps, faults;
	const char *wrong; /* the promise that was broken first; NULL while none is */
	char *detail;	   /* owned */
};

/* The world of a seed; `tell` may be NULL. */
void outer_init(struct outer *outer, uint64_t seed, FILE *tell);
void outer_release(struct outer *outer);
void outer_fail(struct outer *outer, const char *promise, char *detail);
/* A line of the trace: what happened outside, or what the floor did. */
void outer_tell(struct outer *outer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
#define TELL(outer, ...)                                  \
	do {                                              \
		if ((outer)->tell)                        \
			outer_tell((outer), __VA_ARGS__); \
	} while (0)
/* A fault happened: counted, and told. */
#define FAULT_IS(outer, ...)                \
	do {                                \
		(outer)->steps++;           \
		(outer)->faults++;          \
		TELL((outer), __VA_ARGS__); \
	} while (0)
/* Of the move's own chance; never where the world is kind. */
bool goes_wrong(struct outer *outer, long long percent);

/* moves.c: one move. */
void outer_move(struct outer *outer, uint64_t number);
/* outer_end.c: everything goes well from here on, and every task must come
 * to its end, in bounded time. */
void outer_be_kind(struct outer *outer);

#endif
