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

#include <stdio.h>

enum { PROVIDERS = 2, FILES = 6, TASKS = 6, GATES = 4, GATE_PROOF = 3, KEYS = 3, CARDS = 4 };
enum outcome { OUTCOME_none = 0, OUTCOME_green = 1, OUTCOME_red = 2, OUTCOME_broken = 4 };

/* The state of every file, one byte a file. */
struct tree {
	uint64_t content;
	bool is_work;			/* somebody made something of it: no bare base */
	unsigned char truth[GATES + 1]; /* bits of outcome; both colours: flaky */
	unsigned char seen[GATES + 1];	/* verdicts that a gate which really ran gave */
};

struct commit {
	int tree, parent;
	int base;	   /* the newest commit of the target that is in its history */
	int change;	   /* of a landing: the commit that was merged; otherwise -1 */
	long long landing; /* that made it; 0 where the lead or an agent did */
	unsigned gates;	   /* of a landing: bits of what has to be green */
};

/* What a task's file says. Bits of files, tasks and gates. */
struct spec {
	int scope, needs, accept, rounds, priority, lines, tokens, time_ms;
	bool is_report, is_policy, needs_nobody;
};

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
};

/* What the lead was shown, to be judged now, later, or twice. */
struct card {
	enum { CARD_none, CARD_review, CARD_question } kind;
	long long id, task;
	char tree[16];
};

struct approval {
	long long task;
	int tree;
	bool is_off; /* taken back since */
};

/* What took effect since the last commit; the store's word for it comes with the commit. */
struct fact {
	enum event_kind kind;
	long long at_ms, task, job, attempt, question, review, landing;
	int tree;
	const char *why;
};

/* The ideal reader (oracle.c): what should have been counted, per job and per session. */
struct job_tale {
	long long attempt; /* that may speak; 0 where none */
	long long input, cached, output, cost;
	long long started_ms, asking_ms, waited_ms;
	long long lost;
	bool is_over; /* its work has an end that counts */
	size_t read;
};
struct session_tale {
	long long input, cached, output, cost;
	long long report, word; /* the last one that counts, and what it says; 0 for none */
	long long thread;
	int commit, saved; /* of the last end, the last checkpoint; -1 for none */
	unsigned gates;	   /* that judge that commit */
	unsigned asked, answered, open, heard; /* bits of keys */
	long long asker[KEYS];		       /* jobs */
	int backs;			       /* sent back since the lead last had it */
	bool is_closed;			       /* cancelled: nobody answers any more */
};
struct task_tale {
	struct spec spec; /* that the floor has read */
	bool is_paused, is_cancelled, has_failed, is_landed, is_done;
	int mended; /* retried since the world is kind */
};

struct limits {
	unsigned gates;
	int sessions, checks;
	int buffer_ms, stagger_ms, answer_ms;
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
	long long turn_ms;		 /* when the last turn began */
	long long checks_made, reviews_seen, jobs_seen, questions_seen;

	long long steps, events, faults;
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

/* lead.c: what the lead does, by the move's chance. */
void lead_act(struct outer *outer);
/* Judge, answer or mend what stands in the inbox; false where the floor died of it. */
bool lead_judge(struct outer *outer, const struct card *card, bool approves);
bool lead_answer(struct outer *outer, const struct card *card);
bool lead_says(struct outer *outer, enum event_kind kind, long long task);
/* The floor opens, reads all files, and every task that can be called is called. */
bool lead_opens(struct outer *outer);
void spec_write(struct outer *outer, int file);

/* trees.c: what is committed, and what gates would say. */
int tree_of(struct outer *outer, uint64_t content, bool is_work);
int commit_add(struct outer *outer, struct commit commit);
/* The tree that merging `change` onto the target's `tip` makes, or -1 where they conflict. */
int tree_merged(struct outer *outer, int tip, int change);
unsigned tree_differs(const struct outer *outer, int a, int b); /* bits of files */
bool commit_is_in(const struct outer *outer, int commit, int tip);
enum outcome gate_run(struct outer *outer, int gate, int tree);
/* Without running it: whether it would be green each time. */
bool gate_is_green(struct outer *outer, int gate, int tree);
/* Bits of the gates that a change of these files has to pass. */
unsigned gates_for(const struct outer *outer, const struct spec *spec, unsigned files);
uint64_t content_edit(struct outer *outer, uint64_t content, int file);
char *commit_name(int commit), *tree_name(int tree); /* the caller's */
int number_of(const char *name);		     /* of a commit or tree; -1 for "" */
extern const char *const file_names[FILES];
char *paths_of(unsigned files); /* a list, the caller's */
struct scope {
	const char *globs;
	unsigned files;
};
extern const struct scope scopes[];
extern const int scope_count;

/* runners.c: who works. */
int runner_start(struct outer *outer, long long job, long long attempt);
void runner_act(struct outer *outer, int runner);
void runner_die(struct outer *outer, int runner);
struct place *place_of(struct outer *outer, long long job);
struct site *site_of(struct outer *outer, long long session);

/* lines.c: journals. */
#define USAGE_ABSURD 1000000000000000LL /* nobody can have used that much */
struct line {
	long long attempt;
	char kind; /* U: usage, A: asked, R: reported, S: saved, T: thread, N: note, E: ended */
	long long numbers[5];
};
void line_add(struct outer *outer, struct place *place, const struct line *line);
/* The next whole line from *at on, below `size`; false where there is none. A torn one has the
 * kind 0. */
bool line_next(const struct place *place, size_t *at, size_t size, struct line *line);
enum end { END_done = 1, END_failed, END_stopped, END_green, END_red, END_broken, END_limited };
extern const char *const end_words[];
extern const char *const stop_words[]; /* end with NULL */
int stop_number(const char *why);
extern const char *const report_words[]; /* by number: done blocked impossible, or none */

#endif
