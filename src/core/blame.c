/* blame.c - what ended badly, why, and by which evidence; see failure.h. Knows records alone: all that fails calls it. */
#include "core/failure.h"

#include "core/counts.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { LINES_MOST = 12, LINE_BYTES = 300, SIGNALS_LOOKED_AT = 200, NAMES_SHOWN = 3, NAME_BYTES = 80, SAYINGS_BYTES = 1000 };

static const struct {
	const char *blame, *sort, *mast;
	bool is_said;
	const char *words, *prevent;
} codes[] = {
#define CODE_X(code, blame, sort, mast, is_said, words, prevent) { BLAME_##blame, sort, mast, is_said, words, prevent },
	FAILURE_CODES(CODE_X)
#undef CODE_X
};

static bool is_same_word(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(*a == '_' && *b == '-'))
			return false;
	return *a == *b;
}

int failure_code_of(const char *word)
{
	for (int code = 0; word && code < FAILURE_CODE_COUNT; code++)
		if (is_same_word(failure_codes[code], word))
			return code;
	return -1;
}

const char *failure_blame(enum failure_code code)
{
	return codes[code].blame;
}

const char *failure_sort(enum failure_code code)
{
	return codes[code].sort;
}

const char *failure_mast(enum failure_code code)
{
	return codes[code].mast;
}

const char *failure_words(enum failure_code code)
{
	return codes[code].words;
}

const char *failure_prevent(enum failure_code code)
{
	return codes[code].prevent;
}

bool failure_is_said(enum failure_code code)
{
	return codes[code].is_said;
}

char *failure_sayings(void)
{
	struct buf text = BUF_INIT(SAYINGS_BYTES);

	for (int code = 0; code < FAILURE_CODE_COUNT; code++)
		if (codes[code].is_said)
			buf_printf(&text, "%s%s", text.len ? ", " : "", failure_codes[code]);
	return buf_take(&text);
}

/* What was judged, and what it was compared with. */
struct trees {
	const char *tree, *base;
};

static void add(char **list, const char *line)
{
	_autofree_ char *flat = text_clean(line, strlen(line), LINE_BYTES);

	if (lines_count(*list) < LINES_MOST)
		lines_add(list, flat);
}

static void add_run(const struct state *state, const struct run *run, char **list)
{
	const struct gate *gate = gate_at(state, run->gate);
	_autofree_ char *failing = lines_some(run->failing, NAMES_SHOWN, NAME_BYTES), *line = 0;

	if (run->life == RUN_broken)
		line = mem_printf("gate '%s' could not be run on tree %.12s: %s", gate->name, run->tree,
				  run->reason ? run->reason : "no reason given");
	else if (run->life == RUN_green)
		line = mem_printf("gate '%s' counts no test on tree %.12s, and some on the base: exit %lld", gate->name, run->tree,
				  run->exit_status);
	else if (run->is_late)
		line = mem_printf("gate '%s' did not end in time on tree %.12s", gate->name, run->tree);
	else
		line = mem_printf("gate '%s' is red on tree %.12s: exit %lld%s%s%s%s", gate->name, run->tree, run->exit_status,
				  *failing ? ", failing: " : "", failing, text_is_empty(run->reason) ? "" : ", ",
				  text_is_empty(run->reason) ? "" : run->reason);
	add(list, line);
}

static bool is_worth_telling(const struct state *state, const struct run *run, const char *base_tree)
{
	return run && (run->life == RUN_red || run->life == RUN_broken || run_counts_none_now(state, run, base_tree));
}

static void add_gates(const struct state *state, const char *gates, const struct trees *trees, char **list)
{
	struct lines walk;
	long long id;

	if (text_is_empty(trees->tree))
		return;
	LINES_EACH(walk, gates) {
		const struct run *run = text_to_number(walk.line, &id) ? run_of(state, id, trees->tree) : 0;

		if (is_worth_telling(state, run, trees->base))
			add_run(state, run, list);
	}
}

/* An acceptance that is green where nothing was done. */
static void add_proofs(const struct state *state, const struct task *task, const struct session *session, char **list)
{
	struct lines walk;
	long long id;

	LINES_EACH(walk, task->accept) {
		const struct run *run = text_to_number(walk.line, &id) ? run_of(state, id, session->base_tree) : 0;
		_autofree_ char *line = 0;

		if (!run || !gate_at(state, id)->is_red_first)
			continue;
		if (run->life == RUN_broken)
			add_run(state, run, list);
		if (run->life != RUN_green)
			continue;
		line = mem_printf("acceptance '%s' is green on the base, tree %.12s", gate_at(state, id)->command, run->tree);
		add(list, line);
	}
}

