/* spread.c - see spread.h. */
#include "sim/spread.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

#define MS_MOST (3650.0 * 86400000)
#define SIGMA_MOST 5
#define SHOWN_BYTES 40

static const struct unit {
	char letter;
	double ms;
} units[] = {{'d', 86400000}, {'h', 3600000}, {'m', 60000}, {'s', 1000}};

static const char *const kinds[] = {
#define X(name) #name,
	SPREAD_KINDS(X)
#undef X
		0};

static int refuse(const char *text, const char *why, struct err *err)
{
	_autofree_ char *shown = text_clean(text, strlen(text), SHOWN_BYTES);

	return err_set(err, ERR_USAGE,
		       "'%s' %s: write 5m, exp:30m (mean) or lognorm:30m,0.8 (median, sigma)",
		       shown, why);
}

/* Digits, and a part after a point: no sign, no exponent, nothing that a locale changes. */
static bool read_number(const char **at, double *number)
{
	const char *begin = *at;
	double step = 1;

	for (*number = 0; **at >= '0' && **at <= '9'; ++*at)
		*number = 10 * *number + (**at - '0');
	if (*at == begin || *at - begin > 12)
		return false;
	if (**at != '.')
		return true;
	for (begin = ++*at; **at >= '0' && **at <= '9'; ++*at)
		*number += (step /= 10) * (**at - '0');
	return *at > begin && *at - begin <= 12;
}

bool spread_number(const char *text, double *number)
{
	return read_number(&text, number) && !*text;
}

static const struct unit *find_unit(char letter)
{
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (units[i].letter == letter)
			return &units[i];
	return 0;
}

/* A time that stands alone is always the same. */
static bool read_kind(const char **at, enum spread_kind *kind)
{
	if (**at >= '0' && **at <= '9') {
		*kind = SPREAD_const;
		return true;
	}
	for (int i = 0; kinds[i]; i++) {
		size_t len = strlen(kinds[i]);

		if (text_starts(*at, kinds[i]) && (*at)[len] == ':') {
			*kind = (enum spread_kind)i;
			*at += len + 1;
			return true;
		}
	}
	return false;
}

int spread_parse(const char *text, struct spread *out, struct err *err)
{
	struct spread made = {0};
	const struct unit *unit;
	const char *at = text;

	if (!read_kind(&at, &made.kind))
		return refuse(text, "names no distribution", err);
	if (!read_number(&at, &made.ms))
		return refuse(text, "has no time where one should be", err);
	unit = find_unit(*at);
	if (unit)
		made.ms *= unit->ms;
	else if (*at || made.ms > 0)
		return refuse(text, "has a time without a unit (s, m, h or d)", err);
	at += unit != 0;
	if (made.ms > MS_MOST)
		return refuse(text, "is longer than ten years", err);
	if (made.kind == SPREAD_lognorm &&
	    (*at++ != ',' || !read_number(&at, &made.sigma) || made.sigma > SIGMA_MOST))
		return refuse(text, "has no sigma from 0 to 5 after a comma", err);
	if (*at)
		return refuse(text, "goes on where it should end", err);
	if (made.ms < 1 && made.kind != SPREAD_const)
		return refuse(text, "has no length", err);
	*out = made;
	return 0;
}

double spread_draw(const struct spread *spread, struct dice *dice)
{
	switch (spread->kind) {
	case SPREAD_exp: return spread->ms * dice_exponential(dice);
	case SPREAD_lognorm: return spread->ms * exp(spread->sigma * dice_normal(dice));
	case SPREAD_const: break;
	}
	return spread->ms;
}

double spread_mean(const struct spread *spread)
{
	return spread->ms * exp(spread->sigma * spread->sigma / 2);
}

struct spread spread_fit(double mean_ms, double deviation_ms)
{
	double ratio = mean_ms > 0 ? deviation_ms / mean_ms : 0;

	if (ratio <= 0)
		return (struct spread){SPREAD_const, mean_ms, 0};
	return (struct spread){SPREAD_lognorm, mean_ms / sqrt(1 + ratio * ratio),
			       sqrt(log(1 + ratio * ratio))};
}

/* In the greatest unit that is whole; of a log-normal, which is seldom a round one, near
 * enough. */
static char *time_text(double ms, bool is_rough)
{
	long long whole = llround(ms);
	size_t at = 0;

	if (is_rough && ms >= 60000 && whole % 60000)
		return mem_printf("%.1fm", ms / 60000);
	while (at < 3 && (!whole || whole % (long long)units[at].ms))
		at++;
	return mem_printf("%.10g%c", (double)whole / units[at].ms, units[at].letter);
}

char *spread_text(const struct spread *spread)
{
	bool is_rough = spread->kind == SPREAD_lognorm;
	_autofree_ char *time = time_text(spread->ms, is_rough);

	if (is_rough)
		return mem_printf("%s:%s,%.2f", kinds[spread->kind], time, spread->sigma);
	return mem_printf("%s:%s", kinds[spread->kind], time);
}
