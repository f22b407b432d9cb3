/*
 * codex_home.h - a home of leadhand's own for codex, with the lead's login and settings.
 *
 * The program writes into its home (threads, trusted folders): that must not be the
 * lead's. The login is linked, so that a token refreshed on either side serves both;
 * the settings are copied, and again whenever the lead has changed them.
 */
#ifndef LEADHAND_RUNNER_CODEX_HOME_H
#define LEADHAND_RUNNER_CODEX_HOME_H

#include "base/err.h"

/* Make or refresh it. Safe beside other runners. */
int codex_home_make(const char *path, struct err *err) MUST_USE;

#endif
