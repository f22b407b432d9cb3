/* lint.c - see lint.h. */
#include "spec/lint.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/gate_entry.h"
#include "spec/masks.h"
#include "spec/prose.h"

#include <string.h>

static void lint_title(const struct lint *lint)
{
	if (!lint_is_written(lint, "title"))
		COMPLAIN(lint, lint->front, "title-missing",
			 "no title: add title: and what it is about in a few words");
}

static bool is_text(const struct yaml_value *value)
{
	return value->shape == yaml_shape_text && !yaml_value_is_null(value) &&
	       value->text[strspn(value->text, " \t\n")];
}

static void lint_mask(const struct lint *lint, const struct yaml_value *run)
{
	struct mask mask = mask_find(run->text);

	if (mask.kind == MASK_all)
		COMPLAIN(lint, run, "accept-masked", "'%.80s' can never fail: leave out %s", run->text, mask.why);
	else if (mask.kind == MASK_some)
		COMPLAIN(lint, run, "accept-partly", "'%.80s' may fail unseen: %s", run->text, mask.why);
	else if (mask.kind == MASK_trivial)
		COMPLAIN(lint, run, "accept-trivial", "'%.80s' proves nothing: it always succeeds", run->text);
	if (mask.cut)
		findings_offer(lint->findings, run->text, mask.cut, strlen(run->text), "");
}

static void lint_acceptance(const struct lint *lint, const struct yaml_value *entry)
{
	const struct yaml_value *run = entry;

	/* Where a key has no value, or is not there, the reader of the map had nothing to say.
	 */
	if (entry->shape == yaml_shape_map) {
		run = yaml_value_find(entry, "run");
		if (run && !yaml_value_is_null(run) && !is_text(run))
			return;
	}
	if (entry->shape == yaml_shape_list)
		return;
	if (!run || !is_text(run))
		COMPLAIN(lint, entry, "accept-empty",
			 "an acceptance without a command: write the command, or run: COMMAND");
	else if (prose_is_sentence(run->text))
		COMPLAIN(lint, run, "accept-prose",
			 "'%.80s' reads as a sentence: write a command that fails until it is "
			 "so",
			 run->text);
	else
		lint_mask(lint, run);
}

static void lint_accept(const struct lint *lint)
{
	const struct yaml_value *accept = yaml_value_find(lint->front, "accept");
	bool is_red = false;

	if (!lint_is_written(lint, "accept") ||
	    (accept->shape == yaml_shape_list && !accept->count)) {
		/* A document has nothing that could be run. */
		if (!text_same(lint->spec->kind, "report") && !lint_is_meant(lint, "accept"))
			COMPLAIN(lint, lint_place(lint, "accept"), "accept-missing",
				 "no acceptance: add accept: [COMMAND] with a command that "
				 "shows it is done");
		return;
	}
	for (size_t i = 0; accept->shape == yaml_shape_list && i < accept->count; i++)
		lint_acceptance(lint, &accept->items[i]);
	for (size_t i = 0; i < lint->spec->accept_count; i++)
		is_red = is_red || lint->spec->accept[i].is_red_first;
	if (lint->spec->accept_count && !is_red && text_same(lint->spec->class, "feature"))
		COMPLAIN(lint, accept, "red-missing",
			 "no acceptance of this feature fails before it is built, so none "
			 "proves it: "
			 "add red: true to one");
}

static bool is_project_gate(const struct config *config, const char *name)
{
	for (size_t i = 0; config && i < config->gate_count; i++)
		if (!strcmp(config->gates[i].name, name))
			return true;
	return false;
}

