/*
 * codex_home.h - a home of codex's own for a session, with the lead's login and settings.
 *
 * The program writes into its home (threads, trusted folders): that must not be the
 * lead's, nor another session's. Behind walls the lead's login is shown there, not to be
 * changed; without them it is linked. The settings are copied, and again whenever the lead
 * has changed them. What lies in the home is the agent's; what we remember of it lies beside.
 */
#ifndef LEADHAND_RUNNER_CODEX_HOME_H
#define LEADHAND_RUNNER_CODEX_HOME_H

#include "base/err.h"

#include <stdbool.h>

/* Make or refresh it. Safe beside other runners. */
int codex_home_make(const char *path, bool has_walls, struct err *err) MUST_USE;
/* The lead's login, to be shown as auth.json in it, the caller's; NULL where there is none. */
char *codex_home_login(const char *path);

#endif
