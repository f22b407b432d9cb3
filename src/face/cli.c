/* cli.c - see cli.h. */
#include "face/cli.h"

#include "api/manual.h"
#include "api/table.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "face/cli_draw.h"
#include "face/output.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES = 64 << 10, SAID_BYTES = 16 << 10 };

struct cli {
	struct call call;
	bool wants_json;
	bool has_told; /* a line of progress stands on standard error */
	bool is_gone;  /* nobody reads what we print */
};

static int fail(const struct cli *cli, struct err *err)
{
	int status = -err->code;
	_autofree_ char *clean = text_clean_block(err->text, strlen(err->text), SAID_BYTES);

	if (cli->wants_json) {
		_json_ json_t *object = json_object(), *error = json_object();
		_autofree_ char *line = 0;

		json_put(error, "code", err_word(err->code));
		json_put(error, "text", err->text);
		json_object_set(object, "error", error);
		line = json_line(object);
		printf("%s\n", line);
	} else {
		fprintf(stderr, "leadhand: %s\n", clean);
	}
	err_release(err);
	return status;
}

static void tell(void *owner, const char *line)
{
	struct cli *cli = owner;
	_autofree_ char *clean = text_clean(line, strlen(line), SAID_BYTES);

	/* Progress is for somebody who sits and waits. */
	if (!progress_is_seen() || cli->wants_json)
		return;
	fprintf(stderr, "%s\n", clean);
	cli->has_told = true;
}

static void print_json(struct cli *cli, const json_t *value)
{
	_autofree_ char *line = json_line(value), *text = mem_printf("%s\n", line);

	cli->is_gone |= !output_print(text, strlen(text));
}

static void print_piece(struct cli *cli, const json_t *piece)
{
	cli->is_gone |= !output_file_part(json_text_or(piece, "path", ""),
					  json_number(piece, "from"), json_number(piece, "to"));
}

static void ring(void *owner)
{
	const struct cli *cli = owner;

	if (progress_is_seen() && !cli->wants_json)
		fputc('\a', stderr);
}

/* What a verb says while it goes on. */
static void emit(void *owner, const json_t *piece)
{
	struct cli *cli = owner;
	_cleanup_(paper_release) struct paper paper = { 0 };

	output_paper(&paper);
	if (cli->wants_json) {
		print_json(cli, piece);
	} else if (json_text(piece, "path")) {
		print_piece(cli, piece);
	} else {
		draw_log_entry(piece, &paper);
		cli->is_gone |= !output_paper_print(&paper, false);
	}
}

static bool is_paged(const struct call *call)
{
	return text_same(call->verb->name, "log") || call_has(call, "diff");
}

/* Beside the prompt, which is shown to the byte. */
static void warn_of_template(const char *broken)
{
	_autofree_ char *clean = broken ? text_clean(broken, strlen(broken), SAID_BYTES) : 0;

	if (clean)
		fprintf(stderr, "leadhand: %s: until then this is said\n", clean);
}

static void show(struct cli *cli, const json_t *out)
{
	const json_t *pieces = json_object_get(out, "pieces"), *piece;
	_cleanup_(paper_release) struct paper paper = { 0 };
	size_t i;

	if (cli->wants_json) {
		/* A verb that spoke as it went has said it all. */
		if (!call_has(&cli->call, "follow"))
			print_json(cli, out);
		return;
	}
	if (text_same(json_text(out, "kind"), "prompt")) {
		cli->is_gone |= !output_text(json_text_or(out, "prompt", ""));
		warn_of_template(json_text(out, "broken"));
		return;
	}
	json_array_foreach(pieces, i, piece)
		print_piece(cli, piece);
	output_paper(&paper);
	cli_draw_of(cli->call.verb->name)(&cli->call, out, &paper);
	cli->is_gone |= !output_paper_print(&paper, is_paged(&cli->call));
}

