/* The floor's hands: what they write, and what they make of what they find. */
#include "base/json.h"
#include "base/text.h"
#include "core/step.h"
#include "core/release.h"
#include "floor/apply.h"
#include "floor/carry.h"
#include "floor/intake.h"
#include "floor/reader.h"
#include "scratch.h"

#define S(text) ((char *)(unsigned long)(text)) /* the events here are never released */
#define HAPPENS(keeper, ...) happens(keeper, (struct event){ .kind = __VA_ARGS__ })

static void happens(struct keeper *keeper, struct event event)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_OK(keeper_take(keeper, &event, &err));
}

/* A repository of its own, and a floor's keeper over it: gate 1 is asked of nothing yet. */
static void begin(const char *name, struct place *place, struct keeper *keeper)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *top = at(name);
	_autofree_ char *line = mem_printf("git init -q -b main %s && cd %s &&"
					   " git config user.name lead && git config user.email lead@x &&"
					   " echo one > f && git add f && git commit -qm one", name, name);

	SH(line);
	CHECK_OK(place_find(top, place, &err));
	CHECK_OK(keeper_open(keeper, place, &err));
	HAPPENS(keeper, EVENT_gate_known, .key = S("k1"), .name = S("test"), .command = S("true"));
	HAPPENS(keeper, EVENT_configured, .name = S("main"), .sessions = 2, .checks = 2);
	CHECK_OK(intake_tip(keeper, &err));
}

static void end(struct place *place, struct keeper *keeper)
{
	keeper_close(keeper);
	place_release(place);
}

/* The job of the first turn of a task that has just begun, started. */
static struct job *work_begins(struct keeper *keeper)
{
	const struct factory *factory = factory_of(keeper->state);

	HAPPENS(keeper, EVENT_task_fit, .name = S("one"), .title = S("One"), .agent = S("tool"));
	HAPPENS(keeper, EVENT_task_called, .task = 1);
	HAPPENS(keeper, EVENT_session_opened, .task = 1, .commit = factory->tip, .tree = factory->tip_tree);
	HAPPENS(keeper, EVENT_job_started, .job = 1);
	return job_at(keeper->state, 1);
}

/* A file of the first job, as `name`; the caller's. */
static char *job_file(const struct place *place, const char *name)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = place_job(place, 1);

	CHECK_OK(fs_make_dirs(folder, &err));
	return mem_printf("%s/%s", folder, name);
}

static void add_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");

	CHECK(file && fputs(text, file) >= 0 && !fclose(file));
}

static void read_job(struct keeper *keeper)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	long long job = 1;
	bool more = true;

	while (more)
		CHECK_OK(reader_take(keeper, &job, 1, &more, &err));
}

static void nothing_of_an_earlier_attempt_is_kept(void)
{
	struct store_note note = { 0 };
	_autofree_ char *journal = 0;
	struct place place;
	struct keeper keeper;

	begin("stale", &place, &keeper);
	work_begins(&keeper);
	journal = job_file(&place, "out.jsonl");
	HAPPENS(&keeper, EVENT_job_lost, .job = 1, .attempt = 1);
	HAPPENS(&keeper, EVENT_job_started, .job = 1);
	add_text(journal, "{\"kind\":\"note\",\"attempt\":2,\"at_ms\":5,\"text\":\"new\"}\n");
	read_job(&keeper);
	for (int i = 0; i < 2; i++)
		add_text(journal, "{\"kind\":\"note\",\"attempt\":1,\"at_ms\":1,\"text\":\"old\"}\n");
	add_text(journal, "{\"kind\":\"thread\",\"attempt\":1,\"text\":\"old\"}\n");
	read_job(&keeper);
	CHECK(store_last_note(keeper.store, 1, &note));
	CHECK_STR(note.text, "new");
	CHECK(!session_at(keeper.state, 1)->thread);
	free(note.text);
	end(&place, &keeper);
}

