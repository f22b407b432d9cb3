/* What a chart shows: bars as high as the numbers, within the terminal's width; a document that
 * is one. */
#include "base/mem.h"
#include "base/text.h"
#include "chart/chart.h"
#include "chart/scale.h"
#include "tap.h"

#include <stdbool.h>
#include <stdlib.h>

static const double x[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const double y[] = { 1, 2, 3, 4, 4, 3, 2, 1 }, flat[] = { 2, 2, 2, 2, 2, 2, 2, 2 };

static struct chart hill(void)
{
	return (struct chart){
		.title = "A hill <& a plain>",
		.x_label = "sessions",
		.y_label = "landed an hour",
		.series = { { "hill", x, y, 8 }, { "plain", x, flat, 8 } },
		.series_count = 1,
		.marks = { { 4, "the top" } },
		.mark_count = 1,
	};
}

/* The columns that a line takes: every character here is one wide. */
static int columns_of(const char *line)
{
	int columns = 0;

	for (; *line; line++)
		columns += (*line & 0xc0) != 0x80;
	return columns;
}

static int widest(const char *text)
{
	struct lines walk;
	int most = 0;

	LINES_EACH(walk, text)
		if (columns_of(walk.line) > most)
			most = columns_of(walk.line);
	return most;
}

static void bars_are_as_high_as_the_numbers(void)
{
	struct chart chart = hill();
	_autofree_ char *text = chart_text(&chart, 80);

	CHECK_STR(text, "landed an hour\n"
			"     4 │            ███ ███\n"
			"       │            ███ ███\n"
			"       │        ███ ███ ███ ███\n"
			"       │        ███ ███ ███ ███\n"
			"     2 │    ███ ███ ███ ███ ███ ███\n"
			"       │    ███ ███ ███ ███ ███ ███\n"
			"       │███ ███ ███ ███ ███ ███ ███ ███\n"
			"       │███ ███ ███ ███ ███ ███ ███ ███\n"
			"     0 └────────────────────────────────\n"
			"        1   2   3   4   5   6   7   8 sessions\n"
			"                    ^ the top\n");
}

static void a_chart_is_no_wider_than_its_terminal(void)
{
	double many[300], values[300];
	struct chart chart = hill();

	for (int i = 0; i < 300; i++) {
		many[i] = i + 1;
		values[i] = i;
	}
	chart.series[0] = (struct chart_series){ "many", many, values, 300 };
	chart.marks[0].x = 299;
	for (int columns = 24; columns < 130; columns += 9) {
		_autofree_ char *text = chart_text(&chart, columns);

		CHECK(widest(text) <= columns);
		CHECK_INT((long long)lines_count(text), 12);
	}
}

static void other_curves_are_points_before_the_bars(void)
{
	struct chart chart = hill();
	_autofree_ char *text = 0;

	chart.series_count = 2;
	text = chart_text(&chart, 80);
	CHECK(strstr(text, "█o█") && strstr(text, "   o plain\n"));
}

static void a_scale_is_round_and_holds_everything(void)
{
	static const double highest[] = { 0.003, 0.7, 1, 1.1, 9.17, 12, 47, 99, 101, 123456 };

	for (size_t i = 0; i < sizeof highest / sizeof *highest; i++) {
		struct scale scale = scale_of(highest[i], 5);

		CHECK(scale.most >= highest[i] * 0.999 && scale.most <= highest[i] * 2.01);
		CHECK(scale.most / scale.step < 5.01);
	}
	CHECK(scale_of(0, 5).most == 1 && scale_of(-3, 5).most == 1);
	CHECK(scale_place(&(struct scale){ 4, 1 }, 2) == 0.5);
	CHECK(scale_place(&(struct scale){ 4, 1 }, -2) == 0);
	CHECK(scale_place(&(struct scale){ 4, 1 }, 1e300) == 1);
}

static void nothing_is_drawn_of_nothing(void)
{
	struct chart chart = { .title = "", .x_label = "", .y_label = "" };
	_autofree_ char *text = chart_text(&chart, 80), *svg = chart_svg(&chart);
	double senseless[] = { -1, 1e308, -1e308 };

	CHECK_STR(text, "");
	CHECK(text_ends(svg, "</svg>\n"));
	chart.series[0] = (struct chart_series){ "x", senseless, senseless, 3 };
	chart.series_count = 1;
	mem_replace(&text, chart_text(&chart, 1));
	CHECK(text_is_utf8(text, strlen(text)) && *text);
}

static void a_document_quotes_what_it_is_told(void)
{
	struct chart chart = hill();
	_autofree_ char *svg = 0;

	chart.series_count = 2;
	svg = chart_svg(&chart);
	CHECK(text_starts(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\""));
	CHECK(strstr(svg, "<title>A hill &lt;&amp; a plain&gt;</title>"));
	CHECK(!strstr(svg, "<& a plain>"));
	CHECK(strstr(svg, ">the top</text>") && strstr(svg, ">plain</text>"));
	CHECK(text_ends(svg, "</svg>\n"));
}

int main(void)
{
	bars_are_as_high_as_the_numbers();
	a_chart_is_no_wider_than_its_terminal();
	other_curves_are_points_before_the_bars();
	a_scale_is_round_and_holds_everything();
	nothing_is_drawn_of_nothing();
	a_document_quotes_what_it_is_told();
	return tap_done();
}
