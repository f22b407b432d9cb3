/* test_walls.c - real boxes with real shells in them. */
#include "scratch.h"

#include "base/text.h"
#include "sys/loop.h"
#include "sys/mounts.h"
#include "walls/box.h"
#include "walls/group.h"
#include "walls/home.h"
#include "walls/inside.h"
#include "walls/probe.h"
#include "walls/tools.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char lead[64], room[64], desk[64];

/* A folder that the agent works in, a home of the lead's with a secret in it, and a room for the box. */
static void set_up(void)
{
	_autofree_ char *path = 0;

	scratch_make();
	snprintf(lead, sizeof lead, "%s/lead", scratch);
	snprintf(room, sizeof room, "%s/room", scratch);
	snprintf(desk, sizeof desk, "%s/lead/desk", scratch);
	SH("mkdir -p lead/desk lead/.ssh lead/.cargo/bin lead/.rustup room; echo secret >lead/.ssh/id_rsa;"
	   "echo secret >lead/.netrc; echo secret >lead/.cargo/credentials.toml; echo secret >lead/other");
	path = mem_printf("%s/.cargo/bin:%s", lead, getenv("PATH"));
	setenv("PATH", path, 1);
	setenv("HOME", lead, 1);
}

static struct box_spec spec_of(void)
{
	static struct box_bind bind;

	bind = (struct box_bind){ .from = desk, .is_writable = true };
	return (struct box_spec){ .room = room, .dir = desk, .binds = &bind, .bind_count = 1, .net = -1 };
}

/* What a line of shell inside says (both outputs), less the last newline; its status in *status. */
static char *inside_of(const struct box_spec *spec, const char *line, int *status)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(box_run_release) struct box_run run = { 0 };
	const char *argv[] = { "/bin/sh", "-c", line, 0 };
	struct box *box = 0;

	CHECK_OK(box_new(spec, &box, &err));
	CHECK_OK(box_wrap(box, argv, &run, &err));
	CHECK_OK(proc_run(&(struct proc){ .argv = run.argv, .env = run.env, .extra = &run.extra, .timeout_ms = 20000 },
			  &result, &err));
	box_free(box);
	*status = result.status;
	while (result.out_len && result.out[result.out_len - 1] == '\n')
		result.out[--result.out_len] = 0;
	return mem_printf("%s%s", result.out, result.err);
}

#define CHECK_INSIDE(line, want)                                               \
	do {                                                                   \
		struct box_spec spec_ = spec_of();                             \
		int status_;                                                   \
		_autofree_ char *said_ = inside_of(&spec_, line, &status_);    \
		CHECK_STR(said_, want);                                        \
	} while (0)

static void it_works_in_its_folder_and_its_exit_status_comes_through(void)
{
	struct box_spec spec = spec_of();
	int status;
	_autofree_ char *said = inside_of(&spec, "pwd; echo made >made; exit 7", &status);

	CHECK_STR(said, desk);
	CHECK_INT(status, 7);
	CHECK_SH("cat lead/desk/made", "made");
	free(inside_of(&spec, "kill -9 $$", &status));
	CHECK_INT(status, 128 + 9);
}

static void it_sees_nothing_of_the_leads_home(void)
{
	CHECK_INSIDE("cat ../.ssh/id_rsa ../.netrc; cat ../other 2>&1 | grep -c 'No such'", "1");
	CHECK_INSIDE("ls ../.cargo; test -s ../.cargo/credentials.toml || echo empty",
		     "bin\ncredentials.toml\nempty");
	CHECK_INSIDE("echo $HOME; ls -A $HOME", "/home/agent");
}

static void it_cannot_write_outside(void)
{
	CHECK_INSIDE("for place in / /usr /etc /opt /var /home /proc/sys/kernel/core_pattern /proc/sys/vm/swappiness ..; do "
		     "if test -d $place; then touch $place/x; else echo x >$place; fi 2>/dev/null && echo $place; done", "");
	CHECK_INSIDE("touch /tmp/x $HOME/x /run/x /dev/shm/x && echo ok", "ok");
	CHECK_SH("ls room/tmp/x room/home/x", "room/home/x\nroom/tmp/x");
}

