/* What `init` finds in a tree, and that the files it writes are ones that leadhand takes. */
#include "base/text.h"
#include "scratch.h"
#include "spec/config.h"
#include "spec/start.h"
#include "spec/protect.h"
#include "spec/task.h"

static char *tree; /* owned: of the story that is told */

static void put(const char *name, const char *text)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/%s", tree, name);

	CHECK_OK(fs_write(path, text, strlen(text), &err));
}

static void folder(const char *name)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/%s", tree, name);

	CHECK_OK(fs_make_dirs(path, &err));
}

static const char *first_error(const struct findings *findings)
{
	const struct finding *first = findings_first_error(findings);

	return first ? first->rule : "";
}

static void begin(void)
{
	static int number;

	mem_replace(&tree, mem_printf("%s/%d", scratch, number++));
	folder("");
}

/* The lines that say nothing about themselves. */
static size_t lines_without_comment(const char *text)
{
	struct lines walk;
	size_t count = 0;

	LINES_EACH (walk, text)
		count += *walk.line && !strchr(walk.line, '#');
	return count;
}

static const struct config_gate *gate_of(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->gate_count; i++)
		if (!strcmp(config->gates[i].name, name))
			return &config->gates[i];
	return 0;
}

static void is_gate(const struct config *config, const char *name, const char *command)
{
	const struct config_gate *gate = gate_of(config, name);

	CHECK_STR(gate ? gate->run : "", command ? command : "");
}

/* Look at the tree, write the settings, and read them again: nothing is lost on the way. */
static void settle(struct start *start, struct config *config)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *text = 0;

	start_look(tree, start);
	start->target = mem_dup("feature/x");
	text = start_config(start);
	CHECK_OK(config_parse("config.yaml", text, strlen(text), config, &err));
	CHECK_INT(lines_without_comment(text), 0);
	CHECK_STR(config->target, "feature/x");
	CHECK_STR(config->agent, "codex");
	CHECK(text_same(config->setup, start->setup));
	CHECK(protect_is_usual(config->protect));
	is_gate(config, "build", start->build);
	is_gate(config, "test", start->test);
	is_gate(config, "lint", start->lint);
}

static void an_empty_tree_gets_settings_that_are_taken(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	settle(&start, &config);
	CHECK_STR(start.found, "");
	CHECK_INT(config.gate_count, 0);
	CHECK_INT(config.sessions, 3);
}

static void every_known_file_leads_to_settings_that_are_taken(void)
{
	static const char *const files[][2] = {
		{"Cargo.toml", "cargo test"},
		{"go.mod", "go test ./... -json"},
		{"meson.build",
		 "test -f build/build.ninja || meson setup build && meson test -C build"},
		{"CMakeLists.txt",
		 "cmake -S . -B build && cmake --build build && ctest --test-dir build "
		 "--output-on-failure --output-junit junit.xml"},
		{"mvnw", "./mvnw -q -B test"},
		{"pom.xml", "mvn -q -B test"},
		{"build.gradle", "gradle test"},
		{"gradlew", "./gradlew test"},
		{"mix.exs", "mix test"},
		{"Package.swift", "swift test"},
		{"build.zig", "zig build test"},
		{"tox.ini", "tox"},
		{"pytest.ini", "python3 -m pytest --junitxml=junit.xml"},
		{"configure", "./configure && make check"},
		{"configure.ac", "autoreconf -fi && ./configure && make check"},
		{"Rakefile", "bundle exec rake test"},
		{"deno.json", "deno test"},
		{"dune-project", "dune test"},
		{".pre-commit-config.yaml", ""},
		{"README.md", ""},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		_cleanup_(start_release)
		struct start start = {0};
		_cleanup_(config_release)
		struct config config = {0};

		begin();
		put(files[i][0], "");
		settle(&start, &config);
		CHECK_STR(start.test ? start.test : "", files[i][1]);
	}
}

