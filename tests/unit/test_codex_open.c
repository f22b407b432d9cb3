/* What codex is given with a conversation, and what it asks for, goes the way that the policy says. */
#include "agent/codex.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

#include <stdlib.h>

static char *said;	       /* what was sent last */
static struct agent_event last; /* the last event but notes and messages */

static void hear(struct agent *agent, const char *line)
{
	struct agent_event event;

	agent_codex.feed(agent, line, strlen(line));
	while (agent_codex.next(agent, &event)) {
		agent_event_release(&last);
		last = event;
	}
	mem_replace(&said, mem_dup(buf_text(agent_codex.send(agent))));
	buf_release(agent_codex.send(agent));
}

/* Up to the first word of the turn. */
static struct agent *open_turn(const struct agent_turn *turn)
{
	struct agent *agent = agent_codex.new(turn);

	agent_codex.begin(agent);
	hear(agent, "{\"id\":1,\"result\":{}}");
	return agent;
}

static void run_turn(struct agent *agent)
{
	hear(agent, "{\"id\":3,\"result\":{\"thread\":{\"id\":\"T\"}}}");
	hear(agent, "{\"id\":4,\"result\":{\"turn\":{\"id\":\"U\"}}}");
	hear(agent, "{\"method\":\"turn/started\",\"params\":{\"threadId\":\"T\",\"turn\":{\"id\":\"U\"}}}");
}

static const struct agent_turn plain = { .workspace = "/w/tree", .prompt = "do it", .has_walls = true };

static void leadhands_tools_are_a_server_and_stand_in_for_the_dynamic_ones(void)
{
	struct agent_turn turn = plain;
	struct agent *agent;

	turn.tools = "/bin/leadhand\ntools";
	turn.tools_env = "LEADHAND_DOOR=/run/door\nPATH=/bin";
	turn.instructions = "be kind";
	agent = open_turn(&turn);
	CHECK(strstr(said, "\"mcp_servers.leadhand\":{\"command\":\"/bin/leadhand\",\"args\":[\"tools\"]") != 0);
	CHECK(strstr(said, "\"LEADHAND_DOOR\":\"/run/door\"") != 0);
	CHECK(strstr(said, "\"required\":false") != 0);
	CHECK(strstr(said, "\"developerInstructions\":\"be kind\"") != 0);
	CHECK(!strstr(said, "dynamicTools"));
	agent_codex.free(agent);
	agent = open_turn(&plain);
	CHECK(strstr(said, "dynamicTools") != 0);
	CHECK(!strstr(said, "mcp_servers"));
	agent_codex.free(agent);
}

static void only_our_own_hooks_are_trusted(void)
{
	struct agent_turn turn = plain;
	struct agent *agent;

	turn.hook = "/opt/it's/leadhand\nhook";
	agent = agent_codex.new(&turn);
	_autofree_ char *argv = agent_codex.argv(agent);

	CHECK(strstr(argv, "\nhooks.Stop=[{hooks=[{type=\"command\",command=\"'/opt/it'\\\\''s/leadhand' 'hook'\"") != 0);
	agent_codex.begin(agent);
	hear(agent, "{\"id\":1,\"result\":{}}");
	CHECK(strstr(said, "\"method\":\"hooks/list\"") != 0);
	CHECK(!strstr(said, "thread/start"));
	hear(agent, "{\"id\":7,\"result\":{\"data\":[{\"hooks\":["
		    "{\"key\":\"ours\",\"source\":\"sessionFlags\",\"command\":\"'/opt/it'\\\\''s/leadhand' 'hook'\",\"currentHash\":\"h1\"},"
		    "{\"key\":\"theirs\",\"source\":\"project\",\"command\":\"'/opt/it'\\\\''s/leadhand' 'hook'\",\"currentHash\":\"h2\"},"
		    "{\"key\":\"other\",\"source\":\"sessionFlags\",\"command\":\"evil\",\"currentHash\":\"h3\"}]}]}}");
	CHECK(strstr(said, "\"hooks.state\":{\"ours\":{\"trusted_hash\":\"h1\"}}") != 0);
	agent_codex.free(agent);
	agent = agent_codex.new(&turn);
	agent_codex.begin(agent);
	hear(agent, "{\"id\":1,\"result\":{}}");
	hear(agent, "{\"id\":7,\"error\":{\"code\":-32601,\"message\":\"no such method\"}}");
	CHECK(strstr(said, "thread/start") != 0);
	agent_codex.free(agent);
}