static void it_has_processes_of_its_own(void)
{
	CHECK_INSIDE("ls /proc | grep -c '^[0-9]' | { read n; test $n -lt 8 && echo few; }", "few");
	/* Its first process is held by the same filter, and closed: who takes it over would be free of his own. */
	CHECK_INSIDE("cat /proc/1/environ >/dev/null 2>&1 || echo closed; ( : >/proc/1/mem ) 2>/dev/null || echo closed; "
		     "grep Seccomp: /proc/1/status | tr -d '\\t'", "closed\nclosed\nSeccomp:2");
	CHECK_INSIDE("grep -E '^Cap(Eff|Bnd)' /proc/self/status | tr -s '0\\t' '0 '", "CapEff: 0\nCapBnd: 0");
	CHECK_INSIDE("ulimit -c; cat /etc/shadow | wc -c; cat /etc/machine-id | wc -c", "0\n0\n0");
}

static void it_gets_the_environment_that_it_was_given_and_no_other(void)
{
	const char *env[] = { "GIVEN=a b=c", 0 };
	struct box_spec spec = spec_of();
	_autofree_ char *said = 0, *want = 0;
	int status;

	setenv("LEAD_SECRET", "hidden", 1);
	spec.env = env;
	said = inside_of(&spec, "env | sort | grep -Ev '^(PATH|TERM|PYENV_ROOT|RUSTUP_HOME|PWD|SHLVL|_|OLDPWD)='",
			 &status);
	want = mem_printf("GIVEN=a b=c\nHOME=/home/agent\nLANG=C.UTF-8\nLOGNAME=%s\nSHELL=/bin/sh\nTMPDIR=/tmp\nUSER=%s",
			  geteuid() ? "agent" : "root", geteuid() ? "agent" : "root");
	CHECK_STR(said, want);
}

/* A daemon that nobody would find by its parent, its group or its environment. */
static void what_it_leaves_running_ends_with_it(void)
{
	struct box_spec spec = spec_of();
	int status;
	_autofree_ char *said = 0;

	SH("mkfifo lead/desk/pipe");
	said = inside_of(&spec, "( setsid sh -c '( exec 3<>pipe; echo ready >go; exec sleep 1000 ) & ' ) & "
				"while ! test -s go; do :; done; echo out", &status);
	CHECK_STR(said, "out");
	/* Nobody holds the other end any more: opened for writing alone, without waiting, it is refused. */
	CHECK_SH("python3 -c 'import os; os.open(\"lead/desk/pipe\", os.O_WRONLY | os.O_NONBLOCK)' 2>&1 | tail -n 1 | "
		 "grep -o 'No such device'", "No such device");
}

struct heard {
	struct loop *loop;
	char said[4096];
	size_t len;
	int status;
	struct child *child;
};

static void hear(void *owner, int fd, const char *data, size_t len)
{
	struct heard *heard = owner;

	if (fd != 1)
		return;
	len = len < sizeof heard->said - 1 - heard->len ? len : sizeof heard->said - 1 - heard->len;
	memcpy(heard->said + heard->len, data, len);
	heard->len += len;
	/* Told to stop once it says that it is ready. */
	if (strstr(heard->said, "ready\n") && !strstr(heard->said, "stopping"))
		child_signal(heard->child, SIGTERM);
}

static void end(void *owner, int status)
{
	struct heard *heard = owner;

	heard->status = status;
	loop_stop(heard->loop);
}

/* Under the loop, as a runner does it. */
static void run_under_loop(struct box_spec *spec, const char *line, struct heard *heard)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(box_run_release) struct box_run run = { 0 };
	const char *argv[] = { "/bin/sh", "-c", line, 0 };
	struct box *box = 0;

	heard->loop = spec->loop ? spec->loop : loop_new();
	CHECK_OK(box_new(spec, &box, &err));
	CHECK_OK(box_wrap(box, argv, &run, &err));
	CHECK_OK(child_new(heard->loop, &(struct child_spec){ .argv = run.argv, .env = run.env, .extra = &run.extra,
							      .output = hear, .exited = end, .owner = heard },
			   &heard->child, &err));
	loop_run(heard->loop);
	child_free(heard->child);
	box_free(box);
	loop_free(heard->loop);
}

