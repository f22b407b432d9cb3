/* proc_kill.c - finding and ending processes through /proc; see proc.h. */
#include "sys/proc.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

enum {
	MAX_ENVIRON = 8 << 20, /* more than the kernel lets a program start with */
	MAX_STAT = 4096,
	MAX_CHILDREN = 1 << 20,
	GIVE_UP_MS = 10000,
	NAP_MS = 5,
	LOOKS_IN_VAIN = 2,
};

struct process {
	int pid, parent;
	bool is_marked;
};

struct table {
	struct process *rows; /* owned */
	size_t n, room;
};

static void table_release(struct table *table)
{
	free(table->rows);
	*table = (struct table){ 0 };
}

static void table_add(struct table *table, struct process row)
{
	if (table->n == table->room) {
		table->room = table->room ? table->room * 2 : 256;
		table->rows = mem_grow(table->rows, table->room, sizeof *table->rows);
	}
	table->rows[table->n++] = row;
}

static bool table_has(const struct table *table, int pid)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].pid == pid)
			return true;
	return false;
}

/* Whether it lives, and its parent. A process whose first thread has ended looks like a zombie, but runs. */
static bool process_look(int pid, int *parent)
{
	_autofree_ char *path = mem_printf("/proc/%d/stat", pid), *text = 0;
	struct err err = ERR_INIT;
	const char *after;
	long threads = 0;
	char state = 0;

	if (fs_read(path, MAX_STAT, &text, 0, &err)) {
		err_release(&err);
		return false;
	}
	/* The name before it may hold blanks and brackets of its own. */
	after = strrchr(text, ')');
	if (!after || sscanf(after + 1, " %c %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld",
			     &state, parent, &threads) != 3)
		return false;
	return !strchr("ZX", state) || threads > 1;
}

bool proc_is_alive(int pid)
{
	int parent;

	return pid > 0 && process_look(pid, &parent);
}

static bool has_mark(int pid, const char *mark)
{
	_autofree_ char *path = mem_printf("/proc/%d/environ", pid), *text = 0;
	size_t len = 0, size = strlen(mark) + 1;
	struct err err = ERR_INIT;

	if (fs_read(path, MAX_ENVIRON, &text, &len, &err)) {
		err_release(&err);
		return false;
	}
	for (size_t i = 0; i + size <= len + 1; i += strlen(text + i) + 1)
		if (!strcmp(text + i, mark))
			return true;
	return false;
}

static void list_processes(struct table *table)
{
	DIR *dir = opendir("/proc");
	long long pid;

	if (!dir)
		return;
	for (struct dirent *e; (e = readdir(dir));) {
		struct process row = { 0 };

		if (!text_to_number(e->d_name, &pid))
			continue;
		row.pid = (int)pid;
		if (process_look(row.pid, &row.parent))
			table_add(table, row);
	}
	closedir(dir);
}

/* A descendant of a zombie has a new parent by then, so the living alone make the chains. */
static void mark_descendants(struct table *table)
{
	int self = (int)getpid();
	bool is_new = true;

	while (is_new) {
		is_new = false;
		for (size_t i = 0; i < table->n; i++) {
			struct process *row = &table->rows[i];

			if (row->is_marked)
				continue;
			row->is_marked = row->parent == self;
			for (size_t k = 0; k < table->n && !row->is_marked; k++)
				row->is_marked = table->rows[k].is_marked && table->rows[k].pid == row->parent;
			is_new |= row->is_marked;
		}
	}
}

static void mark_by_environment(struct table *table, const char *mark)
{
	for (size_t i = 0; i < table->n; i++)
		table->rows[i].is_marked = table->rows[i].pid != getpid() &&
					   has_mark(table->rows[i].pid, mark);
}

/* Through a pidfd and after a second look: a pid may have become somebody else's meanwhile. */
static void signal_surely(const struct process *row, const char *mark, int number)
{
	_autoclose_ int fd = pidfd_open(row->pid, 0);
	int parent;

	if (fd < 0)
		return;
	if (mark ? has_mark(row->pid, mark) : process_look(row->pid, &parent) && parent == row->parent)
		pidfd_send_signal(fd, number, 0, 0);
}

/*
 * Kill who is marked until two looks in a row find nobody: a process may fork between the look and the signal, and
 * one that is just becoming another program has no environment for a moment.
 */
static int kill_until_none(const char *mark)
{
	long long give_up = clock_steady_ms() + GIVE_UP_MS;
	_cleanup_(table_release) struct table seen = { 0 };
	size_t found;
	int in_vain = 0;

	while (in_vain < LOOKS_IN_VAIN && clock_steady_ms() < give_up) {
		_cleanup_(table_release) struct table all = { 0 };

		list_processes(&all);
		if (mark)
			mark_by_environment(&all, mark);
		else
			mark_descendants(&all);
		found = 0;
		for (size_t i = 0; i < all.n; i++) {
			if (!all.rows[i].is_marked)
				continue;
			found++;
			signal_surely(&all.rows[i], mark, SIGKILL);
			if (!table_has(&seen, all.rows[i].pid))
				table_add(&seen, all.rows[i]);
		}
		in_vain = found ? 0 : in_vain + 1;
		if (in_vain < LOOKS_IN_VAIN)
			poll(0, 0, NAP_MS);
	}
	return (int)seen.n;
}

int proc_kill_marked(const char *mark)
{
	return kill_until_none(mark);
}

void proc_adopt_orphans(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* The children of all our threads, a list of words with '\n' after each thread's; NULL where the kernel keeps none. */
static char *list_children(void)
{
	_autofree_ char *threads = fs_list("/proc/self/task");
	char *all = mem_dup("");
	struct lines walk;

	LINES_EACH(walk, threads) {
		_autofree_ char *path = mem_printf("/proc/self/task/%s/children", walk.line), *some = 0;
		struct err err = ERR_INIT;

		if (fs_read(path, MAX_CHILDREN, &some, 0, &err)) {
			err_release(&err);
			free(all);
			lines_stop(&walk);
			return 0;
		}
		mem_replace(&all, mem_printf("%s%s\n", all, some));
	}
	return all;
}

/* Orphans come to us, and before their parent is a zombie: so where all our children are, and are still all of them, we
 * have no descendant that lives. */
static bool has_descendants(void)
{
	_autofree_ char *before = list_children(), *after = 0;
	char *end;
	int parent;

	for (char *at = before; at && *at; at = end) {
		long pid = strtol(at, &end, 10);

		if (end == at)
			break;
		if (process_look((int)pid, &parent))
			return true;
	}
	after = before ? list_children() : 0;
	return !after || strcmp(before, after) != 0;
}

void proc_signal_descendants(int number)
{
	_cleanup_(table_release) struct table all = { 0 };

	list_processes(&all);
	mark_descendants(&all);
	for (size_t i = 0; i < all.n; i++)
		if (all.rows[i].is_marked)
			signal_surely(&all.rows[i], 0, number);
}

int proc_kill_descendants(void)
{
	return has_descendants() ? kill_until_none(0) : 0;
}
