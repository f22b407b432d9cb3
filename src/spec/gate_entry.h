/*
 * gate_entry.h - one gate as it is written: under `gates` in config.yaml, or in a task's
 * `accept`.
 */
#ifndef LEADHAND_SPEC_GATE_ENTRY_H
#define LEADHAND_SPEC_GATE_ENTRY_H

#include "spec/config.h"
#include "spec/yaml.h"

#define GATE_TIMEOUT_MS 600000LL

/*
 * Read a map {run, name, timeout, report, coverage, again, when, held_out, red} into a zeroed gate. What is
 * missing or wrong is a finding; name and run are NULL where they were not given, or could not
 * be taken.
 */
void gate_entry_read(const struct yaml_value *map, struct config_gate *gate,
		     struct findings *findings);
/* Whether a name is of the kind that a task's acceptances get: "accept-1" ... */
bool gate_entry_is_reserved(const char *name);
void gate_entry_release(struct config_gate *gate);

#endif
