/* git.c - see git.h. */
#include "sys/git.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_OUTPUT = 64 << 20,
	MAX_COMPLAINT = 500,
	FOREIGN_MS = 600000,
	STALE_MS = 60000, /* nothing of ours holds a lock on a ref so long */
};

/* Before every command. The hooks are the lead's, and these steps are not. */
static const char *const always[] = {
	"-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "core.hooksPath=/dev/null",
	"-c", "core.quotePath=true", "-c", "submodule.recurse=false", "-c", "advice.detachedHead=false",
	/* Another one may still be at work for somebody who was killed. */
	"-c", "core.filesRefLockTimeout=5000", "-c", "core.packedRefsTimeout=5000", 0,
};

/* Where an agent's files or repository are read: whatever git would start or keep on its behalf. */
static const char *const foreign[] = {
	"-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", "-c", "core.splitIndex=false",
	"-c", "core.sparseCheckout=false", "-c", "core.sshCommand=false", "-c", "credential.helper=",
	"-c", "protocol.allow=never", "-c", "protocol.file.allow=always",
	"-c", "core.logAllRefUpdates=false", 0,
};

static const char *const quiet_env[] = {
	"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", "SSH_ASKPASS=true", "GIT_EDITOR=true",
	"GIT_SEQUENCE_EDITOR=true", "GIT_PAGER=cat", "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C", "LANGUAGE", 0,
};

/* Of our own environment, what says where the lead's settings lie; the rest is some other repository's business. */
static const char *const kept_env[] = { "GIT_CONFIG_GLOBAL=", "GIT_CONFIG_SYSTEM=", "GIT_CONFIG_NOSYSTEM=", 0 };

const char *const git_our_identity[] = {
	"GIT_AUTHOR_NAME=leadhand", "GIT_AUTHOR_EMAIL=leadhand@localhost.invalid",
	"GIT_COMMITTER_NAME=leadhand", "GIT_COMMITTER_EMAIL=leadhand@localhost.invalid", 0,
};

static const char *const foreign_env[] = { "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=file", 0 };

/* An argument vector or an environment, as it grows. */
struct words {
	char **at; /* owned, and so is every string */
	size_t n, room;
};

static void words_release(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->at[i]);
	free(words->at);
}

/* The word becomes the list's. */
static void words_give(struct words *words, char *word)
{
	if (words->n + 2 > words->room) {
		words->room = words->room ? words->room * 2 : 64;
		words->at = mem_grow(words->at, words->room, sizeof *words->at);
	}
	words->at[words->n++] = word;
	words->at[words->n] = 0;
}

static void words_add_all(struct words *words, const char *const *more)
{
	for (; more && *more; more++)
		words_give(words, mem_dup(*more));
}

static void words_set(struct words *words, const char *name, const char *value)
{
	if (value)
		words_give(words, mem_printf("%s=%s", name, value));
}

static bool is_kept(const char *variable)
{
	for (const char *const *kept = kept_env; *kept; kept++)
		if (text_starts(variable, *kept))
			return true;
	return false;
}

static void add_environment(struct words *env, const struct git *git)
{
	for (char **e = environ; e && *e; e++)
		if (text_starts(*e, "GIT_") && !is_kept(*e))
			words_give(env, mem_dup_part(*e, strcspn(*e, "=")));
	words_add_all(env, quiet_env);
	if (git->is_foreign)
		words_add_all(env, foreign_env);
	words_add_all(env, git->env);
	words_set(env, "GIT_DIR", git->git_dir);
	words_set(env, "GIT_WORK_TREE", git->work_tree);
	words_set(env, "GIT_INDEX_FILE", git->index);
}

static void add_arguments(struct words *words, const struct git *git, const char *const *argv)
{
	words_give(words, mem_dup("git"));
	words_add_all(words, always);
	if (git->is_foreign)
		words_add_all(words, foreign);
	words_add_all(words, argv);
}

/* The command's name, behind options of git itself. */
static const char *verb_of(const char *const *argv)
{
	while (*argv && !strcmp(*argv, "-c") && argv[1])
		argv += 2;
	return *argv ? *argv : "git";
}

