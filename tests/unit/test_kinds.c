/* Which kind of workspace it is to be, what a sparse one holds, and a worktree from its making to its end. */
#include "base/text.h"
#include "scratch.h"
#include "spec/config.h"
#include "workspace/base.h"
#include "workspace/carry.h"
#include "workspace/choose.h"
#include "workspace/sparse.h"
#include "workspace/worktree.h"

static enum workspace_kind choose(struct workspace_wish wish)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = at("cache");
	enum workspace_kind kind = WORKSPACE_shared;

	wish.folder = folder;
	CHECK_OK(workspace_choose(&wish, &kind, 0, &err));
	return kind;
}

/* As if all that needs a kernel or a file system for it had failed here before. */
static void remember_no(void)
{
	free(sh("sed -i 1q cache/kinds; for k in overlay snapshot reflink; do echo $k no words; done >>cache/kinds"));
}

static void every_word_of_the_configuration_is_a_kind(void)
{
	for (int i = 0; i < WORKSPACE_KIND_COUNT; i++) {
		_autofree_ char *text = mem_printf("workspace: %s\n", workspace_kind_word((enum workspace_kind)i));
		_cleanup_(err_release) struct err err = ERR_INIT;
		struct config config = { 0 };
		_autofree_ char *path = at("config.yaml");

		CHECK_OK(fs_write(path, text, strlen(text), &err));
		CHECK_OK(config_load(path, &config, &err));
		config_release(&config);
	}
}

static void the_best_that_works_is_chosen(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = at("cache"), *why = 0;
	struct workspace_wish wish = { .word = "auto", .folder = folder, .may_mount = true };
	enum workspace_kind kind;

	CHECK_INT(choose(wish), WORKSPACE_overlay);
	CHECK_SH("ls cache; sed 1d cache/kinds", "kinds\nkinds.lock\noverlay yes");
	remember_no();
	CHECK_INT(choose(wish), WORKSPACE_clone);
	wish.scope = "src/search/**";
	CHECK_INT(choose(wish), WORKSPACE_sparse);
	wish.is_check = true;
	CHECK_INT(choose(wish), WORKSPACE_clone);
	CHECK_OK(workspace_choose(&wish, &kind, &why, &err));
	CHECK_STR(why, "no overlay: words; no snapshot: words; no reflink: words");
	wish.is_anew = true;
	CHECK_INT(choose(wish), WORKSPACE_overlay);
	CHECK_SH("sed 1d cache/kinds | sort", "overlay yes\nreflink no words\nsnapshot no words");
}

static void what_was_found_elsewhere_does_not_count(void)
{
	remember_no();
	SH("sed -i '1s/.*/9.9.9 0 1/' cache/kinds");
	CHECK_INT(choose((struct workspace_wish){ .word = "auto", .may_mount = true }), WORKSPACE_overlay);
}

static void a_kind_that_was_named_is_had_or_refused(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = at("cache");
	struct workspace_wish wish = { .word = "reflink", .folder = folder, .may_mount = true };
	enum workspace_kind kind;

	remember_no();
	CHECK_INT(workspace_choose(&wish, &kind, 0, &err), ERR_REFUSED);
	CHECK_STR(err.text, "'workspace: reflink' cannot be had: words: set XDG_CACHE_HOME to a folder on btrfs or XFS, or "
			    "write 'workspace: auto'");
	wish.word = "clone";
	CHECK_INT(choose(wish), WORKSPACE_clone);
	wish.word = "worktree";
	CHECK_INT(choose(wish), WORKSPACE_worktree);
	wish.is_check = true;
	CHECK_INT(choose(wish), WORKSPACE_clone);
	wish.word = "overlay";
	wish.may_mount = false;
	CHECK_INT(workspace_choose(&wish, &kind, 0, &err), ERR_REFUSED);
}

static void cone_is(const char *patterns, const char *want)
{
	_autofree_ char *cone = sparse_cone(patterns);

	CHECK_STR(cone ? cone : "all", want);
}

static void a_cone_holds_what_the_patterns_can_match(void)
{
	cone_is("", "all");
	cone_is("**", "all");
	cone_is("**/x.c", "all");
	cone_is("*/x.c", "all");
	cone_is("src/**\nREADME.md", "src");
	cone_is("README.md", "/");
	cone_is("a/b/c.c\na/b/**\na/b/d/**\nx/*/y", "a/b\nx");
	cone_is("docs/", "docs");
	CHECK(sparse_has("a/b", "top"));
	CHECK(sparse_has("a/b", "a/file"));
	CHECK(sparse_has("a/b", "a/b/c/d"));
	CHECK(!sparse_has("a/b", "a/c/d"));
	CHECK(!sparse_has("a/b", "a/bc/d"));
	CHECK(!sparse_has("/", "a/b"));
}

