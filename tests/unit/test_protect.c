/* Which files steer the judgement of a change, and which scope may touch them. */
#include "spec/protect.h"

#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

static void what_steers_a_build_a_runner_or_a_linter_is_protected_without_being_named(void)
{
	static const char *const touched[] = {
		"Makefile", "sub/CMakeLists.txt", "meson.build", "package.json", "web/package.json", "conftest.py",
		"tests/conftest.py", "src/pkg/conftest.py", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "jest.config.js",
		"vitest.config.ts", "sitecustomize.py", "lib/usercustomize.py", "hack.pth", ".gitattributes",
		".github/workflows/ci.yml", ".eslintrc.json", ".clang-tidy", "build/compile_commands.json", ".cargo/config.toml", ".mocharc.yml", ".npmrc",
		/* in the place of a runner, or of what it loads */
		"pytest.py", "unittest.py", "lib/pytest.py", "_pytest/runner.py", "pytest/__init__.py", "pytest.cpython-311-x86_64.so",
		"re.py", "importlib/__init__.py", "node_modules/.bin/jest", "web/node_modules/jest/index.js", "vendor/autoload.php",
		/* which versions of it */
		"package-lock.json", "web/yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Cargo.lock", "go.sum", "Gemfile.lock",
		".tool-versions", ".nvmrc", ".python-version", "gradlew", "manage.py",
		"src/unittest/__main__.py", "tests/__pycache__/test_a.cpython-311.pyc", ".venv/bin/pytest",
		"web/node_modules/.bin/jest",
		/* what is found without being asked for */
		"CMakeUserPresets.json", "build/CMakeCache.txt", ".config/nextest.toml", "tox.toml", "pytest.toml", "requirements/dev.txt",
		".yarn/releases/yarn-4.cjs", ".pnp.cjs", ".mypy_cache/3.11/a.data.json", "web/.eslintcache", "tsconfig.tsbuildinfo",
		".vscode/tasks.json", ".claude/settings.json", ".codex/config.toml", ".mcp.json", ".devcontainer/devcontainer.json",
		".githooks/post-checkout", "lefthook.yml",
	};
	static const char *const free_ones[] = { "src/main.c", "README.md", "doc/tests.md", "src/spec/config.c", "latest.txt",
						   "src/re.py", "src/io.py", "src/vendor/list.py", "pytest.md" };
	_autofree_ char *usual = protect_usual();

	for (size_t i = 0; i < sizeof touched / sizeof *touched; i++) {
		CHECK(protect_is_touch(usual, touched[i], false));
		CHECK(protect_is_touch(usual, touched[i], true));
	}
	for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++)
		CHECK(!protect_is_touch(usual, free_ones[i], false));
	CHECK(protect_is_usual(usual));
	CHECK(!protect_is_usual("tests/**"));
}

static void a_test_that_was_there_is_protected_and_a_new_one_is_welcome(void)
{
	static const char *const tests[] = {
		"tests/test_a.py", "pkg/thing_test.go", "src/a.test.ts", "src/a.spec.js", "src/test/java/FooTest.java",
		"t/basic.t", "test.c", "app/tests.py", "spec/a_spec.rb", "src/__tests__/a.js", "src/__snapshots__/a.snap", "test/data/input.json",
	};
	_autofree_ char *usual = protect_usual();

	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		CHECK(protect_is_test(tests[i]));
		CHECK(protect_is_touch(usual, tests[i], false));
		CHECK(!protect_is_touch(usual, tests[i], true));
	}
	/* Whatever folder it lies in, it runs before every test. */
	CHECK(!protect_is_test("tests/conftest.py"));
	CHECK(protect_goes_with_tests("tests/conftest.py"));
	CHECK(protect_is_touch("tests/**", "tests/conftest.py", true));
	CHECK(!protect_is_touch("tests/**", "tests/test_new.py", true));
}

static bool names(const char *scope, const char *path)
{
	_autofree_ char *usual = protect_usual();

	return protect_is_named(usual, scope, path);
}

static void a_scope_names_what_it_speaks_of_and_not_what_it_happens_to_hold(void)
{
	CHECK(names("src/**\nMakefile", "Makefile"));
	CHECK(names("tests/search/**", "tests/search/test_a.py"));
	CHECK(names("tests/", "tests/search/test_a.py"));
	CHECK(names("tests/*.py", "tests/test_a.py"));
	CHECK(names("src/search/*.test.ts", "src/search/rank.test.ts"));
	CHECK(names(".github/**", ".github/workflows/ci.yml"));
	CHECK(names("src/search/rank_test.go", "src/search/rank_test.go"));
	CHECK(!names("**", "Makefile"));
	CHECK(!names("*", "Makefile"));
	CHECK(!names("src/**", "src/conftest.py"));
	CHECK(!names("src/", "src/rank.test.ts"));
	CHECK(!names("**/*.py", "conftest.py"));
	CHECK(!names("src/*.py", "src/sitecustomize.py"));
	CHECK(!names("", "Makefile"));
	CHECK(!names("tests/search/**", "tests/other/test_a.py"));
}

