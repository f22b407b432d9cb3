/* tripwire.c - see tripwire.h. */
#include "walls/tripwire.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>
#include <sys/inotify.h>

struct wire {
	int wd;
	char *folder; /* owned: below the decoys' folder, "" or ending with '/' */
};

struct tripwire {
	struct decoys decoys;
	struct gossip *gossip;
	int fd;
	struct fd_watch *watch;
	struct wire *wires; /* owned */
	size_t count;
};

static bool is_decoy(const struct tripwire *tripwire, const char *name)
{
	for (const char *const *decoy = tripwire->decoys.names; *decoy; decoy++)
		if (!strcmp(*decoy, name))
			return true;
	return false;
}

static const struct wire *wire_of(const struct tripwire *tripwire, int wd)
{
	for (size_t i = 0; i < tripwire->count; i++)
		if (tripwire->wires[i].wd == wd)
			return &tripwire->wires[i];
	return 0;
}

/* A folder that only holds decoys, or a place for what is shown, is listed by many a tool on its way up. */
static void tell(const struct tripwire *tripwire, const struct inotify_event *event)
{
	const struct wire *wire = wire_of(tripwire, event->wd);
	_autofree_ char *name = 0, *line = 0;

	if (!wire || !(event->mask & IN_OPEN))
		return;
	name = mem_printf("%s%s%s", wire->folder, event->len ? event->name : "",
			  event->len && event->mask & IN_ISDIR ? "/" : "");
	if (!is_decoy(tripwire, name))
		return;
	line = mem_printf("looked into %s/%.*s", tripwire->decoys.called,
			  (int)(strlen(name) - text_ends(name, "/")), name);
	gossip_tell(tripwire->gossip, line);
}

static void wire_ready(void *owner)
{
	const struct tripwire *tripwire = owner;
	_Alignas(struct inotify_event) char events[8192];
	const struct inotify_event *event;
	ssize_t n = read(tripwire->fd, events, sizeof events);

	for (ssize_t at = 0; at < n; at += (ssize_t)(sizeof *event + event->len)) {
		event = (const struct inotify_event *)(const void *)(events + at);
		tell(tripwire, event);
	}
}

static void add_wire(struct tripwire *tripwire, const char *folder, size_t len)
{
	_autofree_ char *path = mem_printf("%s/%.*s", tripwire->decoys.folder, (int)len, folder);
	int wd;

	for (size_t i = 0; i < tripwire->count; i++)
		if (strlen(tripwire->wires[i].folder) == len && !strncmp(tripwire->wires[i].folder, folder, len))
			return;
	wd = inotify_add_watch(tripwire->fd, path, IN_OPEN | IN_ONLYDIR);
	if (wd < 0)
		return;
	tripwire->wires = mem_grow(tripwire->wires, tripwire->count + 1, sizeof *tripwire->wires);
	tripwire->wires[tripwire->count++] = (struct wire){ wd, mem_dup_part(folder, len) };
}

struct tripwire *tripwire_new(struct loop *loop, struct decoys decoys, struct gossip *gossip)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct tripwire *tripwire;

	if (fd < 0)
		return 0;
	tripwire = mem_new(1, sizeof *tripwire);
	*tripwire = (struct tripwire){ .decoys = decoys, .gossip = gossip, .fd = fd };
	for (const char *const *name = decoys.names; *name; name++) {
		const char *slash = strrchr(*name, '/');

		add_wire(tripwire, *name, slash ? (size_t)(slash - *name) + 1 : 0);
	}
	tripwire->watch = fd_watch_new(loop, fd, wire_ready, tripwire);
	return tripwire;
}

void tripwire_free(struct tripwire *tripwire)
{
	if (!tripwire)
		return;
	/* What rang last, before the program ended. */
	wire_ready(tripwire);
	fd_watch_free(tripwire->watch);
	close(tripwire->fd);
	for (size_t i = 0; i < tripwire->count; i++)
		free(tripwire->wires[i].folder);
	free(tripwire->wires);
	free(tripwire);
}
