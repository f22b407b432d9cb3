/* changed.c - see changed.h. */
#include "mutate/changed.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/added.h"
#include "spec/protect.h"
#include "sys/git.h"

/* Who is asked for each line of a diff. */
struct reader {
	struct sources *sources;
	const struct orders *orders;
};

/* C that is not a test, where nothing else is said. */
static bool is_meant(const struct orders *orders, const char *path)
{
	bool is_out = orders->except ? glob_match_any(orders->except, path) : protect_is_test(path);

	return !is_out && (orders->within ? glob_match_any(orders->within, path) : text_ends(path, ".c") || text_ends(path, ".h"));
}

const struct source *source_of(const struct sources *sources, const char *path)
{
	for (size_t i = 0; i < sources->count; i++)
		if (text_same(sources->items[i].path, path))
			return &sources->items[i];
	return 0;
}

static struct source *source_add(struct sources *sources, const char *path)
{
	if (sources->count == sources->room) {
		sources->room = sources->room ? 2 * sources->room : 16;
		sources->items = mem_grow(sources->items, sources->room, sizeof *sources->items);
	}
	sources->items[sources->count] = (struct source){ .path = mem_dup(path) };
	return &sources->items[sources->count++];
}

/* A diff has its lines in order, and those of a file together. */
static void take_line(void *owner, const char *path, long long line)
{
	struct reader *reader = owner;
	struct sources *sources = reader->sources;
	struct source *source = sources->count ? &sources->items[sources->count - 1] : 0;

	if (!is_meant(reader->orders, path))
		return;
	if (!source || !text_same(source->path, path))
		source = source_add(sources, path);
	if (source->count == source->room) {
		source->room = source->room ? 2 * source->room : 64;
		source->lines = mem_grow(source->lines, source->room, sizeof *source->lines);
	}
	source->lines[source->count++] = line;
}

int changed_find(struct sources *sources, const struct orders *orders, struct err *err)
{
	struct reader reader = { sources, orders };
	struct git git = { .dir = "." };
	_autofree_ char *base = 0, *fork = 0, *diff = 0;
	_cleanup_(err_release) struct err mess = ERR_INIT;
	size_t len;

	if (git_line(&git, GIT("rev-parse", "--show-toplevel"), &sources->top, err) ||
	    git_commit_of(&git, orders->base, &base, err))
		return err->code;
	if (git_line(&git, GIT("merge-base", base, "HEAD"), &fork, &mess))
		mem_replace(&fork, mem_dup(base));
	git.dir = sources->top;
	if (git_read(&git, GIT("-c", "core.quotePath=false", "diff", "-U0", "--no-color", "--no-ext-diff", "--no-textconv",
			       "--src-prefix=a/", "--dst-prefix=b/", fork, "--"), &diff, &len, err))
		return err->code;
	added_each(diff, len, take_line, &reader);
	return 0;
}

static int by_number(const void *left, const void *right)
{
	const long long *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

bool source_has(const struct source *source, long long line)
{
	return source->count && bsearch(&line, source->lines, source->count, sizeof line, by_number);
}

void sources_release(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++) {
		free(sources->items[i].path);
		free(sources->items[i].bytes);
		free(sources->items[i].lines);
	}
	free(sources->items);
	free(sources->top);
}
