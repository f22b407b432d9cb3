/* copies.c - see copies.h. */
#include "floor/copies.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/ledger.h"
#include "floor/aliases.h"
#include "floor/shown.h"
#include "spec/protect.h"
#include "sys/git.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ENTRIES_BYTES = 64 << 20, OID_BYTES = 64 };

/* One line of git's raw diff. */
struct entry {
	char old_mode[8], new_mode[8], old_oid[OID_BYTES + 1], new_oid[OID_BYTES + 1], status;
	const char *path; /* borrowed: as git has it */
};

/* What a change's entries come to. */
struct sorted {
	struct buf judged, proof; /* for update-index */
	struct shown protected, unnamed, tests;
};

/* By what they are sorted. */
struct sorting {
	const struct keeper *keeper; /* borrowed, as the task */
	const struct task *task;
	struct aliases aliases;
};

static void sorting_release(struct sorting *sorting)
{
	aliases_release(&sorting->aliases);
}

static void sorted_release(struct sorted *sorted)
{
	buf_release(&sorted->judged);
	buf_release(&sorted->proof);
	shown_release(&sorted->protected);
	shown_release(&sorted->unnamed);
	shown_release(&sorted->tests);
}

static bool is_run_by_gates(const struct config *config, const char *path)
{
	for (size_t i = 0; i < config->gate_count; i++)
		if (protect_is_run(config->gates[i].run, path) ||
		    (config->gates[i].again && protect_is_run(config->gates[i].again, path)))
			return true;
	/* With the network and its secrets, before anybody has seen the change. */
	return config->setup && protect_is_run(config->setup, path);
}

/* An acceptance often runs what is worked at: its judge alone is protected, and one that is new is to be written. */
static bool judges_task(const struct keeper *keeper, const struct task *task, const char *path)
{
	GATES_EACH(walk, task->accept)
		if (protect_is_judge(gate_at(keeper->state, walk.id)->command, path))
			return true;
	return false;
}

/* What gates run is protected without being named, and so is what steers leadhand itself: a gate taken out there would
 * be asked for no more. */
static bool is_touch(const struct keeper *keeper, const struct task *task, const char *path, bool is_new)
{
	return text_starts(path, ".leadhand/") || protect_is_touch(keeper->config.protect, path, is_new) ||
	       is_run_by_gates(&keeper->config, path) || (!is_new && judges_task(keeper, task, path));
}

/* What a gate runs is named by its own name alone, leadhand's own files by their folder too. */
static bool is_named(const struct config *config, const struct task *task, const char *path)
{
	_autofree_ char *patterns = mem_printf("%s\n.leadhand/**\n%s", config->protect, path);

	return is_run_by_gates(config, path) ? lines_has(task->scope, path) : protect_is_named(patterns, task->scope, path);
}

