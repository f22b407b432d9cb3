/* request.c - see request.h. */
#include "walls/request.h"

#include "base/buf.h"
#include "base/mem.h"

#include <string.h>
#include <strings.h>

/* A stretch of the head; never ends in a NUL. */
struct part {
	const char *at;
	size_t len;
};

struct field {
	struct part name, value;
};

struct reading {
	struct part rest;	/* of the head */
	struct part method, target;
	struct part hop;	/* the value of Connection: fields of this hop */
	bool has_length, has_coding, has_host, is_old;
	struct request *out;
};

static bool part_is(struct part part, const char *word)
{
	return part.len == strlen(word) && !strncasecmp(part.at, word, part.len);
}

/* The stretch before a byte, taken off; false where there is none. */
static bool part_cut(struct part *rest, char end, struct part *out)
{
	const char *found = rest->len ? memchr(rest->at, end, rest->len) : 0;

	if (!found)
		return false;
	*out = (struct part){ rest->at, (size_t)(found - rest->at) };
	rest->at = found + 1;
	rest->len -= out->len + 1;
	return true;
}

static struct part part_trim(struct part part)
{
	while (part.len && (*part.at == ' ' || *part.at == '\t'))
		part.at++, part.len--;
	while (part.len && (part.at[part.len - 1] == ' ' || part.at[part.len - 1] == '\t'))
		part.len--;
	return part;
}

static bool is_token(struct part part)
{
	static const char allowed[] = "!#$%&'*+-.^_`|~0123456789"
				      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (size_t i = 0; i < part.len; i++)
		if (!part.at[i] || !strchr(allowed, part.at[i]))
			return false;
	return part.len > 0;
}

/* What no line may hold: controls but the tab, so NUL and a CR that is not at the end too. */
static bool has_control(struct part part)
{
	for (size_t i = 0; i < part.len; i++) {
		unsigned char c = (unsigned char)part.at[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static int bad(struct err *err, const char *what)
{
	return err_set(err, ERR_USAGE, "%s", what);
}

static int next_line(struct reading *r, struct part *line, struct err *err)
{
	if (!part_cut(&r->rest, '\n', line) || !line->len || line->at[line->len - 1] != '\r')
		return bad(err, "a line does not end in CR LF");
	line->len--;
	return has_control(*line) ? bad(err, "a control character in the head") : 0;
}

static int read_request_line(struct reading *r, struct err *err)
{
	struct part line;

	if (next_line(r, &line, err))
		return err->code;
	if (!part_cut(&line, ' ', &r->method) || !is_token(r->method) || !part_cut(&line, ' ', &r->target) ||
	    !r->target.len)
		return bad(err, "the first line is not METHOD TARGET HTTP/1.1");
	for (size_t i = 0; i < r->target.len; i++)
		if ((unsigned char)r->target.at[i] <= 0x20 || (unsigned char)r->target.at[i] >= 0x7f)
			return bad(err, "the target holds bytes that no URI has");
	r->is_old = line.len == 8 && !memcmp(line.at, "HTTP/1.0", 8);
	if (!r->is_old && (line.len != 8 || memcmp(line.at, "HTTP/1.1", 8) != 0))
		return bad(err, "the version is neither HTTP/1.1 nor HTTP/1.0");
	r->out->is_connect = r->method.len == 7 && !memcmp(r->method.at, "CONNECT", 7);
	return 0;
}

static int skip_scheme(struct part *target, struct err *err)
{
	if (target->len >= 8 && !strncasecmp(target->at, "https://", 8))
		return bad(err, "an https address is reached by CONNECT");
	if (target->len < 7 || strncasecmp(target->at, "http://", 7) != 0)
		return bad(err, "this is a proxy: the target is a whole http:// address");
	target->at += 7;
	target->len -= 7;
	return 0;
}

/* The authority of the target; r->target keeps what follows it, from the '/' or '?' on. */
static int read_target(struct reading *r, struct err *err)
{
	struct request *out = r->out;
	struct part authority = r->target;
	size_t len = 0;

	if (!out->is_connect && skip_scheme(&authority, err))
		return err->code;
	while (len < authority.len && !strchr("/?#\\", authority.at[len]))
		len++;
	r->target = (struct part){ authority.at + len, authority.len - len };
	if (memchr(authority.at, '@', len))
		return bad(err, "the target holds a user name");
	if (memchr(r->target.at, '#', r->target.len) || memchr(r->target.at, '\\', r->target.len) ||
	    (out->is_connect && r->target.len))
		return bad(err, "the target has more than a request may have");
	if (host_parse_port(authority.at, len, &out->host, &out->port, err))
		return err->code;
	if (out->is_connect && !out->port)
		return bad(err, "CONNECT wants HOST:PORT");
	if (!out->port)
		out->port = 80;
	return 0;
}

static int read_field(struct reading *r, struct field *field, struct err *err)
{
	struct part line;

	if (next_line(r, &line, err))
		return err->code;
	if (*line.at == ' ' || *line.at == '\t')
		return bad(err, "a folded line in the head");
	if (!part_cut(&line, ':', &field->name) || !is_token(field->name))
		return bad(err, "a line of the head is not NAME: VALUE");
	field->value = part_trim(line);
	return 0;
}

static int read_length(struct reading *r, struct part value, struct err *err)
{
	if (r->has_length)
		return bad(err, "more than one Content-Length");
	r->has_length = true;
	if (!value.len || value.len > 15)
		return bad(err, "a Content-Length that is no number");
	r->out->body = 0;
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i] < '0' || value.at[i] > '9')
			return bad(err, "a Content-Length that is no number");
		r->out->body = r->out->body * 10 + value.at[i] - '0';
	}
	return 0;
}

