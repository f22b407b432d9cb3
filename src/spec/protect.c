/* protect.c - see protect.h. */
#include "spec/protect.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/judges.h"

#include <ctype.h>
#include <string.h>

enum { LIST_BYTES = 16 << 10 };

/* Who changes one of these can turn a gate green without touching the code. */
static const char steering[] =
	/* builds */
	"**/Makefile\n**/makefile\n**/GNUmakefile\n**/*.mk\n**/CMakeLists.txt\n**/*.cmake\n**/CMakePresets.json\n**/CMakeUserPresets.json\n**/CMakeCache.txt\n"
	"**/meson.build\n**/meson_options.txt\n**/meson.options\n**/configure\n**/configure.ac\n**/build.ninja\n"
	"**/pom.xml\n**/build.gradle\n**/build.gradle.kts\n**/settings.gradle\n**/settings.gradle.kts\n"
	"**/gradle.properties\n**/build.xml\n**/Cargo.toml\n**/build.rs\n**/.cargo/**\n**/rust-toolchain*\n**/nextest.toml\n**/clippy.toml\n**/.clippy.toml\n**/go.mod\n**/go.work\n**/go.work.sum\n"
	"**/build.zig\n**/Package.swift\n**/mix.exs\n**/Rakefile\n**/Gemfile\n**/.rspec\n**/composer.json\n"
	"**/gradlew*\n**/mvnw*\n**/.mvn/**\n**/manage.py\n"
	"**/BUILD\n**/BUILD.bazel\n**/WORKSPACE\n**/MODULE.bazel\n**/.bazelrc\n**/dune\n**/dune-project\n**/SConstruct\n**/Justfile\n"
	"**/justfile\n**/Taskfile.yml\n**/Taskfile.yaml\n**/Dockerfile\n**/.dockerignore\n"
	/* Python */
	"**/setup.py\n**/setup.cfg\n**/pyproject.toml\n**/tox.ini\n**/noxfile.py\n**/pytest.ini\n**/.pytest.ini\n"
	"**/conftest.py\n**/.coveragerc\n**/requirements*.txt\n**/sitecustomize.py\n**/usercustomize.py\n**/*.pth\n"
	"**/*.pyc\n**/.venv/**\n**/.tox/**\n**/.nox/**\n**/tox.toml\n**/pytest.toml\n**/.pytest.toml\n**/nose2.cfg\n**/unittest.cfg\n"
	"**/hatch.toml\n**/pixi.toml\n**/requirements/*.txt\n**/requirements/*.in\n**/constraints*.txt\n"
	"**/pyvenv.cfg\n**/.flake8\n**/.pylintrc\n**/pylintrc\n**/ruff.toml\n**/.ruff.toml\n**/mypy.ini\n**/.mypy.ini\n"
	"**/pyrightconfig.json\n**/.bandit\n"
	/* What stands in the place of a module that a runner loads: `python -m` looks here first. */
	"**/pytest.py\n**/pytest.*so\n**/pytest/__init__.py\n**/pytest/__main__.py\n**/_pytest/**\n**/unittest.py\n"
	"**/unittest.*so\n**/unittest/__init__.py\n**/unittest/__main__.py\n**/pluggy.py\n**/pluggy/**\n**/iniconfig.py\n**/iniconfig/**\n**/nose2.py\n"
	"argparse.py\nast.py\nbuiltins.py\ncodecs.py\ncollections.py\ncollections/**\ncontextlib.py\ndataclasses.py\nenum.py\n"
	"functools.py\nimportlib.py\nimportlib/**\ninspect.py\nio.py\nos.py\npathlib.py\npdb.py\nre.py\nrunpy.py\nshlex.py\n"
	"site.py\ntokenize.py\ntraceback.py\ntyping.py\nwarnings.py\n"
	/* JavaScript and TypeScript */
	"**/node_modules/**\n**/package.json\n**/.npmrc\n**/.yarnrc\n**/.yarnrc.yml\n**/.yarn/**\n**/.pnp.*\n**/node.config.json\n**/.swcrc\n**/.pnpmfile.cjs\n**/pnpm-workspace.yaml\n"
	"**/tsconfig*.json\n**/jest.config.*\n**/jest.setup.*\n**/vitest.config.*\n**/vitest.setup.*\n"
	"**/vitest.workspace.*\n**/vite.config.*\n**/babel.config.*\n**/.babelrc*\n**/playwright.config.*\n"
	"**/cypress.config.*\n**/karma.conf.*\n**/.mocharc*\n**/.nycrc*\n**/.c8rc*\n**/ava.config.*\n**/deno.json*\n**/bunfig.toml\n"
	"**/.eslintrc*\n**/eslint.config.*\n**/.eslintignore\n**/.prettierrc*\n**/.prettierignore\n**/biome.json*\n"
	"**/.stylelintrc*\n**/turbo.json\n**/nx.json\n**/lerna.json\n**/.husky/**\n**/.githooks/**\n"
	"**/lefthook.*\n**/.lefthook/**\n**/.lintstagedrc*\n"
	/* other linters and test runners */
	"**/.golangci.*\n**/.rubocop*.yml\n**/.clang-tidy\n**/compile_commands.json\n**/.clang-format\n**/.editorconfig\n**/.shellcheckrc\n"
	"**/phpunit.xml*\n**/phpstan.neon*\n**/.pre-commit-config.yaml\n**/CTestTestfile.cmake\n**/CTestCustom.cmake\n**/.proverc\n"
	/* what tools believe to have looked at before */
	"**/.mypy_cache/**\n**/.ruff_cache/**\n**/.pytest_cache/**\n**/.eslintcache\n**/*.tsbuildinfo\n**/.gradle/**\n"
	/* CI */
	".github/**\n.gitlab-ci.yml\n.gitlab/**\n.circleci/**\n.buildkite/**\n**/Jenkinsfile\nazure-pipelines.yml\n"
	".travis.yml\n.drone.yml\nbitbucket-pipelines.yml\ncodecov.yml\n.codecov.yml\n"
	/* what else is run, and in which version: dependencies, and the tools themselves */
	"vendor/**\n**/package-lock.json\n**/npm-shrinkwrap.json\n**/yarn.lock\n**/pnpm-lock.yaml\n"
	"**/bun.lock*\n**/deno.lock\n**/poetry.lock\n**/Pipfile\n**/Pipfile.lock\n**/pdm.lock\n**/uv.lock\n**/Cargo.lock\n"
	"**/Gemfile.lock\n**/composer.lock\n**/go.sum\n**/gradle.lockfile\n**/mix.lock\n**/flake.lock\n**/flake.nix\n"
	"**/.tool-versions\n**/.mise.toml\n**/mise.toml\n**/.nvmrc\n**/.node-version\n**/.python-version\n**/.ruby-version\n"
	"**/.java-version\n**/.go-version\n"
	/* git, and what shells, editors and agents load by themselves on the machine of whoever has the tree */
	"**/.gitattributes\n**/.gitmodules\n**/.envrc\n**/.env\n**/.vscode/**\n**/.idea/**\n**/.devcontainer/**\n**/.claude/**\n"
	"**/.codex/**\n**/.cursor/**\n**/.mcp.json\n**/.gdbinit\n**/.lldbinit\n**/.exrc\n**/.nvim.lua\n";

