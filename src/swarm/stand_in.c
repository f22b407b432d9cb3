/* stand_in.c - see stand_in.h. */
#include "swarm/stand_in.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/command.h"
#include "swarm/commit.h"
#include "swarm/yard.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

typedef int stand_in(struct post *post, const char *const *argv, struct err *err);

/* The real one: by its name, for what we were run by may be a path to ourselves. */
static int become(const char *program, const char *const *argv, struct err *err)
{
	_autofree_ const char **words = 0;
	size_t count = 0;

	while (argv[count])
		count++;
	words = mem_new(count + 1, sizeof *words);
	memcpy(words, argv, count * sizeof *words);
	words[0] = program;
	return proc_become(words, (const char *const *)environ, err);
}

/* Where git would look for its repository, from the folder upwards. */
static char *top_of(const char *folder)
{
	_autofree_ char *at = mem_dup(folder);
	char *slash;

	while ((slash = strrchr(at, '/'))) {
		_autofree_ char *git = mem_printf("%s/.git", at);

		if (fs_exists(git))
			return steal(&at);
		*slash = 0;
	}
	return 0;
}

static char *real_from(const struct post *post, const char *path)
{
	_autofree_ char *full = *path == '/' ? mem_dup(path) : mem_printf("%s/%s", post->cwd, path);

	return realpath(full, 0);
}

static bool is_inside(const struct post *post, const char *path)
{
	size_t len = strlen(post->path);

	return path && !strncmp(path, post->path, len) && (!path[len] || path[len] == '/');
}

/* Whether the words are about the shared checkout; another repository is none of our business. */
static int is_about_us(const struct post *post, const struct command *command, bool *is, struct err *err)
{
	const char *git_dir = command->git_dir ? command->git_dir : getenv("GIT_DIR");
	const char *work_tree = command->work_tree ? command->work_tree : getenv("GIT_WORK_TREE");
	_autofree_ char *repository = git_dir ? real_from(post, git_dir) : top_of(post->cwd);
	_autofree_ char *files = work_tree ? real_from(post, work_tree) : 0;

	*is = is_inside(post, repository) && (git_dir || text_same(repository, post->path));
	/* Some other repository over the files that all work in. */
	if (!*is && (is_inside(post, files) || (git_dir && !work_tree && is_inside(post, post->cwd) &&
						text_same(command->verb[0], "clean"))))
		return err_set(err, ERR_REFUSED, "the shared checkout is no work tree of another repository");
	return 0;
}

static int lock_branch(const struct post *post, struct err *err)
{
	int fd = -1;

	if (yard_lock(&post->swarm, &fd, err))
		return err->code;
	/* It goes with the program that we become, and is let go when that ends, however it ends. */
	if (fcntl(fd, F_SETFD, 0))
		return err_set(err, ERR_SYSTEM, "cannot keep the lock of the branch");
	return 0;
}

/* Git's own words, with the session's name in front and its mark on a commit. */
static int become_git(const struct post *post, const char *const *argv, const struct command *command, struct err *err)
{
	size_t before = (size_t)(command->verb - argv), count = before, n = 0;
	_autofree_ char *name = mem_printf("user.name=%s", post->name), *mail = mem_printf("user.email=%s", post->mail);
	_autofree_ char *mark = mem_printf("Leadhand-Session: %lld", post->swarm.session);
	_autofree_ const char **words = 0;

	while (argv[count])
		count++;
	words = mem_new(count + 8, sizeof *words);
	words[n++] = "git";
	words[n++] = "-c";
	words[n++] = name;
	words[n++] = "-c";
	words[n++] = mail;
	for (size_t i = 1; i < count; i++) {
		words[n++] = argv[i];
		if (i == before && text_same(argv[i], "commit")) {
			words[n++] = "--trailer";
			words[n++] = mark;
		}
	}
	return proc_become(words, (const char *const *)environ, err);
}

static int stand_in_git(struct post *post, const char *const *argv, struct err *err)
{
	static const char *const strangers[] = { "GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
						 "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_COMMON_DIR", 0 };
	_cleanup_(command_release) struct command command = { 0 };
	_autofree_ char *index = yard_room(&post->swarm, "own/index");
	const char *verb;
	bool is_us = false;

	command_read(&command, argv);
	verb = *command.verb ? *command.verb : "";
	post_move(post, command.dir);
	if (is_about_us(post, &command, &is_us, err))
		return err->code;
	if (!is_us)
		return become("git", argv, err);
	if (command.odd)
		return err_set(err, ERR_REFUSED, "git with '%.80s' is refused in a shared checkout", command.odd);
	if (guard_git(&post->guard, command.verb, err))
		return err->code;
	for (int i = 0; strangers[i]; i++)
		unsetenv(strangers[i]);
	setenv("GIT_INDEX_FILE", index, 1);
	/* An editor would hold the branch as long as it is open. */
	setenv("GIT_EDITOR", ":", 1);
	if (!strcmp(verb, "commit") && lock_branch(post, err))
		return err->code;
	if ((!strcmp(verb, "commit") || !strcmp(verb, "status") || !strcmp(verb, "diff")) &&
	    commit_refresh(post, err))
		return err->code;
	return become_git(post, argv, &command, err);
}

