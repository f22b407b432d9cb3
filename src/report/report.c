/* report.c - see report.h. */
#include "report/report.h"

#include "report/formats.h"

#include <string.h>

static const struct {
	bool (*is)(struct span bytes);
	void (*read)(struct span bytes, struct gather *gather);
} formats[] = {
#define X(name) { name##_is, name##_read },
	REPORT_FORMATS(X)
#undef X
};

int report_read(const char *bytes, size_t len, struct report *out, struct err *err)
{
	struct span all = { bytes, len };
	struct gather gather = { 0 };

	if (len > REPORT_BYTES)
		return err_set(err, ERR_USAGE, "the report is larger than %d MiB", REPORT_BYTES >> 20);
	if (span_starts(all, "\xef\xbb\xbf"))
		all = (struct span){ bytes + 3, len - 3 };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (formats[i].is(all)) {
			formats[i].read(all, &gather);
			gather_finish(&gather, out);
			return 0;
		}
	return err_set(err, ERR_USAGE, len ? "the report is no JUnit, TAP, go test or SARIF that can be read"
					   : "the report is empty");
}
