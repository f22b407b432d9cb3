/* carry.c - see carry.h. */
#include "floor/carry.h"

#include "floor/brief.h"
#include "floor/carry_land.h"
#include "floor/intake.h"
#include "floor/notify.h"
#include "floor/proposal.h"
#include "floor/reader.h"

#include "base/json.h"
#include "core/ask.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define YOUNG_MS 2000 /* from the store's word that a runner starts to its hold on the job */

/* A floor that was cut off has started runners too, and one may not have taken hold of its job yet. */
static bool is_young(const struct carrier *carrier, long long job)
{
	const struct job *started = job_at(carrier->keeper->state, job);
	long long age = clock_now_ms() - started->started_ms;

	return age >= 0 && age < YOUNG_MS;
}

bool carrier_lives(const struct carrier *carrier, long long job)
{
	_autofree_ char *folder = place_job(carrier->keeper->place, job);

	for (size_t i = 0; i < carrier->started_count; i++)
		if (carrier->started[i].job == job)
			return proc_is_alive(carrier->started[i].pid) || carrier->executor->lives(folder);
	return carrier->executor->lives(folder) || is_young(carrier, job);
}

/* Remember the runner; those that are gone make room. */
static void remember(struct carrier *carrier, long long job, int pid)
{
	size_t kept = 0;

	for (size_t i = 0; i < carrier->started_count; i++)
		if (carrier->started[i].job != job && proc_is_alive(carrier->started[i].pid))
			carrier->started[kept++] = carrier->started[i];
	carrier->started = mem_grow(carrier->started, kept + 1, sizeof *carrier->started);
	carrier->started[kept++] = (struct started){ job, pid };
	carrier->started_count = kept;
}

void carrier_release(struct carrier *carrier)
{
	free(carrier->started);
	carrier->started = 0;
	carrier->started_count = 0;
}

static int open_session(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct state *state = carrier->keeper->state;
	const struct factory *factory = factory_of(state);
	const struct session *past = session_at(state, task_at(state, order->id)->past);
	struct event event = { .kind = EVENT_session_opened, .task = order->id,
			       .commit = mem_dup(past ? past->base : factory->tip),
			       .tree = mem_dup(past ? past->base_tree : factory->tip_tree) };

	return keeper_take_ours(carrier->keeper, &event, err);
}

/* Whether a line was cut off there: a disk that was full, a floor that was killed. */
static bool is_torn(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char last = '\n';

	return size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

/* A word to a job's runner; whole lines, so that a reader never sees half of one. */
static int tell(struct carrier *carrier, long long job, const json_t *word, struct err *err)
{
	_autofree_ char *folder = place_job(carrier->keeper->place, job);
	_autofree_ char *path = mem_printf("%s/in.jsonl", folder);
	_autoclose_ int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	_autofree_ char *text = json_line(word), *line = mem_printf("%s%s\n", is_torn(fd) ? "\n" : "", text);

	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", path, strerror(errno));
	return 0;
}

/* A job that did not start is gone: the same way leads on, and gives up in the end. */
static int lose_job(struct carrier *carrier, const struct job *job, const struct err *why, struct err *err)
{
	struct event event = { .kind = EVENT_job_lost, .job = job->record.id, .attempt = job->attempt,
			       .text = mem_printf("it could not be started: %s", why->text) };

	return keeper_take_ours(carrier->keeper, &event, err);
}

static int tell_stop(struct carrier *carrier, const struct job *job, const char *why, struct err *err)
{
	_json_ json_t *word = json_object();

	json_put(word, "kind", "stop");
	json_put_number(word, "attempt", job->attempt);
	json_put(word, "text", why);
	return tell(carrier, job->record.id, word, err);
}

int carrier_lose(struct carrier *carrier, long long id, struct err *err)
{
	const struct job *job = job_at(carrier->keeper->state, id);
	struct event event = { .kind = EVENT_job_lost, .job = id, .attempt = job->attempt };
	_cleanup_(err_release) struct err untold = ERR_INIT;

	/* Where it cannot be told there is no job to begin, or the store cannot be written either. */
	(void)!tell_stop(carrier, job, "late", &untold);
	return keeper_take_ours(carrier->keeper, &event, err);
}

/* A late runner works on what nobody reads any more; its agent may wait for an answer, without end. */
static void stop_late(struct carrier *carrier, const struct job *job)
{
	_cleanup_(err_release) struct err err = ERR_INIT;

	if (carrier->late.job == job->record.id && carrier->late.attempt == job->attempt)
		return;
	if (!tell_stop(carrier, job, "late", &err))
		carrier->late = (struct late){ job->record.id, job->attempt };
}

/* Whose rate limits the turn's agent runs into, by the configuration that holds now; the caller's. */
static char *provider_of(const struct keeper *keeper, const struct job *job)
{
	const struct session *session = session_at(keeper->state, job->session);
	const struct config_agent *agent = session ? config_find_agent(&keeper->config, session->agent) : 0;

	return agent ? mem_dup(config_provider(agent)) : 0;
}

/*
 * The lock on the journal is what a runner lives by. It is taken for a moment before the job's new attempt
 * is written down, so that a late runner of an older one either holds it (then we wait) or reads that it
 * came too late.
 */
static int start_job(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct job *job = job_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_job_started, .job = order->id };
	_autofree_ char *folder = place_job(carrier->keeper->place, order->id);
	_autofree_ char *journal = mem_printf("%s/out.jsonl", folder);
	_cleanup_(err_release) struct err why = ERR_INIT;
	_autoclose_ int lock = -1;
	bool more = false;
	int pid = 0, code = fs_make_dirs(folder, &why);

	if (!code)
		code = fs_lock(journal, false, &lock, &why);
	if (code == ERR_CONFLICT) {
		stop_late(carrier, job);
		return err_set(err, code, "%s", why.text);
	}
	/* Nobody writes now: where a power cut took what was read already, that shows here and not later. */
	if (reader_is_cut(carrier->keeper, order->id) && reader_take(carrier->keeper, &order->id, 1, &more, err))
		return err->code;
	if (!code)
		code = brief_write(carrier->keeper, job, job->attempt + 1, &why);
	event.provider = provider_of(carrier->keeper, job);
	if (keeper_take_ours(carrier->keeper, &event, err))
		return err->code;
	mem_closep(&lock);
	if (!code)
		code = carrier->executor->start(folder, job->attempt, &pid, &why);
	if (code)
		return lose_job(carrier, job, &why, err);
	remember(carrier, order->id, pid);
	return 0;
}

