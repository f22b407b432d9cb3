/* A task that a session thinks of becomes one only by the lead's word, and overwrites nothing. */
#include "base/json.h"
#include "core/desk.h"
#include "floor/proposal.h"
#include "scratch.h"
#include "spec/proposal.h"
#include "spec/task.h"
#include "tale.h"

#include <string.h>

static long long proposed(struct tale *tale, long long task, const char *key)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_proposed, .job = job->record.id, .attempt = job->attempt, .key = S(key), .name = S("next"),
		.title = S("Do the next thing"), .hash = S("abc"));
	return question_count(tale->state);
}

static void a_proposal_waits_in_the_inbox_and_nobody_waits_for_it(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a"), question;
	struct desk desk;

	factory_of(tale.state)->answer_ms = 1000;
	go_on(&tale);
	question = proposed(&tale, task, "p1");
	CHECK_INT(session_of(&tale, task)->life, SESSION_running);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 1);
	CHECK_INT(desk.items[0].kind, DESK_plan);
	CHECK_STR(desk.items[0].text, "proposes a task 'next': Do the next thing");
	desk_release(&desk);
	turn_ends(&tale, task, "t1");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	lead_approves(&tale, task);
	tale.now += 100000000;
	go_on(&tale);
	gate_says(&tale, 1, last_landing(&tale)->tree, "green");
	go_on(&tale);
	CHECK_STR(life_of(&tale, task), "landed");
	/* It outlives its session, and no time takes it. */
	tale.now += 100000000;
	CHECK_INT(go_on(&tale), 0);
	CHECK_INT(question_at(tale.state, question)->life, QUESTION_open);
	desk = desk_of(tale.state, tale.now);
	CHECK_INT(desk.count, 1);
	desk_release(&desk);
	tale_end(&tale);
}

static void taken_it_is_made_once_and_left_it_is_not(void)
{
	static const char *const words[] = { "take it", "1", "leave it", "2", "why?" };

	for (int i = 0; i < 5; i++) {
		struct tale tale = tale_begin();
		long long task = task_new(&tale, "a"), question;
		struct order order;

		go_on(&tale);
		question = proposed(&tale, task, "p1");
		HAPPENS(&tale, EVENT_cancelled, .task = task);
		turn_stops(&tale, 1, "cancel");
		HAPPENS(&tale, EVENT_answered, .question = question, .text = S(words[i]), .by = S("lead"));
		CHECK(plan_next(tale.state, tale.now, &order) == (i < 2));
		if (i < 2)
			CHECK_INT(order.kind, ORDER_adopt);
		CHECK_INT(go_on(&tale), i < 2);
		CHECK_INT(question_at(tale.state, question)->life, QUESTION_delivered);
		REFUSED(&tale, ERR_CONFLICT, EVENT_answered, .question = question, .text = S("1"));
		CHECK_INT(task_count(tale.state), 1);
		tale_end(&tale);
	}
}

static void a_session_proposes_only_a_handful_and_each_once(void)
{
	static const char *const keys[] = { "p1", "p2", "p3", "p4", "p5" };
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	for (int i = 0; i < 5; i++)
		proposed(&tale, task, keys[i]);
	REFUSED(&tale, ERR_REFUSED, EVENT_proposed, .job = 1, .attempt = 1, .key = S("p6"), .name = S("more"));
	REFUSED(&tale, ERR_REFUSED, EVENT_proposed, .job = 1, .attempt = 1, .key = S("p1"), .name = S("next"));
	REFUSED(&tale, ERR_REFUSED, EVENT_proposed, .job = 1, .attempt = 1, .key = S("p7"), .name = S("../x"));
	CHECK_INT(question_count(tale.state), 5);
	tale_end(&tale);
}

static int render(const struct proposal *proposal, char **name, char **text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	return proposal_render(proposal, name, text, &err);
}

