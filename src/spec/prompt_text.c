/* prompt_text.c - the words of a prompt, and the names that stand in them; see prompt_text.h. */
#include "spec/prompt_text.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/prompt.h"

#include <string.h>

#define NAME(name, of, is_list, help) { #name, of, is_list, help },
#define REASON_NAME(word) { #word, 0, false, "the turn's reason" },
const struct template_name prompt_names[] = {
	PROMPT_NAMES(NAME)
	PROMPT_REASONS(REASON_NAME)
	{ 0 },
};

/* Why the session has the turn: heading, what it means, what the text is, and what to do. */
#define REASON(word, text, heading, what, before, after)                                                              \
	"{{#" word "}}\n## " heading "{{#round}} ({{round}}){{/round}}\n\n" what "\n\n"                                \
	"{{#" text "}}\n" before "\n\n{{" text "}}\n{{/" text "}}\n" after "{{/" word "}}\n"

#define ANSWERED(word, text)                                                                                          \
	REASON(word, text, "The lead has answered",                                                                   \
	       "You asked, and went on or ended your turn before there was an answer. Here it is.",                   \
	       "What you asked, and the lead's words:",                                                               \
	       "It holds from now on. Where your work went another way, change it and commit.\n\n")

#define LOOK_AND_GO_ON "Look at what is there with `git log` and `git status`, then go on"

