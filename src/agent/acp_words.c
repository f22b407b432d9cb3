/* acp_words.c - see acp_words.h. */
#include "agent/acp_words.h"

#include "base/mem.h"
#include "base/text.h"

char *acp_words_argv(const struct acp_quirk *quirk, const char *run, const char *model, const char *session)
{
	const char *word = quirk->subcommand, *option = quirk->model_option;
	const char *prelude = session && text_is_name(session) ? quirk->prelude : 0;
	char *argv = prelude ? mem_printf("/bin/sh\n-c\n%s\nsh\n%s", prelude, session) : mem_dup("");
	struct lines walk;

	LINES_EACH (walk, run)
		lines_add(&argv, walk.line);
	if (word && !acp_command_has(argv, word))
		lines_add(&argv, word);
	if (option && model && !acp_command_has(argv, option)) {
		lines_add(&argv, option);
		lines_add(&argv, model);
	}
	return argv;
}

char *acp_words_attach(const struct agent_turn *turn)
{
	const struct acp_quirk *quirk = acp_quirk_of_command(turn->run);
	char *argv = 0;
	struct lines walk;

	if (!quirk->attach || text_is_empty(turn->thread))
		return 0;
	/* The adapters are no programs for a person; the others are, without the word for the protocol. */
	if (*quirk->attach)
		lines_add(&argv, quirk->attach);
	else
		LINES_EACH (walk, turn->run)
			if (!text_same(walk.line, quirk->subcommand))
				lines_add(&argv, walk.line);
	lines_add(&argv, quirk->attach_session);
	lines_add(&argv, turn->thread);
	if (turn->has_walls && quirk->attach_free)
		lines_add(&argv, quirk->attach_free);
	return argv;
}
