/* call.c - see call.h; call_parse() is in parse.c. */
#include "api/call.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

int call_init(struct call *call, const struct verb *table, const char *name, struct err *err)
{
	const struct verb *verb = verb_find(table, name);
	_autofree_ char *shown = text_clean(name, strlen(name), 60);
	const char *near = verb ? 0 : verb_nearest(table, name);

	if (near)
		return err_set(err, ERR_USAGE, "there is no verb '%s'; '%s' is near", shown,
			       near);
	if (!verb)
		return err_set(err, ERR_USAGE,
			       "there is no verb '%s': 'leadhand help' lists them", shown);
	*call = (struct call){
		.table = table, .verb = verb, .words = json_array(), .options = json_object()
	};
	return 0;
}

void call_release(struct call *call)
{
	json_decref(call->words);
	json_decref(call->options);
	place_release(&call->place);
	*call = (struct call){ 0 };
}

static int check_words(const struct call *call, struct err *err)
{
	const struct verb *verb = call->verb;
	int count = (int)json_array_size(call->words);

	if (count >= verb->least && (verb->most < 0 || count <= verb->most))
		return 0;
	if (!verb->most)
		return err_set(err, ERR_USAGE, "'%s' takes no arguments", verb->name);
	return err_set(err, ERR_USAGE, "usage: leadhand %s %s", verb->name, verb->synopsis);
}

int call_run(struct call *call, json_t **out, struct err *err)
{
	_json_ json_t *made = 0;
	int code = check_words(call, err);

	if (!code && call->verb->kind == VERB_decides &&
	    !text_is_empty(getenv("LEADHAND_SESSION")))
		code = err_set(err, ERR_REFUSED,
			       "a session may not '%s': that is the lead's to say",
			       call->verb->name);
	if (!code && call->verb->needs_place && !call->place.top)
		code = place_find(call_text(call, "repo"), &call->place, err);
	if (!code)
		code = call->verb->run(call, &made, err);
	if (code)
		return code;
	*out = made ? steal(&made) : json_object();
	return 0;
}

const char *call_word(const struct call *call, size_t at)
{
	return json_string_value(json_array_get(call->words, at));
}

const char *call_text(const struct call *call, const char *option)
{
	return json_text(call->options, option);
}

bool call_has(const struct call *call, const char *option)
{
	const json_t *value = json_object_get(call->options, option);

	return value && !json_is_false(value) && !json_is_null(value);
}

long long call_number(const struct call *call, const char *option, long long otherwise)
{
	return call_has(call, option) ? json_number(call->options, option) : otherwise;
}

void call_tell(const struct call *call, const char *fmt, ...)
{
	_autofree_ char *line = 0;
	va_list ap;

	if (!call->tell)
		return;
	va_start(ap, fmt);
	line = mem_vprintf(fmt, ap);
	va_end(ap);
	call->tell(call->owner, line);
}