static void the_word_to_stop_reaches_the_program_and_not_the_walls(void)
{
	struct box_spec spec = spec_of();
	struct heard heard = { 0 };

	run_under_loop(&spec, "trap 'echo stopping; exit 5' TERM; echo ready; sleep 100 & wait", &heard);
	CHECK_STR(heard.said, "ready\nstopping\n");
	CHECK_INT(heard.status, 5);
}

static void a_program_that_is_not_there_is_said(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(box_run_release) struct box_run run = { 0 };
	const char *argv[] = { "no-such-program", 0 };
	struct box_spec spec = spec_of();
	struct box *box = 0;

	CHECK_OK(box_new(&spec, &box, &err));
	CHECK_OK(box_wrap(box, argv, &run, &err));
	CHECK_OK(proc_run(&(struct proc){ .argv = run.argv, .env = run.env, .extra = &run.extra }, &result, &err));
	CHECK_INT(result.status, 127);
	CHECK_STR(result.err, "leadhand: there is no program 'no-such-program' on PATH\n");
	box_free(box);
}

static void a_folder_that_is_not_there_is_said(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct box_spec spec = spec_of();
	struct box *box = 0;

	spec.read = "~/no-such-folder";
	CHECK_INT(box_new(&spec, &box, &err), ERR_MISSING);
	CHECK_STR(err.text, "cannot put up walls: '~/no-such-folder' cannot be shown inside the walls: there is no such folder");
}

static void a_folder_in_one_that_is_written_is_refused(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct box_spec spec = spec_of();
	struct box *box = 0;

	spec.write = "/tmp";
	spec.read = "/tmp/in";
	CHECK_INT(box_new(&spec, &box, &err), ERR_REFUSED);
	CHECK_STR(err.text, "cannot put up walls: '/tmp/in' lies in '/tmp', which can be written inside: name only one of them");
}

struct log {
	char *lines; /* owned */
};

static void note(void *owner, const char *what)
{
	lines_add(&((struct log *)owner)->lines, what);
}

/* What is told while that line runs under the loop; the caller's. */
static char *told_of(const char *line, struct heard *heard)
{
	struct box_spec spec = spec_of();
	struct log log = { 0 };

	spec.loop = loop_new();
	spec.tried = note;
	spec.owner = &log;
	spec.tells_writes = true;
	run_under_loop(&spec, line, heard);
	return log.lines ? log.lines : mem_dup("");
}

#define PYTHON "python3 -c 'import ctypes, os, socket, sys; c = ctypes.CDLL(None, use_errno=True); "

static void what_is_tried_is_refused_and_told(void)
{
	struct heard heard = { 0 };
	_autofree_ char *told = told_of(PYTHON "c.mount(b\"none\", b\"/tmp/../mnt\", b\"tmpfs\", 0, 0); "
					"print(ctypes.get_errno()); c.unshare(0x10000000); print(ctypes.get_errno()); "
					"c.unshare(0x10000000); "
					"r = c.syscall(425, 1, 0); print(r, ctypes.get_errno())'; exit 3", &heard);

	CHECK_STR(heard.said, "1\n1\n-1 38\n");
	CHECK_STR(told, "tried to mount '/mnt': refused\ntried to make a namespace: refused\ntried to use io_uring: refused");
	CHECK_INT(heard.status, 3);
}

static void an_attempt_to_write_the_leads_files_is_told(void)
{
	struct heard heard = { 0 };
	_autofree_ char *told = told_of("echo x >../other; cd /; rm -f etc/passwd; mkdir -p /home/agent/new; echo x >/tmp/fine; "
					"echo x >$OLDPWD/fine", &heard);
	_autofree_ char *want = mem_printf("tried to write '%s/other': refused\ntried to remove '/etc/passwd': refused", lead);

	CHECK_STR(told, want);
	CHECK_SH("cat lead/desk/fine", "x");
}

