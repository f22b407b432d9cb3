/* repository.c - see repository.h. */
#include "workspace/repository.h"

#include "base/mem.h"
#include "sys/fs.h"
#include "workspace/pieces.h"
#include "workspace/seed.h"

enum { MAX_SMALL = 1 << 20, MAX_INDEX = 1 << 30 };

/* A small file of the lead's, "" where there is none; the caller's. */
static char *read_small(const char *lead, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", lead, name);

	return fs_read_tail(path, MAX_SMALL, 0);
}

static int write_at(const struct repository *of, const struct seed *seed, const char *git_dir, struct err *err)
{
	_autofree_ char *excluded = read_small(of->lead, "info/exclude");
	_autofree_ char *all = mem_printf("%s\n%s", excluded, of->exclude ? of->exclude : "");
	_autofree_ char *attributes = read_small(of->lead, "info/attributes");

	if (seed_write(git_dir, seed, of->commit, err) || seed_put(git_dir, "info/exclude", all, err))
		return err->code;
	return *attributes ? seed_put(git_dir, "info/attributes", attributes, err) : 0;
}

int repository_private(const struct repository *of, const char *git_dir, struct err *err)
{
	_autofree_ char *shallow = pieces_shallow(of->objects);
	const struct seed seed = { .branch = of->target, .commit = of->commit, .objects = of->objects,
				   .shallow = shallow, .has_origin = true };

	return write_at(of, &seed, git_dir, err);
}

int repository_ours(const struct repository *of, const char *git_dir, struct err *err)
{
	_autofree_ char *shallow = pieces_shallow(of->objects);
	const struct seed seed = { .branch = of->target, .objects = of->objects, .shallow = shallow };

	return write_at(of, &seed, git_dir, err);
}

char *repository_mark(const char *lead)
{
	_autofree_ char *exclude = read_small(lead, "info/exclude");
	_autofree_ char *attributes = read_small(lead, "info/attributes");

	return mem_printf("%s\n%s", exclude, attributes);
}

int repository_switch(const struct git *git, const char *commit, struct err *err)
{
	return git_run(git, GIT("read-tree", "--reset", "-u", commit), err);
}

int repository_copy_index(const char *from, const char *to, struct err *err)
{
	_autofree_ char *data = 0;
	size_t len;

	if (!fs_exists(from))
		return 0;
	return fs_read(from, MAX_INDEX, &data, &len, err) ? err->code : fs_put(to, data, len, err);
}
