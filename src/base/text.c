/* text.c - see text.h. */
#include "base/text.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The length of the well-formed character at `s`, 0 where there is none (RFC 3629, table 3-7). */
static size_t utf8_length(const unsigned char *s, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : s[0] >> 3 == 30 ? 4 : 0;

	if (!n || n > len)
		return 0;
	*code = n == 1 ? s[0] : s[0] & (0xffU >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return n;
}

bool text_is_utf8(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t code;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_length(s + i, len - i, &code);
		if (!n)
			return false;
	}
	return true;
}

/* Controls act on a terminal; the directional marks make a line read as another one. */
static bool code_is_harmful(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || code == 0xfeff ||
	       (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe007f);
}

/* The byte after an escape sequence that begins at `s`: its letters would be left as rubbish. */
static size_t escape_length(const unsigned char *s, size_t len)
{
	size_t i = 2;

	if (len < 2)
		return len;
	if (s[1] == '[') {
		while (i < len && s[i] >= 0x20 && s[i] < 0x40)
			i++;
		return i < len && s[i] >= 0x40 && s[i] < 0x7f ? i + 1 : i;
	}
	if (s[1] == ']' || s[1] == 'P' || s[1] == '_' || s[1] == '^' || s[1] == 'X') {
		while (i < len && s[i] != 7 && s[i] != 27 && s[i] != '\n')
			i++;
		if (i + 1 < len && s[i] == 27 && s[i + 1] == '\\')
			return i + 2;
		return i < len && s[i] == 7 ? i + 1 : i;
	}
	return s[1] >= 0x20 && s[1] < 0x7f ? 2 : 1;
}

static char *clean(const char *text, size_t len, size_t max_bytes, bool is_block)
{
	const unsigned char *s = (const unsigned char *)text;
	struct buf out = BUF_INIT(max_bytes + 8);
	uint32_t code = 0;

	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_length(s + i, len - i, &code);
		if (out.len + (n ? n : 1) > max_bytes) {
			buf_add_text(&out, "...");
			break;
		}
		if (!n) {
			n = 1;
			buf_add_text(&out, "?");
		} else if (code == '\n' || code == '\t') {
			buf_add_text(&out, !is_block ? " " : code == '\n' ? "\n" : "\t");
		} else if (code == 27) {
			n = escape_length(s + i, len - i);
		} else if (!code_is_harmful(code)) {
			buf_add(&out, s + i, n);
		}
	}
	return buf_take(&out);
}

char *text_clean(const char *text, size_t len, size_t max_bytes)
{
	return clean(text, len, max_bytes, false);
}

char *text_clean_block(const char *text, size_t len, size_t max_bytes)
{
	return clean(text, len, max_bytes, true);
}

char *text_tail(const char *text, size_t len, size_t max_bytes)
{
	const char *from = text, *line;

	if (len > max_bytes) {
		from = text + len - max_bytes;
		line = memchr(from, '\n', max_bytes);
		/* A last line longer than the ceiling has no beginning to offer. */
		if (line && line + 1 < text + len)
			from = line + 1;
	}
	return clean(from, len - (size_t)(from - text), max_bytes, true);
}

bool text_same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

bool text_is_empty(const char *text)
{
	return !text || !*text;
}

char *text_dup(const char *text)
{
	return text_is_empty(text) ? 0 : mem_dup(text);
}

bool text_starts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

bool text_ends(const char *text, const char *suffix)
{
	size_t len = strlen(text), tail = strlen(suffix);

	return len >= tail && !strcmp(text + len - tail, suffix);
}

bool text_is_name(const char *text)
{
	size_t len = strlen(text);

	if (len < 1 || len > 64 || *text == '.' || *text == '-')
		return false;
	for (; *text; text++)
		if (!isalnum((unsigned char)*text) && !strchr("._-", *text))
			return false;
	return true;
}

bool text_is_oid(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return (len == 40 || len == 64) && strspn(text, "0123456789abcdef") == len;
}

char *text_slug(const char *title)
{
	struct buf out = BUF_INIT(40);
	bool wants_dash = false;

	for (; *title; title++) {
		unsigned char c = (unsigned char)*title;
		char lower = (char)tolower(c);

		if (c >= 0x80 || !isalnum(c)) {
			wants_dash = out.len > 0;
			continue;
		}
		if (wants_dash && out.len + 2 <= out.limit)
			buf_add_text(&out, "-");
		wants_dash = false;
		buf_add(&out, &lower, 1);
	}
	while (out.len && out.data[out.len - 1] == '-')
		out.data[--out.len] = 0;
	if (!out.len)
		buf_add_text(&out, "task");
	return buf_take(&out);
}

