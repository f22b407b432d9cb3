/*
 * machine.h - how much the machine has to do, and how much memory is left.
 */
#ifndef LEADHAND_SYS_MACHINE_H
#define LEADHAND_SYS_MACHINE_H

struct machine {
	double load;		 /* runnable processes, the mean of the last minute; 0 where not known */
	long long processors;	 /* at least 1 */
	long long memory_bytes;	 /* that programs can still have; 0 where not known */
};
struct machine machine_look(void);

#endif