static void a_look_at_what_is_worth_stealing_is_told(void)
{
	struct heard heard = { 0 };
	_autofree_ char *told = told_of("ls .. >/dev/null; cat ../.netrc ../.ssh/id_rsa; ls ../.gnupg /run/user/$(id -u) >/dev/null; "
					"cat /run/docker.sock; test -e ../.aws && echo there", &heard);

	CHECK_STR(heard.said, "there\n");
	CHECK(lines_has(told, "looked into ~/.netrc") && lines_has(told, "looked into ~/.ssh/id_rsa") &&
	      lines_has(told, "looked into ~/.gnupg") && lines_has(told, "looked into /run/docker.sock"));
	CHECK_INT((long long)lines_count(told), 5);
}

static void a_workspace_at_the_home_itself_is_not_hidden(void)
{
	struct err err = ERR_INIT;
	struct view view = { 0 };

	view_add(&view, VIEW_write, "/cache/work", "/home/me");
	CHECK_OK(home_view(&view, "decoys", "/home/me", &err));
	CHECK_STR(view_source(&view, "/home/me/a.c"), "/cache/work");
	CHECK(view_is_writable(&view, "/home/me/a.c"));
	view_forget(&view);
}

static void the_same_is_refused_where_nobody_listens(void)
{
	CHECK_INSIDE(PYTHON "print(c.unshare(0x10000000), ctypes.get_errno()); print(c.syscall(425, 1, 0), ctypes.get_errno())'",
		     "-1 1\n-1 38");
	CHECK_INSIDE(PYTHON "print(c.clone(None, None, 0x10000011), ctypes.get_errno() != 0)'", "-1 True");
	CHECK_INSIDE("python3 - <<'E'\n"
		     "import socket\n"
		     "def can(*what):\n"
		     "    try: socket.socket(*what).close(); return 1\n"
		     "    except OSError as e: return 0\n"
		     "print(can(1, 1), can(2, 1), can(10, 2), can(16, 3, 0), can(16, 3, 9), can(40, 1), can(17, 3), can(2, 3, 1), "
		     "can(38, 5))\nE", "1 1 1 1 0 0 0 0 0");
	CHECK_INSIDE("touch f; chmod 4755 f 2>/dev/null || echo no; chmod 2755 f 2>/dev/null || echo no; chmod 755 f && echo yes",
		     "no\nno\nyes");
	CHECK_INSIDE(PYTHON "os.umask(0); fd = None\ntry: fd = os.open(\"suid\", os.O_CREAT | os.O_WRONLY, 0o4755)\n"
		     "except OSError: print(\"no\")'; mknod dev c 1 3 2>/dev/null || echo no; mkfifo queue && echo yes", "no\nno\nyes");
	CHECK_INSIDE(PYTHON "print(c.personality(0xffffffff) >= 0, c.ptrace(0, 0, 0, 0))'", "True 0");
}

/* The verdict on a line of shell under limits, and whether they hold for all together; the caller's. */
static char *verdict_of(const struct box_limits *limits, const char *line, int *status)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(box_run_release) struct box_run run = { 0 };
	const char *argv[] = { "/bin/sh", "-c", line, 0 };
	struct box_spec spec = spec_of();
	_autofree_ char *name = mem_printf("test-%d", (int)getpid());
	struct box *box = 0;
	char *verdict;

	spec.limits = *limits;
	spec.name = name;
	CHECK_OK(box_new(&spec, &box, &err));
	CHECK_OK(box_wrap(box, argv, &run, &err));
	CHECK_OK(proc_run(&(struct proc){ .argv = run.argv, .env = run.env, .extra = &run.extra, .timeout_ms = 30000 },
			  &result, &err));
	verdict = box_verdict(box);
	*status = result.status;
	box_free(box);
	return verdict;
}

static const char eat[] = "python3 -c 'x = bytearray(400 << 20)'";
static const char breed[] = "i=0; while test $i -lt 60; do sleep 5 & i=$((i + 1)); done; kill 0";

static void running_out_is_said_as_what_it_is(void)
{
	struct box_limits memory = { .memory_bytes = 100 << 20 }, processes = { .processes = 30 };
	_autofree_ char *out = 0, *many = 0, *fine = 0;
	int status;

	if (!group_version())
		return;
	out = verdict_of(&memory, eat, &status);
	CHECK_STR(out, "out of memory: more than 100 MiB");
	CHECK_INT(status, 128 + 9);
	many = verdict_of(&processes, breed, &status);
	CHECK_STR(many, "too many processes: more than 30");
	fine = verdict_of(&processes, "exit 4", &status);
	CHECK(!fine);
	CHECK_INT(status, 4);
	/* Groups of others come and go meanwhile, which find complains of. */
	CHECK_SH("cat /proc/self/mounts | grep cgroup | cut -d ' ' -f 2 | while read d; do "
		 "find $d -maxdepth 4 -name leadhand-test-'*' 2>&1 | grep -v '^find:' || :; done", "");
}

