/* A private copy of each kind, what is saved of it, and what an agent in it cannot do. */
#include "base/text.h"
#include "scratch.h"
#include "sys/mounts.h"
#include "workspace/base.h"
#include "workspace/carry.h"

static char *git_dir, *store, *path, *bases, *top, *base;
static struct workspace ws;
static const char *image; /* what mounts a file system of its own at `cache` */
static struct base_spec spec;
static const struct workspace_identity who = { "Agent \"A\" x", "a@agents.invalid" };

static char *lead_commit(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct git git = { .dir = git_dir };
	char *commit = 0;

	CHECK_OK(git_commit_of(&git, name, &commit, &err));
	return commit ? commit : mem_dup("");
}

static void make_lead(enum workspace_kind kind)
{
	SH("git init -q -b main lead; cd lead; git config user.name Lead; git config user.email lead@x;"
	   "mkdir dir; echo one >a; echo two >dir/b; echo '*.o' >.gitignore; git add .; git commit -qm base;"
	   "echo secret >s; git checkout -qb private; git add s; git commit -qm private; git checkout -q main;"
	   "echo '*.private' >.git/info/exclude");
	git_dir = at("lead/.git");
	store = at("cache/store.git");
	path = at("cache/work/s1");
	bases = at("cache/bases");
	top = at("lead");
	spec = (struct base_spec){ .git_dir = git_dir, .store = store, .bases = bases, .target = "main", .top = top,
				   .inside = top };
	ws = (struct workspace){ .git_dir = git_dir, .store = store, .target = "main", .path = path, .kind = kind,
				 .base = &spec, .scope = kind == WORKSPACE_sparse ? "dir/**\nsub/**" : 0 };
	spec.form = kind == WORKSPACE_snapshot ? BASE_subvolume
					       : kind == WORKSPACE_reflink ? BASE_folder : BASE_layered;
	if (image)
		free(sh(image));
}

static void leave_lead(void)
{
	free(git_dir);
	free(store);
	free(path);
	free(bases);
	free(top);
	if (image)
		SH("umount cache; rm disk");
	SH("rm -rf lead linked shallow cache ran trap.sh all");
}

static void prepare(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	mem_replace(&base, lead_commit(name));
	CHECK_OK(workspace_prepare(&ws, base, &who, &err));
}

/* Out, in and out again, as if there were walls in between. */
static int carry_out(const struct carry *carry, struct carry_result *carried, struct err *err)
{
	_autofree_ char *order = 0, *answer = 0;

	if (carry_order(carry, &order, err) || carry_inside(order, &answer, err) ||
	    carry_take(carry, answer, carried, err))
		return err->code;
	return 0;
}

static int checkpoint(const struct workspace *of, const char *ref, char **commit, struct err *err)
{
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	struct workspace named = *of;
	struct carry carry = { .ws = &named, .base = base };

	named.saved_ref = ref;
	if (carry_out(&carry, &carried, err))
		return err->code;
	if (carried.trouble)
		return err_set(err, ERR_CHILD, "%s", carried.trouble);
	mem_replace(commit, steal(&carried.checkpoint));
	return 0;
}

static int import(const struct workspace *of, const char *ref, struct workspace_head *head, struct err *err)
{
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	struct workspace named = *of;
	struct carry carry = { .ws = &named, .base = base, .wants_head = true };

	named.head_ref = ref;
	if (carry_out(&carry, &carried, err))
		return err->code;
	if (carried.head_trouble)
		return err_set(err, ERR_CHILD, "%s", carried.head_trouble);
	workspace_head_release(head);
	*head = move(&carried.head);
	return 0;
}

static int move_origin(const char *to, struct err *err)
{
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	struct carry carry = { .ws = &ws, .base = base, .origin = to };

	return carry_out(&carry, &carried, err);
}

static void a_workspace_is_a_clean_clone_at_the_base(void)
{
	prepare("main");
	CHECK_SH("cd cache/work/s1; git status --porcelain; git branch --show-current; git log --format=%s;"
		 "git rev-parse --abbrev-ref origin/main; git config user.name; cat a dir/b",
		 "main\nbase\norigin/main\nAgent \"A\" x\none\ntwo");
	CHECK_SH("cd cache/work/s1; touch x.o y.private; git status --porcelain; rm x.o y.private", "");
	CHECK_SH("cd cache/work/s1; git cat-file -e $(git -C ../../../lead rev-parse private) 2>&1 && echo seen"
		 " || echo unseen", "unseen");
	CHECK_SH("cd cache/work/s1; git remote; git for-each-ref --format='%(refname)'",
		 "refs/heads/main\nrefs/remotes/origin/main");
}

