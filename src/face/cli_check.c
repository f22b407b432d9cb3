/* cli_check.c - what doctor, verify, fsck and gc found. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { NAME_WIDTH = 14 };

void draw_doctor(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *checks = json_object_get(out, "checks"), *check;
	int width = NAME_WIDTH;
	size_t i;

	(void)call;
	json_array_foreach(checks, i, check) {
		int len = (int)strlen(json_text_or(check, "name", ""));

		width = len > width ? len : width;
	}
	json_array_foreach(checks, i, check) {
		const char *state = json_text_or(check, "state", "");
		bool is_problem = text_same(state, "problem");

		paper_print(paper,
			    is_problem		     ? INK_red
			    : text_same(state, "ok") ? INK_green
						     : INK_dim,
			    "%-8s", state);
		paper_print(paper, INK_bold, "%-*s ", width, json_text_or(check, "name", ""));
		paper_put(paper, INK_plain, json_text_or(check, "text", ""));
		paper_end_line(paper);
		if (!is_problem)
			continue;
		paper_print(paper, INK_plain, "%8smend: %s (about %lld min)", "",
			    json_text_or(check, "mend", ""), json_number(check, "minutes"));
		paper_end_line(paper);
	}
}

static void draw_gates(const json_t *commit, struct paper *paper)
{
	const json_t *gate;
	size_t i;

	json_array_foreach(json_object_get(commit, "gates"), i, gate)
		paper_print(paper, INK_dim, "%s%s %s", i ? ", " : "  ",
			    json_text_or(gate, "gate", ""), json_text_or(gate, "result", ""));
}

void draw_verify(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *commits = json_object_get(out, "commits"), *commit;
	const char *range = json_text_or(out, "range", "");
	size_t i, bad = 0, count = json_array_size(commits);

	(void)call;
	json_array_foreach(commits, i, commit) {
		const char *problem = json_text(commit, "problem");

		bad += problem != 0;
		paper_put(paper, problem ? INK_red : INK_green,
			  problem ? "problem " : "ok      ");
		paper_print(paper, INK_plain, "%.12s  %s", json_text_or(commit, "commit", ""),
			    json_text_or(commit, "task", "-"));
		if (problem)
			paper_print(paper, INK_plain, "  %s", problem);
		else
			draw_gates(commit, paper);
		paper_end_line(paper);
	}
	json_array_foreach(json_object_get(out, "gone"), i, commit) {
		paper_print(paper, INK_yellow,
			    "gone    %.12s  %s  it landed, and somebody took it off '%s'",
			    json_text_or(commit, "commit", ""),
			    json_text_or(commit, "task", "-"), range);
		paper_end_line(paper);
	}
	if (!count)
		paper_print(paper, INK_plain, "leadhand landed no commit of '%s'.", range);
	else if (bad)
		paper_print(paper, INK_red, "%zu of %zu commit%s could not be proved.", bad,
			    count, text_plural((long long)count));
	else
		paper_print(paper, INK_green,
			    "%zu commit%s of '%s': %s was approved, and green on exactly its "
			    "tree.",
			    count, text_plural((long long)count), range,
			    count == 1 ? "it" : "each");
	paper_end_line(paper);
}

void draw_fsck(const struct call *call, const json_t *out, struct paper *paper)
{
	long long tasks = json_number(out, "tasks"), jobs = json_number(out, "jobs");
	const json_t *finding;
	size_t i;

	(void)call;
	json_array_foreach(json_object_get(out, "findings"), i, finding) {
		paper_print(paper, INK_red, "%s: %s", json_text_or(finding, "what", ""),
			    json_text_or(finding, "text", ""));
		paper_end_line(paper);
	}
	json_array_foreach(json_object_get(out, "unsaved"), i, finding) {
		const char *task = json_text_or(finding, "task", "");

		paper_print(paper, INK_yellow,
			    "'%s', session %lld: its runner vanished in a turn; what stands in the workspace is saved by "
			    "'leadhand salvage %s'", task, json_number(finding, "session"), task);
		paper_end_line(paper);
	}
	if (!json_bool(out, "ok"))
		return;
	paper_print(paper, INK_green, "%s is well: %lld task%s, %lld job%s.",
		    json_array_size(json_object_get(out, "unsaved")) ? "All else" : "All", tasks, text_plural(tasks),
		    jobs, text_plural(jobs));
	paper_end_line(paper);
}

static void draw_removed(const json_t *entry, bool is_dry, struct paper *paper)
{
	_autofree_ char *size = size_text(json_number(entry, "bytes"));

	paper_print(paper, INK_plain, "%s %s %s", is_dry ? "would remove" : "removed",
		    json_text_or(entry, "what", ""), json_text_or(entry, "path", ""));
	if (json_number(entry, "bytes"))
		paper_print(paper, INK_dim, " (%s)", size);
	paper_end_line(paper);
}

void draw_gc(const struct call *call, const json_t *out, struct paper *paper)
{
	bool is_dry = json_bool(out, "dry_run");
	_autofree_ char *all = size_text(json_number(out, "bytes"));
	const json_t *entry;
	size_t i, checks = 0;

	(void)call;
	json_array_foreach(json_object_get(out, "removed"), i, entry) {
		/* One would be interesting, and there are always many. */
		if (text_same(json_text(entry, "what"), "check"))
			checks++;
		else
			draw_removed(entry, is_dry, paper);
	}
	if (checks) {
		paper_print(paper, INK_plain, "%s %zu folder%s of checks",
			    is_dry ? "would remove" : "removed", checks,
			    text_plural((long long)checks));
		paper_end_line(paper);
	}
	json_array_foreach(json_object_get(out, "kept"), i, entry) {
		paper_print(paper, INK_dim, "kept %s %s: %s", json_text_or(entry, "what", ""),
			    json_text_or(entry, "path", ""), json_text_or(entry, "why", ""));
		paper_end_line(paper);
	}
	paper_print(paper, INK_plain, "%s %s.", all,
		    is_dry ? "could be given back" : "given back");
	paper_end_line(paper);
}
