/* command.c - see command.h. */
#include "claim/command.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* A shell ends a word at any of these, with and without a blank beside it. */
static const char blanks[] = " \t\n'\"();|&<>`";

/* program, what it may be asked for; NULL: it stands alone */
static const struct {
	const char *program, *asked;
} known[] = {
	{ "make", "test" },   { "make", "check" },  { "make", "lint" },	 { "make", "build" },  { "make", "all" },
	{ "npm", "test" },    { "yarn", "test" },   { "pnpm", "test" },	 { "cargo", "test" },  { "cargo", "build" },
	{ "cargo", "check" }, { "cargo", "clippy" }, { "go", "test" },	 { "go", "vet" },      { "go", "build" },
	{ "meson", "test" },  { "ninja", "test" },  { "mvn", "test" },	 { "gradle", "test" }, { "pytest", 0 },
	{ "ctest", 0 },	      { "tox", 0 },	    { "prove", 0 },	 { "./gradlew", "test" },
};

bool command_is_known(const char *first, const char *second)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].program, first) &&
		    (known[i].asked ? second && !strcmp(known[i].asked, second) : !second))
			return true;
	return false;
}

bool command_is_one(const char *text)
{
	if (!*text || strchr("-<[{", *text))
		return false;
	if (strpbrk(text, " \t"))
		return true;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].program, text))
			return true;
	return text[0] == '.' && text[1] == '/';
}

bool command_holds(const char *line, const char *claimed)
{
	const char *at = line, *want = claimed + strspn(claimed, blanks);

	while (*want) {
		size_t want_len = strcspn(want, blanks), len = 0;
		bool is_found = false;

		for (at += strspn(at, blanks); *at && !is_found; at += len, at += strspn(at, blanks)) {
			len = strcspn(at, blanks);
			is_found = len == want_len && !strncmp(at, want, len);
		}
		if (!is_found)
			return false;
		want += want_len;
		want += strspn(want, blanks);
	}
	return true;
}

static bool has_any(const char *line, const char *const *words)
{
	for (; *words; words++)
		if (strcasestr(line, *words))
			return true;
	return false;
}

bool command_is_test(const char *line)
{
	static const char *const words[] = { "test", "spec", "check", "prove", "jest", "mocha", "tox", "nose", "verify", 0 };

	return has_any(line, words);
}

bool command_is_look(const char *line)
{
	static const char *const programs[] = { "git",	"ls",	"cat",	"grep", "rg",  "sed", "find", "head", "tail", "echo", "cd",
						"pwd",	"mkdir", "wc",	"diff", "less", "tree", "stat", "file", "sort", "uniq",
						"which", "printf", "touch", "cp", "mv", "rm", "leadhand", "lh", 0 };

	/* What is written to a file is not run by that. */
	if (strpbrk(line, "$`|&;\n"))
		return false;
	for (size_t i = 0; programs[i]; i++) {
		size_t len = strlen(programs[i]);

		if (!strncmp(line, programs[i], len) && (!line[len] || isspace((unsigned char)line[len])))
			return strcmp(programs[i], "find") != 0 || !strstr(line, "-exec");
	}
	return false;
}

bool command_is_masked(const char *line)
{
	static const char *const words[] = { "|", ";", "exit 0", "&\n", "trap", 0 };
	size_t len = strlen(line);

	return has_any(line, words) || strchr(line, '\n') || (len && line[len - 1] == '&') || line[strspn(line, " ")] == '!';
}
