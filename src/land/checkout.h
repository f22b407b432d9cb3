/*
 * checkout.h - work trees of the lead's that have the target branch checked out; for land/ alone.
 */
#ifndef LEADHAND_LAND_CHECKOUT_H
#define LEADHAND_LAND_CHECKOUT_H

#include "land/land.h"

#include <stddef.h>

struct checkout {
	char *top, *git_dir; /* owned */
};

struct checkouts {
	struct checkout *at; /* owned */
	size_t n;
};

/* All that have it checked out now. ERR_REFUSED where one is in the middle of rebasing it. */
int checkouts_find(const struct land *land, struct checkouts *found, struct err *err) MUST_USE;
void checkouts_release(struct checkouts *checkouts);

/* ERR_REFUSED where its index is locked. */
int checkout_check_free(const struct checkout *checkout, struct err *err) MUST_USE;
/* ERR_REFUSED where moving it would overwrite something, or a merge is going on there. Changes nothing. */
int checkout_check(const struct checkout *checkout, const char *from, const char *to, struct err *err) MUST_USE;
/* Take index and files from one commit to another. Fine where they are there already. */
int checkout_move(const struct checkout *checkout, const char *from, const char *to, struct err *err) MUST_USE;
/* Whether its index still holds `from` at all paths in which the two differ. */
int checkout_stands_at(const struct checkout *checkout, const char *from, const char *to, bool *stands,
		       struct err *err) MUST_USE;

#endif
