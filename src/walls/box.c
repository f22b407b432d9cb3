/* box.c - see box.h. */
#include "walls/box.h"

#include "base/mem.h"
#include "walls/group.h"
#include "walls/guard.h"
#include "walls/inside.h"
#include "walls/scene.h"
#include "walls/system.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

struct box {
	struct scene scene;
	char *bwrap;
	int net;
	struct box_limits limits;
	struct group *group; /* NULL: limits of each process only */
	struct loop *loop;
	bool tells_writes;
	struct gossip gossip;
	struct tripwire *wires[SCENE_DECOYS];
	struct guard **guards; /* owned */
	size_t guard_count;
};

static void lay_wires(struct box *box)
{
	for (int i = 0; i < SCENE_DECOYS; i++)
		box->wires[i] = tripwire_new(box->loop, box->scene.decoys[i], &box->gossip);
}

int box_new(const struct box_spec *spec, struct box **out, struct err *err)
{
	struct box *box = mem_new(1, sizeof *box);

	*box = (struct box){ .scene = SCENE_INIT, .net = spec->net, .limits = spec->limits,
			     .loop = spec->loop, .tells_writes = spec->tells_writes,
			     .gossip = { .tried = spec->tried, .owner = spec->owner } };
	box->bwrap = proc_find("bwrap");
	if (!box->bwrap)
		err_set(err, ERR_MISSING, "there is no program 'bwrap' on PATH: install bubblewrap");
	else
		(void)!scene_build(&box->scene, spec, err);
	if (!err->code && spec->name)
		box->group = group_new(spec->name, &spec->limits);
	if (err->code) {
		box_free(box);
		return err_wrap(err, "cannot put up walls");
	}
	if (box->loop && spec->tried)
		lay_wires(box);
	*out = box;
	return 0;
}

void box_free(struct box *box)
{
	if (!box)
		return;
	for (size_t i = 0; i < box->guard_count; i++)
		guard_free(box->guards[i]);
	free(box->guards);
	for (int i = 0; i < SCENE_DECOYS; i++)
		tripwire_free(box->wires[i]);
	group_free(box->group);
	gossip_end(&box->gossip);
	scene_release(&box->scene);
	free(box->bwrap);
	free(box);
}

static void run_words(struct box_run *run, const struct box *box, const char *const *argv, const struct inside *how)
{
	size_t count = 0, n = 0;

	while (argv[count])
		count++;
	run->words = mem_new(count + 9, sizeof *run->words);
	run->words[n++] = mem_dup(box->bwrap);
	run->words[n++] = mem_dup("--args");
	run->words[n++] = mem_printf("%d", run->args);
	run->words[n++] = mem_dup("--");
	run->words[n++] = mem_dup(SYSTEM_BIN "/leadhand");
	run->words[n++] = mem_dup("inside");
	run->words[n++] = mem_dup("--");
	run->words[n++] = inside_word(how);
	for (size_t i = 0; i < count; i++)
		run->words[n++] = mem_dup(argv[i]);
	run->argv = (const char *const *)run->words;
}

/* A guard for what will be started, and the end of its socket that goes inside. */
static int post_guard(struct box *box, int *talk, struct err *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return err_set(err, ERR_SYSTEM, "cannot listen at the walls: %s", strerror(errno));
	box->guards = mem_grow(box->guards, box->guard_count + 1, sizeof(*box->guards));
	box->guards[box->guard_count++] = guard_new(box->loop, ends[0], &box->scene.view, &box->gossip);
	*talk = ends[1];
	return 0;
}

int box_wrap(struct box *box, const char *const *argv, struct box_run *run, struct err *err)
{
	static const char *const nothing[] = { 0 };
	/* What is held for all together needs no limit of each. */
	struct inside how = { .memory_bytes = group_holds(box->group, GROUP_memory) ? 0 : box->limits.memory_bytes,
			      .processes = group_holds(box->group, GROUP_processes) ? 0 : box->limits.processes,
			      .file_bytes = box->limits.file_bytes, .files = box->limits.files,
			      .tells_writes = box->tells_writes, .talk = -1 };

	*run = (struct box_run){ .env = nothing, .args = args_file(&box->scene.words, err), .talk = -1 };
	if (run->args < 0)
		return err->code;
	if (box->loop && box->gossip.tried && post_guard(box, &how.talk, err)) {
		mem_closep(&run->args);
		return err->code;
	}
	run->talk = how.talk;
	run_words(run, box, argv, &how);
	run->keep = mem_new(2, sizeof *run->keep);
	run->keep[0] = run->args;
	run->keep[1] = run->talk;
	run->extra = (struct proc_extra){ .is_bare = true, .ignores_term = true, .net = box->net, .keep = run->keep,
					  .keep_count = run->talk < 0 ? 1 : 2 };
	run->extra.groups = group_doors(box->group, &run->extra.group_count);
	return 0;
}

char *box_verdict(const struct box *box)
{
	return group_verdict(box->group);
}

void box_run_release(struct box_run *run)
{
	for (char **word = run->words; word && *word; word++)
		free(*word);
	free(run->words);
	free(run->keep);
	if (run->argv) {
		mem_closep(&run->args);
		mem_closep(&run->talk);
	}
	*run = (struct box_run){ .args = -1, .talk = -1 };
}
