/* kinds.c - see kinds.h. */
#include "api/kinds.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/fit.h"
#include "workspace/choose.h"

char *kinds_advice(const struct view *view, const struct config *config, long long sessions)
{
	_autofree_ struct fit_task *tasks = mem_new((size_t)task_count(view->state) + 1, sizeof *tasks);
	struct fit fit = { .tasks = tasks, .sessions = sessions ? sessions : config->sessions, .can_overlay = true };
	bool is_shared = text_same(config->workspace, "shared"), would_share;
	_autofree_ char *why = 0;

	EACH(task, task, view->state)
		if (task->life < TASK_landed)
			tasks[fit.task_count++] = (struct fit_task){ task->scope ? task->scope : "", task->lines };
	would_share = text_same(fit_kind(&fit, &why), "shared");
	if (!fit.task_count || would_share == is_shared)
		return 0;
	return is_shared ? mem_printf("'workspace: shared' does not fit: %s", why)
			 : mem_printf("'workspace: shared' would fit: %s", why);
}

int kinds_allow(const struct place *place, struct err *err)
{
	_cleanup_(config_release) struct config config = { 0 };
	_cleanup_(err_release) struct err unread = ERR_INIT;
	struct workspace_wish wish = { .folder = place->cache, .may_mount = true };
	enum workspace_kind kind;

	if (config_load(place->config, &config, &unread) || text_same(config.workspace, "shared"))
		return 0;
	wish.word = config.workspace;
	return workspace_choose(&wish, &kind, 0, err);
}
