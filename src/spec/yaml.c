/* yaml.c - see yaml.h. */
#include "spec/yaml.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <yaml.h>

#define DEPTH_MAX 8
/* Looking for a key that stands twice is quadratic. */
#define ITEMS_MAX 1000

struct loader {
	yaml_parser_t parser;
	const char *text;
	size_t len;
	long long first_line;
	struct findings *findings;
};

/* What a person most likely meant where libyaml only says what it expected. */
static const struct mend {
	const char *sign, *text;
} mends[] = {
	{"alias", "a value that begins with '*' needs quotes"},
	{"anchor", "a value that begins with '&' needs quotes"},
	{"tag", "a value that begins with '!' needs quotes"},
	{"directive", "a value that begins with '%' needs quotes"},
	{"mapping values are not allowed", "a value that holds ': ' needs quotes"},
	{"cannot start any token", "indent with spaces, and quote a value that begins with "
				   "'@', '%' or a backtick"},
	{"unexpected end of stream", "a quote is not closed"},
	{"could not find expected ':'", "write 'key: value'"},
	{"did not find expected key", "check the indentation and the quotes"},
	{"',' or '", "a bracket is not closed, or a comma is missing"},
};

__attribute__((format(printf, 3, 4))) static bool
refuse(struct loader *l, const yaml_mark_t *mark, const char *fmt, ...)
{
	_autofree_ char *text = 0;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	findings_add(l->findings, l->first_line + (long long)mark->line,
		     (long long)mark->column + 1, "yaml", "%s", text);
	return false;
}

static bool refuse_syntax(struct loader *l)
{
	const char *problem = l->parser.problem ? l->parser.problem : "cannot be read";
	const char *context = l->parser.context ? l->parser.context : "";
	yaml_mark_t mark = l->parser.problem_mark;

	if (l->parser.error == YAML_READER_ERROR) {
		/* The reader runs ahead of the marks and knows only how many bytes it has seen.
		 */
		mark = (yaml_mark_t){0};
		for (size_t i = 0; i < l->parser.problem_offset && i < l->len; i++)
			mark.line += l->text[i] == '\n';
	}
	for (size_t i = 0; i < sizeof(mends) / sizeof(*mends); i++)
		if (strstr(problem, mends[i].sign) || strstr(context, mends[i].sign))
			return refuse(l, &mark, "%s: %s", problem, mends[i].text);
	return refuse(l, &mark, "%s", problem);
}

static bool next_event(struct loader *l, yaml_event_t *event)
{
	return yaml_parser_parse(&l->parser, event) ? true : refuse_syntax(l);
}

static bool take_scalar(struct loader *l, const yaml_event_t *event, char **out)
{
	const char *text = (const char *)event->data.scalar.value;

	if (event->data.scalar.anchor)
		return refuse(l, &event->start_mark,
			      "anchors are not taken: a value that begins "
			      "with '&' needs quotes");
	if (event->data.scalar.tag)
		return refuse(l, &event->start_mark,
			      "tags are not taken: a value that begins "
			      "with '!' needs quotes");
	if (strlen(text) != event->data.scalar.length)
		return refuse(l, &event->start_mark, "the text holds a NUL");
	*out = mem_dup(text);
	return true;
}

static bool take_key(struct loader *l, const yaml_event_t *event, const struct yaml_value *map,
		     struct yaml_value *item)
{
	const struct yaml_value *same;

	if (event->type == YAML_ALIAS_EVENT)
		return refuse(l, &event->start_mark,
			      "aliases are not taken: a key that begins "
			      "with '*' needs quotes");
	if (event->type != YAML_SCALAR_EVENT)
		return refuse(l, &event->start_mark,
			      "a key has to be a word, not a list or map");
	if (!take_scalar(l, event, &item->key))
		return false;
	item->key_line = l->first_line + (long long)event->start_mark.line;
	item->key_column = (long long)event->start_mark.column + 1;
	same = yaml_value_find(map, item->key);
	if (same)
		return refuse(l, &event->start_mark,
			      "'%s' stands here twice: it is in line %lld too", item->key,
			      same->key_line);
	return true;
}