static void whatever_a_gate_runs_is_known(void)
{
	CHECK(protect_is_run("./check", "check"));
	CHECK(protect_is_run("make && ./ci/run-tests --all", "ci/run-tests"));
	CHECK(protect_is_run("CI=1 timeout 60 ci/run", "ci/run"));
	CHECK(protect_is_run("python3 tools/check.py", "tools/check.py"));
	CHECK(protect_is_run("node --no-warnings scripts/test.js | tee log", "scripts/test.js"));
	CHECK(protect_is_run("bash -c './ci/run'", "ci/run"));
	CHECK(protect_is_run("python3 -m tools.check -v", "tools/check.py"));
	CHECK(protect_is_run("python3 -m tools", "tools/__main__.py"));
	CHECK(protect_is_run("python3 -m ruff check", "ruff.py"));
	CHECK(protect_is_run("python3 app.py --selftest", "app.py"));
	CHECK(protect_is_run("/usr/bin/python3.11 -u ci/run.py", "ci/run.py"));
	CHECK(protect_is_run("cd web && node ci/run.mjs", "web/ci/run.mjs"));
	CHECK(protect_is_run("uv run python ci/run.py", "ci/run.py"));
	CHECK(protect_is_run(". ci/lib && all", "ci/lib"));
	CHECK(!protect_is_run("grep -q . answer.txt", "answer.txt"));
	CHECK(!protect_is_run("cd web && node build.js ./src/index.js", "web/src/index.js"));
	CHECK(!protect_is_run("./check src/main.c", "src/main.c"));
	CHECK(!protect_is_run("python3 -m tools.check", "src/tools/check.py"));
	CHECK(!protect_is_run("make check", "check"));
	CHECK(!protect_is_run("python3 -c 'import check'", "check.py"));
}

static void what_a_gate_takes_its_settings_from_is_protected_by_whatever_name(void)
{
	CHECK(protect_is_run("make -f ci/rules test", "ci/rules"));
	CHECK(protect_is_run("cd web && npx eslint --config ci/lint.json .", "web/ci/lint.json"));
	CHECK(protect_is_run("pylint --rcfile=ci/lint src", "ci/lint"));
	CHECK(protect_is_run("pytest -c ci/p.ini -q", "ci/p.ini"));
	CHECK(protect_is_run("node --import ./ci/before.mjs --test", "ci/before.mjs"));
	CHECK(!protect_is_run("gcc -c src/main.c", "src/main.c"));
	CHECK(!protect_is_run("tar -f src/list", "src/list"));
	CHECK(!protect_is_run("./app --input=src/list", "src/list"));
}

static void what_an_acceptance_runs_is_its_judge_by_its_name(void)
{
	CHECK(protect_is_judge("sh src/verify.sh", "src/verify.sh"));
	CHECK(protect_is_judge("python3 bench.py", "bench.py"));
	CHECK(!protect_is_judge("python3 app.py --merge", "app.py"));
	CHECK(!protect_is_judge("sh src/negate.sh 4", "src/negate.sh"));
	CHECK(!protect_is_judge("cat src/verify.sh", "src/verify"));
}

static void the_script_that_a_gate_runs_is_known(void)
{
	CHECK(protect_is_run("sh ci/check.sh", "ci/check.sh"));
	CHECK(protect_is_run("make && ./run.sh --all", "run.sh"));
	CHECK(protect_is_run("bash -e tools/run-all", "tools/run-all"));
	CHECK(protect_is_run("cd x; (ci/check.sh)", "ci/check.sh"));
	CHECK(protect_is_run("./check", "check"));
	CHECK(protect_is_run("make -s &&\t./tools/try --all", "tools/try"));
	CHECK(protect_is_run("! tools/try", "tools/try"));
	CHECK(protect_is_run("cd web/ && sh ci/all", "web/ci/all"));
	CHECK(protect_is_run("cd web && ./check", "web/check"));
	CHECK(!protect_is_run("cd web && ./check", "app/check"));
	CHECK(!protect_is_run("cd web && cat x", "web/x"));
	CHECK(!protect_is_run("cd", "cd"));
	CHECK(!protect_is_run("node build.js ./src/index.js", "src/index.js"));
	CHECK(!protect_is_run("check", "check"));
	CHECK(!protect_is_run("grep -q right answer.txt", "answer.txt"));
	CHECK(!protect_is_run("sh ci/check.sh", "check.sh"));
	CHECK(!protect_is_run("", "a.sh"));
}

int main(void)
{
	what_steers_a_build_a_runner_or_a_linter_is_protected_without_being_named();
	a_test_that_was_there_is_protected_and_a_new_one_is_welcome();
	a_scope_names_what_it_speaks_of_and_not_what_it_happens_to_hold();
	the_script_that_a_gate_runs_is_known();
	whatever_a_gate_runs_is_known();
	what_a_gate_takes_its_settings_from_is_protected_by_whatever_name();
	what_an_acceptance_runs_is_its_judge_by_its_name();
	return tap_done();
}
