/*
 * operators.h - what a mutant makes of C: the usual operators of mutation testing, and what is not worth one. Pure.
 *
 * Relations move by one and turn round, arithmetic, bits and connectors change places. Statements whose absence no test
 * should notice (logging, assertions, giving memory back) are left alone with all that is in them, as in G. Petrovic,
 * M. Ivankovic, "State of Mutation Testing at Google", 2018, whose "arid" they are.
 */
#ifndef LEADHAND_MUTATE_OPERATORS_H
#define LEADHAND_MUTATE_OPERATORS_H

#include <stdbool.h>
#include <stddef.h>

enum { OPERATOR_OTHERS = 2 };
/* What a binary operator becomes, NULL where there is no more; the operator may have blanks around it. False where it is
 * none that we know; *at and *len are then untouched, else where it stands in the text. */
bool operator_others(const char *text, size_t len, const char *others[OPERATOR_OTHERS], size_t *at, size_t *op_len);
/* Whether nothing is lost where a call of this function is gone. */
bool operator_is_arid(const char *function);
/* Whether all parentheses, brackets and braces in a stretch of C are closed there, and no line of it begins with '#'. */
bool operator_is_whole(const char *text, size_t len);

#endif
