/* turn_notes.c - see turn_notes.h. */
#include "runner/turn_notes.h"

#include "base/mem.h"
#include "base/text.h"
#include "runner/cell.h"
#include "sys/clock.h"

#include <string.h>

enum {
	NOTE_BYTES = 200,
	NOTE_BURST = 100, /* in a row that are all told */
	NOTE_EVERY_MS = 100,
	THREADS_MOST = 20, /* a program that is begun anew names another */
};

struct turn_notes {
	struct journal *journal; /* borrowed */
	char *last;		 /* owned */
	long long spent_ms;	 /* the clock at which all that was noted is paid for */
	int threads;		 /* how many conversations it has named */
};

static void write_text(struct turn_notes *notes, const char *kind, const char *text)
{
	json_t *line = json_object();

	json_put(line, "text", text);
	journal_add(notes->journal, kind, line);
}

void turn_notes_say(struct turn_notes *notes, const char *text)
{
	_autofree_ char *note = 0;
	long long now_ms = clock_steady_ms();

	if (notes->spent_ms >= now_ms + NOTE_BURST * NOTE_EVERY_MS)
		return;
	note = text_clean(text, strlen(text), NOTE_BYTES);
	/* What the walls tell begins so, and is not the agent's to say. */
	if (text_starts(note + strspn(note, " "), CELL_WORD))
		mem_replace(&note, mem_printf("says %s", note));
	if (!*note || text_same(note, notes->last))
		return;
	if (notes->spent_ms < now_ms)
		notes->spent_ms = now_ms;
	notes->spent_ms += NOTE_EVERY_MS;
	write_text(notes, "note", note);
	mem_replace(&notes->last, steal(&note));
}

static void hear_thread(struct turn_notes *notes, const char *id)
{
	_autofree_ char *text = text_clean(id, strlen(id), NOTE_BYTES);

	/* It is a word on a command line when the conversation goes on, be it that of the lead who attaches. */
	if (*text != '-' && ++notes->threads <= THREADS_MOST)
		write_text(notes, "thread", text);
}

void turn_notes_hear(struct turn_notes *notes, const struct agent_event *event)
{
	_autofree_ char *note = agent_event_note(event);

	if (note)
		turn_notes_say(notes, note);
	if (event->kind == AGENT_thread)
		hear_thread(notes, event->text);
}

struct turn_notes *turn_notes_new(struct journal *journal)
{
	struct turn_notes *notes = mem_new(1, sizeof *notes);

	notes->journal = journal;
	return notes;
}

void turn_notes_free(struct turn_notes *notes)
{
	if (!notes)
		return;
	free(notes->last);
	free(notes);
}
