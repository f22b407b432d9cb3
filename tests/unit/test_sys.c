/* The doors to the kernel: files, programs, the loop, the bell, git. */
#include "base/text.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/watch.h"
#include "scratch.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

static void files_are_written_whole_and_read_with_a_limit(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("file"), *text = 0, *names = 0, *tail = 0;
	long long size, changed;
	size_t len;

	CHECK_OK(fs_write(path, "one\0two", 7, &err));
	CHECK_OK(fs_read(path, 100, &text, &len, &err));
	CHECK_INT(len, 7);
	CHECK(!memcmp(text, "one\0two", 8));
	CHECK_INT(fs_read(path, 6, &text, 0, &err), ERR_USAGE);
	CHECK_INT(fs_read(scratch, 6, &text, 0, &err), ERR_USAGE);
	CHECK_INT(fs_write_new(path, "x", 1, &err), ERR_CONFLICT);
	mem_replace(&path, at("none/at/all"));
	CHECK_INT(fs_read(path, 6, &text, 0, &err), ERR_MISSING);
	mem_replace(&path, at("other"));
	CHECK_OK(fs_write_new(path, "lines\nand\nlines", 15, &err));
	tail = fs_read_tail(path, 5, &len);
	CHECK_STR(tail, "lines");
	fs_stamp(path, &size, &changed);
	CHECK_INT(size, 15);
	CHECK(changed > 0);
	names = fs_list(scratch);
	CHECK_STR(names, "file\nother");
}

static void a_named_pipe_is_refused_not_waited_for(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("pipe"), *text = 0;
	size_t len;

	CHECK_INT(mkfifo(path, 0600), 0);
	CHECK_INT(fs_read(path, 6, &text, 0, &err), ERR_USAGE);
	text = fs_read_tail(path, 10, &len);
	CHECK_STR(text, "");
}

static void trees_are_removed_however_they_are_closed_or_deep(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("tree"), *deep = at("tree/a/b"), *kept = at("kept");

	CHECK_OK(fs_make_dirs(deep, &err));
	CHECK_OK(fs_make_dirs(deep, &err));
	CHECK_OK(fs_write(kept, "kept", 4, &err));
	CHECK(fs_usage(scratch) > 4096);
	SH("ln -s ../kept tree/link; ln -s .. tree/up; echo x >tree/a/b/file; chmod 0 tree/a/b; chmod 0 tree/a");
	SH("cd tree; i=0; while [ $i -lt 450 ]; do mkdir -p d/d/d; cd d/d/d; i=$((i + 1)); done");
	CHECK_OK(fs_remove_tree(path, &err));
	CHECK(!fs_exists(path));
	CHECK(fs_exists(kept));
	CHECK_OK(fs_remove_tree(path, &err));
}

static void a_lock_is_seen_and_respected(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("lock");
	int fd = -1, other = -1;

	CHECK(!fs_is_locked(path));
	CHECK_OK(fs_lock(path, false, &fd, &err));
	CHECK(fs_is_locked(path));
	CHECK_INT(fs_lock(path, false, &other, &err), ERR_CONFLICT);
	close(fd);
	CHECK(!fs_is_locked(path));
	CHECK_OK(fs_lock(path, true, &fd, &err));
	close(fd);
}

static int run(const char *line, struct proc proc, struct proc_result *result)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *argv[] = { "sh", "-c", line, 0 };

	proc.argv = argv;
	return proc_run(&proc, result, &err);
}

