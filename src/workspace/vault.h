/*
 * vault.h - leadhand's own repository beside a workspace; for workspace/ alone.
 *
 * Git looks at what an agent left with the vault as its repository: nothing that the
 * agent configured is read, and nothing of the lead's can be reached from it. It
 * borrows the target's objects, keeps the session's commits and checkpoints under the same
 * names as the lead's repository, and is made anew where it is missing.
 */
#ifndef LEADHAND_WORKSPACE_VAULT_H
#define LEADHAND_WORKSPACE_VAULT_H

#include "sys/git.h"
#include "workspace/site.h"

/* "PATH.vault", the caller's. */
char *vault_path(const struct workspace *ws);
/* Make it, or bring it up to what the workspace's store and the lead's repository (`saved`) have: the target's objects,
 * the session's refs, what the lead ignores and which filters he has. `base` is any commit. */
int vault_open(const struct workspace *ws, const char *base, const struct site_saved *saved, struct err *err) MUST_USE;

#endif
