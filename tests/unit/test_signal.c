/* What is seen of an agent that nobody watches: which runs are signals, and which only look like one. */
#include "base/mem.h"
#include "base/text.h"
#include "signal/doings.h"
#include "signal/line.h"
#include "signal/pause.h"
#include "signal/vigil.h"
#include "tap.h"

#include <string.h>

#define SECOND 1000LL
#define MINUTE 60000LL

/*
 * A run in words, a list of lines: `run COMMAND -> RESULT`, `fail COMMAND -> RESULT`, `read PATH -> RESULT`,
 * `edit PATH`, `call NAME -> RESULT`; `N*LINE` is N of them.
 */
struct play {
	struct vigil vigil;
	char *heard; /* owned: what was said, "looping:raised", a list */
	char *nudge; /* owned */
	long long now;
	int calls;
	bool steers;
};

static void listen(struct play *play)
{
	struct sign sign;

	while (vigil_next(&play->vigil, &sign)) {
		_autofree_ char *said = mem_printf("%s:%s%s", signal_words[sign.word], sign_turns[sign.turn],
						   sign.answer == SIGN_END ? "!" : "");

		lines_add(&play->heard, said);
		if (sign.answer == SIGN_NUDGE && play->steers) {
			vigil_nudged(&play->vigil);
			lines_add(&play->heard, "nudge");
		}
		if (sign.nudge)
			mem_replace(&play->nudge, mem_dup(sign.nudge));
		sign_release(&sign);
	}
}

static void hear(struct play *play, struct agent_event event)
{
	vigil_hear(&play->vigil, &event, play->now);
	listen(play);
}

static void call(struct play *play, enum agent_action action, const char *name, const char *target, const char *result,
		 bool fails)
{
	_autofree_ char *key = mem_printf("c%d", ++play->calls), *whole = mem_printf("%s %s", name, target);
	_autofree_ char *digest = agent_digest(whole, strlen(whole)), *end = agent_digest(result, strlen(result));

	hear(play, (struct agent_event){ .kind = AGENT_tool, .action = action, .key = key, .name = (char *)name,
					 .target = (char *)target, .digest = digest });
	play->now += SECOND;
	hear(play, (struct agent_event){ .kind = AGENT_tool_ended, .key = key, .outcome = (char *)(fails ? "failed" : "ok"),
					 .digest = end, .text = (char *)result });
	play->now += SECOND;
}

static void act(struct play *play, const char *line)
{
	const char *arrow = strstr(line, " -> ");
	_autofree_ char *verb = mem_dup_part(line, strcspn(line, " ")), *target = 0;
	const char *result = arrow ? arrow + 4 : "";

	line += strlen(verb) + 1;
	target = mem_dup_part(line, arrow ? (size_t)(arrow - line) : strlen(line));
	if (text_same(verb, "edit"))
		hear(play, (struct agent_event){ .kind = AGENT_file, .target = target });
	else if (text_same(verb, "read"))
		call(play, AGENT_ACTION_read, "Read", target, result, false);
	else if (text_same(verb, "call"))
		call(play, AGENT_ACTION_other, target, "", result, false);
	else
		call(play, AGENT_ACTION_run, "exec_command", target, result, text_same(verb, "fail"));
	play->now += SECOND;
}

static const struct quiet_spec patient = { 0, 5 * MINUTE, 10 * MINUTE };

static struct play play_begin(const struct quiet_spec *quiet, bool steers)
{
	struct play play = { .now = 1000000, .steers = steers };

	vigil_begin(&play.vigil, quiet, steers, play.now);
	return play;
}

static void play_run(struct play *play, const char *script)
{
	struct lines walk;

	LINES_EACH(walk, script) {
		const char *star = strchr(walk.line, '*');
		bool is_many = star && strspn(walk.line, "0123456789") == (size_t)(star - walk.line);
		int times = is_many ? atoi(walk.line) : 1;

		for (int i = 0; i < times; i++)
			act(play, is_many ? star + 1 : walk.line);
	}
}

static void play_end(struct play *play)
{
	vigil_release(&play->vigil);
	free(play->heard);
	free(play->nudge);
}

