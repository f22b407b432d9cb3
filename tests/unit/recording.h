/*
 * recording.h - a recorded stream, line by line.
 */
#ifndef LEADHAND_TEST_RECORDING_H
#define LEADHAND_TEST_RECORDING_H

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

struct recording {
	char **lines; /* owned, as the strings */
	size_t count;
};

/* Of a file that is not there, none. */
static void recording_load(const char *path, struct recording *recording)
{
	FILE *file = fopen(path, "re");
	char *line = 0;
	size_t room = 0;
	ssize_t len;

	*recording = (struct recording){ 0 };
	while (file && (len = getline(&line, &room, file)) > 0) {
		line[len - 1] = 0;
		recording->lines = mem_grow(recording->lines, recording->count + 1, sizeof *recording->lines);
		recording->lines[recording->count++] = mem_dup(line);
	}
	free(line);
	if (file)
		fclose(file);
}

static void recording_release(struct recording *recording)
{
	for (size_t i = 0; i < recording->count; i++)
		free(recording->lines[i]);
	free(recording->lines);
}

#endif
