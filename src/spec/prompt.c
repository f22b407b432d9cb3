/* prompt.c - see prompt.h. */
#include "spec/prompt.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

#define PROMPT_BYTES (1U << 20)
#define FEEDBACK_BYTES (64U << 10)

/* What each reason says; `text` follows in a fence where the words before it announce it. */
static const struct reason {
	const char *word, *heading, *what, *before, *after;
} reasons[] = {
	{"gate_red", "A check is red",
	 "Your last commit was checked in a fresh copy, and this failed.",
	 "The end of the output:",
	 "Find the cause and mend it in the code. A test that is wrong is a reason to report, "
	 "not "
	 "to change the test."},
	{"no_change", "Nothing was committed",
	 "Your turn ended without a new commit, so there is nothing to check.",
	 "What is known:",
	 "If work is done, commit it. If there is nothing to do, or it cannot be done, report "
	 "that "
	 "with the reason."},
	{"failed", "The last turn ended with an error",
	 "It broke off before its end. Your files are as you left them: look at them with "
	 "`git status` and go on.",
	 "The error:", 0},
	{"rejected", "The lead wants something else",
	 "The lead has looked at your change and does not take it as it is.",
	 "The lead's words:",
	 "Do what they ask for, within the scope of the task, and commit."},
	{"conflict", "The target has moved",
	 "Your change no longer merges into the target branch.", "Paths in conflict:", 0},
	{"retried", "Another try", "The lead has given this task another try.",
	 "The lead's words:",
	 "Look at what is there with `git log` and `git status`, then go on."},
	{"restored", "Back to an earlier moment",
	 "The lead has gone back to a checkpoint of this task. Your files are as they were at that "
	 "moment, and what was done after it is not here. Another session did the work that you "
	 "find; what of it is not committed yet shows in `git status`.",
	 "The lead's words:",
	 "Look at what is there with `git log` and `git status`, then go on from it."},
	{"answered", "The lead has answered",
	 "You asked, and went on or ended your turn before there was an answer. Here it is.",
	 "What you asked, and the lead's words:",
	 "It holds from now on. Where your work went another way, change it and commit."},
	{"attached", "The lead worked in this session",
	 "The lead took your session over for a while and gives it back to you. What they did and said is in "
	 "this conversation where your program kept it, and in your files.",
	 "The lead's words:",
	 "Look at what is there with `git log` and `git status`, then go on from it."},
	{"looping", "The same, over and over",
	 "Your last turn was ended because it did the same again and again and nothing changed by it.",
	 "What was seen:",
	 "Do not repeat it. Look at what it said, and try another way, or report `blocked` with what is in the "
	 "way."},
	{"interrupted", "Go on",
	 "Your last turn was interrupted. Your files are as you left them: look at them with "
	 "`git status` and go on.",
	 "Why it was interrupted:", 0},
};

static size_t longest_run(const char *text)
{
	size_t longest = 0;

	while (*(text += strcspn(text, "`"))) {
		size_t run = strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest;
}

static void add_ticks(struct buf *out, size_t count)
{
	while (count--)
		buf_add_text(out, "`");
}

/* A block that nothing in it can end: its fence is longer than any run of backticks inside. */
static void add_fenced(struct buf *out, const char *text)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), FEEDBACK_BYTES);
	size_t ticks = longest_run(clean) + 1;

	ticks = ticks < 3 ? 3 : ticks;
	add_ticks(out, ticks);
	buf_printf(out, "text\n%s%s", clean, text_ends(clean, "\n") ? "" : "\n");
	add_ticks(out, ticks);
	buf_add_text(out, "\n");
}

/* Code inside a line, or below it where it has lines of its own. */
static void add_code(struct buf *out, const char *text)
{
	size_t ticks = longest_run(text) + 1;
	bool needs_space = *text == '`' || text_ends(text, "`");

	if (strchr(text, '\n')) {
		buf_add_text(out, "\n\n");
		add_fenced(out, text);
		return;
	}
	add_ticks(out, ticks);
	buf_printf(out, needs_space ? " %s " : "%s", text);
	add_ticks(out, ticks);
}

static void add_list(struct buf *out, const char *list, bool is_code)
{
	struct lines walk;

	LINES_EACH (walk, list) {
		buf_add_text(out, "- ");
		if (is_code)
			add_code(out, walk.line);
		else
			buf_add_text(out, walk.line);
		buf_add_text(out, "\n");
	}
	buf_add_text(out, "\n");
}

static void add_gate(struct buf *out, const struct config_gate *gate)
{
	struct lines walk;
	bool is_next = false;

	/* A held-out gate that is known would be worked towards. */
	if (gate->held_out)
		return;
	buf_printf(out, "- %s: ", gate->name);
	add_code(out, gate->run);
	if (gate->is_red_first)
		buf_add_text(out, " (has to fail without your change, and pass with it)");
	LINES_EACH (walk, gate->when) {
		buf_add_text(out, is_next ? ", " : " (when one of these changes: ");
		add_code(out, walk.line);
		is_next = true;
	}
	buf_add_text(out, is_next ? ")\n" : "\n");
}

