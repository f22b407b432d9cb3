/*
 * files.h - task files that the store does not have as they are now.
 *
 * A person who saved a task wants to see it, whether a floor runs or not. Only files
 * that are new or were touched since are read.
 */
#ifndef LEADHAND_API_FILES_H
#define LEADHAND_API_FILES_H

#include "api/view.h"

struct file_task {
	char *name, *title; /* owned */
	char *reason;	    /* owned: the first complaint, "" where it is fit */
	long long changed_ms;
};
struct file_tasks {
	struct file_task *list; /* owned */
	size_t count;
	char *names;   /* owned: of all task files, a list */
	char *problem; /* owned or NULL: why config.yaml cannot be read */
};

void file_tasks_read(const struct view *view, struct file_tasks *files);
/* The entry of that name, or NULL. */
const struct file_task *file_tasks_find(const struct file_tasks *files, const char *name);
/* Whether there is a task file of that name, known or not. */
bool task_file_exists(const struct place *place, const char *name);
void file_tasks_release(struct file_tasks *files);

#endif
