/* What a gate's run left is read where it lies, and what happened to the machine meanwhile is not the change's doing. */
#include "base/text.h"
#include "runner/results.h"
#include "runner/surroundings.h"
#include "scratch.h"
#include "sys/fs_below.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#define ONE "<testsuite><testcase name=\\\"a\\\"/></testsuite>"
#define BAD "<testsuite><testcase name=\\\"b\\\"><failure>want 9</failure></testcase></testsuite>"

/* The gate is a line of shell in the folder "tree". */
static struct results run_gate(const char *report, const char *gate, bool is_content)
{
	_autofree_ char *tree = at("tree"), *line = mem_printf("mkdir -p tree; cd tree; %s", gate), *before = 0, *printed = 0;
	struct job job = { .report = report, .workspace = { .path = tree } };
	struct hearing hearing = hearing_begin(&job);
	struct results results = { 0 };

	before = results_before(&job);
	printed = sh(line);
	hearing_add(&hearing, printed, strlen(printed));
	results_read(&job, &(struct results_gate){ before, &hearing, tree, is_content }, &results);
	hearing_release(&hearing);
	return results;
}

static void lacks(const char *report, const char *gate, const char *want)
{
	_cleanup_(results_release) struct results results = run_gate(report, gate, true);

	CHECK_STR(results.lack ? results.lack : "(nothing)", want);
}

static void all_files_that_match_are_counted_together(void)
{
	_cleanup_(results_release) struct results results = { 0 };

	SH("mkdir -p tree/out/x/y tree/.git");
	results = run_gate("out/**/*.xml", "echo \"" ONE "\" >out/1.xml; echo \"" BAD "\" >out/x/y/2.xml; echo no >out/3.txt", false);
	CHECK(results.is_read);
	CHECK_INT(results.passed, 1);
	CHECK_INT(results.failed, 1);
	CHECK_STR(results.failing, "b");
	CHECK_STR(results.said, "1 of 2 tests failed:\n  b\n      want 9\n");
	CHECK(!results.lack);
}

static void a_green_exit_needs_a_report_of_this_run(void)
{
	lacks("r.xml", "true", "it wrote no report: there is no 'r.xml'");
	lacks("r.xml", "echo \"" ONE "\" >r.xml", "(nothing)");
	lacks("r.xml", "true", "it wrote no report: 'r.xml' is older than this run");
	/* Written anew, whatever stands in it. */
	lacks("r.xml", "echo \"" ONE "\" >r.xml", "(nothing)");
	lacks("r.xml", "echo \"" BAD "\" >r.xml", "its report counts 1 failed test, and it exited with 0");
	lacks("r.xml", "echo '<testsuite/>' >r.xml", "no test ran: its report counts none");
	lacks("r.xml", "echo '<testsuite><testcase name=\"a\"><skipped/></testcase></testsuite>' >r.xml", "no test ran: 1 skipped");
	lacks("r.xml", "echo hello >r.xml",
	      "nothing is known of its tests: the report is no JUnit, TAP, go test or SARIF that can be read (r.xml)");
}

static void is_red_for(const char *report, const char *gate, int status, const char *want)
{
	_cleanup_(results_release) struct results results = run_gate(report, gate, !status);

	CHECK_STR(results_cause(&results, status, status == 2 ? "r.c:3: error: no such thing\n" : ""), want);
}

static void a_red_gate_has_the_cause_that_its_report_or_its_words_give(void)
{
	is_red_for("r.xml", "echo \"" BAD "\" >r.xml", 1, "");
	/* Also of a runner that exits with 0, and where part of it cannot be read. */
	is_red_for("r.xml", "echo \"" BAD "\" >r.xml", 0, "");
	is_red_for("r.xml", "{ echo '<testsuites>'; echo \"" BAD "\"; echo '<testsuite>'; } >r.xml", 1, "");
	is_red_for("r.xml", "echo '<testsuite><testcase name=\"a\"><error/></testcase></testsuite>' >r.xml", 1, "error");
	is_red_for("r.xml", "echo '<testsuite><testcase name=\"a\"><error/></testcase></testsuite>' >r.xml", 0, "error");
	is_red_for("r.xml", "echo '<testsuite><testcase name=\"a\"><error/></testcase></testsuite>' >r.xml", 2, "compile");
	is_red_for("r.xml", "rm -f r.xml", 2, "compile");
	is_red_for("r.xml", "rm -f r.xml", 1, "empty");
	is_red_for("r.xml", "rm -f r.xml", 0, "empty");
	is_red_for("r.xml", "echo hello >r.xml", 0, "error");
	is_red_for("r.xml", "echo \"<testsuite><testcase\" >r.xml", 1, "error");
	is_red_for(0, "true", 2, "compile");
	is_red_for(0, "true", 1, "");
	is_red_for(0, "echo 1..0", 0, "empty");
	SH("rm -f tree/r.xml");
}

