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

void draw_log_entry(const json_t *entry, struct paper *paper)
{
	_autofree_ char *when = clock_text(json_number(entry, "at_ms"));
	enum ink ink = ink_of_kind(json_text_or(entry, "kind", ""));
	const char *text = json_text_or(entry, "text", ""), *end = strchrnul(text, '\n');
	_autofree_ char *first = mem_dup_part(text, (size_t)(end - text));

	paper_print(paper, INK_dim, "%s  ", when);
	paper_put(paper, ink, first);
	paper_end_line(paper);
	if (*end)
		paper_block(paper, ink, (int)strlen(when) + 2, end + 1, 0);
}

void draw_log(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *entry;
	size_t i;

	(void)call;
	json_array_foreach(json_object_get(out, "entries"), i, entry)
		draw_log_entry(entry, paper);
}
