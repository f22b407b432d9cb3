/* verb.c - see verb.h. */
#include "api/verb.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

const struct verb_option verb_common_options[] = {
	{ "json", 0, OPTION_flag, 0, "print JSON, errors too" },
	{ "repo", 0, OPTION_text, "DIR",
	  "the repository (default: the one around the current folder)" },
	{ "help", 'h', OPTION_flag, 0, "say how the verb is used" },
	{ 0 },
};

const struct verb *verb_find(const struct verb *table, const char *name)
{
	for (; table->name; table++)
		if (!strcmp(table->name, name))
			return table;
	return 0;
}

const char *verb_nearest(const struct verb *table, const char *name)
{
	_autofree_ const char **names = 0;
	size_t count = 0, n = 0;

	while (table[count].name)
		count++;
	names = mem_new(count + 1, sizeof(*names));
	for (size_t i = 0; i < count; i++)
		if (table[i].kind != VERB_inside)
			names[n++] = table[i].name;
	return text_nearest(name, names);
}

static const struct verb_option *find_in(const struct verb_option *options, const char *name,
					 char letter)
{
	for (; options && options->name; options++)
		if (name ? !strcmp(options->name, name) : options->letter == letter)
			return options;
	return 0;
}

const struct verb_option *verb_option_find(const struct verb *verb, const char *name,
					   char letter)
{
	const struct verb_option *own = find_in(verb->options, name, letter);

	return own ? own : find_in(verb_common_options, name, letter);
}

static size_t names_of(const struct verb_option *options, const char **names, size_t n,
		       size_t room)
{
	for (; options && options->name && n < room; options++)
		names[n++] = options->name;
	return n;
}

const char *verb_option_nearest(const struct verb *verb, const char *name)
{
	const char *names[33] = { 0 };
	size_t n = names_of(verb->options, names, 0, 32);

	names_of(verb_common_options, names, n, 32);
	return text_nearest(name, names);
}
