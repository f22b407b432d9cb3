/* junit.c - see formats.h. What each dialect does differently stands where it is met. */
#include "report/formats.h"
#include "report/junit_text.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <expat.h>
#include <string.h>

enum { DEPTH_MOST = 100, SAID_BYTES = 8 << 10, SUITES_BYTES = 2 << 10 };

struct suite {
	size_t name_begins;   /* in the names of all that are open */
	long long said, seen; /* failures: by its own attributes; in all, when it began */
};

struct junit {
	XML_Parser parser;
	struct gather *gather;
	struct buf names; /* of the suites that are open: node's are nested */
	struct suite suites[DEPTH_MOST];
	int suite_count, depth;
	int case_depth; /* 0: in no test */
	bool is_over;	/* the parser was told to stop, and still has a word or two */
	struct buf class, name, file, said, printed;
	struct buf *heard; /* where characters go now; NULL: nowhere */
	enum test_outcome outcome;
	long long duration_ms;
};

static const char *local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static const char *attribute(const char **list, const char *name)
{
	for (; *list; list += 2)
		if (text_same(list[0], name))
			return list[1];
	return "";
}

static long long number_of(const char **list, const char *name)
{
	long long number = 0;

	return text_to_number(attribute(list, name), &number) ? number : 0;
}

static void put(struct buf *buf, const char *text)
{
	buf_clear(buf);
	buf_add_text(buf, text);
}

/* Surefire writes "1,234.5". */
static long long time_of(const char **list)
{
	const char *text = attribute(list, "time");
	char plain[32], *end;
	size_t len = 0;
	double seconds;

	for (; *text && len < sizeof plain - 1; text++)
		if (*text != ',')
			plain[len++] = *text;
	plain[len] = 0;
	seconds = strtod(plain, &end);
	return len && !*end ? gather_ms(seconds) : -1;
}

static long long failures_seen(const struct gather *gather)
{
	return gather->counts[TEST_failed] + gather->counts[TEST_error];
}

static void suite_begins(struct junit *junit, const char **list)
{
	struct suite *suite = &junit->suites[junit->suite_count++];
	const char *name = attribute(list, "name");

	suite->name_begins = junit->names.len;
	suite->said = number_of(list, "failures") + number_of(list, "errors");
	suite->seen = failures_seen(junit->gather);
	if (*name)
		buf_printf(&junit->names, "%s%s", junit->names.len ? " > " : "", name);
}

/* jest-junit counts a file that could not be run as an error, and shows no test of it. */
static void suite_ends(struct junit *junit)
{
	struct suite *suite = &junit->suites[--junit->suite_count];
	long long seen = failures_seen(junit->gather) - suite->seen;
	_autofree_ char *text = mem_printf("it counts %lld failures and errors, and shows %lld", suite->said, seen);

	if (suite->said > seen)
		gather_add(junit->gather, &(struct gather_test){ .name = buf_text(&junit->names), .text = text,
			   .outcome = TEST_error, .duration_ms = -1 });
	if (junit->names.data) {
		junit->names.len = suite->name_begins;
		junit->names.data[junit->names.len] = 0;
	}
}

static void case_begins(struct junit *junit, const char **list)
{
	junit->case_depth = junit->depth;
	junit->outcome = TEST_passed;
	junit->duration_ms = time_of(list);
	put(&junit->class, attribute(list, "classname"));
	put(&junit->name, attribute(list, "name"));
	put(&junit->file, attribute(list, "file"));
	buf_clear(&junit->said);
	buf_clear(&junit->printed);
	/* ctest has tests that it did not run; as a rule with a `skipped` of their own. */
	if (text_same(attribute(list, "status"), "notrun") || text_same(attribute(list, "status"), "disabled"))
		junit->outcome = TEST_skipped;
}

static void case_ends(struct junit *junit)
{
	/* node says "test" of all, and nests its suites. */
	bool is_nested = !junit->class.len || text_same(buf_text(&junit->class), "test");

	/* ctest says only "Failed"; the reasons are in what was printed. */
	if (junit->said.len < 40 && junit->printed.len && junit->outcome != TEST_skipped)
		buf_printf(&junit->said, "%s%s", junit->said.len ? "\n" : "", buf_text(&junit->printed));
	gather_add(junit->gather, &(struct gather_test){
		.suite = buf_text(is_nested ? &junit->names : &junit->class), .name = buf_text(&junit->name),
		.text = buf_text(&junit->said), .file = buf_text(&junit->file),
		.outcome = junit->outcome, .duration_ms = junit->duration_ms });
	junit->case_depth = 0;
	junit->heard = 0;
}

/* The worst of what is said of a test holds; a failure's own words begin with its message. */
static void verdict_begins(struct junit *junit, const char **list, enum test_outcome outcome)
{
	bool is_worse = junit->outcome == TEST_passed || junit->outcome == TEST_skipped;
	const char *message = attribute(list, "message");

	if (outcome == TEST_skipped ? junit->outcome == TEST_passed : is_worse)
		junit->outcome = outcome;
	if (junit->said.len)
		buf_add_text(&junit->said, "\n");
	buf_add_text(&junit->said, *message ? message : outcome == TEST_skipped ? "" : attribute(list, "type"));
	if (*message)
		buf_add_text(&junit->said, "\n");
	junit->heard = &junit->said;
}

