/* journal.c - see journal.h. */
#include "runner/journal.h"

#include "agent/error.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/text.h"
#include "runner/feed.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	LINE_BYTES = 1 << 20,
	WAITING_BYTES = 4 << 20, /* that a full disk may keep in memory */
	END_BYTES = WAITING_BYTES + (1 << 20), /* without its end a turn would be done again */
	NOTES_BYTES = 256 << 10, /* beyond this, notes are no longer worth it */
	RETRY_MS = 1000,
};

struct journal {
	int fd; /* holds the lock */
	long long attempt;
	bool is_begun;	     /* it had lines when it was opened */
	json_t *end;	     /* owned: the line that ended the work; NULL where none did */
	char *thread;	     /* owned */
	struct buf waiting;  /* what is not written yet, never the middle of a line but at its
				front */
	struct timer *timer; /* owned; NULL without a loop */
};

/* Such an end is not the turn's: the next attempt takes it up again. Whether one is wanted is the floor's to say. */
static bool goes_on(const json_t *line)
{
	const char *outcome = json_text(line, "outcome"), *error = json_text(line, "error");

	if (text_same(outcome, "failed") && !text_is_empty(error))
		return retry_of(error) == RETRY_again || agent_error_of(error) == AGENT_ERROR_authentication;
	return text_same(outcome, "stopped") || text_same(outcome, "limited");
}

static void journal_saw(void *owner, const char *text, size_t len)
{
	struct journal *journal = owner;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;
	const char *kind;

	if (json_parse(text, len, &line, &err) < 0)
		return; /* torn by a power cut or a kill */
	kind = json_text_or(line, "kind", "");
	if (!strcmp(kind, "ended")) {
		json_decref(journal->end);
		journal->end = goes_on(line) ? 0 : json_incref(line);
	}
	if (!strcmp(kind, "thread") && json_text(line, "text"))
		mem_replace(&journal->thread, mem_dup(json_text(line, "text")));
}

/* Write what waits; false where some is left. */
static bool journal_push(struct journal *journal)
{
	while (journal->waiting.len) {
		ssize_t n = write(journal->fd, journal->waiting.data, journal->waiting.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		buf_skip(&journal->waiting, (size_t)n);
	}
	buf_release(&journal->waiting);
	return true;
}

static void journal_retry(void *owner)
{
	struct journal *journal = owner;

	if (!journal_push(journal) && journal->timer)
		timer_set(journal->timer, RETRY_MS);
}

static void journal_read(struct journal *journal)
{
	char piece[16 << 10], last = '\n';
	long long offset = 0;
	struct feed feed;
	ssize_t n;

	feed_init(&feed, LINE_BYTES, journal_saw, journal);
	while ((n = pread(journal->fd, piece, sizeof piece, offset)) > 0) {
		feed_add(&feed, piece, (size_t)n);
		offset += n;
		last = piece[n - 1];
	}
	feed_release(&feed);
	journal->is_begun = offset > 0;
	if (last != '\n')
		buf_add_text(&journal->waiting, "\n");
}

int journal_open(const char *job_dir, long long attempt, struct journal **out, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/out.jsonl", job_dir);
	struct journal *journal;
	int fd, failed;

	failed = fs_lock(path, false, &fd, err);
	if (failed)
		return failed;
	/* The floor reads while we write: every write must land at the end, whoever moved it.
	 */
	if (fcntl(fd, F_SETFL, O_APPEND) < 0) {
		close(fd);
		return err_set(err, ERR_SYSTEM, "cannot append to '%s': %s", path,
			       strerror(errno));
	}
	journal = mem_new(1, sizeof *journal);
	journal->fd = fd;
	journal->attempt = attempt;
	journal->waiting = (struct buf)BUF_INIT(END_BYTES);
	journal_read(journal);
	*out = journal;
	return 0;
}

bool journal_is_begun(const struct journal *journal)
{
	return journal->is_begun;
}

const char *journal_thread(const struct journal *journal)
{
	return journal->thread;
}

void journal_attach(struct journal *journal, struct loop *loop)
{
	timer_free(journal->timer);
	journal->timer = loop ? timer_new(loop, journal_retry, journal) : 0;
	journal_retry(journal);
}

void journal_add(struct journal *journal, const char *kind, json_t *line)
{
	_json_ json_t *whole = json_object();
	_autofree_ char *text = 0;
	bool is_luxury = !strcmp(kind, "note") || !strcmp(kind, "usage"), is_end = !strcmp(kind, "ended");
	size_t len, most = is_luxury ? NOTES_BYTES : is_end ? END_BYTES : WAITING_BYTES;

	json_put(whole, "kind", kind);
	json_put_number(whole, "attempt", journal->attempt);
	json_put_number(whole, "at_ms", clock_now_ms());
	json_object_update(whole, line);
	json_decref(line);
	text = json_line(whole);
	len = strlen(text);
	if (journal->waiting.len + len + 1 > most)
		return;
	text[len] = '\n';
	FAULT("line");
	buf_add(&journal->waiting, text, len + 1);
	journal_retry(journal);
	FAULT("lined");
}

bool journal_is_ended(struct journal *journal)
{
	if (!journal->end)
		return false;
	if (json_number(journal->end, "attempt") != journal->attempt) {
		json_object_del(journal->end, "attempt");
		json_object_del(journal->end, "at_ms");
		journal_add(journal, "ended", json_deep_copy(journal->end));
	}
	return true;
}

void journal_close(struct journal *journal)
{
	const struct timespec second = { 1, 0 };

	if (!journal)
		return;
	timer_free(journal->timer);
	while (!journal_push(journal) || fdatasync(journal->fd) < 0) {
		/* A file that cannot be synced at all (a pipe in a test) is as good as it gets.
		 */
		if (errno == EINVAL || errno == EROFS)
			break;
		nanosleep(&second, 0);
	}
	json_decref(journal->end);
	buf_release(&journal->waiting);
	close(journal->fd);
	free(journal->thread);
	free(journal);
}

struct inbox_ear {
	void (*said)(void *owner, const json_t *line);
	void *owner;
};

static void inbox_line(void *owner, const char *text, size_t len)
{
	struct inbox_ear *ear = owner;
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *line = 0;

	if (!json_parse(text, len, &line, &err))
		ear->said(ear->owner, line);
}

void inbox_take(struct inbox *inbox, void (*said)(void *owner, const json_t *line), void *owner)
{
	struct inbox_ear ear = { said, owner };
	_autoclose_ int fd = open(inbox->path, O_RDONLY | O_CLOEXEC);
	long long offset = inbox->offset;
	char piece[4 << 10];
	struct feed feed;
	ssize_t n;

	if (fd < 0)
		return;
	feed_init(&feed, LINE_BYTES, inbox_line, &ear);
	while ((n = pread(fd, piece, sizeof piece, offset)) > 0) {
		const char *end = memrchr(piece, '\n', (size_t)n);

		/* What follows the last newline is read again when it is whole. */
		if (end)
			inbox->offset = offset + (end - piece) + 1;
		feed_add(&feed, piece, (size_t)n);
		offset += n;
	}
	feed_release(&feed);
}
