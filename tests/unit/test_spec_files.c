/* Settings and tasks are found in the work tree, and what lies there by mistake is named. */
#include "base/text.h"
#include "scratch.h"
#include "spec/task.h"

static void put(const char *name, const char *text)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_autofree_ char *path = at(name);

	CHECK_OK(fs_write(path, text, strlen(text), &err));
}

static void without_a_file_the_defaults_are_in_force(void)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_cleanup_(config_release)
	struct config config = {0};
	_autofree_ char *path = at(".leadhand/config.yaml");

	CHECK_OK(config_load(path, &config, &err));
	CHECK_INT(config.sessions, 3);
}

static void settings_are_read_from_their_file(void)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	_cleanup_(config_release)
	struct config config = {0}, other = {.sessions = 77};
	_autofree_ char *path = at(".leadhand/config.yaml");
	_autofree_ char *want =
		mem_printf("%s:1:20: sessions: 'x' is not a whole number from 1 to 1000", path);

	put(".leadhand/config.yaml", "limits: {sessions: 9}\n");
	CHECK_OK(config_load(path, &config, &err));
	CHECK_INT(config.sessions, 9);
	put(".leadhand/config.yaml", "limits: {sessions: x}\n");
	CHECK_INT(config_load(path, &other, &err), ERR_USAGE);
	CHECK_STR(err.text, want);
	CHECK_INT(other.sessions, 77);
}

static void a_link_to_nowhere_is_not_the_same_as_no_file(void)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;
	struct config config = {0};
	_autofree_ char *path = at("broken.yaml");

	SH("ln -s nowhere broken.yaml");
	CHECK_INT(config_load(path, &config, &err), ERR_MISSING);
}

static int load(const char *name, struct err *err)
{
	_cleanup_(task_spec_release)
	struct task_spec spec = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};
	int code = task_spec_load(scratch, name, &(struct lint_world){0}, &spec, &findings, err);

	if (!code)
		CHECK_STR(spec.name, name);
	CHECK(code || !findings.errors);
	CHECK(!code || !spec.name);
	return code;
}

static void a_task_is_a_regular_file_of_moderate_size(void)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	put(".leadhand/tasks/fine.md", "---\ntitle: x\naccept: [make]\n---\nDo it.\n");
	SH("mkdir .leadhand/tasks/folder.md; mkfifo .leadhand/tasks/pipe.md;"
	   "head -c 70000 /dev/zero | tr '\\0' x > .leadhand/tasks/large.md");
	CHECK_OK(load("fine", &err));
	CHECK_INT(load("none", &err), ERR_MISSING);
	CHECK_INT(load("folder", &err), ERR_USAGE);
	CHECK_INT(load("pipe", &err), ERR_USAGE);
	CHECK_INT(load("large", &err), ERR_USAGE);
	CHECK_INT(load("../fine", &err), ERR_USAGE);
	CHECK_INT(load("", &err), ERR_USAGE);
	CHECK_INT(load("\033[2J", &err), ERR_USAGE);
	CHECK(!strchr(err.text, '\033'));
}

static void what_is_no_task_is_odd(void)
{
	_autofree_ char *names = 0, *odd = 0, *none = 0, *nothing = 0;

	SH("cd .leadhand/tasks; rm -rf pipe.md large.md;"
	   "touch b.md a.md 'a b.md' note.txt .hidden.md 'c.md~' '#d.md#' e.md.swp");
	task_spec_names(scratch, &names, &odd);
	CHECK_STR(names, "a\nb\nfine");
	CHECK_STR(odd, "a b.md\nfolder.md\nnote.txt");
	task_spec_names("/nonexistent", &none, &nothing);
	CHECK_STR(none, "");
	CHECK_STR(nothing, "");
}

static void a_task_that_somebody_wrote_meanwhile_is_left_alone(void)
{
	_cleanup_(err_release)
	struct err err = ERR_INIT;

	put(".leadhand/tasks/shared.md", "theirs");
	CHECK_INT(task_spec_rewrite(scratch, "shared", "mine", "mended", &err), ERR_CONFLICT);
	CHECK(err.text && strstr(err.text, "changed meanwhile"));
	CHECK_SH("cat .leadhand/tasks/shared.md", "theirs");
	err_release(&err);
	CHECK_OK(task_spec_rewrite(scratch, "shared", "theirs", "mended", &err));
	CHECK_SH("cat .leadhand/tasks/shared.md; rm .leadhand/tasks/shared.md", "mended");
}

int main(void)
{
	scratch_make();
	SH("mkdir -p .leadhand/tasks");
	without_a_file_the_defaults_are_in_force();
	settings_are_read_from_their_file();
	a_link_to_nowhere_is_not_the_same_as_no_file();
	a_task_is_a_regular_file_of_moderate_size();
	what_is_no_task_is_odd();
	a_task_that_somebody_wrote_meanwhile_is_left_alone();
	scratch_remove();
	return tap_done();
}
