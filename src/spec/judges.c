/* judges.c - see judges.h. */
#include "spec/judges.h"

#include "base/mem.h"
#include "base/text.h"
#include "spec/shell.h"

#include <ctype.h>
#include <string.h>

static const char own_words[] =
	":\n.\n[\n[[\ntest\ncd\necho\nprintf\ntrue\nfalse\nexit\nset\nunset\nexport\nreturn\nread\nshift\ntrap\nwait\n"
	"type\nulimit\numask\neval\nexec\ncommand\nlocal\nalias\nlet\ndeclare\nsource\npushd\npopd\nkill\nhash\nbreak\n"
	"continue\nreadonly\ntimes\nshopt\ntypeset\nbuiltin\npwd\n";
static const char interpreters[] = "sh\nbash\ndash\nzsh\npython\npython3\nnode\nruby\nperl\nphp\ntsx\nts-node\n";
static const char runners[] = "pytest\npy.test\nunittest\njest\nvitest\nmocha\nava\ntap\nprove\nrspec\nphpunit\nbats\n"
			      "nose2\nplaywright\n";
/* "uv run pytest" */
static const char wrappers[] = "uv\npoetry\npipenv\nbundle\nnpx\nhatch\npdm\n";
/* Options of interpreters and runners that take the next word. */
static const char taking[] = "-k\n-m\n-n\n-p\n-W\n-c\n-o\n-I\n-r\n-t\n-j\n--require\n--import\n--config\n--reporter\n--grep\n"
			     "--testNamePattern\n--test-name-pattern\n--cov\n--project\n--timeout\n--filter\n";

struct look {
	struct judges *judges;
	const struct shell_command *command;
	bool is_later;
};

static void find_in(const char *command, struct judges *judges, int depth);

static const char *word_at(const struct look *look, size_t at)
{
	return at < look->command->count ? look->command->words[at].text : "";
}

static bool is_plain(const struct look *look, size_t at)
{
	const char *word = word_at(look, at);

	return *word && !look->command->words[at].is_open && text_is_utf8(word, strlen(word)) && !strpbrk(word, "\n\r");
}

static void add(const struct look *look, enum judge_kind kind, const char *name)
{
	struct judges *judges = look->judges;

	while (text_starts(name, "./"))
		name += 2 + strspn(name + 2, "/");
	if (!*name || text_starts(name, "../") || *name == '~')
		return;
	if (*name == '/' && kind != JUDGE_program)
		return;
	judges->list = mem_grow(judges->list, judges->count + 1, sizeof(*judges->list));
	judges->list[judges->count++] = (struct judge){kind, mem_dup(name), look->is_later};
}

/* "tests/test_cart.py::test_merge", "cart.test.ts" */
static bool is_path(const char *word)
{
	const char *dot = strrchr(word, '.');

	return strchr(word, '/') || (dot && dot > word && isalpha((unsigned char)dot[1]) && strlen(dot) <= 5);
}

static void add_tests(const struct look *look, size_t at)
{
	/* It goes into folders by that, where others load something. */
	bool is_prove = shell_has(look->command, "prove");

	for (; at < look->command->count; at++) {
		const char *word = word_at(look, at);
		_autofree_ char *path = mem_dup_part(word, strcspn(word, ":"));

		if (lines_has(taking, word) && !(is_prove && !strcmp(word, "-r")))
			at++;
		else if (*word != '-' && is_plain(look, at) && is_path(path) && !strchr(word, '='))
			add(look, JUDGE_tests, path);
	}
}

static bool takes_script(const char *name, const char *option)
{
	return lines_has("sh\nbash\ndash\nzsh\n", name) && *option == '-' && option[1] != '-' && strchr(option, 'c');
}

/* What is run instead of a file: "sh -c '...'", "python3 -m pytest ..."; false where a file is. */
static bool look_at_option(const struct look *look, size_t program, size_t at, int depth)
{
	const char *word = word_at(look, at);

	if (takes_script(word_at(look, program), word)) {
		if (is_plain(look, at + 1) && depth < 2)
			find_in(word_at(look, at + 1), look->judges, depth + 1);
		return true;
	}
	if (!strcmp(word, "-m") && is_plain(look, at + 1))
		add(look, JUDGE_module, word_at(look, at + 1));
	if (!strcmp(word, "-m") && lines_has(runners, word_at(look, at + 1)))
		add_tests(look, at + 2);
	return lines_has("-m\n-c\n-e\n-\n", word);
}

