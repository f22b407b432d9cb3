/* cli_did.c - what an agent did, and what was seen of it. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

enum { FILES_SHOWN = 8, SIGNALS_SHOWN = 12 };

static char *calls_text(const json_t *did)
{
	const json_t *outcomes = json_object_get(did, "outcomes"), *value;
	char *text = mem_printf("%lld call%s", json_number(did, "calls"), text_plural(json_number(did, "calls")));
	const char *key;
	size_t shown = 0;

	json_object_foreach((json_t *)outcomes, key, value)
		if (json_integer_value(value))
			mem_replace(&text, mem_printf("%s%s%lld %s", text, shown++ ? ", " : ": ",
						      (long long)json_integer_value(value), key));
	return text;
}

static void add_count(char **text, const json_t *did, const char *key, const char *one, const char *many)
{
	long long count = json_number(did, key);

	if (count)
		mem_replace(text, mem_printf("%s, %lld %s", *text, count, count == 1 ? one : many));
}

static void draw_files(const json_t *did, struct paper *paper)
{
	const json_t *files = json_object_get(did, "files"), *file;
	long long count = json_number(did, "file_count");
	size_t i;

	if (!count)
		return;
	paper_put(paper, INK_plain, "  edited: ");
	json_array_foreach(files, i, file)
		if (i < FILES_SHOWN)
			paper_print(paper, INK_plain, "%s%s", i ? ", " : "", json_string_value(file));
	if (count > FILES_SHOWN)
		paper_print(paper, INK_dim, " and %lld more", count - FILES_SHOWN);
	paper_end_line(paper);
}

static void draw_doings(const json_t *did, struct paper *paper)
{
	_autofree_ char *text = calls_text(did);
	long long context = json_number(did, "context"), window = json_number(did, "window");

	paper_end_line(paper);
	paper_put(paper, INK_bold, "What it did");
	paper_end_line(paper);
	add_count(&text, did, "subagents", "sub-agent", "sub-agents");
	add_count(&text, did, "retries", "retry of its provider", "retries of its provider");
	add_count(&text, did, "permissions", "permission asked for", "permissions asked for");
	if (context && window)
		mem_replace(&text, mem_printf("%s, context %lld %% full", text, 100 * context / window));
	paper_print(paper, INK_plain, "  %s", text);
	paper_end_line(paper);
	draw_files(did, paper);
}

static void draw_signal(const json_t *signal, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(signal, "since_ms"));
	const char *helped = json_text(signal, "helped");

	paper_print(paper, INK_dim, "  %s  ", when);
	paper_put(paper, json_bool(signal, "open") ? INK_yellow : INK_plain, json_text_or(signal, "word", ""));
	paper_print(paper, INK_plain, "%s%s", *json_text_or(signal, "text", "") ? ": " : "", json_text_or(signal, "text", ""));
	if (json_number(signal, "nudges"))
		paper_print(paper, INK_dim, " (told so%s)", text_same(helped, "yes") ? ", and it helped"
			    : text_same(helped, "no") ? ", and it did not help" : "");
	paper_end_line(paper);
}

static void draw_signals(const json_t *signals, struct paper *paper)
{
	size_t count = json_array_size(signals), first = count > SIGNALS_SHOWN ? count - SIGNALS_SHOWN : 0;

	if (!count)
		return;
	paper_end_line(paper);
	paper_put(paper, INK_bold, "What was seen of it");
	paper_end_line(paper);
	for (size_t i = first; i < count; i++)
		draw_signal(json_array_get(signals, i), paper);
}

void draw_did(const json_t *card, struct paper *paper)
{
	const json_t *did = json_object_get(card, "did");

	if (json_number(did, "calls") || json_number(did, "file_count"))
		draw_doings(did, paper);
	draw_signals(json_object_get(card, "signals"), paper);
}

void draw_signal_counts(const json_t *counts, struct paper *paper)
{
	static const char *const heads[] = { "AGENT", "SIGNAL", "TIMES", "NUDGES", "HELPED", "DID NOT" };
	static const char *const keys[] = { "count", "nudges", "helped", "unhelped" };
	struct sheet sheet = { .columns = 6 };
	const json_t *line;
	size_t i;

	if (!json_array_size(counts)) {
		paper_put(paper, INK_plain, "Nothing was seen yet.");
		paper_end_line(paper);
		return;
	}
	for (i = 0; i < sheet.columns; i++)
		sheet_cell(&sheet, INK_dim, heads[i]);
	json_array_foreach(counts, i, line) {
		sheet_cell(&sheet, INK_plain, json_text_or(line, "agent", ""));
		sheet_cell(&sheet, INK_plain, json_text_or(line, "word", ""));
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
			_autofree_ char *number = mem_printf("%lld", json_number(line, keys[k]));

			sheet_cell(&sheet, INK_plain, json_number(line, keys[k]) ? number : "");
		}
	}
	sheet_print(&sheet, paper, 0);
}
