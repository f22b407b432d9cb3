/* chart.c - see chart.h. */
#include "api/chart.h"

#include "base/buf.h"
#include "base/mem.h"

#include <math.h>
#include <string.h>

enum { CHART_BYTES = 1 << 20, WIDTH = 720, HEIGHT = 360, TICKS = 5 };
enum { LEFT = 60, RIGHT = 660, TOP = 60, BOTTOM = 300 };

/* Of middling lightness: they stand out from white and from black. */
static const char *const colours[CHART_LINES] = { "#2f81c7", "#d9772b" };
static const char grey[] = "#808080";

static void add_escaped(struct buf *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '<': buf_add_text(out, "&lt;"); break;
		case '>': buf_add_text(out, "&gt;"); break;
		case '&': buf_add_text(out, "&amp;"); break;
		case '"': buf_add_text(out, "&quot;"); break;
		default: buf_add(out, text, 1); break;
		}
	}
}

struct label {
	double x, y;
	const char *anchor, *colour;
};

static void add_label(struct buf *out, struct label at, const char *text)
{
	buf_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">", at.x, at.y,
		   at.anchor, at.colour);
	add_escaped(out, text);
	buf_add_text(out, "</text>\n");
}

static void add_number(struct buf *out, struct label at, double number)
{
	_autofree_ char *text = mem_printf("%.4g", number);

	add_label(out, at, text);
}

/* The next of 1, 2 and 5 times a power of ten: the top of a scale. */
static double round_up(double most)
{
	double unit = most > 0 ? pow(10, floor(log10(most))) : 1;

	for (double times = 1; times <= 5; times += times < 2 ? 1 : times < 5 ? 3 : 5)
		if (times * unit >= most)
			return times * unit;
	return 10 * unit;
}

static double scale_of(const struct chart *chart, int line)
{
	double most = 0;

	for (size_t i = 0; i < chart->count; i++)
		most = fmax(most, chart->lines[line].y[i]);
	return round_up(most);
}

static double x_at(const struct chart *chart, double x)
{
	double from = chart->x[0], to = chart->x[chart->count - 1];

	return to > from ? LEFT + (x - from) / (to - from) * (RIGHT - LEFT) : (LEFT + RIGHT) / 2.0;
}

static double y_at(double y, double scale)
{
	return BOTTOM - y / scale * (BOTTOM - TOP);
}

static void add_grid(struct buf *out, const double *scales)
{
	for (int i = 0; i <= TICKS; i++) {
		double y = BOTTOM - (BOTTOM - TOP) * (double)i / TICKS;

		buf_printf(out,
			   "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\" "
			   "stroke-opacity=\"0.3\"/>\n",
			   LEFT, y, RIGHT, y, grey);
		add_number(out, (struct label){ LEFT - 8, y + 4, "end", colours[0] },
			   scales[0] * i / TICKS);
		add_number(out, (struct label){ RIGHT + 8, y + 4, "start", colours[1] },
			   scales[1] * i / TICKS);
	}
}

static void add_axis(struct buf *out, const struct chart *chart)
{
	size_t step = (chart->count + 9) / 10;

	for (size_t i = 0; i < chart->count; i += step)
		add_number(out, (struct label){ x_at(chart, chart->x[i]), BOTTOM + 20, "middle", grey },
			   chart->x[i]);
	add_label(out, (struct label){ (LEFT + RIGHT) / 2.0, HEIGHT - 16, "middle", grey },
		  chart->x_name);
	buf_printf(out,
		   "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" "
		   "stroke-dasharray=\"4 4\"/>\n",
		   x_at(chart, chart->mark), TOP, x_at(chart, chart->mark), BOTTOM, grey);
}

static void add_curve(struct buf *out, const struct chart *chart, int line, double scale)
{
	buf_printf(out, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"",
		   colours[line]);
	for (size_t i = 0; i < chart->count; i++)
		buf_printf(out, "%s%.1f,%.1f", i ? " " : "", x_at(chart, chart->x[i]),
			   y_at(chart->lines[line].y[i], scale));
	buf_add_text(out, "\"/>\n");
	for (size_t i = 0; i < chart->count; i++)
		buf_printf(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n",
			   x_at(chart, chart->x[i]), y_at(chart->lines[line].y[i], scale),
			   colours[line]);
}

char *chart_svg(const struct chart *chart)
{
	double scales[CHART_LINES] = { scale_of(chart, 0), scale_of(chart, 1) };
	struct buf out = BUF_INIT(CHART_BYTES);

	buf_printf(&out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		   "font-family=\"sans-serif\" font-size=\"12\">\n<title>",
		   WIDTH, HEIGHT);
	add_escaped(&out, chart->title);
	buf_add_text(&out, "</title>\n");
	add_label(&out, (struct label){ WIDTH / 2.0, 22, "middle", grey }, chart->title);
	add_label(&out, (struct label){ LEFT, 44, "start", colours[0] }, chart->lines[0].name);
	add_label(&out, (struct label){ RIGHT, 44, "end", colours[1] }, chart->lines[1].name);
	add_grid(&out, scales);
	add_axis(&out, chart);
	for (int line = 0; line < CHART_LINES; line++)
		add_curve(&out, chart, line, scales[line]);
	buf_add_text(&out, "</svg>\n");
	return buf_take(&out);
}
