/*
 * tales.h - what should have been counted: the journals as a reader without faults would hear
 * them, and what the lead said. It is what the core's records are held against.
 */
#ifndef LEADHAND_TALES_H
#define LEADHAND_TALES_H

#include "core/event.h"
#include "truth.h"

struct approval {
	long long task;
	int tree;
	bool is_off; /* taken back since */
};

/* What a lead who leaves a session wants next. */
enum then { THEN_nothing, THEN_review, THEN_resume, THEN_pause, THEN_lost, THEN_COUNT };
extern const char *const then_words[];

/* What took effect since the last commit; the store's word for it comes with the commit. */
struct fact {
	enum event_kind kind;
	long long at_ms, task, job, attempt, question, review, landing;
	int tree, moment, commit;
	long long session;
	const char *why;
	enum then then; /* of who leaves a session */
};

/* The ideal reader (oracle.c): what should have been counted, per job and per session. */
struct job_tale {
	long long attempt; /* that may speak; 0 where none */
	long long input, cached, output, cost;
	long long started_ms, asking_ms, waited_ms, spent_ms;
	long long lost, cuts; /* how often it vanished, and went on after it broke off */
	bool is_over; /* its work has an end that counts */
	size_t read;
	/* Bits of words: what stands, what came back, what no nudge helped. */
	unsigned signals, again, unhelped;
	long long silences;
};
struct session_tale {
	long long input, cached, output, cost;
	long long report, word; /* the last one that counts, and what it says; 0 for none */
	long long thread;
	int commit, saved; /* of the last end, the last checkpoint; -1 for none */
	unsigned gates;	   /* that judge that commit */
	unsigned asked, answered, open, heard; /* bits of keys */
	unsigned left, brought;		       /* open without anybody who waits; told with a prompt */
	long long asker[KEYS];		       /* jobs */
	unsigned plans, plans_open, plans_taken, plans_made; /* bits of keys: tasks that it proposed */
	long long lied_in;		       /* the job of its last false claim */
	int backs;			       /* sent back since the lead last had it */
	bool is_closed;			       /* cancelled: nobody answers any more */
	int moment;			       /* commit that it begins at; -1: its base */
};
struct task_tale {
	struct spec spec; /* that the floor has read */
	bool is_paused, is_cancelled, has_failed, is_landed, is_done, is_attached;
	int life; /* at the last commit */
	int mended; /* retried since the world is kind */
	long long past; /* session that the lead went back to; 0: none */
	int moment;	/* and where in it */
};

/* oracle.c: count what was committed, as a reader without faults would. */
void oracle_hear(struct outer *outer, const struct fact *fact);
void oracle_read(struct outer *outer, long long job, size_t to);
struct job_tale *job_tale_of(struct outer *outer, long long job);
struct session_tale *session_tale_of(struct outer *outer, long long session);

#endif
