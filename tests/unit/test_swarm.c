/* A shared checkout: what each session offers, and how the branch follows the target. */
#include "base/text.h"
#include "scratch.h"
#include "swarm/swarm.h"

static char *git_dir, *store, *path, *rooms[3];
static const struct workspace_identity who = { "Agent", "a@agents.invalid" };

static struct swarm session(int number, const char *scope)
{
	struct swarm swarm = { .at = { .git_dir = git_dir, .store = store, .target = "main", .path = path },
			       .room = rooms[number], .scope = scope, .program = "/bin/true", .who = &who, .session = number };

	return swarm;
}

static char *tip(void)
{
	return sh("git -C lead rev-parse main");
}

static void make_lead(void)
{
	SH("git init -q -b main lead; cd lead; git config user.name Lead; git config user.email lead@x;"
	   "mkdir a b; echo one >a/x; echo one >b/x; echo one >top; git add .; git commit -qm base");
	git_dir = at("lead/.git");
	store = at("cache/store.git");
	path = at("cache/shared/work");
	rooms[1] = at("cache/sessions/1");
	rooms[2] = at("cache/sessions/2");
}

static void prepare(int number, const char *scope)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct swarm swarm = session(number, scope);
	_autofree_ char *base = tip();

	CHECK_OK(swarm_prepare(&swarm, base, &err));
}

/* As a session commits, but for the guard. */
static void commit(int number, const char *line)
{
	_autofree_ char *all = mem_printf("cd cache/shared/work; export GIT_INDEX_FILE=../../sessions/%d/own/index;"
					  "git read-tree HEAD; %s; git -c core.hooksPath=/dev/null -c user.name=a "
					  "-c user.email=a@x commit -qm 'by %d' --trailer 'Leadhand-Session: %d'",
					  number, line, number, number);

	SH(all);
}

static char *offer(int number, const char *scope, char **refused)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	struct swarm swarm = session(number, scope);
	_autofree_ char *base = tip(), *ref = mem_printf("refs/leadhand/session/%d", number);

	CHECK_OK(swarm_import(&swarm, base, ref, &head, refused, &err));
	return head.commit ? steal(&head.commit) : mem_dup("");
}

static void of_a_sessions_commits_only_its_own_paths_are_offered(void)
{
	_autofree_ char *refused = 0, *again = 0, *one = 0, *two = 0;

	prepare(1, "a/**");
	prepare(2, "b/**");
	commit(1, "echo mine >>a/x; echo new >a/new; git add a");
	commit(2, "echo theirs >>b/x; git add b");
	commit(1, "echo rogue >>b/x; echo more >>a/x; git add a b");
	commit(2, "git rm -q b/x; mkdir -p b; echo other >b/y; git add b");
	one = offer(1, "a/**", &refused);
	CHECK_STR(refused, "'b/x', which session 2 holds");
	CHECK_SH("cd lead; git diff --name-status main refs/leadhand/session/1; git show refs/leadhand/session/1:a/x;"
		 "git log -1 --format='%an %s' refs/leadhand/session/1; git rev-list --count main..refs/leadhand/session/1",
		 "A\ta/new\nM\ta/x\none\nmine\nmore\nAgent by 1 by 1\n1");
	two = offer(2, "b/**", &again);
	CHECK(!again);
	CHECK_SH("cd lead; git diff --name-status --no-renames main refs/leadhand/session/2", "D\tb/x\nA\tb/y");
	free(offer(1, "a/**", &again));
	CHECK(!again);
}

static void a_checkpoint_has_the_sessions_own_files_alone(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct swarm swarm = session(1, "a/**");
	_autofree_ char *saved = 0, *same = 0;

	SH("cd cache/shared/work; echo loose >>a/x; echo untracked >a/u; echo foreign >>b/y; echo foreign >b/z");
	CHECK_OK(swarm_checkpoint(&swarm, "refs/leadhand/checkpoint/s1", &saved, &err));
	CHECK_SH("cd lead; git diff --name-only main refs/leadhand/checkpoint/s1; git show refs/leadhand/checkpoint/s1:a/x",
		 "a/new\na/u\na/x\none\nmine\nmore\nloose");
	CHECK_OK(swarm_checkpoint(&swarm, "refs/leadhand/checkpoint/s1", &same, &err));
	CHECK_STR(same, saved);
}

static void the_branch_follows_the_target_but_not_over_an_edit(void)
{
	SH("cd lead; echo two >top; echo new >new; git add .; git commit -qm two");
	SH("cd cache/shared/work; echo edit >>top");
	prepare(1, "a/**");
	CHECK_SH("cd cache/shared/work; cat top; ls new 2>&1 | wc -l; git log -1 --format=%s", "one\nedit\n1\nby 2");
	SH("cd cache/shared/work; echo one >top");
	prepare(1, "a/**");
	CHECK_SH("cd cache/shared/work; cat top new a/x; git log -1 --format=%s; git merge-base --is-ancestor "
		 "origin/main HEAD && echo in", "two\nnew\none\nmine\nmore\nloose\nFollow main\nin");
}

