/* Whatever stands in a config.yaml, it is taken, or refused in one clean line with its place.
 */
#include "base/mem.h"
#include "base/text.h"
#include "spec/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_gates(const struct config *config)
{
	for (size_t i = 0; i < config->gate_count; i++) {
		must(text_is_name(config->gates[i].name));
		must(!text_is_empty(config->gates[i].run));
		must(config->gates[i].timeout_ms > 0);
	}
}

static void check_complaint(const char *text)
{
	must(text_starts(text, "f:"));
	must(text_is_utf8(text, strlen(text)));
	for (; *text; text++)
		must((unsigned char)*text >= 0x20 && *text != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_cleanup_(config_release)
	struct config config = {.sessions = -7};

	if (config_parse("f", (const char *)data, len, &config, &err)) {
		must(config.sessions == -7 && !config.agents);
		check_complaint(err.text);
		config.sessions = 0;
		return 0;
	}
	must(config_find_agent(&config, config.agent) != 0);
	must(config.sessions >= 1 && config.checks >= 1 && config.time_ms > 0);
	must(config.cost_microusd > 0 && config.tokens > 0 && config.review_buffer_ms >= 0);
	must(config_review_of(&config, "docs") != 0);
	check_gates(&config);
	return 0;
}
