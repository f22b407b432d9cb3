/* junit_text.c - see junit_text.h. */
#include "report/junit_text.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

/* Bytes of the character that begins here, 0 where it is none. */
static size_t character(const char *text, size_t len)
{
	unsigned char first = (unsigned char)*text;
	size_t need = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if (need > len || !text_is_utf8(text, need))
		return 0;
	if (first < 0x20 && first != '\t' && first != '\n' && first != '\r')
		return 0;
	/* U+FFFE and U+FFFF are UTF-8, and no character of XML. */
	if (need == 3 && !memcmp(text, "\xef\xbf", 2) && (unsigned char)text[2] >= 0xbe)
		return 0;
	return need;
}

static bool is_allowed(unsigned long code)
{
	return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xd800) ||
	       (code >= 0xe000 && code < 0xfffe) || (code >= 0x10000 && code < 0x110000);
}

/* The length of a reference such as "&#27;" to what is no character of XML; 0 for all else. */
static size_t bad_reference(const char *text, size_t len)
{
	char digits[12] = "";
	bool is_hex = len > 2 && text[2] == 'x';
	size_t from = is_hex ? 3 : 2, i = from;

	if (len < 4 || text[1] != '#')
		return 0;
	while (i < len && i - from < sizeof digits - 1 && text[i] != ';') {
		if (!memchr("0123456789abcdefABCDEF", text[i], is_hex ? 22 : 10))
			return 0;
		digits[i - from] = text[i];
		i++;
	}
	if (i == from || i >= len || text[i] != ';')
		return 0;
	return is_allowed(strtoul(digits, 0, is_hex ? 16 : 10)) ? 0 : i + 1;
}

/* The length of "[1;31m", which follows an escape; 0 where none does. */
static size_t paint(const char *text, size_t len)
{
	size_t i = 1;

	if (!len || *text != '[')
		return 0;
	/* Only what paints: the other bytes that may stand here begin and end elements. */
	while (i < len && memchr("0123456789;:?", text[i], 13))
		i++;
	return i < len && memchr("mKJHABCDGhl", text[i], 11) ? i + 1 : 0;
}

static bool is_escape(const char *text, size_t len)
{
	return (len == 1 && *text == 27) || (len == 5 && !memcmp(text, "&#27;", 5)) ||
	       (len == 6 && (!memcmp(text, "&#x1b;", 6) || !memcmp(text, "&#x1B;", 6)));
}

char *junit_mend(struct span bytes, size_t *len)
{
	char *made = mem_new(bytes.len + 1, 1);
	size_t step;

	*len = 0;
	for (size_t i = 0; i < bytes.len; i += step) {
		const char *at = bytes.text + i;
		size_t left = bytes.len - i, bad = *at == '&' ? bad_reference(at, left) : 0, good = bad ? 0 : character(at, left);

		step = bad ? bad : good ? good : 1;
		if (good) {
			memcpy(made + *len, at, good);
			*len += good;
		} else if (is_escape(at, step) && paint(at + step, left - step)) {
			step += paint(at + step, left - step);
		} else {
			made[(*len)++] = '?';
		}
	}
	return made;
}
