/* examine.c - see examine.h. */
#include "mutate/examine.h"

#include "mutate/candidates.h"
#include "mutate/rig.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <string.h>

enum { LIST_BYTES = 4 << 20 };

static int keep_named(const char *path, struct mutants *list, struct err *err)
{
	_autofree_ char *names = 0;
	size_t kept = 0;

	if (!path || fs_read(path, LIST_BYTES, &names, 0, err))
		return path ? err->code : 0;
	if (text_is_empty(names))
		return 0;
	for (size_t i = 0; i < list->count; i++) {
		struct mutant each = list->items[i];

		if (!lines_has(names, each.name))
			continue;
		list->items[i] = list->items[kept];
		list->items[kept++] = each;
	}
	for (size_t i = kept; i < list->count; i++)
		mutant_release(&list->items[i]);
	list->count = kept;
	return 0;
}

/* No mutant says anything where not even this is noticed: the tests do not build the file, or build another copy of it. */
static int is_seen(struct rig *rig, const struct source *source, bool *seen, struct err *err)
{
	static const char broken[] = "#error \"put here by leadhand-mutate\"\n";
	struct rig_file file = { source->path, source->bytes, broken, source->len, sizeof broken - 1 };
	enum fate fate;

	if (rig_run_with(rig, &file, &fate, err))
		return err->code;
	*seen = fate != FATE_survived;
	return 0;
}

static int try_one(struct rig *rig, const struct source *source, struct mutant *mutant, struct err *err)
{
	size_t len;
	_autofree_ char *now = mutant_apply(mutant, source->bytes, source->len, &len);
	struct rig_file file = { source->path, source->bytes, now, source->len, len };

	return rig_run_with(rig, &file, &mutant->fate, err);
}

static int try_all(struct rig *rig, const struct sources *sources, struct examination *found, struct err *err)
{
	struct mutants *list = &found->mutants;
	bool seen = true;

	for (size_t i = 0; i < list->count; i++) {
		const struct source *source = source_of(sources, list->items[i].path);
		bool is_new = !i || !text_same(list->items[i - 1].path, list->items[i].path);

		if (is_new && is_seen(rig, source, &seen, err))
			return err->code;
		if (is_new && !seen)
			lines_add(&found->unseen, source->path);
		if (seen && try_one(rig, source, &list->items[i], err))
			return err->code;
	}
	return 0;
}


/* The tests run once as they are also where nothing was changed: a gate that runs no test is none. */
int examine(const struct orders *orders, struct examination *found, struct err *err)
{
	_cleanup_(sources_release) struct sources sources = { 0 };
	_cleanup_(rig_remove) struct rig rig = { .build = orders->build, .test = orders->test,
						     .ends_ms = clock_steady_ms() + orders->budget_ms };

	if (changed_find(&sources, orders, err) || candidates_find(&sources, orders, found, err) || keep_named(orders->only, &found->mutants, err))
		return err->code;
	rig.top = sources.top;
	if (rig_make(&rig, err) || rig_run(&rig, &found->whole, err))
		return err->code;
	found->said = mem_dup(rig.said ? rig.said : "");
	found->status = rig.status;
	return found->whole == FATE_survived ? try_all(&rig, &sources, found, err) : 0;
}

void examination_release(struct examination *found)
{
	mutants_release(&found->mutants);
	free(found->said);
	free(found->unseen);
	*found = (struct examination){ 0 };
}
