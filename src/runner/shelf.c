/* shelf.c - see shelf.h. */
#include "runner/shelf.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/skill.h"
#include "sys/fs_below.h"

#include <stdlib.h>
#include <string.h>

enum {
	FILE_BYTES = 1 << 20,
	ENTRY_BYTES = 4000,
	SHOWN_BYTES = 24 << 10, /* of decisions at once; a tool's answer of more is cut by some agents */
	BODY_BYTES = 48 << 10,
	SKILL_COUNT = 200,
	FILE_COUNT = 100,
	WORD_COUNT = 16,
};

#define DECISIONS ".leadhand/decisions.md"

static const char *const rooms[] = { ".leadhand/skills", ".agents/skills", ".claude/skills" };

/*
 * A link in the lead's tree may lead to a file of it that no agent is shown, as what git ignores: it counts where it leads
 * from one shelf to another. Only the lead's own work changes that tree, so nothing is swapped meanwhile.
 */
static bool is_shelved(const char *top, const char *path)
{
	_autofree_ char *full = mem_printf("%s/%s", top, path), *real = realpath(full, 0), *real_top = realpath(top, 0);
	size_t len = real && real_top ? strlen(real_top) : 0;

	if (!len || !text_starts(real, real_top) || real[len] != '/')
		return false;
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		_autofree_ char *room = mem_printf("/%s", rooms[i]);

		if (text_starts(real + len, room) && strchr("/", real[len + strlen(room)]))
			return true;
	}
	return !strcmp(real + len, "/" DECISIONS);
}

static int read_shelved(const char *top, const char *path, size_t limit_bytes, char **text, struct err *err)
{
	if (!is_shelved(top, path))
		return err_set(err, ERR_MISSING, "there is no '%s'", path);
	return fs_below_read(top, path, limit_bytes, text, 0, err);
}

static char *list_shelved(const char *top, const char *path, size_t most)
{
	return is_shelved(top, path) ? fs_below_list(top, path, most) : mem_dup("");
}

/* A section of the file: a heading "## ..." and what follows it. */
struct section {
	const char *head, *body, *end; /* borrowed */
};

static bool section_next(const char **at, struct section *section)
{
	const char *line = *at;

	while (line && *line && !text_starts(line, "## "))
		line = strchr(line, '\n') ? strchr(line, '\n') + 1 : 0;
	if (!line || !*line)
		return false;
	section->head = line + 3;
	section->body = strchrnul(line, '\n');
	section->end = strstr(section->body, "\n## ");
	section->end = section->end ? section->end + 1 : line + strlen(line);
	*at = section->end;
	return true;
}

/* So many words are looked for that nobody is kept waiting who asks for more. */
static bool holds_all(const char *text, const char *words)
{
	struct lines walk;
	size_t count = 0;

	LINES_EACH(walk, words)
		if (count++ < WORD_COUNT && !strcasestr(text, walk.line)) {
			lines_stop(&walk);
			return false;
		}
	return true;
}

static json_t *section_json(const struct section *section)
{
	const char *from = section->body + strspn(section->body, "\n ");
	size_t len = (size_t)(section->end - from);
	_autofree_ char *head = text_clean(section->head, (size_t)(section->body - section->head), ENTRY_BYTES), *body = 0;
	json_t *made = json_object();

	while (len && strchr("\n ", from[len - 1]))
		len--;
	body = text_clean_block(from, len, ENTRY_BYTES);
	json_put(made, "question", head);
	json_put(made, "answer", body);
	return made;
}

