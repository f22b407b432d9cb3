/*
 * authority.h - what other copies than its own say of a change, as JSON, and what of it makes it risky.
 */
#ifndef LEADHAND_API_AUTHORITY_H
#define LEADHAND_API_AUTHORITY_H

#include "api/view.h"

/*
 * Put `protected` (what it touches, and each gate's verdict with its own copy and with the base's), `proof` (whether its
 * tests are red without it), `fewer_tests` and `tampering` on a card. Each is null or empty where there is nothing.
 */
void authority_put(json_t *card, const struct view *view, const struct session *session);
/* The reasons that the lead should look closely, a list, the caller's; NULL where there are none. */
char *authority_reasons(const struct state *state, const struct session *session);

#endif