static void programs_run_to_their_end_and_tell_all(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(proc_result_release) struct proc_result r = { 0 };
	const char *env[] = { "LH_TEST=one two", "HOME", 0 };
	const char *argv[] = { "no-such-program", 0 };

	CHECK_INT(run("cat; echo $LH_TEST; echo ${HOME-unset} >&2; exit 3",
		      (struct proc){ .input = "in\n", .env = env }, &r), 0);
	CHECK_STR(r.out, "in\none two\n");
	CHECK_STR(r.err, "unset\n");
	CHECK_INT(r.status, 3);
	proc_result_release(&r);
	CHECK_INT(run("kill -9 $$", (struct proc){ 0 }, &r), 0);
	CHECK_INT(r.status, 137);
	proc_result_release(&r);
	CHECK_INT(run("yes | head -c 3000000; pwd >&2", (struct proc){ .limit_bytes = 1000, .dir = "/" }, &r), 0);
	CHECK_INT(r.out_len, 1000);
	CHECK_STR(r.err, "/\n");
	proc_result_release(&r);
	CHECK_INT(proc_run(&(struct proc){ .argv = argv }, &r, &err), ERR_MISSING);
	argv[0] = "/no/such/program";
	CHECK_INT(proc_run(&(struct proc){ .argv = argv }, &r, &err), ERR_MISSING);
	CHECK_INT(run("true", (struct proc){ .dir = "/no/such/folder" }, &r), ERR_SYSTEM);
}

static void a_child_gets_three_descriptors_and_signals_at_their_defaults(void)
{
	_cleanup_(proc_result_release) struct proc_result r = { 0 };
	int fd = dup(1);

	signal(SIGUSR1, SIG_IGN);
	CHECK_INT(run("ls /proc/self/fd | wc -l; grep -E 'SigIgn|SigBlk' /proc/self/status | cut -f2 | sort -u",
		      (struct proc){ 0 }, &r), 0);
	CHECK_STR(r.out, "4\n0000000000000000\n");
	close(fd);
	signal(SIGUSR1, SIG_DFL);
}

static void the_time_limit_kills_the_whole_group(void)
{
	_cleanup_(proc_result_release) struct proc_result r = { 0 };
	long long from = clock_steady_ms();

	CHECK_INT(run("sleep 60 & echo $!; wait", (struct proc){ .timeout_ms = 200 }, &r), 0);
	CHECK(r.is_late);
	CHECK_INT(r.status, 137);
	CHECK(clock_steady_ms() - from < 5000);
	while (proc_is_alive(atoi(r.out)) && clock_steady_ms() - from < 5000)
		;
	CHECK(!proc_is_alive(atoi(r.out)));
}

static void a_grandchild_that_holds_the_pipe_is_not_waited_for(void)
{
	_cleanup_(proc_result_release) struct proc_result r = { 0 };
	long long from = clock_steady_ms();

	CHECK_INT(run("echo said; sleep 60 & echo $! >&2", (struct proc){ 0 }, &r), 0);
	CHECK(clock_steady_ms() - from < 5000);
	CHECK_STR(r.out, "said\n");
	CHECK_INT(kill(atoi(r.err), SIGKILL), 0);
}

/* Until a file has content; the tests know no sleep. */
static char *wait_for(const char *path)
{
	long long give_up = clock_steady_ms() + 10000;
	char *text = 0;
	size_t len = 0;

	while (!len && clock_steady_ms() < give_up) {
		free(text);
		text = fs_read_tail(path, 100, &len);
	}
	return text;
}

static void what_outlives_us_is_found_by_its_mark(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *log = at("log"), *said = 0;
	const char *argv[] = { "sh", "-c", "sleep 60 & sleep 60 & echo up; wait", 0 };
	int pid = 0;

	setenv("LEADHAND_JOB", "/jobs/1", 1);
	CHECK_OK(proc_start_detached(argv, "/", log, &pid, &err));
	unsetenv("LEADHAND_JOB");
	said = wait_for(log);
	CHECK_STR(said, "up\n");
	CHECK(proc_is_alive(pid));
	CHECK_INT(getpgid(pid), pid);
	CHECK_INT(proc_kill_marked("LEADHAND_JOB=/jobs/11"), 0);
	CHECK_INT(proc_kill_marked("LEADHAND_JOB=/jobs"), 0);
	CHECK(proc_kill_marked("LEADHAND_JOB=/jobs/1") >= 3);
	CHECK(!proc_is_alive(pid));
	CHECK_INT(proc_kill_marked("LEADHAND_JOB=/jobs/1"), 0);
}

