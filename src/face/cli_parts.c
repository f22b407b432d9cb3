/* cli_parts.c - what several verbs draw; see cli_draw.h. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum ink ink_of_state(const char *state)
{
	static const struct {
		const char *state;
		enum ink ink;
	} inks[] = {
		{ "draft", INK_dim },	  { "running", INK_blue },  { "gating", INK_blue },
		{ "landing", INK_blue },  { "approved", INK_blue }, { "asking", INK_yellow },
		{ "review", INK_cyan },	  { "failed", INK_red },    { "landed", INK_green },
		{ "done", INK_green },	  { "cancelled", INK_dim }, { "green", INK_green },
		{ "red", INK_red },	  { "broken", INK_red },    { "high", INK_red },
		{ "medium", INK_yellow }, { "low", INK_green },	    { "question", INK_yellow },
		{ "failure", INK_red },	  { "plan", INK_yellow },   { "notice", INK_yellow },
	};

	for (size_t i = 0; i < sizeof inks / sizeof *inks; i++)
		if (text_same(inks[i].state, state))
			return inks[i].ink;
	return INK_plain;
}

const char *result_word(const char *result)
{
	return text_same(result, "missing") ? "not run" : result;
}

char *age_since(const json_t *object, long long now_ms)
{
	long long since = json_number(object, "since_ms");

	return since ? text_age(now_ms - since) : mem_dup("");
}

char *size_text(long long bytes)
{
	if (bytes < 1024)
		return mem_printf("%lld bytes", bytes);
	if (bytes < 1 << 20)
		return mem_printf("%.1f KiB", (double)bytes / 1024);
	if (bytes < 1 << 30)
		return mem_printf("%.1f MiB", (double)bytes / (1 << 20));
	return mem_printf("%.1f GiB", (double)bytes / (1 << 30));
}

void draw_findings(const json_t *fitness, struct paper *paper)
{
	const char *path = json_text_or(fitness, "path", "");
	const json_t *findings = json_object_get(fitness, "findings"), *finding;
	long long more = json_number(fitness, "total") - (long long)json_array_size(findings);
	size_t i;

	json_array_foreach(findings, i, finding) {
		bool is_warning = text_same(json_text(finding, "severity"), "warning");

		paper_print(paper, is_warning ? INK_dim : INK_plain, "%s:%lld:%lld: %s: %s%s", path,
			    json_number(finding, "line"), json_number(finding, "column"),
			    json_text_or(finding, "rule", ""),
			    json_text_or(finding, "text", ""), is_warning ? " (warning)" : "");
		paper_end_line(paper);
	}
	if (more > 0) {
		paper_print(paper, INK_dim, "%s: and %lld more", path, more);
		paper_end_line(paper);
	}
}

static enum ink ink_of_line(const char *line, bool *in_hunk)
{
	if (text_starts(line, "diff --git "))
		*in_hunk = false;
	else if (text_starts(line, "@@ "))
		*in_hunk = true;
	if (!*in_hunk)
		return INK_bold;
	return *line == '+'   ? INK_green
	       : *line == '-' ? INK_red
	       : *line == '@' ? INK_cyan
			      : INK_plain;
}

void draw_diff(const char *diff, struct paper *paper)
{
	bool in_hunk = false;
	struct lines walk;

	LINES_EACH(walk, diff) {
		/* An empty line of context is a space; an empty line would be lost. */
		const char *line = *walk.line ? walk.line : " ";

		paper_block(paper, ink_of_line(line, &in_hunk), 0, line, 0);
	}
}