static const char tests[] =
	"**/test/**\n**/tests/**\n**/__tests__/**\nspec/**\n**/testdata/**\n**/__snapshots__/**\n**/e2e/**\n"
	"**/test.py\n**/test.c\n**/test.cc\n**/test.cpp\n**/test.js\n**/test.mjs\n**/test.ts\n**/test.rb\n"
	"**/test.rs\n**/test.sh\n**/test.pl\n**/test.php\n**/tests.py\n**/tests.c\n**/tests.cc\n"
	"**/tests.cpp\n**/tests.js\n**/tests.mjs\n**/tests.ts\n**/tests.rb\n**/tests.rs\n**/tests.sh\n"
	"**/tests.pl\n**/tests.php\n"
	"**/test_*.*\n**/*_test.*\n**/*_tests.*\n**/*.test.*\n**/*.spec.*\n**/*_spec.*\n**/*Test.java\n**/*Tests.java\n**/*IT.java\n"
	"**/*Test.kt\n**/*Spec.scala\n**/*Test.php\n**/*Tests.cs\n**/*Test.cs\n**/*.t\n**/*.bats\n**/*.snap";

char *protect_usual(void)
{
	return mem_printf("%s%s", steering, tests);
}

bool protect_is_usual(const char *patterns)
{
	_autofree_ char *usual = protect_usual();

	return text_same(usual, patterns);
}

