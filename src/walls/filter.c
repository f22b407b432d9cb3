/* filter.c - see filter.h. */
#include "walls/filter.h"

#include "walls/calls.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* The kernel takes these parameters as 32 bits: what stands above them must not make a difference. */
#define LOW 0xffffffffULL

enum {
	FAMILIES = 64,
	TYPE_BITS = 0xf,	  /* of a socket's type, less its flags */
	TMPFILE_BIT = 020000000, /* of O_TMPFILE, less O_DIRECTORY */
};

struct filter {
	scmp_filter_ctx ctx;
	uint32_t refuse; /* what a refused call gets */
	int code;	 /* the first failure, negative errno */
};

int filter_number(const char *name)
{
	/* Newer than the library; from then on the numbers are the same everywhere. */
	static const struct {
		const char *name;
		int number;
	} late[] = { { "mount_setattr", 442 }, { "quotactl_fd", 443 }, { "fchmodat2", 452 }, { "open_tree_attr", 467 } };
	int number = seccomp_syscall_resolve_name(name);

	for (size_t i = 0; number < 0 && i < sizeof late / sizeof *late; i++)
		if (!strcmp(late[i].name, name))
			number = late[i].number;
	return number < 0 ? -1 : number;
}

static void add(struct filter *filter, uint32_t action, const char *name, unsigned count,
		const struct scmp_arg_cmp *args)
{
	int number = filter_number(name), code;

	/* An architecture without it needs no rule. */
	if (number < 0 || filter->code)
		return;
	code = seccomp_rule_add_array(filter->ctx, action, number, count, args);
	if (code && code != -EEXIST)
		filter->code = code;
}

static void refuse_bits(struct filter *filter, const char *name, unsigned at, uint64_t mask, uint64_t value)
{
	add(filter, filter->refuse, name, 1, &SCMP_CMP(at, SCMP_CMP_MASKED_EQ, mask, value));
}

static void refuse_namespaces(struct filter *filter)
{
	static const uint64_t flags[] = { CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
					  CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET };

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		refuse_bits(filter, "clone", 0, flags[i], flags[i]);
}

/* AF_VSOCK reaches the host of a virtual machine from any network namespace, AF_ALG the kernel's ciphers. */
static void refuse_sockets(struct filter *filter)
{
	struct scmp_arg_cmp both[2];

	for (unsigned family = 0; family < FAMILIES; family++) {
		if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK)
			continue;
		refuse_bits(filter, "socket", 0, LOW, family);
	}
	add(filter, filter->refuse, "socket", 1, &SCMP_A0(SCMP_CMP_GE, FAMILIES, 0));
	both[0] = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, AF_NETLINK);
	both[1] = SCMP_A2(SCMP_CMP_NE, 0, 0);
	add(filter, filter->refuse, "socket", 2, both);
	both[1] = SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE_BITS, SOCK_RAW);
	both[0] = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, AF_INET);
	add(filter, filter->refuse, "socket", 2, both);
	both[0] = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, AF_INET6);
	add(filter, filter->refuse, "socket", 2, both);
	both[1] = SCMP_A1(SCMP_CMP_MASKED_EQ, TYPE_BITS, SOCK_PACKET);
	both[0] = SCMP_A0(SCMP_CMP_MASKED_EQ, LOW, AF_INET);
	add(filter, filter->refuse, "socket", 2, both);
	add(filter, filter->refuse, "socketpair", 1, &SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
}

/* A file that runs as its owner outlives the walls, and outside its owner is the lead. */
static void refuse_owners_programs(struct filter *filter)
{
	static const uint64_t bits[] = { S_ISUID, S_ISGID }, makes[] = { O_CREAT, TMPFILE_BIT };

	for (int i = 0; i < 2; i++) {
		refuse_bits(filter, "chmod", 1, bits[i], bits[i]);
		refuse_bits(filter, "fchmod", 1, bits[i], bits[i]);
		refuse_bits(filter, "fchmodat", 2, bits[i], bits[i]);
		refuse_bits(filter, "fchmodat2", 2, bits[i], bits[i]);
		refuse_bits(filter, "creat", 1, bits[i], bits[i]);
		for (int k = 0; k < 2; k++) {
			struct scmp_arg_cmp both[] = { SCMP_CMP(1, SCMP_CMP_MASKED_EQ, makes[k], makes[k]),
						       SCMP_CMP(2, SCMP_CMP_MASKED_EQ, bits[i], bits[i]) };

			add(filter, filter->refuse, "open", 2, both);
			both[0].arg = 2;
			both[1].arg = 3;
			add(filter, filter->refuse, "openat", 2, both);
		}
	}
}