/* "node --test tests/", "sh check.sh" */
static void look_at_interpreter(const struct look *look, size_t at, int depth)
{
	size_t program = at;

	for (at++; at < look->command->count; at++) {
		const char *word = word_at(look, at);

		if (look_at_option(look, program, at, depth))
			return;
		if (lines_has(taking, word))
			at++;
		else if (*word != '-')
			break;
	}
	if (shell_has(look->command, "--test"))
		add_tests(look, at);
	else if (is_plain(look, at))
		add(look, JUDGE_script, word_at(look, at));
}

static void look_at_make(const struct look *look, size_t at)
{
	for (size_t i = at + 1; i < look->command->count; i++) {
		const char *word = word_at(look, i);

		/* Another Makefile, which we have not read. */
		if (text_starts(word, "-C") || text_starts(word, "-f") || text_starts(word, "--directory") ||
		    text_starts(word, "--file") || text_starts(word, "--makefile"))
			return;
	}
	for (size_t i = at + 1; i < look->command->count; i++) {
		const char *word = word_at(look, i);

		if (*word != '-' && is_plain(look, i) && !strchr(word, '=') && !isdigit((unsigned char)*word))
			add(look, JUDGE_target, word);
	}
}

static void look_at_npm(const struct look *look, size_t at)
{
	const char *verb = word_at(look, at + 1);

	for (size_t i = at + 1; i < look->command->count; i++)
		if (lines_has("-w\n--workspace\n--workspaces\n-C\n--prefix\n--filter\n-r\n--dir\n--cwd\n--if-present\n",
			      word_at(look, i)))
			return;
	if (!strcmp(verb, "run") || !strcmp(verb, "run-script")) {
		for (at += 2; *word_at(look, at) == '-';)
			at++;
		if (is_plain(look, at))
			add(look, JUDGE_npm, word_at(look, at));
	} else if (!strcmp(verb, "test") || !strcmp(verb, "t")) {
		add(look, JUDGE_npm, "test");
	}
}

/* "npx vitest run ...", "uv run pytest ..." */
static void look_behind(const struct look *look, size_t at)
{
	for (at++; at < look->command->count; at++) {
		const char *word = word_at(look, at);

		if (lines_has(runners, word)) {
			add_tests(look, at + 1);
			return;
		}
		if (*word != '-' && strcmp(word, "run") && strcmp(word, "exec"))
			return;
	}
}

static void look_at_program(const struct look *look, size_t at, int depth)
{
	const char *name = word_at(look, at);

	if (!is_plain(look, at) || lines_has(own_words, name))
		return;
	if (*name != '/' && strchr(name, '/')) {
		add(look, JUDGE_script, name);
		return;
	}
	add(look, JUDGE_program, name);
	if (lines_has(interpreters, name))
		look_at_interpreter(look, at, depth);
	else if (lines_has(runners, name))
		add_tests(look, at + 1);
	else if (lines_has(wrappers, name))
		look_behind(look, at);
	else if (!strcmp(name, "make") || !strcmp(name, "gmake"))
		look_at_make(look, at);
	else if (!strcmp(name, "npm") || !strcmp(name, "pnpm") || !strcmp(name, "yarn"))
		look_at_npm(look, at);
}

/* Behind these, names are sought elsewhere. */
static bool goes_away(const struct look *look, size_t at)
{
	return lines_has("cd\npushd\n.\nsource\neval\nalias\n", word_at(look, at)) ||
	       (at > 0 && text_starts(word_at(look, 0), "PATH="));
}

static void find_in(const char *command, struct judges *judges, int depth)
{
	_cleanup_(shell_release) struct shell shell = {0};

	shell_parse(command, &shell);
	for (size_t i = 0; i < shell.count && !shell.is_odd; i++) {
		const struct shell_command *one = &shell.commands[i];
		struct look look = {judges, one, i > 0};
		size_t at = shell_program(one);

		if (one->is_group)
			continue;
		if (goes_away(&look, at) || (!strcmp(word_at(&look, 0), "export") && text_starts(word_at(&look, 1), "PATH=")))
			break;
		look_at_program(&look, at, depth);
	}
}

bool judge_says_so(const char *path)
{
	static const char *const signs[] = {"test", "spec", "check", "verif", "smoke", "accept", "fuzz", "bench", "e2e",
					    "valid", "assert", 0};

	for (const char *const *sign = signs; *sign; sign++)
		if (strcasestr(path, *sign))
			return true;
	return false;
}

void judges_find(const char *command, struct judges *judges)
{
	*judges = (struct judges){0};
	find_in(command, judges, 0);
}

void judges_release(struct judges *judges)
{
	for (size_t i = 0; i < judges->count; i++)
		free(judges->list[i].name);
	free(judges->list);
	*judges = (struct judges){0};
}
