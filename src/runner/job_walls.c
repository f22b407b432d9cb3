/* job_walls.c - see job_walls.h. */
#include "runner/job_walls.h"

#include "base/text.h"

#include <stdlib.h>

static char *list_of(const json_t *walls, const char *key)
{
	return json_lines(json_object_get(walls, key));
}

int job_walls_read(const json_t *job, struct job_walls *walls, struct err *err)
{
	const json_t *said = json_object_get(job, "walls");

	*walls = (struct job_walls){ .kind = json_text_or(said, "kind", "auto"),
				     .inside = json_text_or(said, "inside", "") };
	if (*walls->inside != '/')
		return err_set(err, ERR_CORRUPT, "the job does not say where its workspace is seen");
	walls->is_unsafe = json_bool(said, "unsafe");
	walls->read = list_of(said, "read");
	walls->write = list_of(said, "write");
	walls->env = list_of(said, "env");
	walls->secrets = list_of(said, "secrets");
	walls->network = list_of(said, "network");
	walls->carry = list_of(said, "carry");
	if (json_object_get(said, "setup_when"))
		walls->setup_when = list_of(said, "setup_when");
	walls->memory_bytes = json_number(said, "memory_bytes");
	walls->processes = json_number(said, "processes");
	walls->cpu_percent = json_number(said, "cpu_percent");
	walls->disk_bytes = json_number(said, "disk_bytes");
	walls->files = json_number(said, "files");
	walls->checkpoint_ms = json_number(said, "checkpoint_ms");
	return 0;
}

void job_walls_release(struct job_walls *walls)
{
	free(walls->read);
	free(walls->write);
	free(walls->env);
	free(walls->secrets);
	free(walls->network);
	free(walls->carry);
	free(walls->setup_when);
	*walls = (struct job_walls){ 0 };
}
