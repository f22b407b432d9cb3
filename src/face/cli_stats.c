/* cli_stats.c - where the time went, as tables. */
#include "face/cli_draw.h"

#include "api/row.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "sys/clock.h"

#include <string.h>

enum { BAR = 20, EIGHTHS = 8, LEAD_LEAST_MS = 10 * 60000 };

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* ", 2.5 each that landed", or nothing where none did; the caller's. */
static char *each_text(const json_t *object, const char *key)
{
	if (!json_is_number(json_object_get(object, key)))
		return mem_dup("");
	return mem_printf(", %.1f for each that landed", real_of(object, key));
}

static void draw_landed(const json_t *out, struct paper *paper)
{
	const json_t *landed = json_object_get(out, "landed");
	long long count = json_number(landed, "count"), tasks = json_number(out, "tasks");
	_autofree_ char *since = clock_text(json_number(out, "from_ms"));
	_autofree_ char *median = duration_text(json_number(landed, "median_ms"));
	_autofree_ char *p90 = duration_text(json_number(landed, "p90_ms"));

	paper_print(paper, INK_bold, "%lld task%s, %lld landed", tasks, text_plural(tasks),
		    count);
	paper_print(paper, INK_plain, " since %.16s: %.1f a day", since,
		    real_of(landed, "per_day"));
	/* Of less an hour cannot be told. */
	if (json_number(json_object_get(out, "lead"), "busy_ms") >= LEAD_LEAST_MS)
		paper_print(paper, INK_plain, ", %.1f for each hour of yours",
			    real_of(landed, "per_lead_hour"));
	paper_put(paper, INK_plain, ".");
	paper_end_line(paper);
	if (!count)
		return;
	paper_print(paper, INK_plain, "From the call to the landing: %s (median), %s (90 %%).",
		    median, p90);
	paper_end_line(paper);
}

