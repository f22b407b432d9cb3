/*
 * loop_uv.h - libuv's side of the loop; for sys/ alone.
 */
#ifndef LEADHAND_SYS_LOOP_UV_H
#define LEADHAND_SYS_LOOP_UV_H

#include "sys/loop.h"

#include <uv.h>

/* Borrowed, as long as the loop. */
uv_loop_t *loop_uv(struct loop *loop);

#endif