static void a_makefile_is_asked_for_its_targets(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	put("Makefile",
	    "test := no\nCHECK = x\nall: prog\n\ttest: no\nfast check: all\n\t./run\nlint:\n");
	put("Cargo.toml", "");
	folder("tests");
	folder(".github");
	settle(&start, &config);
	CHECK_STR(start.build, "make");
	CHECK_STR(start.test, "make check");
	CHECK_STR(start.lint, "make lint");
	CHECK_STR(start.setup, "cargo fetch");
	CHECK_STR(start.protect, "tests/**\n.github/**\nMakefile\nCargo.toml");
	CHECK(lines_has(start.found, "a Makefile with a target 'check'"));
}

static void a_makefile_without_tests_has_none(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	put("Makefile", "testing: all\nall:\n\tmake test: x\ncontest:");
	settle(&start, &config);
	CHECK_STR(start.build, "make");
	CHECK(!start.test);
}

static void node_projects_name_their_scripts(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	put("package.json", "{\"scripts\":{\"test\":\"vitest\",\"lint\":\"eslint .\"}}");
	put("pnpm-lock.yaml", "");
	settle(&start, &config);
	CHECK_STR(start.test, "pnpm run test");
	CHECK_STR(start.lint, "pnpm run lint");
	CHECK(!start.build);
	CHECK_STR(start.setup, "pnpm install --frozen-lockfile");
}

static void what_npm_writes_where_there_are_no_tests_is_no_test(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	put("package.json",
	    "{\"scripts\":{\"test\":\"echo \\\"Error: no test specified\\\" && exit 1\"}}");
	put("package-lock.json", "");
	settle(&start, &config);
	CHECK(!start.test);
	CHECK_STR(start.setup, "npm ci");
	CHECK_STR(config.walls.network, "registry.npmjs.org");
}

static void a_broken_package_tells_nothing(void)
{
	static const char *const broken[] = {"", "{", "[]", "{\"scripts\":7}",
					     "{\"scripts\":{\"test\":[]}}"};

	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		_cleanup_(start_release)
		struct start start = {0};
		_cleanup_(config_release)
		struct config config = {0};

		begin();
		put("package.json", broken[i]);
		settle(&start, &config);
		CHECK(!start.test);
	}
}

static void python_projects_are_known_by_their_tests(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	put("pyproject.toml", "[tool.ruff]\n[tool.pytest.ini_options]\n");
	put("uv.lock", "");
	settle(&start, &config);
	CHECK_STR(start.test, "uv run pytest --junitxml=junit.xml");
	CHECK_STR(start.report, "junit.xml");
	CHECK_STR(config.gates[0].report, "junit.xml");
	CHECK_STR(start.lint, "ruff check .");
	CHECK_STR(start.setup, "uv sync");
}

/* Only where the runner is known is it known what it writes. */
static void a_report_is_asked_for_where_the_runner_writes_one(void)
{
	static const char *const files[][2] = {
		{"go.mod", "stdout"},
		{"meson.build", "build/meson-logs/testlog.junit.xml"},
		{"CMakeLists.txt", "build/junit.xml"},
		{"conftest.py", "junit.xml"},
		{"Cargo.toml", 0},
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		_cleanup_(start_release)
		struct start start = {0};
		_cleanup_(config_release)
		struct config config = {0};
		const char *report = 0;

		begin();
		put(files[i][0], "");
		settle(&start, &config);
		for (size_t k = 0; k < config.gate_count; k++)
			report = config.gates[k].report ? config.gates[k].report : report;
		CHECK_STR(report ? report : "", files[i][1] ? files[i][1] : "");
	}
}

static void folders_with_the_names_of_files_are_harmless(void)
{
	_cleanup_(start_release)
	struct start start = {0};
	_cleanup_(config_release)
	struct config config = {0};

	begin();
	folder("Makefile");
	folder("package.json");
	folder("pyproject.toml");
	settle(&start, &config);
	CHECK(!start.test);
}

