/* authority.c - see authority.h. */
#include "api/authority.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/authority.h"
#include "core/ledger.h"
#include "gate/cause.h"
#include "gate/tamper.h"

#include <string.h>

static const char *result_of(const struct run *run)
{
	return run ? run_states[run->life] : "missing";
}

static json_t *verdict_json(const struct view *view, const struct session *session, const struct gate *gate)
{
	const struct run *own = run_of(view->state, gate->record.id, session->tree);
	const struct run *base = run_of(view->state, gate->record.id, session->judged);
	json_t *made = json_object();

	json_put(made, "gate", gate->name);
	json_put(made, "with_change", result_of(own));
	json_put(made, "with_base", result_of(base));
	if (base && (base->life == RUN_red || base->life == RUN_broken)) {
		_autofree_ char *output = store_output(view->store, base->record.id);

		json_put(made, "output", output);
	}
	return made;
}

static json_t *protected_json(const struct view *view, const struct session *session)
{
	json_t *made, *verdicts;

	if (text_is_empty(session->protected))
		return json_null();
	made = json_object();
	verdicts = json_array();
	json_object_set_new(made, "paths", json_from_lines(session->protected));
	json_object_set_new(made, "unnamed", json_from_lines(session->unnamed));
	json_put(made, "judged", text_is_empty(session->judged) ? 0 : session->judged);
	if (!text_is_empty(session->judged))
		GATES_EACH(walk, session->gates)
			json_array_append_new(verdicts, verdict_json(view, session, gate_at(view->state, walk.id)));
	json_object_set_new(made, "verdicts", verdicts);
	return made;
}

static json_t *proof_json(const struct state *state, const struct session *session)
{
	struct red_proof proof = red_proof_of(state, session);
	json_t *made;

	if (text_is_empty(session->tests) && text_is_empty(session->proof))
		return json_null();
	made = json_object();
	json_put(made, "word", proof_words[proof.word]);
	json_object_set_new(made, "tests", json_from_lines(session->tests));
	json_put(made, "tree", text_is_empty(session->proof) ? 0 : session->proof);
	json_put(made, "gate", proof.gate ? proof.gate->name : 0);
	json_object_set_new(made, "failing", json_from_lines(proof.run ? proof.run->failing : 0));
	json_put(made, "cause", proof.run && !text_is_empty(proof.run->cause) ? cause_words(proof.run->cause) : 0);
	return made;
}

static json_t *fewer_json(const struct state *state, const struct session *session)
{
	json_t *list = json_array();
	struct account account;

	GATES_EACH(walk, session->gates)
		if (account_fell(state, session, walk.id, &account))
			json_array_append_new(list, json_pack("{s:s,s:I,s:I,s:I,s:I}", "gate", gate_at(state, walk.id)->name,
							      "ran", (json_int_t)account.now, "ran_on_base",
							      (json_int_t)account.before, "skipped",
							      (json_int_t)account.skipped_now, "skipped_on_base",
							      (json_int_t)account.skipped_before));
	return list;
}

/* "RULE\tLINE\tFILE\tTEXT" */
static json_t *finding_json(char *line)
{
	char *parts[4] = { line, 0, 0, 0 };
	long long number = 0;
	json_t *made;

	for (int i = 1; i < 4; i++) {
		parts[i] = strchr(parts[i - 1], '\t');
		if (!parts[i])
			return 0;
		*parts[i]++ = 0;
	}
	made = json_object();
	json_put(made, "rule", parts[0]);
	json_put(made, "what", tamper_words(parts[0]));
	json_put(made, "file", parts[2]);
	json_put_number(made, "line", text_to_number(parts[1], &number) ? number : 0);
	json_put(made, "text", parts[3]);
	return made;
}

static json_t *tampering_json(const struct session *session)
{
	json_t *list = json_array();
	struct lines walk;

	LINES_EACH(walk, session->tampering) {
		json_t *one = finding_json(walk.line);

		if (one)
			json_array_append_new(list, one);
	}
	return list;
}

void authority_put(json_t *card, const struct view *view, const struct session *session)
{
	json_object_set_new(card, "protected", protected_json(view, session));
	json_object_set_new(card, "proof", proof_json(view->state, session));
	json_object_set_new(card, "fewer_tests", fewer_json(view->state, session));
	json_object_set_new(card, "tampering", tampering_json(session));
}

static void add(char **reasons, char *reason)
{
	lines_add(reasons, reason);
	free(reason);
}

static void add_proof(char **reasons, const struct state *state, const struct session *session)
{
	struct red_proof proof = red_proof_of(state, session);

	if (proof.word == PROOF_vacuous)
		add(reasons, mem_printf("its tests do not fail without it: gate '%s' is green with them on the base",
					proof.gate->name));
	else if (proof.word == PROOF_unproven)
		add(reasons, mem_printf("its tests fail without it, but not by an assertion: gate '%s': %s", proof.gate->name,
					text_is_empty(proof.run->cause) ? "it could not come to an end"
									: cause_words(proof.run->cause)));
}

char *authority_reasons(const struct state *state, const struct session *session)
{
	size_t found = lines_count(session->tampering);
	struct account account;
	char *reasons = 0;

	/* The quick view has no gates. */
	if (!gates_are_known(state, session->gates))
		return 0;
	GATES_EACH(walk, session->gates) {
		const struct run *run = text_is_empty(session->judged) ? 0 : run_of(state, walk.id, session->judged);

		/* What has to be red there says nothing by it. */
		if (run && run->life == RUN_red && !gate_at(state, walk.id)->is_red_first)
			add(&reasons, mem_printf("gate '%s' is red with the base's copy of what is protected",
						 gate_at(state, walk.id)->name));
		if (account_fell(state, session, walk.id, &account))
			add(&reasons, mem_printf("gate '%s' ran %lld tests and skipped %lld, where the base ran %lld and skipped %lld",
						 gate_at(state, walk.id)->name, account.now, account.skipped_now, account.before,
						 account.skipped_before));
	}
	add_proof(&reasons, state, session);
	if (found)
		add(&reasons, mem_printf("%zu place%s in it may make tests or checks say less", found, found > 1 ? "s" : ""));
	return reasons;
}
