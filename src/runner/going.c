/* going.c - see going.h. */
#include "runner/going.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/agent_home.h"

#include <stdlib.h>

int going_check(const struct job *job, const struct attach *attach, struct err *err)
{
	const struct agent_kind *kind = agent_kind_find(job->kind);

	if (attach->argv)
		return 0;
	/* Its settings may name programs to be run, and whoever was in there could write them. */
	if (!attach->has_walls && !job->walls.is_unsafe)
		return err_set(err, ERR_REFUSED, "what the session left in its agent's home would run as you: 'leadhand attach %s' is "
			       "behind its walls, 'leadhand attach --no-sandbox %s bash' a shell as yourself", attach->task, attach->task);
	if (!kind || !kind->attach)
		return err_set(err, ERR_REFUSED, "agent '%s' has no interactive program: 'leadhand attach %s bash' takes its "
			       "session over with a shell, 'leadhand enter %s' only looks", job->agent, attach->task, attach->task);
	if (text_is_empty(attach->thread))
		return err_set(err, ERR_REFUSED, "the session of '%s' has no conversation yet: 'leadhand enter %s' is a shell "
			       "in its workspace", attach->task, attach->task);
	return 0;
}

int going_prepare(struct going *going, const struct attempt *attempt, const struct attach *attach, const char *door,
		  struct err *err)
{
	const struct job *job = attempt->job;
	const struct agent_kind *kind = agent_kind_find(job->kind);
	struct agent_turn turn = { .run = job->run, .model = job->model, .thread = attach->thread, .prompt = job->prompt,
				   .workspace = cell_dir(attempt->cell, CELL_agent) };
	struct agent *agent;

	*going = (struct going){ 0 };
	if (agent_home_make(job, cell_has_walls(attempt->cell), err))
		return err->code;
	outfit_make(&going->outfit, attempt, door, &turn);
	if (kind) {
		agent = kind->new (&turn);
		going->env = outfit_env(&going->outfit, job, kind, agent);
		kind->free(agent);
	}
	if (!attach->argv && kind && kind->attach)
		going->words = kind->attach(&turn);
	for (const char *const *word = attach->argv; word && *word; word++)
		lines_add(&going->words, *word);
	return going->words ? 0
			    : err_set(err, ERR_REFUSED, "agent '%s' cannot go on with its conversation in an interactive program: "
				      "'leadhand enter %s' is a shell in its workspace", job->agent, attach->task);
}

void going_release(struct going *going)
{
	outfit_release(&going->outfit);
	free(going->words);
	free(going->env);
}