/* What went wrong, in git's words: the last line that says so, or else the last one. */
/* Of fsck: what is wrong with which object. That something is wrong is said at length after it. */
static bool is_finding(const char *line)
{
	return text_starts(line, "error: object ") || text_starts(line, "error in ");
}

static char *complaint_of(const char *said)
{
	_autofree_ char *best = mem_dup("it said nothing");
	bool is_plain = true;
	struct lines walk;

	LINES_EACH(walk, said) {
		bool says_so = is_finding(walk.line) || text_starts(walk.line, "fatal: ") ||
			       text_starts(walk.line, "error: ");

		if (!*walk.line || (!says_so && !is_plain) || is_finding(best))
			continue;
		is_plain &= !says_so;
		mem_replace(&best, mem_dup(walk.line));
	}
	return text_clean(best, strlen(best), MAX_COMPLAINT);
}

/* Run it, whatever it answers; only that it could not be run, or not to its end, is a failure. */
static int git_launch(const struct git *git, const char *const *argv, struct proc proc, struct proc_result *result,
		      struct err *err)
{
	_cleanup_(words_release) struct words words = { 0 }, env = { 0 };

	proc.dir = git->dir ? git->dir : git->git_dir;
	proc.limit_bytes = MAX_OUTPUT + 1;
	proc.may_outlive_us = git->may_outlive_us;
	proc.timeout_ms = !git->is_foreign ? 0 : git->limit_ms ? git->limit_ms : FOREIGN_MS;
	add_arguments(&words, git, argv);
	add_environment(&env, git);
	proc.argv = (const char *const *)words.at;
	proc.env = (const char *const *)env.at;
	if (proc_run(&proc, result, err))
		return err->code;
	if (result->is_late)
		return err_set(err, ERR_TIMEOUT, "git %s did not end", verb_of(argv));
	if (result->out_len > MAX_OUTPUT)
		return err_set(err, ERR_SYSTEM, "git %s said too much", verb_of(argv));
	return 0;
}

static int git_fail(const char *const *argv, const struct proc_result *result, struct err *err)
{
	_autofree_ char *complaint = complaint_of(result->err);

	return err_set(err, ERR_CHILD, "git %s: %s", verb_of(argv), complaint);
}

int git_feed(const struct git *git, const char *const *argv, const char *input, size_t len, char **out,
	     struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };

	if (git_launch(git, argv, (struct proc){ .input = input, .input_len = len }, &result, err))
		return err->code;
	if (result.status)
		return git_fail(argv, &result, err);
	if (out)
		*out = steal(&result.out);
	return 0;
}

int git_feed_file(const struct git *git, const char *const *argv, int file, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };

	if (git_launch(git, argv, (struct proc){ .input_file = &file }, &result, err))
		return err->code;
	return result.status ? git_fail(argv, &result, err) : 0;
}

int git_run(const struct git *git, const char *const *argv, struct err *err)
{
	return git_feed(git, argv, 0, 0, 0, err);
}

int git_read(const struct git *git, const char *const *argv, char **out, size_t *len, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };

	if (git_launch(git, argv, (struct proc){ 0 }, &result, err))
		return err->code;
	if (result.status)
		return git_fail(argv, &result, err);
	if (len)
		*len = result.out_len;
	*out = steal(&result.out);
	return 0;
}

int git_line(const struct git *git, const char *const *argv, char **out, struct err *err)
{
	size_t len;

	if (git_read(git, argv, out, &len, err))
		return err->code;
	if (len && (*out)[len - 1] == '\n')
		(*out)[len - 1] = 0;
	return 0;
}

int git_ask(const struct git *git, const char *const *argv, const char *input, int *status, char **out,
	    struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };

	if (git_launch(git, argv, (struct proc){ .input = input }, &result, err))
		return err->code;
	/* From 128 on it is git that failed, not its answer that is no. */
	if (result.status >= 128)
		return git_fail(argv, &result, err);
	*status = result.status;
	if (out)
		*out = steal(&result.out);
	return 0;
}