/* The kernel keeps to it: what has to be right is what it is told. */
static void a_share_of_the_processors_is_asked_of_the_kernel(void)
{
	struct box_limits limits = { .cpu_percent = 50 };
	_autofree_ char *name = mem_printf("test-%d", (int)getpid());
	struct group *group = group_new(name, &limits);

	if (group && group_holds(group, GROUP_cpu))
		CHECK_SH("for d in $(cut -d ' ' -f 2 /proc/self/mounts | grep cgroup); do find $d -maxdepth 4 -path "
			 "'*leadhand-test-*/cpu.cfs_quota_us' -o -maxdepth 4 -path '*leadhand-test-*/cpu.max' || :; done | "
			 "xargs cat | cut -d ' ' -f 1 | sort -u", "50000");
	group_free(group);
}

static bool is_mine(void *owner, const char *name)
{
	return !strncmp(name, owner, strlen(owner));
}

static void groups_that_somebody_left_go_and_those_of_others_stay(void)
{
	struct box_limits limits = { .processes = 10 };
	_autofree_ char *left = mem_printf("left-%d", (int)getpid()), *kept = mem_printf("kept-%d", (int)getpid());
	struct group *gone = group_new(left, &limits), *stays = group_new(kept, &limits);

	if (gone && stays) {
		CHECK(group_sweep(is_mine, left) > 0);
		CHECK_INT(group_sweep(is_mine, left), 0);
		CHECK(group_sweep(is_mine, kept) > 0);
	}
	group_free(gone);
	group_free(stays);
}

static void without_control_groups_each_process_is_limited(void)
{
	struct box_limits limits = { .memory_bytes = 100 << 20, .file_bytes = 1 << 20, .files = 20 };
	_autofree_ char *verdict = 0, *others = 0;
	int status;

	setenv("LEADHAND_CGROUP", "none", 1);
	CHECK_INT(group_version(), 0);
	verdict = verdict_of(&limits, eat, &status);
	CHECK(!verdict);
	CHECK_INT(status, 1);
	others = verdict_of(&limits, "test $(ulimit -n) = 20 && ! head -c 2000000 /dev/zero >/tmp/big", &status);
	CHECK_INT(status, 0);
	unsetenv("LEADHAND_CGROUP");
}

static void what_the_machine_can_do_is_tried(void)
{
	struct probe probe;
	_autofree_ char *path = mem_dup(getenv("PATH"));

	probe_machine(&probe, room, 0);
	CHECK(!probe_refusal(&probe));
	CHECK_STR(probe.findings[PROBE_bwrap].what, "bubblewrap works");
	CHECK_STR(probe.findings[PROBE_notify].what, "attempts at the walls are told");
	probe_release(&probe);
	setenv("PATH", "/no/programs", 1);
	probe_machine(&probe, room, 0);
	CHECK_STR(probe_refusal(&probe),
		  "agents cannot be walled off: there is no 'bwrap' on PATH; install bubblewrap");
	probe_release(&probe);
	setenv("PATH", path, 1);
}

/* As a runner does it: in a view of its own, where an ordinary user is master of a namespace already. */
static int try_boxed(void *owner)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(box_run_release) struct box_run run = { 0 };
	const char *argv[] = { "/bin/sh", "-c", "echo nested >nested; readlink /proc/self/ns/net >inside", 0 };
	struct box_spec spec = spec_of();
	_autoclose_ int net = -1;
	_autofree_ char *want = 0;
	struct box *box = 0;
	struct stat st;

	if (mount_private(&err) || unshare(CLONE_NEWNET))
		return 1;
	net = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (net < 0 || fstat(net, &st))
		return 1;
	/* We are in another than the one that is joined. */
	if (unshare(CLONE_NEWNET))
		return 1;
	spec.net = net;
	want = mem_printf("net:[%llu]\n", (unsigned long long)st.st_ino);
	if (fs_write(owner, want, strlen(want), &err))
		return 1;
	return box_new(&spec, &box, &err) || box_wrap(box, argv, &run, &err) ||
	       proc_run(&(struct proc){ .argv = run.argv, .env = run.env, .extra = &run.extra }, &result, &err) ||
	       result.status;
}