static void a_late_check_does_not_write_over_the_output_of_the_new_one(void)
{
	_autofree_ char *journal = 0, *output = 0;
	struct place place;
	struct keeper keeper;

	begin("late", &place, &keeper);
	HAPPENS(&keeper, EVENT_gate_known, .key = S("k2"), .name = S("red"), .command = S("false"), .is_red_first = 1);
	HAPPENS(&keeper, EVENT_task_fit, .name = S("one"), .title = S("One"), .agent = S("tool"), .gates = S("2\n"));
	HAPPENS(&keeper, EVENT_task_called, .task = 1);
	HAPPENS(&keeper, EVENT_session_opened, .task = 1, .commit = factory_of(keeper.state)->tip,
		.tree = factory_of(keeper.state)->tip_tree);
	HAPPENS(&keeper, EVENT_job_started, .job = 1);
	HAPPENS(&keeper, EVENT_job_lost, .job = 1, .attempt = 1);
	HAPPENS(&keeper, EVENT_job_started, .job = 1);
	journal = job_file(&place, "out.jsonl");
	add_text(journal, "{\"kind\":\"ended\",\"attempt\":2,\"outcome\":\"red\",\"exit\":1,\"output\":\"new\"}\n");
	add_text(journal, "{\"kind\":\"ended\",\"attempt\":1,\"outcome\":\"red\",\"exit\":1,\"output\":\"old\"}\n");
	read_job(&keeper);
	output = store_output(keeper.store, 1);
	CHECK_STR(output, "new");
	end(&place, &keeper);
}

static void a_word_is_whole_though_the_last_one_was_cut_off(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct carrier carrier = { .executor = &executor_null };
	const struct order order = { ORDER_stop_job, 1, "pause" };
	_autofree_ char *inbox = 0, *text = 0;
	struct place place;
	struct keeper keeper;

	begin("torn", &place, &keeper);
	work_begins(&keeper);
	carrier.keeper = &keeper;
	inbox = job_file(&place, "in.jsonl");
	add_text(inbox, "{\"kind\":\"ans");
	CHECK_OK(carry_out(&carrier, &order, &err));
	CHECK_OK(fs_read(inbox, 4096, &text, 0, &err));
	CHECK_STR(text, "{\"kind\":\"ans\n{\"kind\":\"stop\",\"attempt\":1,\"text\":\"pause\"}\n");
	end(&place, &keeper);
}

static void a_job_that_cannot_be_started_is_given_up_and_says_why(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct carrier carrier = { .executor = &executor_null };
	struct order order;
	struct place place;
	struct keeper keeper;

	begin("never", &place, &keeper);
	carrier.keeper = &keeper;
	work_begins(&keeper);
	HAPPENS(&keeper, EVENT_job_lost, .job = 1, .attempt = 1);
	/* Nobody kept the words of its task: there is no prompt to write. */
	for (int i = 0; i < 20 && plan_next(keeper.state, 1, &order); i++) {
		CHECK_INT(order.kind, ORDER_start_job);
		CHECK_OK(carry_out(&carrier, &order, &err));
	}
	CHECK_INT(task_at(keeper.state, 1)->life, TASK_failed);
	CHECK(text_starts(task_at(keeper.state, 1)->reason, "it could not be started: cannot open '"));
	carrier_release(&carrier);
	end(&place, &keeper);
}

/* Given up, a job has no later attempt that a slow runner could read of. */
static void a_runner_that_was_given_up_finds_a_word_that_stops_it(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct carrier carrier = { .executor = &executor_null };
	_autofree_ char *inbox = 0, *text = 0;
	struct place place;
	struct keeper keeper;

	begin("given-up", &place, &keeper);
	work_begins(&keeper);
	carrier.keeper = &keeper;
	inbox = job_file(&place, "in.jsonl");
	CHECK_OK(carrier_lose(&carrier, 1, &err));
	CHECK_OK(fs_read(inbox, 4096, &text, 0, &err));
	CHECK_STR(text, "{\"kind\":\"stop\",\"attempt\":1,\"text\":\"late\"}\n");
	CHECK_INT(job_at(keeper.state, 1)->life, JOB_wanted);
	carrier_release(&carrier);
	end(&place, &keeper);
}

