/* guard.c - see guard.h. */
#include "walls/guard.h"

#include "base/mem.h"
#include "base/text.h"
#include "walls/calls.h"
#include "walls/filter.h"
#include "walls/peek.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

enum { AT_ONCE = 64 };

/* Of Linux 6.6; Debian 12's headers are older. */
#define SET_FLAGS SECCOMP_IOW(4, __u64)
#define SYNC_WAKE_UP 1UL

struct guard {
	struct loop *loop;
	const struct view *view;
	struct gossip *gossip;
	int fd; /* the socket first, then the filter's */
	struct fd_watch *watch;
	struct seccomp_notif *call;
	struct seccomp_notif_resp *answer;
	int *numbers; /* owned: of each rule */
};

static char *read_link(const char *path)
{
	char target[PATH_MAX];
	ssize_t n = readlink(path, target, sizeof target);

	return n > 0 && n < (ssize_t)sizeof target && *target == '/' ? mem_dup_part(target, (size_t)n) : 0;
}

/* Without "." and "..", by the text alone: what a link would make of it is for the kernel to refuse. */
static char *plain_path(const char *path)
{
	char *plain = mem_new(strlen(path) + 2, 1);
	size_t len = 0;

	while (*path) {
		size_t part = strcspn(path, "/");

		if (part == 2 && !strncmp(path, "..", 2)) {
			while (len && plain[--len] != '/')
				;
		} else if (part && !(part == 1 && *path == '.')) {
			plain[len++] = '/';
			memcpy(plain + len, path, part);
			len += part;
		}
		path += part + (path[part] == '/');
	}
	if (!len)
		plain[len++] = '/';
	plain[len] = 0;
	return plain;
}

/* The path that a call names, as it is seen inside; the caller's, NULL where it cannot be known. */
static char *path_of(const struct guard *guard, const struct call_rule *rule)
{
	const struct seccomp_notif *call = guard->call;
	_autofree_ char *text = 0, *folder = 0, *full = 0, *link = 0;
	int at = AT_FDCWD;

	if (rule->path < 0)
		return 0;
	text = peek_string((int)call->pid, call->data.args[rule->path]);
	if (!text || *text == '/')
		return text ? plain_path(text) : 0;
	if (rule->folder >= 0)
		at = (int)call->data.args[rule->folder];
	link = at == AT_FDCWD ? mem_printf("/proc/%d/cwd", (int)call->pid)
			      : mem_printf("/proc/%d/fd/%d", (int)call->pid, at);
	folder = read_link(link);
	if (!folder)
		return 0;
	full = mem_printf("%s/%s", folder, text);
	return plain_path(full);
}

/* `mkdir -p` makes what is there all the time. */
static bool is_there(const struct guard *guard, const char *path)
{
	_autofree_ char *seen = mem_printf("/proc/%d/root%s", (int)guard->call->pid, path);
	struct stat st;

	return !lstat(seen, &st);
}

/* The call goes on, and fails by itself: there is no way out but the proxy. */
static void tell_peer(const struct guard *guard, const struct call_rule *rule)
{
	const struct seccomp_notif *call = guard->call;
	int at = rule->peer;
	_autofree_ char *peer = peek_peer((int)call->pid, call->data.args[at], call->data.args[at + 1] & 0xffffffff,
					  guard->view);
	_autofree_ char *line = peer ? mem_printf("tried to %s %s: refused", rule->deed, peer) : 0;

	if (line && !seccomp_notify_id_valid(guard->fd, call->id))
		gossip_tell(guard->gossip, line);
}

static void tell(const struct guard *guard, const struct call_rule *rule, bool is_refused)
{
	_autofree_ char *path = path_of(guard, rule), *line = 0;

	/* Whose memory that was is known only while it still waits for us. */
	if (seccomp_notify_id_valid(guard->fd, guard->call->id))
		return;
	if (!is_refused && (!path || view_is_writable(guard->view, path)))
		return;
	if (!is_refused && !strcmp(rule->deed, "make") && is_there(guard, path))
		return;
	if (path)
		line = mem_printf("tried to %s '%s': refused", rule->deed, path);
	else
		line = mem_printf("tried to %s: refused", rule->deed);
	gossip_tell(guard->gossip, line);
}

