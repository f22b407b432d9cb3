/* move.c - the branch and its checkouts, from one commit to the next; see land.h. */
#include "land/land.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "land/checkout.h"
#include "sys/git.h"

/*
 * The files go first: cut off after them, the lead sees changes that are not committed yet, and the next
 * call finds them in place. The other way round the checkout would show the new commit undone, and the
 * lead's next commit would undo it.
 */

static int move_all(const struct checkouts *checkouts, const char *from, const char *to, size_t *moved,
		    struct err *err)
{
	for (*moved = 0; *moved < checkouts->n; ++*moved) {
		FAULT("land");
		if (checkout_move(&checkouts->at[*moved], from, to, err))
			return err->code;
	}
	FAULT("land");
	return 0;
}

/* Back to where they stood; what cannot go back was changed by the lead meanwhile, and stays. */
static void move_back(const struct checkouts *checkouts, size_t moved, const char *from, const char *to)
{
	struct err ignored = ERR_INIT;

	while (moved--)
		if (checkout_move(&checkouts->at[moved], from, to, &ignored))
			err_release(&ignored);
}

static int set_branch(const struct land *land, const char *tip, const char *commit, struct err *err)
{
	struct git git = { .dir = land->git_dir, .git_dir = land->git_dir };
	_autofree_ char *ref = mem_printf("refs/heads/%s", land->target);

	return git_set_ref(&git, ref, commit, tip, "leadhand: land", err);
}

static int move_forward(const struct land *land, const struct checkouts *checkouts, const char *tip,
			const char *commit, struct err *err)
{
	size_t moved;

	for (size_t i = 0; i < checkouts->n; i++)
		if (checkout_check(&checkouts->at[i], tip, commit, err))
			return err->code;
	if (move_all(checkouts, tip, commit, &moved, err) || set_branch(land, tip, commit, err)) {
		move_back(checkouts, moved, commit, tip);
		return err->code;
	}
	FAULT("land");
	return 0;
}

/* The branch is there already: only those that were left behind, and where nothing of the lead's is lost. */
static int bring_along(const struct checkouts *checkouts, const char *tip, const char *commit, struct err *err)
{
	for (size_t i = 0; i < checkouts->n; i++) {
		const struct checkout *checkout = &checkouts->at[i];
		struct err edited = ERR_INIT;
		bool stands;

		if (checkout_stands_at(checkout, tip, commit, &stands, err))
			return err->code;
		if (!stands)
			continue;
		if (checkout_check_free(checkout, err))
			return err->code;
		if (checkout_check(checkout, tip, commit, &edited) ||
		    checkout_move(checkout, tip, commit, &edited))
			err_release(&edited);
	}
	return 0;
}

static int is_contained(const struct land *land, const char *commit, const char *in, bool *is, struct err *err)
{
	struct git git = { .dir = land->git_dir, .git_dir = land->git_dir };
	int status;

	if (git_ask(&git, GIT("merge-base", "--is-ancestor", commit, in), 0, &status, 0, err))
		return err->code;
	*is = !status;
	return 0;
}

int land_move(const struct land *land, const char *tip, const char *commit, struct err *err)
{
	_cleanup_(checkouts_release) struct checkouts checkouts = { 0 };
	_autofree_ char *now = 0;
	bool is_in = false;

	if (land_tip(land, &now, err))
		return err->code;
	if (!text_same(now, tip) && !text_same(now, commit)) {
		/* Others may have built on it between our crash and this call. */
		if (is_contained(land, commit, now, &is_in, err))
			return err->code;
		return is_in ? 0 : err_set(err, ERR_CONFLICT, "'%s' stands at '%s', not at '%s'",
					   land->target, now, tip);
	}
	if (checkouts_find(land, &checkouts, err))
		return err->code;
	if (text_same(now, commit))
		return bring_along(&checkouts, tip, commit, err);
	return move_forward(land, &checkouts, tip, commit, err);
}
