/*
 * parse.h - where C can be changed, by the syntax tree of clang; the one file that knows libclang.
 *
 * What a macro's expansion brought, what stands in a macro's arguments, types, constants of enumerations and what never is
 * run (sizeof) has no mutants. A file that clang cannot read whole has them where it could.
 */
#ifndef LEADHAND_MUTATE_PARSE_H
#define LEADHAND_MUTATE_PARSE_H

#include "mutate/mutant.h"

#include "base/err.h"

struct parse_file {
	const char *top, *path; /* borrowed: the file is PATH below TOP */
	const char *bytes;
	size_t len;
};

struct parser;
/* `flags` (ends with NULL, borrowed) are the compiler's for all files; without one, those of the compile_commands.json that
 * lies in `folder`, and where there is none, a few usual folders for headers. */
struct parser *parser_new(const char *folder, const char *const *flags);
void parser_free(struct parser *parser);

/* Hand over every change that a file has room for. *errors is how many errors clang found in it. ERR_USAGE where clang
 * cannot read it at all. */
int parse_changes(struct parser *parser, const struct parse_file *file,
		  void (*each)(void *owner, const struct change *change), void *owner, size_t *errors, struct err *err) MUST_USE;
/* Whether these bytes have no more errors than that in the place of the file's. */
bool parse_stands(struct parser *parser, const struct parse_file *file, size_t errors);

#endif
