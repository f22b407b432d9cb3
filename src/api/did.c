/* did.c - see did.h. */
#include "api/did.h"

#include "base/text.h"
#include "core/signals.h"
#include "signal/doings.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { RECORD_BYTES = 16 << 20 };

/* The whole lines beyond `offset`, and how far they go. */
static void each_line(const char *path, long long *offset, void (*each)(void *owner, const json_t *line), void *owner)
{
	_autoclose_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_autofree_ char *data = 0;
	long long size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
	const char *at, *end;
	ssize_t got;

	/* It was begun anew. */
	if (size < *offset)
		*offset = 0;
	size = size - *offset < RECORD_BYTES ? size : *offset + RECORD_BYTES;
	if (size <= *offset)
		return;
	data = mem_new((size_t)(size - *offset), 1);
	got = pread(fd, data, (size_t)(size - *offset), *offset);
	for (at = data; got > 0 && (end = memchr(at, '\n', (size_t)(data + got - at))); at = end + 1) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *line = 0;

		if (!json_parse(at, (size_t)(end - at), &line, &err))
			each(owner, line);
	}
	*offset += at - data;
}

struct event_list {
	const struct job *job;
	json_t *events;
};

static void add_event(void *owner, const json_t *line)
{
	struct event_list *list = owner;
	json_t *made = json_object();

	json_put_number(made, "job", list->job->record.id);
	json_put_number(made, "turn", list->job->turn);
	json_object_update(made, (json_t *)line);
	json_array_append_new(list->events, made);
}

static char *record_path(const struct view *view, const struct job *job, const char *name)
{
	_autofree_ char *folder = place_job(view->place, job->record.id);

	return mem_printf("%s/%s", folder, name);
}

json_t *did_take_events(struct logbook *logbook)
{
	const struct view *view = logbook->view;
	struct event_list list = { .events = json_array() };

	EACH(job, job, view->state) {
		const struct session *session = session_at(view->state, job->session);
		struct logbook_file *file;
		_autofree_ char *path = 0, *old = 0;
		long long none = 0;

		if (!session || session->task != logbook->task)
			continue;
		list.job = job;
		file = logbook_file_of(logbook, job->record.id);
		old = record_path(view, job, "events.1.jsonl");
		path = record_path(view, job, "events.jsonl");
		if (!file->offset)
			each_line(old, &none, add_event, &list);
		each_line(path, &file->offset, add_event, &list);
	}
	return list.events;
}

static void add_doing(void *owner, const json_t *line)
{
	doings_take(owner, line);
}

static void add_doings(struct doings *all, const struct doings *one)
{
	struct lines walk;

	all->calls += one->calls;
	for (size_t i = 0; i < DOINGS_OUTCOME_COUNT; i++)
		all->outcomes[i] += one->outcomes[i];
	all->file_count += one->file_count;
	LINES_EACH(walk, one->files) {
		if (lines_has(all->files, walk.line))
			all->file_count--;
		else
			lines_add(&all->files, walk.line);
	}
	all->messages += one->messages;
	all->subagents += one->subagents;
	all->retries += one->retries;
	all->permissions += one->permissions;
	all->context = one->context ? one->context : all->context;
	all->window = one->window ? one->window : all->window;
}

static json_t *doings_json(const struct doings *doings)
{
	static const char *const outcomes[] = {
#define X(name) #name,
		DOINGS_OUTCOMES(X)
#undef X
	};
	json_t *made = json_object(), *by_outcome = json_object();

	json_put_number(made, "calls", doings->calls);
	for (size_t i = 0; i < DOINGS_OUTCOME_COUNT; i++)
		json_put_number(by_outcome, outcomes[i], doings->outcomes[i]);
	json_object_set_new(made, "outcomes", by_outcome);
	json_put_number(made, "file_count", doings->file_count);
	json_object_set_new(made, "files", json_from_lines(doings->files ? doings->files : ""));
	json_put_number(made, "messages", doings->messages);
	json_put_number(made, "subagents", doings->subagents);
	json_put_number(made, "retries", doings->retries);
	json_put_number(made, "permissions", doings->permissions);
	json_put_number(made, "context", doings->context);
	json_put_number(made, "window", doings->window);
	return made;
}

json_t *did_json(const struct view *view, const struct session *session)
{
	struct doings all = { 0 };
	bool has_record = false;
	json_t *made;

	EACH(job, job, view->state) {
		_autofree_ char *path = 0;
		struct doings one = { 0 };
		long long offset = 0;

		if (job->session != session->record.id)
			continue;
		/* One that was begun anew begins with the numbers of all before. */
		path = record_path(view, job, "events.jsonl");
		each_line(path, &offset, add_doing, &one);
		has_record |= offset > 0;
		add_doings(&all, &one);
		doings_release(&one);
	}
	made = has_record ? doings_json(&all) : json_null();
	doings_release(&all);
	return made;
}

static const char *helped_word(long long helped)
{
	return helped == SIGNAL_HELPED_yes ? "yes" : helped == SIGNAL_HELPED_no ? "no" : 0;
}

json_t *did_signals(const struct view *view, const struct task *task)
{
	json_t *list = json_array();

	EACH(signal, signal, view->state) {
		json_t *made;

		if (signal->task != task->record.id)
			continue;
		made = json_object();
		json_put(made, "word", signal->word);
		json_put(made, "text", signal->text ? signal->text : "");
		json_put_number(made, "session", signal->session);
		json_put_number(made, "since_ms", signal->since_ms);
		json_object_set_new(made, "open", json_boolean(!record_is_over(view->state, RECORD_signal, signal)));
		json_put_number(made, "nudges", signal->nudges);
		json_put(made, "helped", helped_word(signal->helped));
		json_array_append_new(list, made);
	}
	return list;
}

static json_t *count_of(json_t *list, const struct signal *signal)
{
	json_t *made;
	size_t i;

	json_array_foreach(list, i, made)
		if (text_same(json_text(made, "agent"), signal->agent) && text_same(json_text(made, "word"), signal->word))
			return made;
	made = json_object();
	json_put(made, "agent", signal->agent ? signal->agent : "");
	json_put(made, "word", signal->word);
	json_array_append_new(list, made);
	return made;
}

static void count(json_t *made, const char *key, long long more)
{
	json_put_number(made, key, json_number(made, key) + more);
}

json_t *did_signal_counts(const struct state *state)
{
	json_t *list = json_array();

	EACH(signal, signal, state) {
		json_t *made = count_of(list, signal);

		count(made, "count", 1);
		count(made, "nudges", signal->nudges);
		count(made, "helped", signal->helped == SIGNAL_HELPED_yes);
		count(made, "unhelped", signal->helped == SIGNAL_HELPED_no);
	}
	return list;
}
