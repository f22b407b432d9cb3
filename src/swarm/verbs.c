/* verbs.c - git's verbs in a checkout that others work in too; see guard.h. */
#include "swarm/guard.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/command.h"

#include <string.h>

/* A row's question: does it harm, said so? */
typedef bool harms(const struct guard *guard, const struct words *words);

static bool always(const struct guard *guard, const struct words *words)
{
	(void)guard, (void)words;
	return true;
}

/* With a wildcard, all below the folder before it has to be the session's. */
static bool is_own(const struct guard *guard, const char *path)
{
	_autofree_ char *place = guard_place(guard, path);
	char *star = place ? strpbrk(place, "*?[\\") : 0;

	if (!place)
		return false;
	if (star) {
		while (star > place && *star != '/')
			star--;
		*star = 0;
	}
	if (star || !*place || (guard->is_folder && guard->is_folder(guard, place)))
		return reserve_holds_below(guard->claims, guard->session, place);
	return reserve_holds(guard->claims, guard->session, place) ||
	       reserve_holds_below(guard->claims, guard->session, place);
}

static bool are_own(const struct guard *guard, const struct words *words, size_t from)
{
	for (size_t i = from; i < words->n; i++)
		if (!is_own(guard, words->operand[i]))
			return false;
	return words->n > from && !words_has_option(words, "pathspec-from-file");
}

static bool not_own(const struct guard *guard, const struct words *words)
{
	return !are_own(guard, words, 0);
}

static bool reset_harms(const struct guard *guard, const struct words *words)
{
	static const char *const modes[] = { "hard", "merge", "keep", "soft", 0 };

	for (int i = 0; modes[i]; i++)
		if (words_has_option(words, modes[i]))
			return true;
	for (size_t i = 0; i < words->before; i++)
		if (strcmp(words->operand[i], "HEAD") != 0 && strcmp(words->operand[i], "@") != 0 &&
		    !is_own(guard, words->operand[i]))
			return true;
	return false;
}

static bool checkout_harms(const struct guard *guard, const struct words *words)
{
	if (strpbrk(words->letters, "bBtd") || words_has_option(words, "orphan") ||
	    words_has_option(words, "detach") || words_has_option(words, "track"))
		return true;
	return !are_own(guard, words, words->is_divided ? words->before : 0);
}

static bool restore_harms(const struct guard *guard, const struct words *words)
{
	bool staged = words_has_letter(words, 'S') || words_has_option(words, "staged");
	bool files = words_has_letter(words, 'W') || words_has_option(words, "worktree");

	return (!staged || files) && !are_own(guard, words, 0);
}

static bool clean_harms(const struct guard *guard, const struct words *words)
{
	if (words_has_letter(words, 'n') || words_has_option(words, "dry-run"))
		return false;
	return !are_own(guard, words, 0);
}

static bool commit_harms(const struct guard *guard, const struct words *words)
{
	return words_has_letter(words, 'a') || words_has_option(words, "all") ||
	       words_has_option(words, "amend") || words_has_option(words, "pathspec-from-file") ||
	       (words->n && !are_own(guard, words, 0));
}

/* A file that is named has to be the session's; of whole folders only what is its own is taken. */
static bool add_harms(const struct guard *guard, const struct words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		_autofree_ char *place = guard_place(guard, words->operand[i]);
		bool is_broad = !place || !*place || strpbrk(place, "*?[\\") ||
				(guard->is_folder && guard->is_folder(guard, place));

		if (!is_broad && !is_own(guard, words->operand[i]))
			return true;
	}
	return false;
}

static bool branch_harms(const struct guard *guard, const struct words *words)
{
	(void)guard;
	return strpbrk(words->letters, "dDmMfC") || words_has_option(words, "delete") ||
	       words_has_option(words, "move") || words_has_option(words, "force");
}

/* Whether its first operand is none of those that only look. */
static bool is_beyond(const struct words *words, const char *looks)
{
	_autofree_ char *all = mem_printf(" %s ", looks), *first = 0;

	if (!words->n)
		return false;
	first = mem_printf(" %s ", words->operand[0]);
	return !strstr(all, first);
}

static bool stash_harms(const struct guard *guard, const struct words *words)
{
	(void)guard;
	return !words->n || is_beyond(words, "list show");
}

static bool list_harms(const struct guard *guard, const struct words *words)
{
	(void)guard;
	return is_beyond(words, "list show status get-url exists");
}

static bool config_harms(const struct guard *guard, const struct words *words)
{
	static const char *const looks[] = { "get", "list", "get-all", "get-regexp", "get-urlmatch", 0 };

	(void)guard;
	if (words_has_letter(words, 'l'))
		return false;
	for (int i = 0; looks[i]; i++)
		if (words_has_option(words, looks[i]))
			return false;
	return words->n != 1 || words->option_n || *words->letters;
}

static bool symbolic_harms(const struct guard *guard, const struct words *words)
{
	(void)guard;
	return words->n > 1 || words_has_letter(words, 'd') || words_has_option(words, "delete");
}

static bool read_tree_harms(const struct guard *guard, const struct words *words)
{
	(void)guard;
	return words_has_letter(words, 'u') || words_has_option(words, "reset");
}

static bool index_harms(const struct guard *guard, const struct words *words)
{
	return words_has_letter(words, 'a') || words_has_option(words, "all") || words_has_option(words, "stdin") ||
	       !are_own(guard, words, 0);
}

#define COMMIT_LONGS "message file reuse-message reedit-message template author date fixup squash trailer cleanup"
#define KEPT "name only paths that you hold, as in: git restore -- PATH"
#define STAYS "there is one branch, and others stand on it: commit on it"
#define LANDS "leadhand lands what you commit"