static void it_stands_in_a_view_and_a_network_of_our_own_too(void)
{
	_autofree_ char *want = at("lead/desk/want");

	CHECK(mount_can_private());
	CHECK(proc_try(try_boxed, want));
	CHECK_SH("cat lead/desk/nested; cmp lead/desk/want lead/desk/inside", "nested");
}

static void an_agents_program_brings_its_modules_along(void)
{
	static const char *const none[] = { 0 };
	_autofree_ char *folder = 0, *want = at("g/lib/node_modules"), *link = at("g/bin/tool");

	SH("mkdir -p g/bin g/lib/node_modules/@x/tool/node_modules/y; echo >g/lib/node_modules/@x/tool/run.js;"
	   "ln -s ../lib/node_modules/@x/tool/run.js g/bin/tool");
	folder = walls_program(link, none);
	CHECK_STR(folder, want);
	CHECK(!walls_program("/bin/sh", none));
	CHECK(!walls_program("/no/such/program", none));
}

static void no_more_comes_along_than_belongs_to_a_program(void)
{
	_autofree_ char *home = at("lead"), *plain = at("lead/fix"), *own = at("lead/agents/fix"), *near = at("near/fix");
	_autofree_ char *top = at("near/project"), *within = at("near/project/tools/fix"), *agents = at("lead/agents");
	const char *const none[] = { 0 }, *const kept[] = { top, 0 };
	_autofree_ char *was = mem_dup(getenv("HOME"));
	_autofree_ char *first = 0, *second = 0, *third = 0, *fourth = 0;

	SH("mkdir -p lead/agents near/project/tools; touch lead/fix lead/agents/fix near/fix near/project/tools/fix");
	setenv("HOME", home, 1);
	CHECK_STR(first = walls_program(plain, none), plain);
	CHECK_STR(second = walls_program(own, none), agents);
	CHECK_STR(third = walls_program(near, kept), near);
	CHECK_STR(fourth = walls_program(within, kept), within);
	setenv("HOME", was, 1);
	SH("rm -r lead/agents lead/fix near");
}

/* The test itself is the first program inside: it stands where leadhand would. */
static int be_inside(int argc, char **argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int status = 2;

	if (argc > 4 && inside_run(argv[3], (const char *const *)argv + 4, &status, &err))
		fprintf(stderr, "leadhand: %s\n", err.text);
	return status;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "inside"))
		return be_inside(argc, argv);
	set_up();
	it_works_in_its_folder_and_its_exit_status_comes_through();
	it_sees_nothing_of_the_leads_home();
	it_cannot_write_outside();
	it_has_processes_of_its_own();
	it_gets_the_environment_that_it_was_given_and_no_other();
	what_it_leaves_running_ends_with_it();
	the_word_to_stop_reaches_the_program_and_not_the_walls();
	a_program_that_is_not_there_is_said();
	a_folder_that_is_not_there_is_said();
	a_folder_in_one_that_is_written_is_refused();
	what_is_tried_is_refused_and_told();
	an_attempt_to_write_the_leads_files_is_told();
	a_look_at_what_is_worth_stealing_is_told();
	a_workspace_at_the_home_itself_is_not_hidden();
	the_same_is_refused_where_nobody_listens();
	running_out_is_said_as_what_it_is();
	a_share_of_the_processors_is_asked_of_the_kernel();
	groups_that_somebody_left_go_and_those_of_others_stay();
	without_control_groups_each_process_is_limited();
	what_the_machine_can_do_is_tried();
	it_stands_in_a_view_and_a_network_of_our_own_too();
	no_more_comes_along_than_belongs_to_a_program();
	an_agents_program_brings_its_modules_along();
	scratch_remove();
	return tap_done();
}