static void no_descendant_escapes_by_forking_twice(void)
{
	_cleanup_(proc_result_release) struct proc_result r = { 0 };
	int pid;

	proc_adopt_orphans();
	CHECK_INT(run("setsid sh -c 'env -i sleep 60 >/dev/null 2>&1 & echo $!'", (struct proc){ 0 }, &r), 0);
	pid = atoi(r.out);
	CHECK(proc_is_alive(pid));
	CHECK_INT(proc_kill_descendants(), 1);
	CHECK(!proc_is_alive(pid));
}

/* Run a shell that notes its number and waits, and kill who started it; the number. */
static int orphan(bool may_outlive_us)
{
	_autofree_ char *path = at("orphan"), *text = 0;
	int pid = fork();

	if (!pid) {
		struct proc_result r;

		(void)!run("echo $$ >orphan.new; mv orphan.new orphan; exec sleep 60",
			   (struct proc){ .dir = scratch, .may_outlive_us = may_outlive_us }, &r);
		_exit(0);
	}
	text = wait_for(path);
	unlink(path);
	kill(pid, SIGKILL);
	waitpid(pid, 0, 0);
	return atoi(text);
}

static void a_child_dies_with_us_unless_it_must_not_be_cut_off(void)
{
	long long give_up = clock_steady_ms() + 10000;
	int dies = orphan(false), stays = orphan(true);

	while (proc_is_alive(dies) && clock_steady_ms() < give_up)
		;
	CHECK(!proc_is_alive(dies));
	CHECK(proc_is_alive(stays));
	CHECK_INT(kill(stays, SIGKILL), 0);
}

static void programs_are_found_on_the_path(void)
{
	_autofree_ char *found = proc_find("sh"), *none = proc_find("no-such-program"), *self = proc_self();

	CHECK(found && *found == '/');
	CHECK(!none);
	CHECK(text_ends(self, "test_sys"));
}

struct seen {
	struct loop *loop;
	struct timer *timer;
	struct child *child;
	struct door *door;
	struct watch *watch;
	struct fd_watch *bell;
	char text[200];
	int fired, status, pid;
};

static void stop_on_timer(void *owner)
{
	struct seen *seen = owner;

	if (++seen->fired < 3)
		timer_set(seen->timer, 1);
	else
		loop_stop(seen->loop);
}

static void stop_on_signal(void *owner, int number)
{
	struct seen *seen = owner;

	seen->status = number;
	loop_stop(seen->loop);
}

static void timers_repeat_when_set_and_signals_arrive(void)
{
	struct seen seen = { .loop = loop_new() };
	struct signal_watch *watch = signal_watch_new(seen.loop, SIGUSR1, stop_on_signal, &seen);

	seen.timer = timer_new(seen.loop, stop_on_timer, &seen);
	timer_set(seen.timer, 0);
	loop_run(seen.loop);
	CHECK_INT(seen.fired, 3);
	raise(SIGUSR1);
	loop_run(seen.loop);
	CHECK_INT(seen.status, SIGUSR1);
	timer_free(seen.timer);
	signal_watch_free(watch);
	loop_free(seen.loop);
}

static void hear(void *owner, int fd, const char *data, size_t len)
{
	struct seen *seen = owner;

	snprintf(seen->text + strlen(seen->text), sizeof seen->text - strlen(seen->text), "%d:%.*s|", fd,
		 (int)len, data);
}

static void see_exit(void *owner, int status)
{
	struct seen *seen = owner;

	seen->status = status;
	loop_stop(seen->loop);
}

static struct child *start(struct seen *seen, const char *line)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *argv[] = { "sh", "-c", line, 0 };
	struct child_spec spec = { .argv = argv, .output = hear, .exited = see_exit, .owner = seen };

	CHECK_OK(child_new(seen->loop, &spec, &seen->child, &err));
	return seen->child;
}

