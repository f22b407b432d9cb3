/* view.c - see view.h. */
#include "walls/view.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { TMP_BYTES = 256 << 20 };

bool path_is_in(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	if (!strcmp(folder, "/"))
		return *path == '/';
	return !strncmp(path, folder, len) && (!path[len] || path[len] == '/');
}

static struct view_item *add(struct view *view, enum view_kind kind, const char *from, const char *to)
{
	size_t len = strlen(to);
	struct view_item *item;

	while (len > 1 && to[len - 1] == '/')
		len--;
	if (view->count == view->room) {
		view->room = view->room ? view->room * 2 : 64;
		view->items = mem_grow(view->items, view->room, sizeof *view->items);
	}
	item = &view->items[view->count];
	*item = (struct view_item){ .to = mem_dup_part(to, len), .from = from ? mem_dup(from) : 0, .kind = kind,
				    .order = view->count };
	view->count++;
	return item;
}

void view_add(struct view *view, enum view_kind kind, const char *from, const char *to)
{
	add(view, kind, from, to);
}

void view_add_optional(struct view *view, enum view_kind kind, const char *from, const char *to)
{
	add(view, kind, from, to)->is_optional = true;
}

/* The entry that a path belongs to: the deepest one, and of the same place the last. */
static const struct view_item *item_of(const struct view *view, const char *path)
{
	const struct view_item *best = 0;

	for (size_t i = 0; i < view->count; i++) {
		const struct view_item *item = &view->items[i];

		if (path_is_in(path, item->to) && (!best || strlen(item->to) >= strlen(best->to)))
			best = item;
	}
	return best;
}

bool view_shows(const struct view *view, const char *path)
{
	const struct view_item *item = item_of(view, path);

	return item && (item->kind == VIEW_link || text_same(item->from, item->to));
}

const char *view_source(const struct view *view, const char *path)
{
	const struct view_item *item = item_of(view, path);

	return item ? item->from : 0;
}

bool view_is_writable(const struct view *view, const char *path)
{
	const struct view_item *item = item_of(view, path);

	return item && (item->kind == VIEW_write || item->kind == VIEW_tmp || item->kind == VIEW_dev ||
			item->kind == VIEW_proc);
}

static int by_place(const void *a, const void *b)
{
	const struct view_item *left = a, *right = b;
	int order = strcmp(left->to, right->to);

	return order ? order : left->order < right->order ? -1 : 1;
}

static void item_words(const struct view_item *item, struct args *args)
{
	_autofree_ char *size = 0;

	switch (item->kind) {
	case VIEW_read:
		args_add(args, item->is_optional ? "--ro-bind-try" : "--ro-bind", item->from, item->to, (char *)0);
		break;
	case VIEW_write:
		args_add(args, item->is_optional ? "--bind-try" : "--bind", item->from, item->to, (char *)0);
		break;
	case VIEW_link: args_add(args, "--symlink", item->from, item->to, (char *)0); break;
	case VIEW_tmp:
		size = mem_printf("%d", TMP_BYTES);
		args_add(args, "--size", size, "--tmpfs", item->to, (char *)0);
		break;
	case VIEW_dir: args_add(args, "--dir", item->to, (char *)0); break;
	case VIEW_proc: args_add(args, "--proc", item->to, (char *)0); break;
	case VIEW_dev: args_add(args, "--dev", item->to, (char *)0); break;
	}
}

void view_words(struct view *view, struct args *args)
{
	if (view->count)
		qsort(view->items, view->count, sizeof *view->items, by_place);
	for (size_t i = 0; i < view->count; i++)
		if (i + 1 == view->count || strcmp(view->items[i].to, view->items[i + 1].to))
			item_words(&view->items[i], args);
}

void view_forget(struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		free(view->items[i].to);
		free(view->items[i].from);
	}
	free(view->items);
	*view = (struct view){ 0 };
}
