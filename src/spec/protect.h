/*
 * protect.h - which files steer the judgement of a change, and whether a task may touch them.
 *
 * Where config.yaml has no `protect`, the usual ones hold: builds, CI, linters, the settings of test runners, what
 * interpreters load by themselves, and tests. A test that is new is welcome; one that was there before is a touch.
 */
#ifndef LEADHAND_SPEC_PROTECT_H
#define LEADHAND_SPEC_PROTECT_H

#include <stdbool.h>

/* The built-in list, an entry a line; the caller's. */
char *protect_usual(void);
/* Whether these are the patterns of that list. */
bool protect_is_usual(const char *patterns);
/* Whether a file is a test by its name or its folder, and not one that steers a runner. */
bool protect_is_test(const char *path);
/* Whether it lies where tests lie, or is one: what tests need to run without the rest of a change. */
bool protect_goes_with_tests(const char *path);
/* Whether a change of this path touches what `patterns` protect; `is_new`: the base has no such file. */
bool protect_is_touch(const char *patterns, const char *path, bool is_new);
/*
 * Whether a scope names a protected file explicitly: by a pattern that matches it and of which every file is protected.
 * `tests/search/` and `Makefile` name, `src/` and `**` do not, however much they let a task write.
 */
bool protect_is_named(const char *patterns, const char *scope, const char *path);
/* Whether a gate's command runs that file: `sh ci/check.sh`, `./run --all`, `node ci/run.js`, `python3 -m ci.run`. */
bool protect_is_run(const char *command, const char *path);
/* Whether it runs it, and its name is that of a judge: what is run may as well be what is judged. */
bool protect_is_judge(const char *command, const char *path);

#endif
