/* A turn that broke off: what the word of its error leads to, how long that waits, and what the lead finds. */
#include "agent/error.h"
#include "core/desk.h"
#include "core/limits.h"
#include "core/retry.h"
#include "core/signals.h"
#include "tale.h"

#include <string.h>

#define MINUTE 60000LL

static void the_words_are_those_of_the_agents(void)
{
	static const enum agent_error each[] = {
#define X(word, retry, failure, text, mend) AGENT_ERROR_##word,
		RETRY_WORDS(X)
#undef X
	};

	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		CHECK(retry_of(agent_error_word(each[i])) != RETRY_none);
		CHECK_INT(agent_error_of(agent_error_word(each[i])), each[i]);
	}
	CHECK_STR(agent_error_word(AGENT_ERROR_none), "");
	CHECK_INT(agent_error_of(""), AGENT_ERROR_none);
	CHECK_INT(agent_error_of("no such word"), AGENT_ERROR_unknown);
	CHECK_INT(retry_of("rate_limit"), RETRY_later);
	CHECK_INT(retry_of(""), RETRY_none);
	CHECK_INT(retry_of(0), RETRY_none);
	CHECK_INT(retry_of("no such word"), RETRY_none);
}

static void turn_fails(struct tale *tale, long long task, const char *error)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_turn_ended, .job = job->record.id, .attempt = job->attempt, .word = S("failed"),
		.text = S("it said so"), .error = S(error));
}

static long long task_of(struct tale *tale, const char *name)
{
	long long task = task_with(tale, name, (struct event){ .provider = S("openai") });

	go_on(tale);
	return task;
}

static void check_desk(const struct tale *tale, const char *const *texts)
{
	struct desk desk = desk_of(tale->state, tale->now);
	long long n = 0;

	for (; texts[n]; n++) {
		CHECK(n < desk.count && strstr(desk.items[n].text, texts[n]));
		if (n < desk.count && !strstr(desk.items[n].text, texts[n]))
			printf("# %s\n", desk.items[n].text);
	}
	CHECK_INT(desk.count, n);
	desk_release(&desk);
}

static void what_must_be_mended_fails_at_once(void)
{
	static const struct {
		const char *error, *blame, *mend;
	} kinds[] = {
		{ "bad_request", "specification", "then 'leadhand retry a'" },
		{ "refusal", "specification", "then 'leadhand retry a'" },
		{ "budget", "environment", "raise the agent's own limit" },
		{ "authentication", "environment", "log in again, then 'leadhand resume'" },
	};

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct tale tale = tale_begin();
		long long a = task_of(&tale, "a");

		turn_fails(&tale, a, kinds[i].error);
		CHECK_STR(life_of(&tale, a), "failed");
		CHECK_STR(task_at(tale.state, a)->blame, kinds[i].blame);
		CHECK(strstr(task_at(tale.state, a)->reason, kinds[i].mend));
		CHECK(strstr(task_at(tale.state, a)->reason, "it said so"));
		CHECK_INT(session_of(&tale, a)->round, 0);
		CHECK_INT(session_of(&tale, a)->turns, 1);
		tale_end(&tale);
	}
}

static void a_turn_that_broke_off_goes_on_three_times_and_then_costs_a_round(void)
{
	static const long long pauses_ms[] = { 2000, 6000, 18000 };
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a"), first = turn_of(&tale, a)->record.id;
	const struct job *job;

	for (size_t i = 0; i < sizeof pauses_ms / sizeof *pauses_ms; i++) {
		_autofree_ char *reason = 0;

		turn_fails(&tale, a, i ? "crashed" : "cut");
		go_on(&tale);
		job = turn_of(&tale, a);
		CHECK_INT(job->record.id, first);
		CHECK_INT(job->life, JOB_wanted);
		reason = task_reason(tale.state, task_at(tale.state, a), tale.now);
		CHECK(strstr(reason, "the turn broke off") && strstr(reason, "goes on in"));
		CHECK_INT(plan_wake(tale.state, tale.now) - tale.now, pauses_ms[i]);
		CHECK(!plan_is_idle(tale.state, tale.now));
		tale.now += pauses_ms[i];
		go_on(&tale);
		CHECK_INT(job->life, JOB_running);
		CHECK_INT(job->attempt, (long long)i + 2);
		CHECK_INT(session_of(&tale, a)->round, 0);
	}
	turn_fails(&tale, a, "crashed");
	go_on(&tale);
	CHECK(turn_of(&tale, a)->record.id != first);
	CHECK_STR(turn_of(&tale, a)->why, "failed");
	CHECK_INT(session_of(&tale, a)->round, 1);
	tale_end(&tale);
}

