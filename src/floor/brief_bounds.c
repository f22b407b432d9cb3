/* brief_bounds.c - see brief_bounds.h. */
#include "floor/brief_bounds.h"

#include "core/ask.h"
#include "core/signals.h"
#include "core/watch.h"

/* Its runner tells the agent at once where there were enough, and what it has said in an older turn is no news. */
static json_t *proposals_json(const struct keeper *keeper, long long session)
{
	json_t *object = json_object(), *keys = json_array();

	EACH_LIVE(question, question, keeper->state)
		if (question->session == session && question_is_proposal(question))
			json_array_append_new(keys, json_string(question->key));
	json_put_number(object, "most", ASK_PROPOSALS_MOST);
	json_object_set_new(object, "keys", keys);
	return object;
}

void brief_bounds(const struct keeper *keeper, const struct job *job, json_t *object)
{
	const struct session *session = session_at(keeper->state, job->session);
	const struct task *task = task_at(keeper->state, session->task);
	long long most_ms = keeper->config.silence_ms;

	json_put_number(object, "time_ms", job_time_left_ms(task, job));
	json_put_number(object, "silence_ms", habit_silence_ms(keeper->state, session->agent, most_ms));
	json_put_number(object, "silence_most_ms", most_ms);
	json_object_set_new(object, "proposals", proposals_json(keeper, session->record.id));
}
