/*
 * mem.h - ownership made visible.
 *
 * new/free own the memory of the thing itself; init/release own only what is
 * inside. Every free and release accepts NULL or a zeroed struct.
 */
#ifndef LEADHAND_BASE_MEM_H
#define LEADHAND_BASE_MEM_H

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(fn) __attribute__((cleanup(fn)))
#define _autofree_ _cleanup_(mem_freep)
#define _autoclose_ _cleanup_(mem_closep)

/* Hand an owned pointer or descriptor to somebody else: the cleanup will find nothing. */
#define steal(pp) ((__typeof__(*(pp)))mem_steal(pp))

/* The same for a whole struct: `*out = move(&made);` leaves `made` zeroed. */
#define move(p)                                                                \
	__extension__({                                                        \
		__typeof__(*(p)) moved_ = *(p);                                \
		*(p) = (__typeof__(*(p))){ 0 };                                \
		moved_;                                                        \
	})

/* These never return NULL: a daemon whose whole state is in the store is
 * safer restarted than limping without memory. */
void *mem_new(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
char *mem_dup(const char *s) __attribute__((malloc, returns_nonnull));
void *mem_grow(void *old, size_t n, size_t size) __attribute__((returns_nonnull)); /* realloc */
char *mem_dup_part(const char *s, size_t len) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2), returns_nonnull));
char *mem_vprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0), returns_nonnull));

/* Replace an owned string: the old one is freed; `fresh` may be NULL and becomes owned. */
void mem_replace(char **slot, char *fresh);

static inline void mem_freep(void *p)
{
	free(*(void **)p);
}

static inline void mem_closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void *mem_steal(void *pp)
{
	void **slot = pp, *p = *slot;

	*slot = 0;
	return p;
}

#endif
