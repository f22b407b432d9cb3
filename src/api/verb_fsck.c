/* verb_fsck.c - the store, the journals, the refs and the workspaces, against each other. */
#include "api/verbs.h"

#include "api/findings.h"
#include "base/json.h"

int verb_fsck(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(view_release) struct view view = { 0 };
	json_t *found = json_array(), *unsaved = json_array();

	*out = json_object();
	json_object_set_new(*out, "findings", found);
	json_object_set_new(*out, "unsaved", unsaved);
	if (view_open(&call->place, VIEW_whole, &view, err))
		return err->code;
	if (view.store) {
		if (check_store(&view, found, err))
			return err->code;
		check_jobs(&view, found);
		if (check_refs(&view, found, err))
			return err->code;
		check_workspaces(&view, found);
		check_rooms(&view, found);
		check_unsaved(&view, unsaved);
	}
	json_object_set_new(*out, "ok", json_boolean(!json_array_size(found)));
	json_put_number(*out, "tasks", task_count(view.state));
	json_put_number(*out, "jobs", job_count(view.state));
	call->status = json_array_size(found) ? -ERR_CORRUPT : 0;
	return 0;
}