bool protect_is_test(const char *path)
{
	return glob_match_any(tests, path) && !glob_match_any(steering, path);
}

bool protect_goes_with_tests(const char *path)
{
	return glob_match_any(tests, path);
}

bool protect_is_touch(const char *patterns, const char *path, bool is_new)
{
	return glob_match_any(patterns, path) && !(is_new && protect_is_test(path));
}

/* A path that stands for all that a pattern matches: each wildcard is a name that nothing has by itself. */
static char *stand_in(const char *pattern)
{
	struct buf path = BUF_INIT(LIST_BYTES);

	for (const char *at = pattern; *at; at++) {
		bool is_wild = *at == '*' || *at == '?';

		if (is_wild && at[1] == '*')
			at++;
		buf_printf(&path, "%c", is_wild ? '~' : *at);
	}
	if (text_ends(pattern, "/"))
		buf_add_text(&path, "~");
	return buf_take(&path);
}

bool protect_is_named(const char *patterns, const char *scope, const char *path)
{
	struct lines walk;

	LINES_EACH(walk, scope) {
		_autofree_ char *usual = glob_match(walk.line, path) ? stand_in(walk.line) : 0;

		if (usual && glob_match_any(patterns, usual)) {
			lines_stop(&walk);
			return true;
		}
	}
	return false;
}

static size_t word_len(const char *at)
{
	return strcspn(at, " \t\n;&|()<>\"'`");
}

/* Its name without the folder, and without a version: "/usr/bin/python3.11" is "python". */
static bool is_interpreter(const char *word, size_t len)
{
	static const char *const names[] = { "sh", "bash", "dash", "zsh", "ksh", "python", "pypy", "node", "ruby", "perl", "php", "lua",
					     "tsx", "ts-node", "Rscript", "expect", "guile", "tclsh", 0 };
	const char *slash = memrchr(word, '/', len);

	if (slash) {
		len -= (size_t)(slash + 1 - word);
		word = slash + 1;
	}
	while (len && (isdigit((unsigned char)word[len - 1]) || word[len - 1] == '.'))
		len--;
	for (const char *const *name = names; *name; name++)
		if (len == strlen(*name) && !strncmp(word, *name, len))
			return true;
	return false;
}