static void a_complete_one_is_never_thrown_away(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	SH("cd cache/work/s1; echo mine >mine; git add mine; echo changed >a");
	SH("cd lead; echo new >new; git add new; git commit -qm new");
	prepare("main");
	CHECK_OK(move_origin(base, &err));
	CHECK_SH("cd cache/work/s1; git status --porcelain; git log -1 --format=%s; git log -1 --format=%s origin/main",
		 " M a\nA  mine\nbase\nnew");
}

static void a_half_made_one_is_made_anew(void)
{
	SH("cd cache/work; rm s1.ready; rm -rf s1/.git/refs; echo rubbish >s1/rubbish");
	prepare("main");
	CHECK_SH("cd cache/work/s1; git status --porcelain; git log -1 --format=%s; ls", "new\na\ndir\nnew");
}

static void a_base_that_the_target_has_left_is_still_found(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *left = 0, *there = at("cache/work/gone");
	struct workspace gone = ws;

	gone.path = there;
	SH("cd lead; echo gone >gone; git add gone; git commit -qm gone; git branch gone; git reset -q --hard main~1");
	left = lead_commit("gone");
	CHECK_OK(workspace_prepare(&gone, left, &who, &err));
	CHECK_SH("cd cache/work/gone; git log -1 --format=%s; cat gone", "gone\ngone");
	CHECK_OK(workspace_remove(&gone, &err));
	CHECK_INT(workspace_prepare(&gone, "1111111111111111111111111111111111111111", &who, &err), ERR_CHILD);
	CHECK(strstr(err.text, "cannot update the store '"));
	CHECK_SH("ls -d cache/work/gone* 2>/dev/null || true", "");
}

static void everything_edited_is_saved_and_nothing_else(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *first = 0, *second = 0, *third = 0;

	SH("cd cache/work/s1; echo committed >c; git add c; git commit -qm c; echo staged >staged; git add staged;"
	   "echo loose >'odd \"name\"\nhere'; rm a; rm -r dir; echo file >dir; ln -s /etc/passwd link; echo x >x.o;"
	   "echo x >y.private; echo changed >new");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &first, &err));
	CHECK_SH("cd lead; git ls-tree -r --name-only refs/leadhand/checkpoint/s1/1",
		 ".gitignore\nc\ndir\nlink\nnew\n\"odd \\\"name\\\"\\nhere\"\nstaged");
	CHECK_SH("cd lead; git show refs/leadhand/checkpoint/s1/1:new; git log -2 --format='%an %s' "
		 "refs/leadhand/checkpoint/s1/1; git status --porcelain",
		 "changed\nleadhand Checkpoint of s1\nLead new");
	CHECK_SH("cd cache/work/s1; git diff --cached --name-only; git log -1 --format=%s", "staged\nc");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &second, &err));
	CHECK_STR(first, second);
	SH("cd cache/work/s1; rm dir; mkdir dir; echo back >dir/b; echo again >new");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &third, &err));
	CHECK(!text_same(first, third));
	CHECK_SH("cd lead; git diff --name-status refs/leadhand/checkpoint/s1/1~1 refs/leadhand/checkpoint/s1/1",
		 "D\tdir\nA\tdir/b\nM\tnew");
}

static void a_lost_or_broken_index_costs_only_time(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *before = lead_commit("refs/leadhand/checkpoint/s1/1"), *after = 0, *again = 0;

	SH("cd cache/work/s1.vault; echo rubbish >worktree.index; touch worktree.index.lock");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &after, &err));
	CHECK_STR(after, before);
	SH("cd cache/work; rm s1.vault/worktree.index");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &again, &err));
	CHECK_STR(again, before);
}

/* As a filter of the lead's does it that is a program in the work tree. */
static void what_was_planted_in_a_vault_is_not_run_outside(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;

	SH("R=$PWD; cd cache/work/s1.vault; printf '#!/bin/sh\\ntouch %s/ran\\n' $R >../../../trap.sh; chmod +x ../../../trap.sh;"
	   "git config core.alternateRefsCommand $R/trap.sh; git config core.fsmonitor $R/trap.sh;"
	   "rm -rf objects/[0-9a-f][0-9a-f] objects/pack; mkdir -p $R/outside; rm -r objects/info; ln -s $R/outside objects/info");
	if (checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &commit, &err))
		err_release(&err);
	mem_replace(&commit, 0);
	SH("echo after >cache/work/s1/after");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/1", &commit, &err));
	CHECK_SH("git -C lead show refs/leadhand/checkpoint/s1/1:after; ls ran 2>&1 | grep -c cannot", "after\n1");
	SH("rm -r cache/work/s1/after outside");
}

