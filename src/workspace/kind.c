/* kind.c - see kind.h. */
#include "workspace/kind.h"

#include "base/text.h"

static const struct {
	const char *word, *sentence;
} kinds[WORKSPACE_KIND_COUNT] = {
#define X(name, words) [WORKSPACE_##name] = { #name, words },
	WORKSPACE_KINDS(X)
#undef X
};

const char *workspace_kind_word(enum workspace_kind kind)
{
	return kinds[kind].word;
}

const char *workspace_kind_sentence(enum workspace_kind kind)
{
	return kinds[kind].sentence;
}

bool workspace_kind_of_word(const char *word, enum workspace_kind *kind)
{
	for (int i = 0; i < WORKSPACE_KIND_COUNT; i++)
		if (text_same(word, kinds[i].word)) {
			*kind = (enum workspace_kind)i;
			return true;
		}
	return false;
}

bool workspace_kind_has_base(enum workspace_kind kind)
{
	return kind == WORKSPACE_overlay || kind == WORKSPACE_snapshot || kind == WORKSPACE_reflink;
}
