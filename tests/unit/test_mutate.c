/* One small change of one changed line: which there are, which are drawn, and what they come to. */
#include "base/mem.h"
#include "base/text.h"
#include "mutate/mutant.h"
#include "mutate/operators.h"
#include "mutate/parse.h"
#include "mutate/rig.h"
#include "mutate/tell.h"
#include "scratch.h"
#include "sys/clock.h"

#include <string.h>

static void collect(void *owner, const struct change *change)
{
	mutants_add(owner, change, 1);
}

/* All that clang sees to change in a file, a name a line. */
static char *changes_of(const char *bytes, size_t *errors)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(mutants_release) struct mutants list = { 0 };
	struct parser *parser = parser_new(0, 0);
	struct parse_file file = { "/nowhere", "a.c", bytes, strlen(bytes) };
	char *names = 0;

	CHECK_INT(parse_changes(parser, &file, collect, &list, errors, &err), 0);
	parser_free(parser);
	for (size_t i = 0; i < list.count; i++)
		lines_add(&names, list.items[i].name);
	return names ? names : mem_dup("");
}

static void check_changes(const char *bytes, const char *want)
{
	size_t errors;
	_autofree_ char *names = changes_of(bytes, &errors);

	CHECK_STR(names, want);
	CHECK_INT((long long)errors, 0);
}

static void the_usual_operators_are_changed(void)
{
	check_changes("int f(int a, int b)\n{\n\tif (a < b)\n\t\ta += b;\n\treturn a * b;\n}\n",
		      "a.c:3: 'a < b' became '!(a < b)'\na.c:3: '<' became '<='\na.c:3: '<' became '>='\n"
		      "a.c:4: '+=' became '-='\na.c:5: 'a * b' became '0'\na.c:5: '*' became '/'");
	check_changes("int g(int);\nvoid f(int *a)\n{\n\t*a = g(7);\n\tg(*a);\n\ta[0]++;\n\tfor (int i = *a; i; i++)\n\t\tcontinue;\n}\n",
		      "a.c:4: '*a = g(7)' is gone\na.c:4: '7' became '8'\na.c:4: '7' became '6'\na.c:5: 'g(*a)' is gone\n"
		      "a.c:6: '++' became '--'\na.c:6: '0' became '1'");
	check_changes("_Bool f(_Bool a, char *b)\n{\n\treturn !a || b;\n}\nchar *g(char *b) { return b; }\n",
		      "a.c:3: '!a || b' became '!(!a || b)'\na.c:3: '||' became '&&'\na.c:3: '!' is gone\na.c:5: 'b' became '0'");
}

static void what_is_no_program_or_not_its_own_is_left_alone(void)
{
	check_changes("#define LESS(a, b) ((a) < (b))\nenum e { A = 1, B = 2 };\nstruct s { int a : 3; char b[4]; };\n"
		      "int f(int a)\n{\n\tint n[5];\n\tswitch (a) {\n\tcase 3:\n\t\tLESS(a, 2);\n\t}\n\t(void)sizeof(n[1 + 2]);\n\tgoto end;\nend:;\n}\n",
		      "");
	check_changes("void free(void *);\nint fprintf(int, const char *, int);\nvoid f(void *a, int b)\n{\n\tfree(a);\n"
		      "\tfprintf(2, \"%d\", b + 1);\n}\n", "");
}

static void a_file_that_cannot_be_read_whole_has_those_that_could(void)
{
	size_t errors;
	_autofree_ char *names = changes_of("#include \"missing.h\"\nint f(int a)\n{\n\treturn a;\n}\n", &errors);

	CHECK_STR(names, "a.c:4: 'a' became '0'");
	CHECK(errors > 0);
	free(changes_of("int f(int a) { if (a < ", &errors));
	free(changes_of("", &errors));
	free(changes_of("\xff\xfe)))}}}\"", &errors));
	CHECK(errors > 0);
}

/* How many changes clang sees in "a.c" or "a.h" with these flags, or with the database in a folder. */
static size_t count_changes(const char *path, const char *folder, const char *const *flags, size_t *errors)
{
	static const char text[] = "#ifdef WIDE\nint f(int a) { return a < 2; }\n#endif\n";
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(mutants_release) struct mutants list = { 0 };
	struct parser *parser = parser_new(folder, flags);

	CHECK_OK(parse_changes(parser, &(struct parse_file){ "/nowhere", path, text, strlen(text) }, collect, &list, errors, &err));
	parser_free(parser);
	return list.count;
}