static void what_was_said_stands_in_the_file(void)
{
	const struct proposal proposal = { .title = "Teach \"quotes\" # and: colons", .body = "First this.\n---\nThen that.",
					   .class = "feature", .accept = "make test\ngrep -q \"x: y\" f", .scope = "src/**",
					   .needs = "one\ntwo", .from = "search\n---" };
	_cleanup_(task_spec_release) struct task_spec spec = { 0 };
	_cleanup_(findings_release) struct findings findings = { 0 };
	_autofree_ char *name = 0, *text = 0;

	CHECK_INT(render(&proposal, &name, &text), 0);
	CHECK_STR(name, "teach-quotes-and-colons");
	task_spec_parse(name, text, strlen(text), 0, &spec, &findings);
	CHECK_INT(findings.errors, 0);
	CHECK_STR(spec.title, proposal.title);
	CHECK_STR(spec.scope, "src/**");
	CHECK_STR(spec.needs, "one\ntwo");
	CHECK_INT(spec.accept_count, 2);
	CHECK_STR(spec.accept[1].run, "grep -q \"x: y\" f");
	CHECK(spec.accept[0].is_red_first && !spec.accept[1].is_red_first);
	CHECK(strstr(spec.body, "First this.\n---\nThen that.") != 0);
}

static void what_is_no_task_is_refused_in_a_sentence(void)
{
	const struct proposal bare = { .title = "Do it", .body = "words", .from = "a" };
	const struct proposal prose = { .title = "Do it", .body = "words", .accept = "it should work well for everybody",
					.from = "a" };
	const struct proposal odd = { .title = "Do it", .body = "words", .accept = "true", .class = "a b", .from = "a" };
	const struct proposal *const bad[] = { &bare, &prose, &odd };

	for (size_t i = 0; i < 3; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_autofree_ char *name = 0, *text = 0;

		CHECK_INT(proposal_render(bad[i], &name, &text, &err), ERR_USAGE);
		CHECK(text_starts(err.text, "no task can be made of that: ") && !strchr(err.text, '\n'));
	}
}

static void adopted_it_takes_the_next_free_name_and_again_is_once(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(place_release) struct place place = { 0 };
	_json_ json_t *line = json_object();
	struct question question = { .record.id = 3, .name = S("next") };
	struct event event = { .text = mem_dup("a file") };
	_autofree_ char *top = at("r"), *text = 0;

	SH("git init -q -b main r && mkdir -p r/.leadhand/tasks && echo mine >r/.leadhand/tasks/next.md");
	CHECK_INT(place_find(top, &place, &err), 0);
	json_put(line, "name", "next");
	json_put(line, "title", "T");
	json_put(line, "text", "a \033[31mfile\n");
	CHECK_INT(proposal_read(&place, line, &event, &err), 0);
	CHECK(!event.text);
	question.hash = event.hash;
	CHECK_INT(proposal_text(&place, &question, &text, &err), 0);
	CHECK(!strchr(text, '\033'));
	for (int i = 0; i < 2; i++)
		CHECK_INT(proposal_adopt(&place, &question, &err), 0);
	CHECK_SH("ls r/.leadhand/tasks", "next-2.md\nnext.md");
	CHECK_SH("cat r/.leadhand/tasks/next.md", "mine");
	question.name = S("../../evil");
	CHECK_INT(proposal_adopt(&place, &question, &err), ERR_CORRUPT);
	err_release(&err);
	question.name = S("gone");
	question.hash = S("0000");
	CHECK_INT(proposal_adopt(&place, &question, &err), ERR_MISSING);
	event_release(&event);
}

int main(void)
{
	scratch_make();
	a_proposal_waits_in_the_inbox_and_nobody_waits_for_it();
	taken_it_is_made_once_and_left_it_is_not();
	a_session_proposes_only_a_handful_and_each_once();
	what_was_said_stands_in_the_file();
	what_is_no_task_is_refused_in_a_sentence();
	adopted_it_takes_the_next_free_name_and_again_is_once();
	scratch_remove();
	return tap_done();
}
