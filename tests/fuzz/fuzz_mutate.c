/*
 * Whatever stands in a file, a mutant is a change of one stretch of it and of nothing else, has a clean name, and at most one test
 * of the TAP that comes out. The first bytes are where the stretch is, and how long.
 */
#include "base/mem.h"
#include "base/text.h"
#include "mutate/operators.h"
#include "mutate/tell.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool stands(void *owner, const struct mutant *mutant)
{
	(void)owner;
	return mutant->at % 2 == 0;
}

static void check_told(struct examination *found)
{
	struct orders orders = { .least = 50 };
	bool is_fine;
	_autofree_ char *text = tell(&orders, found, &is_fine), *clean = text_clean_block(text, strlen(text), strlen(text));
	size_t tests = 0;
	struct lines walk;

	must(text_same(text, clean));
	LINES_EACH(walk, text)
		tests += text_starts(walk.line, "ok ") || text_starts(walk.line, "not ok ");
	must(tests >= 2 && tests <= 1 + found->mutants.count + !found->mutants.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(examination_release) struct examination found = { .whole = FATE_survived };
	struct draw draw = { .most = 3, .stands = stands };
	const char *text = (const char *)data + 4, *others[OPERATOR_OTHERS];
	size_t at = 0, op_len = 0, now_len;

	if (len < 5)
		return 0;
	len -= 4;
	must(!operator_others(text, len, others, &at, &op_len) || (at + op_len <= len && op_len <= 3 && others[0]));
	(void)operator_is_whole(text, len);
	for (int i = 0; i < 4; i++) {
		struct change change = { "a#.c", text, data[i] % len, 0, i % 2 ? "#\\\n" : "", i == 3 };

		change.len = (len - change.at) / (size_t)(i + 1);
		mutants_add(&found.mutants, &change, i);
	}
	mutants_draw(&found.mutants, &draw);
	must(found.mutants.count <= 3);
	for (size_t i = 0; i < found.mutants.count; i++) {
		struct mutant *mutant = &found.mutants.items[i];
		_autofree_ char *now = mutant_apply(mutant, text, len, &now_len);

		must(now_len == len - mutant->len + strlen(mutant->with) && !memcmp(now, text, mutant->at));
		mutant->fate = i % 2 ? FATE_survived : FATE_killed;
	}
	check_told(&found);
	return 0;
}
