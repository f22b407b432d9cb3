/* Whatever a client says, each line has its answer; and whatever a SKILL.md says, it is read as far as it goes. */
#include "base/mem.h"
#include "mcp/protocol.h"
#include "spec/skill.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void say(const json_t *message)
{
	_autofree_ char *line = json_line(message);

	if (!line || strchr(line, '\n'))
		abort();
}

static void call(const struct mcp_step *step)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *word = 0, *reply = 0;
	_autofree_ char *text = 0;
	int failed = mcp_tool_word(step->tool, step->arguments, 1000, &word, &err);

	if (!failed && strcmp(json_text_or(word, "word", ""), step->tool->name) != 0)
		abort();
	/* What the arguments would be as the door's reply: hostile too. */
	text = failed ? mem_dup(err.text) : step->tool->text(step->arguments);
	reply = mcp_result(step->id, step->is_modern, text, failed);
	say(reply);
}

static void take(struct mcp *mcp, const char *line, size_t len)
{
	_cleanup_(mcp_step_release) struct mcp_step step = { 0 };

	mcp_take(mcp, line, len, &step);
	if (step.deed == MCP_say)
		say(step.reply);
	else if (step.deed == MCP_call)
		call(&step);
	else if (step.deed == MCP_cancel && !step.id)
		abort();
	if (mcp_patience_ms(mcp) <= 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *text = mem_dup_part((const char *)data, len);
	struct skill skill = { 0 };
	struct mcp mcp = { 0 };
	const char *rest = (const char *)data, *end = rest + len;

	while (rest < end) {
		const char *stop = memchr(rest, '\n', (size_t)(end - rest));
		size_t piece = (size_t)((stop ? stop : end) - rest);

		take(&mcp, rest, piece);
		rest += piece + 1;
	}
	skill_read(text, &skill);
	if (skill.body < text || skill.body > text + strlen(text))
		abort();
	skill_release(&skill);
	return 0;
}
