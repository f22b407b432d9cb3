/* Bases that sessions share, and that no session can change for another. */
#include "base/text.h"
#include "scratch.h"
#include "sys/mounts.h"
#include "sys/mounts_overlay.h"
#include "workspace/base.h"
#include "workspace/pieces.h"
#include "workspace/workspace.h"

#include <signal.h>
#include <sys/wait.h>

static char *git_dir, *store, *bases, *top;
static struct base_spec spec;
static bool is_killed_in_setup;

static int run_setup(void *owner, const char *tree, const char *objects, struct err *err)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	const char *argv[] = { "sh", "-ec", spec.setup, 0 };

	(void)owner, (void)objects;
	if (proc_run(&(struct proc){ .argv = argv, .dir = tree }, &result, err))
		return err->code;
	if (is_killed_in_setup)
		raise(SIGKILL);
	return result.status ? err_set(err, ERR_CHILD, "setup failed: %s", result.err) : 0;
}

static char *commit_of(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *commit = 0;

	CHECK_OK(git_commit_of(&(struct git){ .dir = git_dir }, name, &commit, &err));
	return commit ? commit : mem_dup("");
}

static void make_lead(void)
{
	SH("git init -q -b main lead; cd lead; git config user.name Lead; git config user.email lead@x;"
	   "mkdir -p src docs; seq 300 | while read n; do echo $n >src/$n; done; echo made >.gitignore;"
	   "echo local >>.gitignore; echo one >docs/a; echo '{}' >package.json; ln -s docs link; chmod +x src/1;"
	   "git add .; git commit -qm base; echo SECRET=1 >.env; mkdir conf; echo deep >conf/my.cnf; chmod 600 conf/my.cnf");
	git_dir = at("lead/.git");
	store = at("cache/store");
	bases = at("cache/bases");
	top = at("lead");
	spec = (struct base_spec){ .git_dir = git_dir, .store = store, .bases = bases, .target = "main", .top = top,
				   .inside = top, .carry = ".env\nconf/my.cnf", .run_setup = run_setup,
				   .setup = "echo run >>../../../ran; mkdir -p made; cp package.json made/; git status --porcelain "
					    ">made/status; git config core.fsmonitor /evil; echo '#!/bin/sh' >.git/hooks/pre-commit" };
}

static struct workspace session(const char *path)
{
	return (struct workspace){ .git_dir = git_dir, .store = store, .target = "main", .path = path,
				   .kind = WORKSPACE_overlay, .base = &spec };
}

static void prepare(const char *name, const char *commit_name)
{
	static const struct workspace_identity who = { "Agent", "a@agents.invalid" };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = commit_of(commit_name), *path = mem_printf("%s/cache/sessions/%s/work", scratch, name);
	struct workspace ws = session(path);

	CHECK_OK(workspace_prepare(&ws, commit, &who, &err));
}

static void drop(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/cache/sessions/%s/work", scratch, name);
	struct workspace ws = session(path);

	CHECK_OK(workspace_remove(&ws, &err));
	CHECK(!mount_is_at(path));
}

static void prune(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *rooms = at("cache/sessions");

	CHECK_OK(base_prune(&spec, rooms, &err));
}

static void setup_runs_once_for_all_sessions_on_a_base(void)
{
	prepare("1", "main");
	prepare("2", "main");
	CHECK_SH("cat cache/ran", "run");
	CHECK_SH("cd cache/sessions/2/work; cat made/package.json made/status src/300; readlink link; test -x src/1", "{}\n300\ndocs");
	CHECK_SH("cd cache/sessions/2/work; git log --format=%s; git branch --show-current; git config user.name;"
		 "git rev-parse --abbrev-ref origin/main", "base\nmain\nAgent\norigin/main");
}

static void what_setup_did_to_the_repository_is_gone(void)
{
	CHECK_SH("cd cache/sessions/1/work; git config core.fsmonitor; ls .git/hooks", "false");
}

static void git_status_is_right_at_once_and_reads_no_file(void)
{
	/* It would write the index, into the upper folder, had it had to look into one file. */
	CHECK_SH("cd cache/sessions/1; git -C work status --porcelain; ls -A work.upper work.upper/.git", "work.upper:\n.git\n\nwork.upper/.git:\nconfig");
}

static void carried_files_are_there_and_never_in_git_status(void)
{
	CHECK_SH("cd cache/sessions/1/work; cat .env conf/my.cnf; stat -c %a conf/my.cnf; git status --porcelain;"
		 "git add -A; git diff --cached --name-only", "SECRET=1\ndeep\n600");
}