/* Whose turn it is meanwhile. */
static const char *part_text(const json_t *part)
{
	static const struct {
		const char *what, *text;
	} texts[] = {
		{ "running", "an agent works" },
		{ "gating", "gates judge" },
		{ "asking", "asks you" },
		{ "review", "lies before you" },
		{ "approved", "in the queue" },
		{ "landing", "merged, gates judge" },
		{ "failed", "failed, until you retried" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!json_bool(part, "waiting") &&
		    text_same(texts[i].what, json_text(part, "what")))
			return texts[i].text;
	return json_text_or(part, "what", "");
}

static enum ink part_ink(const json_t *part)
{
	return json_bool(part, "waiting") ? INK_yellow
					  : ink_of_state(json_text_or(part, "what", ""));
}

static void add_part(struct sheet *sheet, const json_t *part)
{
	double share = real_of(part, "share");
	_autofree_ char *what = mem_printf("%s%s", json_bool(part, "waiting") ? "waits: " : "",
					   part_text(part));
	_autofree_ char *percent = mem_printf("%.0f %%", 100 * share);
	_autofree_ char *total = duration_text(json_number(part, "total_ms"));
	_autofree_ char *count = mem_printf("%lld", json_number(part, "count"));
	_autofree_ char *median = duration_text(json_number(part, "median_ms"));
	_autofree_ char *p90 = duration_text(json_number(part, "p90_ms"));
	_cleanup_(buf_release)
	struct buf bar = BUF_INIT(BAR * 4);

	for (int i = 0; i < (int)(share * BAR + 0.5) && i < BAR; i++)
		buf_add_text(&bar, "\u2588");
	sheet_cell(sheet, INK_plain, what);
	sheet_cell(sheet, INK_plain, percent);
	sheet_cell(sheet, INK_plain, total);
	sheet_cell(sheet, INK_dim, count);
	sheet_cell(sheet, INK_plain, median);
	sheet_cell(sheet, INK_plain, p90);
	sheet_cell(sheet, part_ink(part), buf_text(&bar));
}

static void draw_time(const json_t *parts, struct paper *paper)
{
	static const char *const heads[] = {
		"WHERE THE TIME WENT", "SHARE", "IN ALL", "TIMES", "MEDIAN", "90 %", ""
	};
	struct sheet sheet = { .columns = 7 };
	const json_t *part;
	size_t i;

	for (i = 0; i < sheet.columns; i++)
		sheet_cell(&sheet, INK_dim, heads[i]);
	json_array_foreach(parts, i, part)
		add_part(&sheet, part);
	sheet_print(&sheet, paper, 0);
}

static void fact(struct sheet *sheet, const char *what, const char *text)
{
	sheet_cell(sheet, INK_dim, what);
	sheet_cell(sheet, INK_plain, text);
}

static char *review_text(const json_t *review)
{
	long long seen = json_number(review, "count"),
		  approved = json_number(review, "approved"),
		  rejected = json_number(review, "rejected");
	_autofree_ char *median = duration_text(json_number(review, "median_ms"));
	_autofree_ char *p90 = duration_text(json_number(review, "p90_ms"));

	if (!seen)
		return mem_printf("%lld approved, %lld sent back", approved, rejected);
	return mem_printf(
		"%s (median), %s (90 %%) from the first look; %lld approved, %lld sent back",
		median, p90, approved, rejected);
}

static char *lead_text(const json_t *lead)
{
	_autofree_ char *busy = duration_text(json_number(lead, "busy_ms"));

	if (!json_is_number(json_object_get(lead, "utilisation")))
		return mem_printf("%s of looking", busy);
	return mem_printf("%s of looking: %.0f %% of the time in which work was under way",
			  busy, 100 * real_of(lead, "utilisation"));
}

static char *interruptions_text(const json_t *interruptions)
{
	_autofree_ char *each = each_text(interruptions, "per_landed");

	return mem_printf(
		"%lld%s: %lld question%s, %lld review%s, %lld failure%s; %lld switch%s",
		json_number(interruptions, "count"), each,
		json_number(interruptions, "questions"),
		text_plural(json_number(interruptions, "questions")),
		json_number(interruptions, "reviews"),
		text_plural(json_number(interruptions, "reviews")),
		json_number(interruptions, "failures"),
		text_plural(json_number(interruptions, "failures")),
		json_number(interruptions, "switches"),
		json_number(interruptions, "switches") == 1 ? "" : "es");
}

/* "rejected 2, gate_red 1"; the caller's. */
static char *list_text(const json_t *lines, const char *key)
{
	char *text = mem_dup("");
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
		mem_replace(&text, mem_printf("%s%s%s %lld", text, i ? ", " : "",
					      json_text_or(line, key, ""),
					      json_number(line, "count")));
	return text;
}

static char *rework_text(const json_t *rework)
{
	_autofree_ char *each = each_text(rework, "turns_per_landed");
	_autofree_ char *whys = list_text(json_object_get(rework, "whys"), "why");

	return mem_printf("%lld turn%s%s; %lld came again%s%s", json_number(rework, "turns"),
			  text_plural(json_number(rework, "turns")), each,
			  json_number(rework, "again"), *whys ? ": " : "", whys);
}

static char *cost_text(const json_t *cost)
{
	_autofree_ char *each = json_is_number(json_object_get(cost, "usd_per_landed"))
					? mem_printf(", $%.2f for each that landed",
						     real_of(cost, "usd_per_landed"))
					: mem_dup("");

	return mem_printf("$%.2f%s; %lld tokens", real_of(cost, "usd"), each,
			  json_number(cost, "tokens"));
}

static char *failures_text(const json_t *failures)
{
	char *text = mem_dup("");
	const json_t *line;
	size_t i;

	json_array_foreach(failures, i, line)
		mem_replace(&text, mem_printf("%s%s%s %lld (%.0f %%)", text, i ? ", " : "",
					      json_text_or(line, "class", ""),
					      json_number(line, "count"),
					      100 * real_of(line, "share")));
	return text;
}

static void draw_facts(const json_t *out, struct paper *paper)
{
	const json_t *questions = json_object_get(out, "questions");
	long long before = json_number(questions, "answered_before");
	_autofree_ char *review = review_text(json_object_get(out, "review"));
	_autofree_ char *lead = lead_text(json_object_get(out, "lead"));
	_autofree_ char *stops = interruptions_text(json_object_get(out, "interruptions"));
	_autofree_ char *asked = mem_printf("%lld asked, %lld of them had been answered before",
					    json_number(questions, "asked"), before);
	_autofree_ char *rework = rework_text(json_object_get(out, "rework"));
	_autofree_ char *cost = cost_text(json_object_get(out, "cost"));
	_autofree_ char *failures = failures_text(json_object_get(out, "failures"));
	struct sheet sheet = { .columns = 2 };

	fact(&sheet, "A REVIEW", review);
	fact(&sheet, "YOUR TIME", lead);
	fact(&sheet, "CAME TO YOU", stops);
	if (json_number(questions, "asked"))
		fact(&sheet, "QUESTIONS", asked);
	fact(&sheet, "TURNS", rework);
	fact(&sheet, "COST", cost);
	if (*failures)
		fact(&sheet, "FAILURES", failures);
	sheet_print(&sheet, paper, 0);
}

static void draw_bottleneck(const char *bottleneck, struct paper *paper)
{
	bool is_lead =
		text_same(bottleneck, "review") || text_same(bottleneck, "specification");

	if (text_same(bottleneck, "none"))
		return;
	paper_print(paper, INK_bold, "Work piles up at: %s%s.", bottleneck,
		    is_lead ? " (you)" : "");
	paper_end_line(paper);
}

void draw_stats(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	if (json_object_get(out, "signals")) {
		draw_signal_counts(json_object_get(out, "signals"), paper);
		return;
	}
	if (json_object_get(out, "codes")) {
		draw_failures(out, paper);
		return;
	}
	if (!json_number(out, "tasks")) {
		paper_put(paper, INK_plain,
			  "Nothing yet: figures come with the first task that is set going "
			  "('leadhand up').");
		paper_end_line(paper);
		return;
	}
	draw_landed(out, paper);
	paper_end_line(paper);
	draw_time(json_object_get(out, "time"), paper);
	paper_end_line(paper);
	draw_facts(out, paper);
	draw_bottleneck(json_text_or(out, "bottleneck", "none"), paper);
}
