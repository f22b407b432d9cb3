/* choose.c - see choose.h. */
#include "workspace/choose.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "workspace/ability.h"
#include "workspace/sparse.h"

enum { MAX_WHY = 4096 };

/* What the lead can do about one that does not work. */
static const char *mend_of(enum workspace_kind kind)
{
	if (kind == WORKSPACE_overlay)
		return "allow user namespaces (kernel.unprivileged_userns_clone, user.max_user_namespaces)";
	return kind == WORKSPACE_snapshot ? "set XDG_CACHE_HOME to a folder on btrfs"
					  : "set XDG_CACHE_HOME to a folder on btrfs or XFS";
}

static bool is_sparse(const struct workspace_wish *wish)
{
	_autofree_ char *cone = wish->is_check ? 0 : sparse_cone(wish->scope);

	return cone != 0;
}

/* 0 where it can be had. */
static int check(const struct workspace_wish *wish, enum workspace_kind kind, struct err *err)
{
	if (!workspace_kind_has_base(kind))
		return 0;
	if (kind == WORKSPACE_overlay && !wish->may_mount)
		return err_set(err, ERR_REFUSED, "no view of the file system of our own can be had");
	return ability_check(wish, kind, err);
}

static int choose_best(const struct workspace_wish *wish, enum workspace_kind *kind, struct buf *why, struct err *err)
{
	for (int i = WORKSPACE_overlay; i <= WORKSPACE_reflink; i++) {
		_cleanup_(err_release) struct err none = ERR_INIT;

		*kind = (enum workspace_kind)i;
		if (!check(wish, *kind, &none))
			return 0;
		if (none.code != ERR_REFUSED)
			return err_set(err, none.code, "%s", none.text);
		buf_printf(why, "%sno %s: %s", why->len ? "; " : "", workspace_kind_word((enum workspace_kind)i), none.text);
	}
	*kind = is_sparse(wish) ? WORKSPACE_sparse : WORKSPACE_clone;
	return 0;
}

static int choose_named(const struct workspace_wish *wish, enum workspace_kind *kind, struct err *err)
{
	_cleanup_(err_release) struct err why = ERR_INIT;

	if (!workspace_kind_of_word(wish->word, kind))
		return err_set(err, ERR_USAGE, "'%s' is no kind of workspace", wish->word);
	if (check(wish, *kind, &why))
		return err_set(err, why.code, "'workspace: %s' cannot be had: %s: %s, or write 'workspace: auto'",
			       wish->word, why.text, mend_of(*kind));
	/* A gate judges the whole tree, and nothing that it runs has to reach the lead's repository. */
	if ((*kind == WORKSPACE_sparse && !is_sparse(wish)) || (*kind == WORKSPACE_worktree && wish->is_check))
		*kind = WORKSPACE_clone;
	return 0;
}

int workspace_choose(const struct workspace_wish *wish, enum workspace_kind *kind, char **why, struct err *err)
{
	_cleanup_(buf_release) struct buf lacks = BUF_INIT(MAX_WHY);

	if (text_same(wish->word, "auto") ? choose_best(wish, kind, &lacks, err) : choose_named(wish, kind, err))
		return err->code;
	if (why)
		*why = mem_dup(buf_text(&lacks));
	return 0;
}
