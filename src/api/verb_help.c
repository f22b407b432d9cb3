/* verb_help.c - what leadhand says of itself. */
#include "api/verbs.h"

#include "api/manual.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

int verb_help(struct call *call, json_t **out, struct err *err)
{
	const char *name = call_word(call, 0);
	const struct verb *verb = name ? verb_find(call->table, name) : 0;
	const char *near = name && !verb ? verb_nearest(call->table, name) : 0;
	_autofree_ char *text = 0;

	if (near)
		return err_set(err, ERR_USAGE, "there is no verb '%s'; '%s' is near", name,
			       near);
	if (name && !verb)
		return err_set(err, ERR_USAGE,
			       "there is no verb '%s': 'leadhand help' lists them", name);
	text = call_has(call, "man") ? manual_mdoc(call->table)
	       : verb		     ? manual_verb(verb)
				     : manual_list(call->table);
	*out = json_object();
	json_put(*out, "text", text);
	return 0;
}

int verb_version(struct call *call, json_t **out, struct err *err)
{
	(void)call;
	(void)err;
	*out = json_object();
	json_put(*out, "version", LEADHAND_VERSION);
	return 0;
}
