/* swarm.c - a session begins, lives and leaves; see swarm.h. What it offers is put together in offer.c. */
#include "swarm/swarm.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/ground.h"
#include "swarm/move.h"
#include "swarm/own.h"
#include "swarm/table.h"
#include "sys/fs.h"

#include <string.h>
#include <unistd.h>

static const char *scope_of(const struct swarm *swarm)
{
	return text_is_empty(swarm->scope) ? "**" : swarm->scope;
}

/* What stands in the session's paths was left by one that is gone: it is kept before it is overwritten. */
static int begin_clean(const struct swarm *swarm, const char *base, struct err *err)
{
	_autofree_ char *salvage = mem_printf("refs/leadhand/salvage/s%lld", swarm->session);
	_autofree_ char *why = mem_printf("Begin session %lld", swarm->session), *tip = 0, *saved = 0;
	long long loose;

	if (yard_tip(swarm, &tip, err) || own_count_loose(swarm, tip, &loose, err))
		return err->code;
	if (loose && swarm_checkpoint(swarm, salvage, &saved, err))
		return err->code;
	if (own_commit(swarm, tip, base, why, err))
		return err->code;
	mem_replace(&tip, 0);
	return yard_tip(swarm, &tip, err) || own_force(swarm, tip, err) ? err->code : 0;
}

/* What the session offered counts as committed by it once more. */
static int bring_back(const struct swarm *swarm, const char *head, struct err *err)
{
	_autofree_ char *before = mem_printf("%s^", head), *tip = 0;
	_autofree_ char *why = mem_printf("Bring back session %lld\n\nLeadhand-Session: %lld", swarm->session,
					  swarm->session);
	_autofree_ char *ours = yard_ours(swarm);
	struct git git = yard_git(swarm, ours, 0), lead = yard_lead(swarm);
	int status;

	if (git_ask(&lead, GIT("merge-base", "--is-ancestor", head, swarm->at.target), 0, &status, 0, err))
		return err->code;
	/* Of the target itself: it had offered nothing. */
	if (!status)
		return 0;
	if (ground_fetch(swarm, head, err) || git_commit_of(&git, before, &tip, err) ||
	    own_commit(swarm, tip, head, why, err))
		return err->code;
	mem_replace(&tip, 0);
	return yard_tip(swarm, &tip, err) || own_force(swarm, tip, err) ? err->code : 0;
}

/* A session that has done nothing yet, or whose checkout was deleted. */
static int begin(const struct swarm *swarm, const char *base, struct err *err)
{
	const struct git lead = yard_lead(swarm);
	_autofree_ char *head = git_commit_or_none(&lead, swarm->at.head_ref);
	_autofree_ char *saved = git_commit_or_none(&lead, swarm->at.saved_ref);
	_autofree_ char *start = yard_room(swarm, "start"), *begun = yard_room(swarm, "begun"), *tip = 0;

	if (fs_write(begun, base, strlen(base), err) || begin_clean(swarm, base, err) || yard_tip(swarm, &tip, err) ||
	    (head && bring_back(swarm, head, err)) ||
	    (saved && (ground_fetch(swarm, saved, err) || own_force(swarm, saved, err))))
		return err->code;
	/* Last: until then it begins again. */
	return fs_write(start, tip, strlen(tip), err);
}

static int prepare_index(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *lock = yard_room(swarm, "own/index.lock"), *ours = yard_ours(swarm), *index = 0, *tip = 0;
	struct git git = yard_git(swarm, ours, 0);

	/* Nothing of the session's runs: one that is there is of a git that was killed. */
	unlink(lock);
	if (yard_tip(swarm, &tip, err) || yard_take_index(swarm, &index, err))
		return err->code;
	git.index = index;
	return yard_load(&git, tip, err) ? err->code : yard_give_index(swarm, index, err);
}

