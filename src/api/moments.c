/* moments.c - see moments.h. */
#include "api/moments.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/git.h"

#include <string.h>

/* What the events say of one checkpoint. */
struct told {
	char *commit, *head, *head_tree; /* owned */
	long long session, job, attempt;
	const char *kind;
};
struct hearing {
	const struct view *view;
	struct told *list; /* owned */
	size_t count;
};

static void hearing_release(struct hearing *hearing)
{
	for (size_t i = 0; i < hearing->count; i++) {
		free(hearing->list[i].commit);
		free(hearing->list[i].head);
		free(hearing->list[i].head_tree);
	}
	free(hearing->list);
}

static char *copy(const char *text)
{
	return text_is_empty(text) ? 0 : mem_dup(text);
}

static struct told *last_of(struct hearing *hearing, long long session)
{
	for (size_t i = hearing->count; i--;)
		if (hearing->list[i].session == session)
			return &hearing->list[i];
	return 0;
}

/* A turn saves what it finds before it begins, but the first one finds nothing. */
static bool is_beginning(const struct told *before, const struct job *job, const struct event *event)
{
	bool is_first = !before || before->job != event->job || before->attempt != event->attempt;

	return is_first && (job->turn > 1 || event->attempt > 1);
}

static void hear_saved(struct hearing *hearing, const struct event *event)
{
	const struct job *job = job_at(hearing->view->state, event->job);
	const struct session *session = job ? session_at(hearing->view->state, job->session) : 0;
	const struct told *before = session ? last_of(hearing, session->record.id) : 0;
	struct told told = { .job = event->job, .attempt = event->attempt };

	if (!session)
		return;
	told.session = session->record.id;
	told.commit = copy(event->commit);
	told.head = copy(before ? before->head : session->moment_head);
	told.head_tree = copy(before ? before->head_tree : 0);
	told.kind = is_beginning(before, job, event) ? "began" : "worked";
	hearing->list = mem_grow(hearing->list, hearing->count + 1, sizeof *hearing->list);
	hearing->list[hearing->count++] = told;
}

static void hear_end(struct hearing *hearing, const struct event *event)
{
	const struct job *job = job_at(hearing->view->state, event->job);
	struct told *last = job ? last_of(hearing, job->session) : 0;

	if (!last || last->job != event->job || last->attempt != event->attempt)
		return;
	last->kind = "ended";
	if (text_is_empty(event->commit))
		return;
	mem_replace(&last->head, mem_dup(event->commit));
	mem_replace(&last->head_tree, copy(event->tree));
}

static void hear(void *owner, long long seq, const struct event *event)
{
	(void)seq;
	if (event->kind == EVENT_checkpointed)
		hear_saved(owner, event);
	else if (event->kind == EVENT_turn_ended)
		hear_end(owner, event);
}

/* Of what was saved more than once unchanged, the end of a turn says most. */
static const struct told *told_of(const struct hearing *hearing, const struct moment_saved *moment)
{
	const struct told *found = 0;

	for (size_t i = 0; i < hearing->count; i++) {
		const struct told *told = &hearing->list[i];

		if (told->session == moment->session && text_same(told->commit, moment->was) &&
		    (!found || (text_same(told->kind, "ended") && !text_same(found->kind, "ended"))))
			found = told;
	}
	return found;
}

static void explain(const struct hearing *hearing, struct moment_saved *moment, const struct moment_saved *before)
{
	const struct told *told = told_of(hearing, moment);
	const struct session *session = session_at(hearing->view->state, moment->session);
	const struct job *job = told ? job_at(hearing->view->state, told->job) : 0;

	moment->kind = told ? told->kind : "saved";
	moment->turn = job ? job->turn : 0;
	moment->why = job && job->why ? job->why : "";
	moment->head = copy(told ? told->head : before ? before->head : session->moment_head);
	moment->head_tree = copy(told ? told->head_tree : before ? before->head_tree : 0);
}

