/* masks.c - see masks.h. */
#include "spec/masks.h"

#include "base/mem.h"
#include "base/text.h"
#include "spec/judges.h"
#include "spec/shell.h"

#include <stdbool.h>
#include <string.h>

/* Last in a pipe they succeed whatever they are given. */
static const char sinks[] = "tee\ncat\nhead\ntail\nsort\nuniq\nless\nmore\nts\ntr\ncut\ncolumn\nnl\nwc\nfold\n"
			    "fmt\nlogger\nsponge\npee\nlolcat\nrev\ntac\nansi2txt\n";
/* Whose failure is the point of an acceptance. */
static const char workers[] =
	"make\ngmake\nninja\nmeson\nctest\ncmake\nnpm\nnpx\nyarn\npnpm\nnode\npytest\npython\npython3\ntox\nnox\ncargo\ngo\n"
	"gradle\nmvn\ndotnet\nprove\nbats\nruby\nrake\nbundle\nrspec\njest\nvitest\nmocha\ntsc\neslint\nruff\nmypy\n"
	"flake8\ndocker\nphpunit\nbazel\nmix\njust\ndeno\nbun\nuv\npoetry\nsh\nbash\n";

struct nothing {
	const char *program, *option;
	bool is_all;
};

/* With these, a program succeeds without having judged. */
static const struct nothing nothings[] = {
	{ "make", "-n", true }, { "make", "--dry-run", true }, { "make", "--just-print", true },
	{ "make", "-i", true }, { "make", "--ignore-errors", true }, { "ninja", "-n", true },
	{ "ctest", "-N", true }, { "ctest", "--show-only", true }, { "ruff", "--exit-zero", true },
	{ "flake8", "--exit-zero", true }, { "pylint", "--exit-zero", true },
	{ "pytest", "--collect-only", false }, { "pytest", "--co", false }, { "cargo", "--no-run", false },
	{ "npm", "--if-present", false }, { "jest", "--passWithNoTests", false },
	{ "vitest", "--passWithNoTests", false },
};

/* The entries outside of all groups. */
struct top {
	const struct shell_command *entry[200];
	size_t count;
	bool stops_at_failure, sees_pipes; /* set -e, set -o pipefail */
};

static const char *program_of(const struct shell_command *command)
{
	size_t at = shell_program(command);

	return at < command->count ? command->words[at].text : "";
}

/* "|| exit 0", "; true" */
static bool always_succeeds(const struct shell_command *command)
{
	const char *name = program_of(command);
	size_t at = shell_program(command);

	if (command->is_group || shell_has(command, "!"))
		return false;
	if (!strcmp(name, "exit") || !strcmp(name, "return"))
		return at + 1 < command->count && !strcmp(command->words[at + 1].text, "0");
	if (!strcmp(name, "wait"))
		return at + 1 == command->count;
	return !strcmp(name, "true") || !strcmp(name, ":") || !strcmp(name, "echo") || !strcmp(name, "printf");
}

static bool is_worker(const struct shell_command *command)
{
	const char *name = program_of(command);

	return !command->is_group && (lines_has(workers, name) || strchr(name, '/'));
}

/* A program of the project's that is run for what it prints ("./app | grep x") may exit with what it likes. */
static bool is_judge(const struct shell_command *command)
{
	const char *name = program_of(command);

	if (!is_worker(command))
		return false;
	if (strchr(name, '/'))
		return judge_says_so(name);
	if (!lines_has("python\npython3\nnode\nruby\ndeno\nbun\nsh\nbash\n", name))
		return true;
	for (size_t i = shell_program(command) + 1; i < command->count; i++)
		if (judge_says_so(command->words[i].text))
			return true;
	return false;
}

static void see_settings(struct top *top, const struct shell_command *command)
{
	if (strcmp(program_of(command), "set"))
		return;
	for (size_t i = 1; i < command->count; i++) {
		const char *word = command->words[i].text;

		if ((*word == '-' && strchr(word, 'e')) || !strcmp(word, "errexit"))
			top->stops_at_failure = true;
		if (!strcmp(word, "pipefail"))
			top->sees_pipes = true;
	}
}

static void look(const struct shell *shell, struct top *top)
{
	for (size_t i = 0; i < shell->count; i++) {
		if (shell->commands[i].depth)
			continue;
		see_settings(top, &shell->commands[i]);
		if (top->count < sizeof top->entry / sizeof *top->entry)
			top->entry[top->count++] = &shell->commands[i];
	}
}

/* Where the pipe begins that ends with this entry. */
static size_t pipe_start(const struct top *top, size_t at)
{
	while (at > 0 && top->entry[at - 1]->end == SHELL_pipe)
		at--;
	return at;
}

