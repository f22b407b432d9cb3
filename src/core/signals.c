/* signals.c - see signals.h. */
#include "core/signals.h"

#include "core/arith.h"

#include "base/mem.h"
#include "base/text.h"

const char *const signal_words[] = {
#define X(name) #name,
	SIGNAL_WORDS(X)
#undef X
	0
};

struct signal *signal_open(const struct state *state, const struct job *job, const char *word)
{
	EACH_LIVE(signal, signal, state)
		if (signal->job == job->record.id && text_same(signal->word, word))
			return signal;
	return 0;
}

static struct signal *begin(struct state *state, struct job *job, const char *word, long long at_ms)
{
	const struct session *session = session_at(state, job->session);
	struct signal *signal;

	if (!session || job->signals >= SIGNAL_COUNT_MOST)
		return 0;
	signal = signal_add(state);
	signal->task = session->task;
	signal->session = job->session;
	signal->job = job->record.id;
	signal->since_ms = at_ms;
	signal->is_open = 1;
	job->signals++;
	job->silences += text_same(word, signal_words[SIGNAL_silent]);
	signal->is_again = text_same(word, signal_words[SIGNAL_silent]) && job->silences > 1;
	record_set(signal, &signal->agent, session->agent);
	record_set(signal, &signal->word, word);
	record_touch(job);
	return signal;
}

struct signal *signal_raise(struct state *state, struct job *job, enum signal_word word, const char *text, long long at_ms)
{
	struct signal *signal = signal_open(state, job, signal_words[word]);

	if (!signal)
		signal = begin(state, job, signal_words[word], at_ms);
	if (!signal)
		return 0;
	record_set(signal, &signal->text, text);
	record_touch(signal);
	return signal;
}

void signal_note(struct state *state, struct job *job, enum signal_word word, const char *text, long long at_ms)
{
	struct signal *signal = signal_raise(state, job, word, text, at_ms);

	if (signal)
		signal_close(signal);
}

void signal_close(struct signal *signal)
{
	signal->is_open = 0;
	record_touch(signal);
}

void signals_begin_anew(struct state *state, const struct job *job)
{
	EACH_LIVE(signal, signal, state)
		if (signal->job == job->record.id && !text_same(signal->word, signal_words[SIGNAL_looping]))
			signal_close(signal);
}

bool signal_needs_lead(const struct signal *signal)
{
	return signal->is_open && (signal->is_again || signal->helped == SIGNAL_HELPED_no);
}

const struct signal *signal_of_session(const struct state *state, long long session)
{
	const struct signal *newest = 0;

	EACH_LIVE(signal, signal, state)
		if (signal->session == session)
			newest = signal;
	return newest;
}

static struct habit *habit_for(struct state *state, const char *name)
{
	struct habit *habit = habit_named(state, name);

	if (habit)
		return habit;
	habit = habit_add(state);
	record_set(habit, &habit->name, name);
	return habit;
}

void habit_quiet(struct state *state, const char *name, long long quiet_ms)
{
	struct habit *habit;

	if (text_is_empty(name) || quiet_ms <= 0 || quiet_ms > SIGNAL_QUIET_BELIEVED_MS)
		return;
	habit = habit_for(state, name);
	habit->quiets++;
	habit->quiet_ms += quiet_ms;
	habit->quiet_square += quiet_ms * quiet_ms;
	record_touch(habit);
}

long long habit_silence_ms(const struct state *state, const char *name, long long most_ms)
{
	const struct habit *habit = text_is_empty(name) ? 0 : habit_named(state, name);
	double count, mean, variance;
	long long silence_ms;

	if (!habit || habit->quiets < SIGNAL_QUIET_TURNS)
		return 0;
	count = (double)habit->quiets;
	mean = (double)habit->quiet_ms / count;
	variance = ((double)habit->quiet_square - count * mean * mean) / (count - 1);
	silence_ms = (long long)(mean + SIGNAL_QUIET_DEVIATIONS * arith_root(variance));
	if (silence_ms < SIGNAL_QUIET_LEAST_MS)
		silence_ms = SIGNAL_QUIET_LEAST_MS;
	return silence_ms < most_ms ? silence_ms : most_ms;
}
