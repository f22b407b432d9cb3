/*
 * measure_workspaces.c - bases and the workspaces on them, timed: `measure_workspaces FOLDER [FILES]`.
 *
 * Makes a repository of that many files (50,000) in FOLDER, a new one, and prints a JSON line of milliseconds and
 * bytes a step. `setup` is two seconds of waiting and a file.
 */
#include "base/json.h"
#include "base/text.h"
#include "sys/clock.h"
#include "sys/fs.h"
#include "sys/git.h"
#include "sys/mounts.h"
#include "sys/proc.h"
#include "workspace/base.h"
#include "workspace/workspace.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *top;
static struct base_spec spec;

static void must(int code, const struct err *err)
{
	if (!code)
		return;
	fprintf(stderr, "measure_workspaces: %s\n", err->text);
	exit(1);
}

static void shell(const char *dir, const char *line)
{
	_cleanup_(proc_result_release) struct proc_result result = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	const char *argv[] = { "sh", "-ec", line, 0 };

	must(proc_run(&(struct proc){ .argv = argv, .dir = dir }, &result, &err), &err);
	if (!result.status)
		return;
	fprintf(stderr, "measure_workspaces: %s", result.err);
	exit(1);
}

static int run_setup(void *owner, const char *tree, const char *objects, struct err *err)
{
	(void)owner, (void)objects, (void)err;
	shell(tree, spec.setup);
	return 0;
}

static char *inside(const char *name)
{
	return mem_printf("%s/%s", top, name);
}

static char *tip(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	char *commit = 0;

	must(git_commit_of(&(struct git){ .dir = spec.git_dir }, "HEAD", &commit, &err), &err);
	return commit;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct workspace workspace_at(const char *path)
{
	return (struct workspace){ .git_dir = spec.git_dir, .store = spec.store, .target = "main", .path = path,
				   .kind = WORKSPACE_overlay, .base = &spec };
}

static double prepare(const char *commit, int from, int count)
{
	static const struct workspace_identity who = { "agent", "agent@leadhand.invalid" };
	_cleanup_(err_release) struct err err = ERR_INIT;
	double began = now_ms();

	for (int i = from; i < from + count; i++) {
		_autofree_ char *path = mem_printf("%s/cache/sessions/%d/work", top, i);
		struct workspace ws = workspace_at(path);

		must(workspace_prepare(&ws, commit, &who, &err), &err);
	}
	return now_ms() - began;
}

static double remove_all(int from, int count)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	double began = now_ms();

	for (int i = from; i < from + count; i++) {
		_autofree_ char *path = mem_printf("%s/cache/sessions/%d/work", top, i);
		struct workspace ws = workspace_at(path);

		must(workspace_remove(&ws, &err), &err);
	}
	return now_ms() - began;
}

static double status_of(int number)
{
	_autofree_ char *path = mem_printf("%s/cache/sessions/%d/work", top, number);
	double began = now_ms();

	shell(path, "test -z \"$(git status --porcelain)\"");
	return now_ms() - began;
}

/* All of it but what is seen through the mount. */
static long long disk_of(int number)
{
	_autofree_ char *upper = mem_printf("%s/cache/sessions/%d/work.upper", top, number);
	_autofree_ char *work = mem_printf("%s/cache/sessions/%d/work.overlay", top, number);

	return fs_usage(upper) + fs_usage(work) + 4 * 4096;
}

static void make_lead(const char *files)
{
	_autofree_ char *line = mem_printf(
	    "git init -q -b main lead; cd lead; git config user.name L; git config user.email l@x; echo made >.gitignore;"
	    "for d in $(seq 0 499); do mkdir -p src/$d; done;"
	    "seq %s | awk '{f=\"src/\" $1%%500 \"/\" $1; for(i=0;i<40;i++) print \"line\", i, $1 >f; close(f)}';"
	    "git add .; git commit -qm base", files);

	shell(top, line);
}

static void put(json_t *to, const char *key, double ms)
{
	json_object_set_new(to, key, json_real((double)(long long)(ms * 10) / 10));
}

static void measure_ready(json_t *to, const char *commit)
{
	put(to, "first_base_ms", prepare(commit, 0, 1));
	put(to, "first_status_ms", status_of(0));
	put(to, "second_ms", prepare(commit, 1, 1));
	json_put_number(to, "disk_bytes", disk_of(1));
	put(to, "second_status_ms", status_of(1));
	json_put_number(to, "disk_after_status_bytes", disk_of(1));
	put(to, "ten_ms", prepare(commit, 2, 10));
	put(to, "hundred_ms", prepare(commit, 12, 100));
	put(to, "again_status_ms", status_of(1));
}

static void measure_moved(json_t *to)
{
	_autofree_ char *lead = inside("lead"), *commit = 0;

	shell(lead, "for d in $(seq 0 99); do echo changed >>src/$d/$((d+500)); done; git commit -qam moved");
	commit = tip();
	put(to, "moved_base_ms", prepare(commit, 200, 1));
	put(to, "moved_status_ms", status_of(200));
	put(to, "moved_next_ms", prepare(commit, 201, 1));
	put(to, "old_status_ms", status_of(5));
	put(to, "remove_hundred_ms", remove_all(12, 100));
}

int main(int argc, char **argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *git_dir = 0, *store = 0, *bases = 0, *lead = 0, *commit = 0, *line = 0;
	_json_ json_t *result = json_object();

	if (argc < 2) {
		fprintf(stderr, "usage: measure_workspaces FOLDER [FILES]\n");
		return 2;
	}
	top = argv[1];
	must(fs_make_dirs(top, &err), &err);
	must(mount_private(&err), &err);
	git_dir = inside("lead/.git");
	store = inside("cache/store");
	bases = inside("cache/bases");
	lead = inside("lead");
	spec = (struct base_spec){ .git_dir = git_dir, .store = store, .bases = bases, .target = "main", .top = lead,
				   .inside = lead, .setup = "sleep 2; mkdir made; echo x >made/x",
				   .run_setup = run_setup };
	make_lead(argc > 2 ? argv[2] : "50000");
	commit = tip();
	measure_ready(result, commit);
	measure_moved(result);
	line = json_line(result);
	puts(line);
	return 0;
}