static void a_linked_folder_is_saved_as_a_link(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;

	SH("cd cache/work/s1; rm -r dir; ln -s /etc dir");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/2", &commit, &err));
	CHECK_SH("cd lead; git ls-tree refs/leadhand/checkpoint/s1/2 dir | cut -c1-6", "120000");
	SH("cd cache/work/s1; rm dir; mkdir dir; echo two >dir/b");
}

static void the_files_of_repositories_below_are_saved(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;

	SH("cd cache/work/s1; git init -q empty; git init -q sub; cd sub; git config user.name x;"
	   "git config user.email x; echo '*.tmp' >.gitignore; touch a.tmp; echo in >in; git add .;"
	   "git commit -qm in; git init -q deep; echo down >deep/down");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/3", &commit, &err));
	CHECK_SH("cd lead; git ls-tree -r --name-only refs/leadhand/checkpoint/s1/3 sub empty",
		 "sub/.gitignore\nsub/deep/down\nsub/in");
	SH("cd cache/work/s1; echo more >sub/more; echo changed >sub/in");
	mem_replace(&commit, 0);
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/3", &commit, &err));
	CHECK_SH("cd lead; git diff --name-only refs/leadhand/checkpoint/s1/3~1 refs/leadhand/checkpoint/s1/3",
		 "sub/in\nsub/more");
}

static void the_head_is_imported_with_what_is_loose(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };

	CHECK_OK(import(&ws, "refs/leadhand/session/1", &head, &err));
	CHECK_SH("cd lead; git log --format=%s refs/leadhand/session/1", "c\nnew\nbase");
	/* a gone, new changed; staged, link, the odd name, two repositories. */
	CHECK_INT(head.loose, 7);
	SH("cd cache/work/s1; rm -rf sub empty; git add -A; git commit -qm all");
	workspace_head_release(&head);
	CHECK_OK(import(&ws, "refs/leadhand/session/1", &head, &err));
	CHECK_INT(head.loose, 0);
	CHECK_SH("cd lead; git log -1 --format=%an refs/leadhand/session/1", "Agent \"A\" x");
	CHECK(text_is_oid(head.commit) && text_is_oid(head.tree));
}

static void a_check_has_exactly_the_tree(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *there = at("cache/work/c1"), *tip = lead_commit("main");
	_autofree_ char *work = lead_commit("refs/leadhand/session/1");
	struct workspace check = ws;
	bool needs_setup;

	check.path = there;
	CHECK_OK(workspace_prepare_check(&check, work, tip, &needs_setup, &err));
	SH("cd cache/work/c1; echo dirt >dirt");
	CHECK_OK(workspace_prepare_check(&check, work, tip, &needs_setup, &err));
	CHECK_SH("cd cache/work/c1; git status --porcelain; git log -1 --format=%s; git log -1 --format=%s origin/main;"
		 "git rev-parse --abbrev-ref HEAD", "all\nnew\nHEAD");
	CHECK_INT(workspace_prepare_check(&check, "0123456789012345678901234567890123456789", tip, &needs_setup, &err),
		  ERR_CHILD);
	CHECK_OK(workspace_remove(&check, &err));
	CHECK(!fs_exists(there));
}

/* Everything here would write into `ran`. */
static void set_traps(void)
{
	SH("cat >trap.sh <<'E'\n#!/bin/sh\necho \"$0 $@\" >>$TRAPS/ran\ncat\nE\nchmod +x trap.sh");
	SH("cd cache/work/s1; T=$TRAPS/trap.sh; mkdir -p .git/hooks; for h in post-index-change post-checkout "
	   "reference-transaction pre-commit fsmonitor-watchman; do cp $T .git/hooks/$h; done;"
	   "trap_config() { git config core.fsmonitor $T; git config filter.evil.clean $T;"
	   "git config filter.evil.smudge $T; git config uploadpack.packObjectsHook $T;"
	   "git config core.sshCommand $T; git config core.pager $T; git config diff.external $T;"
	   "git config diff.evil.textconv $T; git config core.alternateRefsCommand $T;"
	   "git config remote.evil.url $TRAPS/lead; git config remote.evil.uploadpack $T;"
	   "git config remote.evil.promisor true; git config extensions.partialClone evil;"
	   "git config core.excludesFile $TRAPS/all; };"
	   "echo '*' >$TRAPS/all; echo '* filter=evil diff=evil' >.gitattributes; git init -q sub;"
	   "( cd sub; git config user.name x; git config user.email x; echo x >x; git add x; git commit -qm x );"
	   "git add .gitattributes sub; git commit -qm sub; ( cd sub; echo dirty >x; trap_config );"
	   "printf '[submodule \"sub\"]\\n\\tpath = sub\\n\\turl = x\\n\\tignore = none\\n' >.gitmodules;"
	   "cp .gitattributes sub/; trap_config; git config core.worktree /; rm -f $TRAPS/ran; echo trapped >trapped");
}

