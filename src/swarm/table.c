/* table.c - see table.h. */
#include "swarm/table.h"

#include "base/mem.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <string.h>

enum { MAX_TEXT = 4 << 20, LOCK_MS = 30000 };

static void read_at(const char *folder, long long now_ms, struct reserve *reserve)
{
	_autofree_ char *path = mem_printf("%s/reservations", folder);
	_autofree_ char *text = fs_read_tail(path, MAX_TEXT, 0);

	reserve_read(reserve, text);
	reserve_expire(reserve, now_ms);
}

void table_read(const char *folder, struct reserve *reserve)
{
	read_at(folder, clock_now_ms(), reserve);
}

static int table_lock(const char *folder, int *fd, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/reservations.lock", folder);

	return fs_lock_within(path, LOCK_MS, fd, err);
}

static int table_write(const char *folder, const struct reserve *reserve, struct err *err)
{
	_autofree_ char *path = mem_printf("%s/reservations", folder), *text = reserve_text(reserve);

	return fs_write(path, text, strlen(text), err);
}

int table_take(const char *folder, long long session, const char *patterns, long long for_ms, struct err *err)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_autoclose_ int lock = -1;
	long long now_ms;

	if (table_lock(folder, &lock, err))
		return err->code;
	now_ms = clock_now_ms();
	read_at(folder, now_ms, &reserve);
	if (reserve_take(&reserve, session, patterns, now_ms + for_ms, now_ms, err))
		return err->code;
	return table_write(folder, &reserve, err);
}

int table_extend(const char *folder, long long session, long long for_ms, struct err *err)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_autoclose_ int lock = -1;

	if (table_lock(folder, &lock, err))
		return err->code;
	table_read(folder, &reserve);
	reserve_extend(&reserve, session, clock_now_ms() + for_ms);
	return table_write(folder, &reserve, err);
}

int table_release(const char *folder, long long session, const char *patterns, struct err *err)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_autoclose_ int lock = -1;

	if (table_lock(folder, &lock, err))
		return err->code;
	table_read(folder, &reserve);
	reserve_release_claims(&reserve, session, patterns);
	return table_write(folder, &reserve, err);
}
