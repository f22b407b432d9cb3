/*
 * agent_entry.h - one agent as it is written under `agents` in config.yaml.
 */
#ifndef LEADHAND_SPEC_AGENT_ENTRY_H
#define LEADHAND_SPEC_AGENT_ENTRY_H

#include "spec/config.h"
#include "spec/keys.h"

/* Read the item NAME: {kind, run, model} and put it into config; a finding where it cannot be
 * taken. */
void agent_entry_read(const struct key *key, const struct yaml_value *item,
		      struct config *config, struct findings *findings);
/* Give an agent to config, in the place of one with the same name. *agent is left zeroed. */
void agent_entry_put(struct config *config, struct config_agent *agent);
void agent_entry_release(struct config_agent *agent);

#endif
