/* finding.c - see finding.h. */
#include "spec/finding.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FINDINGS_MAX 64
#define FINDING_BYTES 400

bool findings_has_room(const struct findings *findings)
{
	return findings->count < FINDINGS_MAX;
}

void findings_add(struct findings *findings, long long line, long long column, const char *rule,
		  const char *fmt, ...)
{
	_autofree_ char *text = 0;
	struct finding *added;
	va_list ap;

	findings->total++;
	if (!findings_has_room(findings))
		return;
	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	findings->list = mem_grow(findings->list, findings->count + 1, sizeof(*findings->list));
	added = &findings->list[findings->count++];
	added->line = line;
	added->column = column;
	added->rule = mem_dup(rule);
	added->text = text_clean(text, strlen(text), FINDING_BYTES);
}

void findings_sort(struct findings *findings)
{
	for (size_t i = 1; i < findings->count; i++) {
		struct finding moved = findings->list[i];
		size_t at = i;

		for (; at > 0; at--) {
			const struct finding *before = &findings->list[at - 1];

			if (before->line < moved.line ||
			    (before->line == moved.line && before->column <= moved.column))
				break;
			findings->list[at] = *before;
		}
		findings->list[at] = moved;
	}
}

char *findings_text(const struct findings *findings, const char *path)
{
	struct buf out = BUF_INIT(1 << 20);
	_autofree_ char *shown = text_clean(path, strlen(path), 4096);

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->list[i];

		buf_printf(&out, "%s:%lld:%lld: %s: %s\n", shown, f->line, f->column, f->rule,
			   f->text);
	}
	return buf_take(&out);
}

void findings_release(struct findings *findings)
{
	if (!findings)
		return;
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->list[i].rule);
		free(findings->list[i].text);
	}
	free(findings->list);
	*findings = (struct findings){0};
}