/* An outcome in the ledger is found by its gate's name. */
static void lint_accept_names(const struct lint *lint)
{
	const struct yaml_value *accept = yaml_value_find(lint->front, "accept");
	_autofree_ char *seen = 0;

	for (size_t i = 0; accept && accept->shape == yaml_shape_list && i < accept->count;
	     i++) {
		const struct yaml_value *name = yaml_value_find(&accept->items[i], "name");

		if (!name || name->shape != yaml_shape_text || !text_is_name(name->text))
			continue;
		if (gate_entry_is_reserved(name->text))
			COMPLAIN(lint, name, "accept-name",
				 "'%s' is how acceptances without a name are called",
				 name->text);
		else if (is_project_gate(lint->world->config, name->text))
			COMPLAIN(lint, name, "accept-name",
				 "the project has a gate with the name '%s' already",
				 name->text);
		else if (lines_has(seen, name->text))
			COMPLAIN(lint, name, "accept-name",
				 "two acceptances have the name '%s'", name->text);
		lines_add(&seen, name->text);
	}
}

/*
 * A path that stands for what `pattern` matches: each star becomes a word that only a star can
 * match, and '**' as many segments as said.
 */
static char *witness(const char *pattern, size_t deep)
{
	static const char word[] = "\001\002\003\004\005\006\001";
	struct buf out = BUF_INIT(8192);

	for (const char *s = pattern; *s;) {
		bool is_deep = !strncmp(s, "**", 2) && (s == pattern || s[-1] == '/') &&
			       (s[2] == '/' || !s[2]);

		for (size_t i = 0; is_deep && i < deep; i++)
			buf_printf(&out, "%s%s", i ? "/" : "", word);
		if (is_deep)
			s += 2;
		else if (*s == '*')
			buf_add_text(&out, word), s += strspn(s, "*");
		else if (*s == '?')
			buf_add_text(&out, "\001"), s++;
		else
			buf_add(&out, s++, 1);
	}
	if (text_ends(pattern, "/"))
		for (size_t i = 0; i < deep; i++)
			buf_printf(&out, "%s%s", i ? "/" : "", word);
	return buf_take(&out);
}

static void lint_scope_entry(const struct lint *lint, const char *entry,
			     const struct yaml_value *place)
{
	_autofree_ char *near = witness(entry, 1), *far = witness(entry, 3);
	struct lines forbid;

	LINES_EACH (forbid, lint->spec->forbid) {
		if (!glob_match(forbid.line, near) || !glob_match(forbid.line, far))
			continue;
		COMPLAIN(lint, place, "scope-forbidden",
			 "forbid '%s' covers the scope '%s': nothing there could be written",
			 forbid.line, entry);
		lines_stop(&forbid);
		return;
	}
}

static void lint_forbidden(const struct lint *lint)
{
	struct lines scope;

	/* No scope is everything. */
	if (text_is_empty(lint->spec->scope))
		lint_scope_entry(lint, "**", lint_place(lint, "forbid"));
	LINES_EACH (scope, lint->spec->scope)
		lint_scope_entry(lint, scope.line, lint_entry(lint, "scope", scope.line));
}

static void lint_unknown_agent(const struct lint *lint, const char *agent)
{
	const struct yaml_value *place = lint_place(lint, "agent");
	const char *names[65] = {0}, *near;

	for (size_t i = 0; i < lint->world->config->agent_count && i < 64; i++)
		names[i] = lint->world->config->agents[i].name;
	near = text_nearest(agent, names);
	if (near) {
		COMPLAIN(lint, place, "agent-unknown", "there is no agent '%s': did you mean '%s'?", agent, near);
		findings_offer_name(lint->findings, agent, 0, agent, near);
	} else {
		COMPLAIN(lint, place, "agent-unknown",
			 "there is no agent '%s': define it in config.yaml under agents",
			 agent);
	}
}

static void lint_agent(const struct lint *lint)
{
	const char *named = lint->spec->agent;
	const struct config_agent *agent;

	if (!lint->world->config)
		return;
	agent = config_find_agent(lint->world->config, named ? named : lint->world->config->agent);
	if (!agent && named)
		lint_unknown_agent(lint, named);
}

void lint_front(const struct lint *lint)
{
	lint_title(lint);
	lint_accept(lint);
	lint_accept_names(lint);
	lint_forbidden(lint);
	lint_agent(lint);
}
