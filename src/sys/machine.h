/*
 * machine.h - how much the machine has to do, and how much memory is left.
 */
#ifndef LEADHAND_SYS_MACHINE_H
#define LEADHAND_SYS_MACHINE_H

#include <stdbool.h>

struct machine {
	double load;		 /* runnable processes, the mean of the last minute; 0 where not known */
	long long processors;	 /* at least 1 */
	long long memory_bytes;	 /* that programs can still have; 0 where not known */
};
struct machine machine_look(void);

/* Programs that the kernel killed for want of memory since the machine started; 0 where that is not known. */
long long machine_memory_kills(void);
/* Bytes and names for files that an ordinary user can still have on the disk of a folder; -1 where that is not known. */
void machine_disk(const char *folder, long long *bytes, long long *names);
/* Whether some program listens on that TCP port of the network that we see. */
bool machine_port_is_taken(long long port);

#endif
