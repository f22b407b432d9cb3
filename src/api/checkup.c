/* checkup.c - see checkup.h. */
#include "api/checkup.h"

#include "api/findings.h"
#include "base/json.h"
#include "base/text.h"

static const char *const check_states[] = {
#define X(name) #name,
	CHECK_STATES(X)
#undef X
};

void checkup_add(struct checkup *checkup, const char *name, enum check_state state, char *text)
{
	json_t *made = json_object();

	json_put(made, "name", name);
	json_put(made, "state", check_states[state]);
	json_put(made, "text", text);
	json_put(made, "mend", 0);
	json_put_number(made, "minutes", 0);
	json_array_append_new(checkup->checks, made);
	free(text);
}

void checkup_problem(struct checkup *checkup, const char *name, char *text, const char *mend,
		     long long minutes)
{
	json_t *made;

	checkup_add(checkup, name, CHECK_problem, text);
	made = json_array_get(checkup->checks, json_array_size(checkup->checks) - 1);
	json_put(made, "mend", mend);
	json_put_number(made, "minutes", minutes);
	checkup->is_ok = false;
}

/* A runner that was killed saved less than its agent wrote. */
void checkup_unsaved(struct checkup *checkup)
{
	_json_ json_t *unsaved = json_array();
	long long count;

	if (checkup->view->store)
		check_unsaved(checkup->view, unsaved);
	count = (long long)json_array_size(unsaved);
	if (count)
		checkup_add(checkup, "unsaved", CHECK_info,
			    mem_printf("%lld workspace%s may hold what no checkpoint has: 'leadhand salvage' saves "
				       "it", count, text_plural(count)));
}
