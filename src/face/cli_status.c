/* cli_status.c - the board and the inbox, as tables. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>

/* How many that have ended are shown one by one. */
enum { ENDED_SHOWN = 5 };

static bool has_ended(const json_t *task)
{
	const char *state = json_text_or(task, "state", "");

	return text_same(state, "landed") || text_same(state, "done") ||
	       text_same(state, "cancelled");
}

static char *spent(const json_t *task)
{
	double cost = json_real_value(json_object_get(task, "cost_usd"));
	long long tokens = json_number(task, "tokens");
	_autofree_ char *count = tokens >= 1000000 ? mem_printf("%.1fM", (double)tokens / 1e6)
				 : tokens >= 1000  ? mem_printf("%lldk", tokens / 1000)
				 : tokens	   ? mem_printf("%lld", tokens)
						   : mem_dup("");

	return cost > 0 ? mem_printf("$%.2f %s", cost, count) : steal(&count);
}

/* What it waits for, what it is doing, or at least what it is. */
static const char *story(const json_t *task)
{
	const char *reason = json_text_or(task, "reason", ""),
		   *now = json_text_or(task, "now", "");

	return *reason ? reason : *now ? now : json_text_or(task, "title", "");
}

static void add_row(struct sheet *sheet, const json_t *task, long long now_ms)
{
	const char *state = json_text_or(task, "state", "");
	_autofree_ char *age = age_since(task, now_ms), *money = spent(task);
	_autofree_ char *round = json_number(task, "round")
					 ? mem_printf("round %lld", json_number(task, "round"))
					 : mem_dup("");

	sheet_cell(sheet, INK_bold, json_text_or(task, "id", ""));
	sheet_cell(sheet, ink_of_state(state), state);
	sheet_cell(sheet, INK_dim, age);
	sheet_cell(sheet, INK_plain, json_text_or(task, "agent", ""));
	sheet_cell(sheet, INK_yellow, round);
	sheet_cell(sheet, INK_dim, money);
	sheet_cell(sheet, INK_plain, story(task));
}

static int newest_first(const void *left, const void *right)
{
	long long a = json_number(*(json_t *const *)left, "since_ms");
	long long b = json_number(*(json_t *const *)right, "since_ms");

	return a > b ? -1 : a < b;
}

/* Landed work must leave the picture, or soon there is no other. */
static void draw_ended(const json_t *tasks, bool all, long long now_ms, struct sheet *sheet,
		       char **rest)
{
	_autofree_ const json_t **ended = mem_new(json_array_size(tasks) + 1, sizeof(*ended));
	size_t count = 0, i, shown, landed = 0;
	const json_t *task;

	json_array_foreach(tasks, i, task)
		if (has_ended(task))
			ended[count++] = task;
	qsort(ended, count, sizeof(*ended), newest_first);
	shown = all || count < ENDED_SHOWN ? count : ENDED_SHOWN;
	for (i = 0; i < shown; i++)
		add_row(sheet, ended[i], now_ms);
	for (i = shown; i < count; i++)
		landed += !text_same(json_text(ended[i], "state"), "cancelled");
	if (count > shown)
		*rest = mem_printf(
			"and before: %zu landed, %zu cancelled ('leadhand status --all')",
			landed, count - shown - landed);
}

static void draw_floor(const json_t *floor, struct paper *paper)
{
	const char *words = json_text_or(floor, "last_words", "");

	if (json_bool(floor, "running")) {
		bool is_open = text_same(json_text(floor, "mode"), "open");

		paper_print(paper, INK_dim, "The floor %s (process %lld); changes land on '%s'.",
			    is_open ? "runs" : "is going down", json_number(floor, "pid"),
			    json_text_or(floor, "target", ""));
	} else if (json_bool(floor, "work_remains")) {
		paper_put(paper, INK_yellow,
			  "The floor is not running, and work remains: 'leadhand up' goes on.");
		if (*words)
			paper_print(paper, INK_dim, " Its last words: %s", words);
	} else {
		paper_put(paper, INK_dim, "No floor runs: 'leadhand up' starts one.");
	}
	paper_end_line(paper);
}

static void draw_walls(const json_t *floor, struct paper *paper)
{
	const char *missing = json_text(floor, "without_walls");

	if (!missing)
		return;
	paper_print(paper, INK_red, "Sessions run without walls: %s.", missing);
	paper_end_line(paper);
}

static void draw_problem(const json_t *out, struct paper *paper)
{
	const char *problem = json_text(out, "problem");

	if (!problem)
		return;
	paper_put(paper, INK_red, problem);
	if (json_bool(json_object_get(out, "floor"), "running"))
		paper_put(paper, INK_red,
			  " (the floor goes on with the last good configuration)");
	paper_end_line(paper);
}

