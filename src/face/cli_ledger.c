/* cli_ledger.c - the ledger, a line an execution. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

enum { OUTPUT_LINES = 200 };

static enum ink ink_of_result(const char *result)
{
	if (text_same(result, "green"))
		return INK_green;
	return text_same(result, "red") || text_same(result, "broken") ? INK_red : INK_yellow;
}

static char *whose(const json_t *entry)
{
	char *text = mem_dup("");
	const json_t *asker;
	size_t i;

	json_array_foreach(json_object_get(entry, "of"), i, asker)
		mem_replace(&text, mem_printf("%s%s%s%s%s", text, *text ? ", " : "", json_text_or(asker, "what", ""),
					      *json_text_or(asker, "task", "") ? " of " : "", json_text_or(asker, "task", "")));
	return text;
}

static char *took(const json_t *entry)
{
	long long ms = json_number(entry, "duration_ms");

	if (json_bool(entry, "reused"))
		return mem_dup("used again");
	if (json_number(entry, "again"))
		return mem_printf("%lld.%lld s, again", ms / 1000, ms % 1000 / 100);
	return ms < 10000 ? mem_printf("%lld.%lld s", ms / 1000, ms % 1000 / 100) : text_age(ms);
}

static char *counts(const json_t *entry)
{
	const json_t *tests = json_object_get(entry, "tests");

	if (!json_is_object(tests))
		return json_number(entry, "exit") ? mem_printf("exit %lld", json_number(entry, "exit")) : mem_dup("");
	return mem_printf("%lld passed, %lld failed, %lld skipped", json_number(tests, "passed"), json_number(tests, "failed"),
			  json_number(tests, "skipped"));
}

static void add_row(struct sheet *sheet, const json_t *entry)
{
	const char *result = json_text_or(entry, "result", "running");
	_autofree_ char *when = clock_text(json_number(entry, "ended_ms")), *of = whose(entry), *time = took(entry);
	_autofree_ char *tree = mem_printf("%.12s", json_text_or(entry, "tree", "")), *tests = counts(entry);

	sheet_cell(sheet, INK_dim, when);
	sheet_cell(sheet, ink_of_result(result), result);
	sheet_cell(sheet, INK_bold, json_text_or(entry, "gate", ""));
	sheet_cell(sheet, INK_dim, tree);
	sheet_cell(sheet, INK_plain, of);
	sheet_cell(sheet, json_bool(entry, "reused") ? INK_dim : INK_plain, time);
	sheet_cell(sheet, INK_plain, tests);
}

static void draw_output(const json_t *entry, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(entry, "ended_ms"));
	const char *output = json_text(entry, "output");

	if (json_bool(entry, "reused") || text_is_empty(output))
		return;
	paper_end_line(paper);
	paper_print(paper, INK_bold, "%s on %.12s, %s: %s", json_text_or(entry, "gate", ""), json_text_or(entry, "tree", ""), when,
		    json_text_or(entry, "command", ""));
	paper_end_line(paper);
	paper_block(paper, INK_plain, 2, output, OUTPUT_LINES);
}

void draw_ledger(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *list = json_object_get(out, "executions"), *entry;
	_autofree_ char *spent = text_age(json_number(out, "spent_ms")), *saved = text_age(json_number(out, "saved_ms"));
	long long runs = json_number(out, "runs"), reused = json_number(out, "reused");
	struct sheet sheet = { .columns = 7 };
	size_t i;

	(void)call;
	json_array_foreach(list, i, entry)
		add_row(&sheet, entry);
	sheet_print(&sheet, paper, 0);
	json_array_foreach(list, i, entry)
		draw_output(entry, paper);
	if (!json_array_size(list)) {
		paper_put(paper, INK_plain, "No check was run.");
		paper_end_line(paper);
		return;
	}
	paper_print(paper, INK_dim, "%lld execution%s, %s; %lld result%s used again, %s saved", runs, text_plural(runs), spent,
		    reused, text_plural(reused), saved);
	paper_end_line(paper);
}
