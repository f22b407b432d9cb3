/* checkup.c - see checkup.h. */
#include "api/checkup.h"

#include "base/json.h"

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
