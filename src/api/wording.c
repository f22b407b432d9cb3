/* wording.c - see wording.h; of it for doctor, checkup.h. */
#include "api/wording.h"

#include "api/checkup.h"
#include "base/json.h"
#include "base/text.h"
#include "floor/prompting.h"
#include "spec/prompt.h"
#include "spec/prompt_text.h"
#include "sys/fs.h"

#include <string.h>

int wording_begin(const struct place *place, json_t **out, struct err *err)
{
	_autofree_ char *folder = mem_printf("%s/.leadhand", place->top), *path = prompting_path(place);
	_autofree_ char *text = prompt_text_start();

	if (fs_exists(path))
		return err_set(err, ERR_CONFLICT, "there is a .leadhand/prompt.md already: nothing was changed");
	if (fs_make_open_dirs(folder, err) || fs_write_new(path, text, strlen(text), err))
		return err->code;
	*out = json_object();
	json_put(*out, "wrote", ".leadhand/prompt.md");
	json_put(*out, "top", place->top);
	return 0;
}

/* A floor that runs goes on with the last good one. */
void checkup_prompt(struct checkup *checkup)
{
	_cleanup_(err_release) struct err broken = ERR_INIT;
	struct template *template = prompting_template(&checkup->call->place, &broken);
	_autofree_ char *lacks = template && !broken.code ? prompt_template_lacks(template) : 0;
	struct lines walk;

	if (broken.code)
		checkup_problem(checkup, "prompt", steal(&broken.text),
				"mend it, or remove it: leadhand's own words are said then", 5);
	LINES_EACH (walk, lacks)
		checkup_add(checkup, "prompt", CHECK_info, mem_printf(".leadhand/prompt.md leaves out %s", walk.line));
	if (template && !broken.code && text_is_empty(lacks))
		checkup_add(checkup, "prompt", CHECK_ok, mem_dup("sessions are told by .leadhand/prompt.md"));
	template_free(template);
}
