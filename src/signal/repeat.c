/* repeat.c - see repeat.h. */
#include "signal/repeat.h"

#include "base/mem.h"
#include "base/text.h"
#include "signal/pause.h"

#include <string.h>

enum {
	WHAT_BYTES = 120,
	AGAIN_MOST = 2,	  /* the same call after the nudge; one may have been under way */
	EDITS_AGAIN_MOST = 3,
};

static void call_release(struct repeat_call *call)
{
	free(call->key);
	free(call->digest);
	free(call->result);
	free(call->what);
	*call = (struct repeat_call){ 0 };
}

static void calls_release(struct repeat_call *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		call_release(&calls[i]);
}

void repeat_begin(struct repeat *repeat, bool can_steer)
{
	*repeat = (struct repeat){ .can_steer = can_steer };
}

static void loop_forget(struct repeat *repeat)
{
	free(repeat->loop.text);
	free(repeat->loop.digest);
	free(repeat->loop.result);
	free(repeat->loop.path);
	memset(&repeat->loop, 0, sizeof repeat->loop);
}

static void files_forget(struct repeat *repeat)
{
	for (size_t i = 0; i < REPEAT_FILES; i++)
		repeat->files[i].edits = 0;
	repeat->failures = 0;
}

void repeat_release(struct repeat *repeat)
{
	calls_release(repeat->open, REPEAT_OPEN);
	calls_release(repeat->seen, REPEAT_CALLS);
	calls_release(repeat->fails, REPEAT_FILES);
	for (size_t i = 0; i < REPEAT_FILES; i++)
		free(repeat->files[i].path);
	loop_forget(repeat);
	*repeat = (struct repeat){ 0 };
}

static char *in_words(const struct agent_event *tool)
{
	const char *what = text_is_empty(tool->target) ? tool->name : tool->target;

	return text_clean(what ? what : "", what ? strlen(what) : 0, WHAT_BYTES);
}

/* A sub-agent's calls are its own. */
static void call_begins(struct repeat *repeat, const struct agent_event *tool)
{
	struct repeat_call *call = &repeat->open[repeat->open_next++ % REPEAT_OPEN];

	if (text_is_empty(tool->digest) || call_waits(tool))
		return;
	call_release(call);
	*call = (struct repeat_call){ .key = mem_dup(tool->key ? tool->key : ""),
				      .digest = mem_printf("%s:%s", tool->parent ? tool->parent : "", tool->digest),
				      .what = in_words(tool),
				      .is_run = tool->action == AGENT_ACTION_run };
	/* An edit is told by its file; whoever asks for one twice was refused once. */
	if (tool->action == AGENT_ACTION_edit)
		call_release(call);
}

static char *result_of(const struct agent_event *end, bool has_failed)
{
	const char *text = end->text ? end->text : "";
	_autofree_ char *essence = 0;

	if (!*text || (!has_failed && strlen(text) >= AGENT_TAIL_BYTES))
		return mem_printf("%s:%s", end->outcome ? end->outcome : "", end->digest ? end->digest : "");
	essence = output_essence(text);
	return mem_printf("%s:%s", end->outcome ? end->outcome : "", essence);
}

static void loop_ends(struct repeat *repeat, struct signs *signs)
{
	signs_add(signs, SIGNAL_looping, repeat->loop.is_nudged ? SIGN_helped : SIGN_over, mem_dup(""));
	loop_forget(repeat);
}

/* Something came of it: what was counted until now is no loop. */
static void progress(struct repeat *repeat, struct signs *signs)
{
	files_forget(repeat);
	if (!text_is_empty(repeat->loop.path))
		loop_ends(repeat, signs);
}

static char *hint(const struct repeat *repeat, const char *evidence)
{
	const char *mend = text_is_empty(repeat->loop.path)
		? "It will say the same again. Use what it said, try something else, or report blocked with what is in the way."
		: "What fails has not changed by that. Read the failure once more, look for its cause elsewhere, or report "
		  "blocked with what is in the way.";

	return mem_printf("leadhand has noticed: you have %s. %s", evidence, mend);
}

/* The turn is to end; where no nudge could be given it hears that with the next one. */
static void loop_goes_on(struct repeat *repeat, struct signs *signs, enum sign_turn turn)
{
	struct sign *sign = signs_add(signs, SIGNAL_looping, turn, mem_dup(repeat->loop.text));

	sign->answer = SIGN_END;
	sign->nudge = hint(repeat, repeat->loop.text);
	loop_forget(repeat);
}

/* `text` becomes ours. */
static void loop_found(struct repeat *repeat, char *text, const struct repeat_call *call, const char *path, struct signs *signs)
{
	struct sign *sign;

	calls_release(repeat->seen, REPEAT_CALLS);
	files_forget(repeat);
	if (repeat->loop.text) {
		free(text);
		if (!repeat->loop.is_nudged)
			loop_goes_on(repeat, signs, SIGN_nudged);
		return;
	}
	repeat->loop.text = text;
	repeat->loop.digest = mem_dup(call ? call->digest : "");
	repeat->loop.result = mem_dup(call ? call->result : "");
	repeat->loop.path = mem_dup(path);
	sign = signs_add(signs, SIGNAL_looping, SIGN_raised, mem_dup(text));
	if (!repeat->can_steer)
		return;
	sign->answer = SIGN_NUDGE;
	sign->nudge = hint(repeat, text);
}

