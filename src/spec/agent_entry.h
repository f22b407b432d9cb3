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
/* Give config those that need not be written (known.h). */
void agent_entries_init(struct config *config);
void agent_entry_release(struct config_agent *agent);

#endif
