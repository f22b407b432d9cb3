/* verdict.c - see verdict.h. */
#include "claim/verdict.h"

#include "base/glob.h"
#include "base/text.h"
#include "claim/command.h"
#include "core/claims.h"
#include "spec/protect.h"

#include <string.h>

enum { SHOWN_BYTES = 160, NAMES_SHOWN = 3 };

static const char *const outcome_words[] = { "with no known outcome", "with success", "and it failed" };

static struct claim_found found(enum claim_verdict verdict, char *evidence)
{
	return (struct claim_found){ .verdict = verdict, .evidence = evidence };
}

static char *shown(const char *text)
{
	return text_clean(text, strlen(text), SHOWN_BYTES);
}

static char *deed_words(const struct deeds *deeds, const struct deed *deed)
{
	_autofree_ char *command = shown(deed->command);

	return mem_printf("its record: '%s' ran %s, %s its last edit", command, outcome_words[deed->outcome],
			  deed->at > deeds->edited_at ? "after" : "before");
}

/* Whether all that was run can only have looked: then nothing else can have been run by it. */
static bool only_looked(const struct deeds *deeds)
{
	for (size_t i = 0; i < deeds->count; i++)
		if (!command_is_look(deeds->list[i].command))
			return false;
	return true;
}

static bool is_whole(const struct claim_world *world)
{
	return world->tells_commands && !world->deeds->is_partial;
}

static struct claim_found compare_ran(const struct claim_said *said, const struct claim_world *world)
{
	bool is_tests = !said->is_structured && text_same(said->what, CLAIM_TESTS);
	const struct deed *deed = deeds_last(world->deeds, is_tests ? 0 : said->what);

	if (deed)
		return found(CLAIM_true, deed_words(world->deeds, deed));
	if (!world->tells_commands)
		return found(CLAIM_unproven, mem_dup("an agent of this kind tells nothing of what it runs"));
	if (!is_whole(world))
		return found(CLAIM_unproven, mem_dup("its record has gaps, and what is left of it shows no such run"));
	if (!is_tests && !command_is_one(said->what) && !said->is_structured)
		return found(CLAIM_unproven, mem_dup("its record shows no such run"));
	/* A script of any name may run tests. */
	if (is_tests && !only_looked(world->deeds))
		return found(CLAIM_unproven, mem_dup("its record shows no run that names tests"));
	return found(CLAIM_false, mem_printf("its record shows %zu command%s, and no such run", world->deeds->count,
					     text_plural((long long)world->deeds->count)));
}

static bool is_any_of_ours(const char *what)
{
	return text_same(what, CLAIM_TESTS) || text_same(what, CLAIM_GATES);
}

static struct claim_found compare_passed(const struct claim_said *said, const struct claim_world *world)
{
	const struct deed *deed = deeds_last(world->deeds, is_any_of_ours(said->what) ? 0 : said->what);
	struct claim_found made = { .verdict = CLAIM_unproven };
	bool is_masked = deed && command_is_masked(deed->command), is_after = deed && deed->at > world->deeds->edited_at;

	if (!deed) {
		made.evidence = mem_dup(is_whole(world) ? "its record shows no such run" : "no record shows it");
		return made;
	}
	made.evidence = deed_words(world->deeds, deed);
	made.is_seen = is_after && !is_masked && deed->outcome == DEED_ok;
	if (is_masked)
		mem_replace(&made.evidence, mem_printf("%s (which its outcome does not tell)", made.evidence));
	/* Of that very command its own record says that it was red. */
	if (!is_any_of_ours(said->what) && command_is_one(said->what) && is_whole(world) && deed->outcome == DEED_failed && is_after)
		made.verdict = CLAIM_false;
	return made;
}

static bool is_below(const char *place, const char *path)
{
	size_t len = strlen(place);

	while (len && place[len - 1] == '/')
		len--;
	if (text_starts(place, "./"))
		return is_below(place + 2, path);
	return !strncmp(place, path, len) && (!path[len] || path[len] == '/');
}

static bool is_at(const char *place, const char *path)
{
	return strchr(place, '*') || strchr(place, '?') ? glob_match(place, path) : is_below(place, path);
}

