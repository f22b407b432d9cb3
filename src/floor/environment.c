/* environment.c - see environment.h. */
#include "floor/environment.h"

#include "floor/brief_walls.h"
#include "floor/contents.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

enum { LIST_BYTES = 1 << 20, FILE_BYTES = 64 << 20 };

/* What says which programs there are, where it is written down; small enough to be read whole. */
static const char *const machine_files[] = {
	"/etc/os-release", "/var/lib/dpkg/status", "/lib/apk/db/installed", 0,
};
/* Databases: when they were written. */
static const char *const machine_stamps[] = {
	"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/pacman/local",
	"/nix/var/nix/profiles", "/usr/local/lib", "/usr/lib/node_modules", "/usr/local/lib/node_modules", 0,
};

static void add(struct buf *out, const char *what, const char *value)
{
	buf_printf(out, "%s=%zu:%s\n", what, value ? strlen(value) : 0, value ? value : "");
}

static void add_number(struct buf *out, const char *what, long long value)
{
	buf_printf(out, "%s=%lld\n", what, value);
}

static void add_contents(struct buf *out, const char *path)
{
	_autofree_ char *hash = contents_hash(path);

	add(out, path, hash);
}

static void add_contents_stamp(struct buf *out, const char *path)
{
	_autofree_ char *stamp = contents_stamp(path);

	add(out, path, stamp);
}

static void add_content(struct buf *out, const char *path)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0, *hash = 0;
	size_t len = 0;

	if (!fs_read(path, FILE_BYTES, &text, &len, &err))
		hash = text_hash(text, len);
	add(out, path, hash);
}

static void add_stamp(struct buf *out, const char *path)
{
	long long size, changed_ns;

	fs_stamp(path, &size, &changed_ns);
	buf_printf(out, "%s %lld %lld\n", path, size, changed_ns);
}

/* The folders on PATH: which programs a gate finds there. */
static void add_path(struct buf *out)
{
	const char *path = getenv("PATH");
	_autofree_ char *list = mem_dup(path ? path : "");
	struct lines walk;

	add(out, "PATH", path);
	for (char *c = list; *c; c++)
		if (*c == ':')
			*c = '\n';
	LINES_EACH(walk, list)
		if (*walk.line == '/')
			add_stamp(out, walk.line);
}

static void add_machine(struct buf *out)
{
	struct utsname name;

	if (!uname(&name)) {
		add(out, "kernel", name.release);
		add(out, "machine", name.machine);
	}
	for (const char *const *path = machine_files; *path; path++)
		add_content(out, *path);
	for (const char *const *path = machine_stamps; *path; path++)
		add_stamp(out, *path);
	add_path(out);
}

/* No secret's value is kept, be it as a hash: whoever has few guesses could try them. */
static void add_variables(struct buf *out, const char *names)
{
	struct lines walk;

	LINES_EACH(walk, names) {
		const char *value = getenv(walk.line);
		_autofree_ char *hash = value ? text_hash(value, strlen(value)) : 0;

		add(out, walk.line, hash);
	}
}

static void add_walls(struct buf *out, const struct place *place, const struct config *config)
{
	const struct config_walls *walls = &config->walls;

	add(out, "kind", config->workspace);
	add(out, "setup", config->setup);
	add(out, "setup_when", walls->setup_when ? walls->setup_when : "*");
	add(out, "inside", walls->path ? walls->path : place->top);
	add_number(out, "unsafe", brief_is_unsafe(place));
	add(out, "read", walls->read);
	add(out, "write", walls->write);
	add(out, "env", walls->env);
	add_variables(out, walls->env);
	add(out, "secrets", walls->secrets);
	add_number(out, "memory", walls->memory_bytes);
	add_number(out, "processes", walls->processes);
	add_number(out, "cpu", walls->cpu_percent);
	add_number(out, "disk", walls->disk_bytes);
	add_number(out, "files", walls->files);
}

static void add_carried(struct buf *out, const struct place *place, const struct config *config,
			void (*add_one)(struct buf *out, const char *path))
{
	struct lines walk;

	LINES_EACH(walk, config->walls.carry) {
		_autofree_ char *path = mem_printf("%s/%s", place->top, walk.line);

		add(out, "carry", walk.line);
		add_one(out, path);
	}
}

char *environment_hash(const struct place *place, const struct config *config)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(LIST_BYTES);

	add_walls(&out, place, config);
	add_carried(&out, place, config, add_contents);
	add_machine(&out);
	return text_hash(out.data, out.len);
}

char *environment_stamp(const struct place *place, const struct config *config)
{
	_cleanup_(buf_release) struct buf out = BUF_INIT(LIST_BYTES);

	for (const char *const *path = machine_files; *path; path++)
		add_stamp(&out, *path);
	for (const char *const *path = machine_stamps; *path; path++)
		add_stamp(&out, *path);
	add_path(&out);
	add_carried(&out, place, config, add_contents_stamp);
	return text_hash(out.data, out.len);
}
