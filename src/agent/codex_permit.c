/* codex_permit.c - see codex_permit.h. */
#include "agent/codex_permit.h"

#include "agent/codex_item.h"
#include "agent/wire.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { WAITING_COUNT = 64, PATH_COUNT = 8 };

static const char command_method[] = "item/commandExecution/requestApproval";
static const char edit_method[] = "item/fileChange/requestApproval";

bool codex_permit_is(const char *method)
{
	return !strcmp(method, command_method) || !strcmp(method, edit_method);
}

void codex_permit_see(struct codex_permits *permits, const json_t *item, const char *workspace)
{
	const json_t *changes = json_object_get(item, "changes");
	_autofree_ char *paths = 0;

	if (!text_same(json_text(item, "type"), "fileChange"))
		return;
	for (size_t i = 0; i < json_array_size(changes) && i < PATH_COUNT; i++) {
		const char *path = json_text_or(json_array_get(changes, i), "path", "");

		mem_replace(&paths, mem_printf("%s%s%s", paths ? paths : "", paths ? ", " : "",
					       agent_path_within(path, workspace)));
	}
	mem_replace(&permits->edit_id, mem_dup(json_text_or(item, "id", "")));
	mem_replace(&permits->edit_paths, steal(&paths));
}

static void decide(struct buf *send, const json_t *id, bool is_allowed)
{
	wire_send(send, wire_result(id, json_pack("{s:s}", "decision", is_allowed ? "accept" : "decline")));
}

static const char *target_of(const struct codex_permits *permits, const json_t *params, bool is_edit)
{
	const char *command = is_edit ? 0 : codex_item_command(params);

	if (!is_edit)
		return command ? command : json_text_or(params, "reason", "");
	return text_same(permits->edit_id, json_text(params, "itemId")) && permits->edit_paths
		       ? permits->edit_paths
		       : json_text_or(params, "reason", "files");
}

void codex_permit_take(struct codex_permits *permits, const struct codex_setup *setup, const json_t *message,
		       struct agent_queue *queue, struct buf *send)
{
	const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
	bool is_edit = !strcmp(json_text_or(message, "method", ""), edit_method);
	const char *target = target_of(permits, params, is_edit);
	_autofree_ char *digest = agent_digest(target, strlen(target));
	bool is_asked = text_same(setup->permissions, "ask"), is_refused = text_same(setup->permissions, "refuse");
	struct agent_event *event;

	if (!is_asked || permits->count >= WAITING_COUNT) {
		/* Where no walls are ours, what codex's own sandbox keeps it from is the limit. */
		decide(send, id, setup->has_walls && !is_refused && !is_asked);
		return;
	}
	event = agent_queue_add(queue, AGENT_permission, json_text(params, "reason"));
	event->key = mem_printf("p-%s", digest);
	event->name = mem_dup(is_edit ? "apply_patch" : "exec_command");
	event->action = is_edit ? AGENT_ACTION_edit : AGENT_ACTION_run;
	event->target = agent_cut(target);
	permits->waiting = mem_grow(permits->waiting, permits->count + 1, sizeof *permits->waiting);
	permits->waiting[permits->count++] = (struct codex_permit){ json_deep_copy(id), mem_dup(event->key) };
}

void codex_permit_answer(struct codex_permits *permits, const char *key, const char *text, struct buf *send)
{
	size_t kept = 0;

	for (size_t i = 0; i < permits->count; i++) {
		struct codex_permit one = permits->waiting[i];

		if (strcmp(one.key, key) != 0) {
			permits->waiting[kept++] = one;
			continue;
		}
		decide(send, one.id, text_same(text, "allow"));
		json_decref(one.id);
		free(one.key);
	}
	permits->count = kept;
}

void codex_permits_release(struct codex_permits *permits)
{
	for (size_t i = 0; i < permits->count; i++) {
		json_decref(permits->waiting[i].id);
		free(permits->waiting[i].key);
	}
	free(permits->waiting);
	free(permits->edit_id);
	free(permits->edit_paths);
	*permits = (struct codex_permits){ 0 };
}
