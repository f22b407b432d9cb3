/* prepare.c - see prepare.h. */
#include "runner/prepare.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/stage.h"
#include "sys/fs.h"
#include "workspace/base.h"

/* Long before a session would have to wait for it. */
enum { FLAT_FROM = BASE_MOST_LAYERS / 2 };

/* Named by a file of its own, so that it stays while no session stands on it; the one before it is let go by that. */
static int make(const struct job *job, const char *name, struct err *err)
{
	_cleanup_(base_release) struct base base = { 0 }, flat = { 0 };
	const struct base_spec *spec = &job->prepared;

	if (base_prepare(spec, job->base, name, &base, err))
		return err->code;
	if (base_depth(&base) < FLAT_FROM)
		return 0;
	return base_flatten(spec, &base, err) || base_prepare(spec, job->base, name, &flat, err) ? err->code : 0;
}

static int prepare(struct attempt *attempt, struct err *err)
{
	const struct job *job = attempt->job;
	_autofree_ char *name = mem_printf("%s/tip.base", job->bases);
	_autofree_ char *rooms = json_lines(json_object_get(job->json, "rooms"));

	attempt_listen(attempt);
	if (attempt->stop)
		return err_set(err, ERR_REFUSED, "it was stopped");
	if (stage_enter(attempt, err))
		return err->code;
	members_settle(&attempt->membership);
	if (!workspace_kind_has_base(job->workspace.kind))
		return 0;
	return make(job, name, err) || base_prune(&job->prepared, rooms, err) ? err->code : 0;
}

int prepare_run(struct attempt *attempt, struct err *err)
{
	_cleanup_(err_release) struct err mess = ERR_INIT;
	int code = prepare(attempt, err);

	/* What walls left in it is of no use to the next one. */
	(void)!fs_remove_tree(attempt->job->room, &mess);
	return code;
}