static void a_session_changes_only_its_own_files_and_repository(void)
{
	SH("cd cache/sessions/1/work; echo mine >docs/a; rm -r src; echo x | dd of=.git/index conv=notrunc 2>/dev/null;"
	   "echo evil >>.git/refs/heads/main; rm .git/config made/package.json; echo 1 >.env");
	CHECK_SH("cd cache/sessions/2/work; git status --porcelain; git log --format=%s; git config user.name;"
		 "cat docs/a made/package.json .env; ls src | wc -l", "base\nAgent\none\n{}\nSECRET=1\n300");
}

static void a_new_base_holds_what_differs_and_disturbs_no_session(void)
{
	SH("cd lead; echo two >docs/a; git rm -q src/7; echo new >docs/new; chmod +x src/2; rm link; echo file >link;"
	   "git add docs src link; git commit -qm moved");
	prepare("3", "main");
	CHECK_SH("cat cache/ran", "run");
	CHECK_SH("cd cache/sessions/3/work; git status --porcelain; git log --format=%s; cat docs/a docs/new link .env;"
		 "test -x src/2; test ! -e src/7; cat made/package.json", "moved\nbase\ntwo\nnew\nfile\nSECRET=1\n{}");
	CHECK_SH("ls -A cache/sessions/3/work.upper/.git", "config");
	CHECK_SH("cd cache/bases; for b in *; do test -d $b && find $b/layer -path '*/.git' -prune -o -path '*/src/*' -type f -print; done"
		 " | wc -l", "301");
	CHECK_SH("cd cache/sessions/2/work; git status --porcelain; cat docs/a; ls src | wc -l", "one\n300");
}

static void a_session_on_an_older_base_reads_no_later_commit(void)
{
	CHECK_SH("m=$(git -C lead rev-parse main); cd cache/sessions/2/work; git cat-file -e $m 2>/dev/null || echo hidden;"
		 "git fsck --connectivity-only 2>&1 | grep -v dangling || true", "hidden");
	CHECK_SH("m=$(git -C lead rev-parse main); cd cache/sessions/3/work; git cat-file -e $m && echo there", "there");
}

static void a_session_keeps_its_base_when_the_target_moves(void)
{
	SH("cd cache/sessions/2/work; echo edited >docs/a; git add docs/a; echo loose >loose");
	prepare("2", "main");
	CHECK_SH("cd cache/sessions/2/work; git status --porcelain; git log -1 --format=%s", "M  docs/a\n?? loose\nbase");
	CHECK_SH("m=$(git -C lead rev-parse main); cd cache/sessions/2; for o in $(cat work.objects); do"
		 " git --git-dir=$o/.. cat-file -e $m 2>/dev/null && echo lent; done", "lent");
}

static void a_session_stands_again_after_its_runner_died(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("cache/sessions/2/work");
	struct workspace ws = session(path);

	CHECK_OK(mount_unmount(path, &err));
	CHECK_SH("ls -A cache/sessions/2/work", "");
	prepare("2", "main");
	CHECK_SH("cd cache/sessions/2/work; git status --porcelain; cat docs/a", "M  docs/a\n?? loose\nedited");
	CHECK_OK(workspace_mount(&ws, &err));
}

static void setup_runs_again_where_what_it_reads_has_changed(void)
{
	SH("cd lead; echo '{\"a\":1}' >package.json; git commit -qam dependency");
	prepare("4", "main");
	CHECK_SH("cat cache/ran; cat cache/sessions/4/work/made/package.json; cat cache/sessions/3/work/made/package.json",
		 "run\nrun\n{\"a\":1}\n{}");
	CHECK_SH("cd cache/sessions/4/work; git status --porcelain; git config core.fsmonitor; ls .git/hooks", "false");
}

static void a_flat_base_is_the_same_in_one_layer(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(base_release) struct base deep = { 0 }, flat = { 0 };
	_autofree_ char *commit = commit_of("main");

	CHECK_OK(base_prepare(&spec, commit, 0, &deep, &err));
	CHECK_INT(base_depth(&deep), 3);
	CHECK_OK(base_flatten(&spec, &deep, &err));
	CHECK_OK(base_prepare(&spec, commit, 0, &flat, &err));
	CHECK_INT(base_depth(&flat), 1);
	prepare("5", "main");
	CHECK_SH("cd cache/sessions; git -C 5/work status --porcelain; ls -A 5/work.upper/.git; diff -r --exclude=.git 4/work 5/work && echo same;"
		 "git -C 4/work status --porcelain", "config\nsame");
	CHECK_SH("cat cache/ran", "run\nrun");
}

