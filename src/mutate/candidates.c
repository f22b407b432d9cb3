/* candidates.c - see candidates.h. */
#include "mutate/candidates.h"

#include "mutate/parse.h"

#include "base/mem.h"
#include "base/text.h"
#include "report/coverage.h"
#include "sys/fs.h"

/* What is generated is larger, and nobody tests its lines. */
enum { SOURCE_BYTES = 2 << 20, COVERAGE_BYTES = 64 << 20, CHANGES_MOST = 10000 };

/* What goes round while the sources are read. */
struct search {
	struct sources *sources;
	const struct orders *orders;
	struct examination *found;
	struct coverage coverage;
	struct parser *parser;
	const struct source *source;	       /* that is read */
	const struct coverage_file *covered; /* what ran of it, NULL where nothing is known */
};

static int read_coverage(struct search *search, struct err *err)
{
	_autofree_ char *bytes = 0;
	size_t len;

	if (!search->orders->coverage)
		return 0;
	if (fs_read(search->orders->coverage, COVERAGE_BYTES, &bytes, &len, err))
		return err->code;
	return coverage_read(bytes, len, search->sources->top, &search->coverage, err);
}

static void take_change(void *owner, const struct change *change)
{
	struct search *search = owner;
	const struct source *source = search->source;
	long long line = 1;

	for (size_t i = 0; i < change->at; i++)
		line += change->bytes[i] == '\n';
	if (search->found->mutants.count < CHANGES_MOST && source_has(source, line) &&
	    (!search->orders->coverage || coverage_line(search->covered, line) == COVERAGE_executed))
		mutants_add(&search->found->mutants, change, search->orders->seed);
}

static int read_source(struct search *search, struct source *source, struct err *err)
{
	_autofree_ char *full = mem_printf("%s/%s", search->sources->top, source->path);
	_cleanup_(err_release) struct err why = ERR_INIT;
	struct parse_file file = { search->sources->top, source->path, 0, 0 };

	search->found->files++;
	search->found->added += source->count;
	if (fs_read(full, SOURCE_BYTES, &source->bytes, &source->len, &why)) {
		search->found->unread++;
		return why.code == ERR_USAGE ? 0 : err_set(err, why.code, "%s", why.text);
	}
	file.bytes = source->bytes;
	file.len = source->len;
	search->source = source;
	search->covered = coverage_of(&search->coverage, source->path);
	if (parse_changes(search->parser, &file, take_change, search, &source->errors, &why) || source->errors)
		search->found->unread++;
	return 0;
}

static bool stands(void *owner, const struct mutant *mutant)
{
	struct search *search = owner;
	const struct source *source = source_of(search->sources, mutant->path);
	size_t len;
	_autofree_ char *now = mutant_apply(mutant, source->bytes, source->len, &len);
	struct parse_file file = { search->sources->top, source->path, now, len };

	return parse_stands(search->parser, &file, source->errors);
}

/* Where the build says how it calls the compiler. */
static char *database_of(const struct orders *orders, const char *top)
{
	static const char *const folders[] = { ".", "build", "out", "builddir", "_build", 0 };

	if (orders->database)
		return mem_dup(orders->database);
	for (const char *const *folder = folders; *folder; folder++) {
		_autofree_ char *path = mem_printf("%s/%s", top, *folder);
		_autofree_ char *file = mem_printf("%s/compile_commands.json", path);

		if (fs_exists(file))
			return steal(&path);
	}
	return 0;
}

static void search_end(struct search *search)
{
	coverage_release(&search->coverage);
	parser_free(search->parser);
}

int candidates_find(struct sources *sources, const struct orders *orders, struct examination *found, struct err *err)
{
	_cleanup_(search_end) struct search search = { .sources = sources, .orders = orders, .found = found };
	struct draw draw = { .most = (size_t)orders->most, .stands = stands, .owner = &search };
	_autofree_ char *database = 0;

	if (read_coverage(&search, err))
		return err->code;
	database = database_of(orders, sources->top);
	search.parser = parser_new(database, orders->flags);
	for (size_t i = 0; i < sources->count; i++)
		if (read_source(&search, &sources->items[i], err))
			return err->code;
	mutants_draw(&found->mutants, &draw);
	found->lines = draw.lines;
	found->stillborn = draw.stillborn;
	return 0;
}