static void what_the_compiler_is_told_decides_what_is_seen(void)
{
	static const char *const flags[] = { "-DWIDE", 0 };
	_autofree_ char *folder = at("database");
	size_t errors;

	SH("mkdir database; printf '[{\"directory\": \"/\", \"file\": \"/nowhere/a.c\", \"arguments\": "
	   "[\"cc\", \"-DWIDE\", \"-MD\", \"-MF\", \"a.d\", \"-o\", \"a.o\", \"-c\", \"/nowhere/a.c\"]}]' "
	   ">database/compile_commands.json");
	CHECK_INT((long long)count_changes("a.c", 0, 0, &errors), 0);
	CHECK_INT((long long)count_changes("a.c", 0, flags, &errors), 5);
	CHECK_INT((long long)count_changes("a.h", 0, flags, &errors), 5);
	CHECK_INT((long long)count_changes("a.c", folder, 0, &errors), 5);
	CHECK_INT((long long)errors, 0);
}

static void a_change_that_no_compiler_takes_does_not_stand(void)
{
	static const char good[] = "int f(char *a, char *b) { return a - b; }\n", bad[] = "int f(char *a, char *b) { return a + b; }\n";
	struct parser *parser = parser_new(0, 0);

	CHECK(parse_stands(parser, &(struct parse_file){ "/nowhere", "a.c", good, strlen(good) }, 0));
	CHECK(!parse_stands(parser, &(struct parse_file){ "/nowhere", "a.c", bad, strlen(bad) }, 0));
	CHECK(parse_stands(parser, &(struct parse_file){ "/nowhere", "a.c", bad, strlen(bad) }, 1));
	parser_free(parser);
}

static bool all_stand(void *owner, const struct mutant *mutant)
{
	(void)owner;
	(void)mutant;
	return true;
}

static bool stands_unless(void *owner, const struct mutant *mutant)
{
	return !text_ends(mutant->name, owner);
}

static const char three[] = "a < b\nc == d\ne + 1\n";

static void add_three(struct mutants *list, long long seed)
{
	mutants_add(list, &(struct change){ "x.c", three, 2, 1, "<=", false }, seed);
	mutants_add(list, &(struct change){ "x.c", three, 2, 1, ">=", false }, seed);
	mutants_add(list, &(struct change){ "x.c", three, 8, 2, "!=", false }, seed);
	mutants_add(list, &(struct change){ "x.c", three, 17, 1, "2", true }, seed);
	mutants_add(list, &(struct change){ "x.c", three, 15, 1, "-", false }, seed);
}

static char *drawn(long long seed, struct draw draw)
{
	_cleanup_(mutants_release) struct mutants list = { 0 };
	char *names = 0;

	add_three(&list, seed);
	mutants_draw(&list, &draw);
	for (size_t i = 0; i < list.count; i++)
		lines_add(&names, list.items[i].name);
	return names ? names : mem_dup("");
}

static void a_draw_takes_one_of_each_line_and_always_the_same(void)
{
	_autofree_ char *first = drawn(1, (struct draw){ .most = 9, .stands = all_stand });
	_autofree_ char *again = drawn(1, (struct draw){ .most = 9, .stands = all_stand });
	_autofree_ char *two = drawn(1, (struct draw){ .most = 2, .stands = all_stand });
	_autofree_ char *other = drawn(1, (struct draw){ .most = 9, .stands = stands_unless, .owner = (char[]){ "'-'" } });
	bool differs = false;

	CHECK_INT((long long)lines_count(first), 3);
	CHECK_STR(again, first);
	CHECK(strstr(first, "'+' became '-'") && !strstr(first, "'1' became '2'"));
	CHECK_INT((long long)lines_count(two), 2);
	CHECK(strstr(other, "'1' became '2'") != 0);
	for (long long seed = 2; seed < 20 && !differs; seed++) {
		_autofree_ char *another = drawn(seed, (struct draw){ .most = 9, .stands = all_stand });

		differs = !text_same(another, first);
	}
	CHECK(differs);
}

static void what_does_not_stand_is_counted_and_another_one_is_taken(void)
{
	_cleanup_(mutants_release) struct mutants list = { 0 };
	struct draw draw = { .most = 9, .stands = stands_unless, .owner = (char[]){ "'!='" } };

	add_three(&list, 1);
	mutants_draw(&list, &draw);
	CHECK_INT((long long)list.count, 2);
	CHECK_INT((long long)draw.lines, 3);
	CHECK_INT((long long)draw.stillborn, 1);
}

