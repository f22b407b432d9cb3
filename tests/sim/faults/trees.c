/* trees.c - see outer.h. Content, commits, and the truth about them. */
#include "outer.h"

#include "base/mem.h"
#include "base/text.h"

const char *const file_names[FILES] = {"src/a.c", "src/b.c", "doc/a",
				       "doc/b",	  "test/a",  "README"};

const struct scope scopes[] = {
	{"", 63},	{"src/**", 3},		{"src/a.c", 1},
	{"doc/**", 12}, {"doc/a\ntest/**", 20}, {"src/b.c\ntest/**", 18},
};
const int scope_count = sizeof scopes / sizeof *scopes;

static uint64_t mixed(uint64_t a, uint64_t b)
{
	a = (a ^ b) * 0x9e3779b97f4a7c15ULL;
	a ^= a >> 29;
	a *= 0xbf58476d1ce4e5b9ULL;
	return a ^ a >> 32;
}

int tree_of(struct outer *outer, uint64_t content, bool is_work)
{
	for (int i = outer->tree_count - 1; i >= 0; i--)
		if (outer->trees[i].content == content) {
			return i;
		}
	if (outer->tree_count % 32 == 0)
		outer->trees = mem_grow(outer->trees, (size_t)outer->tree_count + 32,
					sizeof *outer->trees);
	outer->trees[outer->tree_count] = (struct tree){.content = content, .is_work = is_work};
	return outer->tree_count++;
}

int commit_add(struct outer *outer, struct commit commit)
{
	/* The same landing onto the same tip makes the same commit, as git does. */
	for (int i = outer->commit_count - 1; commit.landing && i >= 0; i--) {
		const struct commit *old = &outer->commits[i];

		if (old->landing == commit.landing && old->parent == commit.parent &&
		    old->tree == commit.tree)
			return i;
	}
	if (outer->commit_count % 32 == 0)
		outer->commits = mem_grow(outer->commits, (size_t)outer->commit_count + 32,
					  sizeof *outer->commits);
	outer->commits[outer->commit_count] = commit;
	if (commit.base < 0)
		outer->commits[outer->commit_count].base = outer->commit_count;
	return outer->commit_count++;
}

static uint64_t file_at(uint64_t content, int file)
{
	return content >> (8 * file) & 255;
}

unsigned tree_differs(const struct outer *outer, int a, int b)
{
	uint64_t difference = outer->trees[a].content ^ outer->trees[b].content;
	unsigned files = 0;

	for (int f = 0; f < FILES; f++)
		files |= file_at(difference, f) ? 1U << f : 0;
	return files;
}

int tree_with(struct outer *outer, int tree, int other, unsigned files)
{
	uint64_t content = outer->trees[tree].content;

	for (int f = 0; f < FILES; f++)
		if (files & 1U << f)
			content = (content & ~(255ULL << (8 * f))) | file_at(outer->trees[other].content, f) << (8 * f);
	return tree_of(outer, content, true);
}

int tree_merged(struct outer *outer, int tip, int change)
{
	const struct commit *theirs = &outer->commits[change];
	uint64_t base = outer->trees[outer->commits[theirs->base].tree].content;
	uint64_t ours = outer->trees[outer->commits[tip].tree].content;
	uint64_t other = outer->trees[theirs->tree].content, merged = 0;

	for (int f = 0; f < FILES; f++) {
		uint64_t b = file_at(base, f), o = file_at(ours, f), t = file_at(other, f);

		if (o != b && t != b && o != t)
			return -1;
		merged |= (t != b ? t : o) << (8 * f);
	}
	return tree_of(outer, merged, true);
}

bool commit_is_in(const struct outer *outer, int commit, int tip)
{
	while (tip >= 0 && tip != commit)
		tip = outer->commits[tip].parent;
	return tip >= 0;
}

uint64_t content_edit(struct outer *outer, uint64_t content, int file)
{
	uint64_t fresh = (uint64_t)(++outer->made % 255 + 1);

	if (fresh == file_at(content, file))
		fresh = (uint64_t)(++outer->made % 255 + 1);
	return (content & ~(255ULL << (8 * file))) | fresh << (8 * file);
}

/* Decided when it is first asked, and never again. */
static unsigned truth_of(struct outer *outer, int gate, int tree)
{
	struct tree *asked = &outer->trees[tree];
	uint64_t luck = mixed(mixed(outer->seed, asked->content), (uint64_t)gate) % 100;
	uint64_t green = asked->is_work ? 74 : 86, flaky = asked->is_work ? 8 : 2;

	if (asked->truth[gate])
		return asked->truth[gate];
	if (gate == GATE_PROOF)
		green = asked->is_work ? 80 : 25;
	if (outer->is_kind && (asked->is_work || gate != GATE_PROOF))
		green = 100;
	asked->truth[gate] = luck < green	    ? OUTCOME_green
			     : luck < green + flaky ? OUTCOME_green | OUTCOME_red
						    : OUTCOME_red;
	return asked->truth[gate];
}

bool gate_is_green(struct outer *outer, int gate, int tree)
{
	return truth_of(outer, gate, tree) == OUTCOME_green;
}

enum outcome gate_run(struct outer *outer, int gate, int tree)
{
	unsigned truth = truth_of(outer, gate, tree);
	enum outcome verdict = truth == OUTCOME_red ? OUTCOME_red : OUTCOME_green;

	if (truth == (OUTCOME_green | OUTCOME_red) && dice_percent(&outer->dice, 50))
		verdict = OUTCOME_red;
	if (goes_wrong(outer, 4))
		verdict = OUTCOME_broken;
	outer->trees[tree].seen[gate] |= (unsigned char)verdict;
	outer->trees[tree].reds[gate] += verdict == OUTCOME_red;
	return verdict;
}

unsigned gates_for(const struct outer *outer, const struct spec *spec, unsigned files)
{
	unsigned gates = outer->floor.gates;

	/* Gate 2 is asked for changes under src, gate 4 for those under doc. */
	if (!(files & 3))
		gates &= ~(1U << 2);
	if (!(files & 12))
		gates &= ~(1U << 4);
	return gates | (unsigned)spec->accept;
}

char *commit_name(int commit)
{
	return commit < 0 ? mem_dup("") : mem_printf("c%d", commit);
}

char *tree_name(int tree)
{
	return tree < 0 ? mem_dup("") : mem_printf("t%d", tree);
}

int number_of(const char *name)
{
	return text_is_empty(name) ? -1 : (int)strtol(name + 1, 0, 10);
}

char *paths_of(unsigned files)
{
	char *list = 0;

	for (int f = 0; f < FILES; f++)
		if (files & 1U << f)
			lines_add(&list, file_names[f]);
	return list ? list : mem_dup("");
}
