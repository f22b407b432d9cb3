/* card.c - see card.h. */
#include "api/card.h"

#include "api/authority.h"
#include "api/change.h"
#include "api/did.h"
#include "api/failing.h"
#include "api/risk.h"
#include "api/row.h"
#include "base/json.h"
#include "floor/proposal.h"
#include "floor/words.h"

static void put_id(json_t *object, char letter, long long number)
{
	_autofree_ char *id = id_text(letter, number);

	json_put(object, "id", id);
}

static json_t *question_json(const struct question *question)
{
	json_t *made = json_object();

	put_id(made, 'Q', question->record.id);
	json_put(made, "text", question->text ? question->text : "");
	json_object_set_new(made, "options", json_from_lines(question->options));
	json_put_number(made, "default", question->choice);
	json_object_set_new(made, "blocking", json_boolean(question->is_blocking));
	json_put(made, "state", question_states[question->life]);
	json_put(made, "answer", question->answer);
	json_put(made, "by", question->by);
	json_put_number(made, "since_ms", question->since_ms);
	return made;
}

static json_t *questions_json(const struct state *state, const struct task *task)
{
	json_t *list = json_array();

	EACH(question, question, state)
		if (question->task == task->record.id)
			json_array_append_new(list, question_json(question));
	return list;
}

/* Every turn that the task's session had, and why it had it. */
static json_t *rounds_json(const struct state *state, const struct task *task)
{
	json_t *list = json_array();

	EACH(job, job, state) {
		const struct session *session = session_at(state, job->session);
		json_t *made;

		if (!session || session->task != task->record.id)
			continue;
		made = json_object();
		json_put_number(made, "session", job->session);
		json_put_number(made, "turn", job->turn);
		json_put(made, "why", job->why ? job->why : "");
		json_put(made, "text", job->text ? job->text : "");
		json_put(made, "state", job_states[job->life]);
		json_put_number(made, "attempt", job->attempt);
		json_put_number(made, "started_ms", job->started_ms);
		json_put_number(made, "ended_ms", job->ended_ms);
		json_put_number(made, "tokens", job->input + job->output);
		json_object_set_new(made, "cost_usd", json_real(dollars(job->cost_microusd)));
		json_array_append_new(list, made);
	}
	return list;
}

static json_t *review_json(const struct review *review)
{
	json_t *made;

	if (!review)
		return json_null();
	made = json_object();
	put_id(made, 'R', review->record.id);
	json_put(made, "state", review_states[review->life]);
	json_put(made, "tree", review->tree);
	json_put(made, "commit", review->commit);
	json_put(made, "base", review->base);
	json_object_set_new(made, "shown", json_boolean(review->is_shown));
	json_put(made, "by", review->by);
	json_put(made, "text", review->text);
	json_put_number(made, "since_ms", review->since_ms);
	return made;
}

static json_t *risk_json(const struct state *state, const struct task *task, const struct session *session,
			 const struct review *review)
{
	struct risk risk = risk_of(state, task, session, review);
	json_t *made = json_object();

	json_put(made, "level", risk.level);
	json_object_set_new(made, "reasons", json_from_lines(risk.reasons));
	risk_release(&risk);
	return made;
}

static const struct landing *newest_landing(const struct state *state, const struct task *task)
{
	for (long long i = landing_count(state); i >= 1; i--)
		if (landing_at(state, i)->task == task->record.id)
			return landing_at(state, i);
	return 0;
}

static json_t *landing_json(const struct landing *landing)
{
	json_t *made;

	if (!landing)
		return json_null();
	made = json_object();
	json_put(made, "state", landing_states[landing->life]);
	json_put(made, "reason", landing->reason ? landing->reason : "");
	json_put(made, "onto", landing->tip);
	json_put(made, "commit", landing->merged);
	json_put(made, "tree", landing->tree);
	return made;
}

static void put_report(json_t *card, const struct session *session)
{
	json_put(card, "outcome", session ? session->outcome : 0);
	json_put(card, "report", session && session->report ? session->report : "");
	json_object_set_new(card, "decisions", json_from_lines(session ? session->decided : 0));
	json_object_set_new(card, "assumptions",
			    json_from_lines(session ? session->assumed : 0));
	json_object_set_new(card, "deviations",
			    json_from_lines(session ? session->deviated : 0));
}

static void task_card(const struct view *view, const struct view_target *target, bool with_diff,
		      json_t *card)
{
	const struct task *task = target->task;
	const struct session *session =
		target->review ? session_at(view->state, target->review->session)
			       : session_at(view->state, task->session);
	const struct landing *landing = newest_landing(view->state, task);
	_autofree_ char *needs = task->needs ? mem_dup(task->needs) : mem_dup("");

	json_object_set_new(card, "needs", json_from_lines(needs));
	json_object_set_new(card, "scope", json_from_lines(task->scope));
	json_object_set_new(card, "claims", claims_json(view->state, session));
	json_object_set_new(card, "failures", failures_json(view->state, task));
	put_report(card, session);
	if (session)
		authority_put(card, view, session);
	json_object_set_new(card, "evidence",
			    evidence_json(view, task, target->review, landing));
	json_object_set_new(card, "risk",
			    session ? risk_json(view->state, task, session, target->review) : json_null());
	json_object_set_new(card, "rounds", rounds_json(view->state, task));
	json_object_set_new(card, "questions", questions_json(view->state, task));
	json_object_set_new(card, "review", review_json(target->review));
	json_object_set_new(card, "landing", landing_json(landing));
	json_object_set_new(card, "did", session ? did_json(view, session) : json_null());
	json_object_set_new(card, "signals", did_signals(view, task));
	if (session)
		change_put(card, view->place, session, target->review, with_diff);
}

/* What is proposed is read before it is taken. */
static void put_question(json_t *card, const struct place *place, const struct question *question)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *file = 0;
	json_t *made = question_json(question);

	if (question_is_proposal(question) && proposal_text(place, question, &file, &err))
		file = mem_printf("(%s)", err.text);
	if (file)
		json_put(made, "proposes", file);
	json_object_set_new(card, "question", made);
}

json_t *card_json(const struct view *view, const struct view_target *target, bool with_diff)
{
	json_t *card;

	if (target->notice) {
		card = json_object();
		put_id(card, 'N', target->notice->record.id);
		json_put(card, "kind", "notice");
		json_put(card, "text", target->notice->text);
		json_put(card, "state", target->notice->is_open ? "open" : "settled");
		json_put_number(card, "since_ms", target->notice->since_ms);
	} else {
		card = row_of_task(view, target->task);
		json_put(card, "kind", target->question ? "question" : "task");
		json_put(card, "task", target->task->name);
		task_card(view, target, with_diff, card);
		if (target->question)
			put_question(card, view->place, target->question);
	}
	json_put_number(card, "now_ms", view->now_ms);
	return card;
}

void card_shown(const struct view *view, const struct review *review)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *request = 0, *answer = 0;

	if (!review || review->life != REVIEW_open || review->is_shown)
		return;
	request = json_object();
	json_put(request, "word", "shown");
	json_put_number(request, "review", review->record.id);
	/* Nobody there to hear it is no reason not to show the card. */
	if (words_say(view->place, request, &answer, &err))
		err_release(&err);
}
