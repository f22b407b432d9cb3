/* step_signal.c - see step_signal.h. */
#include "core/step_signal.h"

#include "core/signals.h"
#include "core/step_job.h"

#include "base/text.h"

static int word_of(const char *text)
{
	int word = 0;

	while (word < SIGNAL_WORD_COUNT && !text_same(signal_words[word], text))
		word++;
	return word;
}

/* What became of one that stands. */
static void follow(struct signal *signal, const char *what)
{
	if (text_same(what, "nudged")) {
		signal->nudges++;
		signal->helped = SIGNAL_HELPED_unknown;
	} else if (text_same(what, "unhelped")) {
		signal->helped = SIGNAL_HELPED_no;
	} else {
		signal->helped = text_same(what, "helped") ? SIGNAL_HELPED_yes : signal->helped;
		signal->is_open = 0;
	}
	record_touch(signal);
}

int step_signalled(struct state *state, const struct event *event, struct err *err)
{
	int word = word_of(event->word), code;
	struct signal *signal;
	struct job *job;

	code = step_find_job(state, event, &job, err);
	if (code)
		return code;
	if (!job->session)
		return err_set(err, ERR_REFUSED, "job %lld is no turn of a session", event->job);
	if (word > SIGNAL_permission)
		return err_set(err, ERR_REFUSED, "'%s' is no signal of a runner's", event->word ? event->word : "");
	if (text_is_empty(event->key) || text_same(event->key, "raised")) {
		signal = signal_raise(state, job, (enum signal_word)word, event->text, event->at_ms);
		/* It began before it was long enough to be one. */
		if (signal && event->number > 0 && event->number < signal->since_ms)
			signal->since_ms = event->number;
		return 0;
	}
	signal = signal_open(state, job, signal_words[word]);
	if (signal)
		follow(signal, event->key);
	return 0;
}