static void a_report_counts_once_however_many_names_it_has(void)
{
	_cleanup_(results_release) struct results results =
		run_gate("*.xml", "rm -f *.xml; echo \"" ONE "\" >a.xml; ln -s a.xml b.xml; ln a.xml c.xml; echo \"" ONE "\" >d.xml", true);

	CHECK_INT(results.passed, 2);
	CHECK(!results.lack);
	/* What was there before is no news by another name. */
	SH("rm -f tree/[b-d].xml");
	lacks("*.xml", "ln -s a.xml e.xml", "it wrote no report: '*.xml' is older than this run");
	/* A link that is named is meant. */
	lacks("last.xml", "echo \"" ONE "\" >run-7.xml; ln -sf run-7.xml last.xml", "(nothing)");
}

static void what_could_not_be_read_stands_among_the_failures(void)
{
	_cleanup_(results_release) struct results results = run_gate("t.xml", "echo \"" BAD "\" | head -c 70 >t.xml", false);

	CHECK_INT(results.failed, 2);
	CHECK_STR(results.failing, "b\n(what could not be read of its report)");
	CHECK(results.lack && text_starts(results.lack, "its report cannot be read whole: it ends or breaks off in line 1"));
}

static void what_is_no_file_of_the_tree_is_not_read(void)
{
	SH("rm -rf tree; mkdir -p tree/in; echo \"" ONE "\" >outside.xml; echo \"" ONE "\" >tree/in/real.xml");
	lacks("l.xml", "ln -s ../outside.xml l.xml", "it wrote no report: there is no 'l.xml'");
	lacks("up/*.xml", "ln -s .. up", "it wrote no report: there is no 'up/*.xml'");
	lacks("pipe.xml", "mkfifo pipe.xml", "it wrote no report: there is no 'pipe.xml'");
	lacks("folder.xml", "mkdir folder.xml", "it wrote no report: there is no 'folder.xml'");
	lacks("**/g.xml", "mkdir .git; echo \"" ONE "\" >.git/g.xml", "it wrote no report: there is no '**/g.xml'");
}

/* Of those that failed before; not one that is gone, was skipped, or fails as well. */
static void what_failed_before_has_passed_where_it_is_named_as_passed(void)
{
	static const char said[] = "1..6\nok 1 - a\nok 2 - other\nok 3 - b # SKIP\nnot ok 4 - c\nok 5 - d\nok 6 - d\n";
	struct job job = { .report = "stdout", .tests = (char[]){ "a\nb\nc\nd\ngone" } };
	struct hearing hearing = hearing_begin(&job);
	struct results results = { 0 };
	_json_ json_t *made = json_object();

	hearing_add(&hearing, said, sizeof said - 1);
	results_read(&job, &(struct results_gate){ "", &hearing, "", false }, &results);
	CHECK_STR(results.passed_again, "a\nd");
	results_put(&job, &results, made);
	CHECK_INT((long long)json_array_size(json_object_get(json_object_get(made, "tests"), "passed_again")), 2);
	results_release(&results);
	hearing_release(&hearing);
}

static void covers(const char *gate, const char *want)
{
	_autofree_ char *tree = at("tree"), *git = at("tree/.git"), *base = sh("git -C tree rev-parse HEAD~1"),
			*commit = sh("git -C tree rev-parse HEAD"), *line = mem_printf("cd tree; %s", gate), *before = 0, *said = 0;
	struct job job = { .coverage = "out/*.info", .base = base, .commit = commit, .workspace = { .path = tree, .git_dir = git } };
	_cleanup_(results_release) struct results results = { 0 };
	struct hearing hearing = hearing_begin(&job);
	_json_ json_t *ended = json_object();

	before = results_before(&job);
	SH(line);
	results_read(&job, &(struct results_gate){ before, &hearing, "/seen", true }, &results);
	hearing_release(&hearing);
	CHECK(!results.lack);
	results_put(&job, &results, ended);
	said = json_line(json_object_get(ended, "coverage"));
	CHECK_STR(said, want);
}

