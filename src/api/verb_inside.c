/* verb_inside.c - leadhand as the first program inside the walls. */
#include "api/verbs.h"

#include "base/mem.h"
#include "runner/hook.h"
#include "walls/inside.h"

#include <stdio.h>

enum { HOOK_TELLS = 2 };

int verb_inside(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(err_release) struct err failed = ERR_INIT;
	size_t count = json_array_size(call->words);
	_autofree_ const char **argv = mem_new(count, sizeof *argv);

	(void)out, (void)err;
	for (size_t i = 1; i < count; i++)
		argv[i - 1] = call_word(call, i);
	/* As a shell ends, not as leadhand does: who waits asked for that program and knows nothing of us. */
	if (inside_run(call_word(call, 0), argv, &call->status, &failed))
		fprintf(stderr, "leadhand: %s\n", failed.text);
	return 0;
}

int verb_hook(struct call *call, json_t **out, struct err *err)
{
	_autofree_ char *told = hook_hear(0);

	(void)out, (void)err;
	/* The status by which Claude Code and Codex hand on what stands on standard error to the model. */
	if (told)
		fprintf(stderr, "%s\n", told);
	call->status = told ? HOOK_TELLS : 0;
	return 0;
}
