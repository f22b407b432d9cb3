/* What the lead sees: every state in a word, every wait with its reason, the inbox in its
 * order. */
#include "core/desk.h"
#include "tale.h"

static void is_shown(const struct tale *tale, long long task, const char *want, const char *why)
{
	const struct task *record = task_at(tale->state, task);
	_autofree_ char *reason = task_reason(tale->state, record, tale->now);

	CHECK_STR(task_shown(tale->state, record), want);
	CHECK_STR(reason, why);
}

static void a_task_is_shown_as_what_it_does(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_task_unfit, .name = S("a"), .text = S("a.md:1:1: title-missing"));
	task = task_named(tale.state, "a")->record.id;
	is_shown(&tale, task, "draft", "a.md:1:1: title-missing");
	HAPPENS(&tale, EVENT_task_fit, .name = S("a"), .title = S("A"), .rounds = 1);
	is_shown(&tale, task, "ready", "");
	HAPPENS(&tale, EVENT_task_called, .task = task);
	is_shown(&tale, task, "waiting", "about to start");
	go_on(&tale);
	is_shown(&tale, task, "running", "");
	HAPPENS(&tale, EVENT_asked, .job = 1, .attempt = 1, .key = S("k"), .text = S("?"),
		.is_blocking = 1);
	is_shown(&tale, task, "asking", "");
	turn_ends(&tale, task, "t1");
	is_shown(&tale, task, "gating", "");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	is_shown(&tale, task, "review", "");
	lead_approves(&tale, task);
	is_shown(&tale, task, "approved", "");
	go_on(&tale);
	is_shown(&tale, task, "landing", "");
	HAPPENS(&tale, EVENT_held, .landing = 1, .text = S("'work' has local edits"),
		.number = 99999);
	is_shown(&tale, task, "landing", "held: 'work' has local edits");
	HAPPENS(&tale, EVENT_cancelled, .task = task, .text = S("not needed"));
	is_shown(&tale, task, "cancelled", "not needed");
	tale_end(&tale);
}

static void a_proof_and_a_failure_say_what_they_are_about(void)
{
	struct tale tale = tale_begin();
	long long task;

	HAPPENS(&tale, EVENT_gate_known, .key = S("k2"), .name = S("accept-1"),
		.command = S("make new"), .is_red_first = 1);
	task = task_with(&tale, "a", (struct event){ .gates = S("2") });
	go_on(&tale);
	is_shown(&tale, task, "gating", "its acceptance has to be red on the base first");
	gate_says(&tale, 2, "t0", "green");
	is_shown(&tale, task, "failed",
		 "specification: the acceptance 'make new' is green on the base already: it "
		 "proves nothing");
	tale_end(&tale);
}

static void a_paused_task_waits_once_its_process_is_gone(void)
{
	struct tale tale = tale_begin();
	long long task = task_new(&tale, "a");

	go_on(&tale);
	HAPPENS(&tale, EVENT_paused, .task = task);
	is_shown(&tale, task, "running", "paused");
	go_on(&tale);
	turn_stops(&tale, 1, "pause");
	is_shown(&tale, task, "waiting", "paused");
	HAPPENS(&tale, EVENT_resumed, .task = task);
	is_shown(&tale, task, "waiting", "about to start");
	HAPPENS(&tale, EVENT_mode, .word = S("draining"));
	is_shown(&tale, task, "waiting", "the floor is closing");
	tale_end(&tale);
}

static void a_queued_turn_says_whom_it_waits_for(void)
{
	struct tale tale = tale_begin();
	long long a = task_with(&tale, "a", (struct event){ .scope = S("src/") }), b, c;

	go_on(&tale);
	turn_ends(&tale, a, "t1");
	HAPPENS(&tale, EVENT_cancelled, .task = a);
	b = task_with(&tale, "b", (struct event){ .scope = S("src/") });
	c = task_with(&tale, "c", (struct event){ .scope = S("doc/") });
	go_on(&tale);
	HAPPENS(&tale, EVENT_job_lost, .job = turn_of(&tale, b)->record.id, .attempt = 1);
	HAPPENS(&tale, EVENT_configured, .name = S("main"), .gates = S("1"), .sessions = 1,
		.checks = 9);
	is_shown(&tale, b, "waiting", "limit: 1 session");
	is_shown(&tale, c, "running", "");
	tale_end(&tale);
}