static void of_the_lines_that_a_change_adds_it_is_known_which_were_run(void)
{
	SH("rm -rf tree; git init -q tree; cd tree; git config user.name L; git config user.email l@l; mkdir out; printf '1\n2\n' >a.c;"
	   "git add .; git commit -qm one; printf '1\n2\n3\n4\n5\n6\n' >a.c; echo 1 >b.c; git add .; git commit -qm two");
	covers("true", "{\"known\":false,\"executed\":0,\"missed\":0,\"uncovered\":[],\"problem\":\"it wrote no 'out/*.info'\"}");
	covers("printf 'SF:/seen/a.c\nDA:1,0\nDA:3,1\nDA:4,0\nDA:5,0\nend_of_record\n' >out/1.info",
	       "{\"known\":true,\"executed\":1,\"missed\":2,\"uncovered\":[\"a.c:4-5\"],\"problem\":\"\"}");
	/* What lay there before is no evidence; several add up. */
	covers("printf 'SF:a.c\nDA:4,0\nend_of_record\n' >out/2.info; printf 'SF:a.c\nDA:4,7\nend_of_record\nSF:b.c\nDA:1,0\n' >out/3.info",
	       "{\"known\":true,\"executed\":1,\"missed\":1,\"uncovered\":[\"b.c:1\"],\"problem\":"
	       "\"it breaks off: the record of its last file does not end (out/3.info)\"}");
	covers("printf 'SF:a.c\nDA:3,0\nDA:5,0\nDA:6,0\nend_of_record\nSF:b.c\nDA:1,0\nend_of_record\n' >out/5.info",
	       "{\"known\":true,\"executed\":0,\"missed\":4,\"uncovered\":[\"a.c:3\",\"a.c:5-6\",\"b.c:1\"],\"problem\":\"\"}");
	covers("echo none >out/4.info", "{\"known\":false,\"executed\":0,\"missed\":0,\"uncovered\":[],\"problem\":"
	       "\"the file is no tracefile of LCOV: it names no source file (out/4.info)\"}");
}

static void search(const char *pattern, size_t files, size_t looks, size_t found, enum below_cut want)
{
	_autofree_ char *tree = at("wide");
	enum below_cut cut;
	_autofree_ char *stamps = fs_below_stamps(tree, pattern, &(struct below_bounds){ files, looks }, &cut);

	CHECK_INT((long long)lines_count(stamps), (long long)found);
	CHECK_INT(cut, want);
}

static void a_search_says_what_ended_it_and_goes_no_deeper_than_it_must(void)
{
	SH("mkdir -p wide/out wide/deep/er; cd wide; touch out/1.xml out/2.xml out/3.txt; for n in 1 2 3 4 5 6 7 8 9; do touch deep/er/$n; done");
	search("out/*.xml", 9, 9, 2, BELOW_whole);
	search("**/*.xml", 9, 99, 2, BELOW_whole);
	search("**/*.xml", 1, 99, 1, BELOW_files);
	search("**/*.xml", 9, 2, 0, BELOW_looks);
	/* Of "deep" it lists the one folder, and enters it no more. */
	search("*/*.xml", 9, 6, 2, BELOW_whole);
}

static void what_a_gate_prints_may_be_its_report(void)
{
	lacks("stdout", "printf '1..1\\nok 1 - a\\n'", "(nothing)");
	lacks("stdout", "printf '1..1\\nnot ok 1 - a\\n'", "its report counts 1 failed test, and it exited with 0");
	lacks("stdout", "echo '1..0'", "no test ran: its report counts none");
	lacks("stdout", "true", "nothing is known of its tests: the report is empty (what it printed)");
	lacks(0, "echo 'No tests were found!!!'", "no test ran: it printed 'No tests were found!!!'");
	lacks(0, "echo fine", "(nothing)");
}

static void faulted(struct surroundings after, const char *output, int status, const char *want)
{
	const struct surroundings before = { 1000, 3, 1LL << 30, 1000 };
	_autofree_ char *fault = surroundings_fault(&before, &after, &(struct surroundings_gate){ output, status, true, false });

	CHECK_STR(fault ? fault : "(none)", want);
}

