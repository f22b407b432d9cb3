/*
 * failure_codes.h - the one list of the codes of failures; what they are for stands in failure.h.
 *
 * code, class, S-class, MAST mode, whether a lead may say it, what happened, what would prevent it
 */
#ifndef LEADHAND_CORE_FAILURE_CODES_H
#define LEADHAND_CORE_FAILURE_CODES_H

#define FAILURE_CODES(X)                                                                                          \
	X(rejected, SPECIFICATION, "", "", true, "the lead rejected it and named no class",                       \
	  "say why with 'leadhand reject --class', and put what was missing into the acceptance")                 \
	X(constraint_violated, SPECIFICATION, "S3", "1.1", true, "it broke a constraint of the task",             \
	  "name what must not be touched in 'scope' and 'forbid', and check the rest by a command in 'accept'")   \
	X(intent_misread, SPECIFICATION, "S2", "2.2", true, "it did something else than was meant",               \
	  "one goal a task, an example of the result, and an acceptance that fails on the base ('red: true')")    \
	X(false_report, VERIFICATION, "S7", "2.6", true, "its report says what the records do not bear out",      \
	  "let a gate show it: what a gate can show need not be believed")                                        \
	X(faulty_implementation, VERIFICATION, "S5", "3.3", true, "what it offers does not do what it should",    \
	  "a smaller task, and the gate's command in the task's words so that it can be run before the end")      \
	X(overreach, SPECIFICATION, "S4", "2.3", true, "it did more than it was asked for",                       \
	  "a narrower 'scope', a limit in 'lines', and what is no goal said in the task")                         \
	X(wrong_diagnosis, SPECIFICATION, "S1", "", true, "it took the project or the fault for another than it is", \
	  "name the files, the symptom and how to see it, in the task or in a skill")                             \
	X(conflict, COORDINATION, "", "", false, "it conflicts with what landed meanwhile",                       \
	  "scopes that do not overlap, or 'needs' between tasks that touch the same files")                       \
	X(merged_red, COORDINATION, "", "", false, "green by itself, red together with what landed meanwhile",    \
	  "'needs' between tasks that depend on each other, and smaller tasks that land sooner")                  \
	X(stall, ENVIRONMENT, "S6", "", false, "nothing was heard of it",                                         \
	  "see 'leadhand stats signals': another agent, or a longer 'limits: silence'")                           \
	X(loop, VERIFICATION, "S6", "1.3", false, "it did the same over and over",                                \
	  "a smaller task, or a hint in the task at what it ran against")                                         \
	X(premature_end, VERIFICATION, "S6", "3.1", true, "it ended before its work was finished",                \
	  "say in the task what has to be committed, and which command shows that it is done")                    \
	X(no_change, VERIFICATION, "S6", "3.1", false, "it ended without a change",                               \
	  "an acceptance that fails on the base ('red: true') shows that there is something to do")               \
	X(impossible, SPECIFICATION, "", "", false,                                                               \
	  "it said that it cannot be done, and cheated not: thanks to it, and the task has to change",            \
	  "mend the task by what it reported, then 'leadhand retry'")                                             \
	X(blocked, SPECIFICATION, "", "", false, "it said what is missing instead of guessing: thanks to it",     \
	  "give the task what it reported as missing, then 'leadhand retry'")                                     \
	X(unproven_acceptance, SPECIFICATION, "", "3.2", false, "its acceptance proves nothing",                  \
	  "an acceptance that fails today, for want of what is wanted")                                           \
	X(out_of_budget, SPECIFICATION, "S6", "1.5", false, "its budget ran out",                                 \
	  "a smaller task, or a budget that fits ('budget' in its file)")                                         \
	X(out_of_time, SPECIFICATION, "S6", "1.5", false, "its time ran out",                                     \
	  "a smaller task, or more 'time' in its budget")                                                         \
	X(refused, SPECIFICATION, "", "", false, "the provider or the model refuses it",                          \
	  "say in the task why it is wanted, or mend the agent's settings")                                       \
	X(agent_limit, ENVIRONMENT, "", "", false, "a limit of the agent's own program was reached",              \
	  "raise the agent's own limit")                                                                          \
	X(login_lost, ENVIRONMENT, "", "", false, "the agent is logged out",                                      \
	  "log in again, then 'leadhand resume'")                                                                 \
	X(provider, ENVIRONMENT, "", "", false, "the agent's provider failed",                                    \
	  "try it again later, or name another agent for the task")                                               \
	X(broken_off, ENVIRONMENT, "", "", false, "its turn broke off, and taking it up again did not help",      \
	  "see 'leadhand log', and try the agent by itself ('leadhand doctor')")                                  \
	X(machine, ENVIRONMENT, "", "", false, "this machine could not run it",                                   \
	  "see 'leadhand doctor', mend the machine, then 'leadhand retry'")

#define FAILURE_CODE_X(code, ...) FAILURE_##code,
enum failure_code { FAILURE_CODES(FAILURE_CODE_X) FAILURE_CODE_COUNT };
extern const char *const failure_codes[]; /* words, end with NULL */

#endif
