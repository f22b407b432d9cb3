/* manual.c - see manual.h. */
#include "api/manual.h"

#include "base/buf.h"
#include "base/mem.h"

#include <ctype.h>
#include <string.h>

enum { MANUAL_BYTES = 64 << 10 };

static void add_group(struct buf *out, const struct verb *table, const char *title,
		      bool is_session)
{
	buf_printf(out, "\n%s\n", title);
	for (; table->name; table++)
		if (table->kind != VERB_inside && (table->kind == VERB_session) == is_session)
			buf_printf(out, "  %-11s %s\n", table->name, table->help);
}

char *manual_list(const struct verb *table)
{
	struct buf out = BUF_INIT(MANUAL_BYTES);

	buf_add_text(&out, "leadhand VERB [ARGUMENTS]: lead many coding agents\n");
	add_group(&out, table, "For the lead:", false);
	add_group(&out, table, "For an agent in its session:", true);
	buf_add_text(
		&out,
		"\nEvery verb takes --json and --repo DIR. 'leadhand help VERB' says more, "
		"leadhand(1) all.\n");
	return buf_take(&out);
}

static void add_option(struct buf *out, const struct verb_option *option)
{
	_autofree_ char *spelt = mem_printf("--%s%s%s", option->name, option->value ? " " : "",
					    option->value ? option->value : "");

	if (option->letter)
		buf_printf(out, "  -%c, %-16s %s\n", option->letter, spelt, option->help);
	else
		buf_printf(out, "      %-16s %s\n", spelt, option->help);
}

char *manual_verb(const struct verb *verb)
{
	struct buf out = BUF_INIT(MANUAL_BYTES);

	buf_printf(&out, "leadhand %s%s%s%s\n  %s\n\n", verb->name, *verb->synopsis ? " " : "",
		   verb->synopsis, verb->options ? " [OPTIONS]" : "", verb->help);
	for (const struct verb_option *option = verb->options; option && option->name; option++)
		add_option(&out, option);
	for (const struct verb_option *option = verb_common_options; option->name; option++)
		add_option(&out, option);
	return buf_take(&out);
}

/* "[ID...]" to "Op Ar ID ..."; "Q [TEXT]" to "Ar Q Op Ar TEXT". */
static void add_arguments(struct buf *out, const char *synopsis)
{
	while (*synopsis) {
		size_t len = strcspn(synopsis, " ");
		bool is_optional = *synopsis == '[';
		const char *word = synopsis + is_optional;
		size_t end = len - 2 * is_optional;
		bool is_many = end > 3 && !memcmp(word + end - 3, "...", 3);

		buf_printf(out, " %sAr %.*s%s", is_optional ? "Op " : "",
			   (int)(end - 3 * is_many), word, is_many ? " ..." : "");
		synopsis += len + (synopsis[len] == ' ');
	}
}

static void add_mdoc_option(struct buf *out, const struct verb_option *option)
{
	buf_add_text(out, ".It ");
	if (option->letter)
		buf_printf(out, "Fl %c , ", option->letter);
	buf_printf(out, "Fl -%s", option->name);
	if (option->value)
		buf_printf(out, " Ar %s", option->value);
	buf_printf(out, "\n%c%s.\n", toupper((unsigned char)option->help[0]), option->help + 1);
}

char *manual_mdoc(const struct verb *table)
{
	struct buf out = BUF_INIT(MANUAL_BYTES);

	buf_add_text(&out, ".Bl -tag -width Ds\n");
	for (; table->name; table++) {
		if (table->kind == VERB_inside)
			continue;
		buf_printf(&out, ".It Cm %s", table->name);
		add_arguments(&out, table->synopsis);
		buf_printf(&out, "\n%c%s.\n", toupper((unsigned char)table->help[0]),
			   table->help + 1);
		if (!table->options)
			continue;
		buf_add_text(&out, ".Bl -tag -width Ds\n");
		for (const struct verb_option *option = table->options; option->name; option++)
			add_mdoc_option(&out, option);
		buf_add_text(&out, ".El\n");
	}
	buf_add_text(&out, ".El\n");
	return buf_take(&out);
}