static void what_the_machine_did_needs_the_machines_word_and_the_programs(void)
{
	const struct surroundings same = { 1000, 3, 1LL << 30, 1000 };
	struct surroundings full = same, names = same, killed = same, moved = same, back = same;

	full.disk_bytes = 0;
	names.disk_names = 0;
	killed.memory_kills = 4;
	moved.clock_ms += 3600000;
	back.clock_ms -= 5000;
	faulted(same, "assertion failed", 1, "(none)");
	/* Words alone are cheap. */
	faulted(same, "write: No space left on device\nKilled\nAddress already in use: 1", 1, "(none)");
	faulted(full, "write: No space left on device", 1, "the disk is full: give it room ('leadhand gc' helps), and retry");
	faulted(names, "ENOSPC: no space left on device, open", 1, "the disk is full: give it room ('leadhand gc' helps), and retry");
	faulted(full, "assertion failed", 1, "(none)");
	faulted(killed, "", 137, "the machine ran out of memory while it ran, and the kernel killed programs");
	faulted(killed, "fork: Cannot allocate memory", 1, "the machine ran out of memory while it ran, and the kernel killed programs");
	faulted(killed, "assertion failed", 1, "(none)");
	faulted(moved, "", 1, "the machine's clock was moved forward by 3600 s while it ran");
	faulted(back, "", 1, "the machine's clock was moved back by 5 s while it ran");
}

/* A change with a leak has to hear of it. */
static void its_own_limit_of_memory_is_the_trees_doing(void)
{
	const struct surroundings before = { 1000, 3, 1LL << 30, 1000 }, after = { 1000, 4, 1LL << 30, 1000 };
	const struct surroundings_gate gate = { "Killed\nout of memory: more than 200 MiB", 137, true, true };
	_autofree_ char *fault = surroundings_fault(&before, &after, &gate);

	CHECK_STR(fault ? fault : "(none)", "(none)");
}

static char *port_fault(int port, bool has_walls)
{
	const struct surroundings same = { 1000, 3, 1LL << 30, 1000 };
	_autofree_ char *words = mem_printf("starting\nError: listen EADDRINUSE: address already in use 127.0.0.1:%d\n", port);

	return surroundings_fault(&same, &same, &(struct surroundings_gate){ words, 1, has_walls, false });
}

static void a_port_is_taken_only_where_somebody_has_it(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port;
	socklen_t len = sizeof address;
	_autofree_ char *taken = 0, *walled = 0, *left = 0, *want = 0;

	CHECK(fd >= 0 && !bind(fd, (struct sockaddr *)&address, sizeof address) && !listen(fd, 1));
	CHECK(!getsockname(fd, (struct sockaddr *)&address, &len));
	port = ntohs(address.sin_port);
	want = mem_printf("port %d is taken by a program that is not the gate's", port);
	taken = port_fault(port, false);
	CHECK_STR(taken ? taken : "(none)", want);
	/* In a network of its own nobody else has ports. */
	walled = port_fault(port, true);
	CHECK(!walled);
	close(fd);
	left = port_fault(port, false);
	CHECK(!left);
}

static void a_machine_that_is_well_is_seen_as_such(void)
{
	struct surroundings seen = surroundings_look(scratch);

	CHECK(seen.clock_ms > 0 && seen.disk_bytes > 0 && seen.disk_names != 0 && seen.memory_kills >= 0);
}

int main(void)
{
	scratch_make();
	all_files_that_match_are_counted_together();
	a_green_exit_needs_a_report_of_this_run();
	a_red_gate_has_the_cause_that_its_report_or_its_words_give();
	a_report_counts_once_however_many_names_it_has();
	what_could_not_be_read_stands_among_the_failures();
	what_is_no_file_of_the_tree_is_not_read();
	what_failed_before_has_passed_where_it_is_named_as_passed();
	of_the_lines_that_a_change_adds_it_is_known_which_were_run();
	a_search_says_what_ended_it_and_goes_no_deeper_than_it_must();
	what_a_gate_prints_may_be_its_report();
	what_the_machine_did_needs_the_machines_word_and_the_programs();
	its_own_limit_of_memory_is_the_trees_doing();
	a_port_is_taken_only_where_somebody_has_it();
	a_machine_that_is_well_is_seen_as_such();
	scratch_remove();
	return tap_done();
}
