/*
 * reader.h - a runner's journal becomes events, each line once.
 *
 * How far a journal was read is recorded in the same transaction as the events that
 * its lines made. Lines of another attempt, torn lines and lines that make no sense are
 * passed over; a journal without a newline yet is read again later.
 */
#ifndef LEADHAND_FLOOR_READER_H
#define LEADHAND_FLOOR_READER_H

#include "floor/keeper.h"

/* Read what is new for these jobs (ids, `count` of them) in one transaction. *more is set where something was
 * left for the next time (a long journal). */
int reader_take(struct keeper *keeper, const long long *jobs, long long count, bool *more,
		struct err *err) MUST_USE;
/* Whether the journal is shorter than what was read of it: a power cut took its end, or it was made anew. */
bool reader_is_cut(struct keeper *keeper, long long job);

#endif
