/* proposal.c - see proposal.h. */
#include "floor/proposal.h"

#include "base/json.h"
#include "base/text.h"
#include "sys/fs.h"

#include <string.h>

enum { FILE_BYTES = 64 << 10, TITLE_BYTES = 200, NAMES_TRIED = 100 };

static char *path_of(const struct place *place, const char *hash)
{
	return mem_printf("%s/proposals/%s.md", place->state, hash);
}

int proposal_read(const struct place *place, const json_t *line, struct event *event, struct err *err)
{
	const char *text = json_text_or(line, "text", ""), *title = json_text_or(line, "title", ""),
		   *name = json_text_or(line, "name", "");
	_autofree_ char *clean = text_clean_block(text, strlen(text), FILE_BYTES - 1);
	_autofree_ char *folder = mem_printf("%s/proposals", place->state), *path = 0;

	mem_replace(&event->text, 0);
	event->name = text_clean(name, strlen(name), TITLE_BYTES);
	event->title = text_clean(title, strlen(title), TITLE_BYTES);
	event->hash = text_hash(clean, strlen(clean));
	path = path_of(place, event->hash);
	if (fs_exists(path))
		return 0;
	if (fs_make_dirs(folder, err))
		return err->code;
	return fs_write(path, clean, strlen(clean), err);
}

int proposal_text(const struct place *place, const struct question *question, char **text, struct err *err)
{
	_autofree_ char *path = path_of(place, question->hash ? question->hash : "");

	return fs_read(path, FILE_BYTES, text, 0, err);
}

/* A floor that was cut off before it wrote that down has made it already. */
static bool is_made(const char *path, const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *there = 0;

	return !fs_read(path, FILE_BYTES, &there, 0, &err) && text_same(there, text);
}

static int write_new(const struct place *place, const char *name, const char *text, struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/.leadhand/tasks", place->top);

	if (fs_make_open_dirs(folder, err))
		return err->code;
	for (int i = 1; i <= NAMES_TRIED; i++) {
		_autofree_ char *path = i == 1 ? mem_printf("%s/%s.md", folder, name)
					       : mem_printf("%s/%s-%d.md", folder, name, i);

		if (!fs_write_new(path, text, strlen(text), err) || is_made(path, text)) {
			err_release(err);
			return 0;
		}
		if (err->code != ERR_CONFLICT)
			return err->code;
		err_release(err);
	}
	return err_set(err, ERR_CONFLICT, "there are %d tasks of that name", NAMES_TRIED);
}

int proposal_adopt(const struct place *place, const struct question *question, struct err *err)
{
	_autofree_ char *text = 0;

	if (!text_is_name(question->name))
		return err_set(err, ERR_CORRUPT, "Q%lld proposes no task that can be made", question->record.id);
	if (proposal_text(place, question, &text, err) || write_new(place, question->name, text, err))
		return err_wrap(err, "the task '%s' that was proposed (Q%lld) cannot be made", question->name,
				question->record.id);
	return 0;
}
