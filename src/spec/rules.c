/* rules.c - see rules.h. */
#include "spec/rules.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum { RULES_MAX = 80, TEXT_LIMIT = 64 << 10 };

#define ERROR true
#define WARNING false

static const struct rule rules[] = {
	/* The file. */
	{ "file", ERROR, "the file cannot be read as a task",
	  "What cannot be read cannot be run.", "A task is a regular file of at most 64 KiB.", 0, 0 },
	{ "yaml", ERROR, "the settings cannot be read",
	  "A task is settings between two lines '---', then words. Anchors, aliases and tags are not taken.",
	  "Mend the line that is named; quote a value that begins with a sign.",
	  "accept: [*tests]", "accept: [\"*tests\"]" },
	{ "unknown-key", ERROR, "a key that no task has",
	  "A mistyped key would be a setting that is silently not there.",
	  "Take the key that is named; --fix does it where one is near.",
	  "acceptance: [make test]", "accept: [make test]" },
	{ "type", ERROR, "a value of the wrong shape", "A text where a list has to be says something else than was meant.",
	  "Write the value as it is shown.", "accept: make test", "accept: [make test]" },
	{ "title-missing", ERROR, "no title", "The board and the inbox know a task by its title.",
	  "Say in a few words what will be true afterwards.", "title:", "title: Search ranks exact matches first" },
	{ "body-missing", ERROR, "no words below the settings",
	  "The title alone leaves what and why to be guessed.", "Say what is wanted and why.", 0, 0 },
	{ "budget", ERROR, "a budget that is none", "A limit that cannot be read would not limit.",
	  "Times as 90s, 10m, 2h; numbers as 400, 200k, 2M.", "budget: {time: 2 hours}", "budget: {time: 2h}" },
	{ "review", ERROR, "a way of review that there is not", "Nobody would know who judges the change.",
	  "each, sampled or policy.", "review: never", "review: each" },
	{ "priority", ERROR, "a priority outside of 1 to 9", "1 is first and 9 is last.", "Choose one of them.",
	  "priority: high", "priority: 2" },
	{ "kind", ERROR, "a kind that there is not", "A task ends in a change or in a report.", "change or report.",
	  "kind: spike", "kind: report" },
	{ "agent-unknown", ERROR, "an agent that is not in config.yaml", "No session could begin.",
	  "Name one that is there, or define it under agents.", "agent: codx", "agent: codex" },
	/* Acceptance. */
	{ "accept-missing", ERROR, "no acceptance",
	  "Without a command that says whether it is done, the agent alone would say so.",
	  "Add a command that fails now and succeeds when it is done. A task of the kind 'report' needs none.",
	  "title: Faster search", "title: Faster search\naccept: [python3 bench.py search --max-ms 50]" },
	{ "accept-empty", ERROR, "an acceptance without a command", "Nothing would be run.", "Write the command.",
	  "accept: [{red: true}]", "accept: [{run: make test-search, red: true}]" },
	{ "accept-prose", ERROR, "an acceptance that is a sentence", "A sentence cannot be run.",
	  "Write a command that fails until it is so.", "accept: [all tests pass]", "accept: [make test]" },
	{ "accept-masked", ERROR, "a command that cannot fail",
	  "What hides its exit status is green whatever happens: '|| true', '; exit 0', a pipe whose last program always "
	  "succeeds, '&' behind it, an option that makes it run nothing.",
	  "Leave out what hides the status; --fix does it for the plain ones. A log needs no tee: leadhand keeps the output.",
	  "accept: [make test 2>&1 | tee log]", "accept: [make test]" },
	{ "accept-partly", WARNING, "a command some of whose failures go unseen",
	  "/bin/sh reports the last command of a line or pipe alone.",
	  "Join commands by '&&', begin a script with 'set -e', give the pipe to bash -o pipefail -c.",
	  "accept: [\"make; make test\"]", "accept: [make && make test]" },
	{ "accept-trivial", WARNING, "an acceptance that proves nothing", "A command that always succeeds judges nothing.",
	  "Write a command that fails until it is done.", "accept: [\"true\"]", "accept: [make test]" },
	{ "accept-own", ERROR, "an acceptance that the task itself may rewrite",
	  "Who may edit the judge can pass without the work. A test that is to be written has to be red on the base "
	  "first: then it proves something.",
	  "Add red: true where the test is new or changes, name it under forbid where it stays, or list it in the project's "
	  "protect.",
	  "scope: [src/**, tests/**]\naccept: [pytest tests/test_cart.py]",
	  "scope: [src/**, tests/**]\naccept: [{run: pytest tests/test_cart.py, red: true}]" },
	{ "accept-unfound", ERROR, "an acceptance that cannot be found",
	  "A program, script, make target or npm script that is not there fails for everybody, also for who did the work.",
	  "Correct the name; commit the script; or put it into the scope where the task is to write it.",
	  "accept: [make test-serach]", "accept: [make test-search]" },
	{ "accept-name", ERROR, "a name that is taken", "Outcomes are found by their gate's name.", "Choose another one.",
	  "accept: [{run: make, name: accept-1}]", "accept: [{run: make, name: builds}]" },
	{ "red-missing", ERROR, "a feature whose acceptance nothing proves",
	  "What is green before the work is green without it.", "Add red: true to the one that tests the new thing.",
	  "class: feature\naccept: [make test]", "class: feature\naccept: [{run: make test-search, red: true}]" },
	/* Where. */
	{ "scope-pattern", ERROR, "a scope that is no pattern", "Nothing would match it.",
	  "Paths begin at the top of the repository; '*', '?' and '**' are special.", "scope: [/src]", "scope: [src/**]" },
	{ "forbid-pattern", ERROR, "a forbid that is no pattern", "Nothing would be forbidden.",
	  "Paths begin at the top of the repository; '*', '?' and '**' are special.", "forbid: [\"a[b]\"]", "forbid: [a/**]" },
	{ "scope-forbidden", ERROR, "a scope that forbid covers", "Nothing there could be written.",
	  "Make one of them narrower.", "scope: [src/a.c]\nforbid: [src/**]", "scope: [src/a.c]\nforbid: [src/b.c]" },
	{ "scope-nothing", ERROR, "a scope that matches nothing",
	  "No file matches, and no folder is there to make one in: every change would lie outside of the scope.",
	  "Correct the path. Where the folder is to be made, say so in the words.", "scope: [scr/search/**]",
	  "scope: [src/search/**]" },
	{ "scope-everything", WARNING, "a scope that is everything",
	  "The task excludes every other one while it runs, and may rewrite what judges it.", "Name the folders that it is about.",
	  "scope: [\"**\"]", "scope: [src/search/**, tests/search/**]" },
	{ "scope-protected", WARNING, "a scope that takes in protected files unsaid",
	  "A change of protected files counts only where the scope names them, so that it was meant.",
	  "Name them in the scope, or forbid them.", "scope: [\"**/*.py\"]", "scope: [src/**, tests/search/**]" },
	{ "scope-overlap", WARNING, "a scope that meets that of an unfinished task",
	  "They go one after the other, and nobody said which first.", "Add the first one to the needs of the second.",
	  "scope: [src/search/**]", "scope: [src/search/**]\nneeds: [search-index]" },
	{ "needs-name", ERROR, "a need that cannot be a task", "Nothing has that name.",
	  "A task's name is its file's, without .md.", "needs: [tasks/a.md]", "needs: [a]" },
	{ "needs-self", ERROR, "a task that needs itself", "It would never start.", "Take it out.", "needs: [this-task]", "needs: []" },
	{ "needs-missing", ERROR, "a need that is not there", "It would wait for ever.",
	  "Correct the name, or write that task.", "needs: [serach-index]", "needs: [search-index]" },
	{ "needs-circle", ERROR, "tasks that need each other", "None of them would ever start.",
	  "Take one of the needs out.", "needs: [b]    # and b needs this one", "needs: []" },
	/* Words. */
	{ "body-vague", ERROR, "words that leave the work open",
	  "What was not decided will be decided by the agent, and seen at the review (published: where sessions go wrong, "
	  "the intent was misread in 27 of 100).",
	  "Name what is meant: which case, which number, which file.", "Make it better. Details: TBD.",
	  "A query that equals a product's name puts that product first." },
	{ "words-unmeasured", WARNING, "words that promise without a measure",
	  "'improve', 'properly', 'fast', 'as needed': two people agree only afterwards what it meant.",
	  "Give the number, or the case that goes wrong today.", "Make the start faster.", "The start takes less than 200 ms." },
	{ "goal-pronoun", WARNING, "a goal that does not name its thing",
	  "An agent has not seen what 'it' points to.", "Name the thing.", "title: Fix it", "title: Refuse negative quantities" },
	{ "goals-several", WARNING, "more than one goal",
	  "Each can fail alone, and one cannot land without the other.", "Make it two tasks, the second with needs.",
	  "title: Add CSV export and upgrade Django", "title: Add CSV export" },
	{ "words-unproven", WARNING, "a requirement that no command checks",
	  "What is demanded in words alone is judged by nobody but the reader of the diff.",
	  "Add an acceptance that fails where it is not so.", "It must not need more than 100 MB.\naccept: [make lint]",
	  "It must not need more than 100 MB.\naccept: [make test-memory]" },
	{ "size-over", WARNING, "more work than the budget has lines for",
	  "Reviews of more than about 400 lines find less.", "Cut it in parts, or raise budget: {lines: N}.",
	  "About 2,000 lines have to be moved.", "Move the parser (about 300 lines)." },
	{ "path-unknown", WARNING, "a file that is not in the repository",
	  "The agent looks for it, or makes a second one.", "Correct it; or say that it is new.", "See src/serach/rank.c.",
	  "See src/search/rank.c." },
	{ "symbol-unknown", WARNING, "a symbol that is not in the repository",
	  "The agent looks for it, or makes a second one.", "Correct it; or say that it is new.", "`rank_resluts()` sorts by score.",
	  "`rank_results()` sorts by score." },
	{ "stop-missing", WARNING, "nothing says when to stop and report",
	  "An agent that may say 'this cannot be done' cheats far less (published: 54 % to 9 %).",
	  "Name what is not worth going on through.", 0, "stop: [public API change, new dependency]" },
	{ "class-fails", WARNING, "a class of tasks that mostly fails here", "The next one will too, unless something changes.",
	  "See 'leadhand stats CLASS' and the failures' reasons; cut the task smaller, or do this one yourself.", 0, 0 },
};

