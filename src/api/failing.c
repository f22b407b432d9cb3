/* failing.c - see failing.h. */
#include "api/failing.h"

#include "base/json.h"
#include "base/text.h"
#include "core/claims.h"
#include "core/failure.h"

/* A few of a code say what all of them are like. */
enum { EXAMPLES = 3 };

static void put_or_null(json_t *object, const char *key, const char *text)
{
	json_put(object, key, text_is_empty(text) ? 0 : text);
}

static void put_code(json_t *made, enum failure_code code)
{
	json_put(made, "code", failure_codes[code]);
	json_put(made, "class", failure_blame(code));
	put_or_null(made, "sort", failure_sort(code));
	put_or_null(made, "mast", failure_mast(code));
	json_put(made, "mast_version", FAILURE_MAST_VERSION);
	json_put(made, "words", failure_words(code));
	json_put(made, "prevent", failure_prevent(code));
}

json_t *failure_json(const struct failure *failure)
{
	json_t *made;

	if (!failure)
		return json_null();
	made = json_object();
	put_code(made, (enum failure_code)failure->code);
	json_put(made, "text", failure->text ? failure->text : "");
	json_object_set_new(made, "evidence", json_from_lines(failure->evidence));
	put_or_null(made, "by", failure->by);
	json_object_set_new(made, "last", json_boolean(failure->is_last));
	json_put_number(made, "at_ms", failure->at_ms);
	return made;
}

json_t *failures_json(const struct state *state, const struct task *task)
{
	json_t *list = json_array();

	EACH(failure, failure, state)
		if (failure->task == task->record.id)
			json_array_append_new(list, failure_json(failure));
	return list;
}

static json_t *claim_json(const struct state *state, const struct session *session, const struct claim *claim)
{
	const struct job *job = job_at(state, claim->job);
	_autofree_ char *words = claim_words(claim);
	json_t *made = json_object();

	json_put(made, "kind", claim_kinds[claim->kind]);
	json_put(made, "what", claim->what ? claim->what : "");
	json_put(made, "verdict", claim_verdicts[claim->verdict]);
	json_put(made, "evidence", claim->evidence ? claim->evidence : "");
	json_put(made, "text", words);
	json_put_number(made, "turn", job ? job->turn : 0);
	json_object_set_new(made, "current", json_boolean(claim->job == session->job));
	return made;
}

json_t *claims_json(const struct state *state, const struct session *session)
{
	json_t *list = json_array();

	EACH(claim, claim, state)
		if (session && claim->session == session->record.id)
			json_array_append_new(list, claim_json(state, session, claim));
	return list;
}

static const char *class_of(const struct state *state, long long task)
{
	const struct task *known = task_at(state, task);

	return known && !text_is_empty(known->class) ? known->class : "task";
}

static const char *agent_of(const struct state *state, const struct failure *failure)
{
	const struct session *session = session_at(state, failure->session);
	const struct task *task = task_at(state, failure->task);
	const char *agent = session ? session->agent : task ? task->agent : 0;

	return agent ? agent : "";
}

static bool counts(const struct state *state, const struct failing_scope *scope, const struct failure *failure)
{
	return failure->at_ms >= scope->since_ms &&
	       (!scope->class || text_same(scope->class, class_of(state, failure->task))) &&
	       (!scope->agent || text_same(scope->agent, agent_of(state, failure)));
}

/* The line of a list whose `key` is that; made where there is none. Borrowed. */
static json_t *line_of(json_t *list, const char *key, const char *text)
{
	json_t *made;
	size_t i;

	json_array_foreach(list, i, made)
		if (text_same(json_text(made, key), text))
			return made;
	made = json_object();
	json_put(made, key, text);
	json_array_append_new(list, made);
	return made;
}

static void count(json_t *line, const char *key, long long more)
{
	json_put_number(line, key, json_number(line, key) + more);
}

static void add_example(const struct state *state, json_t *line, const struct failure *failure)
{
	json_t *examples = json_object_get(line, "examples"), *made;
	const struct task *task = task_at(state, failure->task);

	if (!examples) {
		examples = json_array();
		json_object_set_new(line, "examples", examples);
	}
	/* The newest: what was mended long ago is not what is to do now. */
	if (json_array_size(examples) == EXAMPLES)
		json_array_remove(examples, 0);
	made = json_object();
	json_put(made, "task", task ? task->name : 0);
	json_put_number(made, "session", failure->session);
	json_put(made, "text", failure->text ? failure->text : "");
	json_object_set_new(made, "evidence", json_from_lines(failure->evidence));
	json_put_number(made, "at_ms", failure->at_ms);
	json_array_append_new(examples, made);
}

/* Most first, and of as many the one that was first; takes the list. */
static json_t *sorted(json_t *list)
{
	json_t *made = json_array(), *line;
	size_t i;

	json_array_foreach(list, i, line) {
		size_t at = json_array_size(made);

		while (at && json_number(json_array_get(made, at - 1), "count") < json_number(line, "count"))
			at--;
		json_array_insert(made, at, line);
	}
	json_decref(list);
	return made;
}

/* Each with its share, and what it comes to with those before it. */
static json_t *pareto(json_t *list, long long all)
{
	json_t *made = sorted(list), *line;
	long long sum = 0;
	size_t i;

	json_array_foreach(made, i, line) {
		sum += json_number(line, "count");
		json_object_set_new(line, "share", json_real((double)json_number(line, "count") / (double)all));
		json_object_set_new(line, "cumulated", json_real((double)sum / (double)all));
	}
	return made;
}

/* What reports claimed, by class of task: of all time, as it is kept with the class. */
static json_t *claimed_json(const struct state *state, const struct failing_scope *scope)
{
	json_t *list = json_array();

	EACH(class, class, state) {
		json_t *made;

		if (!class->claims || (scope->class && !text_same(scope->class, class->name)))
			continue;
		made = json_object();
		json_put(made, "class", class->name);
		json_put_number(made, "claims", class->claims);
		json_put_number(made, "false", class->untrue);
		json_array_append_new(list, made);
	}
	return list;
}

json_t *failing_json(const struct state *state, const struct failing_scope *scope)
{
	json_t *out = json_object(), *codes = json_array(), *classes = json_array(), *agents = json_array(), *kinds = json_array();
	long long all = 0;

	EACH(failure, failure, state) {
		json_t *line;

		if (!counts(state, scope, failure))
			continue;
		all++;
		line = line_of(codes, "code", failure_codes[failure->code]);
		put_code(line, (enum failure_code)failure->code);
		count(line, "count", 1);
		add_example(state, line, failure);
		count(line_of(kinds, "class", failure_blame((enum failure_code)failure->code)), "count", 1);
		count(line_of(classes, "tasks", class_of(state, failure->task)), "count", 1);
		count(line_of(agents, "agent", agent_of(state, failure)), "count", 1);
	}
	json_put_number(out, "count", all);
	json_put(out, "taxonomy", "MAST " FAILURE_MAST_VERSION);
	json_object_set_new(out, "codes", pareto(codes, all));
	json_object_set_new(out, "classes", pareto(kinds, all));
	json_object_set_new(out, "by_class", pareto(classes, all));
	json_object_set_new(out, "by_agent", pareto(agents, all));
	json_object_set_new(out, "claims", claimed_json(state, scope));
	return out;
}
