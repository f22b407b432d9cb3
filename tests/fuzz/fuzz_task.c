/* Whatever stands in a task file, it is read, its findings are clean, and a prompt can be made
 * of it. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/prompt.h"
#include "spec/rules.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool has_program(void *owner, const char *name)
{
	must(text_is_utf8(name, strlen(name)));
	return owner && !strcmp(name, "make");
}

static bool has_symbol(void *owner, const char *name)
{
	return owner && strlen(name) % 2;
}

static struct world_class class_record(void *owner, const char *class)
{
	return (struct world_class){owner ? 9 : 0, (long long)strlen(class), 500};
}

/* What is mended is a text of the same lines, and what was mended is there. */
static void check_mends(const struct findings *findings, const char *text, size_t len)
{
	size_t count = 0;
	_autofree_ char *mended = findings_mended(findings, text, len, &count);

	must((count > 0) == (mended != 0));
	if (mended)
		must(text_is_utf8(mended, strlen(mended)) && lines_count(mended) == lines_count(text));
	for (size_t i = 0; i < findings->count; i++)
		if (findings->list[i].mend)
			must(findings->list[i].from < findings->list[i].to && findings->list[i].to <= len);
}

static void check_findings(const struct findings *findings)
{
	_autofree_ char *errors = findings_errors(findings, "f");
	size_t count = 0;

	must(text_is_utf8(errors, strlen(errors)));
	for (size_t i = 0; i < findings->count; i++) {
		must(text_is_utf8(findings->list[i].text, strlen(findings->list[i].text)) && !strchr(findings->list[i].text, '\n'));
		count += findings->list[i].is_error;
		must(findings->list[i].line >= 1 && findings->list[i].column >= 1);
		must(rule_named(findings->list[i].rule) != 0);
		must(!i || findings->list[i - 1].line <= findings->list[i].line);
	}
	must(lines_count(errors) == count);
}

static void check_prompt(const struct task_spec *spec, const char *reason, bool is_again)
{
	struct prompt prompt = {.task = spec,
				.reason = reason,
				.text = spec->body,
				.base = "0123",
				.target = "main",
				.is_again = is_again};
	_autofree_ char *text = prompt_render(&prompt);

	must(!is_again || strstr(text, spec->body) != 0);
}

static void check_fit(const struct task_spec *spec)
{
	must(!text_is_empty(spec->title) && !text_is_empty(spec->body));
	must(spec->accept_count > 0 || text_same(spec->kind, "report"));
	must(spec->priority >= 1 && spec->priority <= 9);
	for (size_t i = 0; i < spec->accept_count; i++)
		must(text_is_name(spec->accept[i].name) && spec->accept[i].timeout_ms > 0);
}

/* A small repository around it, in which much is missing. */
static void lint(const uint8_t *data, size_t len, struct task_spec *spec, struct findings *findings)
{
	static const char *const files[] = {"Makefile", "src/a.c", "src/b/c.py", "tests/run.sh"};
	static const struct world_task tasks[] = {{"a", "fuzz", "src/**", false}, {"b", "", "", true}, {"c", "a\nb", "*", false}};
	static char here;
	_cleanup_(config_release)
	struct config config = {0};
	_autofree_ char *text = mem_dup_part((const char *)data, len);
	struct lint_world world = {.config = &config, .files = files, .file_count = 4, .targets = "all\ntest",
				   .scripts = "build", .tasks = tasks, .task_count = 3, .has_program = has_program,
				   .has_symbol = has_symbol, .class_record = class_record, .owner = &here};

	config_init(&config);
	mem_replace(&config.protect, mem_dup("tests/**"));
	task_spec_lint(&(struct task_text){"fuzz", text, len}, &world, spec, findings);
	check_findings(findings);
	if (strlen(text) == len)
		check_mends(findings, text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(task_spec_release)
	struct task_spec known = {0};
	_cleanup_(findings_release)
	struct findings told = {0};
	_cleanup_(config_release)
	struct config config = {0};
	_cleanup_(task_spec_release)
	struct task_spec spec = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};

	config_init(&config);
	task_spec_parse("fuzz", (const char *)data, len, &config, &spec, &findings);
	check_findings(&findings);
	if (!findings.errors)
		check_fit(&spec);
	lint(data, len, &known, &told);
	check_prompt(&spec, "first", true);
	check_prompt(&spec, "conflict", false);
	return 0;
}
