/* svg.c - a chart as a document; see chart.h. */
#include "chart/chart.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "chart/scale.h"

#include <string.h>

enum { WIDTH = 720, HEIGHT = 420, LEFT = 64, RIGHT = 24, TOP = 56, BOTTOM = 56 };
enum {
	STEPS_X = 10,
	STEPS_Y = 6,
	MARK_ROW = 16,
	LETTER = 7,
	SVG_BYTES = 1 << 20,
	WORDS_BYTES = 400
};

/* Told apart by who sees few colours, too (Okabe and Ito). */
static const char *const colours[CHART_SERIES] = { "#0072b2", "#d55e00", "#009e73",
						   "#cc79a7", "#e69f00", "#56b4e9" };

/* Above the curves, for the words of the marks. */
#define HEADROOM 1.15

struct canvas {
	const struct chart *chart;
	struct scale x, y;
	struct buf out;
};

static double left_of(const struct canvas *canvas, double value)
{
	return LEFT + scale_place(&canvas->x, value) * (WIDTH - LEFT - RIGHT);
}

static double top_of(const struct canvas *canvas, double value)
{
	return HEIGHT - BOTTOM - scale_place(&canvas->y, value) * (HEIGHT - TOP - BOTTOM);
}

/* Words as XML takes them. */
static void put_words(struct canvas *canvas, const char *words)
{
	_autofree_ char *clean = text_clean(words, strlen(words), WORDS_BYTES);

	for (const char *c = clean; *c; c++)
		switch (*c) {
		case '&': buf_add_text(&canvas->out, "&amp;"); break;
		case '<': buf_add_text(&canvas->out, "&lt;"); break;
		case '>': buf_add_text(&canvas->out, "&gt;"); break;
		default: buf_add(&canvas->out, c, 1);
		}
}

static void put_text(struct canvas *canvas, double x, double y, const char *how,
		     const char *words)
{
	buf_printf(&canvas->out, "<text x=\"%.1f\" y=\"%.1f\"%s>", x, y, how);
	put_words(canvas, words);
	buf_add_text(&canvas->out, "</text>\n");
}

static void put_line(struct canvas *canvas, const double *from, const double *to,
		     const char *how)
{
	buf_printf(&canvas->out, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n",
		   from[0], from[1], to[0], to[1], how);
}

static void put_grid(struct canvas *canvas)
{
	static const char grid[] = "stroke=\"#dddddd\"";
	double right = WIDTH - RIGHT, bottom = HEIGHT - BOTTOM;

	for (double value = 0; value <= canvas->y.most * 1.001; value += canvas->y.step) {
		double at = top_of(canvas, value);
		_autofree_ char *label = scale_text(value);

		put_line(canvas, (double[]){ LEFT, at }, (double[]){ right, at }, grid);
		put_text(canvas, LEFT - 8, at + 4, " text-anchor=\"end\"", label);
	}
	for (double value = 0; value <= canvas->x.most * 1.001; value += canvas->x.step) {
		double at = left_of(canvas, value);
		_autofree_ char *label = scale_text(value);

		put_line(canvas, (double[]){ at, bottom }, (double[]){ at, bottom + 4 },
			 "stroke=\"#444444\"");
		put_text(canvas, at, bottom + 18, " text-anchor=\"middle\"", label);
	}
	put_line(canvas, (double[]){ LEFT, bottom }, (double[]){ right, bottom },
		 "stroke=\"#444444\"");
}

static void put_names(struct canvas *canvas)
{
	put_text(canvas, LEFT, 22, " font-size=\"15\" font-weight=\"bold\"",
		 canvas->chart->title);
	put_text(canvas, LEFT, 42, " fill=\"#555555\"", canvas->chart->y_label);
	put_text(canvas, WIDTH - RIGHT, HEIGHT - 14, " text-anchor=\"end\" fill=\"#555555\"",
		 canvas->chart->x_label);
}

static void put_series(struct canvas *canvas, size_t s)
{
	const struct chart_series *series = &canvas->chart->series[s];
	size_t count = chart_points(series);

	buf_printf(&canvas->out,
		   "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"",
		   colours[s]);
	for (size_t i = 0; i < count; i++)
		buf_printf(&canvas->out, "%s%.1f,%.1f", i ? " " : "",
			   left_of(canvas, series->x[i]), top_of(canvas, series->y[i]));
	buf_add_text(&canvas->out, "\"/>\n");
	for (size_t i = 0; i < count && count <= 60; i++)
		buf_printf(&canvas->out,
			   "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n",
			   left_of(canvas, series->x[i]), top_of(canvas, series->y[i]),
			   colours[s]);
}

/* Below the axis, where no curve can come. */
static void put_legend(struct canvas *canvas)
{
	double at = LEFT;

	for (size_t s = 0; s < canvas->chart->series_count; s++) {
		const char *name = canvas->chart->series[s].name;

		buf_printf(
			&canvas->out,
			"<rect x=\"%.1f\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>\n",
			at, HEIGHT - 20, colours[s]);
		put_text(canvas, at + 20, HEIGHT - 14, "", name);
		at += 40 + LETTER * (double)strlen(name);
	}
}

static void put_mark(struct canvas *canvas, size_t m)
{
	const struct chart_mark *mark = &canvas->chart->marks[m];
	double at = left_of(canvas, mark->x), top = TOP + MARK_ROW * (double)m;
	bool is_right = at > WIDTH * 0.7;

	put_line(canvas, (double[]){ at, top }, (double[]){ at, HEIGHT - BOTTOM },
		 "stroke=\"#888888\" stroke-dasharray=\"4 3\"");
	put_text(canvas, at + (is_right ? -5 : 5), top + 4,
		 is_right ? " text-anchor=\"end\" fill=\"#333333\"" : " fill=\"#333333\"",
		 mark->text);
}

char *chart_svg(const struct chart *chart)
{
	struct canvas canvas = { chart, scale_of(chart_highest_x(chart), STEPS_X),
				 scale_of(chart_highest_y(chart) * HEADROOM, STEPS_Y),
				 BUF_INIT(SVG_BYTES) };

	buf_printf(&canvas.out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		   "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">\n",
		   WIDTH, HEIGHT, WIDTH, HEIGHT);
	buf_add_text(&canvas.out, "<title>");
	put_words(&canvas, chart->title);
	buf_printf(&canvas.out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n",
		   WIDTH, HEIGHT);
	put_grid(&canvas);
	put_names(&canvas);
	for (size_t m = 0; m < chart->mark_count; m++)
		put_mark(&canvas, m);
	for (size_t s = 0; s < chart->series_count; s++)
		put_series(&canvas, s);
	if (chart->series_count > 1)
		put_legend(&canvas);
	buf_add_text(&canvas.out, "</svg>\n");
	return buf_take(&canvas.out);
}
