/*
 * findings.h - what fsck found: lines, gathered.
 */
#ifndef LEADHAND_API_FINDINGS_H
#define LEADHAND_API_FINDINGS_H

#include "api/view.h"

/* Each adds {"what","text"} to the array for everything that is not as it should be. The view
 * is whole. */
int check_store(const struct view *view, json_t *found, struct err *err) MUST_USE;
void check_jobs(const struct view *view, json_t *found);
int check_refs(const struct view *view, json_t *found, struct err *err) MUST_USE;
/* Prepared trees and rooms of sessions. */
void check_rooms(const struct view *view, json_t *found);
void check_workspaces(const struct view *view, json_t *found);
/* Workspaces whose runner vanished in a turn, which nobody goes on with: [{"task","session"}]. No fault of the store's. */
void check_unsaved(const struct view *view, json_t *unsaved);

void found_add(json_t *found, const char *what, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

#endif