static bool names_any(const struct config_gate *gates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!gates[i].held_out)
			return true;
	return false;
}

static void add_gates(struct buf *out, const char *before, const struct config_gate *gates,
		      size_t count)
{
	if (!names_any(gates, count))
		return;
	buf_printf(out, "%s\n\n", before);
	for (size_t i = 0; i < count; i++)
		add_gate(out, &gates[i]);
	buf_add_text(out, "\n");
}

static bool is_report(const struct prompt *prompt)
{
	return text_same(prompt->task->kind, "report");
}

static bool is_shared(const struct prompt *prompt)
{
	return prompt->config && text_same(prompt->config->workspace, "shared");
}

static void add_sharing(struct buf *out)
{
	buf_add_text(out, ". **Other sessions work in it at the same time**, each in its own paths. Yours are the "
			  "task's scope; whatever else you have to write, take first with `leadhand reserve PATH` "
			  "(`--list` says who holds what). Name your paths in `git add`, make small commits on the "
			  "branch that is there, and leave the files of others alone, however they look.");
}

static void add_place(struct buf *out, const struct prompt *prompt)
{
	buf_printf(out, "## Where you are\n\nYou are in a git repository %s, made from commit ",
		   is_shared(prompt) ? "that you share" : "of your own");
	add_code(out, prompt->base);
	buf_add_text(out, " of the branch ");
	add_code(out, prompt->target);
	if (is_shared(prompt))
		add_sharing(out);
	else
		buf_add_text(out, ". Nobody else works in it.");
	if (is_report(prompt))
		buf_add_text(
			out,
			" The result of this task is a document, not a change: nothing that "
			"you edit here is kept. Hand it over with `leadhand report`.\n\n");
	else
		buf_add_text(out, " **Only what you commit counts**: when your turn ends, the "
				  "last commit "
				  "on your branch is checked in a fresh copy. Commit early, "
				  "with messages "
				  "that say why. Do not push.\n\n");
}

static void add_scope(struct buf *out, const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	const struct config *config = prompt->config;
	long long lines = task->lines > 0 ? task->lines : config ? config->lines : 0;

	if (is_report(prompt))
		return;
	buf_add_text(out, "## Where you may write\n\n");
	if (!text_is_empty(task->scope)) {
		buf_add_text(out, "Change only files that match one of these:\n\n");
		add_list(out, task->scope, true);
	} else {
		buf_add_text(out, "Change what the task needs and nothing else.\n\n");
	}
	if (!text_is_empty(task->forbid)) {
		buf_add_text(out, "Never change files that match one of these:\n\n");
		add_list(out, task->forbid, true);
	}
	if (config && !text_is_empty(config->protect)) {
		buf_add_text(
			out,
			"The checks use their own copy of these, and the lead looks at every "
			"change to them first:\n\n");
		add_list(out, config->protect, true);
	}
	if (lines > 0)
		buf_printf(
			out,
			"Keep the change small: a person reads it. About %lld changed lines is "
			"the most.\n\n",
			lines);
}

static void add_acceptance(struct buf *out, const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	const struct config *config = prompt->config;

	if (is_report(prompt))
		return;
	buf_add_text(out, "## When it is done\n\n");
	add_gates(out, "The task is done when these commands succeed:", task->accept,
		  task->accept_count);
	if (config)
		add_gates(out, "These checks judge every change to the project:", config->gates,
			  config->gate_count);
	buf_add_text(
		out,
		"Run them yourself before you end your turn. What they say in a fresh copy of "
		"your commit decides, not what is said about them. Do not weaken a test, skip "
		"it, or write code that is there for the test alone.\n\n");
}

static void add_stop(struct buf *out, const struct prompt *prompt)
{
	buf_add_text(
		out,
		"## When to stop instead\n\n"
		"To say that this cannot be done, or not like this, is a good result and is "
		"welcome: it costs you one command and saves everybody's time. Stop and report "
		"`blocked` or `impossible` with the reason");
	if (text_is_empty(prompt->task->stop)) {
		buf_add_text(
			out,
			" as soon as the task contradicts itself or the checks, or needs a "
			"change outside of its scope.\n\n");
		return;
	}
	buf_add_text(out,
		     " as soon as the task contradicts itself or the checks, needs a change "
		     "outside of its scope, or leads to one of these:\n\n");
	add_list(out, prompt->task->stop, false);
}

