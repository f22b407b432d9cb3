/*
 * cli_draw.h - what each verb's JSON looks like to a person.
 *
 * Drawing decides nothing and asks nobody: it reads the JSON that --json would print.
 */
#ifndef LEADHAND_FACE_CLI_DRAW_H
#define LEADHAND_FACE_CLI_DRAW_H

#include "api/call.h"
#include "face/paper.h"

typedef void cli_draw(const struct call *call, const json_t *out, struct paper *paper);

/* How this verb is drawn; never NULL. */
cli_draw *cli_draw_of(const char *verb);

cli_draw draw_status, draw_inbox, draw_card, draw_log, draw_init, draw_add, draw_lint, draw_up,
	draw_down, draw_answer, draw_approve, draw_reject, draw_task_word, draw_attach, draw_wait,
	draw_doctor, draw_verify, draw_fsck, draw_gc, draw_stats, draw_crew, draw_sim,
	draw_checkpoints, draw_restore, draw_salvage, draw_ledger, draw_flaky;

/* Parts that several verbs share. */
void draw_findings(const json_t *fitness, struct paper *paper);
/* What was seen of sessions: a table of counts, and those of one task. */
void draw_signal_counts(const json_t *counts, struct paper *paper);
/* Of a card: claims that the records refute, the others, and how its task failed; of stats: all that ended badly. */
void draw_false_claims(const json_t *card, struct paper *paper);
void draw_claims(const json_t *card, struct paper *paper);
void draw_failure(const json_t *card, struct paper *paper);
void draw_failures(const json_t *out, struct paper *paper);
void draw_did(const json_t *card, struct paper *paper);
/* What a change does to those who judge it; nothing where it does nothing. */
void draw_authority(const json_t *card, struct paper *paper);
void draw_log_entry(const json_t *entry, struct paper *paper);
/* A chart as wide as the paper. */
struct chart;
void draw_chart(const struct chart *chart, struct paper *paper);
void draw_diff(const char *diff, struct paper *paper);
enum ink ink_of_state(const char *state);
/* What a gate came to, for people: a verdict that is missing was not asked for, or not yet. */
const char *result_word(const char *result);
/* "3 min" from a moment to now; the caller's. */
char *age_since(const json_t *object, long long now_ms);
/* "1.2 MiB"; the caller's. */
char *size_text(long long bytes);

#endif