static void a_child_hears_speaks_and_ends(void)
{
	struct seen seen = { .loop = loop_new() };
	struct child *child = start(&seen, "read x; echo $x; read y; echo err >/dev/stderr; cat; exit 4");

	child_write(child, "hello\n", 6);
	child_write(child, "\nrest", 5);
	child_close_input(child);
	loop_run(seen.loop);
	CHECK(strstr(seen.text, "1:hello"));
	CHECK(strstr(seen.text, "rest"));
	CHECK(strstr(seen.text, "2:err\n|"));
	CHECK_INT(seen.status, 4);
	child_free(child);
	loop_free(seen.loop);
}

static void a_child_that_does_not_read_is_no_failure(void)
{
	struct seen seen = { .loop = loop_new() };
	_autofree_ char *much = mem_new(1 << 20, 1);
	struct child *child = start(&seen, "exec <&-; echo closed");

	child_write(child, much, 1 << 20);
	loop_run(seen.loop);
	CHECK_STR(seen.text, "1:closed\n|");
	child_write(child, "late", 4);
	child_close_input(child);
	CHECK_INT(seen.status, 0);
	child_free(child);
	loop_free(seen.loop);
}

static void a_grandchild_does_not_hold_up_the_exit(void)
{
	struct seen seen = { .loop = loop_new() };
	long long from = clock_steady_ms();
	struct child *child = start(&seen, "sleep 60 & echo $!");

	loop_run(seen.loop);
	CHECK(clock_steady_ms() - from < 5000);
	CHECK_INT(seen.status, 0);
	kill(atoi(seen.text + 2), SIGKILL);
	child_free(child);
	loop_free(seen.loop);
}

static void free_when_heard(void *owner, int fd, const char *data, size_t len)
{
	struct seen *seen = owner;

	hear(owner, fd, data, len);
	seen->pid = child_pid(seen->child);
	child_free(seen->child);
	loop_stop(seen->loop);
}

static void a_freed_child_is_dead(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct seen seen = { .loop = loop_new() };
	const char *argv[] = { "sh", "-c", "echo on; sleep 60", 0 };
	struct child_spec spec = { .argv = argv, .output = free_when_heard, .exited = see_exit, .owner = &seen };

	CHECK_OK(child_new(seen.loop, &spec, &seen.child, &err));
	loop_run(seen.loop);
	CHECK_STR(seen.text, "1:on\n|");
	CHECK(!proc_is_alive(seen.pid));
	loop_free(seen.loop);
}

static void a_stopped_child_says_how_it_ended(void)
{
	struct seen seen = { .loop = loop_new() };
	struct child *child = start(&seen, "sleep 60 & wait");

	child_signal(child, SIGTERM);
	loop_run(seen.loop);
	CHECK_INT(seen.status, 128 + SIGTERM);
	child_signal(child, SIGTERM);
	child_free(child);
	loop_free(seen.loop);
}

static void a_program_that_is_missing_is_known_at_once(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct loop *loop = loop_new();
	const char *argv[] = { "no-such-program", 0 };
	struct child *child = 0;

	CHECK_INT(child_new(loop, &(struct child_spec){ .argv = argv }, &child, &err), ERR_MISSING);
	loop_free(loop);
}

static void answer_the_door(void *owner, struct door_call *call, const char *line, size_t len)
{
	struct seen *seen = owner;

	snprintf(seen->text, sizeof seen->text, "%.*s", (int)len, line);
	door_answer(call, "{\"fine\":true}");
	if (++seen->fired == 2)
		loop_stop(seen->loop);
}

/* The other side blocks, so it has a process of its own; it ends with 0 where it got its answer. */
static int caller(const char *path)
{
	int pid = fork();

	if (!pid) {
		struct err err = ERR_INIT;
		char *answer = 0;
		int code = door_say(path, "{\"hello\":1}", 10000, &answer, &err);

		_exit(code || strcmp(answer, "{\"fine\":true}"));
	}
	return pid;
}

