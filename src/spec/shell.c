/* shell.c - see shell.h. */
#include "spec/shell.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { COMMANDS_MAX = 200, WORDS_MAX = 400, DEPTH_MAX = 8, HERE_MAX = 4, WORD_BYTES = 4096 };

struct reader {
	const char *text;
	size_t at;
	struct shell *shell;
	struct shell_command command; /* that is being read */
	size_t stop;		      /* where its last word ended */
	int depth;
	size_t opened[DEPTH_MAX]; /* where each group began */
	char *here[HERE_MAX];	  /* owned: the ends of here-documents that follow this line */
	size_t here_count;
};

static char peek(const struct reader *r, size_t ahead)
{
	return strnlen(r->text + r->at, ahead + 1) > ahead ? r->text[r->at + ahead] : 0;
}

static void add_command(struct reader *r, struct shell_command *command)
{
	struct shell *shell = r->shell;

	if (shell->count == COMMANDS_MAX) {
		shell->is_odd = true;
		for (size_t i = 0; i < command->count; i++)
			free(command->words[i].text);
		free(command->words);
		*command = (struct shell_command){0};
		return;
	}
	shell->commands =
		mem_grow(shell->commands, shell->count + 1, sizeof(*shell->commands));
	shell->commands[shell->count++] = move(command);
}

/* What was read is a command, where it is anything. */
static void finish(struct reader *r, enum shell_end end)
{
	struct shell *shell = r->shell;

	if (r->command.count) {
		r->command.end = end;
		r->command.depth = r->depth;
		r->command.stop = r->stop;
		add_command(r, &r->command);
	} else if (shell->count && shell->commands[shell->count - 1].end == SHELL_last &&
		   shell->commands[shell->count - 1].depth == r->depth) {
		/* Behind a group; two line ends are one. */
		shell->commands[shell->count - 1].end = end;
	}
}

static void open_group(struct reader *r, size_t at)
{
	if (r->depth + 1 >= DEPTH_MAX) {
		r->shell->is_odd = true;
		return;
	}
	r->opened[r->depth++] = at;
}

static void close_group(struct reader *r)
{
	struct shell_command group = {.is_group = true};

	finish(r, SHELL_last);
	if (!r->depth) {
		r->shell->is_odd = true;
		return;
	}
	r->depth--;
	group.depth = r->depth;
	group.at = r->opened[r->depth];
	group.stop = r->at;
	add_command(r, &group);
}

/* Skip to behind the end of what opens here with `open`: "$(", "${". */
static void skip_nested(struct reader *r, char open, char close)
{
	int depth = 0;

	for (; r->text[r->at]; r->at++) {
		char c = r->text[r->at];

		if (c == '\\' && r->text[r->at + 1])
			r->at++;
		depth += c == open;
		if (c == close && !--depth) {
			r->at++;
			return;
		}
	}
	r->shell->is_odd = true;
}

static void skip_dollar(struct reader *r)
{
	char next = peek(r, 1);

	r->at++;
	if (next == '(')
		skip_nested(r, '(', ')');
	else if (next == '{')
		skip_nested(r, '{', '}');
}

static void skip_ticks(struct reader *r)
{
	const char *end = strchr(r->text + r->at + 1, '`');

	r->shell->is_odd = r->shell->is_odd || !end;
	r->at = end ? (size_t)(end - r->text) + 1 : strlen(r->text);
}

static void read_single(struct reader *r, struct buf *word)
{
	const char *from = r->text + r->at + 1, *end = strchr(from, '\'');

	r->shell->is_odd = r->shell->is_odd || !end;
	end = end ? end : from + strlen(from);
	buf_add(word, from, (size_t)(end - from));
	r->at = (size_t)(end - r->text) + (*end != 0);
}

static bool read_double(struct reader *r, struct buf *word)
{
	bool is_open = false;

	for (r->at++; r->text[r->at] && r->text[r->at] != '"';) {
		char c = r->text[r->at];

		if (c == '$' || c == '`') {
			is_open = true;
			c == '$' ? skip_dollar(r) : skip_ticks(r);
			continue;
		}
		if (c == '\\' && r->text[r->at + 1])
			c = r->text[++r->at];
		buf_add(word, &c, 1);
		r->at++;
	}
	if (r->text[r->at])
		r->at++;
	else
		r->shell->is_odd = true;
	return is_open;
}