static int text_scaled(const char *text, const char *units, const long long *scales,
		       const char *wanted, long long *out, struct err *err)
{
	long long n = 0, scale = scales[0];
	const char *s = text, *unit;

	for (; *s >= '0' && *s <= '9'; s++) {
		if (n > 1000000000000LL)
			return err_set(err, ERR_USAGE, "'%s' is too large", text);
		n = n * 10 + (*s - '0');
	}
	if (s != text && *s) {
		unit = strchr(units, *s);
		if (unit && !s[1])
			scale = scales[unit - units + 1], s++;
	}
	if (s == text || *s)
		return err_set(err, ERR_USAGE, "'%s' is not %s", text, wanted);
	/* Some 30 million years, and far enough from where a sum of two would turn negative. */
	if (n > 1000000000000000000LL / scale)
		return err_set(err, ERR_USAGE, "'%s' is too large", text);
	*out = n * scale;
	return 0;
}

int text_to_ms(const char *text, long long *ms, struct err *err)
{
	static const long long scales[] = { 1, 1000, 60000, 3600000, 86400000 };
	long long bare;

	if (text_to_number(text, &bare) && bare)
		return err_set(err, ERR_USAGE, "'%s' is a time without a unit: write %llds, %lldm, %lldh or %lldd", text,
			       bare, bare, bare, bare);
	return text_scaled(text, "smhd", scales, "a time such as 90s, 10m or 2h", ms, err);
}

int text_to_count(const char *text, long long *count, struct err *err)
{
	static const long long scales[] = { 1, 1000, 1000, 1000000, 1000000, 1000000000, 1000000000 };

	return text_scaled(text, "kKmMgG", scales, "a number such as 400, 200k or 2M", count, err);
}

bool text_to_number(const char *text, long long *number)
{
	long long n = 0;

	if (text_is_empty(text) || strlen(text) > 18)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		n = n * 10 + (*text - '0');
	}
	*number = n;
	return true;
}

char *text_age(long long ms)
{
	long long s = ms < 0 ? 0 : ms / 1000;

	if (s < 60)
		return mem_printf("%lld s", s);
	if (s < 3600)
		return mem_printf("%lld min", s / 60);
	if (s < 86400)
		return mem_printf("%lld h %02lld", s / 3600, s / 60 % 60);
	return mem_printf("%lld d", s / 86400);
}

const char *text_plural(long long count)
{
	return count == 1 ? "" : "s";
}

char *text_hash(const char *text, size_t len)
{
	uint64_t hash = 0xcbf29ce484222325U;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3U;
	return mem_printf("%016llx", (unsigned long long)hash);
}

/* Optimal string alignment, cut off at 32 bytes. */
static int text_distance(const char *a, const char *b)
{
	int d[34][34], m = (int)strlen(a), n = (int)strlen(b);

	if (m > 32 || n > 32)
		return 99;
	for (int i = 0; i <= m; i++)
		for (int j = 0; j <= n; j++) {
			int best;

			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (d[i - 1][j] + 1 < best)
				best = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < best)
				best = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    d[i - 2][j - 2] + 1 < best)
				best = d[i - 2][j - 2] + 1;
			d[i][j] = best;
		}
	return d[m][n];
}

const char *text_nearest(const char *word, const char *const *names)
{
	const char *best = 0;
	int least = strlen(word) < 4 ? 2 : 3;

	for (; *names; names++) {
		int distance = text_distance(word, *names);

		if (distance < least) {
			least = distance;
			best = *names;
		}
	}
	return best;
}

bool lines_next(struct lines *walk)
{
	const char *end;

	free(walk->line);
	walk->line = 0;
	if (text_is_empty(walk->rest))
		return false;
	end = strchrnul(walk->rest, '\n');
	walk->line = mem_dup_part(walk->rest, (size_t)(end - walk->rest));
	walk->rest = *end ? end + 1 : end;
	return true;
}

void lines_stop(struct lines *walk)
{
	free(walk->line);
	*walk = (struct lines){ 0, 0 };
}

bool lines_has(const char *list, const char *entry)
{
	size_t len = strlen(entry);

	while (!text_is_empty(list)) {
		const char *end = strchrnul(list, '\n');

		if ((size_t)(end - list) == len && !memcmp(list, entry, len))
			return true;
		list = *end ? end + 1 : end;
	}
	return false;
}

size_t lines_count(const char *list)
{
	size_t n = 0;

	while (!text_is_empty(list)) {
		list = strchrnul(list, '\n');
		list += *list != 0;
		n++;
	}
	return n;
}

char *lines_some(const char *list, size_t most, size_t bytes)
{
	size_t count = lines_count(list), n = 0;
	char *some = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, list) {
		_autofree_ char *name = n++ < most ? text_clean(walk.line, strlen(walk.line), bytes) : 0;

		if (name)
			mem_replace(&some, mem_printf("%s%s%s", some, *some ? ", " : "", name));
	}
	if (count > most)
		mem_replace(&some, mem_printf("%s and %zu more", some, count - most));
	return some;
}

void lines_add(char **list, const char *entry)
{
	mem_replace(list, text_is_empty(*list) ? mem_dup(entry) : mem_printf("%s\n%s", *list, entry));
}
