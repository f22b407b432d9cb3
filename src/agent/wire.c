/* wire.c - see wire.h. */
#include "agent/wire.h"

enum { METHOD_NOT_FOUND = -32601 };

json_t *wire_request(long long id, const char *method, json_t *params)
{
	json_t *message = wire_notice(method, params);

	json_put_number(message, "id", id);
	return message;
}

json_t *wire_notice(const char *method, json_t *params)
{
	json_t *message = json_object();

	json_put(message, "method", method);
	if (params)
		json_object_set_new(message, "params", params);
	return message;
}

static json_t *response(const json_t *id, const char *key, json_t *value)
{
	json_t *message = json_object();

	json_object_set_new(message, "id", json_deep_copy(id));
	json_object_set_new(message, key, value);
	return message;
}

json_t *wire_result(const json_t *id, json_t *result)
{
	return response(id, "result", result);
}

json_t *wire_unknown(const json_t *id)
{
	return response(id, "error", json_pack("{s:i,s:s}", "code", METHOD_NOT_FOUND, "message", "not supported here"));
}

void wire_send(struct buf *send, json_t *message)
{
	_autofree_ char *line = json_line(message);

	buf_printf(send, "%s\n", line);
	json_decref(message);
}

void wire_send_versioned(struct buf *send, json_t *message)
{
	json_put(message, "jsonrpc", "2.0");
	wire_send(send, message);
}
