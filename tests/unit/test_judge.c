/* An agent hears at once what it did wrong, once, and nothing that a hook says can do harm. */
#include "base/mem.h"
#include "base/text.h"
#include "runner/hook.h"
#include "runner/judge.h"
#include "tap.h"

#include <string.h>

#define WORKSPACE "/w/tree"

static char *note;

/* What the agent is told of this input of a hook; the caller's. */
static char *tell(struct judge *judge, const char *input)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *object = 0, *word = 0;

	mem_replace(&note, 0);
	if (json_parse(input, strlen(input), &object, &err))
		return 0;
	word = hook_read(object);
	return word ? judge_hook(judge, word, &note) : 0;
}

#define EDIT(path)                                                                                     \
	"{\"hook_event_name\":\"PostToolUse\",\"cwd\":\"" WORKSPACE "\",\"tool_name\":\"Edit\","        \
	"\"tool_input\":{\"file_path\":\"" path "\"}}"
#define PATCH(text)                                                                                    \
	"{\"hook_event_name\":\"PostToolUse\",\"cwd\":\"" WORKSPACE "\",\"tool_name\":\"apply_patch\"," \
	"\"tool_input\":{\"command\":\"" text "\"}}"

static struct judge judge_of(void)
{
	return (struct judge){ .workspace = WORKSPACE, .scope = "src/**", .forbid = "src/old/**", .protect = "src/ci.sh" };
}

static void an_edit_outside_of_the_scope_is_told_with_its_path_and_what_to_do(void)
{
	_cleanup_(judge_release) struct judge judge = judge_of();
	_autofree_ char *fine = tell(&judge, EDIT(WORKSPACE "/src/a.c")), *told = tell(&judge, EDIT(WORKSPACE "/doc/a.md"));

	CHECK(!fine);
	CHECK(text_starts(told, "'doc/a.md' is outside of this task's scope (src/**). Undo that edit."));
	CHECK(text_starts(note, "is told: 'doc/a.md'"));
	_autofree_ char *again = tell(&judge, EDIT(WORKSPACE "/doc/a.md"));

	CHECK(!again);
}

static void each_file_of_a_patch_is_looked_at(void)
{
	_cleanup_(judge_release) struct judge judge = judge_of();
	_autofree_ char *told = tell(&judge, PATCH("*** Begin Patch\\n*** Add File: src/old/x\\n+a\\n*** Update File: src/b\\n"
						   "*** Move to: ./c\\n*** Delete File: src/ci.sh\\n*** End Patch\\n"));

	CHECK(strstr(told, "'src/old/x' must not be changed") != 0);
	CHECK(strstr(told, "'c' is outside") != 0);
	CHECK(strstr(told, "'src/ci.sh' is protected") != 0);
	CHECK(!strstr(told, "'src/b'"));
}

static void what_lies_elsewhere_or_in_git_is_nobodys_business_here(void)
{
	_cleanup_(judge_release) struct judge judge = judge_of();
	static const char *const inputs[] = { EDIT("/tmp/notes"), EDIT(WORKSPACE "/.git/config"), EDIT("/w/treehouse/x"),
					      EDIT(WORKSPACE "/src/../x"), EDIT(""),
					      "{\"hook_event_name\":\"PostToolUse\",\"cwd\":\"" WORKSPACE
					      "\",\"tool_name\":\"Bash\",\"tool_input\":{\"command\":\"*** Add File: x\"}}" };

	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		_autofree_ char *told = tell(&judge, inputs[i]);

		CHECK(!told);
	}
}

static void uncommitted_work_is_told_once_a_turn(void)
{
	static const char word[] = "{\"event\":\"Stop\",\"loose\":[\"a\",\"b\",\"c\"],\"loose_count\":3}";
	static const char clean[] = "{\"event\":\"Stop\",\"loose\":[],\"loose_count\":0}";
	_cleanup_(judge_release) struct judge judge = judge_of(), report = judge_of();
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *said = 0, *nothing = 0;

	CHECK(!json_parse(word, strlen(word), &said, &err) && !json_parse(clean, strlen(clean), &nothing, &err));
	_autofree_ char *none = judge_hook(&judge, nothing, &note), *told = judge_hook(&judge, said, &note);

	CHECK(!none);
	CHECK(text_starts(told, "3 files are not committed: a, b, c. Only what is committed counts"));
	mem_replace(&note, 0);
	_autofree_ char *again = judge_hook(&judge, said, &note);

	CHECK(!again && !note);
	report.keeps_nothing = true;
	_autofree_ char *kept = judge_hook(&report, said, &note);

	CHECK(!kept);
}

static void a_name_that_would_write_on_a_terminal_is_cleaned(void)
{
	_cleanup_(judge_release) struct judge judge = judge_of();
	_autofree_ char *told = tell(&judge, EDIT(WORKSPACE "/\\u001b[31mred")), *lines = tell(&judge, EDIT(WORKSPACE "/a\\nb"));

	CHECK(told && !strchr(told, '\033'));
	CHECK(lines && !strchr(lines, 10));
}

static void other_hooks_become_notes(void)
{
	_cleanup_(judge_release) struct judge judge = judge_of();
	_autofree_ char *told = tell(&judge, "{\"hook_event_name\":\"SubagentStart\",\"agent_type\":\"explorer\"}");

	CHECK(!told);
	CHECK_STR(note, "starts a sub-agent: explorer");
	_autofree_ char *unknown = tell(&judge, "{\"hook_event_name\":\"SessionStart\"}");

	CHECK(!unknown && !note);
}

int main(void)
{
	an_edit_outside_of_the_scope_is_told_with_its_path_and_what_to_do();
	each_file_of_a_patch_is_looked_at();
	what_lies_elsewhere_or_in_git_is_nobodys_business_here();
	uncommitted_work_is_told_once_a_turn();
	a_name_that_would_write_on_a_terminal_is_cleaned();
	other_hooks_become_notes();
	free(note);
	return tap_done();
}
