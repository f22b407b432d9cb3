/*
 * Whatever a report says and a record holds: what is read is bounded, and each claim gets a verdict with its evidence. The
 * input: the report, a line "===", the lines of a record, a line "===", paths.
 */
#include "base/text.h"
#include "claim/verdict.h"
#include "core/claims.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The part up to the next "===" line, the caller's. */
static char *part(char **rest)
{
	char *end = strstr(*rest, "\n===\n");
	char *made = mem_dup_part(*rest, end ? (size_t)(end - *rest) : strlen(*rest));

	*rest = end ? end + 5 : *rest + strlen(*rest);
	return made;
}

static void read_record(const char *text, struct deeds *deeds)
{
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_json_ json_t *line = 0;

		if (deeds_wants(walk.line, strlen(walk.line)) && !json_parse(walk.line, strlen(walk.line), &line, &err))
			deeds_take(deeds, line);
	}
}

static void compare(const struct claims_said *said, const struct claim_world *world)
{
	for (size_t i = 0; i < said->count; i++) {
		struct claim_found found = claim_compare(&said->list[i], world);

		must(!text_is_empty(found.evidence));
		/* Without a record and without a change nobody is accused. */
		must(found.verdict != CLAIM_false || world->tells_commands || world->has_change);
		free(found.evidence);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *whole = mem_dup_part((const char *)data, len);
	char *rest = whole;
	_autofree_ char *report = part(&rest), *record = part(&rest), *paths = part(&rest);
	struct claims_said said = { 0 }, again = { 0 };
	struct deeds deeds = { 0 };

	phrases_read(report, &said);
	phrases_read(report, &again);
	must(said.count <= CLAIMS_MOST && said.count == again.count);
	claims_say(&said, CLAIM_untouched, paths);
	must(said.count <= CLAIMS_MOST);
	read_record(record, &deeds);
	for (int i = 0; i < 4; i++)
		compare(&said, &(struct claim_world){ &deeds, i & 1, i & 2, paths, paths, "" });
	claims_said_release(&said);
	claims_said_release(&again);
	deeds_release(&deeds);
	return 0;
}