static void append(struct yaml_value *to, const struct yaml_value *item)
{
	/* Room doubles whenever the count reaches a power of two. */
	if ((to->count & (to->count - 1)) == 0)
		to->items = mem_grow(to->items, to->count ? to->count * 2 : 1, sizeof(*item));
	to->items[to->count++] = *item;
}

static bool take_value(struct loader *l, const yaml_event_t *event, int depth,
		       struct yaml_value *out);

static bool take_items(struct loader *l, int depth, struct yaml_value *out)
{
	bool is_map = out->shape == yaml_shape_map, went_well = true;

	while (went_well) {
		_cleanup_(yaml_event_delete)
		yaml_event_t event = {0}, value = {0};
		struct yaml_value item = {0};

		if (!next_event(l, &event))
			return false;
		if (event.type == (is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT))
			return true;
		if (out->count >= ITEMS_MAX)
			return refuse(l, &event.start_mark, "more than %d entries", ITEMS_MAX);
		if (is_map)
			went_well = take_key(l, &event, out, &item) && next_event(l, &value);
		went_well = went_well && take_value(l, is_map ? &value : &event, depth, &item);
		append(out, &item);
	}
	return false;
}

static bool take_value(struct loader *l, const yaml_event_t *event, int depth,
		       struct yaml_value *out)
{
	const yaml_char_t *anchor, *tag;

	out->line = l->first_line + (long long)event->start_mark.line;
	out->column = (long long)event->start_mark.column + 1;
	if (event->type == YAML_ALIAS_EVENT)
		return refuse(l, &event->start_mark,
			      "aliases are not taken: a value that begins "
			      "with '*' needs quotes");
	if (event->type == YAML_SCALAR_EVENT) {
		out->shape = yaml_shape_text;
		out->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		return take_scalar(l, event, &out->text);
	}
	out->shape = event->type == YAML_MAPPING_START_EVENT ? yaml_shape_map : yaml_shape_list;
	anchor = out->shape == yaml_shape_map ? event->data.mapping_start.anchor
					      : event->data.sequence_start.anchor;
	tag = out->shape == yaml_shape_map ? event->data.mapping_start.tag
					   : event->data.sequence_start.tag;
	if (anchor || tag)
		return refuse(l, &event->start_mark,
			      "anchors and tags are not taken: a value that "
			      "begins with '&' or '!' needs quotes");
	if (depth >= DEPTH_MAX)
		return refuse(l, &event->start_mark, "nested deeper than %d levels", DEPTH_MAX);
	return take_items(l, depth + 1, out);
}

/* One document, no directives; stream and document events stand around it. */
static bool take_document(struct loader *l, struct yaml_value *root)
{
	for (;;) {
		_cleanup_(yaml_event_delete)
		yaml_event_t event = {0};
		bool is_start;

		if (!next_event(l, &event))
			return false;
		if (event.type == YAML_STREAM_END_EVENT)
			return true;
		is_start = event.type == YAML_DOCUMENT_START_EVENT;
		if (is_start && (event.data.document_start.version_directive ||
				 event.data.document_start.tag_directives.start !=
					 event.data.document_start.tag_directives.end))
			return refuse(l, &event.start_mark, "directives are not taken");
		if (is_start && root->line)
			return refuse(l, &event.start_mark,
				      "a second document begins: there is "
				      "room for one");
		if (event.type == YAML_STREAM_START_EVENT || is_start ||
		    event.type == YAML_DOCUMENT_END_EVENT)
			continue;
		if (!take_value(l, &event, 0, root))
			return false;
	}
}

/* libyaml counts lines by these too, editors do not: a line could hide, and places would drift.
 */
static bool check_line_breaks(struct loader *l)
{
	yaml_mark_t mark = {0};

	for (size_t i = 0; i < l->len; i++) {
		const char *s = l->text + i;
		size_t left = l->len - i;

		if ((*s == '\r' && (left < 2 || s[1] != '\n')) ||
		    (left >= 2 && !memcmp(s, "\xc2\x85", 2)) ||
		    (left >= 3 &&
		     (!memcmp(s, "\xe2\x80\xa8", 3) || !memcmp(s, "\xe2\x80\xa9", 3))))
			return refuse(l, &mark, "holds a line break that editors do not show");
		mark.column += ((unsigned char)*s & 0xc0) != 0x80;
		if (*s == '\n')
			mark = (yaml_mark_t){.line = mark.line + 1};
	}
	return true;
}

