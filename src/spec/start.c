/* start.c - see start.h; what it writes is in start_text.c. */
#include "spec/start.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FILE_BYTES (512U << 10)

/* What a file at the top of the tree tells. The first that knows a command wins. */
static const struct tell {
	const char *file, *build, *test, *lint, *setup;
} tells[] = {
	{"Cargo.toml", "cargo build --all-targets", "cargo test", 0, "cargo fetch"},
	{"go.mod", "go build ./...", "go test ./...", "go vet ./...", "go mod download"},
	{"meson.build", "test -f build/build.ninja || meson setup build && ninja -C build",
	 "test -f build/build.ninja || meson setup build && meson test -C build", 0, 0},
	{"CMakeLists.txt", "cmake -S . -B build && cmake --build build",
	 "cmake -S . -B build && cmake --build build && ctest --test-dir build "
	 "--output-on-failure",
	 0, 0},
	{"mvnw", "./mvnw -q -B compile", "./mvnw -q -B test", 0, 0},
	{"pom.xml", "mvn -q -B compile", "mvn -q -B test", 0, 0},
	{"gradlew", "./gradlew assemble", "./gradlew test", 0, 0},
	{"build.gradle", "gradle assemble", "gradle test", 0, 0},
	{"build.gradle.kts", "gradle assemble", "gradle test", 0, 0},
	{"mix.exs", "mix compile", "mix test", 0, "mix deps.get"},
	{"Package.swift", "swift build", "swift test", 0, "swift package resolve"},
	{"build.zig", "zig build", "zig build test", 0, 0},
	{"composer.json", 0, "composer test", 0, "composer install"},
	{"stack.yaml", "stack build", "stack test", 0, 0},
	{"dune-project", "dune build", "dune test", 0, 0},
	{"deno.json", 0, "deno test", "deno lint", 0},
	{"MODULE.bazel", "bazel build //...", "bazel test //...", 0, 0},
	{"uv.lock", 0, 0, 0, "uv sync"},
	{"poetry.lock", 0, 0, 0, "poetry install"},
	{"tox.ini", 0, "tox", 0, 0},
	{"noxfile.py", 0, "nox", 0, 0},
	{"pytest.ini", 0, "python3 -m pytest", 0, 0},
	{"conftest.py", 0, "python3 -m pytest", 0, 0},
	{"ruff.toml", 0, 0, "ruff check .", 0},
	{".flake8", 0, 0, "flake8", 0},
	{".rspec", 0, "bundle exec rspec", 0, 0},
	{"Rakefile", 0, "bundle exec rake test", 0, 0},
	{"Gemfile", 0, 0, 0, "bundle install"},
	{".golangci.yml", 0, 0, "golangci-lint run", 0},
	{".rubocop.yml", 0, 0, "bundle exec rubocop", 0},
	{"configure", "./configure && make", "./configure && make check", 0, 0},
	{"configure.ac", "autoreconf -fi && ./configure && make",
	 "autoreconf -fi && ./configure && make check", 0, 0},
	{".pre-commit-config.yaml", 0, 0, "pre-commit run --all-files", 0},
};

/* Where the first word of a setup gets its packages from, by default. */
static const struct {
	const char *program, *hosts;
} registries[] = {
	{"npm", "registry.npmjs.org"},
	{"pnpm", "registry.npmjs.org"},
	{"yarn", "registry.yarnpkg.com, registry.npmjs.org"},
	{"bun", "registry.npmjs.org"},
	{"cargo", "index.crates.io, static.crates.io"},
	{"go", "proxy.golang.org, sum.golang.org"},
	{"uv", "pypi.org, files.pythonhosted.org"},
	{"poetry", "pypi.org, files.pythonhosted.org"},
	{"bundle", "rubygems.org, index.rubygems.org"},
	{"composer", "repo.packagist.org, api.github.com, codeload.github.com"},
	{"mix", "repo.hex.pm, builds.hex.pm"},
};

