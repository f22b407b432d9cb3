/* walling.c - see walling.h. */
#include "api/walling.h"

#include "base/mem.h"
#include "base/text.h"
#include "floor/brief_walls.h"
#include "sys/fs.h"

#include <unistd.h>

void walling_try(const struct place *place, struct probe *probe)
{
	_autofree_ char *room = mem_printf("%s/probe-%d", place->cache, (int)getpid());
	_cleanup_(err_release) struct err err = ERR_INIT;

	/* A folder that cannot be made is what the box will complain of. */
	(void)!fs_make_dirs(room, &err);
	probe_machine(probe, room, 0);
	(void)!fs_remove_tree(room, &err);
}

static char *weaker_of(const struct probe *probe)
{
	char *list = mem_dup("");

	for (int i = 0; i < PROBE_KINDS; i++)
		if (!probe->findings[i].is_fine && !probe->findings[i].is_needed)
			lines_add(&list, probe->findings[i].weaker);
	return list;
}

int walling_allow(const struct place *place, bool is_unsafe, char **weaker, struct err *err)
{
	_cleanup_(probe_release) struct probe probe = { 0 };
	const char *missing;

	walling_try(place, &probe);
	missing = probe_refusal(&probe);
	if (missing && !is_unsafe)
		return err_set(err, ERR_REFUSED, "%s ('leadhand up --unsafe' does without walls)", missing);
	if (brief_set_unsafe(place, is_unsafe ? missing ? missing : "" : 0, err))
		return err->code;
	*weaker = missing ? mem_printf("sessions run without walls: %s\n", missing) : weaker_of(&probe);
	return 0;
}
