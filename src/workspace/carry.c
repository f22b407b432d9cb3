/* carry.c - the outer half; see carry.h. The inner one is in carry_inside.c. */
#include "workspace/carry.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/sparse.h"
#include "workspace/vault.h"
#include "workspace/worktree.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_WORDS = 1000, MAX_HEAD = 4096 };

char *carry_folder(const struct workspace *ws)
{
	return vault_path(ws);
}

/* What its refs say stands in the lead's repository, so that is read out here. */
static int ask_worktree(const struct carry *carry, char **head, struct err *err)
{
	if (!carry->wants_head && !carry->origin)
		return 0;
	worktree_disarm(carry->ws);
	return carry->wants_head && worktree_head(carry->ws, head, err) ? err->code : 0;
}

int carry_order(const struct carry *carry, char **order, struct err *err)
{
	const struct workspace *ws = carry->ws;
	_cleanup_(site_saved_release) struct site_saved saved = { 0 };
	_autofree_ char *objects = site_objects(ws), *cone = sparse_of(ws), *agent_head = 0;
	_json_ json_t *object = json_object();
	enum workspace_kind kind;
	bool is_worktree = site_kind(ws, &kind) && kind == WORKSPACE_worktree;

	if (site_saved(ws, &saved, err) || vault_open(ws, carry->base, &saved, err) ||
	    (is_worktree && ask_worktree(carry, &agent_head, err)))
		return err->code;
	if (*cone)
		json_put(object, "cone", cone);
	if (is_worktree)
		json_put(object, "agent_head", agent_head ? agent_head : "");
	json_put(object, "path", ws->path);
	json_put(object, "target", ws->target);
	json_put(object, "base", carry->base);
	json_put(object, "origin", carry->origin);
	json_put(object, "objects", objects);
	json_put(object, "saved_ref", ws->saved_ref);
	json_put(object, "head_ref", carry->wants_head ? ws->head_ref : 0);
	json_put(object, "saved", saved.files);
	json_put(object, "head", saved.head);
	*order = json_line(object);
	FAULT("carry.ordered");
	return 0;
}

static char *words_of(const json_t *answer, const char *key)
{
	const char *words = json_text(answer, key);

	return words ? text_clean(words, strlen(words), MAX_WORDS) : 0;
}

/* What stands before the pack of a bundle, the caller's; *pack is where that begins, -1 where this is no bundle. */
static char *bundle_head(int fd, off_t *pack)
{
	char head[MAX_HEAD];
	ssize_t n = pread(fd, head, sizeof head, 0);
	const char *end = n > 0 ? memmem(head, (size_t)n, "\n\n", 2) : 0;

	*pack = end ? end + 2 - head : -1;
	return mem_dup_part(head, end ? (size_t)(end - head) : 0);
}

/*
 * Not by `git fetch`, whose fetch.fsckObjects means nothing for a bundle before git 2.46: what goes into the lead's
 * repository is checked as if it came from the network. *brought: the bundle's lines, the caller's.
 */
static int take_bundle(const struct carry *carry, const json_t *answer, char **brought, struct err *err)
{
	_autofree_ char *bundle = mem_printf("%s.vault/out.bundle", carry->ws->path);
	struct git lead = site_lead(carry->ws);
	struct stat st;
	_autoclose_ int fd = -1;
	off_t pack = -1;

	if (!json_bool(answer, "has_saved") && !json_bool(answer, "has_head"))
		return 0;
	fd = open(bundle, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && !fstat(fd, &st) && S_ISREG(st.st_mode))
		*brought = bundle_head(fd, &pack);
	if (pack < 0 || lseek(fd, pack, SEEK_SET) < 0)
		return err_set(err, ERR_CORRUPT, "'%s' is no bundle", bundle);
	lead.is_foreign = true;
	return git_feed_file(&lead, GIT("index-pack", "--stdin", "--fix-thin", "--strict"), fd, err);
}

/* What was there before, what the bundle brought, or what the target's history has: any other commit of the lead's is
 * none of the session's business, whatever it says. */
