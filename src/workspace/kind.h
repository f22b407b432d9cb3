/*
 * kind.h - the kinds of workspaces; which one it is to be is chosen by choose.h.
 */
#ifndef LEADHAND_WORKSPACE_KIND_H
#define LEADHAND_WORKSPACE_KIND_H

#include "spec/kinds.h"

#include <stdbool.h>

enum workspace_kind {
#define X(name, sentence) WORKSPACE_##name,
	WORKSPACE_KINDS(X)
#undef X
};
enum { WORKSPACE_KIND_COUNT = WORKSPACE_shared + 1 };

const char *workspace_kind_word(enum workspace_kind kind);
const char *workspace_kind_sentence(enum workspace_kind kind);
/* False where it is no word of a kind ("auto" is none). */
bool workspace_kind_of_word(const char *word, enum workspace_kind *kind);
/* It stands on a base (base.h), where `setup` has run already. */
bool workspace_kind_has_base(enum workspace_kind kind);

#endif