/* One part of a word; false at its end. */
static bool read_part(struct reader *r, struct buf *word, bool *is_open)
{
	char c = r->text[r->at];

	if (!c || strchr(" \t\r\n;&|()<>", c))
		return false;
	if (c == '\'') {
		read_single(r, word);
	} else if (c == '"') {
		*is_open |= read_double(r, word);
	} else if (c == '$' || c == '`') {
		*is_open = true;
		c == '$' ? skip_dollar(r) : skip_ticks(r);
	} else {
		*is_open |= strchr("*?[", c) != 0;
		if (c == '\\' && r->text[r->at + 1])
			r->at++;
		buf_add(word, r->text + r->at++, 1);
	}
	return true;
}

/* The next word; the caller's. */
static char *read_word(struct reader *r, bool *is_open)
{
	struct buf word = BUF_INIT(WORD_BYTES);

	*is_open = false;
	while (read_part(r, &word, is_open))
		;
	return buf_take(&word);
}

/* ">file", "2>&1", "<<END": of no interest, but for where it ends. */
static void skip_redirection(struct reader *r)
{
	bool is_here = r->text[r->at] == '<' && peek(r, 1) == '<' && peek(r, 2) != '<';
	_autofree_ char *word = 0;
	bool is_open;

	r->at += strspn(r->text + r->at, "<>");
	if (is_here && r->text[r->at] == '-')
		r->at++;
	if (strchr("&|", r->text[r->at]) && r->text[r->at])
		r->at++;
	r->at += strspn(r->text + r->at, " \t");
	word = read_word(r, &is_open);
	r->stop = r->at;
	if (is_here && r->here_count < HERE_MAX)
		r->here[r->here_count++] = steal(&word);
	else if (is_here)
		r->shell->is_odd = true;
}

/* Behind a new line stand the documents that the line called for. */
static void skip_documents(struct reader *r)
{
	for (size_t i = 0; i < r->here_count; i++) {
		bool is_end = false;

		while (r->text[r->at] && !is_end) {
			const char *line = r->text + r->at;
			size_t len = strcspn(line, "\n"), tabs = strspn(line, "\t");

			is_end = len >= tabs && len - tabs == strlen(r->here[i]) &&
				 !strncmp(line + tabs, r->here[i], len - tabs);
			r->at += len + (line[len] == '\n');
		}
		r->shell->is_odd = r->shell->is_odd || !is_end;
		free(r->here[i]);
	}
	r->here_count = 0;
}

static void read_operator(struct reader *r)
{
	char c = r->text[r->at], next = peek(r, 1);
	bool is_two = c == next && c != '\n';

	r->at += is_two ? 2 : 1;
	if (c == '\n') {
		finish(r, SHELL_next);
		skip_documents(r);
	} else if (c == ';') {
		r->shell->is_odd = r->shell->is_odd || is_two; /* of a case */
		finish(r, SHELL_next);
	} else if (c == '&') {
		finish(r, is_two ? SHELL_and : SHELL_behind);
	} else {
		finish(r, is_two ? SHELL_or : SHELL_pipe);
	}
}

static bool is_one_of(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (!strcmp(*words, word))
			return true;
	return false;
}

/* A word where a command begins that is the shell's own; false where it is none. */
static bool take_keyword(struct reader *r, const char *word, size_t at)
{
	static const char *const opening[] = {"{", "if", "for", "while", "until", 0};
	static const char *const between[] = {"then", "do", "else", "elif", 0};
	static const char *const closing[] = {"}", "fi", "done", 0};

	if (r->command.count)
		return false;
	if (!strcmp(word, "case") || !strcmp(word, "function"))
		r->shell->is_odd = true;
	if (is_one_of(opening, word)) {
		open_group(r, at);
		/* "for x in a b" holds no command. */
		if (!strcmp(word, "for"))
			r->at += strcspn(r->text + r->at, ";\n");
	} else if (is_one_of(closing, word)) {
		close_group(r);
	} else if (!is_one_of(between, word)) {
		return false;
	}
	return true;
}

