/* Who holds which paths of a shared checkout, under an invented clock. */
#include "base/mem.h"
#include "base/text.h"
#include "swarm/fit.h"
#include "swarm/reserve.h"
#include "tap.h"

static void what_is_taken_is_refused_to_others_and_said(void)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(reserve_take(&reserve, 3, "src/a/**\ndoc/*.md", 61000, 1000, &err), 0);
	CHECK_INT(reserve_take(&reserve, 4, "src/b/**", 61000, 1000, &err), 0);
	CHECK_INT(reserve_take(&reserve, 4, "src/c/**\nsrc/*/x.c", 61000, 1000, &err), ERR_CONFLICT);
	CHECK_STR(err.text, "'src/*/x.c' meets 'src/a/**', which session 3 holds for 60 s more");
	CHECK_INT(reserve.n, 3);
	CHECK(reserve_holds(&reserve, 3, "src/a/deep/x.c"));
	CHECK(!reserve_holds(&reserve, 4, "src/a/x.c"));
	CHECK_INT(reserve_holder(&reserve, "doc/x.md"), 3);
	CHECK_INT(reserve_holder(&reserve, "doc/deep/x.md"), 0);
	CHECK_INT(reserve_take(&reserve, 5, "/etc", 61000, 1000, &err), ERR_USAGE);
}

static void time_frees_what_a_session_that_is_gone_held(void)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(reserve_take(&reserve, 3, "a", 2000, 1000, &err), 0);
	CHECK_INT(reserve_take(&reserve, 4, "b", 2000, 1000, &err), 0);
	reserve_extend(&reserve, 3, 9000);
	reserve_extend(&reserve, 3, 5000);
	CHECK_INT(reserve_take(&reserve, 5, "a", 9000, 2000, &err), ERR_CONFLICT);
	CHECK_INT(reserve_take(&reserve, 5, "b", 9000, 1999, &err), ERR_CONFLICT);
	CHECK_INT(reserve_take(&reserve, 5, "b", 9000, 2000, &err), 0);
	reserve_expire(&reserve, 8999);
	CHECK_INT(reserve.n, 2);
	reserve_expire(&reserve, 9000);
	CHECK_INT(reserve.n, 0);
}

static void ones_own_is_taken_again_and_given_back(void)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;

	CHECK_INT(reserve_take(&reserve, 3, "a\nb\nc", 2000, 1000, &err), 0);
	CHECK_INT(reserve_take(&reserve, 3, "a", 9000, 1000, &err), 0);
	CHECK_INT(reserve_take(&reserve, 3, "a", 1500, 1000, &err), 0);
	CHECK_INT(reserve.n, 3);
	CHECK_INT(reserve.at[0].until_ms, 9000);
	reserve_release_claims(&reserve, 3, "b");
	reserve_release_claims(&reserve, 4, 0);
	CHECK_INT(reserve.n, 2);
	reserve_release_claims(&reserve, 3, 0);
	CHECK_INT(reserve.n, 0);
}

static void the_file_is_read_back_and_rubbish_left_out(void)
{
	_cleanup_(reserve_free_claims) struct reserve reserve = { 0 }, again = { 0 };
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = 0;

	CHECK_INT(reserve_take(&reserve, 3, "a b/**\nc", 2000, 1000, &err), 0);
	text = reserve_text(&reserve);
	CHECK_STR(text, "2000 3 a b/**\n2000 3 c\n");
	reserve_read(&again, text);
	reserve_read(&again, "rubbish\n5 x y\n-1 3 a\n2000 0 a\n2000 3 ../a\n2000 3\n2000 3 [\n99999999999999999999999 4");
	CHECK_INT(again.n, 2);
	CHECK_STR(again.at[0].pattern, "a b/**");
}

static void a_folder_is_held_only_with_all_that_may_lie_in_it(void)
{
	CHECK(reserve_covers_below("src/a/**", "src/a"));
	CHECK(reserve_covers_below("src/a/**", "src/a/b"));
	CHECK(reserve_covers_below("src/a/", "src/a"));
	CHECK(reserve_covers_below("x\n**", ""));
	CHECK(!reserve_covers_below("src/a/*", "src/a"));
	CHECK(!reserve_covers_below("src/a/**", "src"));
	CHECK(!reserve_covers_below("src/a/**/*.c", "src/a"));
	CHECK(!reserve_covers_below("src/a", "src/a"));
	CHECK(!reserve_covers_below("src/**", ""));
	CHECK(!reserve_covers_below(0, "src"));
}

static const char *fitting(const struct fit_task *tasks, size_t count, long long sessions)
{
	_autofree_ char *why = 0;
	const char *kind = fit_kind(&(struct fit){ tasks, count, sessions, true }, &why);

	CHECK(!text_is_empty(why));
	return kind;
}

static void one_checkout_fits_many_small_tasks_apart(void)
{
	struct fit_task tasks[12];
	char scopes[12][20];

	for (int i = 0; i < 12; i++) {
		snprintf(scopes[i], sizeof scopes[i], "src/%d/**", i);
		tasks[i] = (struct fit_task){ scopes[i], 50 };
	}
	CHECK_STR(fitting(tasks, 12, 20), "shared");
	CHECK_STR(fitting(tasks, 12, 10), "overlay");
	CHECK_STR(fitting(tasks, 10, 20), "overlay");
	tasks[3].lines = 2000;
	CHECK_STR(fitting(tasks, 12, 20), "overlay");
	tasks[3].lines = 50;
	tasks[3].scope = "src/4/x.c";
	CHECK_STR(fitting(tasks, 12, 20), "overlay");
	tasks[3].scope = "";
	CHECK_STR(fitting(tasks, 12, 20), "overlay");
}

int main(void)
{
	what_is_taken_is_refused_to_others_and_said();
	time_frees_what_a_session_that_is_gone_held();
	ones_own_is_taken_again_and_given_back();
	the_file_is_read_back_and_rubbish_left_out();
	a_folder_is_held_only_with_all_that_may_lie_in_it();
	one_checkout_fits_many_small_tasks_apart();
	return tap_done();
}
