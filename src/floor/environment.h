/*
 * environment.h - what a gate can see beside the tree that it judges, as one hash.
 *
 * A result is used again for the same tree, gate and environment. Of the environment are: how workspaces are made and
 * where they are seen, `setup` and when it runs again, the folders, variables (values by hash) and limits of the sandbox,
 * the names of setup's secrets, carried files and folders by content, PATH, and the machine: kernel, /etc/os-release, the databases
 * of package managers, and when something came into or left a folder on PATH. Not of it: what lies in folders that
 * `sandbox` opens, and what `setup` downloads.
 */
#ifndef LEADHAND_FLOOR_ENVIRONMENT_H
#define LEADHAND_FLOOR_ENVIRONMENT_H

#include "floor/place.h"
#include "spec/config.h"

/* The same wherever and whenever all of it is the same; the caller's. */
char *environment_hash(const struct place *place, const struct config *config);
/* Differs where a file or folder that counts was written since; cheap, the caller's. */
char *environment_stamp(const struct place *place, const struct config *config);

#endif