static void the_door_takes_a_line_and_answers_it(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *folder = at("a-folder-whose-name-is-much-longer-than-any-socket-address-can-hold-"
				     "because-they-end-at-a-hundred-and-eight-bytes");
	_autofree_ char *path = mem_printf("%s/door", folder), *answer = 0;
	struct seen seen = { .loop = loop_new() };
	struct door *other = 0;
	struct stat st;
	int status = -1, pids[2];

	CHECK_OK(fs_make_dirs(folder, &err));
	CHECK_INT(door_say(path, "{}", 1000, &answer, &err), ERR_MISSING);
	CHECK_OK(door_new(seen.loop, path, 1000, answer_the_door, &seen, &seen.door, &err));
	CHECK(!stat(path, &st) && (st.st_mode & 0777) == 0600);
	CHECK_INT(door_new(seen.loop, path, 1000, answer_the_door, &seen, &other, &err), ERR_CONFLICT);
	pids[0] = caller(path);
	pids[1] = caller(path);
	loop_run(seen.loop);
	for (int i = 0; i < 2; i++) {
		CHECK_INT(waitpid(pids[i], &status, 0), pids[i]);
		CHECK_INT(status, 0);
	}
	CHECK_STR(seen.text, "{\"hello\":1}");
	door_free(seen.door);
	CHECK(!fs_exists(path));
	loop_free(seen.loop);
}

/* As a process that was killed leaves it. */
static void leave_a_dead_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	CHECK_INT(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	close(fd);
}

static void a_line_without_end_is_hung_up_on(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = at("door"), *answer = 0;
	struct seen seen = { .loop = loop_new() };

	leave_a_dead_socket(path);
	CHECK_OK(door_new(seen.loop, path, 10, answer_the_door, &seen, &seen.door, &err));
	seen.fired = 1;
	if (!fork()) {
		int code = door_say(path, "{\"a\":\"longer than the limit\"}", 10000, &answer, &err);
		struct err second = ERR_INIT;
		char *said = 0;

		/* The next one still gets an answer, and ends the test. */
		code = code == ERR_SYSTEM ? door_say(path, "{}", 10000, &said, &second) : 1;
		_exit(code != 0);
	}
	loop_run(seen.loop);
	CHECK_STR(seen.text, "{}");
	door_free(seen.door);
	loop_free(seen.loop);
}

static void hear_bell(void *owner, long long number)
{
	hear(owner, (int)number, "", 0);
}

static void bell_readable(void *owner)
{
	struct seen *seen = owner;

	watch_take(seen->watch, hear_bell, seen);
	loop_stop(seen->loop);
}

static void the_bell_rings_for_what_changed(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *file = at("watched"), *folder = at("bells"), *inside = at("bells/new");
	struct seen seen = { .loop = loop_new() };

	CHECK_OK(fs_make_dirs(folder, &err));
	CHECK_OK(fs_write(file, "", 0, &err));
	CHECK_OK(watch_new(&seen.watch, &err));
	CHECK_OK(watch_add(seen.watch, file, 7, &err));
	CHECK_OK(watch_add(seen.watch, folder, 8, &err));
	CHECK_INT(watch_add(seen.watch, inside, 9, &err), ERR_MISSING);
	seen.bell = fd_watch_new(seen.loop, watch_fd(seen.watch), bell_readable, &seen);
	SH("echo x >>watched");
	loop_run(seen.loop);
	CHECK_STR(seen.text, "7:|");
	*seen.text = 0;
	CHECK_OK(fs_write(inside, "x", 1, &err));
	loop_run(seen.loop);
	CHECK_STR(seen.text, "8:|");
	*seen.text = 0;
	watch_remove(seen.watch, 8);
	SH("rm bells/new; rm watched");
	watch_take(seen.watch, hear_bell, &seen);
	CHECK_STR(seen.text, "7:|");
	watch_remove(seen.watch, 7);
	fd_watch_free(seen.bell);
	watch_free(seen.watch);
	loop_free(seen.loop);
}