static int note_field(struct reading *r, const struct field *field, struct err *err)
{
	if (part_is(field->name, "Content-Length"))
		return read_length(r, field->value, err);
	if (part_is(field->name, "Transfer-Encoding")) {
		if (r->has_coding || r->is_old || !part_is(field->value, "chunked"))
			return bad(err, "a Transfer-Encoding that is not just 'chunked'");
		r->has_coding = true;
	} else if (part_is(field->name, "Host")) {
		if (r->has_host)
			return bad(err, "more than one Host");
		r->has_host = true;
	} else if (part_is(field->name, "Connection")) {
		if (r->hop.at)
			return bad(err, "more than one Connection");
		r->hop = field->value;
	}
	return 0;
}

/* First walk: what the fields say together. */
static int read_fields(struct reading *r, struct err *err)
{
	struct part start = r->rest;
	struct field field;

	while (!(r->rest.len == 2 && !memcmp(r->rest.at, "\r\n", 2)))
		if (read_field(r, &field, err) || note_field(r, &field, err))
			return err->code;
	r->rest = start;
	if (r->has_coding && r->has_length)
		return bad(err, "a Content-Length beside a Transfer-Encoding");
	if (r->has_coding || r->out->is_connect)
		r->out->body = -1;
	return 0;
}

/* Fields that end here (RFC 9110, 7.6.1), whether Connection names them or not; "close" is reserved (9.6). */
static bool is_of_this_hop(const struct reading *r, struct part name)
{
	static const char *const always[] = { "Host", "Connection", "Proxy-Connection", "Keep-Alive", "TE",
					      "Upgrade", "Proxy-Authorization", "Proxy-Authenticate", "Close", 0 };
	struct part rest = r->hop, one;

	for (size_t i = 0; always[i]; i++)
		if (part_is(name, always[i]))
			return true;
	/* What frames the body is never this hop's alone. */
	if (part_is(name, "Content-Length") || part_is(name, "Transfer-Encoding"))
		return false;
	while (rest.len) {
		if (!part_cut(&rest, ',', &one)) {
			one = rest;
			rest.len = 0;
		}
		one = part_trim(one);
		if (one.len == name.len && !strncasecmp(one.at, name.at, one.len))
			return true;
	}
	return false;
}

static void write_field(struct buf *head, const struct field *field)
{
	buf_add(head, field->name.at, field->name.len);
	buf_add_text(head, ": ");
	buf_add(head, field->value.at, field->value.len);
	buf_add_text(head, "\r\n");
}

/* Second walk: the head as the far side gets it. */
static int write_head(struct reading *r, struct err *err)
{
	struct buf head = BUF_INIT(2 * REQUEST_HEAD_MAX + 1024);
	_autofree_ char *host = host_text(&r->out->host, r->out->port);
	struct field field;

	if (r->out->port == 80)
		*strrchr(host, ':') = 0;
	buf_add(&head, r->method.at, r->method.len);
	buf_add_text(&head, r->target.len && *r->target.at == '/' ? " " : " /");
	buf_add(&head, r->target.at, r->target.len);
	buf_printf(&head, " HTTP/1.%d\r\nHost: %s\r\n", r->is_old ? 0 : 1, host);
	while (!(r->rest.len == 2 && !memcmp(r->rest.at, "\r\n", 2))) {
		if (read_field(r, &field, err)) {
			buf_release(&head);
			return err->code;
		}
		if (!is_of_this_hop(r, field.name))
			write_field(&head, &field);
	}
	buf_add_text(&head, "Connection: close\r\n\r\n");
	r->out->head_len = head.len;
	r->out->head = buf_take(&head);
	return 0;
}

size_t request_head_len(const char *data, size_t len)
{
	const char *end = len ? memmem(data, len, "\r\n\r\n", 4) : 0;

	return end ? (size_t)(end - data) + 4 : 0;
}

int request_parse(const char *head, size_t len, struct request *out, struct err *err)
{
	struct reading reading = { .rest = { head, len }, .out = out };
	int code;

	*out = (struct request){ 0 };
	if (request_head_len(head, len) != len)
		return bad(err, "the head does not end in an empty line");
	code = read_request_line(&reading, err);
	if (!code)
		code = read_target(&reading, err);
	if (!code)
		code = read_fields(&reading, err);
	if (!code && !out->is_connect)
		code = write_head(&reading, err);
	return code;
}

void request_release(struct request *request)
{
	free(request->head);
	*request = (struct request){ 0 };
}
