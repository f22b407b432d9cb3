/* What a session of a shared checkout may ask of git, rm and mv, in many spellings. */
#include "base/mem.h"
#include "base/text.h"
#include "swarm/command.h"
#include "swarm/guard.h"
#include "tap.h"

#define TOP "/cache/shared/work"

static bool is_folder(const struct guard *guard, const char *path)
{
	(void)guard;
	return !strrchr(path, '.');
}

/* Words at single blanks as an argument vector, at most 15. */
static const char *const *split(char *line, const char *argv[16])
{
	int n = 0;

	for (char *at = line; at && n < 15;) {
		char *end = strchr(at, ' ');

		argv[n++] = at;
		if (end)
			*end++ = 0;
		at = end;
	}
	argv[n] = 0;
	return argv;
}

/* Session 3 holds src/a/ and one file; session 4 src/b/. Runs in `prefix`. */
static int ask(const char *words, const char *prefix)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_cleanup_(command_release) struct command command = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *line = mem_dup(words);
	struct guard guard = { &claims, 3, TOP, prefix, is_folder };
	const char *argv[16];

	reserve_read(&claims, "2000 3 src/a/**\n2000 3 one.txt\n2000 3 gen/*.o\n2000 4 src/b/**\n");
	command_read(&command, split(line, argv));
	if (command.odd)
		return ERR_REFUSED;
	return guard_git(&guard, command.verb, &err);
}

static void git_lines(const char *const *lines, const char *prefix, int want)
{
	for (; *lines; lines++) {
		int got = ask(*lines, prefix);

		tap_check(got == want, *lines, __FILE__, __LINE__);
	}
}

static void what_destroys_the_work_of_others_is_refused(void)
{
	static const char *const lines[] = {
		"git reset --hard", "git reset --har", "git -C x reset --hard", "git -C x -C y --no-pager reset --hard HEAD~1",
		"git -c core.quotePath=off reset --hard", "git reset HEAD~1", "git reset --soft HEAD~", "git reset --keep a",
		"git reset --merge", "git reset -q --hard", "git reset src/b/x.c",
		"git checkout -- .", "git checkout .", "git checkout -f", "git checkout", "git checkout main",
		"git checkout -b mine", "git checkout -B main", "git checkout --detach", "git checkout HEAD -- src/b/x.c",
		"git checkout -- src/a/x.c src/b/x.c", "git checkout --orphan x", "git checkout HEAD~3 -- *.c",
		"git checkout -- :/", "git checkout -- :(top)src/a/x.c", "git checkout -- ../../../lead/x",
		"git restore .", "git restore src", "git restore --source HEAD~1 src/b/x.c", "git restore -s HEAD .",
		"git restore --staged --worktree .", "git restore -SW src/b", "git restore --pathspec-from-file=x src/a/x.c",
		"git stash", "git stash push", "git stash -u", "git stash pop", "git stash drop", "git stash clear",
		"git switch main", "git switch -c x", "git switch --discard-changes main",
		"git clean -fdx", "git clean -f", "git clean -xfd .", "git clean -e x -fd", "git clean -f src", "git clean --force",
		"git push", "git push -f", "git push --force origin main", "git push --force-with-lease", "git push --mirror",
		"git rebase", "git rebase -i HEAD~3", "git merge x", "git pull", "git pull --rebase", "git cherry-pick x",
		"git revert HEAD", "git am x", "git bisect start", "git filter-branch", "git replace a b",
		"git commit -a", "git commit -am x", "git commit -qam x", "git commit --all -m x", "git commit --amend",
		"git commit --am", "git commit --amend --no-edit", "git commit -m x src/b/x.c", "git commit -m x .",
		"git commit -a -m x", "git commit -m x --pathspec-from-file=y",
		"git branch -D main", "git branch -d x", "git branch -f main HEAD~1", "git branch -M x", "git branch --delete x",
		"git gc --prune=now", "git gc", "git prune", "git repack -ad", "git maintenance run", "git reflog expire --all",
		"git reflog delete x", "git worktree add ../x", "git worktree remove x", "git worktree prune",
		"git submodule update", "git sparse-checkout set x", "git update-ref refs/heads/main x",
		"git update-ref -d refs/heads/main", "git symbolic-ref HEAD refs/heads/x", "git symbolic-ref -d HEAD",
		"git config core.hooksPath /dev/null", "git config --unset core.hooksPath", "git config -e",
		"git config --global x.y z", "git remote add o x", "git read-tree -u --reset HEAD", "git read-tree -m -u HEAD",
		"git checkout-index -a -f", "git checkout-index -f src/b/x.c", "git rm src/b/x.c", "git rm -r src",
		"git rm --cached src/b/x.c", "git rm -r .", "git mv src/a/x.c src/b/x.c", "git add src/b/x.c", "git add nobody.c",
		"git stage src/b/x.c", "git send-pack x", "git fast-import",
		"git -c alias.x=status x", "git -c Alias.z=!rm z", "git -c core.hooksPath=/dev/null commit -m x",
		"git -c core.worktree=/ status", "git -c include.path=x commit", "git --config-env=core.hooksPath=X commit -m x",
		"git --exec-path=/tmp status", "git --namespace x status", "git --bare reset", "git -c core.bare=true status",
		"git x", "git lfs prune", "git filter-repo", 0,
	};

	git_lines(lines, "", ERR_REFUSED);
}

