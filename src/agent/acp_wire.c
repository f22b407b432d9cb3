/* acp_wire.c - see acp_wire.h. */
#include "agent/acp_wire.h"

enum { METHOD_NOT_FOUND = -32601 };

static void send_message(struct buf *send, json_t *message)
{
	_autofree_ char *line = 0;

	json_put(message, "jsonrpc", "2.0");
	line = json_line(message);
	buf_printf(send, "%s\n", line);
	json_decref(message);
}

void acp_send_request(struct buf *send, long long id, const char *method, json_t *params)
{
	json_t *message = json_object();

	json_put_number(message, "id", id);
	json_put(message, "method", method);
	json_object_set_new(message, "params", params);
	send_message(send, message);
}

void acp_send_notice(struct buf *send, const char *method, json_t *params)
{
	json_t *message = json_object();

	json_put(message, "method", method);
	json_object_set_new(message, "params", params);
	send_message(send, message);
}

void acp_send_result(struct buf *send, const json_t *id, json_t *result)
{
	json_t *message = json_object();

	json_object_set_new(message, "id", json_deep_copy(id));
	json_object_set_new(message, "result", result);
	send_message(send, message);
}

void acp_send_unknown(struct buf *send, const json_t *id)
{
	json_t *message = json_object();

	json_object_set_new(message, "id", json_deep_copy(id));
	json_object_set_new(message, "error",
			    json_pack("{s:i,s:s}", "code", METHOD_NOT_FOUND, "message", "not supported here"));
	send_message(send, message);
}
