/* What a gate can see beside its tree makes another question of it; and what applies to a task is found. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "floor/applies.h"
#include "floor/contents.h"
#include "floor/environment.h"
#include "scratch.h"
#include "sys/fs.h"
#include "tap.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void write_file(const char *name, const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *path = mem_printf("%s/%s", scratch, name);

	CHECK_INT(fs_write(path, text, strlen(text), &err), 0);
}

static char *hash_with(const char *settings)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(config_release) struct config config = { 0 };
	struct place place = { .top = scratch, .state = scratch };

	CHECK_INT(config_parse("c", settings, strlen(settings), &config, &err), 0);
	return environment_hash(&place, &config);
}

static void every_setting_that_a_gate_sees_counts(void)
{
	static const char *const settings[] = {
		"target: main\n", "setup: make\n", "workspace: clone\n", "sandbox: {read: [/opt/a]}\n", "sandbox: {write: [/opt/a]}\n",
		"sandbox: {env: [A_SETTING]}\n", "sandbox: {env: [B_SETTING]}\n", "sandbox: {secrets: [A_SETTING]}\n",
		"carry: [kept.txt]\n", "limits: {session_memory: 2G}\n", "limits: {session_processes: 7}\n",
		"limits: {session_disk: 3G}\n", "limits: {session_cpu: 50}\n", "limits: {open_files: 99}\n",
	};
	enum { COUNT = sizeof settings / sizeof *settings };
	char *hashes[COUNT];

	setenv("A_SETTING", "x", 1);
	setenv("B_SETTING", "x", 1);
	write_file("kept.txt", "one");
	for (int i = 0; i < COUNT; i++)
		hashes[i] = hash_with(settings[i]);
	for (int i = 0; i < COUNT; i++) {
		_autofree_ char *again = hash_with(settings[i]);

		CHECK_STR(again, hashes[i]);
		for (int j = 0; j < i; j++)
			CHECK(strcmp(hashes[i], hashes[j]) != 0);
	}
	for (int i = 0; i < COUNT; i++)
		free(hashes[i]);
}

static void what_no_gate_sees_does_not_count(void)
{
	_autofree_ char *bare = hash_with("target: main\n");
	_autofree_ char *other = hash_with("target: other\nlimits: {sessions: 7, rounds: 1}\nnetwork: {allow: [example.org]}\n");

	CHECK_STR(bare, other);
}

static void values_and_contents_count(void)
{
	_autofree_ char *path = mem_dup(getenv("PATH"));
	_autofree_ char *before = hash_with("sandbox: {env: [A_SETTING]}\n"), *carried = hash_with("carry: [kept.txt]\n");
	_autofree_ char *secret = hash_with("sandbox: {secrets: [A_SETTING]}\n"), *bare = hash_with("target: main\n");
	_autofree_ char *after = 0, *changed = 0, *rotated = 0, *elsewhere = 0;

	setenv("A_SETTING", "y", 1);
	write_file("kept.txt", "two");
	after = hash_with("sandbox: {env: [A_SETTING]}\n");
	changed = hash_with("carry: [kept.txt]\n");
	rotated = hash_with("sandbox: {secrets: [A_SETTING]}\n");
	setenv("PATH", "/nowhere", 1);
	elsewhere = hash_with("target: main\n");
	setenv("PATH", path, 1);
	CHECK(strcmp(before, after) != 0);
	CHECK(strcmp(carried, changed) != 0);
	CHECK_STR(secret, rotated);
	CHECK(strcmp(bare, elsewhere) != 0);
}

static void a_program_that_comes_into_a_folder_on_the_path_is_noticed(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(config_release) struct config config = { 0 };
	struct place place = { .top = scratch, .state = scratch };
	_autofree_ char *bin = mem_printf("%s/bin", scratch), *path = mem_dup(getenv("PATH")), *before = 0, *still = 0, *after = 0;
	_autofree_ char *hash = 0, *other = 0;

	config_init(&config);
	CHECK_INT(fs_make_dirs(bin, &err), 0);
	/* Two moments within one tick of the file system's clock are one. */
	CHECK_INT(utimensat(AT_FDCWD, bin, (const struct timespec[2]){ { .tv_sec = 1000 }, { .tv_sec = 1000 } }, 0), 0);
	setenv("PATH", bin, 1);
	before = environment_stamp(&place, &config);
	still = environment_stamp(&place, &config);
	hash = environment_hash(&place, &config);
	write_file("bin/cc", "#!/bin/sh\n");
	after = environment_stamp(&place, &config);
	other = environment_hash(&place, &config);
	setenv("PATH", path, 1);
	CHECK_STR(before, still);
	CHECK(strcmp(before, after) != 0);
	CHECK(strcmp(hash, other) != 0);
}

static void what_lies_in_a_folder_counts_as_well(void)
{
	_autofree_ char *folder = mem_printf("%s/private", scratch), *first = contents_hash(folder), *stamp = contents_stamp(folder);
	_autofree_ char *made = 0, *again = 0, *changed = 0, *moved = 0, *still = 0, *carried = 0, *other = 0, *later = 0;

	SH("mkdir -p private/deep; echo one >private/deep/check.sh; ln -s . private/round");
	made = contents_hash(folder);
	again = contents_hash(folder);
	carried = hash_with("carry: [private]\n");
	later = contents_stamp(folder);
	SH("echo two >private/deep/check.sh");
	changed = contents_hash(folder);
	other = hash_with("carry: [private]\n");
	SH("mv private/deep/check.sh private/deep/checks.sh");
	moved = contents_hash(folder);
	SH("touch -d 2001-01-01 private/deep/checks.sh");
	still = contents_hash(folder);
	CHECK(strcmp(first, made) != 0 && strcmp(stamp, later) != 0);
	CHECK_STR(made, again);
	CHECK(strcmp(made, changed) != 0 && strcmp(changed, moved) != 0);
	CHECK_STR(moved, still);
	CHECK(strcmp(carried, other) != 0);
}

static void few_are_all_taken_and_of_many_those_about_the_same(void)
{
	_json_ json_t *list = json_pack("[{s:s},{s:s},{s:s},{s:s}]", "question", "Tabs or spaces?", "question",
					"Which ranking wins?", "question", "How is a release made?", "question",
					"Is the ranking of a search exact?");
	_json_ json_t *all = applies_pick(list, "nothing", 4), *some = applies_pick(list, "Mend the Ranking of SEARCH results", 3);
	_json_ json_t *none = applies_pick(list, "of a is", 3);

	CHECK_INT(json_array_size(all), 4);
	CHECK_INT(json_array_size(some), 2);
	CHECK_STR(json_text(json_array_get(some, 0), "question"), "Is the ranking of a search exact?");
	CHECK_STR(json_text(json_array_get(some, 1), "question"), "Which ranking wins?");
	CHECK_INT(json_array_size(none), 0);
}

int main(void)
{
	scratch_make();
	every_setting_that_a_gate_sees_counts();
	what_no_gate_sees_does_not_count();
	values_and_contents_count();
	a_program_that_comes_into_a_folder_on_the_path_is_noticed();
	what_lies_in_a_folder_counts_as_well();
	few_are_all_taken_and_of_many_those_about_the_same();
	scratch_remove();
	return tap_done();
}