static void add_landing(const struct state *state, const struct task *task, char **list)
{
	const struct landing *landing = 0;

	for (long long i = landing_count(state); i >= 1 && !landing; i--)
		if (landing_at(state, i)->session == task->session)
			landing = landing_at(state, i);
	if (!landing)
		return;
	if (!text_is_empty(landing->reason)) {
		_autofree_ char *line = mem_printf("landing %lld onto %.12s: %s", landing->record.id,
						   landing->tip ? landing->tip : "", landing->reason);

		add(list, line);
	}
	add_gates(state, landing->gates, &(struct trees){ landing->tree, landing->tip_tree }, list);
}

static void add_claims(const struct state *state, const struct session *session, char **list)
{
	EACH_CLAIM(claim, state, session) {
		_autofree_ char *words = 0, *line = 0;

		if (claim->verdict != CLAIM_false || claim->job != session->job)
			continue;
		words = claim_words(claim);
		line = mem_printf("it reported that it %s: %s", words, claim->evidence ? claim->evidence : "");
		if (claim->kind == CLAIM_passed)
			mem_replace(&line, mem_printf("it reported that %s: %s", words, claim->evidence ? claim->evidence : ""));
		add(list, line);
	}
}

static void add_signals(const struct state *state, const struct session *session, char **list)
{
	long long looked_at = 0;

	for (long long i = signal_count(state); i >= 1 && looked_at < SIGNALS_LOOKED_AT; i--, looked_at++) {
		const struct signal *signal = signal_at(state, i);
		_autofree_ char *line = 0;

		if (signal->session != session->record.id || signal->job != session->job)
			continue;
		line = mem_printf("signal '%s': %s", signal->word, signal->text ? signal->text : "");
		add(list, line);
	}
}

static void add_paths(const char *what, const char *paths, char **list)
{
	_autofree_ char *some = lines_some(paths, NAMES_SHOWN, NAME_BYTES), *line = 0;

	if (!*some)
		return;
	line = mem_printf("%s: %s", what, some);
	add(list, line);
}

static void add_turn(const struct session *session, char **list)
{
	_autofree_ char *line = mem_printf("session %lld, turn %lld (job %lld), round %lld: %lld tokens", session->record.id,
					   session->turns, session->job, session->round, session->input + session->output);

	add(list, line);
}

static char *evidence_of(const struct state *state, const struct task *task, const struct session *session)
{
	char *list = mem_dup("");

	if (!session)
		return list;
	add_claims(state, session, &list);
	if (!session->turns)
		add_proofs(state, task, session, &list);
	add_gates(state, session->gates, &(struct trees){ session->tree, session->base_tree }, &list);
	add_landing(state, task, &list);
	add_paths("outside of its scope", session->outside, &list);
	add_paths("touches what is protected", session->protected, &list);
	add_signals(state, session, &list);
	add_turn(session, &list);
	return list;
}

struct failure *failure_put(struct state *state, const struct task *task, enum failure_code code, const char *text,
			    long long at_ms)
{
	const struct session *session = session_at(state, task->session);
	_autofree_ char *evidence = evidence_of(state, task, session);
	struct failure *failure = failure_add(state);

	failure->task = task->record.id;
	failure->session = task->session;
	failure->job = session ? session->job : 0;
	failure->code = code;
	failure->at_ms = at_ms;
	record_set(failure, &failure->text, text);
	record_set(failure, &failure->evidence, evidence);
	return failure;
}

enum failure_code failure_of_rejection(const struct state *state, const struct session *session)
{
	if (claims_are_false(state, session))
		return FAILURE_false_report;
	if (session && !text_is_empty(session->outside))
		return FAILURE_constraint_violated;
	if (session && !text_is_empty(session->protected))
		return FAILURE_overreach;
	return FAILURE_rejected;
}

enum failure_code failure_of_red(const struct state *state, const struct session *session)
{
	return claims_are_false(state, session) ? FAILURE_false_report : FAILURE_faulty_implementation;
}
