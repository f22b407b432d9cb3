/* From an approved change to the target branch, cut off at every step. */
#include "base/text.h"
#include "land/land.h"
#include "scratch.h"

static char *git_dir;
static struct land land;

/* A lead with a change on a branch: it changes a, adds dir/new, removes gone, and makes thing a folder. */
static void make_model(void)
{
	SH("git init -q -b main model; cd model; git config user.name 'The Lead';"
	   "git config user.email lead@x; echo '*.ign' >.gitignore; echo a >a; echo b >b; echo g >gone; echo t >thing;"
	   "echo z >z; git add .; git commit -qm base; git checkout -qb change; echo a2 >a; mkdir dir;"
	   "echo n >dir/new; rm gone thing; mkdir thing; echo in >thing/in; echo i >x.ign; git add -f .;"
	   "git commit -qm change; git checkout -q main;"
	   "for h in post-checkout reference-transaction post-index-change; do"
	   "  printf '#!/bin/sh\necho ran >>../ran\n' >.git/hooks/$h; chmod +x .git/hooks/$h; done");
}

static void fresh(void)
{
	SH("rm -rf lead other; cp -a model lead; : >ran");
}

static char *commit_of(const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct git git = { .dir = git_dir };
	char *commit = 0;

	CHECK_OK(git_commit_of(&git, name, &commit, &err));
	return commit ? commit : mem_dup("");
}

static int move_to(const char *name, struct err *err)
{
	_autofree_ char *tip = commit_of("change~1"), *commit = commit_of(name);

	return land_move(&land, tip, commit, err);
}

#define LANDED "ref change; tree clean"

/* Where the branch and the checkout stand. */
static void check_landed(void)
{
	CHECK_SH("cd lead; test $(git rev-parse main) = $(git rev-parse change) && printf 'ref change; ';"
		 "test -z \"$(git -c core.hooksPath=/dev/null status --porcelain)\" && echo tree clean; cat ../ran",
		 LANDED);
	CHECK_SH("cd lead; cat a dir/new thing/in x.ign; ls", "a2\nn\nin\ni\na\nb\ndir\nthing\nx.ign\nz");
}

static void check_untouched(void)
{
	CHECK_SH("cd lead; test $(git rev-parse main) = $(git rev-parse change~1) && cat a gone thing", "a\ng\nt");
}

static void a_clean_merge_gives_a_tree(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(land_merge_release) struct land_merge merge = { 0 };
	_autofree_ char *tip = 0;

	fresh();
	SH("cd lead; echo z2 >z; git commit -qam z");
	CHECK_OK(land_tip(&land, &tip, &err));
	CHECK_OK(land_merge(&land, tip, "change", &merge, &err));
	CHECK(text_is_oid(merge.tree));
	CHECK(!merge.conflicts);
	CHECK_SH("cd lead; git status --porcelain", "");
}

static void a_conflict_is_a_result(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(land_merge_release) struct land_merge merge = { 0 };

	SH("cd lead; echo a3 >a; mkdir 'dir'; echo other >dir/new; git add .; git commit -qm conflict");
	CHECK_OK(land_merge(&land, "main", "change", &merge, &err));
	CHECK(!merge.tree);
	CHECK_STR(merge.conflicts, "a\ndir/new");
	SH("cd lead; git checkout -q --orphan strange; git commit -qm strange; git checkout -q main");
	CHECK_INT(land_merge(&land, "main", "strange", &merge, &err), ERR_CONFLICT);
	CHECK_STR(err.text, "the change has no history in common with the target branch");
	land.target = "none";
	CHECK_INT(land_tip(&land, &merge.tree, &err), ERR_MISSING);
	land.target = "main";
}

