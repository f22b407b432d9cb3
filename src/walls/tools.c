/* tools.c - see tools.h. */
#include "walls/tools.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <string.h>

struct tool {
	const char *on_path; /* an entry of PATH below the home begins so */
	const char *show;    /* a list of lines, below the home */
	const char *env;     /* NAME=folder below the home, where programs would look in their own home; or NULL */
};

static const struct tool tools[] = {
	{ ".pyenv", ".pyenv", "PYENV_ROOT=.pyenv" },
	{ ".cargo/bin", ".cargo/bin\n.rustup", "RUSTUP_HOME=.rustup" },
	{ ".nvm/versions", ".nvm/versions", 0 },
	{ ".fnm", ".fnm", 0 },
	{ ".local/share/fnm", ".local/share/fnm", 0 },
	{ ".volta/bin", ".volta", "VOLTA_HOME=.volta" },
	{ ".nodenv", ".nodenv", "NODENV_ROOT=.nodenv" },
	{ ".npm-global", ".npm-global", 0 },
	{ ".npm-packages", ".npm-packages", 0 },
	{ ".local/share/pnpm", ".local/share/pnpm", 0 },
	{ ".yarn/bin", ".yarn/bin\n.config/yarn/global", 0 },
	{ ".bun/bin", ".bun/bin\n.bun/install/global", 0 },
	{ ".deno/bin", ".deno/bin", 0 },
	{ "go/bin", "go/bin", 0 },
	{ ".rbenv", ".rbenv", "RBENV_ROOT=.rbenv" },
	{ ".rvm/bin", ".rvm", 0 },
	{ ".asdf", ".asdf", "ASDF_DATA_DIR=.asdf" },
	{ ".local/share/mise", ".local/share/mise", "MISE_DATA_DIR=.local/share/mise" },
	{ ".sdkman/candidates", ".sdkman/candidates", 0 },
	{ ".jenv", ".jenv", "JENV_ROOT=.jenv" },
	{ ".ghcup/bin", ".ghcup", 0 },
	{ ".opam", ".opam", "OPAMROOT=.opam" },
	{ ".juliaup/bin", ".juliaup", 0 },
	{ ".dotnet", ".dotnet", "DOTNET_ROOT=.dotnet" },
	{ "miniconda3", "miniconda3", 0 },
	{ "anaconda3", "anaconda3", 0 },
	{ "miniforge3", "miniforge3", 0 },
	{ ".nix-profile/bin", ".nix-profile", 0 },
	{ ".local/bin",
	  ".local/bin\n.local/lib\n.local/pipx/venvs\n.local/share/pipx/venvs\n.local/share/uv\n.local/share/claude", 0 },
	{ "bin", "bin", 0 },
};

static const char *below(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return path_is_in(path, folder) && path[len] ? path + len + 1 : 0;
}

static void show(struct view *view, const struct tool *tool, const char *home, char **env)
{
	struct lines walk;
	const char *value;

	LINES_EACH (walk, tool->show) {
		_autofree_ char *path = mem_printf("%s/%s", home, walk.line);

		if (fs_is_dir(path))
			view_add_optional(view, VIEW_read, path, path);
	}
	value = tool->env ? strchr(tool->env, '=') : 0;
	if (value) {
		_autofree_ char *item = mem_printf("%.*s=%s/%s", (int)(value - tool->env), tool->env, home, value + 1);

		if (!lines_has(*env ? *env : "", item))
			lines_add(env, item);
	}
}

static void entry_view(struct view *view, const char *entry, const char *home, char **env)
{
	const char *rest = below(entry, home);

	for (size_t i = 0; rest && i < sizeof tools / sizeof *tools; i++)
		if (path_is_in(rest, tools[i].on_path))
			show(view, &tools[i], home, env);
}

void tools_view(struct view *view, const char *path, const char *home, char **env)
{
	while (path && *path) {
		size_t len = strcspn(path, ":");
		_autofree_ char *entry = mem_dup_part(path, len);

		entry_view(view, entry, home, env);
		path += len + (path[len] == ':');
	}
}

char *tools_path(const struct view *view, const char *path)
{
	char *seen = 0;

	while (path && *path) {
		size_t len = strcspn(path, ":");
		_autofree_ char *entry = mem_dup_part(path, len);

		if (*entry == '/' && view_shows(view, entry) && fs_is_dir(entry))
			mem_replace(&seen, seen ? mem_printf("%s:%s", seen, entry) : mem_dup(entry));
		path += len + (path[len] == ':');
	}
	return seen ? seen : mem_dup("/usr/local/bin:/usr/bin:/bin");
}

/* A folder in which more lies than a program and what belongs to it. */
static bool is_broad(const char *folder, const char *const *kept)
{
	const char *home = getenv("HOME");
	_autofree_ char *real = home ? realpath(home, 0) : 0;

	if (!strchr(folder + 1, '/') || !strcmp(folder, "/var/tmp") || !strcmp(folder, "/dev/shm"))
		return true;
	if (real && path_is_in(real, folder))
		return true;
	for (; *kept; kept++)
		if (path_is_in(*kept, folder) || path_is_in(folder, *kept))
			return true;
	return false;
}

char *walls_program(const char *path, const char *const *kept)
{
	static const char *const system[] = { "/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/nix", 0 };
	static const char modules[] = "/node_modules/";
	_autofree_ char *real = realpath(path, 0), *above = 0;
	char *cut;

	for (const char *const *folder = system; real && *folder; folder++)
		if (path_is_in(real, *folder))
			return 0;
	if (!real)
		return 0;
	cut = strstr(real, modules);
	if (cut) {
		cut[sizeof modules - 2] = 0;
		return steal(&real);
	}
	above = mem_dup_part(real, (size_t)(strrchr(real, '/') - real));
	return is_broad(above, kept) ? steal(&real) : steal(&above);
}