/* A file is named by its last part as well. */
static bool is_named(const char *place, const char *path)
{
	const char *last = strrchr(path, '/');

	return is_at(place, path) || (!strchr(place, '/') && last && text_same(last + 1, place));
}

/* The paths that lie there, or that do not: the first few on one line; the caller's, "" for none. */
static char *paths_at(const char *paths, const char *place, bool wants_inside)
{
	char *some = mem_dup("");
	struct lines walk;
	size_t n = 0;

	LINES_EACH(walk, paths) {
		_autofree_ char *path = 0;

		if (is_named(place, walk.line) != wants_inside)
			continue;
		if (n++ >= NAMES_SHOWN)
			continue;
		path = shown(walk.line);
		mem_replace(&some, mem_printf("%s%s%s", some, *some ? ", " : "", path));
	}
	if (n > NAMES_SHOWN)
		mem_replace(&some, mem_printf("%s and %zu more", some, n - NAMES_SHOWN));
	return some;
}

static char *tests_among(const char *paths)
{
	char *list = 0;
	struct lines walk;

	LINES_EACH(walk, paths)
		if (protect_goes_with_tests(walk.line))
			lines_add(&list, walk.line);
	return list;
}

static struct claim_found compare_tests_untouched(const struct claim_world *world)
{
	_autofree_ char *altered = tests_among(world->altered), *all = tests_among(world->changed);
	_autofree_ char *some = paths_at(altered ? altered : all, "**", true);

	if (altered)
		return found(CLAIM_false, mem_printf("the change touches %s", some));
	/* Who adds a test may well say that it left the tests alone. */
	if (all)
		return found(CLAIM_unproven, mem_printf("the change adds %s, and touches no test that was there", some));
	return found(CLAIM_true, mem_dup("the change has no path of a test"));
}

static struct claim_found compare_untouched(const struct claim_said *said, const struct claim_world *world)
{
	_autofree_ char *touched = 0;

	if (!said->is_structured && text_same(said->what, CLAIM_TESTS))
		return compare_tests_untouched(world);
	if (!said->is_structured && text_same(said->what, CLAIM_API))
		return found(CLAIM_unproven, mem_dup("no path tells what an interface is"));
	touched = paths_at(world->changed, said->what, true);
	if (*touched)
		return found(CLAIM_false, mem_printf("the change touches %s", touched));
	return found(CLAIM_true, mem_dup("the change has no such path"));
}

/* A word that is no path of this repository names a place that only its reader knows. */
static struct claim_found compare_within(const struct claim_said *said, const struct claim_world *world)
{
	_autofree_ char *beyond = 0, *inside = 0;

	if (text_same(said->what, CLAIM_SCOPE)) {
		beyond = paths_at(world->outside, "**", true);
		return *beyond ? found(CLAIM_false, mem_printf("the change touches %s, outside of its scope", beyond))
			       : found(CLAIM_true, mem_dup("the change has no path outside of its scope"));
	}
	inside = paths_at(world->changed, said->what, true);
	beyond = paths_at(world->changed, said->what, false);
	if (*beyond && *inside)
		return found(CLAIM_false, mem_printf("the change touches %s", beyond));
	if (*beyond)
		return found(CLAIM_unproven, mem_printf("the change touches %s, and nothing of that name", beyond));
	return found(CLAIM_true, mem_dup("the change has no other path"));
}

struct claim_found claim_compare(const struct claim_said *said, const struct claim_world *world)
{
	switch (said->kind) {
	case CLAIM_ran: return compare_ran(said, world);
	case CLAIM_passed: return compare_passed(said, world);
	case CLAIM_fixed: return found(CLAIM_unproven, mem_dup("no gate has told yet"));
	case CLAIM_untouched:
	case CLAIM_within: break;
	case CLAIM_KIND_COUNT: abort();
	}
	if (!world->has_change)
		return found(CLAIM_unproven, mem_dup("there is no change to see it by"));
	return said->kind == CLAIM_within ? compare_within(said, world) : compare_untouched(said, world);
}
