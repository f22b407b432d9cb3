/* cli_flaky.c - tests that are red and green on one tree. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

static char *rate_text(const json_t *line)
{
	if (!json_number(line, "runs"))
		return mem_dup("");
	return mem_printf("%.2g %% (%.2g to %.2g)", 100 * json_real_value(json_object_get(line, "rate")),
			  100 * json_real_value(json_object_get(line, "rate_low")),
			  100 * json_real_value(json_object_get(line, "rate_high")));
}

static char *quarantine_text(const json_t *line)
{
	long long until_ms = json_number(line, "quarantined_until_ms");
	const char *owner = json_text_or(line, "owner", "");
	_autofree_ char *until = until_ms ? clock_text(until_ms) : 0;

	if (!until)
		return mem_dup("");
	return mem_printf("%s %s%s%s", json_bool(line, "expired") ? "quarantine was over at" : "in quarantine until", until,
			  *owner ? ", " : "", owner);
}

static void add_row(struct sheet *sheet, const json_t *line)
{
	_autofree_ char *count = mem_printf("%lld of %lld", json_number(line, "failures"), json_number(line, "runs"));
	_autofree_ char *rate = rate_text(line), *quarantine = quarantine_text(line);
	_autofree_ char *seen = json_number(line, "last_seen_ms") ? clock_text(json_number(line, "last_seen_ms")) : mem_dup("");

	sheet_cell(sheet, INK_bold, json_text_or(line, "test", ""));
	sheet_cell(sheet, INK_plain, count);
	sheet_cell(sheet, INK_plain, rate);
	sheet_cell(sheet, INK_dim, seen);
	sheet_cell(sheet, json_bool(line, "expired") ? INK_red : INK_yellow, quarantine);
}

static void draw_gate(const json_t *line, struct paper *paper)
{
	if (!json_number(line, "doubts"))
		return;
	paper_print(paper, INK_dim, "A red '%s' is run again at most %lld time%s; so far %lld of %lld came out green.",
		    json_text_or(line, "gate", ""), json_number(line, "reruns"), text_plural(json_number(line, "reruns")),
		    json_number(line, "flakes"), json_number(line, "doubts"));
	paper_end_line(paper);
}

static void draw_word(const json_t *out, struct paper *paper)
{
	long long until_ms = json_number(out, "until_ms");
	_autofree_ char *until = until_ms ? clock_text(until_ms) : 0;

	if (until)
		paper_print(paper, INK_plain, "'%s' is in quarantine until %s; %s mends it.", json_text_or(out, "test", ""), until,
			    json_text_or(out, "owner", "somebody"));
	else
		paper_print(paper, INK_plain, "'%s' counts again.", json_text_or(out, "test", ""));
	paper_end_line(paper);
	if (json_text(out, "warning")) {
		paper_print(paper, INK_yellow, "Beware: %s.", json_text(out, "warning"));
		paper_end_line(paper);
	}
}

void draw_flaky(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *tests = json_object_get(out, "tests"), *line;
	struct sheet sheet = { .columns = 5 };
	size_t i;

	(void)call;
	if (!tests) {
		draw_word(out, paper);
		return;
	}
	json_array_foreach(tests, i, line)
		add_row(&sheet, line);
	sheet_print(&sheet, paper, 0);
	if (!json_array_size(tests)) {
		paper_put(paper, INK_plain, "No test was red and green on one tree.");
		paper_end_line(paper);
	}
	json_array_foreach(json_object_get(out, "gates"), i, line)
		draw_gate(line, paper);
}
