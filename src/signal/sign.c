/* sign.c - see sign.h. */
#include "signal/sign.h"

#include "base/mem.h"

const char *const sign_turns[] = {
#define X(name) #name,
	SIGN_TURNS(X)
#undef X
	0
};

void sign_release(struct sign *sign)
{
	free(sign->text);
	free(sign->nudge);
	*sign = (struct sign){ 0 };
}

struct sign *signs_add(struct signs *signs, enum signal_word word, enum sign_turn turn, char *text)
{
	struct sign *sign;

	signs->signs = mem_grow(signs->signs, signs->count + 1, sizeof *signs->signs);
	sign = &signs->signs[signs->count++];
	*sign = (struct sign){ .word = word, .turn = turn, .text = text };
	return sign;
}

bool signs_next(struct signs *signs, struct sign *sign)
{
	if (signs->taken == signs->count) {
		signs_release(signs);
		return false;
	}
	*sign = move(&signs->signs[signs->taken]);
	signs->taken++;
	return true;
}

void signs_release(struct signs *signs)
{
	for (size_t i = signs->taken; i < signs->count; i++)
		sign_release(&signs->signs[i]);
	free(signs->signs);
	*signs = (struct signs){ 0 };
}

char *sign_span(long long ms)
{
	return ms < 120000 ? mem_printf("%lld s", ms / 1000) : mem_printf("%lld min", ms / 60000);
}
