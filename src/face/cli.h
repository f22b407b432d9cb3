/*
 * cli.h - leadhand at the command line: read a call, run it, draw what it says.
 */
#ifndef LEADHAND_FACE_CLI_H
#define LEADHAND_FACE_CLI_H

/* The whole of a run; returns the exit status. argv[0] is the program's own name. */
int cli_main(int argc, char *const *argv);
/* The same by another name, as git or a hook of a shared checkout (swarm/stand_in.h). */
int cli_stand_in(char *const *argv);

#endif