static void a_move_that_was_cut_off_is_finished(void)
{
	SH("cd lead; echo three >top; git rm -q new; echo 3 >third; git add .; git commit -qm three");
	SH("cd cache/shared/work; git fetch -q ../../../lead main; from=$(git rev-parse HEAD);"
	   "tree=$(git merge-tree --write-tree HEAD FETCH_HEAD);"
	   "to=$(git -c user.name=a -c user.email=a@x commit-tree -m cut $tree -p HEAD -p FETCH_HEAD);"
	   "printf '%s %s' $from $to >../work.moving; echo three >top");
	prepare(2, "b/**");
	CHECK_SH("cd cache/shared/work; cat top third; ls new 2>&1 | grep -c cannot; git log -1 --format=%s; ls ..",
		 "three\n3\n1\ncut\nhooks\nlocks\ntable\nwork\nwork.git\nwork.index\nwork.ready");
}

static void locks_of_a_git_that_was_killed_are_in_nobodys_way(void)
{
	SH("cd cache/shared/work; touch .git/HEAD.lock .git/refs/heads/main.lock ../../sessions/1/own/index.lock");
	SH("cd lead; echo four >top; git commit -qam four");
	prepare(1, "a/**");
	CHECK_SH("cd cache/shared/work; cat top; ls .git/*.lock .git/refs/heads/*.lock ../../sessions/1/own/*.lock 2>&1 |"
		 " grep -c cannot", "four\n3");
}

static void an_index_that_is_a_link_leads_nowhere(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct swarm two = session(2, "b/**");

	SH("echo precious >victim; ln -sf ../../../../victim cache/sessions/2/own/index");
	prepare(2, "b/**");
	CHECK_SH("cat victim; test -L cache/sessions/2/own/index || echo plain", "precious\nplain");
	SH("ln -sf ../../../../victim cache/sessions/2/own/index");
	CHECK_INT(swarm_reserve(&two, "c/**", 1000, &err), ERR_CHILD);
	CHECK_SH("cat victim", "precious");
	prepare(2, "b/**");
}

static void a_filter_of_the_leads_is_not_run_on_what_agents_left(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct swarm one = session(1, "a/**");
	_autofree_ char *saved = 0;

	SH("git -C lead config filter.evil.clean './a/evil; cat';"
	   "cd cache/shared/work; printf 'touch %s/escaped\\n' $PWD >a/evil; chmod +x a/evil; echo '* filter=evil' >a/.gitattributes;"
	   "echo bait >a/bait");
	CHECK_OK(swarm_checkpoint(&one, "refs/leadhand/checkpoint/s1", &saved, &err));
	CHECK_SH("ls cache/shared/work/escaped 2>&1 | grep -c cannot; git -C lead show refs/leadhand/checkpoint/s1:a/bait",
		 "1\nbait");
	SH("git -C lead config --unset filter.evil.clean; cd cache/shared/work; rm a/evil a/.gitattributes a/bait");
}

static void what_another_holds_is_waited_for(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct swarm one = session(1, "b/y"), two = session(2, "b/**");
	_autofree_ char *base = tip();

	CHECK_INT(swarm_prepare(&one, base, &err), ERR_CONFLICT);
	CHECK_OK(swarm_leave(&two, &err));
	CHECK_OK(swarm_prepare(&one, base, &err));
	CHECK_INT(swarm_reserve(&two, "b/*", 1000, &err), ERR_CONFLICT);
	CHECK_OK(swarm_reserve(&two, "c/**", 1000, &err));
	CHECK_OK(swarm_extend(&two, &err));
	CHECK_OK(swarm_release(&two, "c/**", &err));
	CHECK_OK(swarm_leave(&one, &err));
	CHECK_SH("wc -l <cache/shared/table/reservations", "0");
}

int main(void)
{
	scratch_make();
	make_lead();
	of_a_sessions_commits_only_its_own_paths_are_offered();
	a_checkpoint_has_the_sessions_own_files_alone();
	the_branch_follows_the_target_but_not_over_an_edit();
	a_move_that_was_cut_off_is_finished();
	locks_of_a_git_that_was_killed_are_in_nobodys_way();
	an_index_that_is_a_link_leads_nowhere();
	a_filter_of_the_leads_is_not_run_on_what_agents_left();
	what_another_holds_is_waited_for();
	free(git_dir);
	free(store);
	free(path);
	free(rooms[1]);
	free(rooms[2]);
	scratch_remove();
	return tap_done();
}
