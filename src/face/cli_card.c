/* cli_card.c - one thing to judge, on one page. */
#include "face/cli_draw.h"

#include "api/row.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { REPORT_LINES = 60, OUTPUT_LINES = 30, REASON_LINES = 10, STAT_LINES = 40, NAMES_BYTES = 1 << 16 };

static void title(struct paper *paper, const char *name)
{
	paper_end_line(paper);
	paper_put(paper, INK_bold, name);
	paper_end_line(paper);
}

static void draw_list(const json_t *card, const char *key, const char *name,
		      struct paper *paper)
{
	const json_t *list = json_object_get(card, key), *entry;
	size_t i;

	if (!json_array_size(list))
		return;
	title(paper, name);
	json_array_foreach(list, i, entry) {
		paper_put(paper, INK_plain, "  - ");
		paper_put(paper, INK_plain,
			  json_is_string(entry) ? json_string_value(entry) : "");
		paper_end_line(paper);
	}
}

static void draw_head(const json_t *card, struct paper *paper)
{
	const char *state = json_text_or(card, "state", ""),
		   *reason = json_text_or(card, "reason", "");
	_autofree_ char *age = age_since(card, json_number(card, "now_ms"));
	double cost = json_real_value(json_object_get(card, "cost_usd"));

	paper_put(paper, INK_bold, json_text_or(card, "task", ""));
	paper_put(paper, INK_plain, "  ");
	paper_put(paper, INK_plain, json_text_or(card, "title", ""));
	paper_end_line(paper);
	paper_put(paper, ink_of_state(state), state);
	paper_print(paper, INK_dim, " for %s", age);
	if (*json_text_or(card, "agent", ""))
		paper_print(paper, INK_dim, ", agent %s", json_text(card, "agent"));
	if (json_number(card, "turns"))
		paper_print(paper, INK_dim, ", turn %lld", json_number(card, "turns"));
	if (json_number(card, "tokens"))
		paper_print(paper, INK_dim, ", %lld tokens", json_number(card, "tokens"));
	if (cost > 0)
		paper_print(paper, INK_dim, ", $%.2f", cost);
	paper_end_line(paper);
	if (*reason)
		paper_block(paper, INK_yellow, 0, reason, REPORT_LINES);
	else if (*json_text_or(card, "now", ""))
		paper_block(paper, INK_plain, 0, json_text(card, "now"), 1);
}

static void draw_risk(const json_t *card, struct paper *paper)
{
	const json_t *risk = json_object_get(card, "risk"), *reason;
	const char *level = json_text_or(risk, "level", "");
	size_t i;

	if (!*level || !json_is_object(json_object_get(card, "review")))
		return;
	paper_end_line(paper);
	paper_put(paper, INK_bold, "Risk ");
	paper_put(paper, ink_of_state(level), level);
	paper_end_line(paper);
	json_array_foreach(json_object_get(risk, "reasons"), i, reason) {
		paper_print(paper, INK_plain, "  - %s", json_string_value(reason));
		paper_end_line(paper);
	}
}

/* The caller's. */
static char *base_word(const json_t *line)
{
	const json_t *red = json_object_get(line, "red_on_base");
	const char *cause = json_text(line, "base_cause");

	if (json_is_null(red))
		return mem_dup("");
	if (json_is_false(red))
		return mem_dup("green on the base");
	return mem_printf("red on the base%s%s%s", json_bool(line, "must_be_red_on_base") ? ", as it has to be" : " too",
			  cause ? ": " : "", cause ? cause : "");
}

static char *names_text(const json_t *names)
{
	_autofree_ char *list = json_lines(names);
	struct buf text = BUF_INIT(NAMES_BYTES);
	struct lines walk;

	LINES_EACH(walk, list)
		buf_printf(&text, "%s%s", text.len ? ", " : "", walk.line);
	return buf_take(&text);
}

/* What counts as green though it was red. */
static void draw_flakes(const json_t *line, struct paper *paper)
{
	const json_t *flaky = json_object_get(line, "flaky"), *quarantined = json_object_get(line, "quarantined");
	const char *gate = json_text_or(line, "gate", "");
	_autofree_ char *flaky_names = names_text(flaky), *quarantined_names = names_text(quarantined);

	if (json_array_size(flaky)) {
		paper_print(paper, INK_yellow, "  Flaky in '%s', red and green on this tree (%lld of %lld runs red): %s", gate,
			    json_number(line, "reds"), json_number(line, "executions"), flaky_names);
		paper_end_line(paper);
	}
	if (json_array_size(quarantined)) {
		paper_print(paper, INK_yellow, "  Red in '%s', and not counted as it is in quarantine: %s", gate,
			    quarantined_names);
		paper_end_line(paper);
	}
}

/* As DeFlaker has it: what fails without a line of the change being run is seldom the change's doing. */
static void draw_untouched(const json_t *line, struct paper *paper)
{
	bool failed = text_same(json_text(line, "result"), "red") || json_number(line, "reds");

	if (!failed)
		return;
	paper_print(paper, INK_yellow, "  '%s' failed and ran none of them: what failed there may be flaky",
		    json_text_or(line, "gate", ""));
	paper_end_line(paper);
}