/* "@COMMIT TREE SECONDS [NUMBER WAS]" */
static bool read_first(const char *line, struct moment_saved *moment)
{
	char commit[65] = "", tree[65] = "", was[65] = "";
	long long seconds = 0, number = 0;
	int count = sscanf(line, "@%64s %64s %lld %lld %64s", commit, tree, &seconds, &number, was);

	if (count < 3 || !text_is_oid(commit))
		return false;
	if (count == 5 && number > 0 && text_is_oid(was))
		moment->number = number;
	else
		snprintf(was, sizeof was, "%s", commit);
	moment->commit = mem_dup(commit);
	moment->tree = mem_dup(tree);
	moment->was = mem_dup(was);
	moment->at_ms = seconds * 1000;
	return true;
}

/* " 2 files changed, 3 insertions(+), 1 deletion(-)" */
static void read_stat(const char *line, struct moment_saved *moment)
{
	for (const char *at = line; *at; at += strcspn(at, ","), at += *at == ',') {
		long long number = 0;
		char word[16] = "";

		if (sscanf(at, " %lld %15[a-z]", &number, word) != 2)
			continue;
		if (text_starts(word, "file"))
			moment->files = number;
		else if (text_starts(word, "insertion"))
			moment->insertions = number;
		else if (text_starts(word, "deletion"))
			moment->deletions = number;
	}
}

static void add(struct moments *moments, const struct hearing *hearing, long long session, const char *line,
		size_t first)
{
	struct moment_saved made = { .session = session }, *before = 0;

	if (!read_first(line, &made))
		return;
	if (moments->count > first)
		before = &moments->list[moments->count - 1];
	if (!made.number)
		made.number = before ? before->number + 1 : 1;
	explain(hearing, &made, before);
	moments->list = mem_grow(moments->list, moments->count + 1, sizeof *moments->list);
	moments->list[moments->count++] = made;
}

/* A ref that is gone is a session whose checkpoints were given back. */
static void read_chain(const struct view *view, const struct hearing *hearing, const struct session *session,
		       struct moments *moments)
{
	const struct git git = { .dir = view->place->git_dir };
	_autofree_ char *ref = moments_ref(session->record.id), *text = 0;
	_cleanup_(err_release) struct err none = ERR_INIT;
	const char *past = session->past ? session->moment : session->base;
	size_t first = moments->count;
	struct lines walk;

	if (git_read(&git, GIT("log", "--first-parent", "--reverse", "--shortstat", "--no-renames", "--no-ext-diff",
			       "--no-textconv", "--no-color", "--no-show-signature",
			       "--format=@%H %T %ct %(trailers:key=" MOMENT_TRAILER ",valueonly,separator=%x20)", ref,
			       "--not", session->base, past), &text, 0, &none))
		return;
	LINES_EACH(walk, text) {
		if (*walk.line == '@')
			add(moments, hearing, session->record.id, walk.line, first);
		else if (moments->count > first)
			read_stat(walk.line, &moments->list[moments->count - 1]);
	}
}

int moments_read(const struct view *view, const struct task *task, long long session, struct moments *moments,
		 struct err *err)
{
	_cleanup_(hearing_release) struct hearing hearing = { .view = view };

	*moments = (struct moments){ 0 };
	if (store_each_event(view->store, task->record.id, 0, hear, &hearing, err))
		return err->code;
	EACH(session, each, view->state)
		if (each->task == task->record.id && (!session || session == each->record.id))
			read_chain(view, &hearing, each, moments);
	return 0;
}

void moments_release(struct moments *moments)
{
	for (size_t i = 0; i < moments->count; i++) {
		struct moment_saved *moment = &moments->list[i];

		free(moment->commit);
		free(moment->tree);
		free(moment->was);
		free(moment->head);
		free(moment->head_tree);
	}
	free(moments->list);
	*moments = (struct moments){ 0 };
}

char *moment_name(const struct moment_saved *moment)
{
	return mem_printf("%lld.%lld", moment->session, moment->number);
}

char *moments_ref(long long session)
{
	return mem_printf("refs/leadhand/checkpoint/s%lld", session);
}
