/* err.c - see err.h. */
#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((format(printf, 1, 0))) static char *err_format(const char *fmt, va_list ap)
{
	char *text = 0;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	err_release(e);
	va_start(ap, fmt);
	e->text = err_format(fmt, ap);
	va_end(ap);
	e->code = code;
	return code;
}

int err_wrap(struct err *e, const char *fmt, ...)
{
	char *context, *old = e->text;
	va_list ap;

	assert(e->code != ERR_NONE); /* nothing to wrap: the caller lost a failure */
	va_start(ap, fmt);
	context = err_format(fmt, ap);
	va_end(ap);
	if (asprintf(&e->text, "%s: %s", context, old) < 0)
		abort();
	free(context);
	free(old);
	return e->code;
}

const char *err_word(enum err_code code)
{
	switch (code) {
#define X(name, status, word) case name: return word;
	ERR_LIST(X)
#undef X
	case ERR_NONE: break;
	}
	return "none";
}

void err_release(struct err *e)
{
	free(e->text);
	*e = (struct err)ERR_INIT;
}