static void a_mutant_stands_in_its_place_and_nothing_else_moves(void)
{
	_cleanup_(mutants_release) struct mutants list = { 0 };
	size_t len;
	_autofree_ char *now = 0;

	mutants_add(&list, &(struct change){ "x.c", three, 8, 2, "!=", false }, 1);
	now = mutant_apply(&list.items[0], three, strlen(three), &len);
	CHECK_STR(now, "a < b\nc != d\ne + 1\n");
	CHECK_INT((long long)len, (long long)strlen(now));
	mutants_add(&list, &(struct change){ "x.c", three, 8, 2, "!=", false }, 1);
	CHECK_STR(list.items[1].name, "x.c:2: '==' became '!=' (2)");
}

/* What is told of three mutants of these fates where so many percent are asked for. */
static char *told(const enum fate fates[3], long long least, bool *is_fine)
{
	_cleanup_(examination_release) struct examination found = { .whole = FATE_survived };
	struct orders orders = { .least = least };
	struct draw draw = { .most = 9, .stands = all_stand };

	add_three(&found.mutants, 1);
	mutants_draw(&found.mutants, &draw);
	for (int i = 0; i < 3; i++)
		found.mutants.items[i].fate = fates[i];
	return tell(&orders, &found, is_fine);
}

static void survivors_are_failed_tests_where_too_few_were_noticed(void)
{
	const enum fate fates[] = { FATE_killed, FATE_survived, FATE_late }, none[] = { FATE_untried, FATE_untried, FATE_untried };
	const enum fate unbuilt[] = { FATE_unbuilt, FATE_killed, FATE_untried };
	bool is_fine;
	_autofree_ char *red = told(fates, 67, &is_fine), *green = 0, *late = 0, *some = 0;

	CHECK(!is_fine);
	CHECK(strstr(red, "not ok 2 - x.c:2: '==' became '!='\n") && strstr(red, "1..2\n") && strstr(red, "score 66 %"));
	green = told(fates, 66, &is_fine);
	CHECK(is_fine && !strstr(green, "not ok") && strstr(green, "# x.c:2: '==' became '!=': the tests pass") && strstr(green, "1..2\n"));
	late = told(none, 0, &is_fine);
	CHECK(!is_fine && strstr(late, "not ok 2 - wrong lines are noticed\n"));
	some = told(unbuilt, 100, &is_fine);
	CHECK(is_fine && strstr(some, "1..2\n") && strstr(some, "1 not tried, 1 not built; score 100 %"));
}

/* The tests of a change, on the tree without it: what does not compile proves nothing. */
static void tests_that_come_to_no_verdict_are_no_failed_test(void)
{
	_cleanup_(examination_release) struct examination found = { .whole = FATE_killed, .status = 2 };
	struct orders orders = { .least = 80 };
	bool is_fine = true;
	_autofree_ char *broken = 0, *failed = 0;

	found.said = mem_dup("test.c:3:2: error: implicit declaration of function 'discount'\nmake: *** [Makefile:2: t] Error 1\n");
	broken = tell(&orders, &found, &is_fine);
	CHECK(!is_fine && !strstr(broken, "not ok") && !strstr(broken, "1..") && strstr(broken, "\nBail out! "));
	CHECK(strstr(broken, "# test.c:3:2: error: implicit") && strstr(broken, "it does not compile"));
	mem_replace(&found.said, mem_dup("assertion failed: 10 is not 9\n"));
	found.status = 1;
	failed = tell(&orders, &found, &is_fine);
	CHECK(!is_fine && strstr(failed, "not ok 1 - the tests pass as they are\n") && strstr(failed, "10 is not 9") && strstr(failed, "\n1..1\n"));
	found.whole = FATE_untried;
	mem_replace(&broken, tell(&orders, &found, &is_fine));
	CHECK(strstr(broken, "Bail out! ") && strstr(broken, "--budget"));
}

