/* lint_judges.c - what acceptances run: is it there, and may the task rewrite it? See lint.h. */
#include "spec/lint.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/judges.h"
#include "spec/prose.h"

#include <string.h>

struct bench {
	const struct lint *lint;
	const struct yaml_value *run; /* the command's place */
	bool is_red;		      /* this one has to fail on the base */
	bool is_proven;		      /* one of them has */
	bool is_to_grow;	      /* what it needs has not landed, and may bring what is missing */
	bool is_made;		      /* something is built before it is judged */
};

static bool may_write(const struct lint *lint, const char *path)
{
	const struct task_spec *spec = lint->spec;

	return world_is_covered(lint->world, path, spec->scope) && !glob_match_any(spec->forbid, path);
}

static bool is_mentioned(const struct lint *lint, const char *name)
{
	return strstr(lint->spec->body, name) || strstr(lint->spec->title, name);
}

/* Without a scope it may write what it wants: then what is missing may be what it is about. */
static bool may_be_made(const struct bench *bench, const char *name)
{
	return text_is_empty(bench->lint->spec->scope) && (bench->is_red || is_mentioned(bench->lint, name));
}

static void complain_missing(const struct bench *bench, const char *what, const char *name, const char *near)
{
	const struct yaml_value *run = bench->run;
	const char *at = strstr(run->text, name);

	if (near)
		COMPLAIN(bench->lint, run, "accept-unfound", "there is no %s '%.80s': did you mean '%.80s'?", what, name, near);
	else
		COMPLAIN(bench->lint, run, "accept-unfound",
			 "there is no %s '%.80s': correct it, or %s first", what, name,
			 strcmp(what, "program") ? "commit it" : "install it");
	if (near && at && !strstr(at + 1, name))
		findings_offer_name(bench->lint->findings, run->text, (size_t)(at - run->text), name, near);
}

static bool has_top_folder(const struct lint_world *world, const char *path)
{
	_autofree_ char *top = mem_dup_part(path, strcspn(path, "/"));

	return world_has_path(world, top);
}

/* A program that is built ("./app"), an ignored folder ("build/test", "node_modules/.bin/x"): nobody commits them. */
static bool may_be_built(const struct bench *bench, const struct judge *judge)
{
	if (strchr(judge->name, '/'))
		return !has_top_folder(bench->lint->world, judge->name);
	return !strchr(judge->name, '.') && (bench->is_made || judge->is_later);
}

/* A script that is run may be the judge, or the very thing that is worked at. */
static bool is_judge(const struct judge *judge)
{
	return judge->kind == JUDGE_tests || judge_says_so(judge->name);
}

/* It was there before, so that no change of it proves itself: only a scope that says its own name allows one. */
static bool is_old_script(const struct bench *bench, const struct judge *judge)
{
	return judge->kind == JUDGE_script && bench->lint->world->files && world_has_path(bench->lint->world, judge->name) &&
	       !lines_has(bench->lint->spec->scope, judge->name);
}

static void judge_path(const struct bench *bench, const struct judge *judge)
{
	const struct lint_world *world = bench->lint->world;
	_autofree_ char *near = 0;

	if (may_write(bench->lint, judge->name)) {
		if (!is_judge(judge) || !world->config || world_is_covered(world, judge->name, world->config->protect))
			return;
		if (!bench->is_proven)
			COMPLAIN(bench->lint, bench->run, "accept-own",
				 "'%.80s' judges the task and lies in its scope: add red: true, or name it under forbid",
				 judge->name);
		else if (is_old_script(bench, judge))
			COMPLAIN(bench->lint, bench->run, "accept-own",
				 "'%.80s' judges the task and lies in its scope: name it under forbid, or itself in the scope",
				 judge->name);
		return;
	}
	if (!world->files || bench->is_to_grow || world_has_path(world, judge->name) || strpbrk(judge->name, "*?[{") ||
	    may_be_built(bench, judge) || may_be_made(bench, judge->name))
		return;
	near = world_near(world, judge->name);
	complain_missing(bench, "file", judge->name, near);
}

static void judge_program(const struct bench *bench, const char *name)
{
	const struct lint_world *world = bench->lint->world;

	/* What setup brings is not here yet. */
	if (!world->has_program || (world->config && world->config->setup) || world->has_program(world->owner, name))
		return;
	complain_missing(bench, "program", name, 0);
}

/* A target or script that the file, which this task may write, does not have. */
static void judge_entry(const struct bench *bench, const char *list, const char *what, const char *file,
			const char *name)
{
	const char *names[256] = {0}, *near;
	_autofree_ char *split = list ? mem_dup(list) : 0;
	/* "hello" from hello.c, "hello.o" too. */
	_autofree_ char *implied = mem_printf("%.*s*", (int)strcspn(name, "."), name);
	size_t count = 0;

	if (!list || lines_has(list, name) || lines_has(list, "*") || bench->is_to_grow || may_be_made(bench, name) ||
	    may_write(bench->lint, file) || world_match(bench->lint->world, implied))
		return;
	for (char *rest = split, *line; count < 255 && (line = strsep(&rest, "\n"));)
		if (*line)
			names[count++] = line;
	near = text_nearest(name, names);
	complain_missing(bench, what, name, near);
}

static void judge_one(const struct bench *bench, const struct judge *judge)
{
	const struct lint_world *world = bench->lint->world;

	switch (judge->kind) {
	case JUDGE_program: judge_program(bench, judge->name); break;
	case JUDGE_script:
	case JUDGE_tests: judge_path(bench, judge); break;
	case JUDGE_target: judge_entry(bench, world->targets, "target", "Makefile", judge->name); break;
	case JUDGE_module: break;
	case JUDGE_npm: judge_entry(bench, world->scripts, "npm script", "package.json", judge->name); break;
	}
}

/* An acceptance that is named red in the file: the one that was read has lost its place there. */
static bool is_red(const struct yaml_value *entry)
{
	const struct yaml_value *red = entry->shape == yaml_shape_map ? yaml_value_find(entry, "red") : 0;

	return red && red->text && !strcmp(red->text, "true");
}

void lint_judges(const struct lint *lint)
{
	const struct yaml_value *accept = yaml_value_find(lint->front, "accept");
	const struct config *config = lint->world->config;
	struct bench bench = {.lint = lint, .is_to_grow = world_is_to_grow(lint->world, lint->spec->needs)};

	for (size_t i = 0; i < lint->spec->accept_count; i++)
		bench.is_proven = bench.is_proven || lint->spec->accept[i].is_red_first;
	bench.is_made = lint->spec->accept_count > 1 || (config && (config->setup || config->gate_count));
	for (size_t i = 0; accept && accept->shape == yaml_shape_list && i < accept->count; i++) {
		_cleanup_(judges_release) struct judges judges = {0};

		bench.run = lint_run(&accept->items[i]);
		bench.is_red = is_red(&accept->items[i]);
		if (!bench.run || prose_is_sentence(bench.run->text))
			continue;
		judges_find(bench.run->text, &judges);
		for (size_t k = 0; k < judges.count; k++)
			judge_one(&bench, &judges.list[k]);
	}
}
