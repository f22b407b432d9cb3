/* Any program is an agent: its words are notes, its exit is the end. */
#include "agent/command.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

static struct agent *make(void)
{
	const struct agent_turn turn = { .run = "sh\n-c\nmake", .workspace = "/w", .prompt = "the task" };

	return agent_command.new(&turn);
}

static void the_prompt_goes_in_by_standard_input(void)
{
	struct agent *agent = make();
	_autofree_ char *argv = agent_command.argv(agent);

	CHECK_STR(argv, "sh\n-c\nmake");
	CHECK(!agent_command.told(agent));
	agent_command.begin(agent);
	CHECK_STR(buf_text(agent_command.send(agent)), "the task");
	CHECK_STR(agent_command.told(agent), "the task");
	agent_command.free(agent);
}

static void every_line_is_a_note(void)
{
	struct agent *agent = make();
	struct agent_event event;

	agent_command.feed(agent, "compiling", 9);
	agent_command.feed(agent, "", 0);
	CHECK(agent_command.next(agent, &event));
	CHECK_INT(event.kind, AGENT_note);
	CHECK_STR(event.text, "compiling");
	agent_event_release(&event);
	CHECK(!agent_command.next(agent, &event));
	agent_command.free(agent);
}

static void the_exit_status_is_the_outcome(void)
{
	static const struct {
		int status;
		const char *words;
		enum agent_event_kind kind;
		const char *text;
	} ends[] = {
		{ 0, "a warning", AGENT_ended, 0 },
		{ 1, "", AGENT_failed, "exited with status 1" },
		{ 137, "killed", AGENT_failed, "exited with status 137: killed" },
	};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct agent *agent = make();
		struct agent_event event;

		agent_command.exited(agent, ends[i].status, ends[i].words);
		CHECK(agent_command.next(agent, &event));
		CHECK_INT(event.kind, ends[i].kind);
		CHECK(text_same(event.text, ends[i].text));
		agent_event_release(&event);
		agent_command.free(agent);
	}
}

static json_t *question(const char *text)
{
	return json_pack("{s:s,s:[s,s],s:i}", "text", text, "options", "a", "b", "default", 2);
}

static void the_same_question_has_the_same_key(void)
{
	_json_ json_t *one = question("which?"), *other = question("which one?");
	_cleanup_(agent_event_release) struct agent_event a = { 0 }, b = { 0 }, c = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(agent_read_question(one, &a, &err), 0);
	CHECK_INT(agent_read_question(one, &b, &err), 0);
	CHECK_INT(agent_read_question(other, &c, &err), 0);
	CHECK_STR(a.key, b.key);
	CHECK(!text_same(a.key, c.key));
	CHECK_INT(a.choice, 2);
	CHECK(!a.blocking);
	json_put_number(one, "default", 3);
	CHECK_INT(agent_read_question(one, &a, &err), ERR_USAGE);
}

static void an_answer_may_be_the_number_of_an_option(void)
{
	_autofree_ char *second = agent_answer_of("a\nb", "2"), *word = agent_answer_of("a\nb", "neither");
	_autofree_ char *none = agent_answer_of("", "2"), *itself = agent_answer_of("10\n2\n5", "2");

	CHECK_STR(second, "b");
	CHECK_STR(word, "neither");
	CHECK_STR(none, "2");
	CHECK_STR(itself, "2");
}

int main(void)
{
	the_prompt_goes_in_by_standard_input();
	every_line_is_a_note();
	the_exit_status_is_the_outcome();
	the_same_question_has_the_same_key();
	an_answer_may_be_the_number_of_an_option();
	return tap_done();
}
