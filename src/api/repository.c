/* repository.c - see repository.h. */
#include "api/repository.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

char *repository_branch(const struct place *place)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct git git = { .dir = place->top };
	char *name = 0;
	bool failed =
		git_line(&git, GIT("symbolic-ref", "--quiet", "--short", "HEAD"), &name, &err);

	if (failed || text_is_empty(name))
		mem_replace(&name, 0);
	return name;
}

bool repository_has_branch(const struct place *place, const char *branch)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *ref = mem_printf("refs/heads/%s", branch), *commit = 0;
	struct git git = { .dir = place->git_dir };

	return !git_commit_of(&git, ref, &commit, &err);
}

char *repository_target(const struct place *place, const char *configured, const char *known)
{
	char *branch;

	if (!text_is_empty(configured))
		return mem_dup(configured);
	if (!text_is_empty(known))
		return mem_dup(known);
	branch = repository_branch(place);
	return branch ? branch : mem_dup("main");
}