/* By one of the names that the base has for it. */
static bool is_touch_by(const struct sorting *sorting, const char *names, bool is_new)
{
	struct lines walk;

	LINES_EACH(walk, names)
		if (is_touch(sorting->keeper, sorting->task, walk.line, is_new)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

static bool is_any(const char *names, bool (*is_one)(const char *path))
{
	struct lines walk;

	LINES_EACH(walk, names)
		if (is_one(walk.line)) {
			lines_stop(&walk);
			return true;
		}
	return false;
}

static void sort_entry(const struct sorting *sorting, const struct entry *entry, struct sorted *sorted)
{
	_autofree_ char *path = mem_dup(entry->path), *names = 0;
	bool is_new = entry->status == 'A', is_gone = entry->status == 'D';

	for (char *c = path; *c; c++)
		if (*c == '\n')
			*c = '?';
	names = aliases_of(&sorting->aliases, path);
	if (is_touch_by(sorting, names, is_new)) {
		shown_add(&sorted->protected, path);
		if (!is_named(&sorting->keeper->config, sorting->task, path))
			shown_add(&sorted->unnamed, path);
		buf_printf(&sorted->judged, "%s %s\t%s", is_new ? "0" : entry->old_mode, entry->old_oid, entry->path);
		buf_add(&sorted->judged, "", 1);
	}
	if (is_gone || !is_any(names, protect_goes_with_tests))
		return;
	if (is_any(names, protect_is_test))
		shown_add(&sorted->tests, path);
	buf_printf(&sorted->proof, "%s %s\t%s", entry->new_mode, entry->new_oid, entry->path);
	buf_add(&sorted->proof, "", 1);
}

/* ":100644 100755 OLD NEW M", and behind its NUL the path; false at the end. */
static bool next_entry(const char **at, const char *end, struct entry *entry)
{
	const char *head = *at, *path = head < end ? memchr(head, 0, (size_t)(end - head)) : 0;

	*entry = (struct entry){ 0 };
	if (!path || ++path >= end ||
	    sscanf(head, ":%6[0-7] %6[0-7] %64[0-9a-f] %64[0-9a-f] %c", entry->old_mode, entry->new_mode, entry->old_oid,
		   entry->new_oid, &entry->status) != 5)
		return false;
	entry->path = path;
	*at = path + strlen(path) + 1;
	return true;
}

/* A tree with these entries changed: an index of its own, thrown away at once. */
static int tree_with(const struct git *git, const char *tree, const struct buf *entries, char **out, struct err *err)
{
	int code = git_run(git, GIT("read-tree", tree), err);

	if (!code)
		code = git_feed(git, GIT("update-index", "-z", "--index-info"), entries->data, entries->len, 0, err);
	return code ? code : git_line(git, GIT("write-tree"), out, err);
}

/* A commit of the tree under a ref of its session's, so that nothing collects it. */
static int keep(const struct git *git, const char *ref, const char *tree, const char *parent, char **commit, struct err *err)
{
	struct git maker = *git;
	int code;

	maker.index = 0;
	maker.env = git_our_identity;
	code = git_line(&maker, GIT("commit-tree", tree, "-p", parent, "-m", "leadhand: to be judged, not to be landed"), commit, err);
	return code ? code : git_set_ref(&maker, ref, *commit, 0, "leadhand: copy", err);
}

struct copy {
	const char *tree, *parent; /* what the entries change, and what the commit is on */
	const char *kind;	   /* the ref's folder */
	const char *same, *same_too; /* trees of which another copy is none */
	char **out, **commit;	     /* where both go */
};

/* A floor that lost its power within git's call left the lock as well, and no other git may write there. */
static void sweep(const char *index)
{
	_autofree_ char *lock = mem_printf("%s.lock", index);

	unlink(index);
	unlink(lock);
}

static int make_copy(struct keeper *keeper, long long session, const struct copy *copy, const struct buf *entries,
		     struct err *err)
{
	_autofree_ char *index = mem_printf("%s/copies.index", keeper->place->state);
	_autofree_ char *ref = mem_printf("refs/leadhand/%s/%lld", copy->kind, session), *made = 0;
	struct git git = { .dir = keeper->place->git_dir, .git_dir = keeper->place->git_dir, .index = index };
	int code;

	if (!entries->len)
		return 0;
	if (entries->is_cut)
		return err_set(err, ERR_REFUSED, "it changes too many files to be judged");
	sweep(index);
	code = tree_with(&git, copy->tree, entries, &made, err);
	sweep(index);
	if (code || text_same(made, copy->same) || text_same(made, copy->same_too))
		return code;
	code = keep(&git, ref, made, copy->parent, copy->commit, err);
	if (!code)
		*copy->out = steal(&made);
	return code;
}

int copies_make(struct keeper *keeper, const struct session *session, const char *since, struct event *event,
		struct err *err)
{
	const struct git git = { .dir = keeper->place->git_dir };
	_cleanup_(sorting_release) struct sorting sorting = { .keeper = keeper, .task = task_at(keeper->state, session->task) };
	_cleanup_(sorted_release) struct sorted sorted = { .judged = BUF_INIT(ENTRIES_BYTES), .proof = BUF_INIT(ENTRIES_BYTES) };
	const struct copy judged = { event->tree, event->commit, "judged", event->tree, 0, &event->judged,
				     &event->judged_commit };
	const struct copy proof = { session->base_tree, session->base, "proof", event->tree, session->base_tree, &event->proof,
				    &event->proof_commit };
	_autofree_ char *raw = 0;
	struct entry entry;
	const char *at;
	size_t len;
	int code = git_read(&git, GIT("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--ignore-submodules=none", since, event->commit),
			    &raw, &len, err);

	if (!code)
		code = aliases_read(&git, since, &sorting.aliases, err);
	if (code)
		return code;
	for (at = raw; next_entry(&at, raw + len, &entry);)
		sort_entry(&sorting, &entry, &sorted);
	if (at != raw + len)
		return err_set(err, ERR_CHILD, "git diff-tree: a line of it cannot be read");
	mem_replace(&event->protected, shown_take(&sorted.protected));
	mem_replace(&event->unnamed, shown_take(&sorted.unnamed));
	mem_replace(&event->tests, shown_take(&sorted.tests));
	code = make_copy(keeper, session->record.id, &judged, &sorted.judged, err);
	return code ? code : make_copy(keeper, session->record.id, &proof, &sorted.proof, err);
}
