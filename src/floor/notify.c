/* notify.c - see notify.h. */
#include "floor/notify.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/proc.h"

#include <stdio.h>
#include <string.h>

#define WEBHOOK_SECONDS "20"

static void start(const struct keeper *keeper, const char *const *argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int pid = 0;

	if (proc_start_detached(argv, keeper->place->top, keeper->place->log, &pid, &err))
		fprintf(stderr, "cannot notify: %s\n", err.text);
}

/* A program's own words, and the sentence after them. */
static void start_program(const struct keeper *keeper, const char *words, const char *sentence)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *parsed = 0;
	_autofree_ const char **argv = 0;
	_autofree_ char *object = 0;
	const json_t *list;
	size_t i;
	json_t *word;

	object = mem_printf("{\"run\":%s}", words);
	if (json_parse(object, strlen(object), &parsed, &err)) {
		fprintf(stderr, "cannot notify: %s\n", err.text);
		return;
	}
	list = json_object_get(parsed, "run");
	argv = mem_new(json_array_size(list) + 2, sizeof *argv);
	json_array_foreach(list, i, word)
		argv[i] = json_string_value(word);
	argv[json_array_size(list)] = sentence;
	start(keeper, argv);
}

static void call_webhook(const struct keeper *keeper, const char *address, const char *sentence, long long items)
{
	_json_ json_t *body = json_object();
	_autofree_ char *text = 0;

	json_put(body, "text", sentence);
	json_put_number(body, "items", items);
	json_put(body, "repository", keeper->place->top);
	text = json_line(body);
	start(keeper, (const char *const[]){ "curl", "-fsS", "-m", WEBHOOK_SECONDS, "-o", "/dev/null", "-H",
					     "Content-Type: application/json", "--data-binary", text, "--", address, 0 });
}

void notify_lead(const struct keeper *keeper, long long items)
{
	_autofree_ char *sentence = mem_printf("leadhand: %lld thing%s need%s you in %s ('leadhand inbox')", items,
					       items == 1 ? "" : "s", items == 1 ? "s" : "", keeper->place->top);
	struct lines walk;

	LINES_EACH(walk, keeper->config.notify) {
		if (text_starts(walk.line, "run "))
			start_program(keeper, walk.line + strlen("run "), sentence);
		else if (text_starts(walk.line, "webhook "))
			call_webhook(keeper, walk.line + strlen("webhook "), sentence, items);
		else if (!strcmp(walk.line, "desktop"))
			start(keeper, (const char *const[]){ "notify-send", "--app-name=leadhand", "leadhand",
							     sentence, 0 });
	}
}
