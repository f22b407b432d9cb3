/* skills.c - see skills.h. */
#include "runner/skills.h"

#include "agent/event.h"
#include "base/mem.h"
#include "base/text.h"
#include "runner/nest.h"
#include "sys/fs.h"
#include "sys/git.h"

#include <string.h>
#include <sys/stat.h>

enum {
	FILE_COUNT = 200,
	FILE_BYTES = 256 << 10,
	TOTAL_BYTES = 4 << 20,
	DEPTH = 4,
	PATH_BYTES = 300,
	STAMP_BYTES = 64 << 10,
};

static const char lead_root[] = ".leadhand/skills";
static const char *const roots[] = { lead_root, ".agents/skills", ".claude/skills", 0 };

struct skill_file {
	char *path;    /* owned: NAME/SKILL.md */
	char *object;  /* owned: of the base, or NULL */
	char *source;  /* owned: on the lead's disk, or NULL */
	bool is_program;
};

struct skills {
	const struct job *job;
	struct skill_file files[FILE_COUNT];
	size_t count;
	long long bytes;
	char *taken, *names; /* owned lists: names that an earlier place has, and those of this one */
};

static void skills_release(struct skills *skills)
{
	for (size_t i = 0; i < skills->count; i++) {
		free(skills->files[i].path);
		free(skills->files[i].object);
		free(skills->files[i].source);
	}
	free(skills->taken);
	free(skills->names);
}

/* NAME/FILE of plain, visible names; git gives a newline as '?'. */
static bool is_plain(const char *path)
{
	_autofree_ char *clean = text_clean(path, strlen(path), PATH_BYTES);

	return text_same(clean, path) && *path != '.' && *path != '/' && strchr(path, '/') && !strpbrk(path, "?\\") &&
	       !strstr(path, "/.") && !strstr(path, "//") && !text_ends(path, "/");
}

/* Whether there is room for a file of that name; then it is counted. */
static bool may_add(struct skills *skills, const char *path, long long bytes)
{
	_autofree_ char *name = mem_dup_part(path, strcspn(path, "/"));

	if (!is_plain(path) || bytes < 0 || bytes > FILE_BYTES || skills->bytes + bytes > TOTAL_BYTES ||
	    skills->count == FILE_COUNT || (skills->taken && lines_has(skills->taken, name)))
		return false;
	if (!skills->names || !lines_has(skills->names, name))
		lines_add(&skills->names, name);
	skills->bytes += bytes;
	return true;
}

static void close_root(struct skills *skills)
{
	struct lines walk;

	LINES_EACH(walk, skills->names)
		lines_add(&skills->taken, walk.line);
	mem_replace(&skills->names, 0);
}

char *skills_tree(const struct job *job, const char *const *paths)
{
	const struct git git = { .dir = job->workspace.git_dir, .git_dir = job->workspace.git_dir };
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *argv[16] = { "ls-tree", "-r", "-z", "--long", "--full-tree", job->base, "--" };
	size_t n = 7;
	char *list = 0;

	while (*paths && n + 1 < sizeof argv / sizeof *argv)
		argv[n++] = *paths++;
	return git_paths(&git, argv, &list, &err) ? mem_dup("") : list;
}

/* A line of skills_tree(): the path, and of a regular file its object and size. */
static const char *read_entry(const char *line, char **object, long long *bytes, bool *is_program)
{
	const char *tab = strchr(line, '\t'), *at = line + strcspn(line, " ");
	_autofree_ char *size = 0;

	if (!tab || !text_starts(line, "100") || !text_starts(at, " blob "))
		return 0;
	*is_program = text_starts(line, "100755");
	at += strlen(" blob ");
	mem_replace(object, mem_dup_part(at, strcspn(at, " ")));
	at += strcspn(at, " ");
	at += strspn(at, " ");
	size = mem_dup_part(at, (size_t)(tab - at));
	return text_to_number(size, bytes) ? tab + 1 : 0;
}

static void add_base(struct skills *skills, const char *tree, const char *root)
{
	struct lines walk;

	LINES_EACH(walk, tree) {
		_autofree_ char *object = 0;
		long long bytes = 0;
		bool is_program = false;
		const char *path = read_entry(walk.line, &object, &bytes, &is_program);

		if (!path || !text_starts(path, root) || path[strlen(root)] != '/')
			continue;
		path += strlen(root) + 1;
		if (may_add(skills, path, bytes))
			skills->files[skills->count++] = (struct skill_file){ .path = mem_dup(path), .object = steal(&object),
									      .is_program = is_program };
	}
	close_root(skills);
}

/* A repository may bring a link in its place, to anything of the lead's. */
static bool is_real_folder(const char *top, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", top, name);
	struct stat st;

	return !lstat(path, &st) && S_ISDIR(st.st_mode);
}