static void what_is_a_loop_and_what_only_repeats_itself(void)
{
	static const struct {
		const char *what, *script, *heard;
	} runs[] = {
		{ "the same call and result, five times", "5*fail make test -> 3 failed", "looping:raised\nnudge" },
		{ "four times are none", "4*fail make test -> 3 failed", "" },
		{ "a file that is read over and over", "5*read a.c -> text", "looping:raised\nnudge" },
		{ "two calls in turns",
		  "run a -> x\nrun b -> y\nrun a -> x\nrun b -> y\nrun a -> x\nrun b -> y\nrun a -> x\nrun b -> y\n"
		  "run a -> x\nrun b -> y\nrun a -> x\nrun b -> y", "looping:raised\nnudge" },
		{ "durations are no news", "fail t -> 3 failed in 0.21s\nfail t -> 3 failed in 0.34s\nfail t -> 3 failed in 1.2s\n"
		  "fail t -> 3 failed in 0.22s\nfail t -> 3 failed in 0.25s", "looping:raised\nnudge" },
		{ "a result that changes", "run t -> 1\nrun t -> 2\nrun t -> 3\nrun t -> 4\nrun t -> 5\nrun t -> 6", "" },
		{ "fewer failures each time", "fail t -> 6 failed in 1s\nfail t -> 5 failed in 1s\nfail t -> 4 failed in 1s\n"
		  "fail t -> 3 failed in 1s\nfail t -> 2 failed in 1s\nfail t -> 1 failed in 1s", "" },
		{ "something new is read between", "run s -> x\nread a -> 1\nrun s -> x\nread b -> 2\nrun s -> x\nread c -> 3\n"
		  "run s -> x\nread d -> 4\nrun s -> x\nread e -> 5\nrun s -> x\nread f -> 6", "" },
		{ "an edit between", "4*run t -> ok\nedit a.c\n4*run t -> ok\nedit b.c\n4*run t -> ok", "" },
		{ "polling a build", "20*run gh pr checks 12 -> pending", "" },
		{ "polling by the shell", "20*run cd x && sleep 30; cat state -> running", "" },
		{ "waiting for a sub-agent", "20*call wait_agent -> not yet", "" },
		{ "looking into what it started", "20*call BashOutput -> ", "" },
		{ "following a job of a cluster", "20*run squeue -j 12 -> R", "" },
		{ "a rollout", "20*run kubectl rollout status deploy/x -> waiting", "" },
		{ "test and edit, each failure another one",
		  "edit a.c\nfail t -> error 1\nedit a.c\nfail t -> error 2\nedit a.c\nfail t -> error 3\nedit a.c\nfail t -> error 4\n"
		  "edit a.c\nfail t -> error 5\nedit a.c\nfail t -> error 6\nedit a.c\nrun t -> ok", "" },
		{ "edits of one file while the same fails",
		  "edit a.c\nfail t -> error\nedit a.c\nfail t -> error\nedit a.c\nfail t -> error\nedit a.c\nfail t -> error\n"
		  "edit a.c\nfail t -> error\nedit a.c\nfail t -> error", "looping:raised\nnudge" },
		{ "of two that fail one is mended",
		  "fail t -> e\nfail u -> f\nedit a.c\nfail t -> e\nedit a.c\nfail t -> e\nedit a.c\nrun u -> ok\nedit a.c\n"
		  "fail t -> e\nedit a.c\nfail t -> e\nedit a.c", "" },
		{ "many edits and nothing run", "30*edit a.c", "" },
		{ "many files while one test fails",
		  "fail t -> e\nedit a\nfail t -> e\nedit b\nfail t -> e\nedit c\nfail t -> e\nedit d\nfail t -> e\nedit e\nfail t -> e\nedit f", "" },
	};

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		struct play play = play_begin(&patient, true);

		play_run(&play, runs[i].script);
		if (!text_same(play.heard ? play.heard : "", runs[i].heard))
			printf("# %s\n", runs[i].what);
		CHECK_STR(play.heard ? play.heard : "", runs[i].heard);
		play_end(&play);
	}
}

