/* check.c - see check.h. */
#include "runner/check.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/results.h"
#include "runner/stage.h"
#include "runner/surroundings.h"
#include "sys/fs.h"

#include <string.h>

enum { OUTPUT_BYTES = 16 << 10 };

struct verdict {
	struct gate_outcome gate;
	struct results results;
	struct hearing hearing;
	char *before;	  /* owned: the reports that lay there before it ran */
	char *tail;	  /* owned: the end of what it printed */
	char *fault;	  /* owned: why it says nothing of the tree, NULL where it does */
	bool is_run;	  /* the gate itself came to its end */
	struct surroundings around;
};

/* What the walls ended is said as what it is: the tree asked for more than it may. What happened to the machine is not its
 * doing. */
static void explain(struct attempt *attempt, struct verdict *verdict)
{
	bool has_walls = attempt->cell && cell_has_walls(attempt->cell);
	const struct surroundings now = surroundings_look(attempt->job->room);
	_autofree_ char *limit = verdict->gate.status ? cell_verdict(attempt->cell, CELL_gate) : 0;
	struct surroundings_gate gate = { 0, verdict->gate.status, has_walls, limit && text_starts(limit, "out of memory") };

	if (!verdict->gate.status && !verdict->gate.is_late)
		return;
	if (limit)
		mem_replace(&verdict->tail, mem_printf("%s\n%s", verdict->tail, limit));
	gate.output = verdict->tail;
	verdict->fault = surroundings_fault(&verdict->around, &now, &gate);
}

static void look_back(struct attempt *attempt, struct verdict *verdict)
{
	const struct results_gate gate = { verdict->before, &verdict->hearing, cell_dir(attempt->cell, CELL_gate),
					   !verdict->gate.status && !verdict->gate.is_late };

	explain(attempt, verdict);
	results_read(attempt->job, &gate, &verdict->results);
}

/* What failed before, a name a line, for a command that runs no more than that; for any other a rerun is as the first run. */
static int write_tests(const struct job *job, struct err *err)
{
	_autofree_ char *text = job->is_alone && !text_is_empty(job->tests) ? mem_printf("%s\n", job->tests) : mem_dup("");

	return fs_write(job->tests_file, text, strlen(text), err);
}

static int judge(struct attempt *attempt, struct verdict *verdict, struct err *err)
{
	if (write_tests(attempt->job, err) || stage_enter(attempt, err) || stage_check(attempt, err))
		return err->code;
	verdict->before = results_before(attempt->job);
	verdict->around = surroundings_look(attempt->job->room);
	attempt->owner = &verdict->hearing;
	attempt->heard = hearing_add;
	if (attempt_run_gate(attempt, CELL_gate, attempt->job->command, &verdict->gate, &verdict->tail, err))
		return err->code;
	verdict->is_run = true;
	return 0;
}

static const char *outcome_of(const struct attempt *attempt, const struct verdict *verdict)
{
	/* A gate that ended before the stop reached it has its verdict all the same. */
	if (attempt->stop && (!verdict->is_run || verdict->gate.is_stopped))
		return "stopped";
	if (!verdict->is_run || verdict->fault)
		return "broken";
	return verdict->gate.status || verdict->gate.is_late || verdict->results.lack ? "red" : "green";
}

static const char *reason_of(const struct attempt *attempt, const struct verdict *verdict, const struct err *err)
{
	if (attempt->stop)
		return attempt->stop;
	if (!verdict->is_run)
		return err->text ? err->text : "";
	return verdict->fault ? verdict->fault : verdict->results.lack ? verdict->results.lack : "";
}

/* The tests that failed come first; what was printed follows as far as there is room. */
static char *output_of(const struct verdict *verdict)
{
	const char *said = verdict->results.said, *tail = verdict->tail ? verdict->tail : "";
	_autofree_ char *end = 0;

	if (!said)
		return mem_dup(tail);
	end = text_tail(tail, strlen(tail), OUTPUT_BYTES - strlen(said) - 100);
	return mem_printf("%s\nThe end of what it printed:\n%s", said, end);
}

static json_t *ended_line(const struct attempt *attempt, const struct verdict *verdict, const struct err *err)
{
	_autofree_ char *output = output_of(verdict);
	json_t *line = json_object();

	json_put(line, "outcome", outcome_of(attempt, verdict));
	json_put(line, "text", reason_of(attempt, verdict, err));
	json_put_number(line, "exit", verdict->gate.status);
	json_object_set_new(line, "is_late", json_boolean(verdict->gate.is_late));
	json_put_number(line, "duration_ms", verdict->gate.duration_ms);
	json_put(line, "output", output);
	results_put(attempt->job, &verdict->results, line);
	if (!strcmp(outcome_of(attempt, verdict), "red"))
		json_put(line, "cause", results_cause(&verdict->results, verdict->gate.status, verdict->tail));
	return line;
}

static void verdict_release(struct verdict *verdict)
{
	results_release(&verdict->results);
	hearing_release(&verdict->hearing);
	free(verdict->before);
	free(verdict->tail);
	free(verdict->fault);
}

void check_run(struct attempt *attempt)
{
	_cleanup_(err_release) struct err err = ERR_INIT, mess = ERR_INIT;
	_cleanup_(verdict_release) struct verdict verdict = { .hearing = hearing_begin(attempt->job) };

	attempt_listen(attempt);
	if (!attempt->stop && judge(attempt, &verdict, &err) < 0)
		verdict.is_run = false;
	attempt_end_all(attempt);
	attempt->heard = 0;
	/* Nobody is left who could write while it is read. */
	if (verdict.is_run && !verdict.gate.is_stopped)
		look_back(attempt, &verdict);
	journal_add(attempt->journal, "ended", ended_line(attempt, &verdict, &err));
	/* The verdict is out; what is left of the workspace only fills the disk. */
	if (workspace_remove(&attempt->job->workspace, &mess) || fs_remove_tree(attempt->job->room, &mess))
		log_add(&attempt->log, mess.text, strlen(mess.text));
}
