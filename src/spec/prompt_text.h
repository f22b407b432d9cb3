/*
 * prompt_text.h - leadhand's own template of a prompt, and the names that may stand in one.
 *
 * Values that come from elsewhere are made safe before they stand in the text: a pattern or a command is code, an
 * output is a block that nothing in it can end.
 */
#ifndef LEADHAND_SPEC_PROMPT_TEXT_H
#define LEADHAND_SPEC_PROMPT_TEXT_H

#include "spec/template.h"

/* Of a check: how it is called, its command, and when it counts. */
#define PROMPT_GATE                                                                                                   \
	"- {{name}}: {{command}}{{#red}} (has to fail without your change, and pass with it){{/red}}"                  \
	"{{#when}} (when one of these changes: {{when}}){{/when}}\n"

/* name, the list in whose entries it stands, whether it is a list, what it is. */
#define PROMPT_NAMES(X)                                                                                               \
	X(title, 0, false, "the task's title")                                                                        \
	X(task, 0, false, "its id")                                                                                   \
	X(whole, 0, false, "the whole task is told; otherwise the conversation remembers it")                         \
	X(again, 0, false, "the same turn was interrupted before")                                                    \
	X(visited, 0, false, "the lead was in the session meanwhile")                                                 \
	X(change, 0, false, "the task ends in a change")                                                              \
	X(report, 0, false, "the task ends in a document")                                                            \
	X(shared, 0, false, "several sessions work in one checkout")                                                  \
	X(body, 0, false, "the task's words, as they stand in its file")                                              \
	X(base, 0, false, "the commit that the work begins at")                                                       \
	X(target, 0, false, "the branch that it goes to")                                                             \
	X(merge, 0, false, "the command that merges the target in")                                                   \
	X(theirs, 0, false, "the command that shows a file of the target")                                            \
	X(restore, 0, false, "the command that takes a file back to the base")                                        \
	X(round, 0, false, "such as 'round 1 of 2'")                                                                  \
	X(text, 0, false, "what was red, what the lead said, what went wrong")                                        \
	X(answers, 0, false, "answers that came beside the reason for the turn")                                      \
	X(has_scope, 0, false, "there is any; so too the next names of this kind")                                    \
	X(scope, 0, true, "where it may write")                                                                       \
	X(pattern, "scope", false, "one of them")                                                                     \
	X(has_forbid, 0, false, "")                                                                                   \
	X(forbid, 0, true, "where it must not write")                                                                 \
	X(pattern, "forbid", false, "one of them")                                                                    \
	X(usual_protect, 0, false, "the built-in list of protected files holds, and is not listed")                   \
	X(has_protect, 0, false, "")                                                                                  \
	X(protect, 0, true, "what the lead looks at first")                                                           \
	X(pattern, "protect", false, "one of them")                                                                   \
	X(lines, 0, false, "how many changed lines are the most")                                                     \
	X(has_accept, 0, false, "")                                                                                   \
	X(accept, 0, true, "the task's acceptance")                                                                   \
	X(name, "accept", false, "how a check is called")                                                             \
	X(command, "accept", false, "what it runs")                                                                   \
	X(red, "accept", false, "it has to fail without the change")                                                  \
	X(when, "accept", false, "the patterns that it is for")                                                       \
	X(has_gates, 0, false, "")                                                                                    \
	X(gates, 0, true, "the project's checks")                                                                     \
	X(name, "gates", false, "as above")                                                                           \
	X(command, "gates", false, "")                                                                                \
	X(red, "gates", false, "")                                                                                    \
	X(when, "gates", false, "")                                                                                   \
	X(has_stop, 0, false, "")                                                                                     \
	X(stop, 0, true, "when to stop and report")                                                                   \
	X(rule, "stop", false, "one of them")                                                                         \
	X(has_budget, 0, false, "")                                                                                   \
	X(budget, 0, true, "what the session may use")                                                                \
	X(limit, "budget", false, "such as '2h of work'")                                                             \
	X(has_decisions, 0, false, "")                                                                                \
	X(decisions, 0, true, "what the lead decided before, and is about the same")                                  \
	X(question, "decisions", false, "what was asked")                                                             \
	X(answer, "decisions", false, "what was decided")                                                             \
	X(more_decisions, 0, false, "how many are left out")                                                          \
	X(has_skills, 0, false, "")                                                                                   \
	X(skills, 0, true, "skills of the project")                                                                   \
	X(name, "skills", false, "for 'leadhand skill NAME'")                                                         \
	X(description, "skills", false, "what it is for")                                                             \
	X(more_skills, 0, false, "how many are left out")                                                             \
	X(has_history, 0, false, "")                                                                                  \
	X(history, 0, true, "what earlier turns led to")                                                              \
	X(turn, "history", false, "which one, such as 'Turn 2'")                                                      \
	X(what, "history", false, "what happened")                                                                    \
	X(said, "history", false, "what the lead said")

extern const struct template_name prompt_names[]; /* with the words of PROMPT_REASONS; ends with a nameless one */
/* leadhand's own template, the caller's. */
char *prompt_text(void);
/* The same, with a remark in front that says what can be changed: a file to begin from, the caller's. */
char *prompt_text_start(void);

#endif
