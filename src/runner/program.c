/* program.c - see program.h. */
#include "runner/program.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/feed.h"

#include <string.h>

enum { LINE_BYTES = 16 << 20, ERROR_LINE_BYTES = 64 << 10, WORDS_BYTES = 400 };

struct program {
	struct program_spec spec;
	struct child *child; /* owned; NULL where it does not run */
	struct feed out, errors;
	long long dropped;
	char *last_words; /* owned; NULL where it said nothing */
};

static void keep_line(struct program *program, const char *before, const char *line, size_t len)
{
	struct log *log = &program->spec.attempt->log;

	log_add(log, before, strlen(before));
	log_add(log, line, len);
	log_add(log, "\n", 1);
}

static void take_line(void *owner, const char *line, size_t len)
{
	struct program *program = owner;

	keep_line(program, "", line, len);
	program->spec.line(program->spec.owner, line, len);
}

static void take_error_line(void *owner, const char *line, size_t len)
{
	struct program *program = owner;
	_autofree_ char *words = text_clean(line, len, WORDS_BYTES);

	keep_line(program, "stderr: ", line, len);
	if (*words)
		mem_replace(&program->last_words, steal(&words));
}

static void take_output(void *owner, int fd, const char *data, size_t len)
{
	struct program *program = owner;

	feed_add(fd == 1 ? &program->out : &program->errors, data, len);
	if (program->out.dropped > program->dropped)
		program->spec.dropped(program->spec.owner);
	program->dropped = program->out.dropped;
}

static void take_exit(void *owner, int status)
{
	struct program *program = owner;
	_autofree_ char *last_words = 0;

	feed_end(&program->out);
	feed_end(&program->errors);
	child_free(program->child);
	program->child = 0;
	last_words = steal(&program->last_words);
	program->spec.exited(program->spec.owner, status, last_words ? last_words : "");
}

struct program *program_new(const struct program_spec *spec)
{
	struct program *program = mem_new(1, sizeof *program);

	program->spec = *spec;
	feed_init(&program->out, LINE_BYTES, take_line, program);
	feed_init(&program->errors, ERROR_LINE_BYTES, take_error_line, program);
	return program;
}

int program_start(struct program *program, const struct launch_wish *wish, struct err *err)
{
	struct attempt *attempt = program->spec.attempt;
	_cleanup_(launch_release) struct launch launch = { 0 };
	struct child_spec spec = { .output = take_output, .exited = take_exit, .owner = program };

	if (launch_prepare(&launch, attempt, wish, err))
		return err->code;
	spec.argv = launch.run.argv;
	spec.env = launch.run.env;
	spec.dir = launch.run.dir;
	spec.extra = launch.run.extra;
	if (child_new(attempt->loop, &spec, &program->child, err))
		return err_wrap(err, "cannot start '%s'", launch.argv.items[0]);
	return 0;
}

bool program_runs(const struct program *program)
{
	return program->child != 0;
}

void program_write(struct program *program, const char *data, size_t len)
{
	if (program->child)
		child_write(program->child, data, len);
}

void program_close_input(struct program *program)
{
	if (program->child)
		child_close_input(program->child);
}

void program_signal(struct program *program, int number)
{
	if (program->child)
		child_signal(program->child, number);
}

void program_free(struct program *program)
{
	if (!program)
		return;
	child_free(program->child);
	feed_release(&program->out);
	feed_release(&program->errors);
	free(program->last_words);
	free(program);
}
