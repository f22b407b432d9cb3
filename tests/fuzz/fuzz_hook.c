/* Whatever a hook of an agent's program is given, it is read and judged without harm. */
#include "base/mem.h"
#include "runner/hook.h"
#include "runner/judge.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(judge_release) struct judge judge = { .workspace = "/w/tree", .scope = "src/**", .forbid = "src/old/**",
							.protect = "ci/**" };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *note = 0, *direct_note = 0, *told = 0, *direct = 0;
	_json_ json_t *input = 0, *word = 0;

	if (json_parse((const char *)data, len, &input, &err))
		return 0;
	/* The door's word comes from inside too. */
	direct = judge_hook(&judge, input, &direct_note);
	word = hook_read(input);
	if (word)
		told = judge_hook(&judge, word, &note);
	return 0;
}
