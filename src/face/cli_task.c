/* cli_task.c - what init, add, lint, up, down and the lead's words say back. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

static void line(struct paper *paper, const char *name, const char *text)
{
	if (text_is_empty(text))
		return;
	paper_print(paper, INK_bold, "  %-10s", name);
	paper_put(paper, INK_plain, text);
	paper_end_line(paper);
}

/* A list in one line; the caller's. */
static char *joined(const json_t *list)
{
	char *text = mem_dup("");
	const json_t *entry;
	size_t i;

	json_array_foreach(list, i, entry)
		mem_replace(&text, mem_printf("%s%s%s", text, i ? ", " : "",
					      json_string_value(entry)));
	return text;
}

static void next_step(struct paper *paper, const char *text)
{
	paper_print(paper, INK_plain, "Next: %s", text);
	paper_end_line(paper);
}

void draw_init(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *commands = json_object_get(out, "commands");
	_autofree_ char *found = joined(json_object_get(out, "found")),
			*agents = joined(json_object_get(out, "agents"));
	_autofree_ char *protect = joined(json_object_get(out, "protect")), *none = 0;

	if (call_has(call, "prompt")) {
		paper_print(paper, INK_plain, "Wrote %s: what sessions are told from now on, yours to change.",
			    json_text_or(out, "wrote", ""));
		paper_end_line(paper);
		return;
	}
	paper_print(paper, INK_plain, "Looked at %s", json_text_or(out, "top", ""));
	paper_end_line(paper);
	line(paper, "target", json_text(out, "target"));
	none = *agents ? mem_printf("none that leadhand can drive yet (found %s)", agents)
		       : mem_printf("none found (looked for %s)",
				    json_text_or(out, "looked_for", ""));
	line(paper, "agents", json_text(out, "agent") ? agents : none);
	line(paper, "found", *found ? found : "no build files that leadhand knows");
	line(paper, "setup", json_text(commands, "setup"));
	line(paper, "build", json_text(commands, "build"));
	line(paper, "test", json_text(commands, "test"));
	line(paper, "lint", json_text(commands, "lint"));
	line(paper, "protected", protect);
	paper_print(paper, INK_plain, "Wrote %s. Nothing else was changed.",
		    json_text_or(out, "wrote", ""));
	paper_end_line(paper);
	next_step(paper, json_text_or(out, "next", ""));
}

void draw_add(const struct call *call, const json_t *out, struct paper *paper)
{
	const char *id = json_text_or(out, "id", "");
	_autofree_ char *step = 0;

	(void)call;
	paper_print(paper, INK_plain, "Wrote %s: task '%s'.", json_text_or(out, "path", ""),
		    id);
	paper_end_line(paper);
	draw_findings(out, paper);
	step = json_bool(out, "fit") ? mem_printf("leadhand up %s", id)
				     : mem_printf("mend the file, then: leadhand lint %s", id);
	next_step(paper, step);
}

static void draw_mended(const json_t *task, struct paper *paper)
{
	const json_t *changes = json_object_get(task, "mended"), *change;
	size_t i;

	json_array_foreach(changes, i, change) {
		paper_print(paper, INK_bold, "%s:%lld: mended", json_text_or(task, "path", ""), json_number(change, "line"));
		paper_end_line(paper);
		paper_print(paper, INK_red, "-%s", json_text_or(change, "was", ""));
		paper_end_line(paper);
		paper_print(paper, INK_green, "+%s", json_text_or(change, "now", ""));
		paper_end_line(paper);
	}
}

static void draw_sum(size_t count, size_t unfit, long long warnings, struct paper *paper)
{
	if (!count)
		paper_put(paper, INK_plain, "There are no tasks.");
	else if (unfit)
		paper_print(paper, INK_red, "%zu of %zu task%s %s not fit to run.", unfit, count,
			    text_plural((long long)count), unfit == 1 ? "is" : "are");
	else if (count == 1)
		paper_put(paper, INK_green, "The task is fit to run.");
	else
		paper_print(paper, INK_green, "All %zu tasks are fit to run.", count);
	if (warnings)
		paper_print(paper, INK_dim, " %lld warning%s; 'leadhand help lint RULE' says why.", warnings,
			    text_plural(warnings));
	paper_end_line(paper);
}

void draw_lint(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *tasks = json_object_get(out, "tasks"), *entry;
	long long warnings = 0;
	size_t i, unfit = 0;

	(void)call;
	json_array_foreach(tasks, i, entry) {
		unfit += !json_bool(entry, "fit");
		warnings += json_number(entry, "warnings");
		draw_mended(entry, paper);
		draw_findings(entry, paper);
	}
	json_array_foreach(json_object_get(out, "odd"), i, entry) {
		paper_print(paper, INK_yellow,
			    ".leadhand/tasks/%s: not a task: a task is a regular file NAME.md",
			    json_string_value(entry));
		paper_end_line(paper);
	}
	draw_sum(json_array_size(tasks), unfit, warnings, paper);
}

/* Of a few by name; of many the number says enough. */
static void draw_warned(const json_t *warned, struct paper *paper)
{
	size_t count = json_array_size(warned);
	const json_t *first = json_array_get(warned, 0);

	if (!count)
		return;
	if (count == 1)
		paper_print(paper, INK_dim, "'%s' has %lld warning%s: leadhand lint %s", json_text_or(first, "id", ""),
			    json_number(first, "warnings"), text_plural(json_number(first, "warnings")),
			    json_text_or(first, "id", ""));
	else
		paper_print(paper, INK_dim, "%zu of them have warnings: leadhand lint", count);
	paper_end_line(paper);
}

