/* How well lint tells fit tasks from unfit ones: measured by a corpus that is older than the rules. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/rules.h"
#include "spec/task.h"
#include "sys/fs.h"
#include "tap.h"

#include <stdlib.h>

enum { FILES_MOST = 64, TASKS_MOST = 8 };

/* A repository as tests/corpus/worlds tells of it. */
struct place {
	struct config config;
	struct lint_world world;
	const char *files[FILES_MOST];
	struct world_task tasks[TASKS_MOST];
	char *text; /* owned: all of these point into it */
	char *programs, *symbols, *targets, *scripts, *protect;
};

/* What every Linux has; a world names the others. */
static const char everywhere[] = "awk\ncat\ncmp\ncut\ndiff\nfind\ngrep\nhead\nls\nsed\nsh\nsort\ntail\ntee\ntest\ntr\nwc\nxargs\n";

static bool has_program(void *owner, const char *name)
{
	const struct place *place = owner;

	return lines_has(everywhere, name) || lines_has(place->programs, name);
}

static bool has_symbol(void *owner, const char *name)
{
	const struct place *place = owner;

	return lines_has(place->symbols, name);
}

static void take(struct place *place, const char *kind, char *rest)
{
	char *second;

	if (!strcmp(kind, "file") && place->world.file_count < FILES_MOST)
		place->files[place->world.file_count++] = rest;
	else if (!strcmp(kind, "program"))
		lines_add(&place->programs, rest);
	else if (!strcmp(kind, "symbol"))
		lines_add(&place->symbols, rest);
	else if (!strcmp(kind, "target"))
		lines_add(&place->targets, rest);
	else if (!strcmp(kind, "script"))
		lines_add(&place->scripts, rest);
	else if (!strcmp(kind, "protect"))
		lines_add(&place->protect, rest);
	else if (!strcmp(kind, "setup") && !strcmp(rest, "yes"))
		place->config.setup = mem_dup("npm ci");
	else if (!strcmp(kind, "task") && place->world.task_count < TASKS_MOST) {
		second = strchr(rest, ' ');
		*second++ = 0;
		place->tasks[place->world.task_count++] =
			(struct world_task){ .name = rest, .needs = strcmp(second, "-") ? second : "" };
	}
}

static void place_read(struct place *place, const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/worlds/%s", TEST_CORPUS, name);
	char *rest, *line, *space;

	*place = (struct place){ 0 };
	config_init(&place->config);
	CHECK_INT(fs_read(path, 1 << 16, &place->text, 0, &err), 0);
	for (rest = place->text; (line = strsep(&rest, "\n"));) {
		space = strchr(line, ' ');
		if (space)
			*space = 0, take(place, line, space + 1);
	}
	mem_replace(&place->config.protect, place->protect ? place->protect : mem_dup(""));
	place->world = (struct lint_world){ .config = &place->config, .files = place->files,
		.file_count = place->world.file_count, .targets = place->targets, .scripts = place->scripts,
		.tasks = place->tasks, .task_count = place->world.task_count, .has_program = has_program,
		.has_symbol = has_symbol, .owner = place };
}

static void place_release(struct place *place)
{
	config_release(&place->config);
	free(place->text);
	free(place->programs);
	free(place->symbols);
	free(place->targets);
	free(place->scripts);
}

struct score {
	int tasks, unfit;	  /* that were looked at */
	int refused, rightly;	  /* of all; of the unfit ones */
	int named, named_rightly; /* rules of severity error, of all tasks */
	int wanted;
};

/* Rules of severity error that were found, each once. */
static char *rules_found(const struct findings *findings)
{
	char *found = mem_dup("");

	for (size_t i = 0; i < findings->count; i++)
		if (findings->list[i].is_error && !lines_has(found, findings->list[i].rule))
			lines_add(&found, findings->list[i].rule);
	return found;
}

static void count(struct score *score, const char *found, const char *wanted)
{
	struct lines walk;
	bool is_unfit = *wanted != 0, is_refused = *found != 0;

	score->tasks++;
	score->unfit += is_unfit;
	score->refused += is_refused;
	score->rightly += is_refused && is_unfit;
	score->named += (int)lines_count(found);
	score->wanted += (int)lines_count(wanted);
	LINES_EACH(walk, wanted)
		score->named_rightly += lines_has(found, walk.line);
}

/* A line of the labels: file, world, rules. Of the half that rules are tuned by, mistakes are shown. */
static void judge(char *line, struct score *score, bool shows)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *file = strsep(&line, " "), *world = strsep(&line, " ");
	_autofree_ char *path = mem_printf("%s/%s.md", TEST_CORPUS, file), *text = 0, *found = 0;
	_autofree_ char *wanted = mem_dup(strcmp(line, "-") ? line : "");
	struct place place;
	size_t len = 0;

	for (char *c = wanted; *c; c++)
		*c = *c == ',' ? '\n' : *c;
	place_read(&place, world);
	CHECK_INT(fs_read(path, 1 << 16, &text, &len, &err), 0);
	task_spec_lint(&(struct task_text){ strrchr(file, '/') + 1, text, len }, &place.world, &spec, &findings);
	found = rules_found(&findings);
	count(score, found, wanted);
	if (shows && (lines_count(found) != lines_count(wanted) || getenv("LINT_SHOW"))) {
		printf("# %s: wanted %s\n", file, *wanted ? wanted : "nothing");
		for (size_t i = 0; i < findings.count; i++)
			printf("#   %lld: %s: %s\n", findings.list[i].line, findings.list[i].rule, findings.list[i].text);
	}
	place_release(&place);
}

static double share(int part, int whole)
{
	return whole ? (double)part / whole : 0;
}

static void measure(const char *half, double precision, double recall)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	struct score score = { 0 };
	char *rest, *line;

	CHECK_INT(fs_read(TEST_CORPUS "/labels", 1 << 16, &text, 0, &err), 0);
	for (rest = text; (line = strsep(&rest, "\n"));)
		if (text_starts(line, half))
			judge(line, &score, !strcmp(half, "tuned"));
	printf("# %s: %d tasks, %d unfit; refused %d, of them rightly %d: precision %.3f, recall %.3f\n", half,
	       score.tasks, score.unfit, score.refused, score.rightly, share(score.rightly, score.refused),
	       share(score.rightly, score.unfit));
	printf("# %s: rules named %d, rightly %d, wanted %d: precision %.3f, recall %.3f\n", half, score.named,
	       score.named_rightly, score.wanted, share(score.named_rightly, score.named),
	       share(score.named_rightly, score.wanted));
	CHECK(score.tasks >= 30 && score.unfit * 5 >= score.tasks * 2);
	CHECK(share(score.rightly, score.refused) >= precision);
	CHECK(share(score.rightly, score.unfit) >= recall);
}

int main(void)
{
	measure("tuned", 0.9, 0.9);
	measure("held", 0.9, 0.8);
	return tap_done();
}