static int object_of(const struct git *git, const char *name, const char *kind, char **out, struct err *err)
{
	_autofree_ char *full = mem_printf("%s^{%s}", name, kind), *id = 0;
	int status;

	if (git_ask(git, GIT("rev-parse", "--verify", "--quiet", "--end-of-options", full), 0, &status, &id, err))
		return err->code;
	id[strcspn(id, "\n")] = 0;
	if (status || !text_is_oid(id))
		return err_set(err, ERR_MISSING, "there is no %s '%s'", kind, name);
	*out = steal(&id);
	return 0;
}

int git_commit_of(const struct git *git, const char *name, char **out, struct err *err)
{
	return object_of(git, name, "commit", out, err);
}

char *git_commit_or_none(const struct git *git, const char *name)
{
	struct err none = ERR_INIT;
	char *commit = 0;

	if (name && git_commit_of(git, name, &commit, &none))
		err_release(&none);
	return commit;
}

int git_tree_of(const struct git *git, const char *name, char **out, struct err *err)
{
	return object_of(git, name, "tree", out, err);
}

int git_paths(const struct git *git, const char *const *argv, char **list, struct err *err)
{
	size_t len;

	if (git_read(git, argv, list, &len, err))
		return err->code;
	for (size_t i = 0; i < len; i++)
		(*list)[i] = (*list)[i] == '\n' ? '?' : (*list)[i] ? (*list)[i] : '\n';
	if (len)
		(*list)[len - 1] = 0;
	return 0;
}

int git_changed_paths(const struct git *git, const char *from, const char *to, char **list, struct err *err)
{
	return git_paths(git, GIT("diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=none", "--name-only", from, to), list, err);
}

char *git_branched_off(const struct git *git, const char *from, const char *commit, const char *otherwise)
{
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *all = 0;
	int status;

	if (git_ask(git, GIT("merge-base", "--all", from, commit), 0, &status, &all, &none) || status || lines_count(all) != 1)
		return mem_dup(otherwise);
	all[strcspn(all, "\n")] = 0;
	return steal(&all);
}

/* The number before the first occurrence of a word: "3 files changed, 10 insertions(+)". */
static long long number_before(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	if (!at)
		return 0;
	while (at > text && (at[-1] == ' ' || (at[-1] >= '0' && at[-1] <= '9')))
		at--;
	return strtoll(at, 0, 10);
}

int git_count_changes(const struct git *git, const char *from, const char *to, long long *files,
		      long long *insertions, long long *deletions, struct err *err)
{
	_autofree_ char *text = 0;

	if (git_line(git, GIT("diff-tree", "-r", "-M", "--no-ext-diff", "--no-textconv", "--shortstat", from, to),
		     &text, err))
		return err->code;
	*files = number_before(text, "file");
	*insertions = number_before(text, "insertion");
	*deletions = number_before(text, "deletion");
	return 0;
}

/* One that a git left which was cut off, by its age: for refs that nobody but us writes. */
static void drop_stale_lock(const struct git *git, const char *ref)
{
	_autofree_ char *path = mem_printf("%s/%s.lock", git->git_dir ? git->git_dir : git->dir, ref);
	long long size, changed_ns;

	fs_stamp(path, &size, &changed_ns);
	if (changed_ns && clock_now_ms() - changed_ns / 1000000 > STALE_MS)
		unlink(path);
}

int git_set_ref(const struct git *git, const char *ref, const char *to, const char *from,
		const char *why, struct err *err)
{
	_autofree_ char *now = 0;
	struct git setter = *git;
	struct err looked = ERR_INIT;
	int code;

	/* Cut off in the middle it would leave a lock that nobody takes away. */
	setter.may_outlive_us = true;
	if (text_starts(ref, "refs/leadhand/"))
		drop_stale_lock(git, ref);
	if (to)
		code = git_run(&setter, GIT("update-ref", "-m", why, ref, to, from), err);
	else
		code = git_run(&setter, GIT("update-ref", "-m", why, "-d", ref, from && *from ? from : 0), err);
	if (code != ERR_CHILD || !from)
		return code;
	/* Git says no in one way, whether it found another value or no room on the disk. */
	if (git_line(git, GIT("rev-parse", "--verify", "--quiet", ref), &now, &looked))
		err_release(&looked);
	if (!text_same(now, from))
		return err_set(err, ERR_CONFLICT, "'%s' stands at '%s', not at '%s'", ref, now ? now : "", from);
	return code;
}
