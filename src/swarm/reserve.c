/* reserve.c - see reserve.h. */
#include "swarm/reserve.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 4 << 20, MAX_CLAIMS = 20000 };

static void add(struct reserve *reserve, long long session, const char *pattern, long long until_ms)
{
	reserve->at = mem_grow(reserve->at, reserve->n + 1, sizeof *reserve->at);
	reserve->at[reserve->n++] = (struct claim){ session, until_ms, mem_dup(pattern) };
}

static void drop(struct reserve *reserve, size_t i)
{
	free(reserve->at[i].pattern);
	memmove(&reserve->at[i], &reserve->at[i + 1], (reserve->n - i - 1) * sizeof *reserve->at);
	reserve->n--;
}

void reserve_read(struct reserve *reserve, const char *text)
{
	struct lines walk;

	LINES_EACH(walk, text) {
		_cleanup_(err_release) struct err bad = ERR_INIT;
		char *at = walk.line;
		long long until_ms = strtoll(at, &at, 10), session = strtoll(at, &at, 10);

		if (*at++ != ' ' || until_ms <= 0 || session <= 0 || glob_check(at, &bad) ||
		    reserve->n == MAX_CLAIMS)
			continue;
		add(reserve, session, at, until_ms);
	}
}

char *reserve_text(const struct reserve *reserve)
{
	struct buf text = BUF_INIT(MAX_TEXT);

	for (size_t i = 0; i < reserve->n; i++)
		buf_printf(&text, "%lld %lld %s\n", reserve->at[i].until_ms, reserve->at[i].session,
			   reserve->at[i].pattern);
	return buf_take(&text);
}

void reserve_expire(struct reserve *reserve, long long now_ms)
{
	for (size_t i = reserve->n; i-- > 0;)
		if (reserve->at[i].until_ms <= now_ms)
			drop(reserve, i);
}

static int check_free(const struct reserve *reserve, long long session, const char *pattern, long long now_ms,
		      struct err *err)
{
	if (glob_check(pattern, err))
		return err->code;
	for (size_t i = 0; i < reserve->n; i++) {
		const struct claim *claim = &reserve->at[i];

		if (claim->session != session && claim->until_ms > now_ms &&
		    glob_overlap(claim->pattern, pattern))
			return err_set(err, ERR_CONFLICT,
				       "'%s' meets '%s', which session %lld holds for %lld s more", pattern,
				       claim->pattern, claim->session, (claim->until_ms - now_ms + 999) / 1000);
	}
	return 0;
}

static struct claim *own_claim(const struct reserve *reserve, long long session, const char *pattern)
{
	for (size_t i = 0; i < reserve->n; i++)
		if (reserve->at[i].session == session && !strcmp(reserve->at[i].pattern, pattern))
			return &reserve->at[i];
	return 0;
}

int reserve_take(struct reserve *reserve, long long session, const char *patterns, long long until_ms,
		 long long now_ms, struct err *err)
{
	struct lines walk;
	int code = 0;

	LINES_EACH(walk, patterns) {
		code = check_free(reserve, session, walk.line, now_ms, err);
		if (code)
			break;
	}
	lines_stop(&walk);
	if (code)
		return code;
	if (reserve->n + lines_count(patterns) > MAX_CLAIMS)
		return err_set(err, ERR_REFUSED, "there are too many reservations already");
	reserve_expire(reserve, now_ms);
	LINES_EACH(walk, patterns) {
		struct claim *own = own_claim(reserve, session, walk.line);

		if (!own)
			add(reserve, session, walk.line, until_ms);
		else if (own->until_ms < until_ms)
			own->until_ms = until_ms;
	}
	return 0;
}

void reserve_extend(struct reserve *reserve, long long session, long long until_ms)
{
	for (size_t i = 0; i < reserve->n; i++)
		if (reserve->at[i].session == session && reserve->at[i].until_ms < until_ms)
			reserve->at[i].until_ms = until_ms;
}

void reserve_release_claims(struct reserve *reserve, long long session, const char *patterns)
{
	for (size_t i = reserve->n; i-- > 0;)
		if (reserve->at[i].session == session &&
		    (!patterns || lines_has(patterns, reserve->at[i].pattern)))
			drop(reserve, i);
}

long long reserve_holder(const struct reserve *reserve, const char *path)
{
	for (size_t i = 0; i < reserve->n; i++)
		if (glob_match(reserve->at[i].pattern, path))
			return reserve->at[i].session;
	return 0;
}

bool reserve_holds(const struct reserve *reserve, long long session, const char *path)
{
	for (size_t i = 0; i < reserve->n; i++)
		if (reserve->at[i].session == session && glob_match(reserve->at[i].pattern, path))
			return true;
	return false;
}

char *reserve_patterns(const struct reserve *reserve, long long session)
{
	char *list = 0;

	for (size_t i = 0; i < reserve->n; i++)
		if (reserve->at[i].session == session)
			lines_add(&list, reserve->at[i].pattern);
	return list;
}

bool reserve_covers_below(const char *patterns, const char *folder)
{
	const char *slash = *folder ? "/" : "";
	/* No pattern can spell these names, so only a star can match them: at every depth, or not at all. */
	_autofree_ char *near = mem_printf("%s%s\001", folder, slash);
	_autofree_ char *far = mem_printf("%s%s\001/\001", folder, slash);
	struct lines walk;
	bool covers = false;

	LINES_EACH(walk, patterns)
		covers |= glob_match(walk.line, near) && glob_match(walk.line, far);
	return covers;
}

bool reserve_holds_below(const struct reserve *reserve, long long session, const char *folder)
{
	_autofree_ char *patterns = reserve_patterns(reserve, session);

	return reserve_covers_below(patterns, folder);
}

void reserve_free_claims(struct reserve *reserve)
{
	for (size_t i = 0; i < reserve->n; i++)
		free(reserve->at[i].pattern);
	free(reserve->at);
	*reserve = (struct reserve){ 0 };
}