bool yaml_check_text(const char *text, size_t len, long long first_line,
		     struct findings *findings)
{
	const char *line = text, *end = text + len;
	long long number = first_line;

	if (len > YAML_LIMIT_BYTES)
		findings_add(findings, 1, 1, "yaml", "larger than %u KiB",
			     YAML_LIMIT_BYTES >> 10);
	if (len > YAML_LIMIT_BYTES)
		return false;
	for (; line < end; number++) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t n = (size_t)((stop ? stop : end) - line);
		bool has_nul = memchr(line, 0, n);

		if (has_nul || !text_is_utf8(line, n)) {
			findings_add(findings, number, 1, "yaml",
				     has_nul ? "holds a NUL: save the file as text"
					     : "not UTF-8: save the file in that encoding");
			return false;
		}
		line = stop ? stop + 1 : end;
	}
	return true;
}

bool yaml_value_parse(const char *text, size_t len, long long first_line,
		      struct yaml_value *root, struct findings *findings)
{
	struct loader l = {
		.text = text, .len = len, .first_line = first_line, .findings = findings};
	bool went_well;

	*root = (struct yaml_value){.shape = yaml_shape_map};
	if (!yaml_check_text(text, len, first_line, findings) || !check_line_breaks(&l))
		return false;
	/* A byte order mark would count as a column. */
	if (l.len >= 3 && !memcmp(l.text, "\xef\xbb\xbf", 3)) {
		l.text += 3;
		l.len -= 3;
	}
	if (!yaml_parser_initialize(&l.parser))
		abort();
	yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&l.parser, (const unsigned char *)l.text, l.len);
	went_well = take_document(&l, root);
	yaml_parser_delete(&l.parser);
	if (yaml_value_is_null(root))
		mem_replace(&root->text, 0), root->shape = yaml_shape_map;
	if (!root->line)
		root->line = first_line, root->column = 1;
	return went_well;
}

const struct yaml_value *yaml_value_find(const struct yaml_value *map, const char *key)
{
	for (size_t i = 0; map->shape == yaml_shape_map && i < map->count; i++)
		if (map->items[i].key && !strcmp(map->items[i].key, key))
			return &map->items[i];
	return 0;
}

bool yaml_value_is_null(const struct yaml_value *value)
{
	return value->shape == yaml_shape_text && value->is_plain && value->text &&
	       (!*value->text || !strcmp(value->text, "~") || !strcmp(value->text, "null"));
}

const char *yaml_shape_name(enum yaml_shape shape)
{
	return shape == yaml_shape_map	  ? "a map"
	       : shape == yaml_shape_list ? "a list"
					  : "a text";
}

void yaml_value_release(struct yaml_value *value)
{
	if (!value)
		return;
	for (size_t i = 0; i < value->count; i++)
		yaml_value_release(&value->items[i]);
	free(value->items);
	free(value->text);
	free(value->key);
	*value = (struct yaml_value){0};
}

static bool is_safe_plain(const char *text)
{
	static const char *const meanings[] = {"true", "false", "null", "yes",
					       "no",   "on",	"off"};
	size_t len = strlen(text);

	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (!strcasecmp(text, meanings[i]))
			return false;
	if (!len || text[len - 1] == ' ' || (!isalnum((unsigned char)*text) && *text != '/') ||
	    (unsigned char)*text >= 0x80)
		return false;
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80 ||
		    (!isalnum((unsigned char)*text) && !strchr(" ./_-+=()", *text)))
			return false;
	return true;
}

char *yaml_quote(const char *text)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), YAML_LIMIT_BYTES);
	struct buf out = BUF_INIT(YAML_LIMIT_BYTES * 2 + 16);

	if (is_safe_plain(clean))
		return steal(&clean);
	buf_add_text(&out, "\"");
	for (const char *s = clean; *s; s++) {
		if (*s == '\n' || *s == '\t')
			buf_add_text(&out, *s == '\n' ? "\\n" : "\\t");
		else if (*s == '"' || *s == '\\')
			buf_printf(&out, "\\%c", *s);
		else
			buf_add(&out, s, 1);
	}
	buf_add_text(&out, "\"");
	return buf_take(&out);
}
