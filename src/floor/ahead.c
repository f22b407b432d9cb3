/* ahead.c - see ahead.h. */
#include "floor/ahead.h"

#include "floor/brief.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <stdlib.h>
#include <string.h>

enum { ANSWER_BYTES = 64 << 10, TOLD_BYTES = 300 };

struct ahead {
	struct keeper *keeper; /* borrowed */
	struct loop *loop;     /* borrowed */
	void (*ended)(void *owner);
	void *owner;
	struct child *child; /* NULL where none runs */
	struct buf said;
	char *tip;	/* owned: the last one that was begun; NULL where none was */
	bool has_ended; /* and how is not written down yet */
	char *trouble;	/* owned: why it failed; NULL where it did not */
};

struct ahead *ahead_new(struct keeper *keeper, struct loop *loop, void (*ended)(void *owner), void *owner)
{
	struct ahead *ahead = mem_new(1, sizeof *ahead);

	*ahead = (struct ahead){ .keeper = keeper, .loop = loop, .ended = ended, .owner = owner,
				 .said = BUF_INIT(ANSWER_BYTES) };
	return ahead;
}

void ahead_free(struct ahead *ahead)
{
	if (!ahead)
		return;
	child_free(ahead->child);
	buf_release(&ahead->said);
	free(ahead->tip);
	free(ahead->trouble);
	free(ahead);
}

void ahead_forget(struct ahead *ahead)
{
	mem_replace(&ahead->tip, 0);
}

/* The first line says what failed, the last one of what setup printed most often why; the caller's. */
static char *in_a_line(const char *text)
{
	_autofree_ char *first = mem_dup_part(text, strcspn(text, "\n")), *last = 0;
	struct lines walk;

	LINES_EACH(walk, text + strlen(first))
		if (!text_is_empty(walk.line))
			mem_replace(&last, text_clean(walk.line, strlen(walk.line), TOLD_BYTES));
	return last ? mem_printf("%s %s", first, last) : steal(&first);
}

static char *trouble_of(const struct ahead *ahead, int status)
{
	const struct place *place = ahead->keeper->place;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *why = 0;
	_json_ json_t *answer = 0;

	if (json_parse(ahead->said.data, ahead->said.len, &answer, &err))
		why = mem_printf("it ended with status %d", status);
	else
		why = in_a_line(json_text_or(json_object_get(answer, "error"), "text", "?"));
	return mem_printf("sessions cannot begin on '%s': %s (all of it is in %s/prepare/raw.log)",
			  factory_of(ahead->keeper->state)->target, why, place->state);
}

static void heard(void *owner, int fd, const char *data, size_t len)
{
	struct ahead *ahead = owner;

	if (fd == 1)
		buf_add(&ahead->said, data, len);
}

static void exited(void *owner, int status)
{
	struct ahead *ahead = owner;

	child_free(ahead->child);
	ahead->child = 0;
	ahead->has_ended = true;
	mem_replace(&ahead->trouble, status ? trouble_of(ahead, status) : 0);
	buf_release(&ahead->said);
	ahead->said = (struct buf)BUF_INIT(ANSWER_BYTES);
	ahead->ended(ahead->owner);
}

static char *folder_of(const struct ahead *ahead)
{
	return mem_printf("%s/prepare", ahead->keeper->place->state);
}

/* One that a killed floor had begun may not be gone yet. */
static bool is_taken(const char *folder)
{
	_autofree_ char *journal = mem_printf("%s/out.jsonl", folder);

	return fs_is_locked(journal);
}

static int start(struct ahead *ahead, const char *folder, struct err *err)
{
	_autofree_ char *self = proc_self();
	const char *const argv[] = { self, "prepare", "--json", folder, 0 };
	const struct child_spec spec = { .argv = argv, .dir = "/", .output = heard, .exited = exited, .owner = ahead };

	if (fs_remove_tree(folder, err) || fs_make_dirs(folder, err) ||
	    brief_write_base(ahead->keeper, folder, err) || child_new(ahead->loop, &spec, &ahead->child, err))
		return err->code;
	child_close_input(ahead->child);
	return 0;
}

/* What is there for the taking may be used while nothing else is short. */
static bool is_due(const struct ahead *ahead)
{
	const struct factory *factory = factory_of(ahead->keeper->state);

	return !ahead->child && factory->mode == FACTORY_open && !text_is_empty(factory->tip) &&
	       text_is_empty(factory->strain) && !text_same(factory->tip, ahead->tip);
}

int ahead_look(struct ahead *ahead, struct err *err)
{
	_autofree_ char *folder = 0;
	_cleanup_(err_release) struct err trouble = ERR_INIT;

	if (ahead->has_ended && keeper_notice(ahead->keeper, "prepare", ahead->trouble, err))
		return err->code;
	ahead->has_ended = false;
	if (!is_due(ahead))
		return 0;
	folder = folder_of(ahead);
	if (is_taken(folder))
		return 0;
	mem_replace(&ahead->tip, mem_dup(factory_of(ahead->keeper->state)->tip));
	/* Sessions make it for themselves then, and say what is wrong. */
	(void)!start(ahead, folder, &trouble);
	return 0;
}