static void what_only_looks_or_is_ones_own_is_let_through(void)
{
	static const char *const lines[] = {
		"git", "git --version", "git status", "git -C src status --short", "git log --oneline -3", "git diff HEAD",
		"git show HEAD", "git add -A", "git add .", "git add -u", "git add src/a/x.c one.txt", "git add src",
		"git add src/a", "git add --chmod +x one.txt", "git commit -m a", "git commit -m -a", "git commit -qm all",
		"git commit --message -a", "git commit --author a -m x", "git commit -F all", "git commit -m x src/a/x.c",
		"git commit -m x -- one.txt", "git reset", "git reset -q HEAD", "git reset HEAD -- src/b/x.c",
		"git reset -- src/b/x.c", "git reset src/a/x.c", "git checkout -- src/a/x.c", "git checkout src/a/x.c one.txt",
		"git checkout HEAD~1 -- src/a", "git checkout -- src/a/*.c", "git restore src/a", "git restore --staged .",
		"git restore -S src/b/x.c", "git restore --source HEAD~1 src/a/x.c", "git restore -s HEAD -- one.txt",
		"git stash list", "git stash show", "git clean -n", "git clean -nfd", "git clean -fd src/a", "git clean --dry-run",
		"git branch", "git branch -a", "git branch side", "git worktree list", "git submodule status", "git reflog",
		"git reflog show", "git config user.name", "git config --get x", "git config -l", "git config --list",
		"git remote", "git remote -v", "git symbolic-ref HEAD", "git rm src/a/x.c", "git rm -r src/a",
		"git mv src/a/x.c src/a/y.c", "git rev-parse HEAD", "git fetch", "git tag x", "git init /tmp/x",
		"git restore src/./a/../a/x.c", "git restore " TOP "/src/a/x.c", 0,
	};

	git_lines(lines, "", 0);
}

static void a_path_is_meant_from_where_git_runs(void)
{
	static const char *const own[] = { "git checkout -- .", "git clean -fd .", "git restore x.c", "git rm x.c",
					   "git restore ../../one.txt", 0 };
	static const char *const foreign[] = { "git checkout -- ..", "git restore ../b/x.c", "git restore :/src/b/x.c",
					       "git clean -fd ../..", 0 };

	git_lines(own, "src/a", 0);
	git_lines(foreign, "src/a", ERR_REFUSED);
}

static int remove_path(const char *path)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct guard guard = { &claims, 3, TOP, "", is_folder };

	reserve_read(&claims, "2000 3 src/a/**\n2000 3 one.txt\n2000 3 top*\n2000 4 src/b/**\n");
	return guard_path(&guard, "rm", path, &err);
}

static void whole_folders_are_removed_only_where_all_in_them_is_ones_own(void)
{
	static const char *const mine[] = { TOP "/src/a", TOP "/src/a/deep", TOP "/one.txt", TOP "/top.txt", "/tmp/x",
					    "/home/user/build", "/cache2/x", 0 };
	static const char *const others[] = { TOP, TOP "/", TOP "/src", TOP "/src/b", TOP "/src/b/x.c", TOP "/.git",
					      TOP "/.git/refs", TOP "/new", TOP "/top", "/cache/shared", "/cache",
					      "/cache/sessions/4", "/cache/shared/x", "/", TOP "/src/a/../b", 0 };

	for (const char *const *path = mine; *path; path++)
		tap_check(!remove_path(*path), *path, __FILE__, __LINE__);
	for (const char *const *path = others; *path; path++)
		tap_check(remove_path(*path) == ERR_REFUSED, *path, __FILE__, __LINE__);
}

static void rm_is_asked_for_folders_by_any_spelling(void)
{
	CHECK(guard_is_recursive((const char *const[]){ "rm", "-rf", "x", 0 }));
	CHECK(guard_is_recursive((const char *const[]){ "rm", "x", "-fR", 0 }));
	CHECK(guard_is_recursive((const char *const[]){ "rm", "--recursive", "x", 0 }));
	CHECK(guard_is_recursive((const char *const[]){ "rm", "--rec", "x", 0 }));
	CHECK(!guard_is_recursive((const char *const[]){ "rm", "-f", "--", "-r", 0 }));
}

static void a_commit_of_what_another_holds_is_refused_and_says_whose(void)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct guard guard = { &claims, 3, TOP, "", 0 };

	reserve_read(&claims, "2000 3 src/a/**\n2000 4 src/b/**\n");
	CHECK_INT(guard_commit(&guard, "src/a/x.c\nsrc/a/y.c", &err), 0);
	CHECK_INT(guard_commit(&guard, "", &err), 0);
	CHECK_INT(guard_commit(&guard, "src/a/x.c\nsrc/b/y.c", &err), ERR_REFUSED);
	CHECK_STR(err.text, "'src/b/y.c' is held by session 4");
	CHECK_INT(guard_commit(&guard, "new.c", &err), ERR_REFUSED);
	CHECK_STR(err.text, "'new.c' is held by nobody; take it first: leadhand reserve 'new.c'");
}

int main(void)
{
	what_destroys_the_work_of_others_is_refused();
	what_only_looks_or_is_ones_own_is_let_through();
	a_path_is_meant_from_where_git_runs();
	whole_folders_are_removed_only_where_all_in_them_is_ones_own();
	rm_is_asked_for_folders_by_any_spelling();
	a_commit_of_what_another_holds_is_refused_and_says_whose();
	return tap_done();
}