static void nothing_the_agent_configured_runs(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	_autofree_ char *commit = 0;

	setenv("TRAPS", scratch, 1);
	set_traps();
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/4", &commit, &err));
	CHECK_SH("cd lead; git ls-tree -r --name-only refs/leadhand/checkpoint/s1/4 trapped sub/x .gitmodules",
		 ".gitmodules\nsub/x\ntrapped");
	CHECK_OK(import(&ws, "refs/leadhand/session/1", &head, &err));
	prepare("main");
	CHECK_SH("cat ran 2>/dev/null || true", "");
	CHECK_SH("cd lead; git log -1 --format=%s refs/leadhand/session/1", "sub");
	CHECK_INT(head.loose, 2);
	/* The traps are armed: the agent's own git does step into them. */
	CHECK_SH("git -C cache/work/s1/sub status >/dev/null 2>&1; test -s ran && rm ran && echo ran", "ran");
}

static void a_missing_object_is_not_fetched_by_the_agents_means(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };

	SH("cd cache/work/s1/.git; rm -rf hooks; echo 1111111111111111111111111111111111111111 >refs/heads/main");
	CHECK_INT(import(&ws, "refs/leadhand/session/1", &head, &err), ERR_CHILD);
	CHECK_SH("cat ran 2>/dev/null || true", "");
	SH("cd cache/work/s1/.git; git -C ../../../../lead rev-parse refs/leadhand/session/1 >refs/heads/main");
}

static void a_tree_that_would_overwrite_git_itself_is_not_taken(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };

	SH("cd cache/work/s1/.git; rm -f config; git -C . init -q --bare ../../x; cp ../../x/config config;"
	   "export GIT_DIR=$PWD; b=$(echo evil | git hash-object -w --stdin);"
	   "h=$(printf '100644 blob %s\\tconfig\\n' $b | git mktree);"
	   "t=$(printf '040000 tree %s\\t.git\\n' $h | git mktree);"
	   "c=$(echo evil | git -c user.name=x -c user.email=x commit-tree $t); echo $c >refs/heads/main");
	CHECK_INT(import(&ws, "refs/leadhand/session/1", &head, &err), ERR_CHILD);
}

static void files_that_fsck_refuses_are_not_taken(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;

	prepare("main");
	SH("printf '[submodule \"../../x\"]\\n\\tpath = x\\n\\turl = ext::sh\\n' >cache/work/s1/.gitmodules");
	CHECK_INT(checkpoint(&ws, "refs/leadhand/checkpoint/9", &commit, &err), ERR_CHILD);
	CHECK(strstr(err.text, "gitmodules"));
	CHECK_SH("rm cache/work/s1/.gitmodules; cd lead; git for-each-ref refs/leadhand/checkpoint/9;"
		 "git fsck --strict --no-dangling 2>&1 | grep gitmodules || echo none", "none");
}

static void our_git_is_not_led_into_another_repository(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	_autofree_ char *older = lead_commit("main~1"), *before = lead_commit("main"), *after = 0;

	SH("cd cache/work/s1/.git; rm -rf refs/remotes; mkdir refs/remotes; ln -s ../../../../../lead/.git/refs/heads "
	   "refs/remotes/origin");
	CHECK_INT(move_origin(older, &err), ERR_CHILD);
	SH("cd cache/work/s1; rm -rf .git; ln -s ../../../lead/.git .git");
	CHECK_INT(move_origin(older, &err), ERR_CHILD);
	CHECK_INT(import(&ws, "refs/leadhand/session/1", &head, &err), ERR_CHILD);
	after = lead_commit("main");
	CHECK_STR(after, before);
}

