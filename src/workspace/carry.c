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

/* The commit of a name, or NULL where there is none. */
static char *commit_or_none(const struct git *git, const char *name)
{
	struct err none = ERR_INIT;
	char *commit = 0;

	if (name && git_commit_of(git, name, &commit, &none))
		err_release(&none);
	return commit;
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

/* A commit that was named, and that the bundle brought or that was here before. */
static int take_commit(const struct git *lead, const json_t *answer, const char *key, char **commit, struct err *err)
{
	const char *id = json_text(answer, key);

	if (!id)
		return 0;
	if (!text_is_oid(id))
		return err_set(err, ERR_CORRUPT, "'%s' is no commit", key);
	return git_commit_of(lead, id, commit, err);
}

/* After its lines and an empty one; -1 where this is no bundle. */
static off_t find_pack(int fd)
{
	char head[MAX_HEAD];
	ssize_t n = pread(fd, head, sizeof head, 0);
	const char *end = n > 0 ? memmem(head, (size_t)n, "\n\n", 2) : 0;

	return end ? end + 2 - head : -1;
}

/*
 * Not by `git fetch`, whose fetch.fsckObjects means nothing for a bundle before git 2.46: what goes into the lead's
 * repository is checked as if it came from the network.
 */
static int take_bundle(const struct carry *carry, const json_t *answer, struct err *err)
{
	_autofree_ char *bundle = mem_printf("%s.vault/out.bundle", carry->ws->path);
	struct git lead = site_lead(carry->ws);
	struct stat st;
	_autoclose_ int fd = -1;

	if (!json_bool(answer, "has_saved") && !json_bool(answer, "has_head"))
		return 0;
	fd = open(bundle, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || lseek(fd, find_pack(fd), SEEK_SET) < 0)
		return err_set(err, ERR_CORRUPT, "'%s' is no bundle", bundle);
	lead.is_foreign = true;
	return git_feed_file(&lead, GIT("index-pack", "--stdin", "--fix-thin", "--strict"), fd, err);
}

static int take_saved(const struct carry *carry, const json_t *answer, struct carry_result *carried, struct err *err)
{
	struct git lead = site_lead(carry->ws);
	_autofree_ char *before = commit_or_none(&lead, carry->ws->saved_ref);

	if (take_commit(&lead, answer, "saved", &carried->checkpoint, err))
		return err->code;
	if (!carried->checkpoint || text_same(before, carried->checkpoint))
		return 0;
	return git_set_ref(&lead, carry->ws->saved_ref, carried->checkpoint, before ? before : "",
			   "leadhand: checkpoint", err);
}

static int take_head(const struct carry *carry, const json_t *answer, struct carry_result *carried, struct err *err)
{
	struct git lead = site_lead(carry->ws);
	struct workspace_head *head = &carried->head;

	if (!carry->wants_head || take_commit(&lead, answer, "head", &head->commit, err) || !head->commit)
		return err->code;
	head->loose = json_number(answer, "loose");
	if (git_tree_of(&lead, head->commit, &head->tree, err))
		return err->code;
	return git_set_ref(&lead, carry->ws->head_ref, head->commit, 0, "leadhand: take over", err);
}

static int take_all(const struct carry *carry, const json_t *said, struct carry_result *made, struct err *err)
{
	if (take_bundle(carry, said, err))
		return err->code;
	FAULT("carry.fetched");
	if (take_saved(carry, said, made, err))
		return err->code;
	FAULT("carry.saved");
	return take_head(carry, said, made, err);
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
