/* cli_crew.c - how many sessions are worth running, as a table and a curve. */
#include "face/cli_draw.h"

#include "api/prospect.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "chart/chart.h"

#include <string.h>

enum { SHOWN_ALWAYS = 20 };

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

/* "12 s", "5.2 min", "30 min", "1 h 20"; the caller's. */
static char *minutes_text(double minutes)
{
	if (minutes >= 1 && minutes < 10)
		return mem_printf("%.1f min", minutes);
	return text_age((long long)(minutes * 60000 + 0.5));
}

static const char *from_text(const json_t *figure)
{
	const char *from = json_text_or(figure, "from", "");

	return text_same(from, "history")   ? "measured"
	       : text_same(from, "default") ? "taken for granted"
					    : "as you say";
}

/* A mean with the interval of what was measured; the caller's. */
static char *figure_text(const json_t *figure)
{
	_autofree_ char *value = minutes_text(real_of(figure, "minutes"));
	_autofree_ char *low = minutes_text(real_of(figure, "low"));
	_autofree_ char *high = minutes_text(real_of(figure, "high"));

	if (text_same(low, high))
		return mem_printf("%s, %s", value, from_text(figure));
	return mem_printf("%s, %s (with 95 %%: %s to %s)", value, from_text(figure), low, high);
}

static bool is_default(const json_t *out, const char *figure)
{
	return text_same(json_text(json_object_get(out, figure), "from"), "default");
}

static void draw_figures(const json_t *out, struct paper *paper)
{
	_autofree_ char *work = figure_text(json_object_get(out, "work"));
	_autofree_ char *human = figure_text(json_object_get(out, "human"));

	if (is_default(out, "work") || is_default(out, "human")) {
		paper_print(paper, INK_yellow,
			    "Not enough data yet: %lld of at least %lld finished reviews.",
			    json_number(out, "reviews"), json_number(out, "needed"));
		paper_end_line(paper);
	}
	paper_print(paper, INK_plain, "A session works alone for %s.", work);
	paper_end_line(paper);
	paper_print(paper, INK_plain, "Each time you need %s.", human);
	paper_end_line(paper);
}

/* Of all rows, those that show how it goes on. */
static bool is_shown(const json_t *row, long long worth)
{
	static const long long shown[] = { 1, 2, 3, 4, 6, 8, 12, 16, 20, 30, 40, 50 };
	long long sessions = json_number(row, "sessions");

	if (sessions == worth)
		return true;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (shown[i] == sessions)
			return sessions <= SHOWN_ALWAYS || sessions <= 2 * worth;
	return false;
}

static void add_row(struct sheet *sheet, const json_t *row, long long worth)
{
	long long sessions = json_number(row, "sessions");
	_autofree_ char *number = mem_printf("%lld", sessions);
	_autofree_ char *busy = mem_printf("%.0f %%", 100 * real_of(row, "lead_busy"));
	_autofree_ char *reviews = mem_printf("%.1f", real_of(row, "reviews_per_hour"));
	_autofree_ char *landed = mem_printf("%.1f", real_of(row, "landed_per_hour"));
	_autofree_ char *wait = minutes_text(real_of(row, "wait_minutes"));
	enum ink ink = sessions == worth ? INK_green : INK_plain;

	sheet_cell(sheet, ink, number);
	sheet_cell(sheet, ink, busy);
	sheet_cell(sheet, ink, reviews);
	sheet_cell(sheet, ink, landed);
	sheet_cell(sheet, ink, wait);
}

static void draw_table(const json_t *out, struct paper *paper)
{
	long long worth = json_number(json_object_get(out, "recommended"), "sessions");
	struct sheet sheet = { .columns = 5 };
	const json_t *row;
	size_t i;

	sheet_cell(&sheet, INK_dim, "SESSIONS");
	sheet_cell(&sheet, INK_dim, "YOU ARE BUSY");
	sheet_cell(&sheet, INK_dim, "REVIEWS/H");
	sheet_cell(&sheet, INK_dim, "LANDED/H");
	sheet_cell(&sheet, INK_dim, "EACH WAITS");
	json_array_foreach(json_object_get(out, "table"), i, row)
		if (is_shown(row, worth))
			add_row(&sheet, row, worth);
	sheet_print(&sheet, paper, 0);
}

void draw_chart(const struct chart *chart, struct paper *paper)
{
	_autofree_ char *text = chart_text(chart, paper->columns);
	struct lines walk;

	LINES_EACH(walk, text) {
		char *edge = strstr(walk.line, CHART_EDGE);

		if (edge) {
			_autofree_ char *label =
				mem_dup_part(walk.line, (size_t)(edge - walk.line));

			paper_put(paper, INK_dim, label);
			paper_put(paper, INK_cyan, edge);
		} else {
			paper_put(paper, INK_dim, walk.line);
		}
		paper_end_line(paper);
	}
}

