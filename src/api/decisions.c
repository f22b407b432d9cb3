/* decisions.c - see decisions.h. */
#include "api/decisions.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <string.h>

enum { DECISIONS_BYTES = 1 << 20, DECISION_BYTES = 2000 };

int decision_keep(const struct place *place, const struct question *question,
		  const char *answer, json_t *out, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/.leadhand/decisions.md", place->top);
	_autofree_ char *folder = mem_printf("%s/.leadhand", place->top);
	_autofree_ char *asked =
		text_clean(question->text ? question->text : "",
			   question->text ? strlen(question->text) : 0, DECISION_BYTES);
	_autofree_ char *said = text_clean(answer, strlen(answer), DECISION_BYTES);
	_autofree_ char *day = clock_text(clock_now_ms());
	_autofree_ char *old = 0, *all = 0;
	int code = fs_make_open_dirs(folder, err);

	if (!code && fs_exists(path))
		code = fs_read(path, DECISIONS_BYTES, &old, 0, err);
	if (code)
		return err_wrap(err, "the answer was given, but not kept");
	all = mem_printf("%s\n## %s\n\n%s\n\n(%.10s, Q%lld)\n", old ? old : "# Decisions\n",
			 asked, said, day, question->record.id);
	code = fs_write(path, all, strlen(all), err);
	if (code)
		return err_wrap(err, "the answer was given, but not kept");
	json_put(out, "kept", path);
	return 0;
}
