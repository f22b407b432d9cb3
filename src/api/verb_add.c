/* verb_add.c - make a task file, and say whether it is fit to run. */
#include "api/verbs.h"

#include "api/fitness.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/words.h"
#include "spec/start.h"
#include "spec/task.h"
#include "sys/fs.h"

#include <string.h>

enum { TASK_BYTES = 64 << 10, NAMES_TRIED = 1000, TITLE_BYTES = 200 };

struct draft {
	char *title; /* owned */
	char *text;  /* owned: the whole file */
	char *stem;  /* owned: what its name is made from */
};

static void draft_release(struct draft *draft)
{
	free(draft->title);
	free(draft->text);
	free(draft->stem);
}

/* Plain words: the first line is the title, the rest is what is wanted. */
static void draft_from_words(struct draft *draft, const char *text)
{
	const char *end = strchrnul(text, '\n');
	_autofree_ char *first = text_clean(text, (size_t)(end - text), TITLE_BYTES);
	_autofree_ char *template = 0;

	if (!draft->title)
		draft->title = steal(&first);
	template = start_task(draft->title);
	draft->text = mem_printf("%s\n%s%s", template, end + (*end == '\n'),
				 text_ends(text, "\n") ? "" : "\n");
}

static void draft_from_text(struct draft *draft, const char *text, size_t len)
{
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };

	text += strspn(text, "\n");
	if (!text_starts(text, "---\n") && !text_starts(text, "---\r\n")) {
		draft_from_words(draft, text);
		return;
	}
	len = strlen(text);
	task_spec_parse("task", text, len, 0, &spec, &findings);
	draft->text = mem_dup(text);
	if (!draft->title)
		draft->title = mem_dup(spec.title ? spec.title : "");
}

/* The name of a file that can be a task's name says more than a slug of the title. */
static char *stem_of(const char *from)
{
	const char *slash = from ? strrchr(from, '/') : 0, *name = slash ? slash + 1 : from;
	_autofree_ char *stem = name ? mem_dup(name) : 0;

	if (!stem || !text_ends(stem, ".md"))
		return 0;
	stem[strlen(stem) - strlen(".md")] = 0;
	return text_is_name(stem) ? steal(&stem) : 0;
}

static int draft_make(const struct call *call, struct draft *draft, struct err *err)
{
	const char *title = call_word(call, 0), *from = call_text(call, "from");
	const char *given = call_text(call, "text");
	_autofree_ char *text = 0;
	size_t len = 0;

	draft->title = title ? text_clean(title, strlen(title), TITLE_BYTES) : 0;
	if (from && !given) {
		if (fs_read(from, TASK_BYTES, &text, &len, err))
			return err->code;
	} else if (given) {
		text = mem_dup(given);
		len = strlen(given);
	}
	if (text && len)
		draft_from_text(draft, text, len);
	else if (text_is_empty(draft->title))
		return err_set(err, ERR_USAGE,
			       "what is the task? leadhand add TITLE, or --from FILE");
	else
		draft->text = start_task(draft->title);
	draft->stem = stem_of(title ? 0 : from);
	if (!draft->stem)
		draft->stem = text_slug(draft->title);
	return 0;
}

/* A name that no other task has; another `add` may take it between the look and the write. */
static int write_new(const struct place *place, const struct draft *draft, char **name,
		     struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/.leadhand/tasks", place->top);
	int code = fs_make_open_dirs(folder, err);

	for (int i = 1; i <= NAMES_TRIED && !code; i++) {
		_autofree_ char *tried =
			i == 1 ? mem_dup(draft->stem) : mem_printf("%s-%d", draft->stem, i);
		_autofree_ char *path = mem_printf("%s/%s.md", folder, tried);

		code = fs_write_new(path, draft->text, strlen(draft->text), err);
		if (!code) {
			*name = steal(&tried);
			return 0;
		}
		if (code == ERR_CONFLICT && i < NAMES_TRIED) {
			err_release(err);
			code = 0;
		}
	}
	return code;
}

/* A floor that runs reads the new file; one that does not will. */
static void tell_floor(const struct place *place)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *request = json_object(), *answer = 0;

	json_put(request, "word", "read");
	if (floor_pid(place) && words_say(place, request, &answer, &err))
		err_release(&err);
}

int verb_add(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(draft_release) struct draft draft = { 0 };
	_cleanup_(fitness_release) struct fitness fitness = { 0 };
	_autofree_ char *name = 0;
	int code = draft_make(call, &draft, err);

	if (!code)
		code = write_new(&call->place, &draft, &name, err);
	if (code)
		return code;
	tell_floor(&call->place);
	return fitness_open(&call->place, &fitness, err) ? err->code : fitness_json(&fitness, name, out, err);
}
