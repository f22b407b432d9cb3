/* trace.c - see trace.h. */
#include "api/trace.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

/* No commit holds a NUL, so nothing in a message can end a field. */
#define TRAILER(name) "%(trailers:key=" name ",valueonly,unfold)%x00"
static const char format[] = "--format=tformat:%H%x00%T%x00%P%x00" TRAILER("Leadhand-Task")
	TRAILER("Leadhand-Agent") TRAILER("Approved-by");
enum { FIELDS = 6 };

static char **field_of(struct trace *trace, int at)
{
	char **fields[FIELDS] = { &trace->commit, &trace->tree,	 &trace->parents,
				  &trace->task,	  &trace->agent, &trace->approved };

	return fields[at];
}

/* A field's text without the newline that ends the record before it, or its own last one. */
static char *field_text_of(const char *at, const char *end)
{
	at += strspn(at, "\n");
	while (end > at && end[-1] == '\n')
		end--;
	return end > at ? mem_dup_part(at, (size_t)(end - at)) : mem_dup("");
}

static void read_records(const char *text, size_t len, bool only_ours, struct traces *traces)
{
	const char *at = text, *end;
	struct trace trace = { 0 };
	int field = 0;

	while ((end = memchr(at, 0, (size_t)(text + len - at)))) {
		*field_of(&trace, field++) = field_text_of(at, end);
		at = end + 1;
		if (field < FIELDS)
			continue;
		field = 0;
		if (only_ours && !*trace.task) {
			for (int i = 0; i < FIELDS; i++)
				free(*field_of(&trace, i));
			continue;
		}
		traces->list = mem_grow(traces->list, traces->count + 1, sizeof(*traces->list));
		traces->list[traces->count++] = trace;
	}
	for (int i = 0; i < field; i++)
		free(*field_of(&trace, i));
}

int traces_read(const struct place *place, const char *range, bool only_ours,
		struct traces *traces, struct err *err)
{
	struct git git = { .dir = place->git_dir };
	_autofree_ char *text = 0;
	size_t len = 0;
	/* The search is only to be quick: what it finds is read properly. */
	int code = git_read(&git,
			    only_ours ? GIT("log", "--grep=^Leadhand-Task: ", format,
					    "--end-of-options", range, "--")
				      : GIT("log", format, "--end-of-options", range, "--"),
			    &text, &len, err);

	*traces = (struct traces){ 0 };
	if (!code)
		read_records(text, len, only_ours, traces);
	return code;
}

void traces_release(struct traces *traces)
{
	for (size_t i = 0; i < traces->count; i++)
		for (int field = 0; field < FIELDS; field++)
			free(*field_of(&traces->list[i], field));
	free(traces->list);
	*traces = (struct traces){ 0 };
}
