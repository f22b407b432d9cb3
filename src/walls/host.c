/* host.c - see host.h. */
#include "walls/host.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

struct range {
	uint8_t bytes[16];
	int bits;
};

static const struct range closed_v4[] = {
	{ { 0 }, 8 },		   { { 10 }, 8 },	     { { 100, 64 }, 10 },     { { 127 }, 8 },
	{ { 169, 254 }, 16 },	   { { 172, 16 }, 12 },	     { { 192, 0, 0 }, 24 },   { { 192, 0, 2 }, 24 },
	{ { 192, 88, 99 }, 24 },   { { 192, 168 }, 16 },     { { 198, 18 }, 15 },     { { 198, 51, 100 }, 24 },
	{ { 203, 0, 113 }, 24 },   { { 224 }, 4 },	     { { 240 }, 4 },
};
/* Of what is not 2000::/3 nothing is public; of that all but these: protocols and Teredo, examples, 6to4. */
static const struct range global_v6 = { { 0x20 }, 3 };
static const struct range closed_v6[] = {
	{ { 0x20, 0x01, 0x00 }, 23 },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 },
	{ { 0x20, 0x02 }, 16 },
	{ { 0x3f, 0xff, 0x00 }, 20 },
};
/* 64:ff9b::/96 is a v4 address seen through NAT64, which is all that some networks have. */
static const struct range nat64 = { { 0x00, 0x64, 0xff, 0x9b }, 96 };

static bool is_within(const uint8_t *bytes, const struct range *range)
{
	int whole = range->bits / 8, rest = range->bits % 8;
	uint8_t mask = (uint8_t)(0xff << (8 - rest));

	return !memcmp(bytes, range->bytes, (size_t)whole) &&
	       (!rest || (bytes[whole] & mask) == (range->bytes[whole] & mask));
}

static bool is_within_any(const uint8_t *bytes, const struct range *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_within(bytes, &list[i]))
			return true;
	return false;
}

static bool v4_is_public(const uint8_t *bytes)
{
	return !is_within_any(bytes, closed_v4, sizeof closed_v4 / sizeof *closed_v4);
}

bool address_is_public(const struct address *address)
{
	const uint8_t *bytes = address->bytes;

	if (!address->is_v6)
		return v4_is_public(bytes);
	if (is_within(bytes, &nat64))
		return v4_is_public(bytes + 12);
	return is_within(bytes, &global_v6) &&
	       !is_within_any(bytes, closed_v6, sizeof closed_v6 / sizeof *closed_v6);
}

bool address_is_loopback(const struct address *address)
{
	static const struct range v4 = { { 127 }, 8 };
	static const struct range v6 = { { [15] = 1 }, 128 };

	return address->is_v6 ? is_within(address->bytes, &v6) : is_within(address->bytes, &v4);
}

static void set_address(struct host *host, struct address address)
{
	host->is_address = true;
	host->address = address;
	inet_ntop(address.is_v6 ? AF_INET6 : AF_INET, address.bytes, host->name, sizeof host->name);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A last label of digits, or 0x and such: no name of the public internet, but a number to inet_aton() and with it
 * to every program, so the whole is an address or nothing (as in the URL standard). */
static bool ends_in_number(const char *name)
{
	const char *last = strrchr(name, '.');

	last = last ? last + 1 : name;
	if (last[0] == '0' && last[1] == 'x')
		return strspn(last + 2, "0123456789abcdef") == strlen(last + 2);
	return *last && strspn(last, "0123456789") == strlen(last);
}

/* No empty label, so that a name has one spelling. */
static bool has_empty_label(const char *name)
{
	return *name == '.' || strstr(name, "..") || text_ends(name, ".");
}

/* Lower case into out; false for what no name holds. */
static bool copy_name(const char *text, size_t len, char *out)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

	if (len && text[len - 1] == '.')
		len--;
	if (!len || len > HOST_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] - 'A' + 'a') : text[i];
		if (!out[i] || !strchr(allowed, out[i]))
			return false;
	}
	out[len] = 0;
	return !has_empty_label(out);
}

static int say_bad(const char *text, size_t len, struct err *err)
{
	_autofree_ char *clean = text_clean(text, len, 80);

	return err_set(err, ERR_USAGE, "'%s' is no host name and no address", clean);
}

static int parse_v6(const char *text, size_t len, struct host *out, struct err *err)
{
	char plain[INET6_ADDRSTRLEN] = "";
	uint8_t bytes[16];

	if (len < 3 || text[len - 1] != ']' || len - 2 >= sizeof plain || memchr(text, 0, len))
		return say_bad(text, len, err);
	memcpy(plain, text + 1, len - 2);
	if (inet_pton(AF_INET6, plain, bytes) != 1)
		return say_bad(text, len, err);
	set_address(out, address_v6(bytes));
	return 0;
}

int host_parse(const char *text, size_t len, struct host *out, struct err *err)
{
	struct in_addr number;

	*out = (struct host){ 0 };
	if (len && *text == '[')
		return parse_v6(text, len, out, err);
	if (!copy_name(text, len, out->name))
		return say_bad(text, len, err);
	if (!ends_in_number(out->name))
		return 0;
	if (!inet_aton(out->name, &number))
		return say_bad(text, len, err);
	set_address(out, address_v4((const uint8_t *)&number));
	return 0;
}

/* 1 to 65535, or -1. */
static int read_port(const char *text, size_t len)
{
	int port = 0;

	for (size_t i = 0; i < len; i++)
		if (!is_digit(text[i]) || (port = port * 10 + text[i] - '0') > 65535)
			return -1;
	return port ? port : -1;
}

int host_parse_port(const char *text, size_t len, struct host *out, int *port, struct err *err)
{
	size_t host = len;

	for (size_t i = len; i && text[i - 1] != ']'; i--)
		if (text[i - 1] == ':')
			host = i - 1;
	*port = host < len ? read_port(text + host + 1, len - host - 1) : 0;
	if (*port < 0) {
		_autofree_ char *clean = text_clean(text, len, 80);

		return err_set(err, ERR_USAGE, "'%s' has no port from 1 to 65535 after its ':'", clean);
	}
	return host_parse(text, host, out, err);
}

char *host_text(const struct host *host, int port)
{
	bool is_v6 = host->is_address && host->address.is_v6;

	return mem_printf("%s%s%s:%d", is_v6 ? "[" : "", host->name, is_v6 ? "]" : "", port);
}
