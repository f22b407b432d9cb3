/* box.c - see box.h. */
#include "walls/box.h"

#include "base/mem.h"
#include "walls/inside.h"
#include "walls/scene.h"
#include "walls/system.h"

struct box {
	struct scene scene;
	char *bwrap;
	int net;
	struct box_limits limits;
};

int box_new(const struct box_spec *spec, struct box **out, struct err *err)
{
	struct box *box = mem_new(1, sizeof *box);

	*box = (struct box){ .scene = SCENE_INIT, .net = spec->net, .limits = spec->limits };
	box->bwrap = proc_find("bwrap");
	if (!box->bwrap)
		err_set(err, ERR_MISSING, "there is no program 'bwrap' on PATH: install bubblewrap");
	else
		(void)!scene_build(&box->scene, spec, err);
	if (err->code) {
		box_free(box);
		return err_wrap(err, "cannot put up walls");
	}
	*out = box;
	return 0;
}

void box_free(struct box *box)
{
	if (!box)
		return;
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

int box_wrap(struct box *box, const char *const *argv, struct box_run *run, struct err *err)
{
	static const char *const nothing[] = { 0 };
	struct inside how = { .memory_bytes = box->limits.memory_bytes, .processes = box->limits.processes,
			      .file_bytes = box->limits.file_bytes, .files = box->limits.files, .talk = -1 };

	*run = (struct box_run){ .env = nothing, .args = args_file(&box->scene.words, err), .talk = -1 };
	if (run->args < 0)
		return err->code;
	run_words(run, box, argv, &how);
	run->keep = mem_new(2, sizeof *run->keep);
	run->keep[0] = run->args;
	run->extra = (struct proc_extra){ .is_bare = true, .ignores_term = true, .net = box->net, .keep = run->keep,
					  .keep_count = 1 };
	return 0;
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