void draw_up(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *unfit = json_object_get(out, "unfit"), *entry;
	_autofree_ char *called = joined(json_object_get(out, "called"));
	size_t i;

	(void)call;
	paper_print(paper, INK_plain, "The floor runs (process %lld). ",
		    json_number(out, "pid"));
	if (*called)
		paper_print(paper, INK_plain, "Called: %s.", called);
	else
		paper_put(paper, INK_plain, "No further task was called.");
	paper_end_line(paper);
	json_array_foreach(json_object_get(out, "weaker"), i, entry) {
		paper_put(paper, INK_yellow, json_string_value(entry));
		paper_end_line(paper);
	}
	json_array_foreach(json_object_get(out, "overlaps"), i, entry) {
		paper_print(paper, INK_yellow, "'%s' writes where '%s' does: one after the other; 'needs' would say which first.",
			    json_text_or(entry, "task", ""), json_text_or(entry, "with", ""));
		paper_end_line(paper);
	}
	if (json_text(out, "advice")) {
		paper_put(paper, INK_yellow, json_text(out, "advice"));
		paper_end_line(paper);
	}
	draw_warned(json_object_get(out, "warned"), paper);
	json_array_foreach(unfit, i, entry) {
		paper_print(paper, INK_yellow, "Not fit to run: %s",
			    json_text_or(entry, "id", ""));
		paper_end_line(paper);
		draw_findings(entry, paper);
	}
	if (json_text(out, "reason"))
		paper_put(paper, INK_red, json_text(out, "reason"));
	else if (json_bool(out, "failed"))
		paper_put(paper, INK_red, "Something failed: 'leadhand inbox' has it.");
	else if (json_bool(out, "idle"))
		paper_put(paper, INK_plain, "Nothing more can go on without you.");
	else
		return;
	paper_end_line(paper);
}

void draw_down(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_put(paper, INK_plain,
		  json_bool(out, "was_running") ? "The floor has stopped."
						: "No floor was running.");
	paper_end_line(paper);
}

void draw_answer(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_print(paper, INK_plain, "Q%lld of '%s' is answered: %s",
		    json_number(out, "question"), json_text_or(out, "task", ""),
		    json_text_or(out, "answer", ""));
	paper_end_line(paper);
	if (json_text(out, "kept")) {
		paper_print(paper, INK_plain, "Kept in %s", json_text(out, "kept"));
		paper_end_line(paper);
	}
}

void draw_approve(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_print(paper, INK_green, "Approved '%s'", json_text_or(out, "task", ""));
	paper_print(paper, INK_plain, ": tree %s, commit %s", json_text_or(out, "tree", ""),
		    json_text_or(out, "commit", ""));
	paper_end_line(paper);
}

void draw_reject(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_print(paper, INK_plain, "Sent '%s' back to its session.",
		    json_text_or(out, "task", ""));
	paper_end_line(paper);
}

void draw_task_word(const struct call *call, const json_t *out, struct paper *paper)
{
	static const struct {
		const char *verb, *text;
	} says[] = {
		{ "pause", "stands still" },
		{ "resume", "goes on" },
		{ "cancel", "is given up; what it did is kept" },
		{ "retry", "is tried again" },
	};
	const char *text = "";

	if (json_object_get(out, "providers")) {
		paper_put(paper, INK_plain, "What waited for a login goes on.");
		paper_end_line(paper);
		return;
	}
	for (size_t i = 0; i < sizeof says / sizeof *says; i++)
		if (!strcmp(says[i].verb, call->verb->name))
			text = says[i].text;
	paper_print(paper, INK_plain, "'%s' %s.", json_text_or(out, "task", ""), text);
	if (!json_bool(out, "floor"))
		paper_put(paper, INK_dim, " (The floor is not running.)");
	paper_end_line(paper);
}

void draw_attach(const struct call *call, const json_t *out, struct paper *paper)
{
	static const struct {
		const char *then, *text;
	} says[] = {
		{ "review", "What you left is offered as its change." },
		{ "resume", "Its session goes on, and knows that you were there." },
		{ "pause", "It stands still: 'leadhand resume' lets it go on." },
		{ "nothing", "It is as it was." },
		{ "over", "Its session was taken from you: what you left is saved." },
	};
	const char *then = json_text_or(out, "then", ""), *text = "";

	(void)call;
	for (size_t i = 0; i < sizeof says / sizeof *says; i++)
		if (!strcmp(says[i].then, then))
			text = says[i].text;
	if (json_text(out, "cut"))
		paper_print(paper, INK_plain, "Ended: %s. ", json_text(out, "cut"));
	paper_print(paper, INK_plain, "'%s' is given back. %s", json_text_or(out, "task", ""), text);
	if (json_number(out, "loose"))
		paper_print(paper, INK_dim, " (%lld path%s not committed.)", json_number(out, "loose"),
			    text_plural(json_number(out, "loose")));
	if (!json_bool(out, "floor"))
		paper_put(paper, INK_dim, " (The floor is not running.)");
	paper_end_line(paper);
	if (json_text(out, "trouble")) {
		paper_print(paper, INK_plain, "Not all could be saved: %s", json_text(out, "trouble"));
		paper_end_line(paper);
	}
}

void draw_wait(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	if (json_bool(out, "met"))
		return;
	paper_print(paper, INK_plain, "%s: %s",
		    json_bool(out, "late") ? "Not within the time given"
					   : "This will not come true",
		    json_text_or(out, "reason", ""));
	paper_end_line(paper);
}
