/* answer.c - see answer.h. */
#include "api/answer.h"

#include "agent/event.h"
#include "base/mem.h"
#include "base/text.h"
#include "core/failure.h"

#include <string.h>
#include <strings.h>

/* The text of option N of a question, the caller's. */
static int pick_option(const struct question *question, long long number, char **text,
		       struct err *err)
{
	struct lines walk;
	long long at = 0;

	LINES_EACH(walk, question->options)
		if (++at == number) {
			*text = mem_dup(walk.line);
			lines_stop(&walk);
			return 0;
		}
	return err_set(err, ERR_USAGE, "question Q%lld has %lld option%s", question->record.id,
		       at, text_plural(at));
}

/* What is no clear yes would be a refusal, and the lead would not know of it. */
static int answer_permission(const struct question *question, const char *word, char **text, struct err *err)
{
	static const char *const words[2][5] = { { "allow", "yes", "y", "ok", "1" }, { "refuse", "no", "n", "deny", "2" } };

	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < 5; j++)
			if (!strcasecmp(word, words[i][j])) {
				*text = mem_dup(words[i][0]);
				return 0;
			}
	return err_set(err, ERR_USAGE, "question Q%lld is about a permission: answer it with 'allow' or 'refuse'",
		       question->record.id);
}

int answer_meant(const struct call *call, const struct question *question, char **text, struct err *err)
{
	const char *word = call_word(call, 1);
	bool has_option = call_has(call, "option");

	if (has_option == !text_is_empty(word))
		return err_set(err, ERR_USAGE, "say either a text or --option N");
	if (has_option)
		return pick_option(question, call_number(call, "option", 0), text, err);
	if (text_same(question->options, AGENT_PERMISSION_OPTIONS))
		return answer_permission(question, word, text, err);
	*text = mem_dup(word);
	return 0;
}

int answer_class(const char *class, struct err *err)
{
	int code = failure_code_of(class);
	const char *sayings[FAILURE_CODE_COUNT + 1] = { 0 }, *near;
	_autofree_ char *known = 0, *shown = 0;
	size_t count = 0;

	if (!class || (code >= 0 && failure_is_said((enum failure_code)code)))
		return 0;
	known = failure_sayings();
	shown = text_clean(class, strlen(class), 40);
	for (int i = 0; i < FAILURE_CODE_COUNT; i++)
		if (failure_is_said((enum failure_code)i))
			sayings[count++] = failure_codes[i];
	near = text_nearest(class, sayings);
	if (near)
		return err_set(err, ERR_USAGE, "'%s' is nothing that a change is rejected for: did you mean '%s'?", shown, near);
	return err_set(err, ERR_USAGE, "'%s' is nothing that a change is rejected for; there are: %s", shown, known);
}
