/* parse.c - from an argument vector to a call; see call.h. */
#include "api/call.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Beyond every letter; an option without one is known by its place. */
enum { FIRST_LONG = 256, OPTIONS_MOST = 40 };

struct parser {
	const struct verb_option *known[OPTIONS_MOST];
	struct option longs[OPTIONS_MOST + 1];
	char letters[2 * OPTIONS_MOST + 4];
	int count;
};

static void parser_add(struct parser *parser, const struct verb_option *options)
{
	for (; options && options->name && parser->count < OPTIONS_MOST; options++) {
		int at = parser->count++, needs = options->type != OPTION_flag;
		char spelt[3] = { options->letter, needs ? ':' : 0, 0 };

		parser->known[at] = options;
		parser->longs[at] = (struct option){ options->name, needs, 0, FIRST_LONG + at };
		if (options->letter)
			memcpy(parser->letters + strlen(parser->letters), spelt,
			       strlen(spelt) + 1);
	}
}

/* "3", and "3d" as times are written elsewhere. */
static bool to_days(const char *value, long long *days)
{
	size_t len = strlen(value);
	_autofree_ char *bare = mem_dup_part(value, len > 1 && value[len - 1] == 'd' ? len - 1 : len);

	return text_to_number(bare, days);
}

static int take_value(struct call *call, const struct verb_option *option, const char *value,
		      struct err *err)
{
	_autofree_ char *shown = value ? text_clean(value, strlen(value), 60) : 0;
	long long number = 0;
	json_t *list;

	switch (option->type) {
	case OPTION_flag: json_object_set_new(call->options, option->name, json_true()); break;
	case OPTION_text: json_put(call->options, option->name, value); break;
	case OPTION_list:
		list = json_object_get(call->options, option->name);
		if (!list) {
			list = json_array();
			json_object_set_new(call->options, option->name, list);
		}
		if (json_array_append_new(list, json_string(value)))
			return err_set(err, ERR_USAGE, "--%s '%s' is not UTF-8", option->name,
				       shown);
		break;
	case OPTION_number:
		if (!(text_same(option->value, "DAYS") ? to_days(value, &number) : text_to_number(value, &number)))
			return err_set(err, ERR_USAGE, "--%s wants a number%s, not '%s'", option->name,
				       text_same(option->value, "DAYS") ? " of days" : "", shown);
		json_put_number(call->options, option->name, number);
		break;
	case OPTION_time:
		if (text_to_ms(value, &number, err))
			return err_wrap(err, "--%s", option->name);
		json_put_number(call->options, option->name, number);
		break;
	}
	return 0;
}

static int say_unknown(const struct call *call, const char *word, int letter, struct err *err)
{
	_autofree_ char *name = 0;
	const char *near;

	if (letter)
		return err_set(err, ERR_USAGE,
			       "'%s' has no option '-%c': see 'leadhand help %s'",
			       call->verb->name, letter > 32 && letter < 127 ? letter : '?',
			       call->verb->name);
	name = text_clean(word, strcspn(word, "="), 60);
	near = text_starts(name, "--") ? verb_option_nearest(call->verb, name + 2) : 0;
	if (near)
		return err_set(err, ERR_USAGE, "'%s' has no option '%s'; '--%s' is near",
			       call->verb->name, name, near);
	return err_set(err, ERR_USAGE, "'%s' has no option '%s': see 'leadhand help %s'",
		       call->verb->name, name, call->verb->name);
}

static int take_words(struct call *call, int argc, char *const *argv, struct err *err)
{
	for (int i = 0; i < argc; i++)
		if (json_array_append_new(call->words, json_string(argv[i])))
			return err_set(err, ERR_USAGE, "an argument of '%s' is not UTF-8",
				       call->verb->name);
	return 0;
}

/* A word among the options; whether it names a program, and all that follows is the program's. */
static bool take_word(struct call *call, char *word, int *code, struct err *err)
{
	*code = take_words(call, 1, &word, err);
	return !*code && json_array_size(call->words) > (size_t)call->verb->least;
}

int call_parse(struct call *call, int argc, char *const *argv, struct err *err)
{
	/* getopt wants a name first, and sorts what it reads. */
	_autofree_ char **sorted = mem_new((size_t)argc + 2, sizeof(*sorted));
	struct parser parser = { .letters = ":" };
	bool is_program = false;
	int found, code = 0;

	/* In their order, so that what stands behind a program is left alone. */
	if (call->verb->most == VERB_PROGRAM)
		memcpy(parser.letters, "-:", sizeof("-:"));
	memcpy(sorted + 1, argv, (size_t)argc * sizeof(*argv));
	sorted[0] = (char *)(uintptr_t)call->verb->name;
	parser_add(&parser, call->verb->options);
	parser_add(&parser, verb_common_options);
	optind = 0;
	opterr = 0;
	while (!code && !is_program &&
	       (found = getopt_long(argc + 1, sorted, parser.letters, parser.longs, 0)) != -1) {
		const struct verb_option *option = 0;

		if (found == 1)
			is_program = take_word(call, optarg, &code, err);
		else if (found == ':')
			code = err_set(err, ERR_USAGE, "'%s' wants something after '%s'",
				       call->verb->name, sorted[optind - 1]);
		else if (found == '?' && optopt >= FIRST_LONG)
			code = err_set(err, ERR_USAGE, "'--%s' takes no value",
				       parser.known[optopt - FIRST_LONG]->name);
		else if (found == '?')
			code = say_unknown(call, sorted[optind - 1], optopt, err);
		else
			option = found >= FIRST_LONG
					 ? parser.known[found - FIRST_LONG]
					 : verb_option_find(call->verb, 0, (char)found);
		if (option)
			code = take_value(call, option, optarg, err);
	}
	return code ? code : take_words(call, argc + 1 - optind, sorted + optind, err);
}
