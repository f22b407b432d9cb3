/* verb_attach.c - the lead takes a session over and gives it back. */
#include "api/verbs.h"

#include "api/seat.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/words.h"
#include "runner/attach.h"
#include "sys/proc_terminal.h"

#include <unistd.h>

static int check_then(const struct call *call, struct err *err)
{
	static const char *const known[] = { "resume", "review", "pause", 0 };
	const char *then = call_text(call, "then");

	for (const char *const *word = known; then && *word; word++)
		if (text_same(*word, then))
			return 0;
	return then ? err_set(err, ERR_USAGE, "--then %s: it is resume, review or pause", then) : 0;
}

/* The words behind the name; NULL where there are none. */
static const char **program_of(const struct call *call)
{
	size_t count = json_array_size(call->words);
	const char **argv;

	if (count < 2)
		return 0;
	argv = mem_new(count, sizeof *argv);
	for (size_t i = 1; i < count; i++)
		argv[i - 1] = call_word(call, i);
	return argv;
}

static bool is_wanted(void *owner)
{
	return seat_is_ours(owner);
}

static struct attach attach_of(struct seat *seat, const char **argv)
{
	return (struct attach){ .job_dir = seat->folder, .thread = seat->thread, .argv = argv, .task = seat->task,
				.has_walls = !call_has(seat->call, "no-sandbox"), .is_wanted = is_wanted, .owner = seat };
}

/* Before anybody's turn is ended for it. */
static int check(struct seat *seat, const char **argv, struct err *err)
{
	const struct session *session = session_at(seat->view.state, seat->session);
	struct attach attach = attach_of(seat, argv);

	if (!argv && (!terminal_is(STDIN_FILENO) || !terminal_is(STDOUT_FILENO)))
		return err_set(err, ERR_USAGE, "attach needs a terminal: the agent's program is for somebody who sits there");
	/* One that works may tell of its conversation yet; it is looked at again. */
	if (session->life == SESSION_running && text_is_empty(seat->thread))
		attach.thread = "?";
	return attach_check(&attach, err);
}

static int give_back(struct seat *seat, const struct attach_end *end, json_t *out, struct err *err)
{
	_json_ json_t *request = seat_word(seat, "detach"), *answer = 0;

	json_put(request, "then", call_text(seat->call, "then"));
	json_put(request, "text", call_text(seat->call, "message"));
	json_put(request, "commit", end->commit);
	json_put_number(request, "loose", end->loose);
	if (words_say(&seat->call->place, request, &answer, err))
		return err->code;
	json_put(out, "then", json_text(answer, "then"));
	return 0;
}

static json_t *out_of(const struct seat *seat, const struct attach_end *end)
{
	json_t *out = json_object();

	json_put(out, "task", seat->task);
	json_put_number(out, "session", seat->session);
	json_put_number(out, "status", end->status);
	json_put(out, "cut", end->cut);
	json_put(out, "commit", end->commit);
	json_put(out, "checkpoint", end->checkpoint);
	json_put(out, "trouble", end->trouble);
	json_put_number(out, "loose", end->loose);
	json_object_set_new(out, "floor", json_boolean(seat->view.floor_pid != 0));
	return out;
}

static int sit(struct seat *seat, const char **argv, json_t **out, struct err *err)
{
	_cleanup_(attach_end_release) struct attach_end end = { 0 };
	_json_ json_t *told = 0;
	struct attach attach;

	if (seat_wait(seat, err))
		return err->code;
	attach = attach_of(seat, argv);
	if (attach_check(&attach, err) || attach_run(&attach, &end, err))
		return err->code;
	told = out_of(seat, &end);
	json_put(told, "then", "over");
	if (seat_is_ours(seat) && give_back(seat, &end, told, err))
		return err->code;
	*out = steal(&told);
	return 0;
}

int verb_attach(struct call *call, json_t **out, struct err *err)
{
	_cleanup_(seat_release) struct seat seat = SEAT_OF(call);
	_autofree_ const char **argv = program_of(call);

	if (check_then(call, err) || seat_find(&seat, err) || check(&seat, argv, err))
		return err->code;
	if (seat_take(&seat, err))
		return err->code;
	if (sit(&seat, argv, out, err)) {
		/* What ended without a word of ours takes effect as if we had died. */
		seat_let_go(&seat);
		return err_wrap(err, "cannot attach to '%s'", seat.task);
	}
	return 0;
}