const struct rule *rule_at(size_t index)
{
	return index < sizeof rules / sizeof *rules ? &rules[index] : 0;
}

const struct rule *rule_named(const char *word)
{
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		if (!strcmp(rules[i].word, word))
			return &rules[i];
	return 0;
}

size_t rule_index(const struct rule *rule)
{
	return (size_t)(rule - rules);
}

const char *rule_nearest(const char *word)
{
	const char *names[RULES_MAX] = { 0 };

	_Static_assert(sizeof rules / sizeof *rules < RULES_MAX, "all rules and an end");
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		names[i] = rules[i].word;
	return text_nearest(word, names);
}

char *rules_list(void)
{
	struct buf out = BUF_INIT(TEXT_LIMIT);

	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		buf_printf(&out, "  %-17s %-8s %s\n", rules[i].word, rules[i].is_error ? "error" : "warning",
			   rules[i].about);
	return buf_take(&out);
}

static void add_example(struct buf *out, const char *head, const char *lines)
{
	struct lines walk;

	if (!lines)
		return;
	buf_printf(out, "\n%s:\n", head);
	LINES_EACH(walk, lines)
		buf_printf(out, "    %s\n", walk.line);
}

char *rule_explain(const struct rule *rule)
{
	struct buf out = BUF_INIT(TEXT_LIMIT);

	buf_printf(&out, "%s (%s): %s\n\n%s\n\n%s\n", rule->word,
		   rule->is_error ? "an error: the task is not fit to run" : "a warning", rule->about, rule->reason,
		   rule->mend);
	add_example(&out, "Not so", rule->bad);
	add_example(&out, "But so", rule->good);
	return buf_take(&out);
}
