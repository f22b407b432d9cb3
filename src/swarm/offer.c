/* offer.c - what a session of a shared checkout offers, put together from outside; see swarm.h. */
#include "swarm/swarm.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "swarm/own.h"
#include "swarm/table.h"
#include "sys/fs.h"

#include <string.h>

enum { MAX_NAMES = 64 << 20, MAX_ID = 200, MAX_TITLES = 16 << 10, MAX_SAID = 10, MAX_NAME = 200 };

int swarm_checkpoint(const struct swarm *swarm, const char *ref, char **commit, struct err *err)
{
	_autofree_ char *noted = yard_room(swarm, "base"), *base = fs_read_tail(noted, MAX_ID, 0);
	_autofree_ char *before = 0, *tree = 0, *tree_before = 0, *made = 0;
	_autofree_ char *message = mem_printf("Checkpoint of session %lld", swarm->session);
	_cleanup_(err_release) struct err none = ERR_INIT;
	struct git lead = yard_lead(swarm);
	const char *parent;

	(void)!git_commit_of(&lead, ref, &before, &none);
	parent = before ? before : base;
	if (own_tree(swarm, parent, &tree, err))
		return err_wrap(err, "cannot save session %lld", swarm->session);
	if (before && git_tree_of(&lead, before, &tree_before, err))
		return err->code;
	if (before && text_same(tree, tree_before)) {
		*commit = steal(&before);
		return 0;
	}
	lead.env = git_our_identity;
	if (git_line(&lead, GIT("commit-tree", "-m", message, tree, "-p", parent), &made, err) ||
	    git_set_ref(&lead, ref, made, before ? before : "", "leadhand: checkpoint", err))
		return err_wrap(err, "cannot save session %lld", swarm->session);
	*commit = steal(&made);
	return 0;
}

/* What was found in the history of the shared branch. */
struct offer {
	const struct swarm *swarm;
	const char *own, *told; /* borrowed: its patterns; the commit up to which refusals were told */
	char *mark;		/* owned: what a commit of the session's carries */
	const struct reserve *claims;
	struct buf info, titles;
	char *refused; /* owned: a list */
	char *last;    /* owned: the commit that is read */
	bool is_own, is_told; /* of that one: the session made it; what is wrong with it was told */
};

static void offer_release(struct offer *offer)
{
	free(offer->mark);
	free(offer->refused);
	free(offer->last);
	buf_release(&offer->info);
	buf_release(&offer->titles);
}

/* "\1COMMIT SESSION TITLE" */
static void offer_commit(struct offer *offer, const char *head)
{
	const char *session = strchr(head, ' '), *title = session ? strchr(session + 1, ' ') : 0;
	size_t len = strlen(offer->mark);

	offer->is_own = title && (size_t)(title - session - 1) == len && !strncmp(session + 1, offer->mark, len);
	if (offer->is_own) {
		_autofree_ char *clean = text_clean(title + 1, strlen(title + 1), MAX_NAME);

		buf_printf(&offer->titles, "%s\n", clean);
	}
	mem_replace(&offer->last, mem_dup_part(head, strcspn(head, " ")));
	/* What was told up to here is not told again. */
	offer->is_told = text_same(offer->last, offer->told);
	if (offer->is_told)
		mem_replace(&offer->refused, 0);
}

static void offer_refuse(struct offer *offer, const char *path)
{
	_autofree_ char *name = text_clean(path, strlen(path), MAX_NAME), *said = 0;
	long long holder = reserve_holder(offer->claims, path);

	said = holder && holder != offer->swarm->session
		       ? mem_printf("'%s', which session %lld holds", name, holder)
		       : mem_printf("'%s', which it did not hold", name);
	if (lines_count(offer->refused) < MAX_SAID && !lines_has(offer->refused, said))
		lines_add(&offer->refused, said);
}

static void offer_path(struct offer *offer, const char *raw, const char *path)
{
	if (!offer->is_own)
		return;
	if (glob_match_any(offer->own, path))
		yard_index_line(&offer->info, raw, path, false);
	else if (!offer->is_told)
		offer_refuse(offer, path);
}

/* In the order of the history, so that of a path the last content counts. */
static int read_history(struct offer *offer, const struct git *git, const char *range, struct err *err)
{
	_autofree_ char *list = 0;
	size_t len;

	if (git_read(git, GIT("log", "--first-parent", "--reverse", "--no-merges", "-z", "--raw", "--no-renames",
			      "--no-abbrev", "--no-show-signature",
			      "--format=%x01%H %(trailers:key=Leadhand-Session,valueonly,separator=%x2C) %s", range),
		     &list, &len, err))
		return err->code;
	for (const char *at = list; at < list + len; at += strlen(at) + 1) {
		const char *raw = at + (*at == '\n');

		if (*at == '\001') {
			offer_commit(offer, at + 1);
		} else if (*raw == ':') {
			at += strlen(at) + 1;
			offer_path(offer, raw, at);
		}
	}
	if (offer->info.is_cut)
		return err_set(err, ERR_CHILD, "session %lld committed too much", offer->swarm->session);
	return 0;
}