#define APPROVAL                                                                                     \
	"{\"id\":9,\"method\":\"item/commandExecution/requestApproval\",\"params\":{\"threadId\":\"T\"," \
	"\"itemId\":\"i\",\"command\":\"git push\",\"reason\":\"to publish\"}}"

static void a_permission_goes_by_the_policy(void)
{
	static const struct {
		const char *permissions;
		bool has_walls;
		const char *policy, *decision;
	} cases[] = {
		{ 0, true, "\"approvalPolicy\":\"on-request\"", "accept" },
		{ "allow", false, "\"approvalPolicy\":\"never\"", "decline" },
		{ "refuse", true, "\"approvalPolicy\":\"untrusted\"", "decline" },
		{ "ask", true, "\"approvalPolicy\":\"untrusted\"", 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct agent_turn turn = plain;
		struct agent *agent;

		turn.permissions = cases[i].permissions;
		turn.has_walls = cases[i].has_walls;
		agent = open_turn(&turn);
		CHECK(strstr(said, cases[i].policy) != 0);
		run_turn(agent);
		hear(agent, APPROVAL);
		CHECK_INT(last.kind, cases[i].decision ? AGENT_began : AGENT_permission);
		CHECK(cases[i].decision ? strstr(said, cases[i].decision) != 0 : !*said);
		agent_codex.free(agent);
	}
}

static void the_leads_answer_to_a_permission_reaches_every_request_for_it(void)
{
	struct agent_turn turn = plain;
	struct agent *agent;
	struct agent_event question;

	turn.permissions = "ask";
	agent = open_turn(&turn);
	run_turn(agent);
	hear(agent, APPROVAL);
	CHECK_STR(last.target, "git push");
	agent_permission_question(&last, &question);
	CHECK_STR(question.text, "may it do this: git push");
	CHECK_STR(question.options, "allow\nrefuse");
	CHECK(question.blocking && !question.choice);
	agent_codex.answer(agent, question.key, "allow");
	CHECK(strstr(buf_text(agent_codex.send(agent)), "{\"id\":9,\"result\":{\"decision\":\"accept\"}}") != 0);
	buf_release(agent_codex.send(agent));
	hear(agent, APPROVAL);
	agent_codex.answer(agent, question.key, "no, never");
	CHECK(strstr(buf_text(agent_codex.send(agent)), "{\"id\":9,\"result\":{\"decision\":\"decline\"}}") != 0);
	agent_event_release(&question);
	agent_codex.free(agent);
}

static void an_edit_that_wants_to_be_allowed_names_its_files(void)
{
	struct agent_turn turn = plain;
	struct agent *agent;

	turn.permissions = "ask";
	agent = open_turn(&turn);
	run_turn(agent);
	hear(agent, "{\"method\":\"item/started\",\"params\":{\"threadId\":\"T\",\"item\":{\"type\":\"fileChange\",\"id\":\"e\","
		    "\"changes\":[{\"path\":\"/w/tree/a\"},{\"path\":\"/w/tree/b\"}]}}}");
	hear(agent, "{\"id\":2,\"method\":\"item/fileChange/requestApproval\",\"params\":{\"threadId\":\"T\",\"itemId\":\"e\"}}");
	CHECK_STR(last.target, "a, b");
	CHECK_INT(last.action, AGENT_ACTION_edit);
	agent_codex.free(agent);
}

static void a_word_in_mid_turn_steers_it(void)
{
	struct agent *agent = open_turn(&plain);

	CHECK(agent_codex.able(agent).steer);
	CHECK(!agent_codex.steer(agent, "too early"));
	run_turn(agent);
	CHECK(agent_codex.steer(agent, "look at the test"));
	CHECK(strstr(buf_text(agent_codex.send(agent)), "\"method\":\"turn/steer\"") != 0);
	CHECK(strstr(buf_text(agent_codex.send(agent)), "\"expectedTurnId\":\"U\"") != 0);
	hear(agent, "{\"id\":6,\"error\":{\"message\":\"no active turn\"}}");
	CHECK(last.kind != AGENT_failed);
	agent_codex.free(agent);
}

static void sub_agents_and_retries_are_told(void)
{
	struct agent *agent = open_turn(&plain);

	run_turn(agent);
	hear(agent, "{\"method\":\"item/completed\",\"params\":{\"threadId\":\"T\",\"item\":{\"type\":\"collabAgentToolCall\","
		    "\"id\":\"c\",\"tool\":\"spawnAgent\",\"prompt\":\"look around\",\"status\":\"completed\","
		    "\"receiverThreadIds\":[\"child\"],\"agentsStates\":{\"child\":{\"status\":\"running\"}}}}}");
	CHECK_INT(last.kind, AGENT_subagent);
	CHECK_STR(last.key, "child");
	CHECK_STR(last.outcome, "started");
	CHECK_STR(last.text, "look around");
	hear(agent, "{\"method\":\"item/completed\",\"params\":{\"threadId\":\"T\",\"item\":{\"type\":\"collabAgentToolCall\","
		    "\"id\":\"d\",\"tool\":\"wait\",\"status\":\"completed\","
		    "\"agentsStates\":{\"child\":{\"status\":\"errored\"}}}}}");
	CHECK_STR(last.outcome, "failed");
	hear(agent, "{\"method\":\"error\",\"params\":{\"threadId\":\"T\",\"willRetry\":true,\"error\":{\"message\":"
		    "\"Reconnecting... 2/5\",\"codexErrorInfo\":{\"responseStreamDisconnected\":{\"httpStatusCode\":null}}}}}");
	CHECK_INT(last.kind, AGENT_retrying);
	CHECK_INT(last.number, 2);
	CHECK_INT(last.error, AGENT_ERROR_cut);
	agent_codex.free(agent);
}

static void tools_that_did_not_start_are_told(void)
{
	struct agent *agent = open_turn(&plain);

	run_turn(agent);
	hear(agent, "{\"method\":\"mcpServer/startupStatus/updated\",\"params\":{\"threadId\":\"T\",\"name\":\"leadhand\","
		    "\"status\":\"failed\",\"error\":\"No such file\"}}");
	CHECK_STR(last.text, "leadhand's tools did not start: No such file");
	agent_codex.free(agent);
}

static void a_person_goes_on_with_the_conversation(void)
{
	struct agent_turn turn = plain;

	turn.thread = "T";
	turn.run = "/opt/codex";
	_autofree_ char *words = agent_codex.attach(&turn);

	CHECK(text_starts(words, "/opt/codex\n"));
	CHECK(strstr(words, "\nresume\nT\n") != 0);
}

int main(void)
{
	leadhands_tools_are_a_server_and_stand_in_for_the_dynamic_ones();
	only_our_own_hooks_are_trusted();
	a_permission_goes_by_the_policy();
	the_leads_answer_to_a_permission_reaches_every_request_for_it();
	an_edit_that_wants_to_be_allowed_names_its_files();
	a_word_in_mid_turn_steers_it();
	sub_agents_and_retries_are_told();
	tools_that_did_not_start_are_told();
	a_person_goes_on_with_the_conversation();
	agent_event_release(&last);
	free(said);
	return tap_done();
}
