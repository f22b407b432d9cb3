/* gossip.c - what is told of a box, and how much of it; see gossip.h. */
#include "walls/gossip.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <string.h>

enum { MOST_A_SECOND = 10, MAX_LINE = 300, SECOND_MS = 1000 };

static unsigned long long hash_of(const char *text)
{
	_autofree_ char *hash = text_hash(text, strlen(text));

	return strtoull(hash, 0, 16);
}

static bool was_told(struct gossip *gossip, const char *line)
{
	const int size = (int)(sizeof gossip->seen / sizeof *gossip->seen);
	unsigned long long hash = hash_of(line);

	for (int i = 0; i < size; i++)
		if (gossip->seen[i] == hash)
			return true;
	gossip->seen[gossip->next] = hash;
	gossip->next = (gossip->next + 1) % size;
	return false;
}

void gossip_tell(struct gossip *gossip, const char *what)
{
	_autofree_ char *line = text_clean(what, strlen(what), MAX_LINE);
	long long second = clock_steady_ms() / SECOND_MS;

	if (!gossip->tried || was_told(gossip, line))
		return;
	if (second != gossip->second) {
		gossip->second = second;
		gossip->told = 0;
	}
	if (gossip->told++ < MOST_A_SECOND)
		gossip->tried(gossip->owner, line);
	else
		gossip->kept_silent++;
}

void gossip_end(struct gossip *gossip)
{
	_autofree_ char *line = 0;

	if (!gossip->tried || !gossip->kept_silent)
		return;
	line = mem_printf("%lld more attempt%s at the walls", gossip->kept_silent, text_plural(gossip->kept_silent));
	gossip->tried(gossip->owner, line);
	gossip->kept_silent = 0;
}
