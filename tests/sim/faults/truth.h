/*
 * truth.h - what is committed, and what every gate would say of it, whatever anybody believes.
 *
 * A tree is the state of a few files. What a gate says of a tree is decided when it is first
 * asked, by the world's seed, and stays so; a flaky one says now this and now that.
 */
#ifndef LEADHAND_TRUTH_H
#define LEADHAND_TRUTH_H

#include <stdbool.h>
#include <stdint.h>

struct outer;

enum { PROVIDERS = 2, FILES = 6, TASKS = 6, GATES = 4, GATE_PROOF = 3, KEYS = 3, CARDS = 4, PLANS = 8, SIGNALS = 4 };
enum outcome { OUTCOME_none = 0, OUTCOME_green = 1, OUTCOME_red = 2, OUTCOME_broken = 4 };

/* The state of every file, one byte a file. */
struct tree {
	uint64_t content;
	bool is_work;			/* somebody made something of it: no bare base */
	unsigned char truth[GATES + 1]; /* bits of outcome; both colours: flaky */
	unsigned char seen[GATES + 1];	/* verdicts that a gate which really ran gave */
	unsigned char reds[GATES + 1];	/* how often that was a red one */
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

int tree_of(struct outer *outer, uint64_t content, bool is_work);
int commit_add(struct outer *outer, struct commit commit);
/* Bits of the files that are protected, and tests. */
enum { FILES_PROTECTED = 1 << 4 };
/* The first tree with the second one's copy of these files. */
int tree_with(struct outer *outer, int tree, int other, unsigned files);
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

#endif