static void draw_summary(const json_t *out, struct paper *paper)
{
	const char *bottleneck = json_text_or(out, "bottleneck", "none");
	long long inbox = json_number(out, "inbox");

	if (inbox)
		paper_print(paper, INK_bold,
			    "%lld thing%s need%s you: 'leadhand inbox', 'leadhand next'. ",
			    inbox, inbox == 1 ? "" : "s", inbox == 1 ? "s" : "");
	else if (text_same(bottleneck, "specification"))
		paper_put(paper, INK_plain,
			  "The inbox is empty, but a draft is not fit to run: 'leadhand "
			  "lint' says why.");
	else
		paper_put(paper, INK_plain, "Nothing needs you. ");
	if (!text_same(bottleneck, "none") && (inbox || !text_same(bottleneck, "specification")))
		paper_print(paper, INK_plain, "Work piles up at: %s%s.", bottleneck,
			    text_same(bottleneck, "review") ||
					    text_same(bottleneck, "specification")
				    ? " (you)"
				    : "");
	paper_end_line(paper);
}

void draw_status(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *tasks = json_object_get(out, "tasks"), *task;
	long long now_ms = json_number(out, "now_ms");
	struct sheet sheet = { .columns = 7 };
	_autofree_ char *rest = 0;
	size_t i;

	draw_floor(json_object_get(out, "floor"), paper);
	draw_walls(json_object_get(out, "floor"), paper);
	draw_problem(out, paper);
	if (!json_array_size(tasks)) {
		paper_put(paper, INK_plain,
			  "There are no tasks yet: leadhand add \"what you want done\"");
		paper_end_line(paper);
		return;
	}
	json_array_foreach(tasks, i, task)
		if (!has_ended(task))
			add_row(&sheet, task, now_ms);
	draw_ended(tasks, call_has(call, "all"), now_ms, &sheet, &rest);
	sheet_print(&sheet, paper, 0);
	if (rest) {
		paper_put(paper, INK_dim, rest);
		paper_end_line(paper);
	}
	draw_summary(out, paper);
}

/* Why it should not wait, or until when it may. */
static char *moment_text(const json_t *item, long long now_ms)
{
	size_t blocks = json_array_size(json_object_get(item, "blocks"));
	long long due_ms = json_number(item, "due_ms");
	_autofree_ char *left = due_ms > now_ms ? text_age(due_ms - now_ms) : 0;

	if (left)
		return mem_printf("its default in %s", left);
	if (blocks)
		return mem_printf("blocks %zu", blocks);
	return mem_dup(text_same(json_text(item, "when"), "now") ? "all stands still" : "");
}

static void add_item(struct sheet *sheet, const json_t *item, long long now_ms)
{
	const char *kind = json_text_or(item, "kind", ""),
		   *risk = json_text_or(item, "risk", "");
	_autofree_ char *age = age_since(item, now_ms);
	_autofree_ char *minutes = mem_printf("%lld min", json_number(item, "minutes")), *moment = moment_text(item, now_ms);

	sheet_cell(sheet, INK_bold, json_text_or(item, "id", ""));
	sheet_cell(sheet, ink_of_state(kind), kind);
	sheet_cell(sheet, ink_of_state(risk), risk);
	sheet_cell(sheet, INK_plain, minutes);
	sheet_cell(sheet, INK_dim, age);
	sheet_cell(sheet, text_same(json_text(item, "when"), "now") ? INK_red : INK_yellow, moment);
	sheet_cell(sheet, INK_plain, json_text_or(item, "task", ""));
	sheet_cell(sheet, INK_plain, json_text_or(item, "text", ""));
}

void draw_inbox(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *items = json_object_get(out, "items"), *item;
	struct sheet sheet = { .columns = 8 };
	size_t i;

	(void)call;
	if (!json_array_size(items)) {
		paper_put(paper, INK_plain, "Nothing needs you.");
		paper_end_line(paper);
		return;
	}
	sheet_cell(&sheet, INK_dim, "ID");
	sheet_cell(&sheet, INK_dim, "WHAT");
	sheet_cell(&sheet, INK_dim, "RISK");
	sheet_cell(&sheet, INK_dim, "YOUR TIME");
	sheet_cell(&sheet, INK_dim, "WAITS");
	sheet_cell(&sheet, INK_dim, "");
	sheet_cell(&sheet, INK_dim, "TASK");
	sheet_cell(&sheet, INK_dim, "");
	json_array_foreach(items, i, item)
		add_item(&sheet, item, json_number(out, "now_ms"));
	sheet_print(&sheet, paper, 0);
	paper_put(paper, INK_dim, "'leadhand next' shows the first one.");
	paper_end_line(paper);
}