static enum shell_end before(const struct top *top, size_t at)
{
	return at ? top->entry[at - 1]->end : SHELL_last;
}

/* Itself, or by one that starts others: "npx vitest", "python3 -m pytest". */
static bool starts(const struct shell_command *command, const char *program)
{
	const char *name = program_of(command);

	return !strcmp(name, program) ||
	       (lines_has("npx\npython\npython3\nuv\npoetry\npnpm\nyarn\n", name) && shell_has(command, program));
}

static struct mask find_nothing(const struct top *top)
{
	size_t last = top->count - 1;
	const struct shell_command *command = top->entry[last];

	for (size_t i = 0; i < sizeof nothings / sizeof *nothings; i++) {
		const struct nothing *n = &nothings[i];

		if (!starts(command, n->program) || !shell_has(command, n->option))
			continue;
		/* What comes before it by '&&' may still fail. */
		return (struct mask){ n->is_all && (!last || before(top, last) == SHELL_next) ? MASK_all : MASK_some,
				      n->option, 0 };
	}
	return (struct mask){ 0 };
}

static struct mask find_pipe(const struct top *top)
{
	size_t last = top->count - 1, first = pipe_start(top, last);

	if (first == last || top->sees_pipes)
		return (struct mask){ 0 };
	if (lines_has(sinks, program_of(top->entry[last])))
		return (struct mask){ MASK_all, "a pipe whose last program always succeeds", 0 };
	for (size_t i = first; i < last; i++)
		if (is_judge(top->entry[i]))
			return (struct mask){ MASK_some, "a pipe reports its last program alone", 0 };
	return (struct mask){ 0 };
}

/* The last command decides: what if it cannot fail? */
static struct mask find_tail(const struct top *top)
{
	size_t last = top->count - 1;
	const struct shell_command *command = top->entry[last];

	if (command->end == SHELL_behind)
		return (struct mask){ MASK_all, "'&' behind it", command->stop };
	if (!always_succeeds(command))
		return (struct mask){ 0 };
	if (!last)
		return (struct mask){ MASK_trivial, "it always succeeds", 0 };
	if (before(top, last) == SHELL_or)
		return (struct mask){ MASK_all, "what stands behind '||'", top->entry[last - 1]->stop };
	if (before(top, last) == SHELL_next && !top->stops_at_failure)
		return (struct mask){ MASK_all, "the last command, which always succeeds", top->entry[last - 1]->stop };
	return (struct mask){ 0 };
}

/* Without set -e a script goes on behind what fails. */
static struct mask find_unseen(const struct top *top)
{
	for (size_t i = 0; i + 1 < top->count && !top->stops_at_failure; i++)
		if (top->entry[i]->end == SHELL_next && is_worker(top->entry[i]))
			return (struct mask){ MASK_some, "it goes on behind a command that fails", 0 };
	return (struct mask){ 0 };
}

static struct mask find_in(const char *command, bool stops_at_failure, bool sees_pipes, int depth);

/* bash -o pipefail -c SCRIPT */
static struct mask find_inner(const struct top *top, int depth)
{
	const struct shell_command *command = top->entry[top->count - 1];
	size_t at = shell_program(command);
	bool stops = false, sees = shell_has(command, "pipefail");
	struct mask found = { 0 };

	if (at == command->count || !lines_has("sh\nbash\ndash\nzsh\n", command->words[at].text))
		return found;
	for (at++; at + 1 < command->count; at++) {
		const char *word = command->words[at].text;

		if (*word != '-' && strcmp(word, "pipefail") && strcmp(word, "errexit"))
			break;
		stops = stops || (*word == '-' && strchr(word, 'e'));
		if (*word != '-' || !strchr(word, 'c'))
			continue;
		if (!command->words[at + 1].is_open)
			found = find_in(command->words[at + 1].text, stops, sees, depth + 1);
		found.cut = 0;
		break;
	}
	return found;
}

static struct mask find_in(const char *command, bool stops_at_failure, bool sees_pipes, int depth)
{
	static struct mask (*const rules[])(const struct top *) = { find_tail, find_nothing, find_pipe, find_unseen };
	_cleanup_(shell_release) struct shell shell = { 0 };
	struct top top = { .stops_at_failure = stops_at_failure, .sees_pipes = sees_pipes };
	struct mask found = { 0 };

	shell_parse(command, &shell);
	look(&shell, &top);
	if (shell.is_odd || !top.count)
		return found;
	for (size_t i = 0; i < sizeof rules / sizeof *rules && !found.kind; i++)
		found = rules[i](&top);
	return found.kind || depth > 2 ? found : find_inner(&top, depth);
}

struct mask mask_find(const char *command)
{
	return find_in(command, false, false, 0);
}