static void a_name_is_no_directive_of_tap(void)
{
	_cleanup_(examination_release) struct examination found = { .whole = FATE_survived };
	struct orders orders = { .least = 100 };
	bool is_fine, is_harmless;
	_autofree_ char *text = 0;

	mutants_add(&found.mutants, &(struct change){ "x # TODO.c", "a\\b", 0, 3, "\x1b[2J\n", false }, 1);
	found.mutants.items[0].fate = FATE_survived;
	text = tell(&orders, &found, &is_fine);
	/* Outside of the macro, which prints what it checks: who reads this test takes it for a directive. */
	is_harmless = strstr(text, "not ok 2 - x \\# TODO.c:1: 'a\\\\b'") && !strchr(text, '\x1b');
	CHECK(is_harmless);
}

static void operators_are_known_by_all_of_their_letters(void)
{
	const char *others[OPERATOR_OTHERS];
	size_t at, len;

	CHECK(operator_others(" <<=\n", 5, others, &at, &len) && at == 1 && len == 3 && !strcmp(others[0], ">>="));
	CHECK(!operator_others(" /* < */ ", 9, others, &at, &len));
	CHECK(!operator_others("  ", 2, others, &at, &len));
	CHECK(operator_is_arid("log_debug") && operator_is_arid("free") && !operator_is_arid("login") && !operator_is_arid(""));
	CHECK(operator_is_whole("f(a[1], \")\", ')')", 17) && !operator_is_whole("a) + (b", 7) && !operator_is_whole("a(", 2));
	CHECK(operator_is_whole("\"\\", 2) && !operator_is_whole("a\n#", 3));
}

/* A tree of one file, and tests that fail where it says "bad", do not end where it says "slow", and do not build "odd". */
static void the_tests_run_in_a_copy_and_the_tree_stays(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *top = at("tree"), *copy = 0;
	_cleanup_(rig_remove) struct rig rig = { .top = top, .build = "! grep -q odd file",
						 .test = "grep -q slow file && exec sleep 60; pwd; ! grep -q bad file",
						 .ends_ms = clock_steady_ms() + 60000 };
	static const struct {
		const char *now;
		enum fate fate;
	} cases[] = { { "good", FATE_survived }, { "bad", FATE_killed }, { "odd", FATE_unbuilt }, { "slow", FATE_late } };
	enum fate fate;

	SH("mkdir tree; echo fine >tree/file; touch -d @1000 tree/file");
	CHECK_OK(rig_make(&rig, &err));
	CHECK_SH("find leadhand-mutate-* -newermt @999 ! -newermt @1001 -type f -name file | wc -l", "1");
	CHECK_OK(rig_run(&rig, &fate, &err));
	CHECK_INT(fate, FATE_survived);
	CHECK(text_starts(rig.said, rig.copy));
	CHECK(rig.most_ms >= 5000 && rig.most_ms < 60000);
	rig.most_ms = 300;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rig_file file = { "file", "fine\n", cases[i].now, 5, strlen(cases[i].now) };

		CHECK_OK(rig_run_with(&rig, &file, &fate, &err));
		CHECK_INT(fate, cases[i].fate);
		CHECK(!rig.status == (cases[i].fate == FATE_survived));
	}
	CHECK_OK(rig_run(&rig, &fate, &err));
	CHECK_INT(fate, FATE_survived);
	CHECK_SH("cat tree/file; ls tree; stat -c %Y tree/file", "fine\nfile\n1000");
	copy = mem_dup(rig.copy);
	rig.ends_ms = clock_steady_ms();
	CHECK_OK(rig_run(&rig, &fate, &err));
	CHECK_INT(fate, FATE_untried);
	rig_remove(&rig);
	rig = (struct rig){ 0 };
	CHECK(!fs_exists(copy));
}

int main(void)
{
	scratch_make();
	setenv("TMPDIR", scratch, 1);
	the_tests_run_in_a_copy_and_the_tree_stays();
	the_usual_operators_are_changed();
	what_is_no_program_or_not_its_own_is_left_alone();
	a_file_that_cannot_be_read_whole_has_those_that_could();
	what_the_compiler_is_told_decides_what_is_seen();
	a_change_that_no_compiler_takes_does_not_stand();
	what_does_not_stand_is_counted_and_another_one_is_taken();
	a_draw_takes_one_of_each_line_and_always_the_same();
	a_mutant_stands_in_its_place_and_nothing_else_moves();
	survivors_are_failed_tests_where_too_few_were_noticed();
	tests_that_come_to_no_verdict_are_no_failed_test();
	a_name_is_no_directive_of_tap();
	operators_are_known_by_all_of_their_letters();
	scratch_remove();
	return tap_done();
}
