/* Whatever stands in a template, it is refused with its place, or says something that is bounded. */
#include "base/json.h"
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char task[] = "---\ntitle: T\nscope: [a, b]\naccept: [make]\n---\nThe words.\n";
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *input = mem_dup_part((const char *)data, len), *said = 0, *lacks = 0;
	struct template *made = 0;

	if (prompt_template_read("f", input, len, &made, &err)) {
		must(text_starts(err.text, "f:") && text_is_utf8(err.text, strlen(err.text)));
		return 0;
	}
	task_spec_parse("fuzz", task, sizeof task - 1, 0, &spec, &findings);
	lacks = prompt_template_lacks(made);
	said = prompt_render(&(struct prompt){ .task = &spec, .template = made, .reason = "gate_red", .text = input,
					       .base = "0123", .target = "main", .is_again = true });
	must(strlen(said) <= 1 << 20);
	must(text_is_utf8(said, strlen(said)) || strlen(said) == 1 << 20);
	template_free(made);
	return 0;
}