static const char *const parts[] = {
	"# {{title}}\n\nTask `{{task}}`.\n\n"
	"{{#again}}\n"
	"You have begun this turn before and were interrupted. What you left is still there: look at it with `git log` "
	"and `git status`, and go on.\n\n"
	"{{/again}}\n"
	"{{#visited}}\n"
	"The lead has worked in this session meanwhile: what they did is in your files, and what they said is in this "
	"conversation where your program kept it. Look at both before you go on.\n\n"
	"{{/visited}}\n",

	REASON("gate_red", "text", "A check is red", "Your last commit was checked in a fresh copy, and this failed.",
	       "The end of the output:",
	       "Find the cause and mend it in the code. A test that is wrong is a reason to report, not to change the "
	       "test.\n\n")
	REASON("protected", "text", "Files that are not yours to change",
	       "Your commit changes files that steer how it is judged (tests that were there before, builds, CI, the settings "
	       "of runners and linters), and the scope of your task does not name them. It was not checked.",
	       "These files:",
	       "Take each of them back with {{restore}} (`git rm FILE` where the base has none) and commit. If one of them is "
	       "wrong, or the task cannot be done without changing it, that is for the lead to know: `leadhand report "
	       "blocked` with the reason is a good result. New tests, in files of their own, are welcome.\n\n")
	REASON("unproven", "text", "A test that proves nothing",
	       "All checks are green. But what has to fail without your change does not, or not by an assertion: your tests "
	       "were put on the base alone and run there.",
	       "What was seen:",
	       "Make the test fail there by what it asserts: import what is new inside of the test, or look for it first and "
	       "assert that it is there. If that cannot be done, say so in your report.\n\n")
	REASON("no_change", "text", "Nothing was committed",
	       "Your turn ended without a new commit, so there is nothing to check.", "What is known:",
	       "If work is done, commit it. If there is nothing to do, or it cannot be done, report that with the "
	       "reason.\n\n")
	REASON("failed", "text", "The last turn ended with an error",
	       "It broke off before its end. Your files are as you left them: look at them with `git status` and go on.",
	       "The error:", "")
	REASON("rejected", "text", "The lead wants something else",
	       "The lead has looked at your change and does not take it as it is.", "The lead's words:",
	       "Do what they ask for, within the scope of the task, and commit.\n\n"),

	REASON("conflict", "text", "The target has moved", "Your change no longer merges into the target branch.",
	       "Paths in conflict:",
	       "{{#shared}}\n"
	       "See with {{theirs}} what the target has there, edit your own paths so that both sides' intent is kept, run "
	       "the checks again and commit.\n\n"
	       "{{/shared}}\n"
	       "{{^shared}}\n"
	       "Run {{merge}}, solve the conflicts so that both sides' intent is kept, run the checks again and commit the "
	       "merge.\n\n"
	       "{{/shared}}\n")
	REASON("retried", "text", "Another try", "The lead has given this task another try.", "The lead's words:",
	       LOOK_AND_GO_ON ".\n\n")
	REASON("restored", "text", "Back to an earlier moment",
	       "The lead has gone back to a checkpoint of this task. Your files are as they were at that moment, and what "
	       "was done after it is not here. Another session did the work that you find; what of it is not committed yet "
	       "shows in `git status`.",
	       "The lead's words:", LOOK_AND_GO_ON " from it.\n\n"),

	ANSWERED("answered", "text")
	REASON("attached", "text", "The lead worked in this session",
	       "The lead took your session over for a while and gives it back to you. What they did and said is in this "
	       "conversation where your program kept it, and in your files.",
	       "The lead's words:", LOOK_AND_GO_ON " from it.\n\n")
	REASON("looping", "text", "The same, over and over",
	       "Your last turn was ended because it did the same again and again and nothing changed by it.",
	       "What was seen:",
	       "Do not repeat it. Look at what it said, and try another way, or report `blocked` with what is in the "
	       "way.\n\n")
	REASON("interrupted", "text", "Go on",
	       "Your last turn was interrupted. Your files are as you left them: look at them with `git status` and go on.",
	       "Why it was interrupted:", "")
	ANSWERED("answers", "answers"),

	"{{#has_history}}\n"
	"## What happened before\n\n"
	"{{#history}}\n- {{turn}}: {{what}}{{#said}}: {{said}}{{/said}}\n{{/history}}\n\n"
	"{{/has_history}}\n"
	"{{#whole}}\n"
	"## What is wanted\n\n{{body}}\n\n"
	"## Where you are\n\n"
	"You are in a git repository {{#shared}}that you share{{/shared}}{{^shared}}of your own{{/shared}}, made from "
	"commit {{base}} of the branch {{target}}"
	"{{#shared}}. **Other sessions work in it at the same time**, each in its own paths. Yours are the task's scope; "
	"whatever else you have to write, take first with `leadhand reserve PATH` (`--list` says who holds what). Name your "
	"paths in `git add`, make small commits on the branch that is there, and leave the files of others alone, however "
	"they look.{{/shared}}{{^shared}}. Nobody else works in it.{{/shared}}"
	"{{#report}} The result of this task is a document, not a change: nothing that you edit here is kept. Hand it over "
	"with `leadhand report`.{{/report}}"
	"{{#change}} **Only what you commit counts**: when your turn ends, the last commit on your branch is checked in a "
	"fresh copy. Commit early, with messages that say why. Do not push.{{/change}}\n\n",

	"{{#change}}\n"
	"## Where you may write\n\n"
	"{{#has_scope}}\nChange only files that match one of these:\n\n"
	"{{#scope}}\n- {{pattern}}\n{{/scope}}\n\n{{/has_scope}}\n"
	"{{^has_scope}}\nChange what the task needs and nothing else.\n\n{{/has_scope}}\n"
	"{{#has_forbid}}\nNever change files that match one of these:\n\n"
	"{{#forbid}}\n- {{pattern}}\n{{/forbid}}\n\n{{/has_forbid}}\n"
	"{{#usual_protect}}\nThe checks use the base's copy of what steers them: builds, lock files, CI, the settings of test runners and "
	"linters, and tests that were there before. A change to one of those that is not named above is sent back to you; new "
	"tests in files of their own are welcome.\n\n{{/usual_protect}}\n"
	"{{#has_protect}}\nThe checks use the base's copy of these. A change to one of them that is not named above is sent "
	"back to you, and the lead looks at every other one first:\n\n"
	"{{#protect}}\n- {{pattern}}\n{{/protect}}\n\n{{/has_protect}}\n"
	"{{#lines}}\nKeep the change small: a person reads it. About {{lines}} changed lines is the most.\n\n{{/lines}}\n"
	"## When it is done\n\n"
	"{{#has_accept}}\nThe task is done when these commands succeed:\n\n{{#accept}}\n" PROMPT_GATE "{{/accept}}\n\n"
	"{{/has_accept}}\n"
	"{{#has_gates}}\nThese checks judge every change to the project:\n\n{{#gates}}\n" PROMPT_GATE "{{/gates}}\n\n"
	"{{/has_gates}}\n"
	"Run them yourself before you end your turn. What they say in a fresh copy of your commit decides, not what is said "
	"about them. Do not weaken a test, skip it, or write code that is there for the test alone.\n\n"
	"{{/change}}\n",

	"## When to stop instead\n\n"
	"To say that this cannot be done, or not like this, is a good result and is welcome: it costs you one command and "
	"saves everybody's time. Stop and report `blocked` or `impossible` with the reason as soon as the task contradicts "
	"itself or the checks, "
	"{{^has_stop}}or needs a change outside of its scope.{{/has_stop}}"
	"{{#has_stop}}needs a change outside of its scope, or leads to one of these:{{/has_stop}}\n\n"
	"{{#has_stop}}\n{{#stop}}\n- {{rule}}\n{{/stop}}\n\n{{/has_stop}}\n"
	"{{#has_budget}}\n## What you may use\n\n{{#budget}}\n- {{limit}}\n{{/budget}}\n\n{{/has_budget}}\n"
	"{{#has_decisions}}\n"
	"## What the lead has decided before\n\n"
	"It holds here too{{#more_decisions}}; {{more_decisions}} more: `leadhand decisions WORD`{{/more_decisions}}.\n\n"
	"{{#decisions}}\n- {{question}} {{answer}}\n{{/decisions}}\n\n"
	"{{/has_decisions}}\n"
	"{{#has_skills}}\n"
	"## How things are done here\n\n"
	"`leadhand skill NAME` prints one of these{{#more_skills}}; {{more_skills}} more: `leadhand skill`{{/more_skills}}."
	"\n\n{{#skills}}\n- `{{name}}`{{#description}}: {{description}}{{/description}}\n{{/skills}}\n\n"
	"{{/has_skills}}\n",

	"## How to talk to the lead\n\n"
	"Decide by yourself what you can decide, and say so in your report. Ask only what the lead alone can decide, with "
	"options and the one you would take:\n\n"
	"    leadhand ask \"QUESTION\" --option \"ONE\" --option \"TWO\" --default 1\n\n"
	"It prints the answer, or the default when the lead is busy. At the end, report one of these:\n\n"
	"    leadhand report done -m \"{{#report}}THE DOCUMENT{{/report}}{{#change}}WHAT CHANGED AND HOW YOU CHECKED "
	"IT{{/change}}\" --decided \"...\" --assumed \"...\" --deviated \"...\"\n"
	"    leadhand report blocked -m \"WHAT IS MISSING\"\n"
	"    leadhand report impossible -m \"WHY IT CANNOT BE DONE\"\n\n"
	"`--decided`, `--assumed` and `--deviated` can be given more than once: decisions that you took, what you took for "
	"granted, where you left the task's words. `--ran COMMAND`, `--passed GATE` and `--untouched PATTERN`\n"
	"say what you did; it is compared with the records.\n"
	"{{/whole}}\n",

	"{{^whole}}\n"
	"## As before\n\n"
	"{{#report}}\n- The result is a document: `leadhand report done -m \"...\"`.\n{{/report}}\n"
	"{{#change}}\n- Only what you commit counts.\n"
	"{{#has_scope}}\n- Write only inside the task's scope.\n{{/has_scope}}\n"
	"{{/change}}\n"
	"- End with `leadhand report done -m \"...\"`. If it cannot be done, `leadhand report blocked -m \"...\"` or "
	"`impossible` with the reason is a good result too.\n"
	"- Only the lead can decide it? `leadhand ask`.\n"
	"{{/whole}}\n",
	0,
};