static int stop_job(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct job *job = job_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_stop_sent, .job = order->id, .attempt = job->attempt };
	int code = tell_stop(carrier, job, order->why, err);

	if (code)
		return code;
	event.text = mem_dup(order->why);
	return keeper_take_ours(carrier->keeper, &event, err);
}

static int deliver(struct carrier *carrier, const struct order *order, struct err *err)
{
	const struct question *question = question_at(carrier->keeper->state, order->id);
	struct event event = { .kind = EVENT_delivered, .question = order->id };
	_json_ json_t *word = json_object();
	int code;

	json_put(word, "kind", "answer");
	json_put(word, "key", question->key);
	json_put(word, "text", question->answer ? question->answer : "");
	code = tell(carrier, question->job, word, err);
	return code ? code : keeper_take_ours(carrier->keeper, &event, err);
}

/* Where it cannot be written the lead is told, and nothing else has to wait for it. */
static int adopt(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct keeper *keeper = carrier->keeper;
	struct event event = { .kind = EVENT_delivered, .question = order->id };
	_cleanup_(err_release) struct err why = ERR_INIT;
	_autofree_ char *key = mem_printf("proposal-%lld", order->id);

	if (proposal_adopt(keeper->place, question_at(keeper->state, order->id), &why) &&
	    keeper_notice(keeper, key, why.text, err))
		return err->code;
	if (keeper_take_ours(carrier->keeper, &event, err))
		return err->code;
	return intake_tasks(keeper, err);
}

/* Nobody answered in time: what the session would do by itself is better than to stand still. */
static int decide(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct event event = { .kind = EVENT_answered, .question = order->id, .by = mem_dup(ASK_NOBODY),
			       .text = ask_default(question_at(carrier->keeper->state, order->id)) };

	return keeper_take_ours(carrier->keeper, &event, err);
}

static int lapse(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct event event = { .kind = EVENT_lapsed, .key = mem_dup(test_at(carrier->keeper->state, order->id)->key) };

	return keeper_take_ours(carrier->keeper, &event, err);
}

/* Said and then written down: cut off between the two, the lead hears it twice, which is better than never. */
static int tell_lead(struct carrier *carrier, const struct order *order, struct err *err)
{
	struct event event = { .kind = EVENT_told, .number = order->id };

	notify_lead(carrier->keeper, order->id);
	return keeper_take_ours(carrier->keeper, &event, err);
}

typedef int carry(struct carrier *carrier, const struct order *order, struct err *err);

int carry_out(struct carrier *carrier, const struct order *order, struct err *err)
{
	static carry *const ways[] = {
		[ORDER_open_session] = open_session, [ORDER_start_job] = start_job,
		[ORDER_stop_job] = stop_job,	     [ORDER_deliver] = deliver,
		[ORDER_decide] = decide,	     [ORDER_tell] = tell_lead,
		[ORDER_merge] = carry_merge,	     [ORDER_move] = carry_move,
		[ORDER_adopt] = adopt,		     [ORDER_lapse] = lapse,
	};

	return ways[order->kind](carrier, order, err);
}