static void a_nudge_says_what_was_seen_and_its_effect_is_measured(void)
{
	static const struct {
		const char *what, *script, *heard;
	} runs[] = {
		{ "it does something else", "5*run t -> x\nread a -> 1\nread b -> 2\nread c -> 3\nread d -> 4\nread e -> 5",
		  "looping:raised\nnudge\nlooping:helped" },
		{ "once more was under way", "6*run t -> x\nread a -> 1\nread b -> 2\nread c -> 3\nread d -> 4",
		  "looping:raised\nnudge\nlooping:helped" },
		{ "the result changes", "5*run t -> x\nrun t -> y", "looping:raised\nnudge\nlooping:helped" },
		{ "it goes on", "7*run t -> x", "looping:raised\nnudge\nlooping:unhelped!" },
		{ "it goes on with others between", "5*run t -> x\nread a -> 1\nrun t -> x\nread b -> 1\nrun t -> x",
		  "looping:raised\nnudge\nlooping:unhelped!" },
		{ "the failure is mended by the next edit",
		  "edit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\n"
		  "edit b\nrun t -> ok", "looping:raised\nnudge\nlooping:helped" },
		{ "the edits go on",
		  "edit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\nfail t -> e\nedit a\n"
		  "edit a\nfail t -> e\nedit a\nfail t -> e\nedit a", "looping:raised\nnudge\nlooping:unhelped!" },
	};

	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		struct play play = play_begin(&patient, true);

		play_run(&play, runs[i].script);
		if (!text_same(play.heard ? play.heard : "", runs[i].heard))
			printf("# %s\n", runs[i].what);
		CHECK_STR(play.heard ? play.heard : "", runs[i].heard);
		CHECK(play.nudge && text_starts(play.nudge, "leadhand has noticed: you have "));
		play_end(&play);
	}
}

static void who_cannot_be_told_gets_as_long_again_and_hears_it_with_the_next_turn(void)
{
	struct play play = play_begin(&patient, false);

	play_run(&play, "5*run t -> x");
	CHECK_STR(play.heard, "looping:raised");
	play_run(&play, "4*run t -> x");
	CHECK_STR(play.heard, "looping:raised");
	play_run(&play, "1*run t -> x");
	CHECK_STR(play.heard, "looping:raised\nlooping:nudged!");
	CHECK(strstr(play.nudge, "you have run 't' 5 times with the same result"));
	play_end(&play);
}

static void passes(struct play *play, long long ms)
{
	play->now += ms;
	vigil_look(&play->vigil, play->now);
	listen(play);
}

static void starts_tool(struct play *play)
{
	hear(play, (struct agent_event){ .kind = AGENT_tool, .action = AGENT_ACTION_run, .key = (char *)"k",
					 .name = (char *)"exec_command", .target = (char *)"make", .digest = (char *)"d" });
}

static void who_may_come_back_by_itself_is_not_ended_before_that(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 4 * MINUTE, 10 * MINUTE }, true);

	passes(&play, 2 * MINUTE);
	CHECK_STR(play.heard, "silent:raised");
	passes(&play, 3 * MINUTE - 1);
	CHECK_STR(play.heard, "silent:raised");
	passes(&play, 1);
	CHECK_STR(play.heard, "silent:raised\nsilent:raised!");
	play_end(&play);
	/* A lead who waits for nobody that long does not wait for this one. */
	play = play_begin(&(struct quiet_spec){ MINUTE, 40 * MINUTE, MINUTE }, true);
	passes(&play, MINUTE);
	passes(&play, MINUTE);
	CHECK_STR(play.heard, "silent:raised\nsilent:raised!");
	play_end(&play);
}

static void silence_is_told_and_then_ends_the_turn(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 2 * MINUTE, MINUTE, 10 * MINUTE }, true);

	CHECK_INT(vigil_due_ms(&play.vigil), play.now + 2 * MINUTE);
	passes(&play, 2 * MINUTE - 1);
	CHECK_STR(play.heard ? play.heard : "", "");
	passes(&play, 1);
	CHECK_STR(play.heard, "silent:raised");
	CHECK_INT(vigil_due_ms(&play.vigil), play.now + 2 * MINUTE);
	passes(&play, 2 * MINUTE - 1);
	CHECK_STR(play.heard, "silent:raised");
	passes(&play, 1);
	CHECK_STR(play.heard, "silent:raised\nsilent:raised!");
	passes(&play, 60 * MINUTE);
	CHECK_STR(play.heard, "silent:raised\nsilent:raised!");
	play_end(&play);
}

