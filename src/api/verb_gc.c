/* verb_gc.c - give back disk; never work that nobody has. */
#include "api/verbs.h"

#include "api/waste.h"
#include "base/json.h"

int verb_gc(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	struct waste waste = { .view = &view,
			       .is_dry = call_has(call, "dry-run"),
			       .with_cancelled = call_has(call, "cancelled"),
			       .removed = json_array(),
			       .kept = json_array() };

	*out = json_object();
	json_object_set_new(*out, "removed", waste.removed);
	json_object_set_new(*out, "kept", waste.kept);
	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	if (view.store)
		waste_processes(&waste);
	if (view.store && (waste_workspaces(&waste, err) || waste_bases(&waste, err) || waste_logs(&waste, err) ||
			   waste_checkpoints(&waste, err) || waste_chains(&waste, err)))
		return err->code;
	json_put_number(*out, "bytes", waste.bytes);
	json_object_set_new(*out, "dry_run", json_boolean(waste.is_dry));
	return 0;
}