static void draw_worth(const json_t *out, struct paper *paper)
{
	const json_t *worth = json_object_get(out, "recommended");
	long long sessions = json_number(worth, "sessions"), low = json_number(worth, "low"),
		  high = json_number(worth, "high");
	double knee = real_of(out, "knee");
	_autofree_ char *from = mem_printf(knee < 100 ? "%.3g" : "%.0f", knee);

	paper_print(paper, INK_bold, "%lld session%s %s worth running", sessions,
		    text_plural(sessions), sessions == 1 ? "is" : "are");
	if (low != high)
		paper_print(paper, INK_bold, " (%lld to %lld)", low, high);
	paper_print(paper, INK_plain, ": %.1f changes an hour land; %s.",
		    real_of(worth, "landed_per_hour"),
		    sessions < CREW_WORTH_MOST ? "one more adds less than 1 %"
					       : "of more nothing is foretold");
	paper_end_line(paper);
	if (knee > 0)
		paper_print(paper, INK_plain,
			    "From %s session%s on (the knee) it is you they wait for.", from,
			    text_same(from, "1") ? "" : "s");
	if (knee > 0)
		paper_end_line(paper);
}

/* "4 % (1 to 7)"; the caller's. */
static char *share_text(const json_t *figure)
{
	return mem_printf("%.2g %% (%.2g to %.2g)", 100 * real_of(figure, "value"),
			  100 * real_of(figure, "low"), 100 * real_of(figure, "high"));
}

/* What the law makes of the highest number of sessions; the caller's. */
static char *peak_text(const json_t *peak)
{
	_autofree_ char *end = 0;

	if (!json_is_object(peak))
		return mem_dup("One more session never lowered what lands.");
	end = json_is_number(json_object_get(peak, "high"))
		      ? mem_printf("%.0f", real_of(peak, "high"))
		      : mem_dup("any number");
	return mem_printf("More than %.0f sessions lower what lands (with 95 %%: %.0f to %s).",
			  real_of(peak, "value"), real_of(peak, "low"), end);
}

static char *law_text(const json_t *law)
{
	_autofree_ char *contention = share_text(json_object_get(law, "contention"));
	_autofree_ char *coordination = share_text(json_object_get(law, "coordination"));
	_autofree_ char *peak = peak_text(json_object_get(law, "peak"));

	if (!json_bool(law, "known"))
		return mem_printf("What more sessions cost each other is not known yet: %s "
				  "(%lld of at least %lld points, one for every %lld changes "
				  "that land).",
				  json_text_or(law, "reason", ""), json_number(law, "points"),
				  json_number(law, "points_needed"),
				  json_number(law, "landed_a_point"));
	return mem_printf(
		"By the history each further session costs %s by contention and %s for "
		"each pair by coordination; that explains %.0f %% of the differences. %s",
		contention, coordination, 100 * real_of(law, "r_squared"), peak);
}

/* How many may run, where that is said, and how to say otherwise. */
static void draw_advice(const json_t *out, struct paper *paper)
{
	long long allowed = json_number(out, "allowed"),
		  configured = json_number(out, "configured");
	long long worth = json_number(json_object_get(out, "recommended"), "sessions");
	_autofree_ char *advice = 0, *otherwise = 0;

	if (!allowed)
		return;
	otherwise = configured && configured != allowed
			    ? mem_printf(" (config.yaml: %lld)", configured)
			    : mem_dup("");
	if (allowed == worth)
		advice = mem_printf("Just as many may run at one time%s.", otherwise);
	else
		advice = mem_printf("%lld may run at one time%s: limits: {sessions: %lld} in "
				    "config.yaml changes that for good, 'leadhand up --sessions "
				    "%lld' until the floor stops.",
				    allowed, otherwise, worth, worth);
	paper_wrap(paper, 0, advice);
}

void draw_crew(const struct call *call, const json_t *out, struct paper *paper)
{
	_autofree_ char *law = 0;
	struct prospect prospect;

	(void)call;
	prospect_draw(out, &prospect);
	draw_figures(out, paper);
	paper_end_line(paper);
	draw_table(out, paper);
	paper_end_line(paper);
	draw_chart(&prospect.chart, paper);
	paper_end_line(paper);
	draw_worth(out, paper);
	draw_advice(out, paper);
	law = law_text(json_object_get(out, "law"));
	paper_wrap(paper, 0, law);
	if (json_text(out, "svg")) {
		paper_print(paper, INK_dim, "The curve is in '%s'.", json_text(out, "svg"));
		paper_end_line(paper);
	}
}