static void a_word_ends_the_silence_and_its_length_is_kept(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 0, 10 * MINUTE }, true);

	passes(&play, 3 * MINUTE);
	hear(&play, (struct agent_event){ .kind = AGENT_message, .text = (char *)"here" });
	CHECK_STR(play.heard, "silent:raised\nsilent:over");
	CHECK_INT(quiet_longest_ms(&play.vigil.quiet), 3 * MINUTE);
	passes(&play, MINUTE);
	CHECK_STR(play.heard, "silent:raised\nsilent:over");
	play_end(&play);
}

static void a_long_compile_is_no_silence(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 0, 10 * MINUTE }, true);

	starts_tool(&play);
	passes(&play, 19 * MINUTE);
	CHECK_STR(play.heard ? play.heard : "", "");
	hear(&play, (struct agent_event){ .kind = AGENT_tool_ended, .key = (char *)"k", .outcome = (char *)"ok" });
	CHECK_INT(quiet_longest_ms(&play.vigil.quiet), 0);
	passes(&play, 2 * MINUTE);
	CHECK_STR(play.heard, "silent:raised");
	play_end(&play);

	play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 0, 10 * MINUTE }, true);
	starts_tool(&play);
	passes(&play, 20 * MINUTE);
	CHECK_STR(play.heard, "silent:raised");
	passes(&play, 20 * MINUTE);
	CHECK_STR(play.heard, "silent:raised\nsilent:raised!");
	play_end(&play);
}

static void who_waits_for_somebody_is_not_silent(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 0, 10 * MINUTE }, true);

	vigil_hold(&play.vigil, true, play.now);
	CHECK_INT(vigil_due_ms(&play.vigil), 0);
	passes(&play, 600 * MINUTE);
	vigil_hold(&play.vigil, false, play.now);
	passes(&play, 2 * MINUTE - 1);
	CHECK_STR(play.heard ? play.heard : "", "");
	hear(&play, (struct agent_event){ .kind = AGENT_permission, .key = (char *)"p", .text = (char *)"rm -r build" });
	passes(&play, 600 * MINUTE);
	CHECK_STR(play.heard, "permission:raised");
	starts_tool(&play);
	CHECK_STR(play.heard, "permission:raised\npermission:over");
	CHECK(quiet_longest_ms(&play.vigil.quiet) < 2 * MINUTE);
	play_end(&play);
}

static void how_long_is_long(void)
{
	static const struct {
		struct quiet_spec spec;
		long long due_ms;
	} cases[] = {
		{ { 3 * MINUTE, 60 * MINUTE, 10 * MINUTE }, 3 * MINUTE },  /* its own history comes first */
		{ { 0, 4 * MINUTE, 10 * MINUTE }, 5 * MINUTE },		   /* then its kind, and a quarter */
		{ { 0, 60 * MINUTE, 10 * MINUTE }, 10 * MINUTE },	   /* never more than config.yaml says */
		{ { 60 * MINUTE, 0, 10 * MINUTE }, 10 * MINUTE },
		{ { 0, 0, 10 * MINUTE }, 10 * MINUTE },
	};
	struct play play;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		play = play_begin(&cases[i].spec, true);
		CHECK_INT(vigil_due_ms(&play.vigil), play.now + cases[i].due_ms);
		play_end(&play);
	}
	play = play_begin(&(struct quiet_spec){ 2 * MINUTE, 5 * MINUTE, 0 }, true);
	CHECK_INT(vigil_due_ms(&play.vigil), 0);
	passes(&play, 600 * MINUTE);
	CHECK_STR(play.heard ? play.heard : "", "");
	play_end(&play);
}

static void of_whom_nothing_is_known_the_lead_is_told_only(void)
{
	struct play play = play_begin(&(struct quiet_spec){ 0, 0, 10 * MINUTE }, false);

	passes(&play, 10 * MINUTE);
	passes(&play, 600 * MINUTE);
	CHECK_STR(play.heard, "silent:raised");
	CHECK_INT(vigil_due_ms(&play.vigil), 0);
	play_end(&play);
}

