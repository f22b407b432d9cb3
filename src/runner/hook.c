/* hook.c - see hook.h. */
#include "runner/hook.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "runner/words.h"
#include "sys/clock.h"
#include "sys/git.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	INPUT_BYTES = 8 << 20, /* a tool's whole result stands in it */
	INPUT_MS = 2000,
	GIT_MS = 2000,
	PATH_COUNT = 50,
	LOOSE_COUNT = 20,
	PATH_BYTES = 4096,
	DETAIL_BYTES = 200,
};

static void add_path(json_t *paths, const char *path, size_t len, const char *dir)
{
	_autofree_ char *copy = mem_dup_part(path, len), *full = 0;

	if (!len || len > PATH_BYTES || json_array_size(paths) >= PATH_COUNT)
		return;
	full = *copy == '/' || text_is_empty(dir) ? mem_dup(copy) : mem_printf("%s/%s", dir, copy);
	json_array_append_new(paths, json_string(full));
}

/* The files that a patch of Codex names (apply_patch: "*** Update File: src/x.c"). */
static void add_patch(json_t *paths, const char *patch, const char *dir)
{
	static const char *const marks[] = { "*** Add File: ", "*** Update File: ", "*** Delete File: ", "*** Move to: " };

	for (const char *line = patch; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : 0) {
		size_t len = strcspn(line, "\r\n");

		for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
			if (text_starts(line, marks[i]))
				add_path(paths, line + strlen(marks[i]), len - strlen(marks[i]), dir);
	}
}

static json_t *edited_paths(const json_t *input)
{
	static const char *const names[] = { "file_path", "notebook_path", "path" };
	const json_t *given = json_object_get(input, "tool_input");
	const char *dir = json_text(input, "cwd"), *tool = json_text_or(input, "tool_name", "");
	json_t *paths = json_array();

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = json_text_or(given, names[i], "");

		add_path(paths, path, strlen(path), dir);
	}
	/* A shell's command may hold such lines and edit nothing. */
	if (!strcmp(tool, "apply_patch"))
		add_patch(paths, json_text_or(given, "command", json_text_or(given, "input", "")), dir);
	return paths;
}

static bool is_edit(const char *tool)
{
	static const char *const tools[] = { "apply_patch", "Edit", "Write", "MultiEdit", "NotebookEdit" };

	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (!strcmp(tools[i], tool))
			return true;
	return false;
}

json_t *hook_read(const json_t *input)
{
	static const char *const events[] = { "PostToolUse", "Stop", "SubagentStart", "SubagentStop", "PreCompact",
					      "PermissionRequest", "StopFailure" };
	const char *event = json_text_or(input, "hook_event_name", ""), *tool = json_text_or(input, "tool_name", "");
	const char *detail = json_text_or(input, "agent_type", tool);
	bool is_known = false;
	json_t *word;

	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		is_known |= !strcmp(events[i], event);
	if (!is_known || (!strcmp(event, "PostToolUse") && !is_edit(tool)))
		return 0;
	word = json_object();
	json_put(word, "word", "hook");
	json_put(word, "event", event);
	json_object_set_new(word, "paths", edited_paths(input));
	_autofree_ char *clean_tool = text_clean(tool, strlen(tool), DETAIL_BYTES);
	_autofree_ char *clean_detail = text_clean(detail, strlen(detail), DETAIL_BYTES);

	json_put(word, "tool", clean_tool);
	json_put(word, "detail", clean_detail);
	return word;
}

static void add_loose(json_t *loose, long long *count, const char *list)
{
	struct lines walk;

	LINES_EACH(walk, list) {
		json_t *path = json_array_size(loose) < LOOSE_COUNT ? json_string(walk.line) : 0;

		if (path)
			json_array_append_new(loose, path);
		++*count;
	}
}

/* What is not committed. In a checkout that many share, most of that is not this session's. */
static void look_at_work(json_t *word, const char *dir)
{
	const struct git git = { .dir = dir, .is_foreign = true, .limit_ms = GIT_MS };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *changed = 0, *fresh = 0;
	json_t *loose;
	long long count = 0;

	if (text_is_empty(dir) || getenv("LEADHAND_SWARM") ||
	    git_paths(&git, GIT("diff", "--name-only", "-z", "HEAD"), &changed, &err) ||
	    git_paths(&git, GIT("ls-files", "--others", "--exclude-standard", "-z"), &fresh, &err))
		return;
	loose = json_array();
	add_loose(loose, &count, changed);
	add_loose(loose, &count, fresh);
	json_object_set_new(word, "loose", loose);
	json_put_number(word, "loose_count", count);
}

static bool read_more(int fd, struct buf *text, long long until_ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	long long left_ms = until_ms - clock_steady_ms();
	char piece[65536];
	ssize_t got;

	if (left_ms <= 0 || poll(&poll_fd, 1, (int)left_ms) <= 0)
		return false;
	got = read(fd, piece, sizeof piece);
	if (got <= 0)
		return got < 0 && errno == EINTR;
	if (text->len + (size_t)got > INPUT_BYTES)
		return false;
	buf_add(text, piece, (size_t)got);
	return true;
}

char *hook_hear(int fd)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(buf_release) struct buf text = BUF_INIT(INPUT_BYTES + 1);
	_json_ json_t *input = 0, *word = 0;
	long long until_ms = clock_steady_ms() + INPUT_MS;
	char *told = 0;

	while (read_more(fd, &text, until_ms))
		;
	if (!text.len || json_parse(text.data, text.len, &input, &err))
		return 0;
	word = hook_read(input);
	if (!word)
		return 0;
	if (text_same(json_text(word, "event"), "Stop"))
		look_at_work(word, json_text(input, "cwd"));
	return words_hook(word, &told, &err) ? 0 : told;
}