static void git_answers_in_sentences(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *top = at("repo"), *a = 0, *b = 0, *tree = 0, *text = 0;
	struct git git = { .dir = top };
	long long files, insertions, deletions;
	int status = -1;

	setenv("GIT_DIR", "/nowhere", 1);
	SH("unset GIT_DIR; git init -q -b main repo; cd repo; git config user.name L; git config user.email l@l;"
	   "printf 'a\\nb\\n' >a; git add .; git commit -qm one; printf 'a\\nc\\nd\\n' >a; echo >'b\"x';"
	   "git add .; git commit -qm two; echo 'touch ../ran' >.git/hooks/reference-transaction;"
	   "chmod +x .git/hooks/reference-transaction");
	CHECK_OK(git_commit_of(&git, "main~1", &a, &err));
	CHECK_OK(git_commit_of(&git, "main", &b, &err));
	CHECK_OK(git_tree_of(&git, "main", &tree, &err));
	CHECK(text_is_oid(tree));
	CHECK_INT(git_commit_of(&git, "no-such", &text, &err), ERR_MISSING);
	CHECK_INT(git_commit_of(&git, "--all", &text, &err), ERR_MISSING);
	CHECK_OK(git_changed_paths(&git, a, b, &text, &err));
	CHECK_STR(text, "a\nb\"x");
	CHECK_OK(git_count_changes(&git, a, b, &files, &insertions, &deletions, &err));
	CHECK(files == 2 && insertions == 3 && deletions == 1);
	CHECK_OK(git_ask(&git, GIT("merge-base", "--is-ancestor", b, a), 0, &status, 0, &err));
	CHECK_INT(status, 1);
	CHECK_OK(git_set_ref(&git, "refs/x/y", a, "", "test", &err));
	CHECK_INT(git_set_ref(&git, "refs/x/y", b, "", "test", &err), ERR_CONFLICT);
	CHECK_INT(git_set_ref(&git, "refs/x/y", b, b, "test", &err), ERR_CONFLICT);
	CHECK_OK(git_set_ref(&git, "refs/x/y", b, a, "test", &err));
	CHECK_INT(git_set_ref(&git, "refs/x/y", 0, a, "test", &err), ERR_CONFLICT);
	CHECK_OK(git_set_ref(&git, "refs/x/y", 0, b, "test", &err));
	CHECK_OK(git_set_ref(&git, "refs/x/y", a, 0, "test", &err));
	CHECK_OK(git_set_ref(&git, "refs/x/y", 0, 0, "test", &err));
	CHECK_INT(git_run(&git, GIT("no-such-verb"), &err), ERR_CHILD);
	CHECK_INT(git_run(&git, GIT("-c", "a.b=c", "rev-parse", "--verify", "HEAD:nothing"), &err), ERR_CHILD);
	CHECK(text_starts(err.text, "git rev-parse: fatal: "));
	unsetenv("GIT_DIR");
	CHECK_SH("ls -d ran || true", "");
}

int main(void)
{
	scratch_make();
	files_are_written_whole_and_read_with_a_limit();
	a_named_pipe_is_refused_not_waited_for();
	trees_are_removed_however_they_are_closed_or_deep();
	a_lock_is_seen_and_respected();
	programs_run_to_their_end_and_tell_all();
	a_child_gets_three_descriptors_and_signals_at_their_defaults();
	the_time_limit_kills_the_whole_group();
	a_grandchild_that_holds_the_pipe_is_not_waited_for();
	what_outlives_us_is_found_by_its_mark();
	no_descendant_escapes_by_forking_twice();
	a_child_dies_with_us_unless_it_must_not_be_cut_off();
	programs_are_found_on_the_path();
	timers_repeat_when_set_and_signals_arrive();
	a_child_hears_speaks_and_ends();
	a_child_that_does_not_read_is_no_failure();
	a_grandchild_does_not_hold_up_the_exit();
	a_freed_child_is_dead();
	a_stopped_child_says_how_it_ended();
	a_program_that_is_missing_is_known_at_once();
	the_door_takes_a_line_and_answers_it();
	a_line_without_end_is_hung_up_on();
	the_bell_rings_for_what_changed();
	git_answers_in_sentences();
	scratch_remove();
	return tap_done();
}