static int move_origin(const struct swarm *swarm, const char *base, struct err *err)
{
	_autofree_ char *theirs = yard_theirs(swarm), *ref = mem_printf("refs/remotes/origin/%s", swarm->at.target);
	struct git git = yard_git(swarm, theirs, 0);

	return git_run(&git, GIT("update-ref", "--no-deref", "-m", "base", ref, base), err);
}

static int settle(const struct swarm *swarm, const char *base, struct err *err)
{
	_autofree_ char *start = yard_room(swarm, "start"), *noted = yard_room(swarm, "base");
	_autofree_ char *branch = yard_branch(swarm);
	_autoclose_ int lock = -1;

	if (yard_lock(swarm, &lock, err) || ground_make(swarm, base, err) || move_finish(swarm, err) ||
	    ground_fetch(swarm, branch, err) || ground_fetch(swarm, base, err) ||
	    ground_room(swarm, err) || fs_write(noted, base, strlen(base), err) || move_origin(swarm, base, err) ||
	    move_to_target(swarm, err) || (!fs_exists(start) && begin(swarm, base, err)))
		return err->code;
	return prepare_index(swarm, err);
}

bool swarm_is_begun(const struct swarm *swarm)
{
	_autofree_ char *ready = mem_printf("%s.ready", swarm->at.path), *start = yard_room(swarm, "start");

	return fs_exists(ready) && fs_is_dir(swarm->at.path) && fs_exists(start);
}

int swarm_prepare(const struct swarm *swarm, const char *base, struct err *err)
{
	_autofree_ char *folder = swarm_table(swarm->at.path);

	if (fs_make_dirs(folder, err) || fs_make_dirs(swarm->room, err) ||
	    table_take(folder, swarm->session, scope_of(swarm), SWARM_TTL_MS, err))
		return err->code;
	if (settle(swarm, base, err))
		return err_wrap(err, "cannot prepare the shared checkout '%s'", swarm->at.path);
	return 0;
}

int swarm_extend(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *folder = swarm_table(swarm->at.path);

	return table_extend(folder, swarm->session, SWARM_TTL_MS, err);
}

int swarm_leave(const struct swarm *swarm, struct err *err)
{
	_autofree_ char *folder = swarm_table(swarm->at.path);

	return fs_is_dir(folder) ? table_release(folder, swarm->session, 0, err) : 0;
}

static char *held_now(const struct swarm *swarm, const char *folder)
{
	_cleanup_(reserve_free_claims) struct reserve claims = { 0 };
	char *held;

	table_read(folder, &claims);
	held = reserve_patterns(&claims, swarm->session);
	return held ? held : mem_dup("");
}

int swarm_reserve(const struct swarm *swarm, const char *patterns, long long for_ms, struct err *err)
{
	_autofree_ char *folder = swarm_table(swarm->at.path), *path = yard_room(swarm, "held");
	_autofree_ char *before = fs_read_tail(path, 1 << 20, 0), *held = held_now(swarm, folder), *now = 0;
	_cleanup_(err_release) struct err ignored = ERR_INIT;
	struct lines walk;

	if (table_take(folder, swarm->session, patterns, for_ms, err))
		return err->code;
	if (own_refresh(swarm, patterns, held, err)) {
		/* A git of the session's own has its index: half taken would be worse than not. */
		(void)!table_release(folder, swarm->session, patterns, &ignored);
		return err_wrap(err, "cannot reserve now, try again");
	}
	now = mem_dup(before);
	LINES_EACH(walk, patterns)
		if (!lines_has(now, walk.line))
			mem_replace(&now, mem_printf("%s%s\n", now, walk.line));
	return text_same(now, before) ? 0 : fs_write(path, now, strlen(now), err);
}

int swarm_release(const struct swarm *swarm, const char *patterns, struct err *err)
{
	_autofree_ char *folder = swarm_table(swarm->at.path);

	return table_release(folder, swarm->session, patterns, err);
}