static void work_is_saved_though_the_repository_is_gone(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;

	SH("cd cache/work/s1; rm -rf .git; echo last >last");
	CHECK_OK(checkpoint(&ws, "refs/leadhand/checkpoint/s1/5", &commit, &err));
	CHECK_SH("cd lead; git show refs/leadhand/checkpoint/s1/5:last", "last");
	CHECK_OK(workspace_remove(&ws, &err));
	CHECK_SH("ls cache/work; cd lead; git status --porcelain; git fsck 2>&1 | grep -v dangling || true", "x");
}

static void a_linked_worktree_and_a_shallow_clone_can_lead_too(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	_autofree_ char *shallow = at("shallow/.git"), *other = at("cache/store2.git"), *commit = 0;
	_autofree_ char *other_bases = at("cache/bases2"), *other_top = at("shallow");
	struct base_spec other_spec = spec;
	struct workspace mine = ws;

	other_spec.git_dir = mine.git_dir = shallow;
	other_spec.store = mine.store = other;
	other_spec.bases = other_bases;
	other_spec.top = other_spec.inside = other_top;
	mine.base = &other_spec;

	SH("git clone -q --depth 1 file://$PWD/lead shallow; cd shallow; git worktree add -q ../linked -b side");
	mem_replace(&base, sh("git -C shallow rev-parse main"));
	CHECK_OK(workspace_prepare(&mine, base, &who, &err));
	SH("cd cache/work/s1; git log --format=%s; echo s >shallow; git add .; git commit -qm shallow; echo t >t");
	CHECK_OK(import(&mine, "refs/leadhand/session/9", &head, &err));
	CHECK_OK(checkpoint(&mine, "refs/leadhand/checkpoint/s9/1", &commit, &err));
	CHECK_SH("cd linked; git log --format=%s refs/leadhand/session/9; git show refs/leadhand/checkpoint/s9/1:t",
		 "shallow\nnew\nt");
	CHECK_OK(workspace_remove(&mine, &err));
}

static void each_kind_keeps_the_promises(enum workspace_kind kind)
{
	make_lead(kind);
	a_workspace_is_a_clean_clone_at_the_base();
	a_complete_one_is_never_thrown_away();
	a_half_made_one_is_made_anew();
	a_base_that_the_target_has_left_is_still_found();
	everything_edited_is_saved_and_nothing_else();
	a_lost_or_broken_index_costs_only_time();
	what_was_planted_in_a_vault_is_not_run_outside();
	a_linked_folder_is_saved_as_a_link();
	the_files_of_repositories_below_are_saved();
	the_head_is_imported_with_what_is_loose();
	a_check_has_exactly_the_tree();
	nothing_the_agent_configured_runs();
	a_missing_object_is_not_fetched_by_the_agents_means();
	a_tree_that_would_overwrite_git_itself_is_not_taken();
	files_that_fsck_refuses_are_not_taken();
	our_git_is_not_led_into_another_repository();
	work_is_saved_though_the_repository_is_gone();
	a_linked_worktree_and_a_shallow_clone_can_lead_too();
	leave_lead();
}

static const char btrfs[] = "mkdir cache; truncate -s 200M disk; mkfs.btrfs -q disk; mount -o loop disk cache";
static const char xfs[] = "mkdir cache; truncate -s 320M disk; mkfs.xfs -q disk; mount -o loop disk cache";

/* File systems that can share blocks, in files of ours, mounted where nobody else sees them. */
static int on_images(void)
{
	if (geteuid() || !fs_exists("/dev/loop-control")) {
		printf("1..0 # SKIP only root has loop devices\n");
		return 0;
	}
	image = btrfs;
	each_kind_keeps_the_promises(WORKSPACE_snapshot);
	each_kind_keeps_the_promises(WORKSPACE_reflink);
	image = xfs;
	each_kind_keeps_the_promises(WORKSPACE_reflink);
	return tap_done();
}

int main(int argc, char **argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int status;

	(void)argv;
	scratch_make();
	if (mount_private(&err))
		tap_check(false, err.text, __FILE__, __LINE__);
	if (argc > 1) {
		status = on_images();
	} else {
		each_kind_keeps_the_promises(WORKSPACE_clone);
		each_kind_keeps_the_promises(WORKSPACE_overlay);
		each_kind_keeps_the_promises(WORKSPACE_sparse);
		status = tap_done();
	}
	free(base);
	if (fs_remove_tree(scratch, &err))
		status = 1;
	return status;
}