/* What is removed is the name, not what a link in its place points to. */
static char *full_name(const struct post *post, const char *operand)
{
	_autofree_ char *path = *operand == '/' ? mem_dup(operand) : mem_printf("%s/%s", post->cwd, operand);
	_autofree_ char *folder = 0, *real = 0;
	char *slash;

	while ((slash = strrchr(path, '/')) && slash > path && !slash[1])
		*slash = 0;
	slash = strrchr(path, '/');
	if (!strcmp(slash + 1, ".") || !strcmp(slash + 1, ".."))
		return realpath(path, 0);
	folder = mem_dup_part(path, (size_t)(slash - path) + 1);
	real = realpath(folder, 0);
	return real ? mem_printf("%s%s", strcmp(real, "/") ? real : "", slash) : 0;
}

static int stand_in_files(struct post *post, const char *const *argv, struct err *err)
{
	const char *slash = strrchr(argv[0], '/'), *program = slash ? slash + 1 : argv[0];
	bool is_rm = !strcmp(program, "rm");
	struct words words;
	int code = 0;

	words_read(&words, argv + 1, "", "");
	for (size_t i = 0; i < words.n && !code && (!is_rm || guard_is_recursive(argv)); i++) {
		_autofree_ char *path = full_name(post, words.operand[i]);

		/* What is not there is the program's own complaint. */
		code = path ? guard_path(&post->guard, program, path, err) : 0;
	}
	words_release(&words);
	if (code)
		return code;
	return become(program, argv, err);
}

static bool is_none(const char *id)
{
	return !id[strspn(id, "0")];
}

static int check_update(const struct post *post, const char *from, const char *to, const char *ref, struct err *err)
{
	_autofree_ char *branch = yard_branch(&post->swarm);

	if (!strcmp(ref, "refs/stash"))
		return err_set(err, ERR_REFUSED, "there is no stash in a shared checkout: commit what is yours");
	if (strcmp(ref, "HEAD") != 0 && strcmp(ref, branch) != 0)
		return 0;
	if (is_none(from) || is_none(to))
		return err_set(err, ERR_REFUSED, "the branch only grows: use the git on PATH");
	return commit_check(post, from, to, err);
}

/* Git has locked the refs, and asks before it writes them. */
static int hook_transaction(struct post *post, const char *const *argv, struct err *err)
{
	_autofree_ char *last = mem_dup("");
	char from[80], to[80], ref[1000];

	if (!argv[1] || strcmp(argv[1], "prepared") != 0)
		return 0;
	while (scanf("%79s %79s %999s", from, to, ref) == 3) {
		_autofree_ char *both = mem_printf("%s %s", from, to);

		/* HEAD and its branch come as two lines. */
		if (text_same(both, last) && !is_none(from))
			continue;
		if (check_update(post, from, to, ref, err))
			return err->code;
		if (!strcmp(ref, "HEAD") || text_starts(ref, "refs/heads/"))
			mem_replace(&last, steal(&both));
	}
	return 0;
}

static int hook_push(struct post *post, const char *const *argv, struct err *err)
{
	(void)post, (void)argv;
	return err_set(err, ERR_REFUSED, "nothing is pushed from a shared checkout: leadhand lands what you commit");
}

static const struct {
	const char *name;
	stand_in *run;
} names[] = {
	{ "git", stand_in_git },
	{ "rm", stand_in_files },
	{ "mv", stand_in_files },
	{ "reference-transaction", hook_transaction },
	{ "pre-push", hook_push },
};

static stand_in *find(const char *name)
{
	const char *slash = strrchr(name, '/');

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(names[i].name, slash ? slash + 1 : name))
			return names[i].run;
	return 0;
}

bool stand_in_is_meant(const char *name)
{
	return find(name);
}

int stand_in_run(char *const *argv, struct err *err)
{
	_cleanup_(post_release) struct post post = { 0 };
	int code = post_open(&post, err);

	return code ? code : find(argv[0])(&post, (const char *const *)argv, err);
}
