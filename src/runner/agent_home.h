/*
 * agent_home.h - a home of its own for what a session's agent keeps, with the lead's login and settings.
 *
 * The program writes into its home (conversations, trusted folders): that must not be the lead's, nor another
 * session's. A kind whose home a variable names (struct agent_home) gets the job's folder for it, shown inside walls
 * below HOME where the program would look by itself; one without has its part of the box's HOME. Behind walls the
 * lead's logins are shown there, not to be changed; without walls they are linked, or HOME is the lead's own. Settings
 * are copied, and again whenever the lead has changed them. What lies in a home is the agent's; what we remember of it
 * lies beside.
 */
#ifndef LEADHAND_RUNNER_AGENT_HOME_H
#define LEADHAND_RUNNER_AGENT_HOME_H

#include "agent/agent.h"
#include "runner/job.h"

/* What its kind's program keeps; NULL where that is nothing, or the job has no place for it. */
const struct agent_home *agent_home_of(const struct job *job);
/* The folder on the disk, the caller's; NULL where there is none, or it is the lead's own. */
char *agent_home_folder(const struct job *job, bool has_walls);
/* The same as the program sees it, the caller's. */
char *agent_home_seen(const struct job *job, bool has_walls);
/* Make or refresh it. Safe beside other runners. */
int agent_home_make(const struct job *job, bool has_walls, struct err *err) MUST_USE;
/* A file of the lead's own home of that program, the caller's; NULL where there is none. */
char *agent_home_of_lead(const struct agent_home *home, const char *name);

#endif