static void in_case(struct junit *junit, const char *name, const char **list)
{
	if (text_same(name, "failure"))
		verdict_begins(junit, list, TEST_failed);
	else if (text_same(name, "error"))
		verdict_begins(junit, list, TEST_error);
	else if (text_same(name, "skipped"))
		/* ctest skips what it cannot find, and calls that a failure at its end. */
		verdict_begins(junit, list, text_starts(attribute(list, "message"), "Unable to find") ? TEST_error : TEST_skipped);
	else if (text_same(name, "system-out") || text_same(name, "system-err"))
		junit->heard = &junit->printed;
}

static void give_up(struct junit *junit, const char *why)
{
	gather_problem(junit->gather, "%s", why);
	junit->is_over = true;
	XML_StopParser(junit->parser, XML_FALSE);
}

static void XMLCALL element_begins(void *owner, const XML_Char *full, const XML_Char **list)
{
	struct junit *junit = owner;
	const char *name = local_name(full);
	bool is_suite = text_same(name, "testsuite") || text_same(name, "testsuites");

	if (junit->is_over)
		return;
	if (++junit->depth >= DEPTH_MOST) {
		give_up(junit, "its elements are nested too deeply");
	} else if (junit->depth == 1 && !is_suite) {
		give_up(junit, "its root is neither 'testsuites' nor 'testsuite'");
	} else if (junit->case_depth) {
		in_case(junit, name, list);
	} else if (is_suite) {
		suite_begins(junit, list);
	} else if (text_same(name, "testcase")) {
		case_begins(junit, list);
	}
}

static void XMLCALL element_ends(void *owner, const XML_Char *full)
{
	struct junit *junit = owner;
	const char *name = local_name(full);

	if (junit->is_over)
		return;
	if (junit->case_depth == junit->depth)
		case_ends(junit);
	else if (junit->case_depth + 1 == junit->depth)
		junit->heard = 0;
	else if (!junit->case_depth && (text_same(name, "testsuite") || text_same(name, "testsuites")))
		suite_ends(junit);
	junit->depth--;
}

static void XMLCALL characters(void *owner, const XML_Char *text, int len)
{
	struct junit *junit = owner;

	if (junit->heard)
		buf_add(junit->heard, text, (size_t)len);
}

/* What a report never needs, and how one makes its reader work for hours. */
static void XMLCALL entity_declared(void *owner, const XML_Char *name, int is_parameter, const XML_Char *value, int len,
				    const XML_Char *base, const XML_Char *system, const XML_Char *public,
				    const XML_Char *notation)
{
	(void)name, (void)is_parameter, (void)value, (void)len, (void)base, (void)system, (void)public, (void)notation;
	give_up(owner, "it declares entities, and no test runner does");
}

bool junit_is(struct span bytes)
{
	for (size_t i = 0; i < bytes.len && i < 1000; i++)
		if (!strchr(" \t\r\n", bytes.text[i]) || !bytes.text[i])
			return bytes.text[i] == '<';
	return false;
}

static void parse(struct junit *junit, struct span bytes)
{
	size_t len;
	_autofree_ char *mended = junit_mend(bytes, &len);
	enum XML_Error error;

	/* In one piece: fed in many, a long token is read from its start again and again. */
	if (XML_Parse(junit->parser, mended, (int)len, 1) == XML_STATUS_OK)
		return;
	error = XML_GetErrorCode(junit->parser);
	if (error != XML_ERROR_ABORTED)
		gather_problem(junit->gather, "it ends or breaks off in line %llu: %s",
			       (unsigned long long)XML_GetCurrentLineNumber(junit->parser), XML_ErrorString(error));
	/* The test in which it broke off has no verdict. */
	if (junit->case_depth) {
		junit->outcome = TEST_error;
		case_ends(junit);
	}
}

void junit_read(struct span bytes, struct gather *gather)
{
	struct junit *junit = mem_new(1, sizeof *junit);
	struct buf *const names[] = { &junit->class, &junit->name, &junit->file, &junit->said, &junit->printed, &junit->names };

	junit->gather = gather;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		*names[i] = (struct buf)BUF_INIT(SAID_BYTES);
	junit->names.limit = SUITES_BYTES;
	junit->parser = XML_ParserCreate(0);
	if (!junit->parser)
		abort();
	XML_SetUserData(junit->parser, junit);
	XML_SetElementHandler(junit->parser, element_begins, element_ends);
	XML_SetCharacterDataHandler(junit->parser, characters);
	XML_SetEntityDeclHandler(junit->parser, entity_declared);
	parse(junit, bytes);
	XML_ParserFree(junit->parser);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		buf_release(names[i]);
	free(junit);
}