static bool is_its_own(const struct carry *carry, const char *id, const char *before, const char *brought)
{
	struct git lead = site_lead(carry->ws);
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *start = mem_printf("%s ", id);
	struct lines walk;
	bool found = text_same(id, before) || text_same(id, carry->base);
	int status = 1;

	LINES_EACH(walk, brought)
		found = found || text_starts(walk.line, start);
	return found || (!git_ask(&lead, GIT("merge-base", "--is-ancestor", id, carry->base), 0, &status, 0, &none) && !status);
}

static int take_commit(const struct carry *carry, const char *id, const char *ref, const char *brought, char **commit,
		       struct err *err)
{
	struct git lead = site_lead(carry->ws);
	_autofree_ char *before = git_commit_or_none(&lead, ref);

	if (!id)
		return 0;
	if (!text_is_oid(id) || !is_its_own(carry, id, before, brought ? brought : ""))
		return err_set(err, ERR_CORRUPT, "it names a commit that it did not bring");
	return git_commit_of(&lead, id, commit, err);
}

static int take_saved(const struct carry *carry, const json_t *answer, const char *brought, struct carry_result *carried,
		      struct err *err)
{
	struct git lead = site_lead(carry->ws);
	_autofree_ char *before = git_commit_or_none(&lead, carry->ws->saved_ref);

	if (take_commit(carry, json_text(answer, "saved"), carry->ws->saved_ref, brought, &carried->checkpoint, err))
		return err->code;
	if (!carried->checkpoint || text_same(before, carried->checkpoint))
		return 0;
	return git_set_ref(&lead, carry->ws->saved_ref, carried->checkpoint, before ? before : "",
			   "leadhand: checkpoint", err);
}

static int take_head(const struct carry *carry, const json_t *answer, const char *brought, struct carry_result *carried,
		     struct err *err)
{
	struct git lead = site_lead(carry->ws);
	struct workspace_head *head = &carried->head;

	if (!carry->wants_head)
		return 0;
	if (take_commit(carry, json_text(answer, "head"), carry->ws->head_ref, brought, &head->commit, err))
		return err->code;
	if (!head->commit)
		return 0;
	head->loose = json_number(answer, "loose");
	if (git_tree_of(&lead, head->commit, &head->tree, err))
		return err->code;
	return git_set_ref(&lead, carry->ws->head_ref, head->commit, 0, "leadhand: take over", err);
}

static int take_all(const struct carry *carry, const json_t *said, struct carry_result *made, struct err *err)
{
	_autofree_ char *brought = 0;

	if (take_bundle(carry, said, &brought, err))
		return err->code;
	FAULT("carry.fetched");
	if (take_saved(carry, said, brought, made, err))
		return err->code;
	FAULT("carry.saved");
	return take_head(carry, said, brought, made, err);
}

/* One that is left open is made anew. */
static int close_vault(const struct carry *carry, const struct carry_result *made, struct err *err)
{
	_cleanup_(site_saved_release) struct site_saved saved = { 0 };

	if (made->trouble || made->head_trouble)
		return 0;
	return site_saved(carry->ws, &saved, err) || vault_close(carry->ws, &saved, err) ? err->code : 0;
}

int carry_take(const struct carry *carry, const char *answer, struct carry_result *carried, struct err *err)
{
	_cleanup_(carry_result_release) struct carry_result made = { 0 };
	_json_ json_t *said = 0;

	if (json_parse(answer, strlen(answer), &said, err))
		return err_wrap(err, "what was carried out of '%s' makes no sense", carry->ws->path);
	made.trouble = words_of(said, "trouble");
	made.head_trouble = words_of(said, "head_trouble");
	made.left_out = json_number(said, "left_out");
	if (take_all(carry, said, &made, err) || close_vault(carry, &made, err))
		return err_wrap(err, "cannot take over the work in '%s'", carry->ws->path);
	*carried = move(&made);
	return 0;
}

void carry_result_release(struct carry_result *carried)
{
	free(carried->checkpoint);
	workspace_head_release(&carried->head);
	free(carried->trouble);
	free(carried->head_trouble);
	*carried = (struct carry_result){ 0 };
}
