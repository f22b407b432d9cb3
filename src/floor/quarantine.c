/* quarantine.c - see quarantine.h. */
#include "floor/quarantine.h"

#include "floor/request.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#define DAY_MS 86400000LL

static int missing(struct err *err)
{
	return err_set(err, ERR_USAGE, "name the test");
}

int quarantine_begin(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	long long days = json_number(request, "days");
	struct event event = { .kind = EVENT_quarantined };

	if (days < 1 || days > QUARANTINE_DAYS_MOST)
		return err_set(err, ERR_USAGE, "a quarantine lasts 1 to %d days", QUARANTINE_DAYS_MOST);
	if (text_is_empty(json_text(request, "test")))
		return missing(err);
	event.key = request_text(request, "test");
	event.by = request_text(request, "owner");
	event.number = clock_now_ms() + days * DAY_MS;
	json_put(answer, "test", event.key);
	json_put(answer, "owner", event.by);
	json_put_number(answer, "until_ms", event.number);
	return keeper_take_ours(keeper, &event, err);
}

int quarantine_end(struct keeper *keeper, const json_t *request, json_t *answer, struct err *err)
{
	struct event event = { .kind = EVENT_released };

	if (text_is_empty(json_text(request, "test")))
		return missing(err);
	event.key = request_text(request, "test");
	json_put(answer, "test", event.key);
	return keeper_take_ours(keeper, &event, err);
}
