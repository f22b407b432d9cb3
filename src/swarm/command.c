/* command.c - see command.h. */
#include "swarm/command.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>
#include <strings.h>

static const char *const with_value[] = { "-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env",
					  "--super-prefix", "--attr-source", "--exec-path", 0 };
/* Settings by which git would run something else, or elsewhere, than the words say. */
static const char *const odd_keys[] = { "alias.", "core.hookspath", "core.worktree", "core.bare", "core.fsmonitor",
					"include.", "includeif.", 0 };

static bool is_odd_setting(const char *setting)
{
	for (int i = 0; odd_keys[i]; i++)
		if (!strncasecmp(setting, odd_keys[i], strlen(odd_keys[i])))
			return true;
	return false;
}

/* The value that follows "NAME=" or stands in the next word; NULL where `word` is no such option. */
static const char *value_of(const char *const *at, const char *name, bool *is_next)
{
	size_t len = strlen(name);

	*is_next = false;
	if (strncmp(*at, name, len) != 0)
		return 0;
	if ((*at)[len] == '=')
		return *at + len + 1;
	*is_next = !(*at)[len] && at[1];
	return *is_next ? at[1] : 0;
}

static void take_value(struct command *command, const char *name, const char *value, const char *word)
{
	if (!strcmp(name, "-C"))
		mem_replace(&command->dir, *value == '/' || !*command->dir
						   ? mem_dup(value)
						   : mem_printf("%s/%s", command->dir, value));
	else if (!strcmp(name, "--git-dir"))
		command->git_dir = value;
	else if (!strcmp(name, "--work-tree"))
		command->work_tree = value;
	else if (!command->odd && (strcmp(name, "-c") != 0 || is_odd_setting(value)))
		command->odd = strcmp(name, "-c") != 0 ? word : value;
}

void command_read(struct command *command, const char *const *argv)
{
	const char *const *at = argv + 1;

	*command = (struct command){ .dir = mem_dup("") };
	while (*at && **at == '-') {
		bool is_next = false, is_taken = false;

		for (int i = 0; with_value[i] && !is_taken; i++) {
			const char *value = value_of(at, with_value[i], &is_next);

			is_taken = value;
			if (value)
				take_value(command, with_value[i], value, *at);
		}
		if (!is_taken && !strcmp(*at, "--bare") && !command->odd)
			command->odd = *at;
		at += is_next ? 2 : 1;
	}
	command->verb = at;
}

void command_release(struct command *command)
{
	free(command->dir);
	*command = (struct command){ 0 };
}

static void words_letters(struct words *words, const char *letters)
{
	strncat(words->letters, letters, sizeof words->letters - strlen(words->letters) - 1);
}

static bool is_listed(const char *longs, const char *option)
{
	_autofree_ char *all = mem_printf(" %s ", longs), *one = mem_printf(" %s ", option + 2);

	return strstr(all, one);
}

/* A cluster of letters; whether its last one takes the next word as its value. */
static bool read_cluster(struct words *words, const char *cluster, const char *shorts)
{
	for (; *cluster; cluster++) {
		words_letters(words, (const char[]){ *cluster, 0 });
		/* What follows such a letter is its value. */
		if (strchr(shorts, *cluster))
			return !cluster[1];
	}
	return false;
}

void words_read(struct words *words, const char *const *argv, const char *shorts, const char *longs)
{
	size_t count = 0;

	while (argv[count])
		count++;
	*words = (struct words){ .operand = mem_new(count + 1, sizeof *words->operand),
				 .option = mem_new(count + 1, sizeof *words->option) };
	for (; *argv; argv++) {
		if (words->is_divided || **argv != '-' || !(*argv)[1]) {
			words->operand[words->n++] = *argv;
			words->before += !words->is_divided;
		} else if (!strcmp(*argv, "--")) {
			words->is_divided = true;
		} else if ((*argv)[1] == '-') {
			words->option[words->option_n++] = *argv;
			if (is_listed(longs, *argv) && argv[1])
				argv++;
		} else if (read_cluster(words, *argv + 1, shorts) && argv[1]) {
			argv++;
		}
	}
}

bool words_has_letter(const struct words *words, char letter)
{
	return strchr(words->letters, letter);
}

bool words_has_option(const struct words *words, const char *name)
{
	for (size_t i = 0; i < words->option_n; i++) {
		size_t len = strcspn(words->option[i], "=") - 2;

		if (len && !strncmp(words->option[i] + 2, name, len))
			return true;
	}
	return false;
}

void words_release(struct words *words)
{
	free(words->operand);
	free(words->option);
	*words = (struct words){ 0 };
}
