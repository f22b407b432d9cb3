/* cli_failing.c - what reports claim, how work ended badly, and what would prevent it. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum { TOP = 3, EVIDENCE_LINES = 4, BAR = 20 };

static void line(struct paper *paper, enum ink ink, const char *text)
{
	paper_put(paper, ink, text);
	paper_end_line(paper);
}

static bool is_told_as_it_is(const json_t *claim)
{
	return !text_same(json_text(claim, "verdict"), "false");
}

static void draw_claim(const json_t *claim, enum ink ink, struct paper *paper)
{
	const char *evidence = json_text_or(claim, "evidence", "");

	paper_print(paper, ink, "  %s", json_text_or(claim, "verdict", ""));
	paper_print(paper, INK_plain, ": %s", json_text_or(claim, "text", ""));
	if (!json_bool(claim, "current"))
		paper_print(paper, INK_dim, " (turn %lld)", json_number(claim, "turn"));
	paper_end_line(paper);
	if (*evidence)
		paper_wrap(paper, 4, evidence);
}

/* An earlier turn's are worth a line only where they were false. */
static bool is_worth_a_line(const json_t *claim, bool wants_false)
{
	if (wants_false)
		return !is_told_as_it_is(claim);
	return is_told_as_it_is(claim) && json_bool(claim, "current");
}

static void draw_those(const json_t *card, const char *title, bool wants_false, struct paper *paper)
{
	const json_t *claim;
	bool has_any = false;
	size_t i;

	json_array_foreach(json_object_get(card, "claims"), i, claim) {
		if (!is_worth_a_line(claim, wants_false))
			continue;
		if (!has_any) {
			paper_end_line(paper);
			line(paper, wants_false ? INK_red : INK_bold, title);
		}
		has_any = true;
		draw_claim(claim, wants_false ? INK_red : INK_dim, paper);
	}
}

void draw_false_claims(const json_t *card, struct paper *paper)
{
	draw_those(card, "Its report is not what the records say", true, paper);
}

void draw_claims(const json_t *card, struct paper *paper)
{
	draw_those(card, "What it claims, and what the records say to that", false, paper);
}

/* "S2, MAST 2.2 (v3)"; the caller's, "" where no taxonomy knows it. */
static char *labels(const json_t *failure)
{
	const char *sort = json_text(failure, "sort"), *mast = json_text(failure, "mast");
	char *text = mem_printf("%s%s", sort ? ", " : "", sort ? sort : "");

	if (mast)
		mem_replace(&text, mem_printf("%s, MAST %s (%s)", text, mast, json_text_or(failure, "mast_version", "")));
	return text;
}

static void draw_evidence(const json_t *evidence, size_t most, int indent, struct paper *paper)
{
	const json_t *one;
	size_t i;

	json_array_foreach(evidence, i, one) {
		if (i == most)
			break;
		paper_print(paper, INK_dim, "%*s- %s", indent, "", json_string_value(one) ? json_string_value(one) : "");
		paper_end_line(paper);
	}
}

void draw_failure(const json_t *card, struct paper *paper)
{
	const json_t *failure = json_object_get(card, "failure");
	_autofree_ char *more = 0;

	if (!json_is_object(failure))
		return;
	more = labels(failure);
	paper_end_line(paper);
	paper_put(paper, INK_bold, "Failure ");
	paper_print(paper, INK_red, "%s", json_text_or(failure, "code", ""));
	paper_print(paper, INK_dim, " (%s%s)", json_text_or(failure, "class", ""), more);
	paper_end_line(paper);
	paper_wrap(paper, 2, json_text_or(failure, "words", ""));
	draw_evidence(json_object_get(failure, "evidence"), (size_t)-1, 2, paper);
	paper_put(paper, INK_plain, "  What would prevent the next one:");
	paper_end_line(paper);
	paper_wrap(paper, 4, json_text_or(failure, "prevent", ""));
}

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static void draw_pareto(const json_t *codes, struct paper *paper)
{
	static const char *const heads[] = { "WHAT ENDED BADLY", "CLASS", "S", "MAST", "TIMES", "SHARE", "IN ALL", "" };
	struct sheet sheet = { .columns = 8 };
	const json_t *code;
	size_t i;

	for (i = 0; i < sheet.columns; i++)
		sheet_cell(&sheet, INK_dim, heads[i]);
	json_array_foreach(codes, i, code) {
		_autofree_ char *times = mem_printf("%lld", json_number(code, "count"));
		_autofree_ char *share = mem_printf("%.0f %%", 100 * real_of(code, "share"));
		_autofree_ char *sum = mem_printf("%.0f %%", 100 * real_of(code, "cumulated"));
		_cleanup_(buf_release) struct buf bar = BUF_INIT(BAR * 4);

		for (int n = 0; n < (int)(real_of(code, "share") * BAR + 0.5) && n < BAR; n++)
			buf_add_text(&bar, "\u2588");
		sheet_cell(&sheet, INK_plain, json_text_or(code, "code", ""));
		sheet_cell(&sheet, INK_dim, json_text_or(code, "class", ""));
		sheet_cell(&sheet, INK_dim, json_text_or(code, "sort", "-"));
		sheet_cell(&sheet, INK_dim, json_text_or(code, "mast", "-"));
		sheet_cell(&sheet, INK_plain, times);
		sheet_cell(&sheet, INK_plain, share);
		sheet_cell(&sheet, INK_dim, sum);
		sheet_cell(&sheet, INK_red, buf_text(&bar));
	}
	sheet_print(&sheet, paper, 0);
}

