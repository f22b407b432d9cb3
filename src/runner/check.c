/* check.c - see check.h. */
#include "runner/check.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/stage.h"
#include "sys/fs.h"

#include <string.h>

struct verdict {
	struct gate_outcome gate;
	char *output; /* owned */
	bool is_run;  /* the gate itself came to its end */
};

/* What the walls ended is said as what it is. */
static void explain(struct attempt *attempt, struct verdict *verdict)
{
	_autofree_ char *limit = verdict->gate.status ? cell_verdict(attempt->cell, CELL_gate) : 0;

	if (limit)
		mem_replace(&verdict->output, mem_printf("%s\n%s", verdict->output, limit));
}

/* What failed before, a name a line, for a command that runs no more than that. */
static int write_tests(const struct job *job, struct err *err)
{
	_autofree_ char *text = 0;

	if (!job->tests_file)
		return 0;
	text = mem_printf("%s%s", job->tests ? job->tests : "", text_is_empty(job->tests) ? "" : "\n");
	return fs_write(job->tests_file, text, strlen(text), err);
}

static int judge(struct attempt *attempt, struct verdict *verdict, struct err *err)
{
	if (write_tests(attempt->job, err) || stage_enter(attempt, err) || stage_check(attempt, err) ||
	    attempt_run_gate(attempt, CELL_gate, attempt->job->command, &verdict->gate, &verdict->output, err))
		return err->code;
	verdict->is_run = true;
	explain(attempt, verdict);
	return 0;
}

static const char *outcome_of(const struct attempt *attempt, const struct verdict *verdict)
{
	/* A gate that ended before the stop reached it has its verdict all the same. */
	if (attempt->stop && (!verdict->is_run || verdict->gate.is_stopped))
		return "stopped";
	if (!verdict->is_run)
		return "broken";
	return verdict->gate.status || verdict->gate.is_late ? "red" : "green";
}

void check_run(struct attempt *attempt)
{
	_cleanup_(err_release) struct err err = ERR_INIT, mess = ERR_INIT;
	struct verdict verdict = { 0 };
	const char *outcome;
	json_t *line;

	attempt_listen(attempt);
	if (!attempt->stop && judge(attempt, &verdict, &err) < 0)
		verdict.is_run = false;
	attempt_end_all(attempt);
	outcome = outcome_of(attempt, &verdict);
	line = json_object();
	json_put(line, "outcome", outcome);
	json_put(line, "text", attempt->stop ? attempt->stop : err.text ? err.text : "");
	json_put_number(line, "exit", verdict.gate.status);
	json_object_set_new(line, "is_late", json_boolean(verdict.gate.is_late));
	json_put_number(line, "duration_ms", verdict.gate.duration_ms);
	json_put(line, "output", verdict.output ? verdict.output : "");
	journal_add(attempt->journal, "ended", line);
	/* The verdict is out; what is left of the workspace only fills the disk. */
	if (workspace_remove(&attempt->job->workspace, &mess) || fs_remove_tree(attempt->job->room, &mess))
		log_add(&attempt->log, mess.text, strlen(mess.text));
	free(verdict.output);
}