static void any_agent_and_branch_lead_to_settings_that_are_taken(void)
{
	static const char *const agents[] = {"claude",	 "codex", "gemini", "opencode",
					     "my-agent", "null",  "7"};

	for (size_t i = 0; i < sizeof(agents) / sizeof(*agents); i++) {
		_cleanup_(err_release)
		struct err err = ERR_INIT;
		_cleanup_(config_release)
		struct config config = {0};
		_cleanup_(start_release)
		struct start start = {.agent = mem_dup(agents[i]),
				      .target = mem_dup("fix/#12_a@b"),
				      .test = mem_dup("a: \"b\" # 'c' \\ {d} * & ! | > %"),
				      .setup = mem_dup("x\ny")};
		_autofree_ char *text = start_config(&start);

		CHECK_OK(config_parse("config.yaml", text, strlen(text), &config, &err));
		CHECK_STR(config.agent, agents[i]);
		CHECK(config_find_agent(&config, agents[i]) != 0);
		CHECK_STR(config.target, "fix/#12_a@b");
		CHECK_STR(config.setup, "x\ny");
		is_gate(&config, "test", start.test);
		CHECK_INT(lines_without_comment(text), 0);
	}
}

static void a_new_task_lacks_only_what_its_writer_knows(void)
{
	static const char *const titles[] = {"Rank exact matches first",
					     "a: b",
					     "- x",
					     "\"quoted\" # x",
					     "*",
					     "!",
					     "true",
					     "null",
					     "\xc3\xa4 \xe2\x86\x92",
					     "it's"};

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		_cleanup_(task_spec_release)
		struct task_spec spec = {0};
		_cleanup_(findings_release)
		struct findings findings = {0};
		_autofree_ char *text = start_task(titles[i]);

		task_spec_parse("x", text, strlen(text), 0, &spec, &findings);
		CHECK_STR(spec.title, titles[i]);
		CHECK_INT(findings.errors, 2);
		CHECK_STR(first_error(&findings), "accept-missing");
		CHECK_STR(findings.count ? findings.list[findings.count - 1].rule : "", "body-missing");
	}
}

static void what_is_written_offers_nothing_that_is_not_built(void)
{
	static const char *const unbuilt[] = {"sampled", "acp", "snapshot", "reflink"};
	_cleanup_(start_release)
	struct start start = {0};
	_autofree_ char *config = start_config(&start), *task = start_task("x");

	for (size_t i = 0; i < sizeof(unbuilt) / sizeof(*unbuilt); i++) {
		CHECK(!strstr(config, unbuilt[i]));
		CHECK(!strstr(task, unbuilt[i]));
	}
}

static void a_title_can_do_no_harm(void)
{
	static const char *const titles[] = {
		"", " ", "\n", "a\nkind: report", "\033[31mred", "\xff\xfe"};

	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		_cleanup_(task_spec_release)
		struct task_spec spec = {0};
		_cleanup_(findings_release)
		struct findings findings = {0};
		_autofree_ char *text = start_task(titles[i]);

		task_spec_parse("x", text, strlen(text), 0, &spec, &findings);
		CHECK_INT(findings.errors, i < 3 ? 3 : 2);
		CHECK_STR(first_error(&findings), i < 3 ? "title-missing" : "accept-missing");
		CHECK_STR(spec.kind, "change");
	}
}

int main(void)
{
	scratch_make();
	an_empty_tree_gets_settings_that_are_taken();
	every_known_file_leads_to_settings_that_are_taken();
	a_makefile_is_asked_for_its_targets();
	a_makefile_without_tests_has_none();
	node_projects_name_their_scripts();
	what_npm_writes_where_there_are_no_tests_is_no_test();
	a_broken_package_tells_nothing();
	python_projects_are_known_by_their_tests();
	a_report_is_asked_for_where_the_runner_writes_one();
	folders_with_the_names_of_files_are_harmless();
	any_agent_and_branch_lead_to_settings_that_are_taken();
	a_new_task_lacks_only_what_its_writer_knows();
	what_is_written_offers_nothing_that_is_not_built();
	a_title_can_do_no_harm();
	scratch_remove();
	free(tree);
	return tap_done();
}