static void a_pause_of_a_clock_that_was_wrong_does_not_outlive_it(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");

	tale.now += 1000 * MINUTE;
	turn_fails(&tale, a, "cut");
	tale.now -= 1000 * MINUTE;
	go_on(&tale);
	CHECK_INT(turn_of(&tale, a)->life, JOB_running);
	tale_end(&tale);
}

static void a_loop_is_told_to_the_turn_that_goes_on(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");

	turn_fails(&tale, a, "looping");
	CHECK_STR(turn_of(&tale, a)->why, "looping");
	CHECK_STR(turn_of(&tale, a)->text, "it said so");
	tale_end(&tale);
}

static void a_failure_without_a_word_costs_a_round_as_ever(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");

	turn_fails(&tale, a, "");
	CHECK_INT(session_of(&tale, a)->round, 1);
	CHECK_STR(turn_of(&tale, a)->why, "failed");
	tale_end(&tale);
}

static void a_lost_login_holds_all_that_need_it_with_one_notice(void)
{
	struct tale tale = tale_begin();
	long long a, b, c, other;

	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 9, .checks = 9);
	a = task_of(&tale, "a");
	b = task_of(&tale, "b");
	turn_fails(&tale, a, "authentication");
	turn_fails(&tale, b, "authentication");
	c = task_of(&tale, "c");
	other = task_with(&tale, "other", (struct event){ .provider = S("anthropic") });
	go_on(&tale);
	CHECK_STR(life_of(&tale, a), "failed");
	for (long long task = b; task <= c; task++) {
		_autofree_ char *reason = task_reason(tale.state, task_at(tale.state, task), tale.now);

		CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "waiting");
		CHECK_STR(reason, "login: 'openai' does not accept it: log in again, then 'leadhand resume'");
	}
	CHECK_STR(task_shown(tale.state, task_at(tale.state, other)), "running");
	check_desk(&tale, (const char *const[]){ "log in again", "is logged out: 'openai' does not accept", 0 });
	/* A night later nothing was asked of it. */
	tale.now += 600 * MINUTE;
	go_on(&tale);
	CHECK_INT(turn_of(&tale, b)->attempt, 1);

	HAPPENS(&tale, EVENT_resumed, .by = S("lead"));
	go_on(&tale);
	for (long long task = a; task <= c; task++)
		CHECK_STR(task_shown(tale.state, task_at(tale.state, task)), "running");
	check_desk(&tale, (const char *const[]){ 0 });
	CHECK_INT(session_of(&tale, b)->turns, 1);
	REFUSED(&tale, ERR_REFUSED, EVENT_resumed, .by = S("lead"));
	tale_end(&tale);
}

static void to_try_one_of_them_again_says_that_the_login_is_good(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a"), b = task_of(&tale, "b");

	turn_fails(&tale, a, "authentication");
	turn_fails(&tale, b, "authentication");
	HAPPENS(&tale, EVENT_retried, .task = a);
	go_on(&tale);
	CHECK_STR(task_shown(tale.state, task_at(tale.state, a)), "running");
	CHECK_STR(task_shown(tale.state, task_at(tale.state, b)), "running");
	check_desk(&tale, (const char *const[]){ 0 });
	tale_end(&tale);
}

static void those_who_were_refused_together_do_not_come_back_together(void)
{
	int same = 0;

	for (long long job = 1; job <= 200; job++) {
		long long jitter_ms = retry_jitter_ms(job, 1, 15000);

		CHECK(jitter_ms >= 0 && jitter_ms <= 15000);
		CHECK_INT(retry_jitter_ms(job, 1, 15000), jitter_ms);
		same += retry_jitter_ms(job + 1, 1, 15000) == jitter_ms;
	}
	CHECK(same < 5);
	CHECK_INT(retry_jitter_ms(1, 1, 0), 0);
	CHECK_INT(retry_pause_ms(100), RETRY_PAUSE_MOST_MS);
}

/* Signals. */

static void sees(struct tale *tale, long long task, const char *word, const char *what, const char *text)
{
	const struct job *job = turn_of(tale, task);

	HAPPENS(tale, EVENT_signalled, .job = job->record.id, .attempt = job->attempt, .word = S(word), .key = S(what),
		.text = S(text), .number = tale->now - 5000);
}

