/* carrying.c - see carrying.h. */
#include "runner/carrying.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/proc.h"
#include "walls/system.h"

#include <string.h>

enum { ANSWER_BYTES = 1 << 16, CARRY_MS = 1200000 };

/* Leadhand itself, as the walls show it, with an order. */
struct words {
	char *order, *program; /* owned */
	const char *argv[5];
	struct cell_run run;
};

static void words_release(struct words *words)
{
	free(words->order);
	free(words->program);
	cell_run_release(&words->run);
}

static int prepare(struct attempt *attempt, const struct carry *carry, struct words *words, struct err *err)
{
	words->program = cell_has_walls(attempt->cell) ? mem_dup(SYSTEM_BIN "/leadhand") : proc_self();
	if (carry_order(carry, &words->order, err))
		return err->code;
	words->argv[0] = words->program;
	words->argv[1] = "carry";
	words->argv[2] = "--json";
	words->argv[3] = words->order;
	return cell_wrap(attempt->cell, CELL_carry, words->argv, 0, &words->run, err);
}

static int complain(const char *said, size_t len, int status, struct err *err)
{
	_autofree_ char *words = text_clean(said, len, 400);

	return err_set(err, ERR_CHILD, "nothing could be carried out of the workspace (status %d): %s", status,
		       *words ? words : "what ran there said nothing; is the workspace still there?");
}

int carrying_run(struct attempt *attempt, const struct carry *carry, struct carry_result *carried, struct err *err)
{
	_cleanup_(words_release) struct words words = { 0 };
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	struct proc proc = { .timeout_ms = CARRY_MS, .limit_bytes = ANSWER_BYTES };

	if (prepare(attempt, carry, &words, err))
		return err->code;
	proc.argv = words.run.argv;
	proc.env = words.run.env;
	proc.dir = words.run.dir;
	proc.extra = words.run.extra;
	if (proc_run(&proc, &result, err))
		return err->code;
	if (result.status)
		return complain(result.out, result.out_len, result.status, err);
	return carry_take(carry, result.out, carried, err);
}

void carrying_tell(struct attempt *attempt, const struct carry_result *carried)
{
	json_t *line = json_object();

	if (carried->trouble || !carried->checkpoint) {
		/* The turn goes on: to stop it would save nothing either. */
		json_put(line, "text", carried->trouble ? carried->trouble : "nothing was saved");
		journal_add(attempt->journal, "note", line);
		return;
	}
	json_put(line, "commit", carried->checkpoint);
	json_put(line, "ref", attempt->job->saved_ref);
	journal_add(attempt->journal, "checkpoint", line);
	if (carried->left_out) {
		_autofree_ char *text = mem_printf("%lld new files are too many to save: the others were saved",
						   carried->left_out);

		line = json_object();
		json_put(line, "text", text);
		journal_add(attempt->journal, "note", line);
	}
}

struct saver {
	struct attempt *attempt; /* borrowed */
	struct carry carry;
	struct timer *timer;
	struct child *child; /* NULL while none saves */
	struct words words;
	struct buf said;
};

static void saver_heard(void *owner, int fd, const char *data, size_t len)
{
	struct saver *saver = owner;

	if (fd == 1)
		buf_add(&saver->said, data, len);
}

static void saver_done(void *owner, int status)
{
	struct saver *saver = owner;
	_cleanup_(carry_result_release) struct carry_result carried = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	child_free(saver->child);
	saver->child = 0;
	buf_add(&saver->said, "", 1);
	if (status)
		complain(saver->said.data, saver->said.len, status, &err);
	else
		(void)!carry_take(&saver->carry, saver->said.data, &carried, &err);
	if (err.code)
		mem_replace(&carried.trouble, mem_dup(err.text));
	carrying_tell(saver->attempt, &carried);
	words_release(&saver->words);
	buf_release(&saver->said);
	timer_set(saver->timer, saver->attempt->job->walls.checkpoint_ms);
}

static void saver_begin(void *owner)
{
	struct saver *saver = owner;
	struct child_spec spec = { .output = saver_heard, .exited = saver_done, .owner = saver };
	_cleanup_(err_release) struct err err = ERR_INIT;

	saver->words = (struct words){ 0 };
	saver->said = (struct buf)BUF_INIT(ANSWER_BYTES);
	if (prepare(saver->attempt, &saver->carry, &saver->words, &err)) {
		words_release(&saver->words);
		timer_set(saver->timer, saver->attempt->job->walls.checkpoint_ms);
		return;
	}
	spec.argv = saver->words.run.argv;
	spec.env = saver->words.run.env;
	spec.dir = saver->words.run.dir;
	spec.extra = saver->words.run.extra;
	if (child_new(saver->attempt->loop, &spec, &saver->child, &err)) {
		words_release(&saver->words);
		timer_set(saver->timer, saver->attempt->job->walls.checkpoint_ms);
	}
}

struct saver *saver_new(struct attempt *attempt)
{
	struct saver *saver = mem_new(1, sizeof *saver);

	saver->attempt = attempt;
	saver->carry = (struct carry){ .ws = &attempt->job->workspace, .base = attempt->job->base };
	saver->timer = timer_new(attempt->loop, saver_begin, saver);
	if (attempt->job->walls.checkpoint_ms)
		timer_set(saver->timer, attempt->job->walls.checkpoint_ms);
	return saver;
}

void saver_free(struct saver *saver)
{
	if (!saver)
		return;
	if (saver->child) {
		child_free(saver->child);
		words_release(&saver->words);
	}
	buf_release(&saver->said);
	timer_free(saver->timer);
	free(saver);
}
