/* finding.c - see finding.h. */
#include "spec/finding.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/rules.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FINDINGS_MAX 64
#define WARNINGS_MAX 32 /* so that there is room for errors */
#define FINDING_BYTES 400

bool findings_has_room(const struct findings *findings)
{
	return findings->count < FINDINGS_MAX;
}

static size_t warnings(const struct findings *findings)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += !findings->list[i].is_error;
	return count;
}

void findings_add(struct findings *findings, long long line, long long column, const char *rule,
		  const char *fmt, ...)
{
	_autofree_ char *text = 0;
	const struct rule *known = rule_named(rule);
	bool is_error = !known || known->is_error;
	struct finding *added;
	va_list ap;

	findings->total++;
	findings->errors += is_error;
	findings->is_last_kept = findings_has_room(findings) &&
				 (is_error || warnings(findings) < WARNINGS_MAX);
	if (!findings->is_last_kept)
		return;
	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	findings->list = mem_grow(findings->list, findings->count + 1, sizeof(*findings->list));
	added = &findings->list[findings->count++];
	*added = (struct finding){.line = line,
				  .column = column,
				  .rule = mem_dup(rule),
				  .text = text_clean(text, strlen(text), FINDING_BYTES),
				  .is_error = is_error};
}

/* The byte of the file at which a line and column stand; its end where it has none such. */
static size_t offset_of(const char *text, long long line, long long column)
{
	const char *s = text, *end;

	for (; line > 1 && (end = strchr(s, '\n')); line--)
		s = end + 1;
	if (line > 1)
		return strlen(text);
	for (; *s && *s != '\n' && column > 1; column--)
		for (s++; ((unsigned char)*s & 0xc0) == 0x80;)
			s++;
	return (size_t)(s - text);
}

void findings_offer(struct findings *findings, const char *was, size_t from, size_t to, const char *mend)
{
	struct finding *last;
	const char *at;

	if (!findings->source || !findings->is_last_kept || from >= to)
		return;
	last = &findings->list[findings->count - 1];
	at = findings->source + offset_of(findings->source, last->line, last->column);
	at += *at == '"' || *at == '\'';
	if (strncmp(at, was, strlen(was)) != 0)
		return;
	mem_replace(&last->mend, mem_dup(mend));
	last->from = (size_t)(at - findings->source) + from;
	last->to = last->from + to - from;
}

/* One letter more in `more`. */
static bool has_one_more(const char *more, const char *less)
{
	size_t same = 0;

	while (more[same] && more[same] == less[same])
		same++;
	return more[same] && isalpha((unsigned char)more[same]) && !strcmp(more + same + 1, less + same);
}

static bool are_swapped(const char *a, const char *b)
{
	size_t same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	return a[same] && a[same + 1] && a[same] == b[same + 1] && a[same + 1] == b[same] &&
	       !strcmp(a + same + 2, b + same + 2);
}

bool finding_is_slip(const char *name, const char *mend)
{
	return has_one_more(name, mend) || has_one_more(mend, name) || are_swapped(name, mend);
}

void findings_offer_name(struct findings *findings, const char *was, size_t from, const char *name, const char *mend)
{
	if (finding_is_slip(name, mend))
		findings_offer(findings, was, from, from + strlen(name), mend);
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

char *findings_errors(const struct findings *findings, const char *path)
{
	struct buf out = BUF_INIT(1 << 20);
	_autofree_ char *clean = text_clean(path, strlen(path), 4096);

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->list[i];

		if (f->is_error)
			buf_printf(&out, "%s:%lld:%lld: %s: %s\n", clean, f->line, f->column, f->rule, f->text);
	}
	return buf_take(&out);
}

const struct finding *findings_first_error(const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->list[i].is_error)
			return &findings->list[i];
	return 0;
}

/* The one that begins first at or behind `from`, or NULL. */
static const struct finding *next_mend(const struct findings *findings, size_t from)
{
	const struct finding *next = 0;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->list[i];

		if (f->mend && f->from >= from && (!next || f->from < next->from))
			next = f;
	}
	return next;
}

char *findings_mended(const struct findings *findings, const char *text, size_t len, size_t *count)
{
	struct buf out = BUF_INIT(1 << 20);
	const struct finding *mend;
	size_t at = 0;

	*count = 0;
	while ((mend = next_mend(findings, at)) && mend->to <= len) {
		buf_add(&out, text + at, mend->from - at);
		buf_add_text(&out, mend->mend);
		at = mend->to;
		++*count;
	}
	if (!*count) {
		buf_release(&out);
		return 0;
	}
	if (at < len)
		buf_add(&out, text + at, len - at);
	return buf_take(&out);
}

void findings_release(struct findings *findings)
{
	if (!findings)
		return;
	for (size_t i = 0; i < findings->count; i++) {
		free(findings->list[i].rule);
		free(findings->list[i].text);
		free(findings->list[i].mend);
	}
	free(findings->list);
	*findings = (struct findings){0};
}