char *prompt_text(void)
{
	struct buf out = BUF_INIT(TEMPLATE_BYTES);

	for (const char *const *part = parts; *part; part++)
		buf_add_text(&out, *part);
	return buf_take(&out);
}

/* Two closing braces would end the remark that this stands in. */
static const char about[] =
	"{{! What each session is told, in place of leadhand's own words. A broken file leaves the last good one in force;\n"
	"'leadhand show ID --prompt' prints what is sent. A name in two braces is a value. Between one with # and one with /\n"
	"in front stands what is said where there is such a value, and once for each entry of a list; with ^ instead of #,\n"
	"what is said where there is none. What comes from elsewhere is code, or a block that nothing in it can end. A task's\n"
	"acceptance and the ways to report have to stay: 'leadhand doctor' says what is missing. The names:\n";

char *prompt_text_start(void)
{
	_autofree_ char *text = prompt_text();
	struct buf out = BUF_INIT(2 * TEMPLATE_BYTES);

	buf_add_text(&out, about);
	for (const struct template_name *name = prompt_names; name->name; name++)
		if (*name->help)
			buf_printf(&out, "  %s%-*s %s\n", name->of ? "  " : "", name->of ? 14 : 16, name->name, name->help);
	buf_printf(&out, "}}\n%s", text);
	return buf_take(&out);
}
