/* template.c - see template.h. */
#include "spec/template.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MOST = 8, NAMES_MOST = 128, TAG_BYTES = 64 };

enum part_kind { PART_text, PART_value, PART_section, PART_unless };

/* A flat list: the parts of a section stand behind it, up to `end`. */
struct part {
	enum part_kind kind;
	const char *text; /* borrowed from the template's text; of the others the table's name */
	size_t len, end;
};

struct template {
	char *text; /* owned */
	struct part *parts; /* owned */
	size_t count;
};

struct reading {
	const char *path;
	const struct template_name *names;
	struct template *made;
	const char *at;
	struct { const struct template_name *name; const char *from; size_t part; } open[DEPTH_MOST];
	size_t depth;
	struct err *err;
};

/* A mark {{...}}: what kind it is of, its name, and where it ends. */
struct mark {
	char kind; /* '#', '^', '/', '!', or 0 for a value */
	const char *from, *end;
	char name[TAG_BYTES];
};

static int complain(struct reading *reading, const char *at, const char *text)
{
	const char *start = reading->made->text, *line_start = start;
	long long line = 1, column = 1;

	for (const char *c = start; c < at; c++)
		if (*c == '\n') {
			line++;
			line_start = c + 1;
		}
	/* In characters: bytes that go on with one are not counted. */
	for (const char *c = line_start; c < at; c++)
		column += (*c & 0xc0) != 0x80;
	return err_set(reading->err, ERR_USAGE, "%s:%lld:%lld: %s", reading->path, line, column, text);
}

static struct part *add_part(struct template *made, enum part_kind kind, const char *text, size_t len)
{
	struct part *part;

	made->parts = mem_grow(made->parts, made->count + 1, sizeof *made->parts);
	part = &made->parts[made->count++];
	*part = (struct part){ kind, text, len, made->count };
	return part;
}

static bool is_open(const struct reading *reading, const char *list)
{
	for (size_t i = 0; i < reading->depth; i++)
		if (!strcmp(reading->open[i].name->name, list))
			return true;
	return false;
}

static bool may_stand(const struct reading *reading, const struct template_name *name)
{
	return !name->of || is_open(reading, name->of);
}

/* The one that is meant here: of a name that several lists have, that of the list we are in. */
static const struct template_name *find(const struct reading *reading, const char *word)
{
	const struct template_name *found = 0;

	for (const struct template_name *name = reading->names; name->name; name++)
		if (!strcmp(name->name, word) && (!found || may_stand(reading, name)))
			found = name;
	return found;
}

static int complain_unknown(struct reading *reading, const struct mark *mark)
{
	const char *names[NAMES_MOST + 1] = { 0 }, *near;
	_autofree_ char *text = 0;
	size_t count = 0;

	for (const struct template_name *name = reading->names; name->name && count < NAMES_MOST; name++)
		names[count++] = name->name;
	near = text_nearest(mark->name, names);
	text = near ? mem_printf("unknown name '%s': did you mean '%s'?", mark->name, near)
		    : mem_printf("unknown name '%s': see the names in what 'leadhand init --prompt' writes", mark->name);
	return complain(reading, mark->from, text);
}

static bool in_list(const struct reading *reading)
{
	for (size_t i = 0; i < reading->depth; i++)
		if (reading->open[i].name->is_list)
			return true;
	return false;
}

static int complain_about(struct reading *reading, const struct mark *mark, const char *fmt, const char *word)
{
	_autofree_ char *text = mem_printf("'%s' %s%s", mark->name, fmt, word);

	return complain(reading, mark->from, text);
}

/* Lists in lists would multiply; none of them needs it. */
static int check_place(struct reading *reading, const struct mark *mark, const struct template_name *name)
{
	if (!may_stand(reading, name))
		return complain_about(reading, mark, "stands only between {{#NAME}} and {{/NAME}} of ", name->of);
	if (name->is_list && !mark->kind)
		return complain_about(reading, mark, "is a list: write {{#NAME}}...{{/NAME}} with ", mark->name);
	if (name->is_list && mark->kind == '#' && in_list(reading))
		return complain_about(reading, mark, "is a list, and cannot stand in another one", "");
	return 0;
}

