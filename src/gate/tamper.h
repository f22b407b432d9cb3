/*
 * tamper.h - what in a diff makes tests or checks say less than they did. Pure: a unified diff in, findings out.
 *
 * A reader of words, no judge: what it names may be right, and is for the lead to look at first. The diff is what an
 * agent wrote: any bytes of any length are survived. It has to be without context lines (-U0), so that only what
 * changed is read.
 */
#ifndef LEADHAND_GATE_TAMPER_H
#define LEADHAND_GATE_TAMPER_H

#include <stddef.h>

#define TAMPER_RULES(X)                                                                      \
	X(test_deleted, "a test file is deleted")                                            \
	X(test_removed, "a test is removed")                                                 \
	X(assertion_removed, "an assertion is removed")                                      \
	X(assertion_weakened, "an assertion asks for less")                                  \
	X(expectation_changed, "what a test expects has changed")                            \
	X(assertion_empty, "an assertion that always holds")                                 \
	X(skipped, "a test is skipped, expected to fail, or ignored")                        \
	X(focused, "only some tests run")                                                    \
	X(masked, "a failure is masked")                                                     \
	X(exits_early, "the run ends itself, or chooses how it ends")                        \
	X(outcome_rewritten, "the outcome of tests is rewritten")                            \
	X(threshold, "a threshold has changed")                                              \
	X(silenced, "a linter or coverage is silenced")                                      \
	X(test_aware, "code behaves otherwise under test")                                   \
	X(loaded, "something is loaded into, or set for, what runs the tests")               \
	X(forged, "something writes what a test report looks like")                          \
	X(link_out, "a link leads out of the tree")                                          \
	X(submodule, "what a submodule holds is in no tree that a gate sees")                \
	X(hidden, "characters that make a line read as another one")                         \
	X(odd_name, "a file has characters in its name that are not seen")                       \
	X(unreadable, "code, or what steers a check, cannot be read as text any more")       \
	X(cut, "the diff is too large to be looked through")

/* What the words of a rule are; "" for none that is known. */
const char *tamper_words(const char *rule);

/* A list, an entry a line: "RULE\tLINE\tFILE\tTEXT", cleaned; at most 40 and their rest as a count ("cut"). The
 * caller's; NULL where nothing was found. */
char *tamper_read(const char *diff, size_t len);

#endif
