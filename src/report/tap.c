/* tap.c - see formats.h. Subtests are counted in the place of the test that holds them. */
#include "report/formats.h"
#include "report/tap_line.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <string.h>

enum { DEPTH_MOST = 30, SAID_BYTES = 4 << 10, NAME_BYTES = 500, HELD_MOST = 20000 };

/* A test of which more may be said, or of which it is not known yet what holds it. */
struct held {
	char *name;	 /* owned */
	struct buf said; /* owned */
	enum test_outcome outcome;
};

struct tap {
	struct gather *gather;
	struct held *held; /* owned */
	size_t held_count, held_room;
	size_t depth;		       /* of the last test */
	size_t begins[DEPTH_MOST + 1]; /* of each depth, the first that is held there or below */
	bool is_open;		       /* what is said now is said of the last one that is held */
	bool is_after_test;	       /* and a block may begin */
	size_t test_indent, block;     /* of the last test; of the block, 0 where there is none */
	long long planned, seen;       /* of this document, at its top; planned is -1 without a plan */
};

static bool is_bad(enum test_outcome outcome)
{
	return outcome == TEST_failed || outcome == TEST_error;
}

/* Nothing more is said of the first `count`, and nobody holds them. */
static void let_go(struct tap *tap, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct held *held = &tap->held[i];

		gather_add(tap->gather, &(struct gather_test){ .name = held->name, .text = buf_text(&held->said),
			   .outcome = held->outcome, .duration_ms = -1 });
		free(held->name);
		buf_release(&held->said);
	}
	tap->held_count -= count;
	if (count)
		memmove(tap->held, tap->held + count, tap->held_count * sizeof *tap->held);
	for (size_t i = 0; i <= DEPTH_MOST; i++)
		tap->begins[i] -= tap->begins[i] < count ? tap->begins[i] : count;
}

static void hold(struct tap *tap, const struct tap_line *line)
{
	if (tap->held_count == HELD_MOST)
		let_go(tap, HELD_MOST);
	if (tap->held_count == tap->held_room) {
		tap->held_room = tap->held_room ? 2 * tap->held_room : 16;
		tap->held = mem_grow(tap->held, tap->held_room, sizeof *tap->held);
	}
	tap->held[tap->held_count++] = (struct held){ mem_dup(line->name), BUF_INIT(SAID_BYTES), line->outcome };
	tap->is_open = true;
}

/* Those from `from` get the parent's name; what it is excused from, they are. Whether one of them failed. */
static bool adopt(struct tap *tap, size_t from, const struct tap_line *parent)
{
	bool has_bad = false;

	for (size_t i = from; i < tap->held_count; i++) {
		struct held *held = &tap->held[i];
		_autofree_ char *name = mem_printf("%s > %s", parent->name, held->name);

		mem_replace(&held->name, text_clean(name, strlen(name), NAME_BYTES));
		if (parent->outcome == TEST_skipped && is_bad(held->outcome))
			held->outcome = TEST_skipped;
		has_bad |= is_bad(held->outcome);
	}
	return has_bad;
}

/* Where the children of a test at this depth begin; they came before it. */
static size_t children_of(struct tap *tap, size_t depth)
{
	size_t from = depth < tap->depth ? tap->begins[depth + 1] : tap->held_count;

	for (size_t i = tap->depth; i < depth; i++)
		tap->begins[i + 1] = tap->held_count;
	tap->depth = depth;
	return from;
}

static void take_test(struct tap *tap, const struct tap_line *line)
{
	size_t depth = line->indent / 4 < DEPTH_MOST ? line->indent / 4 : DEPTH_MOST;
	size_t from = children_of(tap, depth);
	bool has_children = from < tap->held_count, has_bad = adopt(tap, from, line);

	if (!depth) {
		tap->seen++;
		let_go(tap, from);
	}
	tap->is_open = false;
	/* A parent may fail for a reason of its own, such as a plan that its children did not keep. */
	if (!has_children || (is_bad(line->outcome) && !has_bad))
		hold(tap, line);
	tap->test_indent = line->indent;
	tap->is_after_test = true;
}