static int open_section(struct reading *reading, const struct mark *mark, const struct template_name *name)
{
	if (reading->depth == DEPTH_MOST)
		return complain(reading, mark->from, "too many sections in one another");
	add_part(reading->made, mark->kind == '#' ? PART_section : PART_unless, name->name, strlen(name->name));
	reading->open[reading->depth].name = name;
	reading->open[reading->depth].from = mark->from;
	reading->open[reading->depth++].part = reading->made->count - 1;
	return 0;
}

static int close_section(struct reading *reading, const struct mark *mark)
{
	_autofree_ char *text = 0;

	if (!reading->depth) {
		text = mem_printf("{{/%s}} closes nothing", mark->name);
		return complain(reading, mark->from, text);
	}
	reading->depth--;
	if (strcmp(reading->open[reading->depth].name->name, mark->name) != 0) {
		text = mem_printf("{{/%s}} closes nothing: '%s' is open", mark->name, reading->open[reading->depth].name->name);
		return complain(reading, mark->from, text);
	}
	reading->made->parts[reading->open[reading->depth].part].end = reading->made->count;
	return 0;
}

static int take_mark(struct reading *reading, const struct mark *mark)
{
	const struct template_name *name;

	if (mark->kind == '!')
		return 0;
	if (mark->kind == '/')
		return close_section(reading, mark);
	name = find(reading, mark->name);
	if (!name)
		return complain_unknown(reading, mark);
	if (check_place(reading, mark, name))
		return reading->err->code;
	if (mark->kind)
		return open_section(reading, mark, name);
	add_part(reading->made, PART_value, name->name, strlen(name->name));
	return 0;
}

static int read_mark(struct reading *reading, const char *from, struct mark *mark)
{
	const char *at = from + 2, *close = strstr(at, "}}");
	_autofree_ char *name = 0, *text = 0;
	size_t len;

	*mark = (struct mark){ .from = from };
	if (!close)
		return complain(reading, from, "'{{' without '}}': two braces are written {{{{");
	mark->end = close + 2;
	if (*at && strchr("#^/!", *at))
		mark->kind = *at++;
	if (mark->kind == '!')
		return 0;
	at += strspn(at, " \t");
	len = (size_t)(close - at);
	while (len && strchr(" \t", at[len - 1]))
		len--;
	name = text_clean(at, len, TAG_BYTES / 2);
	snprintf(mark->name, sizeof mark->name, "%s", name);
	if (len && strspn(name, "abcdefghijklmnopqrstuvwxyz_") == len)
		return 0;
	text = mem_printf("'%s' is no name: they are of small letters and '_'; two braces are written {{{{", name);
	return complain(reading, from, text);
}

/* Where the mark is all that its line holds, the line goes with it. */
static void take_line(const struct reading *reading, struct mark *mark, const char **text_end)
{
	const char *start = mark->from, *end = mark->end + strspn(mark->end, " \t");

	while (start > reading->made->text && strchr(" \t", start[-1]))
		start--;
	if (!mark->kind || start < reading->at || (start > reading->made->text && start[-1] != '\n') || (*end && *end != '\n'))
		return;
	*text_end = start;
	mark->end = *end ? end + 1 : end;
}

static int read_one(struct reading *reading, const char *from)
{
	const char *text_end = from;
	struct mark mark;

	if (text_starts(from + 2, "{{")) {
		add_part(reading->made, PART_text, reading->at, (size_t)(from + 2 - reading->at));
		reading->at = from + 4;
		return 0;
	}
	if (read_mark(reading, from, &mark))
		return reading->err->code;
	take_line(reading, &mark, &text_end);
	if (text_end > reading->at)
		add_part(reading->made, PART_text, reading->at, (size_t)(text_end - reading->at));
	reading->at = mark.end;
	return take_mark(reading, &mark);
}