static const struct call_rule *rule_of(const struct guard *guard)
{
	for (size_t i = 0; i < call_rule_count; i++)
		if (guard->numbers[i] == guard->call->data.nr)
			return &call_rules[i];
	return 0;
}

static void answer(const struct guard *guard)
{
	const struct call_rule *rule = rule_of(guard);
	struct seccomp_notif_resp *resp = guard->answer;
	const __u64 *args = guard->call->data.args;
	bool goes_on = rule && rule->answer == CALL_seen && !filter_refuses(rule->name, (const uint64_t *)args);

	if (rule && rule->peer)
		tell_peer(guard, rule);
	else if (rule)
		tell(guard, rule, !goes_on);
	memset(resp, 0, sizeof *resp);
	resp->id = guard->call->id;
	if (goes_on)
		resp->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		resp->error = rule && rule->answer == CALL_unknown ? -ENOSYS : -EPERM;
	(void)!seccomp_notify_respond(guard->fd, resp);
}

static void close_down(struct guard *guard)
{
	fd_watch_free(guard->watch);
	guard->watch = 0;
	mem_closep(&guard->fd);
	guard->fd = -1;
}

static void call_ready(void *owner)
{
	struct guard *guard = owner;
	struct pollfd on = { .fd = guard->fd, .events = POLLIN };

	for (int i = 0; i < AT_ONCE && poll(&on, 1, 0) > 0; i++) {
		/* Nobody is left who could call; to receive then would wait for ever. */
		if (!(on.revents & POLLIN)) {
			close_down(guard);
			return;
		}
		memset(guard->call, 0, sizeof *guard->call);
		if (!seccomp_notify_receive(guard->fd, guard->call))
			answer(guard);
	}
}

/* One message with one descriptor, or the end. */
static int take_descriptor(int socket)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec text = { &byte, 1 };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
	const struct cmsghdr *head;
	int fd = -1;

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1)
		return -1;
	head = CMSG_FIRSTHDR(&message);
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof fd))
		memcpy(&fd, CMSG_DATA(head), sizeof fd);
	return fd;
}

static void talk_ready(void *owner)
{
	struct guard *guard = owner;
	int fd = take_descriptor(guard->fd);

	close_down(guard);
	if (fd < 0)
		return;
	guard->fd = fd;
	/* Waking each other on one processor makes an answer three times as quick; older kernels do without. */
	(void)!ioctl(fd, SET_FLAGS, SYNC_WAKE_UP);
	guard->watch = fd_watch_new(guard->loop, fd, call_ready, guard);
}

struct guard *guard_new(struct loop *loop, int talk, const struct view *view, struct gossip *gossip)
{
	struct guard *guard = mem_new(1, sizeof *guard);

	*guard = (struct guard){ .loop = loop, .view = view, .gossip = gossip, .fd = talk };
	/* Filled by the first call; without memory nothing is heard, and calls are refused all the same. */
	if (seccomp_notify_alloc(&guard->call, &guard->answer)) {
		guard->call = 0;
		guard->answer = 0;
		close_down(guard);
		return guard;
	}
	guard->numbers = mem_new(call_rule_count, sizeof *guard->numbers);
	for (size_t i = 0; i < call_rule_count; i++)
		guard->numbers[i] = filter_number(call_rules[i].name);
	guard->watch = fd_watch_new(loop, talk, talk_ready, guard);
	return guard;
}

void guard_free(struct guard *guard)
{
	if (!guard)
		return;
	close_down(guard);
	seccomp_notify_free(guard->call, guard->answer);
	free(guard->numbers);
	free(guard);
}