static void add_words(struct buf *out, const struct prompt *prompt)
{
	buf_add_text(out,
		     "## How to talk to the lead\n\n"
		     "Decide by yourself what you can decide, and say so in your report. Ask "
		     "only what "
		     "the lead alone can decide, with options and the one you would take:\n\n"
		     "    leadhand ask \"QUESTION\" --option \"ONE\" --option \"TWO\" "
		     "--default 1\n\n"
		     "It prints the answer, or the default when the lead is busy. At the end, "
		     "report one "
		     "of these:\n\n");
	buf_printf(out,
		   "    leadhand report done -m \"%s\" --decided \"...\" --assumed \"...\" "
		   "--deviated \"...\"\n",
		   is_report(prompt) ? "THE DOCUMENT" : "WHAT CHANGED AND HOW YOU CHECKED IT");
	buf_add_text(
		out,
		"    leadhand report blocked -m \"WHAT IS MISSING\"\n"
		"    leadhand report impossible -m \"WHY IT CANNOT BE DONE\"\n\n"
		"`--decided`, `--assumed` and `--deviated` can be given more than once: "
		"decisions "
		"that you took, what you took for granted, where you left the task's words.\n");
}

static void add_task(struct buf *out, const struct prompt *prompt)
{
	buf_printf(out, "## What is wanted\n\n%s\n\n", prompt->task->body);
	add_place(out, prompt);
	add_scope(out, prompt);
	add_acceptance(out, prompt);
	add_stop(out, prompt);
	add_words(out, prompt);
}

static void add_reminder(struct buf *out, const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;

	buf_add_text(out, "## As before\n\n");
	if (is_report(prompt)) {
		buf_add_text(
			out,
			"- The result is a document: `leadhand report done -m \"...\"`.\n");
	} else {
		buf_add_text(out, "- Only what you commit counts.\n");
		if (!text_is_empty(task->scope))
			buf_add_text(out, "- Write only inside the task's scope.\n");
	}
	buf_add_text(out, "- End with `leadhand report done -m \"...\"`. If it cannot be done, "
			  "`leadhand report blocked -m \"...\"` or `impossible` with the "
			  "reason is a good "
			  "result too.\n- Only the lead can decide it? `leadhand ask`.\n");
}

static const struct reason *reason_named(const char *word)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (!strcmp(reasons[i].word, word))
			return &reasons[i];
	return 0;
}

static void add_words_of(struct buf *out, const struct reason *reason, const char *text)
{
	if (text_is_empty(text))
		return;
	buf_printf(out, "%s\n\n", reason->before);
	add_fenced(out, text);
	buf_add_text(out, "\n");
}

static void add_answers(struct buf *out, const struct prompt *prompt)
{
	const struct reason *reason = reason_named("answered");

	if (text_is_empty(prompt->answers))
		return;
	buf_printf(out, "## %s\n\n%s\n\n", reason->heading, reason->what);
	add_words_of(out, reason, prompt->answers);
	buf_printf(out, "%s\n\n", reason->after);
}

static void add_reason(struct buf *out, const struct prompt *prompt)
{
	const struct reason *reason = reason_named(prompt->reason);

	if (!reason)
		return;
	buf_printf(out, "## %s", reason->heading);
	if (prompt->round > 0 && prompt->rounds > 0)
		buf_printf(out, " (round %lld of %lld)", prompt->round, prompt->rounds);
	buf_printf(out, "\n\n%s\n\n", reason->what);
	add_words_of(out, reason, prompt->text);
	if (!strcmp(reason->word, "conflict") && is_shared(prompt)) {
		_autofree_ char *theirs = mem_printf("git show origin/%s:PATH", prompt->target);

		buf_add_text(out, "See with ");
		add_code(out, theirs);
		buf_add_text(out, " what the target has there, edit your own paths so that both sides' intent is "
				  "kept, run the checks again and commit.\n\n");
	} else if (!strcmp(reason->word, "conflict")) {
		/* A worktree of the lead's has no remote of leadhand's, but the branch itself. */
		bool is_worktree = prompt->config && text_same(prompt->config->workspace, "worktree");
		_autofree_ char *merge = mem_printf("git merge %s%s", is_worktree ? "" : "origin/", prompt->target);

		buf_add_text(out, "Run ");
		add_code(out, merge);
		buf_add_text(
			out,
			", solve the conflicts so that both sides' intent is kept, run the "
			"checks again and commit the merge.\n\n");
	}
	if (reason->after)
		buf_printf(out, "%s\n\n", reason->after);
}

char *prompt_render(const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	_autofree_ char *title = text_clean(task->title, strlen(task->title), 1024);
	struct buf out = BUF_INIT(PROMPT_BYTES);
	bool is_first = !strcmp(prompt->reason, "first") || !strcmp(prompt->reason, "restored");

	buf_printf(&out, "# %s\n\nTask `%s`.\n\n", title, task->name);
	if (prompt->is_again)
		buf_add_text(&out, "You have begun this turn before and were interrupted. What "
				   "you left is "
				   "still there: look at it with `git log` and `git status`, "
				   "and go on.\n\n");
	if (prompt->is_visited)
		buf_add_text(&out, "The lead has worked in this session meanwhile: what they did is in your files, "
				   "and what they said is in this conversation where your program kept it. Look at "
				   "both before you go on.\n\n");
	add_reason(&out, prompt);
	add_answers(&out, prompt);
	if (is_first || prompt->is_again)
		add_task(&out, prompt);
	else
		add_reminder(&out, prompt);
	return buf_take(&out);
}
