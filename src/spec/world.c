/* world.c - see world.h. */
#include "spec/world.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* The shortest name that may be a slip of another. */
enum { NEAR_BYTES = 3 };

size_t world_literal(const char *pattern)
{
	return strcspn(pattern, "*?");
}

/* The first file that does not come before those that begin with these bytes. */
static size_t first_from(const struct lint_world *world, const char *prefix, size_t len)
{
	size_t low = 0, high = world->file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(world->files[middle], prefix, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#define EACH_BELOW(i, world, prefix, len)                                                     \
	for (size_t i = first_from(world, prefix, len);                                       \
	     i < (world)->file_count && !strncmp((world)->files[i], prefix, len); i++)

bool world_has_file(const struct lint_world *world, const char *path)
{
	size_t at = first_from(world, path, strlen(path) + 1);

	return at < world->file_count && !strcmp(world->files[at], path);
}

/* Its name as that of a folder, "src/" for "src" and "src/"; the caller's. */
static char *as_folder(const char *path)
{
	return mem_printf("%s%s", path, text_ends(path, "/") ? "" : "/");
}

bool world_has_path(const struct lint_world *world, const char *path)
{
	_autofree_ char *folder = as_folder(path);
	size_t len = strlen(folder), at = first_from(world, folder, len);

	return world_has_file(world, path) ||
	       (at < world->file_count && !strncmp(world->files[at], folder, len));
}

const char *world_match(const struct lint_world *world, const char *pattern)
{
	size_t len = world_literal(pattern);

	EACH_BELOW(i, world, pattern, len)
		if (glob_match(pattern, world->files[i]))
			return world->files[i];
	return 0;
}

const char *world_match_both(const struct lint_world *world, const char *one, const char *other, const char *but)
{
	/* The one that says more of where to look: "**" and a usual name says nothing. */
	const char *where = world_literal(other) > world_literal(one) ? other : one;
	size_t len = world_literal(where);

	EACH_BELOW(i, world, where, len)
		if (glob_match(one, world->files[i]) && glob_match(other, world->files[i]) &&
		    !glob_match_any(but, world->files[i]))
			return world->files[i];
	return 0;
}

bool world_is_covered(const struct lint_world *world, const char *path, const char *patterns)
{
	_autofree_ char *folder = as_folder(path);
	size_t len = strlen(folder);
	bool is_folder = false;

	if (text_is_empty(patterns))
		return false;
	EACH_BELOW(i, world, folder, len) {
		is_folder = true;
		if (!glob_match_any(patterns, world->files[i]))
			return false;
	}
	return is_folder || glob_match_any(patterns, path);
}

static size_t segments(const char *path)
{
	size_t count = 1;

	for (; *path; path++)
		count += *path == '/' && path[1];
	return count;
}

/* The length of the first segments of a path. */
static size_t first_segments(const char *path, size_t count)
{
	const char *end = path;

	for (; *end; end++)
		if (*end == '/' && !--count)
			break;
	return (size_t)(end - path);
}

static bool are_digits(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len + b_len && (!a_len || isdigit((unsigned char)*a)) && (!b_len || isdigit((unsigned char)*b));
}

/* One letter too many, too few or another one, or two that changed places. It is asked of all files, so nothing is
 * measured but what differs. Numbers count on, and are no slip. */
static bool is_slip(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t same = 0;

	if (a_len > b_len + 1 || b_len > a_len + 1)
		return false;
	while (same < a_len && same < b_len && a[same] == b[same])
		same++;
	while (a_len > same && b_len > same && a[a_len - 1] == b[b_len - 1])
		a_len--, b_len--;
	a_len -= same;
	b_len -= same;
	return (a_len <= 1 && b_len <= 1 && !are_digits(a + same, a_len, b + same, b_len)) ||
	       (a_len == 2 && b_len == 2 && a[same] == b[same + 1] && a[same + 1] == b[same]);
}

char *world_near(const struct lint_world *world, const char *path)
{
	size_t count = segments(path), len = strlen(path);
	const char *slash = strrchr(path, '/');
	_autofree_ char *folder = slash ? mem_dup_part(path, (size_t)(slash - path)) : mem_dup("");
	/* Where the folder is right, the slip is in the name. */
	size_t below = *folder && world_has_path(world, folder) ? strlen(folder) + 1 : 0;

	/* Any two short names are a letter apart. */
	if (strlen(slash ? slash + 1 : path) < NEAR_BYTES)
		return 0;
	EACH_BELOW(i, world, path, below) {
		const char *file = world->files[i];
		size_t other = first_segments(file, count);

		if (is_slip(path, len, file, other)) {
			char *near = mem_dup_part(file, other);

			if (segments(near) == count)
				return near;
			free(near);
		}
	}
	return 0;
}

const struct world_task *world_task(const struct lint_world *world, const char *name)
{
	size_t low = 0, high = world->task_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(world->tasks[middle].name, name);

		if (!order)
			return &world->tasks[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

const char *world_near_task(const struct lint_world *world, const char *name)
{
	for (size_t i = 0; i < world->task_count; i++) {
		const char *names[] = {world->tasks[i].name, 0};

		if (text_nearest(name, names))
			return world->tasks[i].name;
	}
	return 0;
}

bool world_is_to_grow(const struct lint_world *world, const char *needs)
{
	struct lines walk;
	bool grows = false;

	LINES_EACH (walk, needs) {
		const struct world_task *need = world_task(world, walk.line);

		grows = grows || (need && !need->is_over);
	}
	return grows;
}
