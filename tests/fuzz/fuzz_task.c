/* Whatever stands in a task file, it is read, its findings are clean, and a prompt can be made
 * of it. */
#include "base/mem.h"
#include "base/text.h"
#include "spec/prompt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_findings(const struct findings *findings)
{
	_autofree_ char *text = findings_text(findings, "f");

	must(text_is_utf8(text, strlen(text)));
	must(lines_count(text) == findings->count);
	for (size_t i = 0; i < findings->count; i++) {
		must(findings->list[i].line >= 1 && findings->list[i].column >= 1);
		must(!i || findings->list[i - 1].line <= findings->list[i].line);
	}
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(config_release)
	struct config config = {0};
	_cleanup_(task_spec_release)
	struct task_spec spec = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};

	config_init(&config);
	task_spec_parse("fuzz", (const char *)data, len, &config, &spec, &findings);
	check_findings(&findings);
	if (!findings.total)
		check_fit(&spec);
	check_prompt(&spec, "first", true);
	check_prompt(&spec, "conflict", false);
	return 0;
}
