/*
 * row.h - a task as one JSON object: what status lists and a card begins with.
 */
#ifndef LEADHAND_API_ROW_H
#define LEADHAND_API_ROW_H

#include "api/files.h"
#include "api/view.h"

/* The caller's. A runner that is gone is never shown as running. */
json_t *row_of_task(const struct view *view, const struct task *task);
json_t *row_of_file(const struct file_task *file);
/* What a session offers: commit, tree, base, files, insertions, deletions, loose; null where
 * nothing yet. */
json_t *change_json(const struct session *session);
/* How a number is printed as an id: "Q3". The caller's. */
char *id_text(char letter, long long number);
/* A short stretch of time: "0.4 s", "12 s", "3 min"; the caller's. */
char *duration_text(long long ms);
double dollars(long long microusd);

#endif
