/* A spread or a policy that is read can be told, and what is told can be read; the rest is
 * refused. */
#include "base/mem.h"
#include "sim/scene.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_spread(const char *text)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	struct dice dice = dice_of(1, 0, 0, 0);
	_autofree_ char *told = 0;
	struct spread spread;

	if (spread_parse(text, &spread, &err)) {
		must(err.code == ERR_USAGE && err.text);
		return;
	}
	must(isfinite(spread_mean(&spread)) && spread_draw(&spread, &dice) >= 0);
	told = spread_text(&spread);
	must(!spread_parse(told, &spread, &err));
}

static void check_policy(const char *text)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *told = 0;
	struct policy policy;

	if (policy_parse(text, &policy, &err)) {
		must(err.code == ERR_USAGE && err.text);
		return;
	}
	told = policy_text(&policy);
	must(!policy_parse(told, &policy, &err));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *text = mem_dup_part((const char *)data, len);

	check_spread(text);
	check_policy(text);
	return 0;
}