static void document_ends(struct tap *tap)
{
	_autofree_ char *text = mem_printf("%lld planned, and %lld came", tap->planned, tap->seen);

	let_go(tap, tap->held_count);
	if (tap->planned >= 0 && tap->planned != tap->seen)
		gather_add(tap->gather, &(struct gather_test){ .name = "the plan of the tests", .text = text,
			   .outcome = TEST_error, .duration_ms = -1 });
	if (tap->planned < 0 && tap->seen)
		gather_problem(tap->gather, "it has no plan: its end may be missing");
	tap->planned = -1;
	tap->seen = 0;
	tap->depth = 0;
	tap->is_open = false;
}

static void take_plan(struct tap *tap, const struct tap_line *line)
{
	if (line->indent)
		return;
	if (tap->planned >= 0)
		document_ends(tap);
	tap->planned = line->number;
}

static void take_bail(struct tap *tap, const struct tap_line *line)
{
	gather_add(tap->gather, &(struct gather_test){ .name = "Bail out!", .text = line->name, .outcome = TEST_error,
		   .duration_ms = -1 });
	/* What was planned does not come any more, and that is said. */
	tap->planned = tap->seen;
}

static void say(struct tap *tap, struct span words)
{
	struct held *last = tap->is_open && tap->held_count ? &tap->held[tap->held_count - 1] : 0;

	if (!last || last->outcome == TEST_passed)
		return;
	buf_add(&last->said, words.text, words.len);
	buf_add_text(&last->said, "\n");
}

/* Whether the line belongs to the block of YAML that explains a test. */
static bool take_block(struct tap *tap, const struct tap_line *line)
{
	if (!tap->block)
		return false;
	if (line->body.len && line->indent < tap->block) {
		tap->block = 0;
		return false;
	}
	if (line->body.len != 3 || !span_starts(line->body, "...")) {
		say(tap, line->body);
		return true;
	}
	tap->block = 0;
	/* Who explains a test in a block has said all of it there. */
	tap->is_open = false;
	return true;
}

/* `prove -v` closes each document with a verdict of its own, which looks like a test without a name. */
static bool is_harness(const struct tap *tap, const struct tap_line *line)
{
	return !line->indent && line->body.len == 2 && tap->planned >= 0 && tap->seen >= tap->planned;
}

static void take_line(struct tap *tap, const struct tap_line *line)
{
	bool is_after_test = tap->is_after_test;

	tap->is_after_test = false;
	switch (line->kind) {
	case TAP_test:
		if (is_harness(tap, line))
			break;
		/* It also prints one document after the other. */
		if (!line->indent && line->number == 1 && tap->seen && tap->planned >= 0)
			document_ends(tap);
		take_test(tap, line);
		break;
	case TAP_plan:
		take_plan(tap, line);
		break;
	case TAP_bail:
		take_bail(tap, line);
		break;
	case TAP_block:
		tap->block = is_after_test && line->indent > tap->test_indent ? line->indent : 0;
		break;
	case TAP_comment:
		say(tap, line->body);
		break;
	case TAP_other:
		break;
	}
}

void tap_read(struct span bytes, struct gather *gather)
{
	struct tap tap = { .gather = gather, .planned = -1 };
	struct span line;

	while (span_line(&bytes, &line)) {
		struct tap_line read = tap_line_of(line);

		if (!take_block(&tap, &read))
			take_line(&tap, &read);
		tap_line_release(&read);
	}
	document_ends(&tap);
	free(tap.held);
}

bool tap_is(struct span bytes)
{
	struct span line;

	while (span_line(&bytes, &line))
		if (tap_line_tells(line))
			return true;
	return false;
}