static void every_wait_has_a_reason(void)
{
	struct tale tale = tale_begin();
	long long a = task_with(&tale, "a", (struct event){ .scope = S("src/") });
	long long b = task_with(&tale, "b", (struct event){ .scope = S("src/x") });
	long long c = task_with(&tale, "c", (struct event){ .needs = S("a") });
	long long d = task_new(&tale, "d"), e = task_new(&tale, "e");

	go_on(&tale);
	is_shown(&tale, b, "waiting", "scope: 'a' writes there too");
	is_shown(&tale, c, "waiting", "dependency: 'a' has not landed");
	is_shown(&tale, d, "running", "");
	is_shown(&tale, e, "waiting", "limit: 2 sessions");
	HAPPENS(&tale, EVENT_reported, .job = turn_of(&tale, a)->record.id, .attempt = 1,
		.word = S("blocked"), .text = S("no"));
	turn_ends(&tale, a, "t1");
	is_shown(&tale, c, "waiting", "dependency: 'a' failed");
	HAPPENS(&tale, EVENT_cancelled, .task = a);
	is_shown(&tale, c, "waiting", "dependency: 'a' was cancelled");
	HAPPENS(&tale, EVENT_tip, .commit = 0);
	is_shown(&tale, e, "waiting", "base: the target branch has no commit yet");
	tale_end(&tale);
}

static bool in_inbox(const struct tale *tale, enum desk_kind kind, long long id,
		     const char *text)
{
	struct desk desk = desk_of(tale->state, tale->now);
	long long n = 0;

	for (long long i = 0; i < desk.count; i++)
		n += desk.items[i].kind == kind && desk.items[i].id == id &&
		     text_same(desk.items[i].text, text);
	desk_release(&desk);
	return n == 1;
}

static long long inbox_count(const struct tale *tale)
{
	struct desk desk = desk_of(tale->state, tale->now);
	long long n = desk.count;

	desk_release(&desk);
	return n;
}

static void what_never_comes_by_itself_is_in_the_inbox(void)
{
	struct tale tale = tale_begin();
	long long a = task_with(&tale, "a", (struct event){ .needs = S("b") });
	long long b, c;

	CHECK(in_inbox(&tale, DESK_notice, a, "it needs a task that is not known"));
	HAPPENS(&tale, EVENT_task_unfit, .name = S("b"), .text = S("no title"));
	CHECK(in_inbox(&tale, DESK_notice, a, "it needs a task that is not fit to run"));
	is_shown(&tale, a, "waiting", "dependency: 'b' is not fit to run");
	HAPPENS(&tale, EVENT_task_fit, .name = S("b"), .title = S("B"));
	CHECK(in_inbox(&tale, DESK_notice, a, "it needs a task that was not called"));
	is_shown(&tale, a, "waiting", "dependency: 'b' was not called");
	b = task_named(tale.state, "b")->record.id;
	HAPPENS(&tale, EVENT_task_called, .task = b);
	CHECK_INT(inbox_count(&tale), 0);
	HAPPENS(&tale, EVENT_task_fit, .name = S("b"), .title = S("B"), .needs = S("c"));
	c = task_with(&tale, "c", (struct event){ .needs = S("a") });
	CHECK_INT(inbox_count(&tale), 1);
	CHECK(in_inbox(&tale, DESK_notice, a, "it needs a task that waits for it in turn"));
	is_shown(&tale, a, "waiting", "dependency: 'b' waits for this task in turn");
	is_shown(&tale, b, "waiting", "dependency: 'c' waits for this task in turn");
	HAPPENS(&tale, EVENT_task_fit, .name = S("c"), .title = S("C"), .needs = S("c"));
	CHECK(in_inbox(&tale, DESK_notice, c, "it needs a task that waits for it in turn"));
	CHECK_INT(inbox_count(&tale), 1);
	HAPPENS(&tale, EVENT_cancelled, .task = c);
	CHECK(in_inbox(&tale, DESK_notice, b, "it needs a task that was cancelled"));
	HAPPENS(&tale, EVENT_paused, .task = b);
	CHECK_INT(inbox_count(&tale), 0);
	tale_end(&tale);
}

