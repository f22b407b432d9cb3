/* verb_help.c - what leadhand says of itself. */
#include "api/verbs.h"

#include "api/manual.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/rules.h"

#include <string.h>

/* "help lint RULE" */
static int explain(const struct call *call, char **text, struct err *err)
{
	const char *word = call_word(call, 1), *near = rule_nearest(word);
	const struct rule *rule = rule_named(word);

	if (!text_same(call_word(call, 0), "lint"))
		return err_set(err, ERR_USAGE, "only lint has rules: leadhand help lint RULE");
	if (!rule && near)
		return err_set(err, ERR_USAGE, "there is no rule '%s'; '%s' is near", word, near);
	if (!rule)
		return err_set(err, ERR_USAGE, "there is no rule '%s': 'leadhand help lint' lists them", word);
	*text = rule_explain(rule);
	return 0;
}

/* How a verb is used; of lint its rules too. */
static char *of_verb(const struct verb *verb)
{
	_autofree_ char *usage = manual_verb(verb), *rules = 0;

	if (!text_same(verb->name, "lint"))
		return steal(&usage);
	rules = rules_list();
	return mem_printf("%s\nRules ('leadhand help lint RULE' explains one):\n%s", usage, rules);
}

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
	if (call_word(call, 1) && explain(call, &text, err))
		return err->code;
	if (!text)
		text = call_has(call, "man") ? manual_mdoc(call->table)
		       : verb		     ? of_verb(verb)
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