/* It lives on what nobody reads any more, and its agent may be waiting for an answer. */
static void a_late_runner_that_holds_its_job_is_told_to_stop_once(void)
{
	struct carrier carrier = { .executor = &executor_null };
	const struct order order = { ORDER_start_job, 1, 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *inbox = 0, *journal = 0, *text = 0;
	_autoclose_ int lock = -1;
	struct place place;
	struct keeper keeper;

	begin("holds", &place, &keeper);
	work_begins(&keeper);
	carrier.keeper = &keeper;
	HAPPENS(&keeper, EVENT_job_lost, .job = 1, .attempt = 1);
	inbox = job_file(&place, "in.jsonl");
	journal = job_file(&place, "out.jsonl");
	CHECK_OK(fs_lock(journal, false, &lock, &err));
	for (int i = 0; i < 3; i++) {
		CHECK_INT(carry_out(&carrier, &order, &err), ERR_CONFLICT);
		err_release(&err);
	}
	CHECK_OK(fs_read(inbox, 4096, &text, 0, &err));
	CHECK_STR(text, "{\"kind\":\"stop\",\"attempt\":1,\"text\":\"late\"}\n");
	CHECK_INT(job_at(keeper.state, 1)->life, JOB_wanted);
	end(&place, &keeper);
}

/* A power cut took its end. What the next runner writes must not be taken for what was read. */
static void a_journal_that_lost_its_end_is_read_from_there_on(void)
{
	struct carrier carrier = { .executor = &executor_null };
	const struct order order = { ORDER_start_job, 1, 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *journal = 0;
	struct place place;
	struct keeper keeper;

	begin("cut", &place, &keeper);
	work_begins(&keeper);
	carrier.keeper = &keeper;
	journal = job_file(&place, "out.jsonl");
	add_text(journal, "{\"kind\":\"thread\",\"attempt\":1,\"text\":\"a conversation with a long name\"}\n");
	add_text(journal, "{\"kind\":\"thread\",\"attempt\":1,\"text\":\"another one with a long name too\"}\n");
	read_job(&keeper);
	HAPPENS(&keeper, EVENT_job_lost, .job = 1, .attempt = 1);
	CHECK_INT(truncate(journal, 20), 0);
	CHECK_OK(carry_out(&carrier, &order, &err));
	/* Its prompt could not be written, so it was lost at once: begun by hand, as far as the store knows. */
	HAPPENS(&keeper, EVENT_job_started, .job = 1);
	add_text(journal, "\n{\"kind\":\"asked\",\"attempt\":3,\"key\":\"k\",\"text\":\"which one?\",\"blocking\":true}\n");
	add_text(journal, "{\"kind\":\"note\",\"attempt\":3,\"at_ms\":5,\"text\":\"a line that is longer than what was lost of the journal\"}\n");
	read_job(&keeper);
	CHECK_INT(question_count(keeper.state), 1);
	carrier_release(&carrier);
	end(&place, &keeper);
}

static void what_is_held_for_long_is_looked_at_seldom(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct carrier carrier = { .executor = &executor_null };
	const struct order order = { ORDER_merge, 1, 0 };
	struct landing *landing;
	struct place place;
	struct keeper keeper;

	begin("held", &place, &keeper);
	work_begins(&keeper);
	carrier.keeper = &keeper;
	HAPPENS(&keeper, EVENT_turn_ended, .job = 1, .attempt = 1, .word = S("done"), .tree = S("t1"),
		.commit = S("1234567890123456789012345678901234567890"));
	HAPPENS(&keeper, EVENT_approved, .review = 1, .tree = S("t1"), .by = S("lead"));
	landing = landing_at(keeper.state, 1);
	CHECK_OK(carry_out(&carrier, &order, &err));
	CHECK_INT(landing->life, LANDING_held);
	/* 3 s; a slow machine may take a while from the one moment to the other, in either order. */
	CHECK(landing->wake_ms - landing->since_ms > 500 && landing->wake_ms - landing->since_ms < 20000);
	landing->since_ms -= 200000;
	CHECK_OK(carry_out(&carrier, &order, &err));
	CHECK_INT((landing->wake_ms - landing->since_ms - 200000) / 10000, 2);
	landing->since_ms -= 200000000;
	CHECK_OK(carry_out(&carrier, &order, &err));
	CHECK((landing->wake_ms - landing->since_ms - 200200000) / 10000 <= 6);
	end(&place, &keeper);
}

static void a_runner_that_another_floor_has_just_started_is_not_lost(void)
{
	struct carrier carrier = { .executor = &executor_null };
	struct place place;
	struct keeper keeper;
	struct job *job;

	begin("young", &place, &keeper);
	carrier.keeper = &keeper;
	job = work_begins(&keeper);
	CHECK(carrier_lives(&carrier, 1));
	job->started_ms -= 60000;
	CHECK(!carrier_lives(&carrier, 1));
	end(&place, &keeper);
}

static long long notices_open(const struct state *state)
{
	long long n = 0;

	EACH(notice, notice, state)
		n += notice->is_open;
	return n;
}

static void a_target_that_is_gone_is_in_the_inbox_until_it_is_back(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct place place;
	struct keeper keeper;

	begin("gone", &place, &keeper);
	SH("cd gone && git checkout -q -b other && git branch -qD main");
	for (int i = 0; i < 2; i++) {
		CHECK_INT(intake_tip(&keeper, &err), ERR_MISSING);
		CHECK_INT(notices_open(keeper.state), 1);
		err_release(&err);
	}
	SH("cd gone && git branch -q main");
	CHECK_OK(intake_tip(&keeper, &err));
	CHECK_INT(notices_open(keeper.state), 0);
	end(&place, &keeper);
}

static void say_up(struct keeper *keeper, const char *text, int code)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *request = 0, *answer = 0;

	CHECK_OK(json_parse(text, strlen(text), &request, &err));
	CHECK_INT(apply_word(keeper, request, &answer, &err), code);
}

static void the_lead_may_say_how_many_sessions_until_the_floor_closes(void)
{
	struct place place;
	struct keeper keeper;
	long long configured;

	begin("few", &place, &keeper);
	say_up(&keeper, "{\"word\":\"up\"}", 0);
	configured = sessions_allowed(keeper.state);
	CHECK(configured > 1);
	say_up(&keeper, "{\"word\":\"up\",\"sessions\":1}", 0);
	CHECK_INT(sessions_allowed(keeper.state), 1);
	say_up(&keeper, "{\"word\":\"up\"}", 0);
	CHECK_INT(sessions_allowed(keeper.state), 1);
	say_up(&keeper, "{\"word\":\"up\",\"sessions\":0}", ERR_USAGE);
	say_up(&keeper, "{\"word\":\"down\"}", 0);
	say_up(&keeper, "{\"word\":\"up\"}", 0);
	CHECK_INT(sessions_allowed(keeper.state), configured);
	end(&place, &keeper);
}

int main(void)
{
	scratch_make();
	nothing_of_an_earlier_attempt_is_kept();
	a_late_check_does_not_write_over_the_output_of_the_new_one();
	a_word_is_whole_though_the_last_one_was_cut_off();
	a_job_that_cannot_be_started_is_given_up_and_says_why();
	a_runner_that_was_given_up_finds_a_word_that_stops_it();
	a_late_runner_that_holds_its_job_is_told_to_stop_once();
	a_journal_that_lost_its_end_is_read_from_there_on();
	what_is_held_for_long_is_looked_at_seldom();
	a_runner_that_another_floor_has_just_started_is_not_lost();
	a_target_that_is_gone_is_in_the_inbox_until_it_is_back();
	the_lead_may_say_how_many_sessions_until_the_floor_closes();
	scratch_remove();
	return tap_done();
}
