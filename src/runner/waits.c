/* waits.c - see waits.h. */
#include "runner/waits.h"

#include "agent/event.h"
#include "base/mem.h"
#include "base/text.h"

struct waiter {
	struct wait wait;
	char *key, *options; /* owned */
	struct timer *limit; /* owned; NULL where it waits as long as it takes */
	struct waits *home;  /* borrowed */
};

struct waits {
	struct waits_spec spec;
	struct waiter **list; /* owned, and what it points to */
	size_t count;
};

static void waiter_free(struct waiter *waiter)
{
	timer_free(waiter->limit);
	free(waiter->key);
	free(waiter->options);
	free(waiter);
}

/* Those of that key, out of the list: the caller's. Whoever hears of it may ask again meanwhile. */
static struct waiter **take_out(struct waits *waits, const char *key, size_t *count)
{
	struct waiter **taken = mem_new(waits->count + 1, sizeof(struct waiter *));
	size_t kept = 0;

	*count = 0;
	for (size_t i = 0; i < waits->count; i++)
		if (text_same(waits->list[i]->key, key))
			taken[(*count)++] = waits->list[i];
		else
			waits->list[kept++] = waits->list[i];
	waits->count = kept;
	return taken;
}

static void let_go(struct waits *waits, const char *key, const char *text)
{
	size_t count;
	_autofree_ char *known = mem_dup(key);
	_autofree_ struct waiter **taken = take_out(waits, known, &count);

	if (count && !text)
		waits->spec.left(waits->spec.owner, known);
	for (size_t i = 0; i < count; i++) {
		_autofree_ char *words = text ? agent_answer_of(taken[i]->options, text) : 0;

		waits->spec.given(waits->spec.owner, &taken[i]->wait, words);
		waiter_free(taken[i]);
	}
	if (count)
		waits->spec.changed(waits->spec.owner);
}

void waits_answer(struct waits *waits, const char *key, const char *text)
{
	let_go(waits, key, text);
}

void waits_leave(struct waits *waits, const char *key)
{
	let_go(waits, key, 0);
}

static void is_over(void *owner)
{
	struct waiter *waiter = owner;

	let_go(waiter->home, waiter->key, 0);
}

/* By its own protocol a program is answered by the key, however often it asked. */
static bool is_known(const struct waits *waits, const struct wait *wait)
{
	for (size_t i = 0; i < waits->count && !wait->call; i++)
		if (!waits->list[i]->wait.call && text_same(waits->list[i]->key, wait->key))
			return true;
	return false;
}

void waits_add(struct waits *waits, const struct wait *wait)
{
	struct waiter *waiter;

	if (is_known(waits, wait))
		return;
	waiter = mem_new(1, sizeof *waiter);
	*waiter = (struct waiter){ .wait = *wait, .key = mem_dup(wait->key), .options = mem_dup(wait->options ? wait->options : ""),
				   .home = waits };
	waiter->wait.key = waiter->key;
	waiter->wait.options = waiter->options;
	if (wait->wait_ms > 0) {
		waiter->limit = timer_new(waits->spec.loop, is_over, waiter);
		timer_set(waiter->limit, wait->wait_ms);
	}
	waits->list = mem_grow(waits->list, waits->count + 1, sizeof *waits->list);
	waits->list[waits->count++] = waiter;
	waits->spec.changed(waits->spec.owner);
}

bool waits_is_any(const struct waits *waits)
{
	return waits->count > 0;
}

struct waits *waits_new(const struct waits_spec *spec)
{
	struct waits *waits = mem_new(1, sizeof *waits);

	waits->spec = *spec;
	return waits;
}

void waits_free(struct waits *waits, void (*over)(void *owner, const struct wait *wait))
{
	if (!waits)
		return;
	for (size_t i = 0; i < waits->count; i++) {
		over(waits->spec.owner, &waits->list[i]->wait);
		waiter_free(waits->list[i]);
	}
	free(waits->list);
	free(waits);
}
