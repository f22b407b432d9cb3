/* group.c - see group.h. */
#include "walls/group.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PREFIX "leadhand-"

enum { MAX_FILE = 1 << 20, CPU_PERIOD_US = 100000, GIVE_UP_MS = 3000, NAP_MS = 5 };

static const char *const controllers[GROUP_KINDS] = { "memory", "pids", "cpu" };

/* Where one controller is: the folder in which groups of ours are made. */
struct seat {
	char *folder; /* owned; NULL where there is none */
	bool is_second; /* of version 2 */
};

struct group {
	struct seat seats[GROUP_KINDS];
	char *paths[GROUP_KINDS]; /* owned; the same folder may stand there more than once, of version 2 */
	int doors[GROUP_KINDS];
	int door_count;
	struct box_limits limits;
};

/* A small file below a folder, less the newline at its end; the caller's, NULL where it cannot be read. */
static char *get(const char *folder, const char *name)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, name), *text = 0;
	struct err err = ERR_INIT;

	if (fs_read(path, MAX_FILE, &text, 0, &err)) {
		err_release(&err);
		return 0;
	}
	return steal(&text);
}

static bool put(const char *folder, const char *name, const char *text)
{
	_autofree_ char *path = mem_printf("%s/%s", folder, name);
	_autoclose_ int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

static bool put_number(const char *folder, const char *name, long long number)
{
	_autofree_ char *text = mem_printf("%lld", number);

	return put(folder, name, text);
}

/* A count in a file of "name count" lines; -1 where there is none. */
static long long count_in(const char *folder, const char *file, const char *name)
{
	_autofree_ char *text = folder ? get(folder, file) : 0;
	struct lines walk;
	long long count = -1;

	LINES_EACH (walk, text ? text : "") {
		size_t len = strlen(name);

		if (text_starts(walk.line, name) && walk.line[len] == ' ' && !text_to_number(walk.line + len + 1, &count))
			count = -1;
	}
	return count;
}

static bool has_word(const char *text, const char *word, const char *between)
{
	size_t len = strlen(word);

	while (text && *text) {
		size_t part = strcspn(text, between);

		if (part == len && !strncmp(text, word, len))
			return true;
		text += part + (text[part] != 0);
	}
	return false;
}

/* Our own group: the line of /proc/self/cgroup that names the controller ("" for version 2), its third field. */
static char *own_group(const char *controller)
{
	_autofree_ char *text = get("/proc/self", "cgroup");
	struct lines walk;
	char *found = 0;

	LINES_EACH (walk, text ? text : "") {
		char *names = strchr(walk.line, ':'), *path = names ? strchr(names + 1, ':') : 0;

		if (!path || found)
			continue;
		*path = 0;
		if (*controller ? has_word(names + 1, controller, ",") : !names[1])
			found = mem_dup(path + 1);
	}
	return found;
}

/* Where that hierarchy is mounted: /proc/self/mounts names its type and, of version 1, its controllers. */
static char *mount_of(const char *type, const char *controller)
{
	_autofree_ char *text = get("/proc/self", "mounts");
	struct lines walk;
	char *found = 0;

	LINES_EACH (walk, text ? text : "") {
		char place[1024], kind[64], options[1024];

		if (!found && sscanf(walk.line, "%*s %1023s %63s %1023s", place, kind, options) == 3 &&
		    !strcmp(kind, type) && (!controller || has_word(options, controller, ",")))
			found = mem_dup(place);
	}
	return found;
}

/* Whether groups in that folder get the controller, as it is or because we can say so. A group with processes of
 * its own can hand nothing on, but for the root. */
static bool hands_on(const char *folder, const char *controller)
{
	_autofree_ char *given = get(folder, "cgroup.subtree_control"), *word = mem_printf("+%s", controller);

	if (access(folder, W_OK))
		return false;
	return has_word(given, controller, " \n") || put(folder, "cgroup.subtree_control", word);
}

/* Of version 2: the nearest group at or above our own that is ours to make groups in, the caller's. */
static char *second_seat(const char *top, const char *own, const char *controller)
{
	_autofree_ char *folder = mem_printf("%s%s", top, strcmp(own, "/") ? own : "");

	while (!hands_on(folder, controller)) {
		char *slash = strrchr(folder, '/');

		if (strlen(folder) <= strlen(top) || !slash)
			return 0;
		*slash = 0;
	}
	return steal(&folder);
}

static struct seat seat_of(enum group_kind kind)
{
	_autofree_ char *old = mount_of("cgroup", controllers[kind]), *fresh = old ? 0 : mount_of("cgroup2", 0);
	_autofree_ char *own = own_group(old ? controllers[kind] : "");
	struct seat seat = { .is_second = !old };

	if (own && old)
		seat.folder = mem_printf("%s%s", old, strcmp(own, "/") ? own : "");
	else if (own && fresh)
		seat.folder = second_seat(fresh, own, controllers[kind]);
	return seat;
}

static bool set_limit(const struct seat *seat, const char *path, enum group_kind kind, const struct box_limits *limits)
{
	_autofree_ char *quota = mem_printf("%lld %d", limits->cpu_percent * (CPU_PERIOD_US / 100), CPU_PERIOD_US);

	if (kind == GROUP_memory && !seat->is_second) {
		/* With swap where it is counted: what does not fit is to end, not to crawl. */
		if (!put_number(path, "memory.limit_in_bytes", limits->memory_bytes))
			return false;
		(void)!put_number(path, "memory.memsw.limit_in_bytes", limits->memory_bytes);
		return true;
	}
	if (kind == GROUP_memory) {
		(void)!put(path, "memory.swap.max", "0");
		return put_number(path, "memory.max", limits->memory_bytes);
	}
	if (kind == GROUP_processes)
		return put_number(path, "pids.max", limits->processes);
	if (seat->is_second)
		return put(path, "cpu.max", quota);
	return put_number(path, "cpu.cfs_period_us", CPU_PERIOD_US) &&
	       put_number(path, "cpu.cfs_quota_us", limits->cpu_percent * (CPU_PERIOD_US / 100));
}

static void kill_in(const char *path)
{
	_autofree_ char *pids = get(path, "cgroup.procs");
	struct lines walk;
	long long pid;

	if (put(path, "cgroup.kill", "1"))
		return;
	LINES_EACH (walk, pids ? pids : "")
		if (text_to_number(walk.line, &pid) && pid > 1)
			kill((pid_t)pid, SIGKILL);
}

/* Until it is empty: the dead leave it one after the other. */
static bool remove_group(const char *path)
{
	long long give_up = clock_steady_ms() + GIVE_UP_MS;

	while (rmdir(path)) {
		if (!fs_is_dir(path))
			return true;
		if (clock_steady_ms() > give_up)
			return false;
		kill_in(path);
		poll(0, 0, NAP_MS);
	}
	return true;
}

static bool is_used(const struct group *group, const char *path)
{
	for (int i = 0; i < GROUP_KINDS; i++)
		if (text_same(group->paths[i], path) && path)
			return true;
	return false;
}

/* Join the group of one controller, made where it is not the same folder as another's. */
static void open_one(struct group *group, enum group_kind kind, const char *name)
{
	const struct seat *seat = &group->seats[kind];
	_autofree_ char *path = seat->folder ? mem_printf("%s/" PREFIX "%s", seat->folder, name) : 0, *procs = 0;
	bool is_made = path && is_used(group, path);
	int fd;

	if (!path || (!is_made && fs_is_dir(path) && !remove_group(path)))
		return;
	if (!is_made && mkdir(path, 0755))
		return;
	if (!set_limit(seat, path, kind, &group->limits)) {
		if (!is_made)
			rmdir(path);
		return;
	}
	procs = mem_printf("%s/cgroup.procs", path);
	fd = is_made ? -1 : open(procs, O_WRONLY | O_CLOEXEC);
	if (!is_made && fd < 0) {
		rmdir(path);
		return;
	}
	if (fd >= 0)
		group->doors[group->door_count++] = fd;
	group->paths[kind] = steal(&path);
}

static bool is_wanted(const struct box_limits *limits, enum group_kind kind)
{
	const long long values[GROUP_KINDS] = { limits->memory_bytes, limits->processes, limits->cpu_percent };

	return values[kind] > 0;
}

struct group *group_new(const char *name, const struct box_limits *limits)
{
	struct group *group;

	if (text_same(getenv("LEADHAND_CGROUP"), "none"))
		return 0;
	group = mem_new(1, sizeof *group);
	group->limits = *limits;
	for (enum group_kind kind = 0; kind < GROUP_KINDS; kind++) {
		if (!is_wanted(limits, kind))
			continue;
		group->seats[kind] = seat_of(kind);
		open_one(group, kind, name);
	}
	if (group->door_count)
		return group;
	group_free(group);
	return 0;
}

bool group_holds(const struct group *group, enum group_kind kind)
{
	return group && group->paths[kind];
}

const int *group_doors(const struct group *group, int *count)
{
	*count = group ? group->door_count : 0;
	return group ? group->doors : 0;
}

static char *bytes_text(long long bytes)
{
	if (bytes >= 1LL << 30 && bytes % (1LL << 30) == 0)
		return mem_printf("%lld GiB", bytes >> 30);
	return mem_printf("%lld MiB", bytes >> 20);
}

char *group_verdict(const struct group *group)
{
	const char *memory = group ? group->paths[GROUP_memory] : 0, *pids = group ? group->paths[GROUP_processes] : 0;
	_autofree_ char *size = group ? bytes_text(group->limits.memory_bytes) : 0;

	/* What was killed, not what was merely refused for a moment: files in memory are given back and count there. Where the
	 * machine's own memory ran out it is killed too, and the group's limit ("oom") was not reached. */
	if (memory && (count_in(memory, "memory.oom_control", "oom_kill") > 0 ||
		       (count_in(memory, "memory.events", "oom_kill") > 0 && count_in(memory, "memory.events", "oom") > 0)))
		return mem_printf("out of memory: more than %s", size);
	if (pids && count_in(pids, "pids.events", "max") > 0)
		return mem_printf("too many processes: more than %lld", group->limits.processes);
	return 0;
}

void group_free(struct group *group)
{
	if (!group)
		return;
	for (int i = 0; i < group->door_count; i++)
		mem_closep(&group->doors[i]);
	for (int i = 0; i < GROUP_KINDS; i++) {
		if (group->paths[i])
			remove_group(group->paths[i]);
		free(group->paths[i]);
		free(group->seats[i].folder);
	}
	free(group);
}

/* One that is in use cannot be removed, and stays. */
static int sweep_folder(const char *folder, bool (*may_go)(void *owner, const char *name), void *owner)
{
	_autofree_ char *names = fs_list(folder);
	struct lines walk;
	int count = 0;

	LINES_EACH (walk, names) {
		_autofree_ char *path = mem_printf("%s/%s", folder, walk.line);

		if (text_starts(walk.line, PREFIX) && may_go(owner, walk.line + strlen(PREFIX)) && !rmdir(path))
			count++;
	}
	return count;
}

char *group_owner(const char *folder)
{
	_autofree_ char *real = realpath(folder, 0);
	const char *place = real ? real : folder;
	_autofree_ char *hash = text_hash(place, strlen(place));

	return mem_printf("%.12s-", hash);
}

int group_sweep(bool (*may_go)(void *owner, const char *name), void *owner)
{
	int count = 0;

	for (enum group_kind kind = 0; kind < GROUP_KINDS; kind++) {
		struct seat seat = seat_of(kind);

		if (seat.folder)
			count += sweep_folder(seat.folder, may_go, owner);
		free(seat.folder);
	}
	return count;
}

int group_version(void)
{
	const struct box_limits limits = { .memory_bytes = 1LL << 30, .processes = 1000, .cpu_percent = 100 };
	_autofree_ char *name = mem_printf("try-%d", (int)getpid());
	struct group *group = group_new(name, &limits);
	int version = !group ? 0 : group->paths[GROUP_memory] && group->seats[GROUP_memory].is_second ? 2 : 1;

	group_free(group);
	return version;
}