/* Where tests and checks live: a change there could turn a gate green by itself. */
static const char *const guarded_folders[] = {"test",	   "tests",   "spec",	 "t",
					      "__tests__", ".github", ".gitlab", ".circleci"};
static const char *const guarded_files[] = {
	"Makefile", "GNUmakefile", "makefile", "CMakeLists.txt", "meson.build", "package.json", "pyproject.toml",
	"setup.cfg", "Cargo.toml", "go.mod", ".gitlab-ci.yml", "Jenkinsfile",
	"tox.ini",  "pytest.ini",  "conftest.py", "noxfile.py",	    ".pre-commit-config.yaml"};

static bool has(const char *top, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", top, name);

	return fs_exists(path);
}

static bool has_folder(const char *top, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", top, name);

	return fs_is_dir(path);
}

/* A file that cannot be read tells nothing. */
static char *content(const char *top, const char *name)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/%s", top, name);
	char *text = 0;

	return fs_read(path, FILE_BYTES, &text, 0, &err) ? 0 : text;
}

static void suggest(char **slot, const char *command)
{
	if (!*slot && command)
		*slot = mem_dup(command);
}

__attribute__((format(printf, 2, 3))) static void found(struct start *start, const char *fmt,
							...)
{
	char *line = 0;
	va_list ap;

	va_start(ap, fmt);
	line = mem_vprintf(fmt, ap);
	va_end(ap);
	lines_add(&start->found, line);
	free(line);
}

/* Whether a rule for `target` begins a line: "test:", "test check: all", but not "test := x".
 */
static bool has_target(const char *makefile, const char *target)
{
	size_t len = strlen(target);

	for (const char *line = makefile; *line;
	     line += strcspn(line, "\n"), line += *line == '\n') {
		size_t head = strcspn(line, ":=#\n");

		if (line[head] != ':' || line[head + 1] == '=' || isspace((unsigned char)*line))
			continue;
		for (const char *word = line; word < line + head;) {
			size_t n = strcspn(word, " \t:");

			if (n == len && !memcmp(word, target, len))
				return true;
			word += n + strspn(word + n, " \t");
			if (*word == ':')
				break;
		}
	}
	return false;
}

static void look_at_make(const char *top, struct start *start)
{
	static const char *const names[] = {"GNUmakefile", "makefile", "Makefile"};
	static const char *const tests[] = {"test", "check", "tests"};
	_autofree_ char *text = 0;

	for (size_t i = 0; !text && i < sizeof(names) / sizeof(*names); i++)
		text = content(top, names[i]);
	if (!text)
		return;
	found(start, "a Makefile");
	suggest(&start->build, "make");
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests) && !start->test; i++) {
		if (!has_target(text, tests[i]))
			continue;
		found(start, "a Makefile with a target '%s'", tests[i]);
		start->test = mem_printf("make %s", tests[i]);
	}
	if (has_target(text, "lint"))
		suggest(&start->lint, "make lint");
}

static void look_at_script(const json_t *scripts, const char *runner, const char *name,
			   char **slot)
{
	const char *script = json_text(scripts, name);

	/* What `npm init` writes where there are no tests. */
	if (script && !*slot && !strstr(script, "no test specified"))
		*slot = mem_printf("%s run %s", runner, name);
}

static void look_at_node(const char *top, struct start *start)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *text = content(top, "package.json");
	_json_ json_t *package = 0;
	const char *runner = "npm", *setup = "npm install";
	const json_t *scripts;

	if (!text || json_parse(text, strlen(text), &package, &err))
		return;
	if (has(top, "pnpm-lock.yaml"))
		runner = "pnpm", setup = "pnpm install --frozen-lockfile";
	else if (has(top, "yarn.lock"))
		runner = "yarn", setup = "yarn install --frozen-lockfile";
	else if (has(top, "bun.lockb") || has(top, "bun.lock"))
		runner = "bun", setup = "bun install --frozen-lockfile";
	else if (has(top, "package-lock.json"))
		setup = "npm ci";
	found(start, "package.json (%s)", runner);
	scripts = json_object_get(package, "scripts");
	look_at_script(scripts, runner, "build", &start->build);
	look_at_script(scripts, runner, "test", &start->test);
	look_at_script(scripts, runner, "lint", &start->lint);
	suggest(&start->setup, setup);
}

