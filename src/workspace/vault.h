/*
 * vault.h - leadhand's own repository beside a workspace; for workspace/ alone.
 *
 * Git looks at what an agent left with the vault as its repository: nothing that the
 * agent configured is read, and nothing of the lead's can be reached from it. It
 * borrows the target's objects, keeps the session's commits and checkpoints under the same
 * names as the lead's repository, and is made anew where it is missing.
 *
 * A filter of the lead's may be a program that lies in the work tree, and so an agent's: once
 * it was used behind walls, a vault is as hostile as the workspace. Outside no git runs in
 * it and nothing is written below it; PATH.known, beside it, says what it holds.
 */
#ifndef LEADHAND_WORKSPACE_VAULT_H
#define LEADHAND_WORKSPACE_VAULT_H

#include "sys/git.h"
#include "workspace/site.h"

/* "PATH.vault", the caller's. */
char *vault_path(const struct workspace *ws);
/* Outside: ready for use, once. Where it was not closed since, or holds another state than the lead's repository
 * (`saved`), it is made anew, with that, the target's objects, what the lead ignores and which filters he has. `base` is
 * any commit. */
int vault_open(const struct workspace *ws, const char *base, const struct site_saved *saved, struct err *err) MUST_USE;
/* Outside: nothing was wrong with it, and all that it holds stands in the lead's repository. */
int vault_close(const struct workspace *ws, const struct site_saved *saved, struct err *err) MUST_USE;
/* Inside: borrow from these folders of objects, a list. */
int vault_borrow(const char *vault, const char *objects, struct err *err) MUST_USE;

#endif