/* How much of what the change adds a gate went through. */
static void draw_coverage(const json_t *line, struct paper *paper)
{
	const json_t *coverage = json_object_get(line, "coverage");
	const char *gate = json_text_or(line, "gate", ""), *problem = json_text_or(coverage, "problem", "");
	long long executed = json_number(coverage, "executed"), lines = executed + json_number(coverage, "missed");
	_autofree_ char *places = names_text(json_object_get(coverage, "uncovered"));

	if (json_bool(coverage, "known")) {
		paper_print(paper, lines > executed ? INK_yellow : INK_plain,
			    "  '%s' runs %lld of the %lld lines of code that it adds%s%s", gate, executed, lines, *places ? ", not " : "",
			    places);
		paper_end_line(paper);
		if (lines && !executed)
			draw_untouched(line, paper);
	}
	if (*problem) {
		paper_print(paper, INK_yellow, "  Coverage of '%s': %s", gate, problem);
		paper_end_line(paper);
	}
}

/* "12 passed, 1 failed", where its report was read. */
static char *tests_text(const json_t *line)
{
	const json_t *tests = json_object_get(line, "tests");
	long long failed = json_number(tests, "failed"), skipped = json_number(tests, "skipped");
	_autofree_ char *bad = failed ? mem_printf(", %lld failed", failed) : mem_dup("");
	_autofree_ char *left = skipped ? mem_printf(", %lld skipped", skipped) : mem_dup("");

	return json_is_object(tests) ? mem_printf("%lld passed%s%s", json_number(tests, "passed"), bad, left) : mem_dup("");
}

/* Why one that is not green is not, and what it said. */
static void draw_words(const json_t *line, struct paper *paper)
{
	const char *gate = json_text_or(line, "gate", ""), *reason = json_text_or(line, "reason", "");
	bool has_tests = json_number(json_object_get(line, "tests"), "failed") > 0;

	if (*reason) {
		paper_print(paper, INK_bold, "  Why '%s' is %s:", gate, json_text_or(line, "result", ""));
		paper_end_line(paper);
		paper_block(paper, INK_plain, 4, reason, REASON_LINES);
	}
	if (!*json_text_or(line, "output", ""))
		return;
	paper_print(paper, INK_bold, has_tests ? "  What '%s' says:" : "  The end of what '%s' printed:", gate);
	paper_end_line(paper);
	paper_block(paper, INK_plain, 4, json_text(line, "output"), OUTPUT_LINES);
}

static void draw_evidence(const json_t *card, struct paper *paper)
{
	const json_t *lines = json_object_get(card, "evidence"), *line;
	struct sheet sheet = { .columns = 7 };
	size_t i;

	if (!json_array_size(lines))
		return;
	title(paper, "Evidence (from leadhand's own runs)");
	json_array_foreach(lines, i, line) {
		const char *result = json_text_or(line, "result", "");
		_autofree_ char *age = duration_text(json_number(line, "duration_ms")), *tests = tests_text(line),
				*base = base_word(line);

		sheet_cell(&sheet, ink_of_state(result), result_word(result));
		sheet_cell(&sheet, INK_plain, json_text_or(line, "gate", ""));
		sheet_cell(&sheet, INK_dim, json_number(line, "duration_ms") ? age : "");
		sheet_cell(&sheet, INK_plain, tests);
		sheet_cell(&sheet, INK_dim,
			   text_same(json_text(line, "of"), "landing") ? "as merged" : "");
		sheet_cell(&sheet, INK_dim, base);
		sheet_cell(&sheet, INK_plain, json_text_or(line, "command", ""));
	}
	sheet_print(&sheet, paper, 2);
	json_array_foreach(lines, i, line)
		draw_flakes(line, paper);
	json_array_foreach(lines, i, line)
		draw_coverage(line, paper);
	json_array_foreach(lines, i, line)
		draw_words(line, paper);
}

static void draw_question(const json_t *question, struct paper *paper)
{
	const json_t *options = json_object_get(question, "options"), *option;
	const char *state = json_text_or(question, "state", "");
	size_t i;

	paper_print(paper, INK_bold, "  %s ", json_text_or(question, "id", ""));
	paper_print(paper, text_same(state, "open") ? INK_yellow : INK_dim, "%s", state);
	paper_end_line(paper);
	paper_wrap(paper, 4, json_text_or(question, "text", ""));
	json_array_foreach(options, i, option) {
		bool is_default = (long long)i + 1 == json_number(question, "default");

		paper_print(paper, INK_plain, "    %zu. %s%s", i + 1, json_string_value(option),
			    is_default ? "  (goes on with this)" : "");
		paper_end_line(paper);
	}
	if (json_text(question, "proposes")) {
		paper_end_line(paper);
		paper_block(paper, INK_plain, 4, json_text(question, "proposes"), 0);
	}
	if (json_text(question, "answer")) {
		paper_print(paper, INK_green, "    answered: %s",
			    json_text(question, "answer"));
		paper_end_line(paper);
	}
}