static void look_at_python(const char *top, struct start *start)
{
	_autofree_ char *project = content(top, "pyproject.toml");
	const char *runner = has(top, "uv.lock")       ? "uv run pytest"
			     : has(top, "poetry.lock") ? "poetry run pytest"
						       : "python3 -m pytest";
	bool is_python = project || has(top, "setup.py") || has(top, "setup.cfg");

	if (!is_python)
		return;
	found(start, "a Python project");
	if ((project && strstr(project, "pytest")) || has(top, "pytest.ini") ||
	    has(top, "conftest.py") || has_folder(top, "tests"))
		suggest(&start->test, runner);
	if (project && strstr(project, "[tool.ruff"))
		suggest(&start->lint, "ruff check .");
}

static void look_at_table(const char *top, struct start *start)
{
	for (size_t i = 0; i < sizeof(tells) / sizeof(*tells); i++) {
		if (!has(top, tells[i].file))
			continue;
		found(start, "%s", tells[i].file);
		suggest(&start->build, tells[i].build);
		suggest(&start->test, tells[i].test);
		suggest(&start->lint, tells[i].lint);
		suggest(&start->setup, tells[i].setup);
	}
}

static void look_for_guarded(const char *top, struct start *start)
{
	for (size_t i = 0; i < sizeof(guarded_folders) / sizeof(*guarded_folders); i++) {
		_autofree_ char *pattern = mem_printf("%s/**", guarded_folders[i]);

		if (has_folder(top, guarded_folders[i]))
			lines_add(&start->protect, pattern);
	}
	for (size_t i = 0; i < sizeof(guarded_files) / sizeof(*guarded_files); i++)
		if (has(top, guarded_files[i]))
			lines_add(&start->protect, guarded_files[i]);
}

static void look_up_hosts(struct start *start)
{
	size_t len = start->setup ? strcspn(start->setup, " ") : 0;

	for (size_t i = 0; len && i < sizeof(registries) / sizeof(*registries); i++)
		if (strlen(registries[i].program) == len &&
		    !strncmp(registries[i].program, start->setup, len))
			start->hosts = registries[i].hosts;
}

static void look_up_report(struct start *start)
{
	/* What a command ends with, what makes it write a report, and where. */
	static const struct {
		const char *runner, *option, *report;
	} reporters[] = {
		{"pytest", " --junitxml=junit.xml", "junit.xml"},
		{"ctest --test-dir build --output-on-failure", " --output-junit junit.xml", "build/junit.xml"},
		{"meson test -C build", "", "build/meson-logs/testlog.junit.xml"},
		{"go test ./...", " -json", "stdout"},
	};

	for (size_t i = 0; start->test && i < sizeof(reporters) / sizeof(*reporters) && !start->report; i++) {
		if (!text_ends(start->test, reporters[i].runner))
			continue;
		mem_replace(&start->test, mem_printf("%s%s", start->test, reporters[i].option));
		start->report = reporters[i].report;
	}
}

void start_look(const char *top, struct start *start)
{
	*start = (struct start){0};
	start->found = mem_dup("");
	start->protect = mem_dup("");
	/* A Makefile beside something else is how its people call that. */
	look_at_make(top, start);
	look_at_node(top, start);
	look_at_python(top, start);
	look_at_table(top, start);
	look_for_guarded(top, start);
	look_up_hosts(start);
	look_up_report(start);
}

void start_release(struct start *start)
{
	if (!start)
		return;
	free(start->target);
	free(start->build);
	free(start->test);
	free(start->lint);
	free(start->setup);
	free(start->found);
	free(start->agent);
	free(start->protect);
	*start = (struct start){0};
}
