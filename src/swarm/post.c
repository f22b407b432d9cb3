/* post.c - see post.h. */
#include "swarm/post.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "swarm/table.h"
#include "swarm/yard.h"
#include "sys/fs.h"

#include <limits.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>

enum { MAX_FACTS = 64 << 10 };

/* ROOM/bin/git is what was run, whatever the agent made of its environment. */
static char *find_room(void)
{
	const char *run_by = (const char *)getauxval(AT_EXECFN), *told = getenv("LEADHAND_SWARM");
	_autofree_ char *folder = run_by ? mem_dup(run_by) : mem_dup("");
	char *slash = strrchr(folder, '/');

	if (slash) {
		*slash = 0;
		slash = strrchr(folder, '/');
	}
	if (slash && !strcmp(slash, "/bin")) {
		_autofree_ char *facts = 0;

		*slash = 0;
		facts = mem_printf("%s/swarm.json", folder);
		if (fs_exists(facts))
			return realpath(folder, 0);
	}
	return text_is_empty(told) ? 0 : realpath(told, 0);
}

/* Our own programs are looked for on it too, and must not be ourselves. */
static void leave_path(const char *room)
{
	const char *path = getenv("PATH");
	_autofree_ char *bin = mem_printf("%s/bin", room), *left = mem_dup("");

	for (const char *at = path ? path : ""; *at;) {
		size_t len = strcspn(at, ":");
		_autofree_ char *part = mem_dup_part(at, len), *real = realpath(part, 0);

		if (!text_same(real, bin))
			mem_replace(&left, mem_printf("%s%s%s", left, *left ? ":" : "", part));
		at += len + (at[len] == ':');
	}
	setenv("PATH", left, 1);
}

static bool is_folder(const struct guard *guard, const char *path)
{
	_autofree_ char *full = mem_printf("%s/%s", guard->top, path);
	struct stat st;

	return !lstat(full, &st) && S_ISDIR(st.st_mode);
}

static void set_prefix(struct post *post)
{
	size_t len = strlen(post->path);

	if (!strncmp(post->cwd, post->path, len) && (!post->cwd[len] || post->cwd[len] == '/'))
		mem_replace(&post->prefix, mem_dup(post->cwd + len + (post->cwd[len] == '/')));
	else
		mem_replace(&post->prefix, mem_dup(".."));
	post->guard.prefix = post->prefix;
}

void post_move(struct post *post, const char *dir)
{
	_autofree_ char *full = *dir == '/' ? mem_dup(dir) : mem_printf("%s/%s", post->cwd, dir);
	char *real = realpath(full, 0);

	if (real)
		mem_replace(&post->cwd, real);
	set_prefix(post);
}

static int read_facts(struct post *post, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/swarm.json", post->room), *text = 0, *folder = 0;
	_json_ json_t *facts = 0;
	size_t len;

	if (fs_read(path, MAX_FACTS, &text, &len, err) || json_parse(text, len, &facts, err))
		return err->code;
	post->path = realpath(json_text_or(facts, "path", ""), 0);
	post->target = mem_dup(json_text_or(facts, "target", ""));
	post->name = mem_dup(json_text_or(facts, "name", ""));
	post->mail = mem_dup(json_text_or(facts, "mail", ""));
	post->swarm.session = json_number(facts, "session");
	if (!post->path || post->swarm.session <= 0)
		return err_set(err, ERR_CORRUPT, "'%s' names no checkout", path);
	folder = swarm_table(post->path);
	table_read(folder, &post->claims);
	return 0;
}

int post_open(struct post *post, struct err *err)
{
	*post = (struct post){ .room = find_room(), .cwd = realpath(".", 0) };
	if (!post->room)
		return err_set(err, ERR_MISSING, "this is no session of a shared checkout");
	if (!post->cwd)
		return err_set(err, ERR_MISSING, "the current folder is gone");
	leave_path(post->room);
	setenv("LEADHAND_SWARM", post->room, 1);
	if (read_facts(post, err))
		return err->code;
	post->who = (struct workspace_identity){ post->name, post->mail };
	post->swarm.at = (struct workspace){ .path = post->path, .target = post->target };
	post->swarm.room = post->room;
	post->swarm.who = &post->who;
	post->guard = (struct guard){ .claims = &post->claims, .session = post->swarm.session, .top = post->path,
				      .is_folder = is_folder };
	set_prefix(post);
	return 0;
}

void post_release(struct post *post)
{
	char **const all[] = { &post->room, &post->path, &post->target, &post->name, &post->mail, &post->cwd,
			       &post->prefix };

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		mem_replace(all[i], 0);
	reserve_free_claims(&post->claims);
}