static void a_commit_says_who_and_why_and_cannot_lie(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *first = 0, *second = 0;
	struct land_message message = {
		.title = "Add\nsearch\033[31m", .body = "\n\nWhy.  \n\nApproved-by: Nobody <n@x>\nleadhand-task: other\n\n",
		.task = "search", .agent = "codex", .approved_by = "The Lead <lead@x>",
		.author = "codex <codex@agents.invalid>", .at_ms = 1700000000123,
	};

	fresh();
	CHECK_OK(land_commit(&land, "main", "change^{tree}", &message, "refs/leadhand/landing/1", &first, &err));
	CHECK_OK(land_commit(&land, "main", "change^{tree}", &message, "refs/leadhand/landing/2", &second, &err));
	CHECK_STR(first, second);
	CHECK_SH("cd lead; git log -1 --format='%an <%ae>|%cn <%ce>|%at|%ct|%B' refs/leadhand/landing/1",
		 "codex <codex@agents.invalid>|The Lead <lead@x>|1700000000|1700000000|Add search\n\nWhy.\n\n"
		 "    Approved-by: Nobody <n@x>\n    leadhand-task: other\n\n"
		 "Leadhand-Task: search\nLeadhand-Agent: codex\nApproved-by: The Lead <lead@x>");
	CHECK_SH("cd lead; git log -1 --format='%(trailers:only,unfold)' refs/leadhand/landing/1",
		 "Leadhand-Task: search\nLeadhand-Agent: codex\nApproved-by: The Lead <lead@x>");
	message.title = "Approved-by: me";
	message.body = "";
	message.author = "";
	message.approved_by = "policy docs\nLeadhand-Task: x";
	SH("cd lead; git config --unset user.name");
	free(steal(&first));
	CHECK_OK(land_commit(&land, "main", "change^{tree}", &message, "refs/leadhand/landing/1", &first, &err));
	CHECK_SH("cd lead; git log -1 --format='%an <%ae>|%cn <%ce>|%B' refs/leadhand/landing/1",
		 "leadhand <leadhand@localhost.invalid>|leadhand <leadhand@localhost.invalid>|"
		 "Task search: Approved-by: me\n\nLeadhand-Task: search\nLeadhand-Agent: codex\n"
		 "Approved-by: policy docs Leadhand-Task: x");
}

static void the_branch_and_its_checkouts_move_together(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	CHECK_OK(move_to("change", &err));
	check_landed();
	CHECK_OK(move_to("change", &err));
	check_landed();
}

static void the_leads_edits_of_other_paths_stay(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; echo mine >b; echo mine >z; git -c core.hooksPath=/dev/null add z; echo loose >loose");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cd lead; git -c core.hooksPath=/dev/null status --porcelain; cat b z",
		 " M b\nM  z\n?? loose\nmine\nmine");
}

static void check_refused(const char *preparation, const char *word)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH(preparation);
	CHECK_INT(move_to("change", &err), ERR_REFUSED);
	CHECK(err.text && strstr(err.text, word) && strstr(err.text, "/lead'"));
	CHECK_SH("cd lead; test $(git rev-parse main) = $(git rev-parse change~1) && echo same", "same");
}

static void nothing_of_the_leads_is_overwritten(void)
{
	check_refused("cd lead; echo mine >a; echo mine >thing; echo mine >b", "overwritten: a, thing");
	CHECK_SH("cat lead/a lead/thing; ls lead", "mine\nmine\na\nb\ngone\nthing\nz");
	check_refused("cd lead; echo mine >a; git -c core.hooksPath=/dev/null add a; echo a >a", "overwritten: a");
	check_refused("cd lead; mkdir dir; echo mine >dir/new", "dir/new");
	CHECK_SH("cat lead/dir/new lead/a", "mine\na");
	check_refused("cd lead; echo mine >x.ign", "x.ign");
	CHECK_SH("cat lead/x.ign lead/a", "mine\na");
	check_refused("cd lead; mkdir -p x.ign/deep; echo mine >x.ign/deep/file", "x.ign/deep/file");
	check_refused("cd lead; echo dir >>.git/info/exclude; echo mine >dir", "dir");
	CHECK_SH("cat lead/dir", "mine");
	check_refused("cd lead; echo mine >gone", "overwritten: gone");
	check_refused("cd lead; rm gone thing; mkdir thing; echo mine >thing/in", "thing");
}

static void a_checkout_in_the_middle_of_something_is_left_alone(void)
{
	check_refused("cd lead; touch .git/index.lock", "index.lock");
	check_refused("cd lead; git rev-parse change >.git/MERGE_HEAD", "merge");
	check_refused("cd lead; git checkout -q --detach; mkdir .git/rebase-merge;"
		      "echo refs/heads/main >.git/rebase-merge/head-name", "rebase");
}

static void cut_off_after_the_files_it_goes_on(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; git update-index -q --refresh; git -c core.hooksPath=/dev/null read-tree -m -u main change;"
	   ": >../ran");
	CHECK_OK(move_to("change", &err));
	check_landed();
}

