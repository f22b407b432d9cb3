/* home.c - see home.h. */
#include "walls/home.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "walls/room.h"
#include "walls/system.h"

#include <string.h>

const char *const home_decoys[] = {
	".ssh/", ".ssh/id_rsa", ".ssh/id_ed25519", ".ssh/config", ".ssh/known_hosts", ".gnupg/", ".gnupg/pubring.kbx",
	".aws/", ".aws/credentials", ".aws/config", ".azure/", ".kube/", ".kube/config", ".docker/",
	".docker/config.json", ".config/gh/", ".config/gh/hosts.yml", ".config/gcloud/", ".config/git/",
	".config/git/credentials", ".netrc", ".git-credentials", ".npmrc", ".pypirc", ".cargo/credentials.toml",
	".password-store/", ".local/share/keyrings/", ".mozilla/", ".config/google-chrome/", ".claude/",
	".claude/.credentials.json", ".claude.json", ".codex/", ".codex/auth.json", ".gemini/", ".config/leadhand/",
	".bash_history", ".zsh_history", ".python_history", 0
};

char *home_of_lead(void)
{
	const char *home = getenv("HOME");
	_autofree_ char *real = home && *home == '/' ? realpath(home, 0) : 0;

	/* A service's home may be anything; these would hide what a box needs. */
	if (!real || !strcmp(real, "/") || path_is_in(SYSTEM_HOME, real) || path_is_in(real, "/usr") ||
	    path_is_in("/tmp", real) || path_is_in("/run", real) || path_is_in("/var", real))
		return 0;
	return steal(&real);
}

/* An empty file; one that is there is not opened: a tripwire would tell of us. */
static int put_empty(const char *folder, const char *name, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, name);

	return fs_exists(path) ? 0 : room_file(folder, name, "", err);
}

/* The decoys are shown for reading only, so bwrap can make no place in them: it has to be there. */
static int make_place(const char *decoys, const char *home, const struct view_item *item, struct err *err)
{
	const char *rest = item->to + strlen(home) + 1;
	const char *slash = strrchr(rest, '/');
	_autofree_ char *above = slash ? mem_dup_part(rest, (size_t)(slash - rest)) : 0, *made = 0;

	if (!item->from || item->kind == VIEW_link || fs_is_dir(item->from)) {
		made = room_folder(decoys, rest, err);
		return made ? 0 : err->code;
	}
	made = above ? room_folder(decoys, above, err) : mem_dup(decoys);
	return made ? put_empty(decoys, rest, err) : err->code;
}

static int lay_out(const char *decoys, const struct view *view, const char *home, struct err *err)
{
	for (const char *const *name = home_decoys; *name; name++) {
		_autofree_ char *full = mem_printf("%s/%s", home, *name), *made = 0;
		const char *slash = strrchr(*name, '/');
		_autofree_ char *above = slash ? mem_dup_part(*name, (size_t)(slash - *name)) : 0;

		if (view_shows(view, full))
			continue;
		made = above ? room_folder(decoys, above, err) : mem_dup(decoys);
		if (!made || (!text_ends(*name, "/") && put_empty(decoys, *name, err)))
			return err->code;
	}
	return 0;
}

/* A workspace may be seen at the home itself: decoys would stand in its place. */
static bool is_taken(const struct view *view, const char *home)
{
	for (size_t i = 0; i < view->count; i++)
		if (!strcmp(view->items[i].to, home))
			return true;
	return view_shows(view, home);
}

int home_view(struct view *view, const char *decoys, const char *home, struct err *err)
{
	if (is_taken(view, home) || fs_make_dirs(decoys, err))
		return err->code;
	if (lay_out(decoys, view, home, err))
		return err->code;
	for (size_t i = 0; i < view->count; i++) {
		const struct view_item *item = &view->items[i];

		if (strcmp(item->to, home) && path_is_in(item->to, home) && make_place(decoys, home, item, err))
			return err_wrap(err, "cannot make a place for '%s' inside", item->to);
	}
	view_add(view, VIEW_read, decoys, home);
	return 0;
}
