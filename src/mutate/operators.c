/* operators.c - see operators.h. */
#include "mutate/operators.h"

#include "base/glob.h"

#include <ctype.h>
#include <string.h>

static const struct {
	const char *op, *others[OPERATOR_OTHERS];
} table[] = {
	{ "<", { "<=", ">=" } },  { "<=", { "<", ">" } },  { ">", { ">=", "<=" } }, { ">=", { ">", "<" } },
	{ "==", { "!=", 0 } },	  { "!=", { "==", 0 } },   { "&&", { "||", 0 } },   { "||", { "&&", 0 } },
	{ "+", { "-", 0 } },	  { "-", { "+", 0 } },	   { "*", { "/", 0 } },	    { "/", { "*", 0 } },
	{ "%", { "*", 0 } },	  { "&", { "|", 0 } },	   { "|", { "&", 0 } },	    { "^", { "&", 0 } },
	{ "<<", { ">>", 0 } },	  { ">>", { "<<", 0 } },   { "+=", { "-=", 0 } },   { "-=", { "+=", 0 } },
	{ "*=", { "/=", 0 } },	  { "/=", { "*=", 0 } },   { "%=", { "*=", 0 } },   { "&=", { "|=", 0 } },
	{ "|=", { "&=", 0 } },	  { "^=", { "&=", 0 } },   { "<<=", { ">>=", 0 } }, { ">>=", { "<<=", 0 } },
};

static const char *const arid[] = { "assert*", "*_assert", "log", "log_*", "*_log", "logf", "debug*", "*_debug", "trace*",
				    "*_trace", "dprintf", "fprintf", "vfprintf", "perror", "*syslog", "warn", "warnx", "fflush",
				    "free", "*_free", "*_release", "*_unref", "*_destroy", "close", "fclose", 0 };

bool operator_others(const char *text, size_t len, const char *others[OPERATOR_OTHERS], size_t *at, size_t *op_len)
{
	size_t from = 0, to = len;

	while (from < to && isspace((unsigned char)text[from]))
		from++;
	while (to > from && isspace((unsigned char)text[to - 1]))
		to--;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strlen(table[i].op) == to - from && !memcmp(table[i].op, text + from, to - from)) {
			memcpy(others, table[i].others, sizeof table[i].others);
			*at = from;
			*op_len = to - from;
			return true;
		}
	return false;
}

bool operator_is_arid(const char *function)
{
	for (const char *const *pattern = arid; *pattern; pattern++)
		if (glob_match(*pattern, function))
			return true;
	return false;
}

/* Behind a string or a character constant that begins at `at`. */
static size_t behind_quoted(const char *text, size_t len, size_t at)
{
	char quote = text[at++];

	while (at < len && text[at] != quote)
		at += text[at] == '\\' ? 2 : 1;
	return at;
}

bool operator_is_whole(const char *text, size_t len)
{
	static const char opens[] = "([{", closes[] = ")]}";
	int depth = 0;

	for (size_t i = 0; i < len && depth >= 0; i++) {
		if (text[i] == '"' || text[i] == '\'')
			i = behind_quoted(text, len, i);
		else if (strchr(opens, text[i]))
			depth++;
		else if (strchr(closes, text[i]))
			depth--;
		else if (text[i] == '#')
			return false;
	}
	return !depth;
}
