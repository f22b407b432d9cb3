/* Whatever stands in a diff, what is found in it is bounded, clean and one line each. */
#include "base/mem.h"
#include "base/text.h"
#include "gate/cause.h"
#include "gate/tamper.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *found = tamper_read((const char *)data, len), *text = mem_dup_part((const char *)data, strnlen((const char *)data, len));
	struct lines walk;

	if (lines_count(found) > 41)
		abort();
	LINES_EACH(walk, found) {
		if (strlen(walk.line) > 1000 || !text_is_utf8(walk.line, strlen(walk.line)) || strchr(walk.line, '\033'))
			abort();
	}
	if (!cause_of(1, text))
		abort();
	return 0;
}