/* Below the lead's own folder of skills; `below` is "" or ends in '/'. Depth is bounded, so that is the recursion. */
static void add_folder(struct skills *skills, const char *top, const char *below, int depth)
{
	_autofree_ char *folder = mem_printf("%s/%s", top, below), *names = fs_list(folder);
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s%s", below, walk.line), *full = mem_printf("%s/%s", top, path);
		struct stat st;

		if (lstat(full, &st))
			continue;
		if (S_ISDIR(st.st_mode) && depth < DEPTH) {
			_autofree_ char *deeper = mem_printf("%s/", path);

			add_folder(skills, top, deeper, depth + 1);
		} else if (S_ISREG(st.st_mode) && may_add(skills, path, st.st_size)) {
			skills->files[skills->count++] = (struct skill_file){ .path = steal(&path), .source = steal(&full),
									      .is_program = st.st_mode & S_IXUSR };
		}
	}
}

static bool is_read(const struct skills_place *place, const char *root)
{
	for (const char *const *reads = place->reads; reads && *reads; reads++)
		if (!strcmp(*reads, root))
			return true;
	return false;
}

/* What the program finds in the repository by itself only has its names taken. */
static void collect(struct skills *skills, const struct skills_place *place)
{
	_autofree_ char *own = mem_printf("%s/%s", skills->job->top, lead_root), *tree = skills_tree(skills->job, roots);
	_autofree_ char *read = place->reads && *place->reads ? skills_tree(skills->job, place->reads) : 0;

	for (const char *const *reads = place->reads; reads && *reads; reads++)
		add_base(skills, read, *reads);
	for (size_t i = 0; i < skills->count; i++) {
		free(skills->files[i].path);
		free(skills->files[i].object);
	}
	skills->count = 0;
	skills->bytes = 0;
	if (is_real_folder(skills->job->top, ".leadhand") && is_real_folder(skills->job->top, lead_root))
		add_folder(skills, own, "", 0);
	close_root(skills);
	for (const char *const *root = roots; *root; root++)
		if (!is_read(place, *root))
			add_base(skills, tree, *root);
}

static int put_file(const struct skills *skills, const struct skills_place *place, const struct skill_file *file,
		    struct err *err)
{
	const struct git git = { .dir = skills->job->workspace.git_dir, .git_dir = skills->job->workspace.git_dir };
	_autofree_ char *to = mem_printf("%s/%s", place->below, file->path), *full = mem_printf("%s/%s", place->root, to);
	_autofree_ char *text = 0;
	size_t len = 0;

	if (file->object ? git_read(&git, GIT("cat-file", "blob", file->object), &text, &len, err)
			 : fs_read(file->source, FILE_BYTES, &text, &len, err))
		return err->code;
	if (nest_put(place->root, to, text, len, err))
		return err->code;
	if (file->is_program && chmod(full, 0700))
		return err_set(err, ERR_SYSTEM, "cannot make '%s' a program", full);
	return 0;
}

/* A digest of all that is to be there, and the names. */
static char *stamp_of(const struct skills *skills)
{
	_autofree_ char *all = mem_dup(""), *digest = 0, *names = 0;

	for (size_t i = 0; i < skills->count; i++) {
		const struct skill_file *file = &skills->files[i];
		_autofree_ char *name = mem_dup_part(file->path, strcspn(file->path, "/"));
		long long size = 0, changed_ns = 0;

		if (file->source)
			fs_stamp(file->source, &size, &changed_ns);
		mem_replace(&all, mem_printf("%s%s %s %lld %lld\n", all, file->path, file->object ? file->object : "", size,
					     changed_ns));
		if (!names || !lines_has(names, name))
			lines_add(&names, name);
	}
	digest = agent_digest(all, strlen(all));
	return mem_printf("%s\n%s", digest, names ? names : "");
}

char *skills_installed(const char *stamp)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;
	const char *rest;

	if (fs_read(stamp, STAMP_BYTES, &text, 0, &err))
		return mem_dup("");
	rest = strchr(text, '\n');
	return mem_dup(rest ? rest + 1 : "");
}

static int remove_old(const struct skills_place *place, struct err *err)
{
	_autofree_ char *names = skills_installed(place->stamp);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *name = mem_printf("%s/%s", place->below, walk.line);

		code = code ? code : nest_clear(place->root, name, err);
	}
	return code;
}

int skills_install(const struct job *job, const struct skills_place *place, struct err *err)
{
	_cleanup_(skills_release) struct skills skills = { .job = job };
	_cleanup_(err_release) struct err none = ERR_INIT;
	_autofree_ char *stamp = 0, *before = 0;

	collect(&skills, place);
	stamp = stamp_of(&skills);
	if (fs_read(place->stamp, STAMP_BYTES, &before, 0, &none))
		before = mem_dup("");
	if (text_same(stamp, before) || (!skills.count && !*before))
		return 0;
	if (remove_old(place, err))
		return err->code;
	for (size_t i = 0; i < skills.count; i++)
		if (put_file(&skills, place, &skills.files[i], err))
			return err->code;
	return fs_write(place->stamp, stamp, strlen(stamp), err);
}