static void what_nobody_needs_is_removed(void)
{
	drop("1");
	drop("2");
	drop("4");
	prune();
	CHECK_SH("cd cache/sessions; git -C 3/work status --porcelain; git -C 5/work status --porcelain; ls -A 1 2 4", "1:\n\n2:\n\n4:");
	/* Two layers under session 3, the flat one, and the one that the flat one came from is gone. */
	CHECK_SH("ls -d cache/bases/*/ | wc -l", "3");
	drop("3");
	drop("5");
	prune();
	CHECK_SH("ls -d cache/bases/*/ | wc -l; ls cache/sessions/*", "1\ncache/sessions/1:\n\ncache/sessions/2:\n\ncache/sessions/3:\n\ncache/sessions/4:\n\ncache/sessions/5:");
}

static void a_failed_setup_is_told_and_leaves_nothing(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = commit_of("main"), *path = at("cache/sessions/9/work");
	const char *good = spec.setup;
	struct workspace ws = session(path);

	spec.setup = "echo no network >&2; exit 3";
	CHECK_INT(workspace_prepare(&ws, commit, 0, &err), ERR_CHILD);
	CHECK(strstr(err.text, "setup failed: no network"));
	CHECK_SH("ls -d cache/bases/*/ | wc -l; ls -A cache/sessions/9", "1");
	spec.setup = good;
}

static void a_build_that_is_killed_is_mended_by_the_next(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int status, pid;

	SH("cd lead; echo '{\"a\":2}' >package.json; git commit -qam 'another dependency'; : >../cache/ran");
	for (int i = 0; i < 2; i++) {
		fflush(stdout);
		pid = fork();
		if (!pid) {
			_autofree_ char *commit = commit_of("main");
			struct base base = { 0 };

			is_killed_in_setup = true;
			_exit(mount_private(&err) || base_prepare(&spec, commit, 0, &base, &err));
		}
		waitpid(pid, &status, 0);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	}
	CHECK_SH("ls -d cache/bases/*/ | wc -l; ls -A cache/bases/new-*/tree", "2");
	prepare("6", "main");
	CHECK_SH("cat cache/ran; ls -d cache/bases/*/ | wc -l; git -C cache/sessions/6/work status --porcelain", "run\nrun\nrun\n2");
}

static void who_comes_meanwhile_waits_and_setup_still_runs_once(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int pids[3], status;

	SH("cd lead; echo '{\"a\":3}' >package.json; git commit -qam third; : >../cache/ran");
	_autofree_ char *commit = commit_of("main");

	fflush(stdout);
	for (int i = 0; i < 3; i++) {
		pids[i] = fork();
		if (!pids[i]) {
			struct base base = { 0 };
			int code = mount_private(&err) || base_prepare(&spec, commit, 0, &base, &err);

			_exit(code != 0);
		}
	}
	for (int i = 0; i < 3; i++) {
		waitpid(pids[i], &status, 0);
		CHECK_INT(status, 0);
	}
	CHECK_SH("cat cache/ran", "run");
}

static void files_that_cannot_be_carried_are_named(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = commit_of("main");
	static const struct {
		const char *carry, *says;
		int code;
	} cases[] = {
		{ "no.env", "there is no 'no.env'", ERR_MISSING },
		{ "docs/a", "'docs/a' is tracked by git", ERR_REFUSED },
		{ "../x", "not '../x'", ERR_USAGE },
		{ "/etc/passwd", "not '/etc/passwd'", ERR_USAGE },
		{ ".git/config", "not '.git/config'", ERR_USAGE },
		{ "out/passwd", "lies behind a link", ERR_REFUSED },
		{ "passwd", "is no plain file", ERR_REFUSED },
		{ "docs", "is no plain file", ERR_REFUSED },
	};
	struct base_spec odd = spec;

	SH("cd lead; ln -s /etc out; ln -s /etc/passwd passwd");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct base base = { 0 };

		odd.carry = cases[i].carry;
		CHECK_INT(base_prepare(&odd, commit, 0, &base, &err), cases[i].code);
		CHECK(err.text && strstr(err.text, cases[i].says));
		err_release(&err);
	}
	CHECK_SH("ls -d cache/bases/new-* 2>/dev/null || true", "");
}

static void compare_checks(const char *name, bool wants_setup)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *base = commit_of("main"), *work = commit_of(name), *one = at("cache/checks/1/work"), *two = at("cache/checks/2/work");
	struct workspace overlay = session(one), clone = session(two);
	bool needs_setup = false, always;

	clone.kind = WORKSPACE_clone;
	CHECK_OK(workspace_prepare_check(&overlay, work, base, &needs_setup, &err));
	CHECK_OK(workspace_prepare_check(&clone, work, base, &always, &err));
	CHECK_INT(needs_setup, wants_setup);
	CHECK_SH("cd cache/checks; git -C 1/work status --porcelain; git -C 1/work rev-parse --abbrev-ref HEAD;"
		 "rm -rf 1/work/made 2/work/made; diff -r --no-dereference --exclude=.git 1/work 2/work; "
		 "git -C 1/work ls-files -s >1/list; git -C 2/work ls-files -s | diff 1/list -; rm 1/list", "HEAD");
	CHECK_OK(workspace_remove(&overlay, &err));
	CHECK_OK(workspace_remove(&clone, &err));
	CHECK_SH("ls -A cache/checks/1 cache/checks/2", "cache/checks/1:\n\ncache/checks/2:");
}

