/* sent.c - see sent.h. */
#include "runner/sent.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Attempts of one job are few; one whose agent is nudged for ever must not fill the disk. */
enum { MOST_BYTES = 16 << 20 };

static void put(const struct sent *sent, json_t *line)
{
	_autofree_ char *path = mem_printf("%s/sent.jsonl", sent->job_dir), *text = 0, *whole = 0;
	_autoclose_ int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct stat st;
	char last = '\n';

	json_put_number(line, "attempt", sent->attempt);
	json_put_number(line, "at_ms", clock_now_ms());
	text = json_line(line);
	json_decref(line);
	if (fd < 0 || fstat(fd, &st) || st.st_size > MOST_BYTES)
		return;
	/* Whoever was killed within a line left a part of it. */
	if (st.st_size && pread(fd, &last, 1, st.st_size - 1) != 1)
		return;
	whole = mem_printf("%s%s\n", last == '\n' ? "" : "\n", text);
	if (write(fd, whole, strlen(whole)) < (ssize_t)strlen(whole))
		(void)!ftruncate(fd, st.st_size);
}

void sent_prompt(struct sent *sent, const char *text)
{
	json_t *line;

	if (!text || text == sent->last)
		return;
	sent->last = text;
	line = json_object();
	json_put(line, "kind", "prompt");
	json_object_set_new(line, "anew", json_boolean(sent->anew && strcmp(text, sent->prompt) != 0));
	json_put(line, "text", text);
	put(sent, line);
}

void sent_word(const struct sent *sent, const char *text)
{
	json_t *line = json_object();

	json_put(line, "kind", "word");
	json_put(line, "text", text);
	put(sent, line);
}
