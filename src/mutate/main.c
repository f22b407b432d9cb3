/* main.c - leadhand-mutate, a program of its own, for leadhand needs no clang. */
#include "mutate/examine.h"
#include "mutate/tell.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { MOST_MUTANTS = 1000 };

/* option, what it wants, help */
#define OPTIONS(X)                                                                                        \
	X(base, "COMMIT", "mutate the lines that changed since it; $LEADHAND_BASE where it is not given") \
	X(test, "COMMAND", "run the tests, in a copy of the tree; the build too, where it has no own command") \
	X(build, "COMMAND", "build before that; a mutant for which it fails is not counted")              \
	X(most, "N", "try so many mutants at most, of a line each (20)")                                  \
	X(budget, "TIME", "take so long at most: 90s, 10m (5m)")                                          \
	X(least, "PERCENT", "fail where fewer of them are noticed (80)")                                 \
	X(seed, "N", "draw other mutants of the same lines (1)")                                          \
	X(within, "PATTERN", "mutate these files (**/*.c, **/*.h); may be given again")                   \
	X(except, "PATTERN", "but none of these (tests); may be given again")                             \
	X(coverage, "FILE", "only lines that the tests run, by LCOV's tracefile")                         \
	X(only, "FILE", "only the mutants that it names, one a line; all, where it is empty")             \
	X(database, "FOLDER", "where compile_commands.json lies")                                         \
	X(help, 0, "say this")

enum option_code {
	OPTION_none,
#define X(name, wants, help) OPTION_at_##name,
	OPTIONS(X)
#undef X
};

static const struct option options[] = {
#define X(name, wants, help) { #name, (wants) ? required_argument : no_argument, 0, OPTION_at_##name },
	OPTIONS(X)
#undef X
	{ 0, 0, 0, 0 }
};

struct given {
	struct orders orders;
	char *within, *except; /* owned */
	bool wants_help;
};

static void given_release(struct given *given)
{
	free(given->within);
	free(given->except);
}

static void say_help(void)
{
	printf("usage: leadhand-mutate --test COMMAND [--base COMMIT] [OPTION ...] [-- FLAG ...]\n\n"
	       "Change lines of C that were changed, one at a time, and see whether the tests notice. TAP comes out.\n"
	       "What follows '--' are the compiler's flags, where there is no compile_commands.json.\n\n");
#define X(name, wants, help) printf("  --%-8s %-8s %s\n", #name, (wants) ? (wants) : "", help);
	OPTIONS(X)
#undef X
}

static int number(const char *name, long long least, long long most, long long *out, struct err *err)
{
	if (text_to_number(optarg, out) && *out >= least && *out <= most)
		return 0;
	return err_set(err, ERR_USAGE, "--%s takes a number from %lld to %lld, not '%s'", name, least, most, optarg);
}

static int pattern(char **list, struct err *err)
{
	if (glob_check(optarg, err))
		return err->code;
	lines_add(list, optarg);
	return 0;
}

static int take(struct given *given, int option, struct err *err)
{
	struct orders *orders = &given->orders;

	switch ((enum option_code)option) {
	case OPTION_at_base: orders->base = optarg; break;
	case OPTION_at_test: orders->test = optarg; break;
	case OPTION_at_build: orders->build = optarg; break;
	case OPTION_at_coverage: orders->coverage = optarg; break;
	case OPTION_at_only: orders->only = optarg; break;
	case OPTION_at_database: orders->database = optarg; break;
	case OPTION_at_within: return pattern(&given->within, err);
	case OPTION_at_except: return pattern(&given->except, err);
	case OPTION_at_help: given->wants_help = true; break;
	case OPTION_at_most: return number("most", 1, MOST_MUTANTS, &orders->most, err);
	case OPTION_at_least: return number("least", 0, 100, &orders->least, err);
	case OPTION_at_seed: return number("seed", 0, 1LL << 40, &orders->seed, err);
	case OPTION_at_budget: return text_to_ms(optarg, &orders->budget_ms, err);
	case OPTION_none:
	default: return err_set(err, ERR_USAGE, "'leadhand-mutate --help' says what it takes");
	}
	return 0;
}

static int read_orders(int argc, char **argv, struct given *given, struct err *err)
{
	struct orders *orders = &given->orders;
	int option;

	*orders = (struct orders){ .base = getenv("LEADHAND_BASE"), .budget_ms = 300000, .most = 20, .least = 80, .seed = 1 };
	while ((option = getopt_long(argc, argv, "+", options, 0)) != -1)
		if (take(given, option, err))
			return err->code;
	orders->flags = (const char *const *)argv + optind;
	orders->within = given->within;
	orders->except = given->except;
	if (optind < argc && strcmp(argv[optind - 1], "--"))
		return err_set(err, ERR_USAGE, "'%s' is no option: the compiler's flags follow '--'", argv[optind]);
	if (!given->wants_help && (text_is_empty(orders->test) || text_is_empty(orders->base)))
		return err_set(err, ERR_USAGE, "say how the tests are run with --test, and since when the lines changed with --base");
	return 0;
}

static int mutate(int argc, char **argv, bool *is_fine, struct err *err)
{
	_cleanup_(given_release) struct given given = { 0 };
	_cleanup_(examination_release) struct examination found = { 0 };
	_autofree_ char *told = 0;

	if (read_orders(argc, argv, &given, err))
		return err->code;
	if (given.wants_help) {
		say_help();
		return 0;
	}
	if (examine(&given.orders, &found, err))
		return err->code;
	told = tell(&given.orders, &found, is_fine);
	if (fputs(told, stdout) < 0 || fflush(stdout))
		return err_set(err, ERR_SYSTEM, "cannot write what was found: %s", strerror(errno));
	return 0;
}

int main(int argc, char **argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	bool is_fine = true;

	if (mutate(argc, argv, &is_fine, &err)) {
		fprintf(stderr, "leadhand-mutate: %s\n", err.text);
		return -err.code;
	}
	return is_fine ? 0 : 1;
}
