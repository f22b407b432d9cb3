/* covering.c - see covering.h. */
#include "runner/covering.h"

#include "base/mem.h"
#include "base/text.h"
#include "report/added.h"
#include "report/coverage.h"
#include "report/report.h"
#include "sys/fs_below.h"
#include "sys/git.h"

#include <string.h>

enum { TRACES_MOST = 100, PLACES_MOST = 50, PLACE_BYTES = 300 };

struct covering {
	const struct job *job;
	struct covered *out;
	struct coverage traces[TRACES_MOST];
	size_t count, left; /* bytes that may still be read */
	/* What was missed last, and where in a row it begins and ends. */
	char *path; /* owned or NULL */
	long long from, to;
	size_t places;
};

static void __attribute__((format(printf, 2, 3))) problem(struct covered *out, const char *fmt, ...)
{
	va_list ap;

	if (out->problem)
		return;
	va_start(ap, fmt);
	out->problem = mem_vprintf(fmt, ap);
	va_end(ap);
}

static void read_trace(struct covering *covering, const char *path, const char *top)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(buf_release) struct buf bytes = BUF_INIT(covering->left);
	struct coverage *trace = &covering->traces[covering->count];

	if (covering->count == TRACES_MOST) {
		problem(covering->out, "of its tracefiles %d were read", TRACES_MOST);
		return;
	}
	if (fs_below_take(covering->job->workspace.path, path, &bytes, &err) ||
	    coverage_read(buf_text(&bytes), bytes.len, top, trace, &err)) {
		problem(covering->out, "%s (%s)", err.text, path);
		return;
	}
	covering->count++;
	covering->left -= bytes.len;
	if (bytes.is_cut)
		problem(covering->out, "its tracefiles are larger than %d MiB", REPORT_BYTES >> 20);
	else if (trace->problem)
		problem(covering->out, "%s (%s)", trace->problem, path);
}

static void end_place(struct covering *covering)
{
	_autofree_ char *name = 0, *place = 0;

	if (covering->path && covering->places++ < PLACES_MOST) {
		name = text_clean(covering->path, strlen(covering->path), PLACE_BYTES);
		place = covering->from == covering->to ? mem_printf("%s:%lld", name, covering->from)
						       : mem_printf("%s:%lld-%lld", name, covering->from, covering->to);
		lines_add(&covering->out->uncovered, place);
	}
	mem_replace(&covering->path, 0);
}

static void miss(struct covering *covering, const char *path, long long line)
{
	covering->out->missed++;
	if (!covering->path || !text_same(covering->path, path) || line != covering->to + 1) {
		end_place(covering);
		covering->path = mem_dup(path);
		covering->from = line;
	}
	covering->to = line;
}

static void look_at(void *owner, const char *path, long long line)
{
	struct covering *covering = owner;
	enum coverage_state found = COVERAGE_unknown;

	for (size_t i = 0; i < covering->count && found != COVERAGE_executed; i++) {
		enum coverage_state one = coverage_line(coverage_of(&covering->traces[i], path), line);

		if (one > found)
			found = one;
	}
	covering->out->executed += found == COVERAGE_executed;
	if (found == COVERAGE_missed)
		miss(covering, path, line);
}

/* From where it has branched off: what landed meanwhile, and is merged there, is not its doing. */
static int diff_of(const struct job *job, char **diff, size_t *len, struct err *err)
{
	const struct git git = { .dir = job->workspace.git_dir, .git_dir = job->workspace.git_dir };
	_autofree_ char *range = mem_printf("%s...%s", job->base, job->commit);

	return git_read(&git, GIT(GIT_DIFF, range, "--"), diff, len, err);
}

void covering_read(const struct job *job, const char *paths, const char *top, struct covered *out)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct covering *covering = mem_new(1, sizeof *covering);
	_autofree_ char *diff = 0;
	struct lines walk;
	size_t len = 0;

	covering->job = job;
	covering->out = out;
	covering->left = REPORT_BYTES;
	LINES_EACH(walk, paths)
		read_trace(covering, walk.line, top);
	if (covering->count && diff_of(job, &diff, &len, &err)) {
		problem(out, "the change cannot be read: %s", err.text);
	} else if (covering->count) {
		out->is_read = true;
		added_each(diff, len, look_at, covering);
		end_place(covering);
	}
	for (size_t i = 0; i < covering->count; i++)
		coverage_release(&covering->traces[i]);
	free(covering);
}

json_t *covering_json(const struct job *job, const struct covered *covered)
{
	json_t *made;

	if (!job->coverage)
		return 0;
	made = json_object();
	json_object_set_new(made, "known", json_boolean(covered->is_read));
	json_put_number(made, "executed", covered->executed);
	json_put_number(made, "missed", covered->missed);
	json_object_set_new(made, "uncovered", json_from_lines(covered->uncovered));
	json_put(made, "problem", covered->problem ? covered->problem : "");
	return made;
}

void covered_release(struct covered *covered)
{
	free(covered->uncovered);
	free(covered->problem);
	*covered = (struct covered){ 0 };
}