static void take_word(struct reader *r)
{
	size_t at = r->at;
	bool is_open;
	_autofree_ char *word = read_word(r, &is_open);
	struct shell_command *command = &r->command;

	/* "2" of "2>&1" */
	if (strchr("<>", r->text[r->at]) && r->text[r->at] && *word &&
	    strspn(word, "0123456789") == strlen(word))
		return;
	if (!is_open && take_keyword(r, word, at))
		return;
	if (command->count == WORDS_MAX) {
		r->shell->is_odd = true;
		return;
	}
	if (!command->count)
		command->at = at;
	command->words = mem_grow(command->words, command->count + 1, sizeof(*command->words));
	command->words[command->count++] =
		(struct shell_word){.text = steal(&word), .is_open = is_open};
	r->stop = r->at;
}

static void take_parenthesis(struct reader *r)
{
	bool opens = r->text[r->at] == '(';

	/* "f() {...}" and patterns of bash */
	if (opens && r->command.count)
		r->shell->is_odd = true;
	if (opens)
		open_group(r, r->at++);
	else
		r->at++, close_group(r);
}

/* A backslash at the end of a line. */
static bool goes_on(const struct reader *r)
{
	return r->text[r->at] == '\\' && (peek(r, 1) == '\n' || (peek(r, 1) == '\r' && peek(r, 2) == '\n'));
}

static void step(struct reader *r)
{
	char c = r->text[r->at];

	if (c == ' ' || c == '\t' || c == '\r')
		r->at++;
	else if (goes_on(r))
		r->at += 1 + strcspn(r->text + r->at, "\n");
	else if (c == '#')
		r->at += strcspn(r->text + r->at, "\n");
	else if (c == '<' || c == '>' || (c == '&' && peek(r, 1) == '>'))
		r->at += c == '&', skip_redirection(r);
	else if (strchr(";&|\n", c))
		read_operator(r);
	else if (c == '(' || c == ')')
		take_parenthesis(r);
	else
		take_word(r);
}

void shell_parse(const char *text, struct shell *shell)
{
	struct reader r = {.text = text, .shell = shell};

	*shell = (struct shell){0};
	while (text[r.at])
		step(&r);
	finish(&r, SHELL_last);
	shell->is_odd = shell->is_odd || r.depth || r.here_count;
	for (size_t i = 0; i < r.here_count; i++)
		free(r.here[i]);
}

static bool is_assignment(const char *word)
{
	size_t name = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");

	return name && !isdigit((unsigned char)*word) && word[name] == '=';
}

/* Behind the options and numbers of a program that runs another: "timeout -k 5 30s make". */
static size_t behind_options(const struct shell_command *command, size_t at)
{
	while (at < command->count) {
		const char *word = command->words[at].text;

		if (*word != '-' && !isdigit((unsigned char)*word) && !is_assignment(word))
			break;
		at++;
	}
	return at;
}

size_t shell_program(const struct shell_command *command)
{
	static const char *const runners[] = {"env",  "time",	 "timeout", "nice",
					      "exec", "command", "nohup",   "stdbuf", 0};
	size_t at = 0;

	while (at < command->count) {
		const char *word = command->words[at].text;

		if (is_assignment(word) || !strcmp(word, "!"))
			at++;
		else if (is_one_of(runners, word) && at + 1 < command->count)
			at = behind_options(command, at + 1);
		else
			break;
	}
	return at;
}

bool shell_has(const struct shell_command *command, const char *word)
{
	for (size_t i = 0; i < command->count; i++)
		if (!strcmp(command->words[i].text, word))
			return true;
	return false;
}

void shell_release(struct shell *shell)
{
	for (size_t i = 0; i < shell->count; i++) {
		for (size_t k = 0; k < shell->commands[i].count; k++)
			free(shell->commands[i].words[k].text);
		free(shell->commands[i].words);
	}
	free(shell->commands);
	*shell = (struct shell){0};
}