/* What such an option names steers a program as a file of a usual name would; where there is a program, for that alone. */
static bool takes_settings(const char *program, size_t program_len, const char *option, size_t len)
{
	static const struct {
		const char *program, *option;
	} known[] = {
		{ 0, "--config" }, { 0, "--config-file" }, { 0, "--configfile" }, { 0, "--configuration" }, { 0, "--rcfile" },
		{ 0, "--rc" }, { 0, "--require" }, { 0, "--import" }, { 0, "--makefile" }, { 0, "--env-file" }, { 0, "--loader" },
		{ "make", "-f" }, { "make", "--file" }, { "gmake", "-f" }, { "ninja", "-f" }, { "pytest", "-c" }, { "node", "-r" },
		{ "mocha", "-r" }, { "eslint", "-c" }, { "jest", "-c" }, { "vitest", "-c" }, { "tsc", "-p" },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (len == strlen(known[i].option) && !strncmp(option, known[i].option, len) &&
		    (!known[i].program || (program_len == strlen(known[i].program) && !strncmp(program, known[i].program, program_len))))
			return true;
	return false;
}

/* Whether a shell would look for a program there: nothing stands before it in its command. */
static bool begins_command(const char *text, const char *at)
{
	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == text || strchr("\n;&|(`!", at[-1]);
}

/* What the words of a command that were read so far say of the next one. */
struct command {
	const char *folder; /* borrowed, as the program: where it has gone to, of folder_len characters; NULL before */
	size_t folder_len;
	const char *program; /* the last word that was no option */
	size_t program_len;
	bool follows_interpreter, follows_cd, follows_settings;
};

static bool is_path(const char *word, size_t len, const char *path)
{
	size_t dot = len > 2 && !strncmp(word, "./", 2) ? 2 : 0;

	return len - dot == strlen(path) && !strncmp(word + dot, path, len - dot);
}

/* As it stands, or from the folder that the command has gone to. */
static bool names_path(const struct command *command, const char *word, size_t len, const char *path)
{
	size_t folder_len = command->folder_len;

	return is_path(word, len, path) || (folder_len && !strncmp(path, command->folder, folder_len) &&
					    path[folder_len] == '/' && is_path(word, len, path + folder_len + 1));
}

/* "--config=ci/lint.json", of which the path is a part. */
static bool sets_path(const struct command *command, const char *word, size_t len, const char *path)
{
	const char *equals = memchr(word, '=', len);
	size_t before = equals ? (size_t)(equals - word) : 0;

	return equals && takes_settings(command->program, command->program_len, word, before) &&
	       names_path(command, equals + 1, len - before - 1, path);
}

static void go_on(struct command *command, const char *word, size_t len, bool begins)
{
	if (command->follows_cd) {
		command->folder = word;
		command->folder_len = word[len - 1] == '/' ? len - 1 : len;
	}
	command->follows_cd = len == 2 && !strncmp(word, "cd", 2);
	command->follows_settings = takes_settings(command->program, command->program_len, word, len);
	if (*word == '-')
		return;
	/* An option stands between it and its script. */
	command->follows_interpreter = is_interpreter(word, len) || (begins && (is_path(word, len, ".") || is_path(word, len, "source")));
	command->program = word;
	command->program_len = len;
}

/* Wherever it stands in the command, however odd that is. */
static bool is_run_or_set(const char *command, const char *path)
{
	bool is_script = text_ends(path, ".sh") || text_ends(path, ".bash");
	struct command read = { 0 };

	for (const char *at = command; *at;) {
		size_t len = word_len(at);
		bool begins = begins_command(command, at), is_program = begins && memchr(at, '/', len);

		if (names_path(&read, at, len, path) && (is_script || read.follows_interpreter || read.follows_settings || is_program))
			return true;
		if (sets_path(&read, at, len, path))
			return true;
		if (len)
			go_on(&read, at, len, begins);
		at += len ? len : 1;
	}
	return false;
}

/* "pkg.check" is pkg/check.py, or a package of that name. */
static bool is_module(const char *module, const char *path)
{
	size_t len = strlen(module);

	if (!len || strlen(path) <= len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (path[i] != (module[i] == '.' ? '/' : module[i]))
			return false;
	return text_same(path + len, ".py") || text_same(path + len, "/__main__.py") || text_same(path + len, "/__init__.py");
}

bool protect_is_run(const char *command, const char *path)
{
	_cleanup_(judges_release) struct judges judges = { 0 };
	bool is_run = is_run_or_set(command, path);

	judges_find(command, &judges);
	for (size_t i = 0; i < judges.count; i++) {
		const struct judge *judge = &judges.list[i];

		is_run |= (judge->kind == JUDGE_script && text_same(judge->name, path)) ||
			  (judge->kind == JUDGE_module && is_module(judge->name, path));
	}
	return is_run;
}

bool protect_is_judge(const char *command, const char *path)
{
	return protect_is_run(command, path) && judge_says_so(path);
}
