/* output.c - see output.h. */
#include "face/output.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/proc_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PIECE_BYTES = 64 << 10, WORDS_MOST = 16 };

static const char *setting(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

void output_paper(struct paper *paper)
{
	bool is_terminal = terminal_is(STDOUT_FILENO);
	int columns = 0, rows = 0;

	if (is_terminal)
		terminal_size(&columns, &rows);
	paper_init(paper, columns,
		   is_terminal && !*setting("NO_COLOR") && !text_same(setting("TERM"), "dumb"));
}

bool output_print(const char *text, size_t len)
{
	return fwrite(text, 1, len, stdout) == len && !fflush(stdout);
}

/* "less -R" to an argument vector; the words stand in *copy, the caller's. */
static size_t split(const char *command, char **copy, const char **argv)
{
	char *at = *copy = mem_dup(command);
	size_t count = 0;

	while (*(at += strspn(at, " ")) && count < WORDS_MOST) {
		argv[count++] = at;
		at += strcspn(at, " ");
		if (*at)
			*at++ = 0;
	}
	argv[count] = 0;
	return count;
}

static bool is_long(const struct paper *paper)
{
	int columns, rows;
	size_t lines = 0;

	terminal_size(&columns, &rows);
	for (const char *at = buf_text(&paper->text); (at = strchr(at, '\n')); at++)
		lines++;
	return lines >= (size_t)rows;
}

static bool page(const struct paper *paper)
{
	const char *command =
		*setting("LEADHAND_PAGER") ? setting("LEADHAND_PAGER") : getenv("PAGER");
	const char *argv[WORDS_MOST + 1];
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *words = 0;
	int status = 0;

	if (!command)
		command = "less -FRX";
	if (!split(command, &words, argv) || text_same(argv[0], "cat"))
		return false;
	/* A pager that is not there must not hide what there is to read. */
	return !terminal_run(argv, buf_text(&paper->text), paper->text.len, &status, &err);
}

bool output_paper_print(const struct paper *paper, bool may_page)
{
	static const char cut[] = "... the rest is left out here: see --json\n";
	bool is_printed;

	if (may_page && terminal_is(STDOUT_FILENO) && is_long(paper) && page(paper))
		return true;
	is_printed = output_print(buf_text(&paper->text), paper->text.len);
	if (paper->text.is_cut)
		is_printed &= output_print(cut, sizeof(cut) - 1);
	return is_printed;
}

bool output_text(const char *text)
{
	_autofree_ char *clean = terminal_is(STDOUT_FILENO) ? text_clean_block(text, strlen(text), 4 * strlen(text) + 1) : 0;

	return output_print(clean ? clean : text, strlen(clean ? clean : text));
}

bool output_file_part(const char *path, long long from, long long to)
{
	_autofree_ char *piece = mem_new(PIECE_BYTES, 1);
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is_terminal = terminal_is(STDOUT_FILENO), is_printed = true;

	while (fd >= 0 && from < to && is_printed) {
		long long want = to - from < PIECE_BYTES ? to - from : PIECE_BYTES;
		ssize_t got = pread(fd, piece, (size_t)want, from);
		_autofree_ char *clean = 0;

		if (got <= 0)
			break;
		from += got;
		if (is_terminal)
			clean = text_clean_block(piece, (size_t)got, 4 * PIECE_BYTES);
		is_printed = output_print(clean ? clean : piece,
					  clean ? strlen(clean) : (size_t)got);
	}
	return is_printed;
}

bool output_edit(const char *path)
{
	const char *command = *setting("VISUAL") ? setting("VISUAL") : setting("EDITOR");
	const char *argv[WORDS_MOST + 2];
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *words = 0;
	size_t count;
	int status = 0;

	if (!*command || !input_is_terminal() || !terminal_is(STDOUT_FILENO))
		return false;
	count = split(command, &words, argv);
	argv[count] = path;
	argv[count + 1] = 0;
	return count && !terminal_run(argv, 0, 0, &status, &err);
}

int input_read(size_t limit_bytes, char **text, struct err *err)
{
	_cleanup_(buf_release) struct buf all = BUF_INIT(limit_bytes);
	_autofree_ char *piece = mem_new(PIECE_BYTES, 1);
	ssize_t got;

	while ((got = read(STDIN_FILENO, piece, PIECE_BYTES)) > 0 ||
	       (got < 0 && errno == EINTR))
		if (got > 0)
			buf_add(&all, piece, (size_t)got);
	if (got < 0)
		return err_set(err, ERR_SYSTEM, "cannot read standard input: %s",
			       strerror(errno));
	if (all.is_cut)
		return err_set(err, ERR_USAGE, "standard input is longer than %zu bytes",
			       limit_bytes);
	*text = buf_take(&all);
	return 0;
}

bool input_is_terminal(void)
{
	return terminal_is(STDIN_FILENO);
}

bool progress_is_seen(void)
{
	return terminal_is(STDERR_FILENO);
}
