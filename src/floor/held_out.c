/* held_out.c - see held_out.h. */
#include "floor/held_out.h"

#include "floor/contents.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return text_starts(path, folder) && (path[len] == '/' || !path[len]);
}

/* In git it is a part of the tree that is judged, and is taken from there. */
static bool is_tracked(const struct place *place, const char *path)
{
	const struct git git = { .dir = place->top };
	struct err none = ERR_INIT;
	int status = 1;

	if (git_ask(&git, GIT("ls-files", "--error-unmatch", "--", path), 0, &status, 0, &none))
		err_release(&none);
	return !status;
}

/* The folder that a file lies in, where that shows nothing else of the lead's. */
static char *with_its_folder(const struct place *place, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(path, '/');
	_autofree_ char *folder = mem_dup_part(path, (size_t)(slash - path));

	if (fs_is_dir(path) || is_below(path, place->top) || !strchr(folder + (*folder == '/'), '/') ||
	    is_below(place->top, folder) || is_below(place->cache, folder) || (home && is_below(home, folder)))
		return mem_dup(path);
	return steal(&folder);
}

/* It is there anyway. */
static bool is_systems(const char *path)
{
	static const char *const folders[] = { "/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/etc/", "/dev/", "/proc/", "/sys/" };

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (text_starts(path, folders[i]))
			return true;
	return false;
}

static void add_word(const struct place *place, const char *word, size_t len, char **list)
{
	_autofree_ char *name = mem_dup_part(word, len), *path = 0, *shown = 0;
	char real[PATH_MAX];

	if (!memchr(word, '/', len) || *word == '-')
		return;
	path = *name == '/' ? mem_dup(name) : mem_printf("%s/%s", place->top, name);
	if (!realpath(path, real) || is_below(place->top, real) || is_below(real, place->git_dir) ||
	    (is_below(real, place->top) && is_tracked(place, real)))
		return;
	shown = is_systems(real) ? 0 : with_its_folder(place, real);
	if (shown && !lines_has(*list, shown))
		lines_add(list, shown);
}

char *held_out_shown(const struct place *place, const char *command)
{
	char *list = 0;

	for (const char *at = command; *at;) {
		size_t len = strcspn(at, " \t\n;&|()<>\"'`=$");

		if (len)
			add_word(place, at, len, &list);
		at += len ? len : 1;
	}
	return list ? list : mem_dup("");
}

static char *each_of(const char *shown, char *(*hash)(const char *path))
{
	char *list = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, shown) {
		_autofree_ char *one = hash(walk.line);

		lines_add(&list, one);
	}
	return list;
}

char *held_out_hash(const char *shown)
{
	return each_of(shown, contents_hash);
}

char *held_out_stamp(const char *shown)
{
	return each_of(shown, contents_stamp);
}

char *held_out_commands(const char *run, const char *again)
{
	return mem_printf("%s\n%s", run, again ? again : "");
}

char *held_out_all(const struct place *place, const struct config *config)
{
	_autofree_ char *commands = mem_dup("");

	for (size_t i = 0; i < config->gate_count; i++)
		if (config->gates[i].held_out) {
			_autofree_ char *own = held_out_commands(config->gates[i].run, config->gates[i].again);

			mem_replace(&commands, mem_printf("%s\n%s", commands, own));
		}
	return held_out_shown(place, commands);
}

static bool names_any(const struct config *config)
{
	for (size_t i = 0; i < config->gate_count; i++)
		if (config->gates[i].held_out)
			return true;
	return false;
}

int held_out_look(struct keeper *keeper, struct err *err)
{
	const struct factory *factory = factory_of(keeper->state);
	const struct git git = { .dir = keeper->place->git_dir };
	_autofree_ char *object = mem_printf("%s:.leadhand/config.yaml", factory->tip ? factory->tip : ""), *text = 0, *told = 0;
	struct err none = ERR_INIT;

	if (names_any(&keeper->config) && !text_is_empty(factory->tip) &&
	    !git_read(&git, GIT("cat-file", "blob", object), &text, 0, &none) && strstr(text, "held_out"))
		told = mem_printf("config.yaml is committed on '%s' and names held-out gates, so every agent can read them: keep "
				  "the file out of git (.git/info/exclude), or what they run",
				  factory->target ? factory->target : "");
	err_release(&none);
	return keeper_notice(keeper, "held-out", told, err);
}