/* A commit of the session's, made where no agent writes; the base itself where the tree is the same. */
static int make_commit(struct offer *offer, const char *tree, const char *base, char **commit, struct err *err)
{
	const struct workspace_identity *who = offer->swarm->who;
	_autofree_ char *ours = yard_ours(offer->swarm), *before = 0;
	_autofree_ char *name = mem_printf("GIT_AUTHOR_NAME=%s", who->name);
	_autofree_ char *mail = mem_printf("GIT_AUTHOR_EMAIL=%s", who->mail);
	_autofree_ char *committer = mem_printf("GIT_COMMITTER_NAME=%s", who->name);
	_autofree_ char *committer_mail = mem_printf("GIT_COMMITTER_EMAIL=%s", who->mail);
	struct git git = yard_git(offer->swarm, ours, 0);

	if (git_tree_of(&git, base, &before, err))
		return err->code;
	if (text_same(tree, before)) {
		*commit = mem_dup(base);
		return 0;
	}
	git.env = (const char *const[]){ name, mail, committer, committer_mail, 0 };
	if (git_feed(&git, GIT("commit-tree", tree, "-p", base, "-F", "-"), buf_text(&offer->titles),
		     offer->titles.len, commit, err))
		return err->code;
	(*commit)[strcspn(*commit, "\n")] = 0;
	return 0;
}

static int commit_on(struct offer *offer, const char *base, char **commit, struct err *err)
{
	_autofree_ char *ours = yard_ours(offer->swarm), *index = yard_room(offer->swarm, "offer.index"), *tree = 0;
	struct git git = yard_git(offer->swarm, ours, index);

	if (yard_load(&git, base, err) ||
	    (offer->info.len && git_feed(&git, GIT("update-index", "--replace", "-z", "--index-info"),
					 offer->info.data, offer->info.len, 0, err)) ||
	    git_line(&git, GIT("write-tree"), &tree, err))
		return err->code;
	return make_commit(offer, tree, base, commit, err);
}

/*
 * The session began on an older tip. What came to its paths since is merged with what it did; where the two
 * contradict each other, it was told so, and what it committed then is its answer.
 */
static int offer_commits(struct offer *offer, const char *base, char **commit, struct err *err)
{
	_autofree_ char *noted = yard_room(offer->swarm, "begun"), *begun = fs_read_tail(noted, MAX_ID, 0);
	_autofree_ char *ours = yard_ours(offer->swarm), *change = 0, *tree = 0;
	struct git git = yard_git(offer->swarm, ours, 0);
	int status;

	if (!text_is_oid(begun) || text_same(begun, base))
		return commit_on(offer, base, commit, err);
	if (commit_on(offer, begun, &change, err) ||
	    git_ask(&git, GIT("merge-tree", "--write-tree", "--no-messages", base, change), 0, &status, &tree, err))
		return err->code;
	tree[strcspn(tree, "\n")] = 0;
	return status ? commit_on(offer, base, commit, err) : make_commit(offer, tree, base, commit, err);
}

/* What goes into the lead's repository is checked as if it came from the network. */
static int hand_over(const struct swarm *swarm, const char *commit, const char *ref, struct err *err)
{
	_autofree_ char *ours = yard_ours(swarm), *name = mem_printf("refs/offers/%lld", swarm->session);
	struct git git = yard_git(swarm, ours, 0), lead = yard_lead(swarm);

	lead.is_foreign = true;
	if (git_run(&git, GIT("update-ref", name, commit), err) ||
	    git_run(&lead, GIT("-c", "fetch.fsckObjects=true", "-c", "fetch.writeCommitGraph=false", "fetch", "-q",
			       "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
			       "--no-recurse-submodules", ours, name), err))
		return err->code;
	return git_set_ref(&lead, ref, commit, 0, "leadhand: take over", err);
}

static int put_together(struct offer *offer, const char *base, const char *ref, char **commit, struct err *err)
{
	const struct swarm *swarm = offer->swarm;
	_autofree_ char *ours = yard_ours(swarm), *noted = yard_room(swarm, "start"), *told = yard_room(swarm, "told");
	_autofree_ char *start = fs_read_tail(noted, MAX_ID, 0), *before = fs_read_tail(told, MAX_ID, 0), *tip = 0;
	_autofree_ char *range = 0;
	struct git git = yard_git(swarm, ours, 0);

	if (yard_tip(swarm, &tip, err))
		return err->code;
	range = mem_printf("%s..%s", text_is_oid(start) ? start : base, tip);
	offer->told = text_is_oid(before) ? before : 0;
	if (read_history(offer, &git, range, err) || offer_commits(offer, base, commit, err) ||
	    hand_over(swarm, *commit, ref, err))
		return err->code;
	return offer->refused ? fs_write(told, offer->last, strlen(offer->last), err) : 0;
}

int swarm_import(const struct swarm *swarm, const char *base, const char *ref, struct workspace_head *head,
		 char **refused, struct err *err)
{
	_cleanup_(workspace_head_release) struct workspace_head made = { 0 };
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	_autofree_ char *own = yard_own(swarm), *folder = swarm_table(swarm->at.path), *tip = 0;
	_cleanup_(offer_release) struct offer offer = { .swarm = swarm, .own = own, .claims = &claims,
							 .info = BUF_INIT(MAX_NAMES),
							 .titles = BUF_INIT(MAX_TITLES) };
	struct git lead = yard_lead(swarm);

	table_read(folder, &claims);
	offer.mark = mem_printf("%lld", swarm->session);
	if (put_together(&offer, base, ref, &made.commit, err) || git_tree_of(&lead, made.commit, &made.tree, err) ||
	    yard_tip(swarm, &tip, err) || own_count_loose(swarm, tip, &made.loose, err))
		return err_wrap(err, "cannot take over what session %lld did", swarm->session);
	*head = move(&made);
	*refused = steal(&offer.refused);
	return 0;
}
