/* base_record.c - see base_record.h. */
#include "workspace/base_record.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <string.h>

enum { MAX_RECORD = 1 << 20 };

/* The name of a layer's base: BASES/NAME/layer. */
static char *name_of(const char *layer)
{
	_autofree_ char *base = mem_dup_part(layer, (size_t)(strrchr(layer, '/') - layer));

	return mem_dup(strrchr(base, '/') + 1);
}

int base_record_write(const char *path, const struct base *base, struct err *err)
{
	_cleanup_(buf_release) struct buf text = BUF_INIT(MAX_RECORD);
	struct lines walk;

	buf_printf(&text, "key %s\ncommit %s\nfamily %s\ndirty %d\n", base->key, base->commit, base->family,
		   base->is_dirty);
	LINES_EACH(walk, base->layers) {
		_autofree_ char *name = name_of(walk.line);

		buf_printf(&text, "layer %s\n", name);
	}
	LINES_EACH(walk, base->objects)
		buf_printf(&text, "objects %s\n", walk.line);
	return fs_write(path, text.data, text.len, err);
}

static void take_line(const char *bases, const char *line, struct base *base)
{
	const char *space = strchr(line, ' ');
	const char *value = space ? space + 1 : "";
	_autofree_ char *layer = mem_printf("%s/%s/layer", bases, value);

	if (text_starts(line, "key "))
		mem_replace(&base->key, mem_dup(value));
	else if (text_starts(line, "commit "))
		mem_replace(&base->commit, mem_dup(value));
	else if (text_starts(line, "family "))
		mem_replace(&base->family, mem_dup(value));
	else if (text_starts(line, "dirty "))
		base->is_dirty = *value == '1';
	else if (text_starts(line, "layer ") && text_is_name(value))
		lines_add(&base->layers, layer);
	else if (text_starts(line, "objects "))
		lines_add(&base->objects, value);
}

int base_record_read(const char *bases, const char *path, struct base *out, struct err *err)
{
	_cleanup_(base_release) struct base base = { 0 };
	_autofree_ char *text = 0;
	struct lines walk;

	if (fs_read(path, MAX_RECORD, &text, 0, err))
		return err->code;
	LINES_EACH(walk, text)
		take_line(bases, walk.line, &base);
	if (!base.key || !base.family || !base.layers || !base.objects || !text_is_oid(base.commit))
		return err_set(err, ERR_CORRUPT, "'%s' does not name a base", path);
	LINES_EACH(walk, base.layers) {
		if (fs_is_dir(walk.line))
			continue;
		err_set(err, ERR_MISSING, "a part of the base is gone: '%s'", walk.line);
		lines_stop(&walk);
		return err->code;
	}
	*out = move(&base);
	return 0;
}

static char *ready_path(const char *bases, const char *name)
{
	return mem_printf("%s/%s/ready", bases, name);
}

bool base_record_is_there(const char *bases, const char *name)
{
	_autofree_ char *path = ready_path(bases, name);

	return !text_starts(name, "new-") && fs_exists(path);
}

void base_record_newest(const char *bases, const char *family, struct base *out)
{
	_autofree_ char *names = fs_list(bases);
	long long newest_ns = 0, size, made_ns;
	struct err none = ERR_INIT;
	struct lines walk;

	LINES_EACH(walk, names) {
		_autofree_ char *path = ready_path(bases, walk.line);
		_cleanup_(base_release) struct base base = { 0 };

		fs_stamp(path, &size, &made_ns);
		if (!base_record_is_there(bases, walk.line) || made_ns <= newest_ns)
			continue;
		if (base_record_read(bases, path, &base, &none)) {
			err_release(&none);
		} else if (!family || text_same(base.family, family)) {
			newest_ns = made_ns;
			base.made_ms = made_ns / 1000000;
			base_release(out);
			*out = move(&base);
		}
	}
}

int base_record_sweep(const char *bases, struct err *err)
{
	_autofree_ char *names = fs_list(bases);
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, names) {
		_autofree_ char *path = mem_printf("%s/%s", bases, walk.line);

		if (!code && text_starts(walk.line, "new-"))
			code = fs_remove_tree(path, err);
	}
	return code;
}

int base_read(const struct base_spec *spec, const char *name_path, struct base *out, struct err *err)
{
	return base_record_read(spec->bases, name_path, out, err);
}

int base_depth(const struct base *base)
{
	return (int)lines_count(base->layers);
}

void base_release(struct base *base)
{
	free(base->key);
	free(base->commit);
	free(base->family);
	free(base->layers);
	free(base->objects);
	*base = (struct base){ 0 };
}
