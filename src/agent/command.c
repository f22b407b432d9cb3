/* command.c - see command.h. */
#include "agent/command.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum {
	NOTE_BYTES = 1000,
	COME_BACK_LATER = 75,		 /* EX_TEMPFAIL of sysexits.h */
	MOST_SECONDS = 7 * 86400,
};

struct agent {
	char *run, *prompt; /* owned */
	struct agent_queue queue;
	struct buf send;
	bool has_told;
};

static struct agent *command_new(const struct agent_turn *turn)
{
	struct agent *agent = mem_new(1, sizeof *agent);

	agent->run = mem_dup(turn->run ? turn->run : "");
	agent->prompt = mem_dup(turn->prompt);
	agent->send = (struct buf)BUF_INIT(16U << 20);
	return agent;
}

static char *command_argv(struct agent *agent)
{
	return mem_dup(agent->run);
}

static void command_feed(struct agent *agent, const char *line, size_t len)
{
	_autofree_ char *text = mem_dup_part(line, len < NOTE_BYTES ? len : NOTE_BYTES);

	if (*text)
		agent_queue_add(&agent->queue, AGENT_note, text);
}

static void command_begin(struct agent *agent)
{
	buf_add_text(&agent->send, agent->prompt);
	agent->has_told = true;
}

static const char *command_told(const struct agent *agent)
{
	return agent->has_told ? agent->prompt : 0;
}

static void command_answer(struct agent *agent, const char *key, const char *text)
{
	/* Its questions come through the door and are answered there. */
	(void)agent, (void)key, (void)text;
}

/* "Retry-After: SECONDS" as HTTP has it (RFC 9110, 10.2.3), where the last words end so. */
static long long wait_ms(const char *last_words)
{
	static const char key[] = "retry-after: ";
	const char *at = strcasestr(last_words, key);
	long long seconds = 0;

	if (!at || !text_to_number(at + strlen(key), &seconds) || seconds < 0 || seconds > MOST_SECONDS)
		return 0;
	return 1000 * seconds;
}

static void command_exited(struct agent *agent, int status, const char *last_words)
{
	_autofree_ char *why = mem_printf("exited with status %d%s%s", status,
					  *last_words ? ": " : "", last_words);

	if (status) {
		struct agent_event *failed = agent_queue_add(&agent->queue, AGENT_failed, why);

		failed->error = status == COME_BACK_LATER ? AGENT_ERROR_rate_limit : AGENT_ERROR_none;
		failed->wait_ms = status == COME_BACK_LATER ? wait_ms(last_words) : 0;
	} else {
		agent_queue_add(&agent->queue, AGENT_ended, 0);
	}
}

static struct agent_able command_able(const struct agent *agent)
{
	(void)agent;
	return (struct agent_able){ 0 };
}

static bool command_next(struct agent *agent, struct agent_event *event)
{
	return agent_queue_next(&agent->queue, event);
}

static struct buf *command_send(struct agent *agent)
{
	return &agent->send;
}

static void command_free(struct agent *agent)
{
	if (!agent)
		return;
	agent_queue_release(&agent->queue);
	buf_release(&agent->send);
	free(agent->run);
	free(agent->prompt);
	free(agent);
}

const struct agent_kind agent_command = {
	.name = "command",
	.ends_by_exit = true,
	.new = command_new,
	.argv = command_argv,
	.able = command_able,
	.feed = command_feed,
	.begin = command_begin,
	.answer = command_answer,
	.exited = command_exited,
	.next = command_next,
	.send = command_send,
	.told = command_told,
	.free = command_free,
};
