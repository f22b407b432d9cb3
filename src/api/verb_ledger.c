/* verb_ledger.c - every execution of every check, and what was used again. */
#include "api/verbs.h"

#include "api/executions.h"
#include "base/json.h"

int verb_ledger(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };

	/* What the events say is all that is needed, and the outputs. */
	if (view_open(&call->place, VIEW_board, &view, err) ||
	    executions_read(&view, call_word(call, 0), call_has(call, "output"), out, err))
		return err->code;
	json_put_number(*out, "now_ms", view.now_ms);
	return 0;
}