static void who_reported_done_may_look_once_more_and_no_longer(void)
{
	struct play play = play_begin(&patient, true);

	for (int i = 0; i < 30; i++) {
		_autofree_ char *line = mem_printf("run c%d -> x", i);

		play_run(&play, line);
	}
	vigil_reported(&play.vigil, "done", play.now);
	play_run(&play, "run git commit -> ok\nrun git status -> clean");
	CHECK_STR(play.heard ? play.heard : "", "");
	for (int i = 2; i < SIGNAL_CALLS_AFTER_DONE; i++) {
		_autofree_ char *line = mem_printf("run d%d -> x", i);

		CHECK_STR(play.heard ? play.heard : "", "");
		play_run(&play, line);
	}
	CHECK_STR(play.heard, "overrun:raised!");
	play_end(&play);

	play = play_begin(&patient, true);
	vigil_reported(&play.vigil, "done", play.now);
	play.now += SIGNAL_MS_AFTER_DONE;
	hear(&play, (struct agent_event){ .kind = AGENT_message, .text = (char *)"as I said" });
	CHECK_STR(play.heard ? play.heard : "", "");
	play_run(&play, "run d -> x");
	CHECK_STR(play.heard, "overrun:raised!");
	play_end(&play);

	play = play_begin(&patient, true);
	vigil_reported(&play.vigil, "blocked", play.now);
	play.now += SIGNAL_MS_AFTER_DONE;
	play_run(&play, "run d -> x");
	CHECK_STR(play.heard ? play.heard : "", "");
	play_end(&play);
}

static void what_says_nothing_new_is_left_out(void)
{
	static const char *const pairs[][2] = {
		{ "3 failed in 0.21s", "3 failed in " },
		{ "3 failed, 2 passed", "3 failed, 2 passed" },
		{ "ok 12 ms", "ok " },
		{ "at 12:34:56 it", "at  it" },
		{ "<X object at 0x7f31aa>", "<X object at >" },
		{ "utf8s 0x1f", "utf8s 0x1f" },
		{ "line 120: error", "line 120: error" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		_autofree_ char *essence = output_essence(pairs[i][0]);

		CHECK_STR(essence, pairs[i][1]);
	}
}

static void which_commands_wait(void)
{
	static const struct {
		const char *command;
		bool waits;
	} commands[] = {
		{ "sleep 30", true }, { "cd x && sleep 5", true }, { "(sleep 5)", true }, { "until test -e x; do sleep 1; done", true },
		{ "gh run watch 12", true }, { "tail -f log", true }, { "kubectl wait pod/x", true }, { "make; gh pr checks", true },
		{ "sleeper", false }, { "tail -n 5 log", false }, { "make test", false }, { "echo sleep", false }, { "", false },
		{ "gh pr create", false }, { "cat whiley", false },
	};

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		const struct agent_event tool = { .kind = AGENT_tool, .action = AGENT_ACTION_run, .name = (char *)"exec_command",
						  .target = (char *)commands[i].command };

		if (call_waits(&tool) != commands[i].waits)
			printf("# %s\n", commands[i].command);
		CHECK(call_waits(&tool) == commands[i].waits);
	}
}

/* The record. */