static long long count_of(const struct tale *tale, const char *word)
{
	long long n = 0;

	EACH(signal, signal, tale->state)
		n += text_same(signal->word, word);
	return n;
}

static void silence_is_shown_and_needs_the_lead_when_it_comes_back(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");
	_autofree_ char *reason = 0;

	tale.now += MINUTE;
	sees(&tale, a, "silent", "raised", "for 4 min (its longest until now: 40 s)");
	reason = task_reason(tale.state, task_at(tale.state, a), tale.now);
	CHECK_STR(reason, "silent: for 4 min (its longest until now: 40 s)");
	CHECK_INT(signal_of_session(tale.state, 1)->since_ms, tale.now - 5001);
	check_desk(&tale, (const char *const[]){ 0 });
	turn_fails(&tale, a, "silent");
	tale.now += MINUTE;
	go_on(&tale);
	CHECK(!signal_of_session(tale.state, 1));
	sees(&tale, a, "silent", "raised", "for 5 min");
	check_desk(&tale, (const char *const[]){ "for 5 min", 0 });
	sees(&tale, a, "silent", "over", "");
	check_desk(&tale, (const char *const[]){ 0 });
	CHECK_INT(count_of(&tale, "silent"), 2);
	tale_end(&tale);
}

static void a_loop_needs_the_lead_where_the_nudge_did_not_help(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");

	sees(&tale, a, "looping", "raised", "make test, 5 times");
	sees(&tale, a, "looping", "nudged", "");
	check_desk(&tale, (const char *const[]){ 0 });
	sees(&tale, a, "looping", "helped", "");
	CHECK_INT(signal_at(tale.state, 1)->helped, SIGNAL_HELPED_yes);
	CHECK(!signal_of_session(tale.state, 1));
	sees(&tale, a, "looping", "raised", "make test, 5 times");
	sees(&tale, a, "looping", "nudged", "");
	sees(&tale, a, "looping", "unhelped", "");
	check_desk(&tale, (const char *const[]){ "make test, 5 times", 0 });
	CHECK_INT(signal_at(tale.state, 2)->nudges, 1);
	turn_ends(&tale, a, "t1");
	check_desk(&tale, (const char *const[]){ 0 });
	tale_end(&tale);
}

static void how_a_turn_ends_is_counted_once(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a"), b, c;

	turn_ends(&tale, a, "t0");
	CHECK_INT(count_of(&tale, "early"), 1);
	CHECK_INT(count_of(&tale, "finished"), 0);
	go_on(&tale);
	turn_ends(&tale, a, "t1");
	CHECK_INT(count_of(&tale, "finished"), 1);
	go_on(&tale);
	/* The base is green: it is the change's doing. */
	gate_says(&tale, 1, "t1", "red");
	go_on(&tale);
	gate_says(&tale, 1, "t0", "green");
	CHECK_INT(count_of(&tale, "early"), 2);
	CHECK(strstr(signal_at(tale.state, signal_count(tale.state))->text, "gate 'test' is red"));
	b = task_of(&tale, "b");
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, b)->record.id, .attempt = 1, .word = S("blocked"), .text = S("no key"));
	turn_ends(&tale, b, "t0");
	CHECK_INT(count_of(&tale, "blocked"), 1);
	c = task_of(&tale, "c");
	turn_stops(&tale, turn_of(&tale, c)->record.id, "budget");
	CHECK_INT(count_of(&tale, "out_of_budget"), 1);
	CHECK_INT(count_of(&tale, "failed"), 0);
	tale_end(&tale);
}

static void a_runner_says_only_what_it_can_see(void)
{
	struct tale tale = tale_begin();
	long long a = task_of(&tale, "a");
	const struct job *job = turn_of(&tale, a);

	REFUSED(&tale, ERR_REFUSED, EVENT_signalled, .job = job->record.id, .attempt = 1, .word = S("finished"));
	REFUSED(&tale, ERR_REFUSED, EVENT_signalled, .job = job->record.id, .attempt = 1, .word = S("nonsense"));
	REFUSED(&tale, ERR_CONFLICT, EVENT_signalled, .job = job->record.id, .attempt = 2, .word = S("silent"));
	for (int i = 0; i < 1000; i++) {
		sees(&tale, a, "looping", "raised", "x");
		sees(&tale, a, "looping", "over", "");
	}
	CHECK_INT(signal_count(tale.state), SIGNAL_COUNT_MOST);
	tale_end(&tale);
}