static const struct rule {
	const char *verb;
	harms *harms;
	const char *what, *instead;
	const char *shorts, *longs;
} rules[] = {
	{ "reset", reset_harms, "it takes others' commits or edits away", "git restore --staged -- PATH", "", "" },
	{ "checkout", checkout_harms, "it takes others' edits away or leaves the branch", KEPT, "", "" },
	{ "restore", restore_harms, "it takes others' edits away", KEPT, "s", "source" },
	{ "switch", always, "it takes the branch away from under the others", STAYS, "", "" },
	{ "stash", stash_harms, "it takes everybody's edits away", "commit what is yours", "", "" },
	{ "clean", clean_harms, "it removes files that others have not added yet",
	  "git clean with paths that you hold", "e", "exclude" },
	{ "rm", not_own, "it removes what is not yours", "name only paths that you hold", "", "" },
	{ "mv", not_own, "it moves what is not yours", "name only paths that you hold", "", "" },
	{ "commit", commit_harms, "it would take what is not yours, or change another's commit",
	  "git add your own PATHS, then git commit -m TEXT", "mFCct", COMMIT_LONGS },
	{ "add", add_harms, "it names a file that you do not hold", "leadhand reserve PATH", "", "chmod" },
	{ "stage", add_harms, "it names a file that you do not hold", "leadhand reserve PATH", "", "chmod" },
	{ "push", always, "nothing is pushed from here", LANDS, "", "" },
	{ "send-pack", always, "nothing is pushed from here", LANDS, "", "" },
	{ "merge", always, "it changes the files of others", STAYS, "", "" },
	{ "pull", always, "it changes the files of others", "leadhand brings the branch up to date", "", "" },
	{ "rebase", always, "it writes others' commits anew", STAYS, "", "" },
	{ "cherry-pick", always, "it changes files that may be another's", STAYS, "", "" },
	{ "revert", always, "it changes files that may be another's", "edit your own files, and commit", "", "" },
	{ "am", always, "it changes files that may be another's", "git apply, and commit your own paths", "", "" },
	{ "bisect", always, "it takes the branch away from under the others", "git log and git show", "", "" },
	{ "filter-branch", always, "it writes others' commits anew", STAYS, "", "" },
	{ "fast-import", always, "it writes to the branch", STAYS, "", "" },
	{ "replace", always, "it shows others what is not there", STAYS, "", "" },
	{ "gc", always, "it may remove what others are about to commit", "leave it to leadhand", "", "" },
	{ "prune", always, "it may remove what others are about to commit", "leave it to leadhand", "", "" },
	{ "repack", always, "it may remove what others are about to commit", "leave it to leadhand", "", "" },
	{ "maintenance", always, "it may remove what others are about to commit", "leave it to leadhand", "", "" },
	{ "update-ref", always, "it writes to the branch", STAYS, "m", "" },
	{ "symbolic-ref", symbolic_harms, "it takes the branch away from under the others", STAYS, "m", "" },
	{ "branch", branch_harms, "it takes a branch away from the others", STAYS, "u", "" },
	{ "worktree", list_harms, "this checkout is the place of work", STAYS, "", "" },
	{ "submodule", list_harms, "it changes the files of others", STAYS, "", "" },
	{ "sparse-checkout", list_harms, "it takes files away from the others", STAYS, "", "" },
	{ "reflog", list_harms, "it forgets what others may need", "git reflog", "", "" },
	{ "remote", list_harms, "the settings are everybody's", LANDS, "", "" },
	{ "config", config_harms, "the settings are everybody's", "git -c KEY=VALUE VERB", "f", "file" },
	{ "read-tree", read_tree_harms, "it takes others' edits away", KEPT, "", "" },
	{ "checkout-index", index_harms, "it takes others' edits away", KEPT, "", "" },
};

/* What only looks, or writes where nobody else does: the session's own index, new objects, new names. */
static const char harmless[] =
	" status diff log show blame annotate grep ls-files ls-tree ls-remote cat-file rev-parse rev-list name-rev "
	"describe diff-files diff-index diff-tree for-each-ref show-ref shortlog whatchanged merge-base merge-tree "
	"merge-file hash-object write-tree commit-tree var version help check-ignore check-attr count-objects fsck "
	"format-patch range-diff archive bundle patch-id stripspace interpret-trailers mktree cherry apply fetch "
	"update-index tag notes init clone show-branch verify-commit check-ref-format check-mailmap difftool ";

static const struct rule *rule_of(const char *verb)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (!strcmp(rules[i].verb, verb))
			return &rules[i];
	return 0;
}

int guard_git(const struct guard *guard, const char *const *verb, struct err *err)
{
	const struct rule *rule = *verb ? rule_of(*verb) : 0;
	_autofree_ char *name = *verb ? mem_printf(" %s ", *verb) : 0, *clean = 0;
	struct words words;
	bool is_harm;

	if (!*verb || (!rule && strstr(harmless, name)))
		return 0;
	clean = text_clean(*verb, strlen(*verb), 40);
	if (!rule)
		return err_set(err, ERR_REFUSED, "git %s is not known to be safe beside other sessions", clean);
	words_read(&words, verb + 1, rule->shorts, rule->longs);
	is_harm = rule->harms(guard, &words);
	words_release(&words);
	return is_harm ? err_set(err, ERR_REFUSED, "git %s is refused in a shared checkout: %s; instead: %s", clean,
				 rule->what, rule->instead)
		       : 0;
}
