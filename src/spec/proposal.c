/* proposal.c - see proposal.h. */
#include "spec/proposal.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/task.h"
#include "spec/yaml.h"

#include <string.h>

enum { FILE_BYTES = 48 << 10 };

static void add_value(struct buf *out, const char *key, const char *value)
{
	_autofree_ char *quoted = yaml_quote(value);

	buf_printf(out, "%s: %s\n", key, quoted);
}

static void add_list(struct buf *out, const char *key, const char *list)
{
	struct lines walk;
	bool is_next = false;

	if (text_is_empty(list))
		return;
	buf_printf(out, "%s: [", key);
	LINES_EACH(walk, list) {
		_autofree_ char *quoted = yaml_quote(walk.line);

		buf_printf(out, "%s%s", is_next ? ", " : "", quoted);
		is_next = true;
	}
	buf_add_text(out, "]\n");
}

static void add_accept(struct buf *out, const struct proposal *proposal)
{
	struct lines walk;
	bool is_red = text_same(proposal->class, "feature");

	if (text_is_empty(proposal->accept))
		return;
	buf_add_text(out, "accept:\n");
	LINES_EACH(walk, proposal->accept) {
		_autofree_ char *quoted = yaml_quote(walk.line);

		buf_printf(out, is_red ? "  - {run: %s, red: true}\n" : "  - %s\n", quoted);
		is_red = false;
	}
}

static char *file_of(const struct proposal *proposal)
{
	_autofree_ char *from = text_clean(proposal->from, strlen(proposal->from), 64);
	struct buf out = BUF_INIT(FILE_BYTES);

	buf_printf(&out, "---\n# proposed by a session of the task %s\n", from);
	add_value(&out, "title", proposal->title);
	if (!text_is_empty(proposal->class))
		add_value(&out, "class", proposal->class);
	add_list(&out, "scope", proposal->scope);
	add_list(&out, "needs", proposal->needs);
	add_accept(&out, proposal);
	buf_printf(&out, "---\n%s%s", proposal->body, text_ends(proposal->body, "\n") ? "" : "\n");
	return buf_take(&out);
}

static int lint(const char *name, const char *text, struct err *err)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };

	task_spec_parse(name, text, strlen(text), 0, &spec, &findings);
	if (!findings.errors)
		return 0;
	return err_set(err, ERR_USAGE, "no task can be made of that: %s", findings_first_error(&findings)->text);
}

int proposal_render(const struct proposal *proposal, char **name, char **text, struct err *err)
{
	_autofree_ char *slug = text_slug(proposal->title), *file = file_of(proposal);

	if (strlen(file) >= FILE_BYTES - 1)
		return err_set(err, ERR_USAGE, "the task is too long: %d bytes are the most", FILE_BYTES);
	if (lint(slug, file, err))
		return err->code;
	*name = steal(&slug);
	*text = steal(&file);
	return 0;
}