/* A task may come by standard input, where nobody sits there to type one. */
static int take_input(struct call *call, struct err *err)
{
	const char *from = call_text(call, "from");
	_autofree_ char *text = 0;

	if (!text_same(call->verb->name, "add"))
		return 0;
	if (from ? !text_same(from, "-") : call_word(call, 0) || input_is_terminal())
		return 0;
	if (input_read(TEXT_BYTES, &text, err))
		return err->code;
	json_put(call->options, "text", text);
	return 0;
}

/* A new task wants to be written: the editor, then a second look at it. */
static int edit_new(struct cli *cli, json_t **out, struct err *err)
{
	_cleanup_(call_release) struct call lint = { 0 };
	_autofree_ char *path = 0;
	_json_ json_t *looked = 0;

	if (!text_same(cli->call.verb->name, "add") || cli->wants_json ||
	    call_has(&cli->call, "from") || call_has(&cli->call, "text"))
		return 0;
	path = mem_printf("%s/%s", cli->call.place.top, json_text_or(*out, "path", ""));
	if (!output_edit(path))
		return 0;
	if (call_init(&lint, verb_table, "lint", err))
		return err->code;
	json_put(lint.options, "repo", call_text(&cli->call, "repo"));
	json_array_append_new(lint.words, json_string(json_text_or(*out, "id", "")));
	if (call_run(&lint, &looked, err))
		return err->code;
	json_object_update(*out, json_array_get(json_object_get(looked, "tasks"), 0));
	return 0;
}

static int run(struct cli *cli, struct err *err)
{
	_json_ json_t *out = 0;

	cli->call.tell = tell;
	cli->call.ring = ring;
	cli->call.emit = emit;
	cli->call.owner = cli;
	if (take_input(&cli->call, err) || call_run(&cli->call, &out, err) ||
	    edit_new(cli, &out, err))
		return fail(cli, err);
	show(cli, out);
	if (cli->is_gone) {
		err_set(err, ERR_SYSTEM, "cannot write to standard output");
		return fail(cli, err);
	}
	return cli->call.status;
}

/* Where the verb stands: options that every verb takes may stand before it. 0 where there is
 * none. */
static int find_verb(int argc, char *const *argv)
{
	for (int i = 1; i < argc; i++) {
		if (*argv[i] != '-')
			return i;
		if (text_same(argv[i], "--repo"))
			i++;
	}
	return 0;
}

static const char *verb_name(int argc, char *const *argv, int at)
{
	if (at)
		return argv[at];
	for (int i = 1; i < argc; i++) {
		if (text_same(argv[i], "--help") || text_same(argv[i], "-h"))
			return "help";
		if (text_same(argv[i], "--version"))
			return "version";
	}
	return "status";
}

static bool has_word(int argc, char *const *argv, const char *word)
{
	for (int i = 1; i < argc && !text_same(argv[i], "--"); i++)
		if (text_same(argv[i], word))
			return true;
	return false;
}

static int say_usage(const struct verb *verb)
{
	_autofree_ char *text = manual_verb(verb);

	return output_print(text, strlen(text)) ? 0 : -ERR_SYSTEM;
}

int cli_main(int argc, char *const *argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int at = find_verb(argc, argv), count = 0, status;
	_autofree_ char **rest = mem_new((size_t)argc + 1, sizeof(*rest));
	struct cli cli = { .wants_json = has_word(argc, argv, "--json") || has_word(argc, argv, "--sarif") };

	/* Everything but the verb itself belongs to it. */
	for (int i = 1; i < argc; i++)
		if (i != at && (at || !text_same(argv[i], "--version")))
			rest[count++] = argv[i];
	if (call_init(&cli.call, verb_table, verb_name(argc, argv, at), &err))
		return fail(&cli, &err);
	if (call_parse(&cli.call, count, rest, &err))
		status = fail(&cli, &err);
	else if (call_has(&cli.call, "help") && at)
		status = say_usage(cli.call.verb);
	else
		status = run(&cli, &err);
	call_release(&cli.call);
	return status;
}