bool filter_refuses(const char *name, const uint64_t args[6])
{
	int mode = !strcmp(name, "creat") ? 1 : !strcmp(name, "open") ? 2 : !strcmp(name, "openat") ? 3 : 0;

	if (!mode || !(args[mode] & (S_ISUID | S_ISGID)))
		return false;
	return mode == 1 || args[mode - 1] & (O_CREAT | TMPFILE_BIT);
}

static void refuse_some(struct filter *filter)
{
	refuse_namespaces(filter);
	refuse_sockets(filter);
	refuse_owners_programs(filter);
	refuse_bits(filter, "ioctl", 1, LOW, TIOCSTI);
	refuse_bits(filter, "ioctl", 1, LOW, TIOCLINUX);
	refuse_bits(filter, "mknod", 1, S_IFMT, S_IFCHR);
	refuse_bits(filter, "mknod", 1, S_IFMT, S_IFBLK);
	refuse_bits(filter, "mknodat", 2, S_IFMT, S_IFCHR);
	refuse_bits(filter, "mknodat", 2, S_IFMT, S_IFBLK);
	/* Not where all bits are set: that only asks. */
	refuse_bits(filter, "personality", 0, 1U << 31 | READ_IMPLIES_EXEC, READ_IMPLIES_EXEC);
	refuse_bits(filter, "personality", 0, 1U << 31 | MMAP_PAGE_ZERO, MMAP_PAGE_ZERO);
}

/* Only calls that change something come by: those that read are far more. */
static void see(struct filter *filter, const char *name)
{
	static const uint64_t writes[] = { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC };
	unsigned at = !strcmp(name, "open") ? 1 : !strcmp(name, "openat") ? 2 : 0;

	for (size_t i = 0; at && i < sizeof writes / sizeof *writes; i++)
		refuse_bits(filter, name, at, writes[i], writes[i]);
	/* On a connected socket it has no address, and that is what everybody does all the time. */
	if (!strcmp(name, "sendto"))
		add(filter, SCMP_ACT_NOTIFY, name, 1, &SCMP_A4(SCMP_CMP_NE, 0, 0));
	else if (!at)
		add(filter, SCMP_ACT_NOTIFY, name, 0, 0);
}

static int build(struct filter *filter, enum heard heard)
{
	uint32_t unknown = heard ? SCMP_ACT_NOTIFY : SCMP_ACT_ERRNO(ENOSYS);

	filter->refuse = heard ? SCMP_ACT_NOTIFY : SCMP_ACT_ERRNO(EPERM);
	filter->code = seccomp_attr_set(filter->ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	for (size_t i = 0; i < call_rule_count; i++) {
		const struct call_rule *rule = &call_rules[i];

		if (rule->answer == CALL_refused)
			add(filter, filter->refuse, rule->name, 0, 0);
		else if (rule->answer == CALL_unknown)
			add(filter, unknown, rule->name, 0, 0);
		else if (rule->answer == CALL_silent)
			add(filter, SCMP_ACT_ERRNO(ENOSYS), rule->name, 0, 0);
		else if (rule->answer == CALL_seen && heard == HEARD_all)
			see(filter, rule->name);
	}
	refuse_some(filter);
	return filter->code ? filter->code : seccomp_load(filter->ctx);
}

static int load(enum heard heard, int *notify)
{
	struct filter filter = { .ctx = seccomp_init(SCMP_ACT_ALLOW) };
	int code = filter.ctx ? build(&filter, heard) : -ENOMEM;

	*notify = !code && heard ? fcntl(seccomp_notify_fd(filter.ctx), F_DUPFD_CLOEXEC, 3) : -1;
	if (filter.ctx)
		seccomp_release(filter.ctx);
	return code;
}

int filter_load(enum heard heard, int *notify, struct err *err)
{
	int code = load(heard, notify);

	if (code && heard)
		code = load(HEARD_never, notify);
	if (code)
		return err_set(err, ERR_SYSTEM, "cannot filter system calls: %s", strerror(-code));
	return 0;
}