static int read_all(struct reading *reading)
{
	const char *from;

	while ((from = strstr(reading->at, "{{")))
		if (read_one(reading, from))
			return reading->err->code;
	if (*reading->at)
		add_part(reading->made, PART_text, reading->at, strlen(reading->at));
	if (reading->depth) {
		const struct template_name *name = reading->open[reading->depth - 1].name;
		_autofree_ char *text = mem_printf("'%s' is never closed: write {{/%s}}", name->name, name->name);

		return complain(reading, reading->open[reading->depth - 1].from, text);
	}
	return 0;
}

int template_read(const char *path, const char *text, size_t len, const struct template_name *names,
		  struct template **out, struct err *err)
{
	struct reading reading = { .path = path, .names = names, .err = err };

	if (len > TEMPLATE_BYTES)
		return err_set(err, ERR_USAGE, "%s: is longer than %d KiB", path, TEMPLATE_BYTES >> 10);
	if (!text_is_utf8(text, len) || memchr(text, 0, len))
		return err_set(err, ERR_USAGE, "%s: is no text in UTF-8", path);
	reading.made = mem_new(1, sizeof *reading.made);
	reading.made->text = mem_dup_part(text, len);
	reading.at = reading.made->text;
	if (read_all(&reading)) {
		template_free(reading.made);
		return err->code;
	}
	*out = reading.made;
	return 0;
}

struct scope {
	const json_t *values;
	const struct scope *outer;
};

static const json_t *value_of(const struct scope *scope, const char *name)
{
	for (; scope; scope = scope->outer) {
		const json_t *value = json_object_get(scope->values, name);

		if (value)
			return value;
	}
	return 0;
}

static bool is_something(const json_t *value)
{
	if (json_is_string(value))
		return json_string_length(value) > 0;
	return json_is_true(value) || json_array_size(value) > 0;
}

static void render_range(const struct template *made, size_t from, size_t end, const struct scope *scope,
			 struct buf *out);

/* As deep as the reader let sections be. */
static void render_section(const struct template *made, size_t at, const struct scope *scope, struct buf *out)
{
	const struct part *part = &made->parts[at];
	const json_t *value = value_of(scope, part->text), *entry;
	size_t i;

	if (is_something(value) == (part->kind == PART_unless))
		return;
	if (part->kind == PART_unless || !json_is_array(value)) {
		render_range(made, at + 1, part->end, scope, out);
		return;
	}
	json_array_foreach(value, i, entry)
		render_range(made, at + 1, part->end, &(struct scope){ entry, scope }, out);
}

static void render_range(const struct template *made, size_t from, size_t end, const struct scope *scope,
			 struct buf *out)
{
	for (size_t i = from; i < end && !out->is_cut; i = made->parts[i].end) {
		const struct part *part = &made->parts[i];
		const json_t *value = part->kind == PART_value ? value_of(scope, part->text) : 0;

		if (part->kind == PART_text)
			buf_add(out, part->text, part->len);
		else if (json_is_string(value))
			buf_add(out, json_string_value(value), json_string_length(value));
		else if (part->kind != PART_value)
			render_section(made, i, scope, out);
	}
}

char *template_render(const struct template *made, const json_t *values, size_t limit_bytes)
{
	struct buf out = BUF_INIT(limit_bytes);

	render_range(made, 0, made->count, &(struct scope){ values, 0 }, &out);
	return buf_take(&out);
}

bool template_names(const struct template *made, const char *name)
{
	for (size_t i = 0; i < made->count; i++)
		if (made->parts[i].kind != PART_text && !strcmp(made->parts[i].text, name))
			return true;
	return false;
}

bool template_says(const struct template *made, const char *words)
{
	for (size_t i = 0; i < made->count; i++)
		if (made->parts[i].kind == PART_text &&
		    memmem(made->parts[i].text, made->parts[i].len, words, strlen(words)))
			return true;
	return false;
}

void template_free(struct template *made)
{
	if (!made)
		return;
	free(made->text);
	free(made->parts);
	free(made);
}
