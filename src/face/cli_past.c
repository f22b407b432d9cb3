/* cli_past.c - the checkpoints of a task, the way back to one, and what was saved. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

static const char *kind_text(const char *kind)
{
	static const struct {
		const char *kind, *text;
	} texts[] = {
		{ "began", "before it" },
		{ "worked", "while it worked" },
		{ "ended", "at its end" },
		{ "saved", "outside of a turn" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (text_same(texts[i].kind, kind))
			return texts[i].text;
	return "";
}

static char *turn_text(const json_t *entry)
{
	const char *why = json_text_or(entry, "why", "");

	if (!json_number(entry, "turn"))
		return mem_dup("");
	return mem_printf("turn %lld%s%s%s", json_number(entry, "turn"), *why ? " (" : "", why, *why ? ")" : "");
}

static void add_row(struct sheet *sheet, const json_t *entry)
{
	long long files = json_number(entry, "files");
	_autofree_ char *when = clock_text(json_number(entry, "at_ms")), *turn = turn_text(entry);
	_autofree_ char *commit = mem_printf("%.12s", json_text_or(entry, "commit", ""));
	_autofree_ char *change = mem_printf("%lld file%s +%lld -%lld", files, text_plural(files),
					     json_number(entry, "insertions"), json_number(entry, "deletions"));

	sheet_cell(sheet, INK_bold, json_text_or(entry, "name", ""));
	sheet_cell(sheet, INK_dim, commit);
	sheet_cell(sheet, INK_plain, when);
	sheet_cell(sheet, INK_plain, turn);
	sheet_cell(sheet, INK_plain, kind_text(json_text_or(entry, "kind", "")));
	sheet_cell(sheet, INK_plain, change);
	sheet_cell(sheet, json_bool(entry, "committed") ? INK_green : INK_dim,
		   json_bool(entry, "committed") ? "committed" : "uncommitted");
}

void draw_checkpoints(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *list = json_object_get(out, "checkpoints"), *entry;
	struct sheet sheet = { .columns = 7 };
	const char *task = json_text_or(out, "task", "");
	size_t i;

	(void)call;
	json_array_foreach(list, i, entry)
		add_row(&sheet, entry);
	sheet_print(&sheet, paper, 0);
	json_array_foreach(json_object_get(out, "restored"), i, entry) {
		paper_print(paper, INK_dim, "Session %lld began at checkpoint %.12s of session %lld.",
			    json_number(entry, "session"), json_text_or(entry, "commit", ""),
			    json_number(entry, "past"));
		paper_end_line(paper);
	}
	if (json_array_size(list))
		paper_print(paper, INK_plain, "Back to one: leadhand restore %s NAME", task);
	else
		paper_print(paper, INK_plain, "'%s' has no checkpoints.", task);
	paper_end_line(paper);
}

void draw_restore(const struct call *call, const json_t *out, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(out, "at_ms"));

	(void)call;
	paper_print(paper, INK_plain, "'%s' goes back to %s, %s; another session begins there.",
		    json_text_or(out, "task", ""), json_text_or(out, "checkpoint", ""), when);
	if (!json_bool(out, "floor"))
		paper_put(paper, INK_dim, " (The floor is not running.)");
	paper_end_line(paper);
}

static void draw_saved(const json_t *entry, struct paper *paper)
{
	const char *task = json_text_or(entry, "task", ""), *name = json_text_or(entry, "checkpoint", "");

	if (!json_bool(entry, "new")) {
		paper_print(paper, INK_dim, "'%s', session %lld: nothing that %s does not have", task,
			    json_number(entry, "session"), name);
		paper_end_line(paper);
		return;
	}
	paper_print(paper, INK_green, "'%s', session %lld: saved as %s", task, json_number(entry, "session"), name);
	paper_print(paper, INK_plain, ", commit %.12s; back to it: leadhand restore %s %s",
		    json_text_or(entry, "commit", ""), task, name);
	paper_end_line(paper);
}

void draw_salvage(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *saved = json_object_get(out, "saved"), *left = json_object_get(out, "left"), *entry;
	size_t i;

	(void)call;
	json_array_foreach(saved, i, entry)
		draw_saved(entry, paper);
	json_array_foreach(left, i, entry) {
		paper_print(paper, INK_yellow, "'%s', session %lld: not saved: %s", json_text_or(entry, "task", ""),
			    json_number(entry, "session"), json_text_or(entry, "why", ""));
		paper_end_line(paper);
	}
	if (json_array_size(saved) || json_array_size(left))
		return;
	paper_put(paper, INK_plain, "No workspace stands there.");
	paper_end_line(paper);
}
