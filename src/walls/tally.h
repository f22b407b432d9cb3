/*
 * tally.h - what is told of a session's network: each thing once, a sum at the end.
 */
#ifndef LEADHAND_WALLS_TALLY_H
#define LEADHAND_WALLS_TALLY_H

struct tally;
struct tally *tally_new(void (*told)(void *owner, const char *what), void *owner);
/* Something was refused: `what` ("evil.example:443") and why. Told the first time; of too many different
 * things none is told, but all are counted. */
void tally_refused(struct tally *tally, const char *what, const char *why);
/* The same for what was allowed and did not work. */
void tally_failed(struct tally *tally, const char *what, const char *why);
/* A host was reached: told the first time. */
void tally_reached(struct tally *tally, const char *what);
/* Tell the sum of what was told once and happened again, and forget. NULL is fine. */
void tally_free(struct tally *tally);

#endif
