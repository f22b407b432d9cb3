/* Patterns match what their words say, and never miss a meeting of two scopes. */
#include "base/glob.h"
#include "base/mem.h"
#include "tap.h"

static void patterns_match_whole_paths(void)
{
	CHECK(glob_match("src/search/**", "src/search/rank.c"));
	CHECK(glob_match("src/search/**", "src/search/deep/er/rank.c"));
	CHECK(!glob_match("src/search/**", "src/searching/rank.c"));
	CHECK(glob_match("**/*.md", "README.md"));
	CHECK(glob_match("**/*.md", "a/b/c.md"));
	CHECK(!glob_match("*.md", "a/b.md"));
	CHECK(glob_match("docs/", "docs/a/b"));
	CHECK(!glob_match("docs/", "docs"));
	CHECK(glob_match("a/**/z", "a/z"));
	CHECK(glob_match("a/**/z", "a/b/c/z"));
	CHECK(!glob_match("a/**/z", "a/b/c"));
	CHECK(glob_match("te?t*.c", "test_a.c"));
	CHECK(!glob_match("Makefile", "sub/Makefile"));
	CHECK(glob_match("**", "anything/at/all"));
	CHECK(glob_match("**/a/**/b", "x/a/a/y/b"));
}

static void scopes_that_can_meet_are_found(void)
{
	CHECK(glob_overlap("src/a.c", "src/a.c"));
	CHECK(!glob_overlap("src/a.c", "src/b.c"));
	CHECK(glob_overlap("src/*.c", "src/b.c"));
	CHECK(!glob_overlap("src/*.c", "src/b.h"));
	CHECK(glob_overlap("src/**", "src/x/y.c"));
	CHECK(!glob_overlap("src/**", "docs/**"));
	CHECK(glob_overlap("**/*.c", "docs/**"));
	CHECK(glob_overlap("docs/", "docs/a"));
	CHECK(glob_overlap("a*c", "ab*"));
	CHECK(!glob_overlap("src", "src/a"));
	CHECK(glob_lists_overlap("", "x"));
	CHECK(!glob_lists_overlap("a\nb", "c\nd"));
	CHECK(glob_lists_overlap("a\nb", "c\nb"));
}

static void what_is_no_pattern_is_refused(void)
{
	static const char *const bad[] = { "", "/etc", "../x", "a/../b", "a//b", "a[b]", "./a", "a\nb" };
	_cleanup_(err_release) struct err err = ERR_INIT;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_INT(glob_check(bad[i], &err), ERR_USAGE);
	CHECK_INT(glob_check("src/**/x*.c", &err), 0);
	CHECK_INT(glob_check("docs/", &err), 0);
}

int main(void)
{
	patterns_match_whole_paths();
	scopes_that_can_meet_are_found();
	what_is_no_pattern_is_refused();
	return tap_done();
}