void repeat_nudged(struct repeat *repeat)
{
	if (repeat->loop.text)
		repeat->loop.is_nudged = true;
}

/* After the nudge: does it do the same again? */
static void measure(struct repeat *repeat, bool is_same, struct signs *signs)
{
	bool is_edits = !text_is_empty(repeat->loop.path);
	int window = is_edits ? 2 * SIGNAL_AFTER_NUDGE : SIGNAL_AFTER_NUDGE;

	if (!repeat->loop.text || !repeat->loop.is_nudged)
		return;
	repeat->loop.calls++;
	repeat->loop.again += is_same;
	if (repeat->loop.again >= (is_edits ? EDITS_AGAIN_MOST : AGAIN_MOST)) {
		loop_goes_on(repeat, signs, SIGN_unhelped);
	} else if (repeat->loop.calls >= window) {
		loop_ends(repeat, signs);
	}
}

static struct repeat_call *find(struct repeat_call *calls, size_t count, const char *digest, const char *result)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i].digest && !strcmp(calls[i].digest, digest) && (!result || text_same(calls[i].result, result)))
			return &calls[i];
	return 0;
}

/* What fails, and whether that changed. */
static void follow_failures(struct repeat *repeat, const struct repeat_call *call, struct signs *signs)
{
	struct repeat_call *known = find(repeat->fails, REPEAT_FILES, call->digest, 0);

	if (!call->is_run)
		return;
	if (known && call->has_failed && text_same(known->result, call->result)) {
		repeat->failures++;
		return;
	}
	if (known)
		progress(repeat, signs);
	if (!call->has_failed) {
		if (known)
			call_release(known);
		return;
	}
	if (!known)
		known = &repeat->fails[repeat->fail_next++ % REPEAT_FILES];
	call_release(known);
	*known = (struct repeat_call){ .digest = mem_dup(call->digest), .result = mem_dup(call->result), .what = mem_dup(call->what) };
	repeat->failures++;
}

static const char *what_fails(const struct repeat *repeat)
{
	for (size_t i = 0; i < REPEAT_FILES; i++)
		if (repeat->fails[i].what)
			return repeat->fails[i].what;
	return "";
}

static void count_call(struct repeat *repeat, struct repeat_call *call, struct signs *signs)
{
	struct repeat_call *seen = find(repeat->seen, REPEAT_CALLS, call->digest, call->result);

	if (text_same(repeat->loop.digest, call->digest) && !text_same(repeat->loop.result, call->result))
		loop_ends(repeat, signs);
	measure(repeat, text_same(repeat->loop.digest, call->digest), signs);
	if (!seen) {
		for (size_t i = 0; i < REPEAT_CALLS; i++)
			repeat->seen[i].count = 0;
		seen = &repeat->seen[repeat->seen_next++ % REPEAT_CALLS];
		call_release(seen);
		*seen = move(call);
		seen->count = 1;
		return;
	}
	if (++seen->count < SIGNAL_SAME_CALLS)
		return;
	loop_found(repeat, mem_printf("run '%s' %d times with the same result, and nothing else changed", call->what, seen->count),
		   call, "", signs);
}

static void call_ends(struct repeat *repeat, const struct agent_event *end, struct signs *signs)
{
	struct repeat_call *call = 0;

	for (size_t i = 0; i < REPEAT_OPEN && !call; i++)
		if (repeat->open[i].key && text_same(repeat->open[i].key, end->key ? end->key : ""))
			call = &repeat->open[i];
	if (!call)
		return;
	call->has_failed = text_same(end->outcome, "failed");
	call->result = result_of(end, call->has_failed);
	follow_failures(repeat, call, signs);
	count_call(repeat, call, signs);
	call_release(call);
}

static int *edits_of(struct repeat *repeat, const char *path)
{
	size_t at;

	for (at = 0; at < REPEAT_FILES; at++)
		if (repeat->files[at].path && !strcmp(repeat->files[at].path, path))
			return &repeat->files[at].edits;
	at = repeat->file_next++ % REPEAT_FILES;
	mem_replace(&repeat->files[at].path, mem_dup(path));
	repeat->files[at].edits = 0;
	return &repeat->files[at].edits;
}

static void file_changes(struct repeat *repeat, const char *path, struct signs *signs)
{
	int *edits = edits_of(repeat, path);
	_autofree_ char *clean = 0;

	/* What was done before is worth doing again. */
	calls_release(repeat->seen, REPEAT_CALLS);
	measure(repeat, !text_is_empty(repeat->loop.path) && !strcmp(repeat->loop.path, path), signs);
	if (++*edits < SIGNAL_SAME_EDITS || repeat->failures < SIGNAL_SAME_EDITS / 2)
		return;
	clean = text_clean(path, strlen(path), WHAT_BYTES);
	loop_found(repeat, mem_printf("edited '%s' %d times while '%s' fails as before", clean, *edits, what_fails(repeat)), 0, path,
		   signs);
}

void repeat_hear(struct repeat *repeat, const struct agent_event *event, struct signs *signs)
{
	if (event->kind == AGENT_tool)
		call_begins(repeat, event);
	else if (event->kind == AGENT_tool_ended)
		call_ends(repeat, event, signs);
	else if (event->kind == AGENT_file && !text_is_empty(event->target))
		file_changes(repeat, event->target, signs);
}