static void draw_questions(const json_t *card, struct paper *paper)
{
	const json_t *named = json_object_get(card, "question"),
		     *list = json_object_get(card, "questions"), *question;
	size_t i;

	if (named) {
		title(paper, "Question");
		draw_question(named, paper);
		return;
	}
	if (!json_array_size(list))
		return;
	title(paper, "Questions");
	json_array_foreach(list, i, question)
		draw_question(question, paper);
}

static void draw_stat(const json_t *card, struct paper *paper)
{
	const json_t *stat = json_object_get(card, "diffstat"), *line,
		     *change = json_object_get(card, "change");
	struct sheet sheet = { .columns = 3 };
	size_t i, count = json_array_size(stat);

	if (!count)
		return;
	paper_end_line(paper);
	paper_put(paper, INK_bold, "Change ");
	paper_print(paper, INK_dim, "%lld file%s, +%lld -%lld, commit %.12s",
		    json_number(change, "files"), json_number(change, "files") == 1 ? "" : "s",
		    json_number(change, "insertions"), json_number(change, "deletions"),
		    json_text_or(change, "commit", ""));
	paper_end_line(paper);
	json_array_foreach(stat, i, line) {
		_autofree_ char *more = mem_printf("+%lld", json_number(line, "insertions"));
		_autofree_ char *less = mem_printf("-%lld", json_number(line, "deletions"));
		bool is_binary = json_bool(line, "binary");

		if (i == STAT_LINES)
			break;
		sheet_cell(&sheet, INK_green, is_binary ? "binary" : more);
		sheet_cell(&sheet, INK_red, is_binary ? "" : less);
		sheet_cell(&sheet, INK_plain, json_text_or(line, "path", ""));
	}
	sheet_print(&sheet, paper, 2);
	if (count > STAT_LINES) {
		paper_print(paper, INK_dim, "  and %zu more", count - STAT_LINES);
		paper_end_line(paper);
	}
}

/* What can be said to this card, ready to be typed. */
static void draw_next(const json_t *card, struct paper *paper)
{
	const char *task = json_text_or(card, "task", ""),
		   *state = json_text_or(card, "state", "");
	const json_t *question = json_object_get(card, "question");
	const json_t *review = json_object_get(card, "review");

	paper_end_line(paper);
	if (question && text_same(json_text(question, "state"), "open"))
		paper_print(paper, INK_dim, "leadhand answer %s TEXT | --option N   [--keep]",
			    json_text(question, "id"));
	else if (text_same(json_text(review, "state"), "open"))
		paper_print(paper, INK_dim,
			    "leadhand approve %s | reject %s -m TEXT%s   (tree %.12s)", task,
			    task, json_text(card, "diff") ? "" : " | show --diff",
			    json_text_or(review, "tree", ""));
	else if (text_same(state, "failed"))
		paper_print(paper, INK_dim, "leadhand log %s | retry %s [-m TEXT] | cancel %s",
			    task, task, task);
	else if (text_same(state, "draft"))
		paper_print(paper, INK_dim, "leadhand lint %s", task);
	else
		return;
	paper_end_line(paper);
}

static void draw_notice(const json_t *card, struct paper *paper)
{
	paper_print(paper, INK_bold, "%s notice", json_text_or(card, "id", ""));
	paper_end_line(paper);
	paper_block(paper, INK_plain, 2, json_text_or(card, "text", ""), 0);
}

void draw_card(const struct call *call, const json_t *card, struct paper *paper)
{
	const char *kind = json_text_or(card, "kind", ""),
		   *report = json_text_or(card, "report", "");

	(void)call;
	if (text_same(kind, "none")) {
		paper_put(paper, INK_plain, "Nothing needs you.");
		paper_end_line(paper);
		return;
	}
	if (text_same(kind, "notice")) {
		draw_notice(card, paper);
		return;
	}
	draw_head(card, paper);
	if (text_same(kind, "question"))
		draw_questions(card, paper);
	draw_authority(card, paper);
	draw_failure(card, paper);
	draw_false_claims(card, paper);
	if (*report) {
		title(paper, "What the session reports");
		paper_wrap(paper, 2, report);
	}
	draw_list(card, "decisions", "Decisions it took", paper);
	draw_list(card, "assumptions", "What it assumed", paper);
	draw_list(card, "deviations", "Where it left the task", paper);
	draw_claims(card, paper);
	draw_did(card, paper);
	draw_evidence(card, paper);
	draw_risk(card, paper);
	if (!text_same(kind, "question"))
		draw_questions(card, paper);
	draw_stat(card, paper);
	if (json_text(card, "change_problem")) {
		paper_end_line(paper);
		paper_print(paper, INK_red, "The change cannot be read: %s",
			    json_text(card, "change_problem"));
		paper_end_line(paper);
	}
	if (json_text(card, "diff")) {
		paper_end_line(paper);
		draw_diff(json_text(card, "diff"), paper);
	}
	draw_next(card, paper);
}