static char *git_dir, *store, *path, *bases, *top, *base;
static struct workspace ws;
static struct base_spec spec;

static void make_lead(enum workspace_kind kind)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const struct workspace_identity who = { "agent", "agent@x" };

	SH("git init -q -b main lead; cd lead; git config user.name Lead; git config user.email lead@x;"
	   "mkdir -p a/in a/out b; for f in top a/file a/in/f a/out/f b/f; do echo $f >$f; done;"
	   "echo .env >.gitignore; echo secret >.env; git add .; git commit -qm base; git branch leadhand/s7");
	git_dir = at("lead/.git");
	store = at("cache/store");
	path = at("cache/work/7");
	bases = at("cache/bases");
	top = at("lead");
	base = sh("git -C lead rev-parse main");
	spec = (struct base_spec){ .git_dir = git_dir, .store = store, .bases = bases, .target = "main", .top = top,
				   .inside = top, .carry = ".env" };
	ws = (struct workspace){ .git_dir = git_dir, .store = store, .target = "main", .path = path, .kind = kind,
				 .base = &spec, .scope = "a/in/**", .head_ref = "refs/leadhand/session/7",
				 .saved_ref = "refs/leadhand/checkpoint/s7" };
	CHECK_OK(workspace_prepare(&ws, base, &who, &err));
}

static void leave_lead(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_OK(workspace_remove(&ws, &err));
	CHECK_SH("ls cache/work", "");
	free(git_dir);
	free(store);
	free(path);
	free(bases);
	free(top);
	free(base);
	SH("rm -rf lead cache");
}

/* All that was edited, and the commits: what is said of them. */
static char *carry_out(const char *origin)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	const struct carry carry = { .ws = &ws, .base = base, .wants_head = !origin, .origin = origin };
	_autofree_ char *order = 0, *answer = 0;
	int code = carry_order(&carry, &order, &err) || carry_inside(order, &answer, &err) ||
		   carry_take(&carry, answer, &carried, &err);

	if (code)
		return mem_dup(err.text);
	if (carried.trouble || carried.head_trouble)
		return mem_dup(carried.trouble ? carried.trouble : carried.head_trouble);
	return mem_printf("loose %lld", carried.head.loose);
}

static void carried_is(const char *want)
{
	_autofree_ char *said = carry_out(0);

	CHECK_STR(said, want);
}

static void a_sparse_one_holds_its_scope_and_loses_nothing(void)
{
	make_lead(WORKSPACE_sparse);
	CHECK_SH("cd cache/work/7; find . -path ./.git -prune -o -type f -print | sort; git status --porcelain",
		 "./.env\n./.gitignore\n./a/file\n./a/in/f\n./top");
	SH("cd cache/work/7; echo more >>a/in/f; git commit -qam edit; rm a/file; echo new >a/in/new; mkdir -p b; echo out >b/new");
	carried_is("loose 3");
	CHECK_SH("cd lead; git diff --name-status main refs/leadhand/checkpoint/s7; git diff --name-status main "
		 "refs/leadhand/session/7", "D\ta/file\nM\ta/in/f\nA\ta/in/new\nA\tb/new\nM\ta/in/f");
	/* Whatever the task says by now. */
	ws.scope = "b/**";
	SH("rm cache/work/7.vault -r");
	carried_is("loose 3");
	CHECK_SH("cd lead; git ls-tree -r --name-only refs/leadhand/checkpoint/s7",
		 ".gitignore\na/in/f\na/in/new\na/out/f\nb/f\nb/new\ntop");
	leave_lead();
}

static void a_worktree_is_plain_git_on_a_branch_of_its_own(void)
{
	make_lead(WORKSPACE_worktree);
	CHECK_SH("cd lead; git worktree list --porcelain | tail -n +5 | grep -v /tmp | grep -v HEAD; git status --porcelain",
		 "branch refs/heads/leadhand-s7/work\nlocked leadhand");
	SH("cd cache/work/7; echo more >>top; git -c user.name=A -c user.email=a@x commit -qam edit; echo loose >loose");
	carried_is("loose 1");
	CHECK_SH("cd lead; git log -1 --format=%s refs/leadhand/session/7; git show refs/leadhand/checkpoint/s7:loose;"
		 "cat cache/work/7/.env 2>/dev/null || cat ../cache/work/7/.env; git log -1 --format=%s main", "edit\nloose\nsecret\nbase");
}

