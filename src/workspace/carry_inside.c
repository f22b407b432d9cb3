/* carry_inside.c - the inner half of carry.h: here nothing of the lead's can be reached. */
#include "workspace/carry.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "workspace/save.h"
#include "workspace/site.h"
#include "workspace/vault.h"

#include <string.h>
#include <unistd.h>

/* A workspace whose repository is the vault: what is taken from the agent's goes no further. */
struct inside {
	json_t *order; /* owned; what the workspace borrows stands in it */
	char *vault;   /* owned */
	struct workspace ws;
	const char *base;
	json_t *answer; /* owned */
};

static void inside_release(struct inside *inside)
{
	json_decref(inside->order);
	json_decref(inside->answer);
	free(inside->vault);
}

static int read_order(const char *order, struct inside *inside, struct err *err)
{
	if (json_parse(order, strlen(order), &inside->order, err))
		return err->code;
	inside->ws = (struct workspace){
		.path = json_text_or(inside->order, "path", ""),
		.target = json_text_or(inside->order, "target", ""),
		.saved_ref = json_text(inside->order, "saved_ref"),
		.head_ref = json_text(inside->order, "head_ref"),
		.cone = json_text(inside->order, "cone"),
	};
	inside->base = json_text_or(inside->order, "base", "");
	inside->vault = mem_printf("%s.vault", inside->ws.path);
	inside->ws.git_dir = inside->vault;
	inside->answer = json_object();
	if (*inside->ws.path != '/' || !text_is_oid(inside->base))
		return err_set(err, ERR_USAGE, "the order names no workspace");
	return 0;
}

static void save_files(struct inside *inside)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *commit = 0;
	long long left_out = 0;

	if (!inside->ws.saved_ref)
		return;
	if (save_files_of(&inside->ws, inside->base, &commit, &left_out, &err))
		json_put(inside->answer, "trouble", err.text);
	else
		json_put(inside->answer, "saved", commit);
	json_put_number(inside->answer, "left_out", left_out);
}

static void save_head(struct inside *inside)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(workspace_head_release) struct workspace_head head = { 0 };
	const char *agent_head = json_text(inside->order, "agent_head");

	if (!inside->ws.head_ref)
		return;
	if (agent_head ? save_named_head_of(&inside->ws, inside->base, agent_head, &head, &err)
		       : save_head_of(&inside->ws, &head, &err)) {
		json_put(inside->answer, "head_trouble", err.text);
		return;
	}
	json_put(inside->answer, "head", head.commit);
	json_put_number(inside->answer, "loose", head.loose);
}

/* Whether the lead's repository has what a ref names already: git refuses to bundle nothing. */
static bool is_news(const struct inside *inside, const struct git *vault, const char *key)
{
	const char *now = json_text(inside->answer, key);
	_cleanup_(err_release) struct err none = ERR_INIT;
	int status = 1;

	if (!now || text_same(now, json_text(inside->order, key)))
		return false;
	return git_ask(vault, GIT("merge-base", "--is-ancestor", now, inside->base), 0, &status, 0, &none) || status;
}

static int write_bundle(struct inside *inside, struct err *err)
{
	struct git vault = { .dir = inside->vault, .git_dir = inside->vault };
	_autofree_ char *bundle = mem_printf("%s/out.bundle", inside->vault);
	bool has_saved = is_news(inside, &vault, "saved"), has_head = is_news(inside, &vault, "head");
	const char *refs[] = { 0, 0, 0, 0, 0, 0 };
	int n = 0;

	unlink(bundle);
	if (!has_saved && !has_head)
		return 0;
	if (has_saved)
		refs[n++] = inside->ws.saved_ref;
	if (has_head)
		refs[n++] = inside->ws.head_ref;
	refs[n++] = "--not";
	refs[n++] = inside->base;
	refs[n] = json_text(inside->order, "saved");
	json_object_set_new(inside->answer, "has_saved", json_boolean(has_saved));
	json_object_set_new(inside->answer, "has_head", json_boolean(has_head));
	return git_run(&vault, GIT("bundle", "create", "-q", bundle, refs[0], refs[1], refs[2], refs[3], refs[4]), err);
}

int carry_inside(const char *order, char **answer, struct err *err)
{
	_cleanup_(inside_release) struct inside inside = { 0 };
	const char *origin;

	if (read_order(order, &inside, err))
		return err->code;
	origin = json_text(inside.order, "origin");
	if (origin) {
		/* A worktree has the lead's own branch. */
		if (!json_text(inside.order, "agent_head") &&
		    save_origin_of(&inside.ws, origin, json_text_or(inside.order, "objects", ""), err))
			return err->code;
	} else {
		if (vault_borrow(inside.vault, json_text_or(inside.order, "objects", ""), err))
			return err->code;
		save_files(&inside);
		save_head(&inside);
		if (write_bundle(&inside, err))
			return err->code;
	}
	*answer = json_line(inside.answer);
	return 0;
}
