/*
 * answer.h - what the lead's words mean as the answer to a question.
 */
#ifndef LEADHAND_API_ANSWER_H
#define LEADHAND_API_ANSWER_H

#include "api/call.h"
#include "core/model.h"

/* The answer that `leadhand answer Q TEXT` or `--option N` gives; *text is the caller's. Of a permission only what is a
 * clear yes or no is one. */
int answer_meant(const struct call *call, const struct question *question, char **text, struct err *err) MUST_USE;

/* Whether a rejection may name that class of failures (core/failure.h); NULL names none. ERR_USAGE with those there are. */
int answer_class(const char *class, struct err *err) MUST_USE;

#endif