static void its_origin_is_the_branch_itself(void)
{
	_autofree_ char *said = carry_out(base);

	CHECK_STR(said, "loose 0");
	CHECK_SH("cd lead; git for-each-ref refs/remotes", "");
}

static void a_worktree_comes_back_with_what_was_done(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const struct workspace_identity who = { "agent", "agent@x" };

	CHECK_OK(workspace_remove(&ws, &err));
	CHECK_OK(workspace_prepare(&ws, base, &who, &err));
	CHECK_SH("cd cache/work/7; git log -1 --format=%s; git status --porcelain; git branch --show-current; git log -1 "
		 "--format=%s main", "edit\n?? loose\nleadhand-s7/work\nbase");
}

static void nothing_that_it_left_in_its_folders_holds_us(void)
{
	SH("cd lead/.git/worktrees/7; mkfifo pipe; touch index.lock; ln -s /dev/zero link; cd ../../refs/heads/leadhand-s7;"
	   "mkfifo pipe; touch work.lock");
	carried_is("loose 1");
	CHECK_SH("cd lead/.git; ls worktrees/7 refs/heads/leadhand-s7 | grep -E 'pipe|lock$|link' || true", "");
	SH("cd cache/work/7; git switch -q --ignore-other-worktrees main");
	carried_is("the agent broke its repository: it stands on a branch that is not its own");
	SH("cd cache/work/7; git switch -q --detach HEAD");
	carried_is("loose 1");
	SH("cd cache/work/7; b=$(echo evil | git hash-object -w --stdin); h=$(printf '100644 blob %s\\tconfig\\n' $b | git mktree);"
	   "t=$(printf '040000 tree %s\\t.git\\n' $h | git mktree); c=$(echo x | git -c user.name=x -c user.email=x commit-tree "
	   "-p main $t); git update-ref --no-deref HEAD $c");
	{
		_autofree_ char *said = carry_out(0);

		CHECK(!text_starts(said, "loose"));
	}
}

static void a_worktree_leaves_nothing_behind(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	SH("cd cache/work; rm 7.ready 7.admin");
	CHECK_OK(workspace_remove(&ws, &err));
	CHECK_SH("cd lead; git worktree list | wc -l; git branch --format='%(refname)'; ls .git/worktrees .git/refs/heads "
		 ".git/logs/refs/heads 2>&1 | grep -v cannot; git status --porcelain; git fsck 2>&1 | grep -v 'dangling\\|hasDotgit' || true",
		 "1\nrefs/heads/leadhand/s7\nrefs/heads/main\n.git/logs/refs/heads:\nleadhand\nmain\n\n.git/refs/heads:\nleadhand\nmain");
	leave_lead();
}

static void what_git_would_commit_is_not_carried_into_a_worktree(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const struct workspace_identity who = { "agent", "agent@x" };

	make_lead(WORKSPACE_worktree);
	CHECK_OK(workspace_remove(&ws, &err));
	SH("cd lead; git rm -q --cached .gitignore; rm .gitignore; git commit -qm bare");
	mem_replace(&base, sh("git -C lead rev-parse main"));
	CHECK_INT(workspace_prepare(&ws, base, &who, &err), ERR_REFUSED);
	CHECK(strstr(err.text, "'.env' is carried, and git does not ignore it"));
	CHECK_SH("ls -A cache/work; git -C lead worktree list | wc -l; git -C lead branch --list 'leadhand-*'", "1");
	leave_lead();
}

int main(void)
{
	scratch_make();
	every_word_of_the_configuration_is_a_kind();
	the_best_that_works_is_chosen();
	what_was_found_elsewhere_does_not_count();
	a_kind_that_was_named_is_had_or_refused();
	a_cone_holds_what_the_patterns_can_match();
	SH("rm -r cache");
	a_sparse_one_holds_its_scope_and_loses_nothing();
	a_worktree_is_plain_git_on_a_branch_of_its_own();
	its_origin_is_the_branch_itself();
	a_worktree_comes_back_with_what_was_done();
	nothing_that_it_left_in_its_folders_holds_us();
	a_worktree_leaves_nothing_behind();
	what_git_would_commit_is_not_carried_into_a_worktree();
	scratch_remove();
	return tap_done();
}
