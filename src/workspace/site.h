/*
 * site.h - where a workspace's things are; for workspace/ alone.
 *
 * What is leadhand's own lies beside the work tree, not in it, and carries its
 * name: PATH.ready, PATH.upper, PATH.vault. In the work tree all is the agent's.
 */
#ifndef LEADHAND_WORKSPACE_SITE_H
#define LEADHAND_WORKSPACE_SITE_H

#include "sys/git.h"
#include "workspace/workspace.h"

/* For reading or setting one ref of the agent's: its config may include a file at which git waits for ever. */
enum { SITE_BRIEF_MS = 30000 };

/* "PATH.what", the caller's. */
char *site_beside(const struct workspace *ws, const char *what);
/* "PATH/inside", the caller's. */
char *site_inside(const struct workspace *ws, const char *inside);
/* What PATH.kind says, or what older workspaces tell by what lies beside them. False where nothing is known. */
bool site_kind(const struct workspace *ws, enum workspace_kind *kind);
/* Git in the lead's repository, or in the vault where that stands in its place; borrows from ws. */
struct git site_lead(const struct workspace *ws);
/* The work tree must be there (an overlay that is not mounted looks empty), a folder and no link: in the place of a
 * link to the lead's checkout, its .git would be taken for the agent's, and the lead's files for the agent's work.
 * ERR_CHILD where it is not. */
int site_check_top(const struct workspace *ws, struct err *err) MUST_USE;
/* The agent's repository too must be a plain folder: a link, or a file that points elsewhere, would lead our git
 * into another one. ERR_CHILD where it is not. */
int site_check_agent(const struct workspace *ws, struct err *err) MUST_USE;
/* The same for one file below .git: no link on the way to it. */
int site_check_plain(const struct workspace *ws, const char *inside, struct err *err) MUST_USE;
/* The folders that its repository borrows objects from, a list: read and written where the agent cannot reach. */
char *site_objects(const struct workspace *ws);
int site_note_objects(const struct workspace *ws, const char *objects, struct err *err) MUST_USE;
/* Where their history ends early ("" where it does not); the caller's. */
char *site_shallow(const struct workspace *ws);
/* Mount an overlay over these folders, a list, the topmost first; fine where it stands already. */
int site_mount(const struct workspace *ws, const char *lowers, struct err *err) MUST_USE;
/* Unmount it and remove all of it. */
int site_remove(const struct workspace *ws, struct err *err) MUST_USE;

/* The last step: without it the workspace is a half-made one. */
int site_finish(const struct workspace *ws, const char *base, struct err *err) MUST_USE;
/* What the lead's repository has at saved_ref and head_ref. */
struct site_saved {
	char *files, *head; /* owned; NULL where there is none */
};
int site_saved(const struct workspace *ws, struct site_saved *saved, struct err *err) MUST_USE;
void site_saved_release(struct site_saved *saved);

#endif
