/*
 * fault.h - places where a test may cut the power.
 *
 * LEADHAND_FAULT="POINT:N:ACTION:FILE" in the environment makes the process that is the
 * N-th to pass FAULT("POINT") kill itself (ACTION "kill") or stand still until somebody
 * lets it go on ("stop"). FILE grows by a byte at each pass, so that all processes of a
 * test are counted together and a fault happens once, however often things restart.
 * Only a build with -Dfaults=true knows of this; in any other FAULT is nothing.
 */
#ifndef LEADHAND_BASE_FAULT_H
#define LEADHAND_BASE_FAULT_H

#ifdef LEADHAND_FAULTS
#define FAULT(point) fault_pass(point)
void fault_pass(const char *point);
#else
#define FAULT(point) ((void)0)
#endif

#endif
