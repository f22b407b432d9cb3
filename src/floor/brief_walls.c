/* brief_walls.c - see brief_walls.h. */
#include "floor/brief_walls.h"

#include "base/text.h"
#include "spec/known.h"
#include "sys/fs.h"

#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 1000 };

static char *hosts_of(const struct config *config, const struct config_agent *agent)
{
	const struct known_agent *known = agent ? known_agent_of(agent) : 0;
	_autofree_ char *list = mem_dup(config->walls.network);
	struct lines walk;

	LINES_EACH(walk, known ? known->hosts : "")
		lines_add(&list, walk.line);
	return steal(&list);
}

static void put_list(json_t *object, const char *key, const char *list)
{
	json_object_set_new(object, key, json_from_lines(list ? list : ""));
}

void brief_walls(json_t *job, const struct place *place, const struct config *config,
		 const struct config_agent *agent)
{
	const struct config_walls *walls = &config->walls;
	_autofree_ char *hosts = hosts_of(config, agent);
	json_t *made = json_object();

	json_put(made, "kind", config->workspace);
	json_put(made, "inside", walls->path ? walls->path : place->top);
	json_object_set_new(made, "unsafe", json_boolean(brief_is_unsafe(place)));
	put_list(made, "read", walls->read);
	put_list(made, "write", walls->write);
	put_list(made, "env", walls->env);
	put_list(made, "secrets", walls->secrets);
	put_list(made, "network", hosts);
	put_list(made, "carry", walls->carry);
	if (walls->setup_when)
		put_list(made, "setup_when", walls->setup_when);
	json_put_number(made, "memory_bytes", walls->memory_bytes);
	json_put_number(made, "processes", walls->processes);
	json_put_number(made, "cpu_percent", walls->cpu_percent);
	json_put_number(made, "disk_bytes", walls->disk_bytes);
	json_put_number(made, "files", walls->files);
	json_put_number(made, "checkpoint_ms", walls->checkpoint_ms);
	json_object_set_new(job, "walls", made);
	json_put(job, "store", place->store);
	json_put(job, "bases", place->bases);
}

static char *marker(const struct place *place)
{
	return mem_printf("%s/unsafe", place->state);
}

bool brief_is_unsafe(const struct place *place)
{
	_autofree_ char *path = marker(place);

	return fs_exists(path);
}

char *brief_without_walls(const struct place *place)
{
	_autofree_ char *path = marker(place);

	return fs_read_tail(path, MOST_BYTES, 0);
}

int brief_set_unsafe(const struct place *place, const char *missing, struct err *err)
{
	_autofree_ char *path = marker(place);

	if (missing)
		return fs_make_dirs(place->state, err) ? err->code : fs_write(path, missing, strlen(missing), err);
	if (unlink(path) && fs_exists(path))
		return err_set(err, ERR_SYSTEM, "cannot remove '%s'", path);
	return 0;
}