static void a_check_has_exactly_the_tree_of_a_hostile_commit(void)
{
	SH("cd lead; rm -f out passwd; git checkout -qb plain; echo changed >docs/a; git rm -qr src/1*; mkdir made; echo tracked >made/package.json;"
	   "git add -f made; echo x >local; git add -f local; git commit -qam plain");
	compare_checks("plain", true);
	SH("cd lead; git rm -q -r --cached made; rm -r made; git commit -qm less; git checkout -q main; git checkout -qb few; echo 55 >src/5;"
	   "git commit -qam few");
	compare_checks("few", false);
	SH("cd lead; printf '* text eol=crlf\\nsrc/9 ident\\n' >.gitattributes; rm -rf docs; ln -s /etc docs; git add -A .gitattributes docs;"
	   "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub; ln -s ../../lead up; git add up;"
	   "git commit -qm hostile; git checkout -qf main");
	compare_checks("few", false);
}

static void tracked_files_that_setup_changes_are_changed_in_every_session(void)
{
	const char *good = spec.setup;

	spec.setup = "echo run >>../../../ran; echo \"by setup\" >>docs/a";
	SH(": >cache/ran");
	prepare("7", "main~1");
	prepare("8", "main");
	CHECK_SH("cat cache/ran; cd cache/sessions; git -C 7/work status --porcelain; git -C 8/work status --porcelain; cat 8/work/docs/a",
		 "run\nrun\n M docs/a\n M docs/a\ntwo\nby setup");
	spec.setup = good;
	drop("6");
	drop("7");
	drop("8");
}

static void pieces_are_folded_before_they_are_many(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *there = at("cache/many");
	const struct pieces pieces = { git_dir, there, "main" };
	size_t most = 0, last = 0;

	SH("cd lead; for n in $(seq 18); do git commit -q --allow-empty -m $n; done");
	for (int i = 18; i >= 0; i--) {
		_autofree_ char *name = mem_printf("main~%d", i), *commit = commit_of(name), *list = 0, *again = 0;

		CHECK_OK(pieces_of(&pieces, commit, &list, &err));
		CHECK_OK(pieces_of(&pieces, commit, &again, &err));
		CHECK_STR(again, list);
		last = lines_count(list);
		most = last > most ? last : most;
	}
	CHECK_INT(most, 16);
	CHECK_INT(last, 3);
	SH("cd cache/many; for p in [0-9]*; do git --git-dir=$p fsck --connectivity-only; done");
	/* A target that was written anew has nothing of what it was before. */
	SH("cd lead; git checkout -q --orphan anew; git commit -qm anew");
	_autofree_ char *anew = commit_of("anew"), *alone = 0;

	CHECK_OK(pieces_of(&pieces, anew, &alone, &err));
	CHECK_INT(lines_count(alone), 1);
	SH("cd cache/many; touch -d '2 hours ago' */tip");
	CHECK_OK(pieces_prune(&pieces, "", &err));
	CHECK_SH("cd cache/many; ls -d [0-9]* | wc -l; ls known | wc -l", "1\n1");
}

int main(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	scratch_make();
	CHECK_OK(mount_private(&err));
	make_lead();
	setup_runs_once_for_all_sessions_on_a_base();
	what_setup_did_to_the_repository_is_gone();
	git_status_is_right_at_once_and_reads_no_file();
	carried_files_are_there_and_never_in_git_status();
	a_session_changes_only_its_own_files_and_repository();
	a_new_base_holds_what_differs_and_disturbs_no_session();
	a_session_on_an_older_base_reads_no_later_commit();
	a_session_keeps_its_base_when_the_target_moves();
	a_session_stands_again_after_its_runner_died();
	setup_runs_again_where_what_it_reads_has_changed();
	a_flat_base_is_the_same_in_one_layer();
	what_nobody_needs_is_removed();
	a_failed_setup_is_told_and_leaves_nothing();
	a_build_that_is_killed_is_mended_by_the_next();
	who_comes_meanwhile_waits_and_setup_still_runs_once();
	files_that_cannot_be_carried_are_named();
	a_check_has_exactly_the_tree_of_a_hostile_commit();
	tracked_files_that_setup_changes_are_changed_in_every_session();
	pieces_are_folded_before_they_are_many();
	free(git_dir);
	free(store);
	free(bases);
	free(top);
	scratch_remove();
	return tap_done();
}
