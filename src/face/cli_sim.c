/* cli_sim.c - what an invented week shows. */
#include "face/cli_draw.h"

#include "api/sweep.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

static double value_of(const json_t *row, const char *figure)
{
	return json_number_value(json_object_get(json_object_get(row, figure), "value"));
}

static double width_of(const json_t *row, const char *figure)
{
	return json_number_value(json_object_get(json_object_get(row, figure), "half_width"));
}

static void put(struct sheet *sheet, enum ink ink, char *text)
{
	_autofree_ char *owned = text;

	sheet_cell(sheet, ink, owned);
}

static void put_heading(struct sheet *sheet)
{
	static const char *const names[] = {"policy",
					    "landed a day",
					    "a lead hour",
					    "lead busy",
					    "wait (median, p90)",
					    "broken off, switched",
					    "rework",
					    "backlog",
					    "cost"};

	sheet->columns = sizeof names / sizeof *names;
	for (size_t i = 0; i < sheet->columns; i++)
		sheet_cell(sheet, INK_dim, names[i]);
}

static void put_row(struct sheet *sheet, const json_t *row, bool is_best)
{
	enum ink ink = is_best ? INK_bold : INK_plain;

	put(sheet, ink, mem_dup(json_text_or(row, "policy", "")));
	put(sheet, ink,
	    mem_printf("%.1f ±%.1f", value_of(row, "per_day"), width_of(row, "per_day")));
	put(sheet, ink, mem_printf("%.1f", value_of(row, "per_lead_hour")));
	put(sheet, ink, mem_printf("%.0f %%", 100 * value_of(row, "utilisation")));
	put(sheet, ink,
	    mem_printf("%.0f min (%.0f, %.0f)", value_of(row, "wait_minutes"),
		       value_of(row, "wait_median_minutes"),
		       value_of(row, "wait_p90_minutes")));
	put(sheet, ink,
	    mem_printf("%.1f, %.1f", value_of(row, "interruptions"),
		       value_of(row, "switches")));
	put(sheet, ink, mem_printf("%.2f", value_of(row, "rework")));
	put(sheet, ink,
	    mem_printf("%.1f (%.0f min)", value_of(row, "backlog"),
		       value_of(row, "backlog_minutes")));
	put(sheet, ink, mem_printf("$%.2f", value_of(row, "cost_usd")));
}

static void draw_rows(const json_t *rows, long long best, struct paper *paper)
{
	struct sheet sheet = {0};
	const json_t *row;
	size_t i;

	if (!json_array_size(rows))
		return;
	put_heading(&sheet);
	json_array_foreach(rows, i, row)
		put_row(&sheet, row, best && json_number(row, "sessions") == best);
	sheet_print(&sheet, paper, 0);
	paper_end_line(paper);
}

static void draw_point(const json_t *row, struct paper *paper)
{
	long long sessions = json_number(row, "sessions"), runs = json_number(row, "runs");

	if (sessions)
		paper_print(paper, INK_bold, "%3lld session%s  ", sessions,
			    text_plural(sessions));
	paper_print(paper, INK_plain,
		    "lead busy %.1f %% ±%.1f  landed %.2f an hour ±%.2f  wait %.2f min ±%.2f",
		    100 * value_of(row, "utilisation"), 100 * width_of(row, "utilisation"),
		    value_of(row, "per_hour"), width_of(row, "per_hour"),
		    value_of(row, "wait_minutes"), width_of(row, "wait_minutes"));
	paper_print(paper, INK_dim, "  %lld run%s", runs, text_plural(runs));
	paper_end_line(paper);
}

static void draw_model(const json_t *out, struct paper *paper)
{
	const json_t *curve = json_object_get(out, "curve"), *row;
	size_t i;

	if (!curve)
		draw_point(out, paper);
	json_array_foreach(curve, i, row) draw_point(row, paper);
}

static void draw_curve(const json_t *out, struct paper *paper)
{
	struct sweep sweep;

	sweep_draw(out, &sweep);
	paper_end_line(paper);
	draw_chart(&sweep.chart, paper);
	paper_end_line(paper);
}

void draw_sim(const struct call *call, const json_t *out, struct paper *paper)
{
	long long best = json_number(out, "best");

	(void)call;
	if (text_same(json_text(out, "model"), "week")) {
		draw_rows(json_object_get(out, "curve"), best, paper);
		draw_rows(json_object_get(out, "policies"), 0, paper);
		paper_print(paper, INK_dim,
			    "Rework, switches and cost are for each change that landed; the "
			    "backlog "
			    "is reviews, on average.");
		paper_end_line(paper);
	} else {
		draw_model(out, paper);
	}
	if (best)
		draw_curve(out, paper);
	if (best) {
		paper_print(paper, INK_bold,
			    "%lld session%s the fewest that %s within 1 %% of the most.", best,
			    best == 1 ? " is" : "s are", best == 1 ? "lands" : "land");
		paper_end_line(paper);
	}
	if (json_text(out, "svg")) {
		paper_print(paper, INK_dim, "The curve is in '%s'.", json_text(out, "svg"));
		paper_end_line(paper);
	}
}
