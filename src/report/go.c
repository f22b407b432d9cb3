/* go.c - see formats.h. A test with subtests is counted by them. */
#include "report/formats.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

enum { OPEN_MOST = 20000, SAID_BYTES = 4 << 10, NAME_MOST = 1000, PARENTS_MOST = 20 };

struct go {
	struct gather *gather;
	json_t *packages; /* owned: of each what is known of it: "said", "bad", and "tests", those that are under way, by name */
	size_t open;	  /* how many of both there are */
};

static json_t *item_in(struct go *go, json_t *list, const char *name)
{
	json_t *found = json_object_get(list, name);

	if (found || !list)
		return found;
	if (go->open >= OPEN_MOST) {
		gather_problem(go->gather, "more than %d tests are under way at once", OPEN_MOST);
		return 0;
	}
	found = json_object();
	json_object_set_new(list, name, found);
	go->open++;
	return found;
}

/* Of a package, or of a test in it; NULL where there are too many. */
static json_t *item(struct go *go, const char *package, const char *test)
{
	json_t *whole = item_in(go, go->packages, package);

	if (!*test || !whole)
		return whole;
	if (!json_object_get(whole, "tests"))
		json_object_set_new(whole, "tests", json_object());
	return item_in(go, json_object_get(whole, "tests"), test);
}

static void forget(struct go *go, json_t *list, const char *name)
{
	if (!json_object_del(list, name))
		go->open--;
}

/* The tool's own marks tell nothing of why. */
static bool is_mark(const char *text)
{
	return text_starts(text, "=== ") || text_starts(text, "--- ") || text_starts(text, "PASS") ||
	       text_starts(text, "FAIL\n");
}

static void said(json_t *item, const char *text)
{
	const char *before = json_text_or(item, "said", "");
	_autofree_ char *both = 0;

	if (!item || is_mark(text) || strlen(before) + strlen(text) > SAID_BYTES)
		return;
	both = mem_printf("%s%s", before, text);
	json_put(item, "said", both);
}

/* Those that hold it are judged by it. */
static void tell_parents(json_t *tests, const char *test, bool is_bad)
{
	_autofree_ char *name = mem_dup(test);
	char *slash;

	for (int i = 0; i < PARENTS_MOST && (slash = strrchr(name, '/')); i++) {
		json_t *parent;

		*slash = 0;
		parent = json_object_get(tests, name);
		if (!parent)
			continue;
		json_object_set_new(parent, "parent", json_true());
		if (is_bad)
			json_object_set_new(parent, "bad", json_true());
	}
}

struct go_test {
	const char *package, *name;
	enum test_outcome outcome;
	const json_t *of, *line; /* what was said of it; its last event */
};

static void add(struct go *go, const struct go_test *test)
{
	const json_t *elapsed = json_object_get(test->line, "Elapsed");

	gather_add(go->gather, &(struct gather_test){ .suite = test->package, .name = test->name,
		   .text = json_text_or(test->of, "said", ""), .outcome = test->outcome,
		   .duration_ms = json_is_number(elapsed) ? gather_ms(json_number_value(elapsed)) : -1 });
}

static void test_ends(struct go *go, const struct go_test *test)
{
	json_t *whole = item(go, test->package, ""), *tests = json_object_get(whole, "tests");
	bool is_bad = test->outcome == TEST_failed;

	/* A parent that fails for a reason of its own is one more test. */
	if (!json_bool(test->of, "parent") || (is_bad && !json_bool(test->of, "bad")))
		add(go, test);
	tell_parents(tests, test->name, is_bad);
	if (whole && is_bad)
		json_object_set_new(whole, "bad", json_true());
	forget(go, tests, test->name);
}

/* Tests that began and did not end went down with their package. */
static bool tests_go_down(struct go *go, const char *package, json_t *whole)
{
	json_t *tests = json_object_get(whole, "tests"), *of;
	size_t count = json_object_size(tests);
	const char *name;

	json_object_foreach(tests, name, of)
		add(go, &(struct go_test){ package, name, TEST_error, of, 0 });
	json_object_clear(tests);
	go->open -= count;
	return count != 0;
}

/* A package that does not build, or ends by itself, has no test that says so. */
static void package_ends(struct go *go, const char *package, const json_t *line)
{
	bool is_bad = text_same(json_text(line, "Action"), "fail");
	const char *failed = json_text(line, "FailedBuild");
	json_t *whole = item(go, package, "");
	bool is_told = tests_go_down(go, package, whole) || json_bool(whole, "bad");

	if (is_bad && !is_told && whole) {
		said(whole, json_text_or(json_object_get(go->packages, failed ? failed : ""), "said", ""));
		add(go, &(struct go_test){ package, failed ? "[build failed]" : "[package failed]", TEST_error, whole, line });
	}
	forget(go, go->packages, package);
}

static void take(struct go *go, const json_t *line)
{
	const char *action = json_text_or(line, "Action", ""), *test = json_text_or(line, "Test", "");
	const char *package = json_text_or(line, "Package", json_text_or(line, "ImportPath", ""));
	bool is_passed = text_same(action, "pass"), is_failed = text_same(action, "fail");
	bool is_end = is_passed || is_failed || text_same(action, "skip");

	if (strlen(package) > NAME_MOST || strlen(test) > NAME_MOST)
		gather_problem(go->gather, "the name of a test is too long");
	else if (text_same(action, "output") || text_same(action, "build-output"))
		said(item(go, package, test), json_text_or(line, "Output", ""));
	else if (is_end && *test)
		test_ends(go, &(struct go_test){ package, test, is_passed ? TEST_passed : is_failed ? TEST_failed : TEST_skipped,
						 item(go, package, test), line });
	else if (is_end)
		package_ends(go, package, line);
	else if (text_same(action, "run") || text_same(action, "start"))
		(void)item(go, package, test);
}

static bool is_event(struct span line)
{
	return span_starts(line, "{\"") && memmem(line.text, line.len, "\"Action\":\"", 10);
}

bool go_is(struct span bytes)
{
	struct span line;

	while (span_line(&bytes, &line))
		if (is_event(line))
			return memmem(line.text, line.len, "\"Package\":", 10) || memmem(line.text, line.len, "\"ImportPath\":", 13);
	return false;
}

/* What is still under way at the end: the report was cut off, or go was. */
static void the_rest(struct go *go)
{
	const char *package;
	json_t *whole;

	json_object_foreach(go->packages, package, whole) {
		tests_go_down(go, package, whole);
		/* What is built goes by another name, and has no end of its own. */
		if (json_object_get(whole, "tests") || !json_object_get(whole, "said"))
			gather_problem(go->gather, "it breaks off: package '%s' did not end", package);
	}
}

void go_read(struct span bytes, struct gather *gather)
{
	struct go go = { gather, json_object(), 0 };
	struct span line;

	while (span_line(&bytes, &line)) {
		_cleanup_(err_release) struct err bad = ERR_INIT;
		_json_ json_t *event = 0;

		if (!is_event(line))
			continue;
		if (json_parse_lax(line.text, line.len, &event, &bad))
			gather_problem(gather, "a line of it cannot be read: %s", bad.text);
		else
			take(&go, event);
	}
	the_rest(&go);
	json_decref(go.packages);
}
