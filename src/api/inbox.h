/*
 * inbox.h - what needs the lead, as JSON, in the order of the desk.
 */
#ifndef LEADHAND_API_INBOX_H
#define LEADHAND_API_INBOX_H

#include "api/view.h"

/* An array of items; the caller's. */
json_t *inbox_json(const struct view *view);

#endif
