/* cli_log.c - a session's story, line by line. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <string.h>

static enum ink ink_of_kind(const char *kind)
{
	if (text_same(kind, "note"))
		return INK_dim;
	if (text_same(kind, "asked") || text_same(kind, "rejected") ||
	    text_same(kind, "held") || text_same(kind, "conflicted"))
		return INK_yellow;
	if (text_same(kind, "approved") || text_same(kind, "landed"))
		return INK_green;
	return text_same(kind, "job_lost") ? INK_red : INK_plain;
}

static void draw_log_line(const json_t *entry, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(entry, "at_ms"));
	const char *kind = json_text_or(entry, "kind", "");
	enum ink ink = ink_of_kind(kind);
	const char *text = json_text_or(entry, "text", ""), *end = strchrnul(text, '\n');
	_autofree_ char *first = mem_dup_part(text, (size_t)(end - text));

	/* What a program prints may read like an approval. */
	paper_print(paper, INK_dim, "%s  %s", when, text_same(kind, "note") ? "| " : "");
	paper_put(paper, ink, first);
	paper_end_line(paper);
	if (*end)
		paper_block(paper, ink, (int)strlen(when) + 2, end + 1, 0);
}

/* One of an agent's doings, in words. */
static char *event_text(const json_t *event)
{
	const char *word = json_text(event, "event");
	const char *name = json_text_or(event, "gen_ai.tool.name", json_text_or(event, "leadhand.word", ""));
	const char *what = json_text_or(event, "leadhand.target", json_text_or(event, "leadhand.text", ""));
	const char *outcome = json_text_or(event, "leadhand.outcome", json_text_or(event, "leadhand.state", ""));
	const char *error = json_text_or(event, "error.type", "");

	if (json_object_get(event, "gen_ai.usage.input_tokens"))
		return mem_printf("usage: %lld in (%lld cached), %lld out", json_number(event, "gen_ai.usage.input_tokens"),
				  json_number(event, "gen_ai.usage.cache_read.input_tokens"),
				  json_number(event, "gen_ai.usage.output_tokens"));
	return mem_printf("%s%s%s%s%s%s%s%s%s", word, *name ? " " : "", name, *outcome ? " " : "", outcome,
			  *error ? " " : "", error, *what ? ": " : "", what);
}

static void draw_event(const json_t *event, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(event, "at_ms")), *text = event_text(event);
	const char *outcome = json_text_or(event, "leadhand.outcome", "");

	paper_print(paper, INK_dim, "%s  ", when);
	paper_put(paper, text_same(outcome, "failed") || json_text(event, "error.type") ? INK_red : INK_plain, text);
	paper_end_line(paper);
}

void draw_log_entry(const json_t *entry, struct paper *paper)
{
	if (json_text(entry, "event")) {
		draw_event(entry, paper);
		return;
	}
	draw_log_line(entry, paper);
}

void draw_log(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *entry;
	size_t i;

	(void)call;
	json_array_foreach(json_object_get(out, "entries"), i, entry)
		draw_log_entry(entry, paper);
}
