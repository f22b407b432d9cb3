/* mem.c - see mem.h. */
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static void *mem_or_die(void *p)
{
	if (!p) {
		fputs("leadhand: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *mem_new(size_t n, size_t size)
{
	return mem_or_die(calloc(n, size));
}

char *mem_dup(const char *s)
{
	return mem_or_die(strdup(s));
}

void *mem_grow(void *old, size_t n, size_t size)
{
	return mem_or_die(reallocarray(old, n, size));
}

char *mem_dup_part(const char *s, size_t len)
{
	char *copy = mem_new(len + 1, 1);

	memcpy(copy, s, len);
	return copy;
}

void mem_replace(char **slot, char *fresh)
{
	free(*slot);
	*slot = fresh;
}

char *mem_vprintf(const char *fmt, va_list ap)
{
	char *text = 0;

	if (vasprintf(&text, fmt, ap) < 0)
		text = 0;
	return mem_or_die(text);
}

char *mem_printf(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = mem_vprintf(fmt, ap);
	va_end(ap);
	return text;
}