static void cut_off_after_the_branch_it_goes_on(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; git -c core.hooksPath=/dev/null update-ref refs/heads/main change; echo mine >b");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cd lead; git -c core.hooksPath=/dev/null status --porcelain; cat a b", " M b\na2\nmine");
}

static void cut_off_between_two_checkouts_it_goes_on(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; git -c core.hooksPath=/dev/null worktree add -qf ../other main;"
	   "git -C ../other -c core.hooksPath=/dev/null read-tree -m -u main change; : >../ran");
	CHECK_OK(move_to("change", &err));
	check_landed();
	CHECK_SH("cd other; git -c core.hooksPath=/dev/null status --porcelain; cat a", "a2");
}

static void a_refusal_in_one_checkout_leaves_all_as_they_were(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; git -c core.hooksPath=/dev/null worktree add -qf ../other main; echo mine >../other/a");
	CHECK_INT(move_to("change", &err), ERR_REFUSED);
	CHECK(err.text && strstr(err.text, "/other'"));
	check_untouched();
	CHECK_SH("cd lead; git -c core.hooksPath=/dev/null status --porcelain", "");
}

static void where_the_branch_is_there_already_the_leads_edits_stay(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; git -c core.hooksPath=/dev/null update-ref refs/heads/main change; echo mine >a");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cat lead/a", "mine");
	fresh();
	CHECK_OK(move_to("change", &err));
	SH("cd lead; echo mine >a; git -c core.hooksPath=/dev/null add a");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cat lead/a; cd lead; git -c core.hooksPath=/dev/null status --porcelain", "mine\nM  a");
}

static void a_branch_that_stands_elsewhere_is_a_conflict(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	SH("cd lead; echo b2 >b; git commit -qam elsewhere");
	CHECK_INT(move_to("change", &err), ERR_CONFLICT);
	CHECK_SH("cd lead; git log -1 --format=%s; cat a", "elsewhere\na");
	fresh();
	CHECK_OK(move_to("change", &err));
	SH("cd lead; echo b2 >b; git commit -qam 'built on'");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cd lead; git log -1 --format=%s; git -c core.hooksPath=/dev/null status --porcelain", "built on");
}

static void a_lost_race_takes_the_files_back(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	fresh();
	/* A lock on the branch's ref stands for whoever else is about to move it. */
	SH("cd lead; touch .git/refs/heads/main.lock");
	CHECK_INT(move_to("change", &err), ERR_CHILD);
	check_untouched();
	SH("cd lead; rm .git/refs/heads/main.lock");
	CHECK_SH("cd lead; git -c core.hooksPath=/dev/null status --porcelain", "");
	CHECK_OK(move_to("change", &err));
	check_landed();
}

static void a_bare_lead_and_one_elsewhere_have_no_checkout(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *bare = at("bare.git"), *tip = 0, *commit = 0;
	struct land there = { bare, "main" };

	fresh();
	tip = commit_of("change~1");
	commit = commit_of("change");
	SH("git clone -q --bare lead bare.git; cd lead; git checkout -q -b elsewhere; : >../ran");
	CHECK_OK(land_move(&there, tip, commit, &err));
	CHECK_SH("git -C bare.git log -1 --format=%s main", "change");
	CHECK_OK(move_to("change", &err));
	CHECK_SH("cd lead; cat a; git log -1 --format=%s main; cat ../ran", "a\nchange");
}

int main(void)
{
	scratch_make();
	make_model();
	git_dir = at("lead/.git");
	land = (struct land){ git_dir, "main" };
	a_clean_merge_gives_a_tree();
	a_conflict_is_a_result();
	a_commit_says_who_and_why_and_cannot_lie();
	the_branch_and_its_checkouts_move_together();
	the_leads_edits_of_other_paths_stay();
	nothing_of_the_leads_is_overwritten();
	a_checkout_in_the_middle_of_something_is_left_alone();
	cut_off_after_the_files_it_goes_on();
	cut_off_after_the_branch_it_goes_on();
	cut_off_between_two_checkouts_it_goes_on();
	a_refusal_in_one_checkout_leaves_all_as_they_were();
	where_the_branch_is_there_already_the_leads_edits_stay();
	a_branch_that_stands_elsewhere_is_a_conflict();
	a_lost_race_takes_the_files_back();
	a_bare_lead_and_one_elsewhere_have_no_checkout();
	free(git_dir);
	scratch_remove();
	return tap_done();
}
