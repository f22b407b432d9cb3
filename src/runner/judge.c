/* judge.c - see judge.h. */
#include "runner/judge.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/protect.h"

#include <string.h>

enum { TOLD_COUNT = 20, SHOWN_COUNT = 5, PATH_BYTES = 300, SAID_BYTES = 8000, LIST_BYTES = 600 };

static char *clean(const char *text)
{
	return text_clean(text, strlen(text), PATH_BYTES);
}

/* Within the workspace; NULL where it is not, or names it in a way that says nothing. */
static const char *within(const char *path, const char *workspace)
{
	size_t top = strlen(workspace);

	if (*path == '/') {
		if (!text_starts(path, workspace) || path[top] != '/')
			return 0;
		path += top + 1;
	}
	while (text_starts(path, "./"))
		path += 2;
	if (!*path || strchr(path, '\n') || text_same(path, "..") || text_starts(path, "../") || strstr(path, "/../") ||
	    text_ends(path, "/..") || text_starts(path, ".git/"))
		return 0;
	return path;
}

static char *short_list(const char *list)
{
	struct lines walk;
	char *text = mem_dup("");
	size_t count = lines_count(list), shown = 0;

	LINES_EACH(walk, list) {
		if (shown < SHOWN_COUNT && strlen(text) < LIST_BYTES) {
			_autofree_ char *name = clean(walk.line);

			mem_replace(&text, mem_printf("%s%s%s", text, shown++ ? ", " : "", name));
		}
	}
	if (count > shown)
		mem_replace(&text, mem_printf("%s and %zu more", text, count - shown));
	return text;
}

/* What is wrong with an edit of that path, the caller's; NULL where nothing is. */
static char *fault_of(const struct judge *judge, const char *path)
{
	_autofree_ char *name = clean(path), *scope = 0;

	if (glob_match_any(judge->forbid, path))
		return mem_printf("'%s' must not be changed in this task. Undo that edit. If the task cannot be done without "
				  "it, say so with leadhand report.",
				  name);
	if (!text_is_empty(judge->scope) && !glob_match_any(judge->scope, path)) {
		scope = short_list(judge->scope);
		return mem_printf("'%s' is outside of this task's scope (%s). Undo that edit. If the task cannot be done "
				  "without it, say so with leadhand ask or leadhand report.",
				  name, scope);
	}
	if (!glob_match_any(judge->protect, path) || protect_is_named(judge->protect, judge->scope, path))
		return 0;
	if (protect_is_test(path))
		return mem_printf("'%s' is a test: one that was there before is protected, and only what the task's scope "
				  "names of those may be changed. Undo that edit unless the test is new.",
				  name);
	return mem_printf("'%s' is protected: the lead looks at every change to it first. Undo that edit unless the "
				  "task's scope names it, and say why in the report.",
				  name);
}

static char *judge_edits(struct judge *judge, const json_t *word)
{
	_autofree_ char *paths = json_lines(json_object_get(word, "paths"));
	struct buf said = BUF_INIT(SAID_BYTES);
	struct lines walk;

	LINES_EACH(walk, paths) {
		const char *path = within(walk.line, judge->workspace);
		_autofree_ char *fault = path ? fault_of(judge, path) : 0;

		if (!fault || (judge->told && lines_has(judge->told, path)) ||
		    (judge->told && lines_count(judge->told) >= TOLD_COUNT))
			continue;
		lines_add(&judge->told, path);
		buf_printf(&said, "%s%s", said.len ? "\n" : "", fault);
	}
	return said.len ? buf_take(&said) : (buf_release(&said), (char *)0);
}

static char *judge_end(struct judge *judge, const json_t *word)
{
	long long count = json_number(word, "loose_count");
	_autofree_ char *loose = json_lines(json_object_get(word, "loose")), *shown = 0;
	size_t named = lines_count(loose);

	if (count <= 0 || judge->has_told_loose || judge->keeps_nothing)
		return 0;
	judge->has_told_loose = true;
	shown = short_list(loose);
	if (count > (long long)named)
		mem_replace(&shown, mem_printf("%s, and others", shown));
	return mem_printf("%lld file%s not committed: %s. Only what is committed counts: commit what belongs to the task, and "
			  "remove what does not.",
			  count, count == 1 ? " is" : "s are", shown);
}

/* What else a program says of itself is worth a line in the log. */
static char *note_of(const char *event, const json_t *word)
{
	static const struct {
		const char *event, *text;
	} known[] = {
		{ "PreCompact", "shortens what it remembers" }, { "SubagentStart", "starts a sub-agent" },
		{ "SubagentStop", "a sub-agent has ended" },	{ "PermissionRequest", "asks to be allowed" },
		{ "StopFailure", "its turn broke off" },
	};
	_autofree_ char *detail = clean(json_text_or(word, "detail", ""));

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].event, event))
			return mem_printf("%s%s%s", known[i].text, *detail ? ": " : "", detail);
	return 0;
}

char *judge_hook(struct judge *judge, const json_t *word, char **note)
{
	const char *event = json_text_or(word, "event", "");
	char *told = 0;

	*note = 0;
	if (!judge->workspace)
		return 0;
	if (!strcmp(event, "PostToolUse"))
		told = judge_edits(judge, word);
	else if (!strcmp(event, "Stop"))
		told = judge_end(judge, word);
	*note = told ? mem_printf("is told: %s", told) : note_of(event, word);
	return told;
}

void judge_release(struct judge *judge)
{
	free(judge->told);
	*judge = (struct judge){ 0 };
}