static void notices_come_and_go(void)
{
	struct tale tale = tale_begin();

	HAPPENS(&tale, EVENT_settled, .key = S("config"));
	CHECK_INT(inbox_count(&tale), 0);
	HAPPENS(&tale, EVENT_noticed, .key = S("config"), .text = S("line 3"));
	HAPPENS(&tale, EVENT_noticed, .key = S("config"), .text = S("line 4"));
	CHECK(in_inbox(&tale, DESK_notice, 1, "line 4"));
	CHECK_INT(inbox_count(&tale), 1);
	HAPPENS(&tale, EVENT_settled, .key = S("config"));
	CHECK_INT(inbox_count(&tale), 0);
	tale_end(&tale);
}

/* "question 1, review 2, ..." as it stands. */
static char *inbox_line(const struct tale *tale)
{
	struct desk desk = desk_of(tale->state, tale->now);
	char *line = mem_dup("");

	for (long long i = 0; i < desk.count; i++)
		mem_replace(&line,
			    mem_printf("%s%s%s %lld", line, i ? ", " : "",
				       desk_kinds[desk.items[i].kind], desk.items[i].id));
	desk_release(&desk);
	return line;
}

static void first_who_stands_still_then_what_frees_most_then_the_oldest(void)
{
	struct tale tale = tale_begin();
	_autofree_ char *line = 0;
	long long old = task_in_review(&tale, "old", "t1"),
		  freeing = task_in_review(&tale, "freeing", "t2"), asks;

	HAPPENS(&tale, EVENT_noticed, .key = S("disk"), .text = S("nearly full"));
	task_with(&tale, "x", (struct event){ .needs = S("freeing") });
	task_with(&tale, "y",
		  (struct event){ .needs = S("freeing\nold"), .form = S("report") });
	asks = task_new(&tale, "asks");
	go_on(&tale);
	HAPPENS(&tale, EVENT_asked, .job = turn_of(&tale, asks)->record.id, .attempt = 1,
		.key = S("k"), .text = S("?"), .is_blocking = 1);
	line = inbox_line(&tale);
	CHECK_STR(line, "question 1, review 2, review 1, notice 1");
	CHECK_INT(review_at(tale.state, 1)->task, old);
	CHECK_INT(review_at(tale.state, 2)->task, freeing);
	tale_end(&tale);
}

static void it_is_told_what_a_task_blocks(void)
{
	struct tale tale = tale_begin();
	long long a = task_new(&tale, "a");
	_autofree_ char *blocks = 0, *none = 0;
	long long b = task_with(&tale, "b", (struct event){ .needs = S("a") });

	task_with(&tale, "c", (struct event){ .needs = S("b\na") });
	blocks = task_blocks(tale.state, task_at(tale.state, a));
	CHECK_STR(blocks, "b\nc");
	HAPPENS(&tale, EVENT_cancelled, .task = task_named(tale.state, "c")->record.id);
	none = task_blocks(tale.state, task_at(tale.state, b));
	CHECK_STR(none, "");
	tale_end(&tale);
}

static void the_bottleneck_is_where_work_piles_up(void)
{
	struct tale tale = tale_begin();
	long long task;

	CHECK_STR(desk_bottleneck(tale.state), "none");
	HAPPENS(&tale, EVENT_task_unfit, .name = S("d"), .text = S("no"));
	CHECK_STR(desk_bottleneck(tale.state), "specification");
	task = task_new(&tale, "a");
	CHECK_STR(desk_bottleneck(tale.state), "sessions");
	go_on(&tale);
	turn_ends(&tale, task, "t1");
	CHECK_STR(desk_bottleneck(tale.state), "gates");
	go_on(&tale);
	gate_says(&tale, 1, "t1", "green");
	CHECK_STR(desk_bottleneck(tale.state), "review");
	lead_approves(&tale, task);
	CHECK_STR(desk_bottleneck(tale.state), "landing");
	tale_end(&tale);
}

int main(void)
{
	a_task_is_shown_as_what_it_does();
	a_proof_and_a_failure_say_what_they_are_about();
	a_paused_task_waits_once_its_process_is_gone();
	a_queued_turn_says_whom_it_waits_for();
	every_wait_has_a_reason();
	what_never_comes_by_itself_is_in_the_inbox();
	notices_come_and_go();
	first_who_stands_still_then_what_frees_most_then_the_oldest();
	it_is_told_what_a_task_blocks();
	the_bottleneck_is_where_work_piles_up();
	return tap_done();
}
