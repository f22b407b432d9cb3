/*
 * inside.h - where an agent, or a gate, behind walls finds what is its own.
 */
#ifndef LEADHAND_RUNNER_INSIDE_H
#define LEADHAND_RUNNER_INSIDE_H

#define CELL_DOOR "/run/leadhand/door.sock"
#define CELL_PROMPT "/run/leadhand/prompt.md"
#define CELL_TESTS "/run/leadhand/tests"
#define CELL_HOME "/home/agent"
#define CELL_BIN "/run/leadhand/bin"

#endif