static void a_line_has_the_names_that_others_know_and_no_more_of_a_call_than_its_target(void)
{
	const struct line_context context = { "codex", "openai", "gpt-5.5", "01a2" };
	struct agent_event event = { .kind = AGENT_tool, .action = AGENT_ACTION_run, .key = (char *)"call_1",
				     .name = (char *)"exec_command", .target = (char *)"make \x1b[31mtest", .digest = (char *)"0123" };
	_json_ json_t *tool = line_of(&event, &context), *usage = 0, *failed = 0, *opened = line_opened(&context);

	CHECK_STR(json_text(tool, "gen_ai.operation.name"), "execute_tool");
	CHECK_STR(json_text(tool, "gen_ai.tool.name"), "exec_command");
	CHECK_STR(json_text(tool, "gen_ai.tool.call.id"), "call_1");
	CHECK(!strchr(json_text(tool, "leadhand.target"), '\x1b'));
	CHECK_STR(json_text(tool, "leadhand.action"), "run");
	CHECK_STR(json_text(opened, "gen_ai.operation.name"), "invoke_agent");
	CHECK_STR(json_text(opened, "gen_ai.agent.name"), "codex");
	CHECK_STR(json_text(opened, "gen_ai.provider.name"), "openai");
	CHECK_STR(json_text(opened, "gen_ai.request.model"), "gpt-5.5");
	CHECK_STR(json_text(opened, "gen_ai.conversation.id"), "01a2");
	event = (struct agent_event){ .kind = AGENT_usage, .input = 100, .cached = 60, .output = 7, .context = 5, .window = 50 };
	usage = line_of(&event, &context);
	CHECK_STR(json_text(usage, "gen_ai.operation.name"), "chat");
	CHECK_INT(json_number(usage, "gen_ai.usage.input_tokens"), 100);
	CHECK_INT(json_number(usage, "gen_ai.usage.output_tokens"), 7);
	CHECK_INT(json_number(usage, "gen_ai.usage.cache_read.input_tokens"), 60);
	event = (struct agent_event){ .kind = AGENT_failed, .error = AGENT_ERROR_rate_limit, .text = (char *)"429" };
	failed = line_of(&event, &context);
	CHECK_STR(json_text(failed, "error.type"), "rate_limit");
}

static void take(struct doings *doings, json_t *line)
{
	doings_take(doings, line);
	json_decref(line);
}

static void all_that_was_done_is_summed_up_whatever_was_cut_off(void)
{
	static const char *const outcomes[] = { "ok", "ok", "failed", "denied" };
	const struct line_context context = { 0 };
	struct doings doings = { 0 }, again = { 0 };

	for (int i = 0; i < 4; i++) {
		const struct agent_event tool = { .kind = AGENT_tool, .name = (char *)"x" },
					 end = { .kind = AGENT_tool_ended, .outcome = (char *)outcomes[i] };

		take(&doings, line_of(&tool, &context));
		take(&doings, line_of(&end, &context));
	}
	for (int i = 0; i < 500; i++) {
		_autofree_ char *path = mem_printf("src/%d.c", i % 250);
		const struct agent_event file = { .kind = AGENT_file, .target = path };

		take(&doings, line_of(&file, &context));
	}
	take(&doings, line_of(&(struct agent_event){ .kind = AGENT_usage, .context = 30, .window = 100 }, &context));
	take(&doings, line_of(&(struct agent_event){ .kind = AGENT_retrying }, &context));
	take(&doings, line_of(&(struct agent_event){ .kind = AGENT_subagent, .outcome = (char *)"started" }, &context));
	take(&again, doings_line(&doings));
	for (struct doings *one = &doings; one; one = one == &doings ? &again : 0) {
		CHECK_INT(one->calls, 4);
		CHECK_INT(one->outcomes[DOINGS_ok], 2);
		CHECK_INT(one->outcomes[DOINGS_failed], 1);
		CHECK_INT(one->outcomes[DOINGS_denied], 1);
		CHECK(one->file_count >= 250);
		CHECK_INT((long long)lines_count(one->files), DOINGS_FILES);
		CHECK_INT(one->context, 30);
		CHECK_INT(one->window, 100);
		CHECK_INT(one->retries, 1);
		CHECK_INT(one->subagents, 1);
	}
	doings_release(&doings);
	doings_release(&again);
}

int main(void)
{
	what_is_a_loop_and_what_only_repeats_itself();
	a_nudge_says_what_was_seen_and_its_effect_is_measured();
	who_cannot_be_told_gets_as_long_again_and_hears_it_with_the_next_turn();
	silence_is_told_and_then_ends_the_turn();
	who_may_come_back_by_itself_is_not_ended_before_that();
	a_word_ends_the_silence_and_its_length_is_kept();
	a_long_compile_is_no_silence();
	who_waits_for_somebody_is_not_silent();
	how_long_is_long();
	of_whom_nothing_is_known_the_lead_is_told_only();
	who_reported_done_may_look_once_more_and_no_longer();
	what_says_nothing_new_is_left_out();
	which_commands_wait();
	a_line_has_the_names_that_others_know_and_no_more_of_a_call_than_its_target();
	all_that_was_done_is_summed_up_whatever_was_cut_off();
	return tap_done();
}