static void silence_is_measured_by_the_agents_own_history(void)
{
	struct tale tale = tale_begin();

	CHECK_INT(habit_silence_ms(tale.state, "slow", 600000), 0);
	for (int i = 0; i < SIGNAL_QUIET_TURNS - 1; i++)
		habit_quiet(tale.state, "slow", 190000 + 1000 * (i % 2));
	CHECK_INT(habit_silence_ms(tale.state, "slow", 600000), 0);
	habit_quiet(tale.state, "slow", 191000);
	CHECK(habit_silence_ms(tale.state, "slow", 600000) > 191000);
	CHECK(habit_silence_ms(tale.state, "slow", 600000) < 195000);
	CHECK_INT(habit_silence_ms(tale.state, "slow", 180000), 180000);
	for (int i = 0; i < 100; i++)
		habit_quiet(tale.state, "quick", 100 + i);
	CHECK_INT(habit_silence_ms(tale.state, "quick", 600000), SIGNAL_QUIET_LEAST_MS);
	/* A laptop that slept says nothing. */
	habit_quiet(tale.state, "quick", 8 * 3600000LL);
	CHECK_INT(habit_silence_ms(tale.state, "quick", 600000), SIGNAL_QUIET_LEAST_MS);
	tale_end(&tale);
}

static void what_broke_off_over_its_budget_is_not_taken_up_again(void)
{
	static const char *const words[] = { "failed", "limited" };

	for (int i = 0; i < 2; i++) {
		struct tale tale = tale_begin();
		long long task = task_with(&tale, "a", (struct event){ .provider = S("openai"), .tokens = 100 });
		const struct job *job;

		go_on(&tale);
		job = turn_of(&tale, task);
		HAPPENS(&tale, EVENT_usage, .job = job->record.id, .attempt = 1, .input = 101);
		HAPPENS(&tale, EVENT_turn_ended, .job = job->record.id, .attempt = 1, .word = S(words[i]), .error = S("cut"));
		CHECK_STR(life_of(&tale, task), "failed");
		CHECK_STR(task_at(tale.state, task)->reason, "its budget ran out");
		CHECK(!turn_of(&tale, task));
		tale_end(&tale);
	}
}

static void a_turn_has_its_time_once_however_often_it_is_taken_up_again(void)
{
	struct tale tale = tale_begin();
	long long task = task_with(&tale, "a", (struct event){ .time_ms = MINUTE }), began;

	go_on(&tale);
	tale.now += MINUTE / 2;
	turn_fails(&tale, task, "cut");
	/* What it waits costs it nothing. */
	tale.now += 10 * MINUTE;
	go_on(&tale);
	began = turn_of(&tale, task)->started_ms;
	CHECK_INT(turn_of(&tale, task)->spent_ms / 1000, MINUTE / 2 / 1000);
	CHECK_INT(plan_wake(tale.state, tale.now), began + MINUTE - turn_of(&tale, task)->spent_ms + 1);
	tale.now += MINUTE / 2 + 2;
	go_on(&tale);
	CHECK_STR(turn_of(&tale, task)->stopping, "time");
	tale_end(&tale);
}

int main(void)
{
	the_words_are_those_of_the_agents();
	what_must_be_mended_fails_at_once();
	a_turn_that_broke_off_goes_on_three_times_and_then_costs_a_round();
	a_pause_of_a_clock_that_was_wrong_does_not_outlive_it();
	a_loop_is_told_to_the_turn_that_goes_on();
	a_failure_without_a_word_costs_a_round_as_ever();
	a_lost_login_holds_all_that_need_it_with_one_notice();
	to_try_one_of_them_again_says_that_the_login_is_good();
	those_who_were_refused_together_do_not_come_back_together();
	silence_is_shown_and_needs_the_lead_when_it_comes_back();
	a_loop_needs_the_lead_where_the_nudge_did_not_help();
	how_a_turn_ends_is_counted_once();
	a_runner_says_only_what_it_can_see();
	silence_is_measured_by_the_agents_own_history();
	what_broke_off_over_its_budget_is_not_taken_up_again();
	a_turn_has_its_time_once_however_often_it_is_taken_up_again();
	return tap_done();
}