json_t *shelf_decisions(const char *top, const char *words)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	json_t *answer = json_object(), *list = json_array(), *newest = json_array();
	_autofree_ char *text = 0;
	const char *at;
	struct section section;
	size_t shown = 0;
	long long all = 0;

	if (read_shelved(top, DECISIONS, FILE_BYTES, &text, &err))
		text = mem_dup("");
	for (at = text; section_next(&at, &section); all++) {
		_autofree_ char *whole = mem_dup_part(section.head, (size_t)(section.end - section.head));

		if (holds_all(whole, words))
			json_array_append_new(list, section_json(&section));
	}
	for (size_t i = json_array_size(list); i-- && shown < SHOWN_BYTES;) {
		json_t *one = json_array_get(list, i);

		shown += strlen(json_text_or(one, "question", "")) + strlen(json_text_or(one, "answer", ""));
		json_array_append(newest, one);
	}
	json_decref(list);
	json_object_set_new(answer, "decisions", newest);
	json_put_number(answer, "of", all);
	return answer;
}

static char *skill_path(const char *room, const char *name)
{
	return mem_printf("%s/%s/SKILL.md", room, name);
}

static void add_skill(json_t *list, const char *top, const char *room, const char *name)
{
	_cleanup_(skill_release) struct skill skill = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = skill_path(room, name), *folder = mem_printf("%s/%s", room, name), *text = 0;
	json_t *made;

	if (read_shelved(top, path, BODY_BYTES, &text, &err))
		return;
	skill_read(text, &skill);
	made = json_object();
	/* It is asked for by its folder's name, whatever it calls itself. */
	json_put(made, "name", name);
	json_put(made, "description", skill.description);
	json_put(made, "folder", folder);
	json_array_append_new(list, made);
}

json_t *shelf_skills(const char *top)
{
	json_t *answer = json_object(), *list = json_array();
	_autofree_ char *seen = 0;
	struct lines walk;

	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		_autofree_ char *names = list_shelved(top, rooms[i], SKILL_COUNT);

		LINES_EACH(walk, names) {
			size_t len = strcspn(walk.line, "/");

			walk.line[len] = 0;
			if (!text_is_name(walk.line) || lines_has(seen, walk.line))
				continue;
			lines_add(&seen, walk.line);
			add_skill(list, top, rooms[i], walk.line);
		}
	}
	json_object_set_new(answer, "skills", list);
	return answer;
}

static json_t *files_json(const char *top, const char *folder)
{
	_autofree_ char *names = list_shelved(top, folder, FILE_COUNT);
	json_t *list = json_array();
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *clean = text_clean(walk.line, strlen(walk.line), 255);

		json_array_append_new(list, json_string(clean));
	}
	return list;
}

static char *names_of(const char *top)
{
	_json_ json_t *answer = shelf_skills(top);
	const json_t *list = json_object_get(answer, "skills"), *skill;
	struct buf names = BUF_INIT(1000);
	size_t i;

	json_array_foreach(list, i, skill)
		buf_printf(&names, "%s%s", i ? ", " : "", json_text_or(skill, "name", ""));
	return buf_take(&names);
}

int shelf_skill(const char *top, const char *name, json_t **answer, struct err *err)
{
	_autofree_ char *known = 0, *shown = text_clean(name, strlen(name), 64);

	for (size_t i = 0; text_is_name(name) && i < sizeof rooms / sizeof *rooms; i++) {
		_cleanup_(skill_release) struct skill skill = { 0 };
		_cleanup_(err_release) struct err none = ERR_INIT;
		_autofree_ char *folder = mem_printf("%s/%s", rooms[i], name), *path = skill_path(rooms[i], name);
		_autofree_ char *text = 0, *body = 0;

		if (read_shelved(top, path, FILE_BYTES, &text, &none))
			continue;
		skill_read(text, &skill);
		body = text_clean_block(skill.body, strlen(skill.body), BODY_BYTES);
		*answer = json_object();
		json_put(*answer, "name", name);
		json_put(*answer, "description", skill.description);
		json_put(*answer, "folder", folder);
		json_put(*answer, "text", body);
		json_object_set_new(*answer, "files", files_json(top, folder));
		return 0;
	}
	known = names_of(top);
	return err_set(err, ERR_MISSING, "there is no skill '%s'; %s%s", shown, *known ? "there are: " : "this project has none", known);
}