static void draw_top(const json_t *codes, struct paper *paper)
{
	const json_t *code;
	size_t i;

	paper_end_line(paper);
	line(paper, INK_bold, "What would prevent the most");
	json_array_foreach(codes, i, code) {
		const json_t *examples = json_object_get(code, "examples");
		const json_t *newest = json_array_get(examples, json_array_size(examples) - 1);

		if (i == TOP)
			break;
		paper_print(paper, INK_plain, "  %s: %s", json_text_or(code, "code", ""), json_text_or(code, "words", ""));
		paper_end_line(paper);
		paper_wrap(paper, 4, json_text_or(code, "prevent", ""));
		paper_print(paper, INK_dim, "    last: %s, %s", json_text_or(newest, "task", ""), json_text_or(newest, "text", ""));
		paper_end_line(paper);
		draw_evidence(json_object_get(newest, "evidence"), EVIDENCE_LINES, 6, paper);
	}
}

/* "bug 3, feature 1"; nothing where there is one alone. */
static void draw_by(const json_t *lines, const char *what, const char *key, struct paper *paper)
{
	const json_t *one;
	size_t i;

	if (json_array_size(lines) < 2)
		return;
	paper_print(paper, INK_dim, "By %s: ", what);
	json_array_foreach(lines, i, one)
		paper_print(paper, INK_plain, "%s%s %lld", i ? ", " : "", json_text_or(one, key, ""), json_number(one, "count"));
	paper_end_line(paper);
}

/* They are counted by class of task alone. */
static void draw_claimed(const json_t *out, struct paper *paper)
{
	const json_t *claims = json_text(out, "agent") ? 0 : json_object_get(out, "claims");
	const json_t *one;
	size_t i;

	json_array_foreach(claims, i, one) {
		paper_print(paper, INK_dim, "Claims in reports of '%s': ", json_text_or(one, "class", ""));
		paper_print(paper, json_number(one, "false") ? INK_red : INK_plain, "%lld, of which %lld false",
			    json_number(one, "claims"), json_number(one, "false"));
		paper_end_line(paper);
	}
}

static void draw_none(const json_t *out, struct paper *paper)
{
	const char *class = json_text(out, "class"), *agent = json_text(out, "agent");

	if (class || agent)
		paper_print(paper, INK_plain, "Nothing has ended badly of the %s '%s'%s%s%s.", class ? "class" : "agent",
			    class ? class : agent, class && agent ? " and the agent '" : "", class && agent ? agent : "",
			    class && agent ? "'" : "");
	else
		paper_put(paper, INK_plain, "Nothing has ended badly yet: no task has failed, and no change was rejected.");
	paper_end_line(paper);
}

void draw_failures(const json_t *out, struct paper *paper)
{
	const json_t *codes = json_object_get(out, "codes");

	if (!json_number(out, "count")) {
		draw_none(out, paper);
		draw_claimed(out, paper);
		return;
	}
	draw_pareto(codes, paper);
	draw_top(codes, paper);
	paper_end_line(paper);
	draw_by(json_object_get(out, "by_class"), "class of task", "tasks", paper);
	draw_by(json_object_get(out, "by_agent"), "agent", "agent", paper);
	draw_claimed(out, paper);
}
