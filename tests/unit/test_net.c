/* What a session may reach: how hosts are spelled, what the policy says of them, what a request is. */
#include "base/mem.h"
#include "base/text.h"
#include "walls/policy.h"
#include "walls/reply.h"
#include "walls/request.h"
#include "tap.h"

/* A row that fails is printed, or nobody knows which. */
static void check_row(bool holds, const char *row)
{
	CHECK(holds);
	if (!holds)
		printf("# of '%s'\n", row);
}

static void a_host_has_one_spelling(void)
{
	static const char *const rows[][2] = {
		{ "Example.ORG", "example.org" },
		{ "example.org.", "example.org" },
		{ "xn--bcher-kva.example", "xn--bcher-kva.example" },
		{ "a_b.example", "a_b.example" },
		{ "1password.com", "1password.com" },
		{ "127.0.0.1", "127.0.0.1" },
		{ "127.0.0.1.", "127.0.0.1" },
		{ "0x7f.1", "127.0.0.1" },
		{ "0X7F.0.0.1", "127.0.0.1" },
		{ "2130706433", "127.0.0.1" },
		{ "017700000001", "127.0.0.1" },
		{ "0177.0.0.01", "127.0.0.1" },
		{ "127.1", "127.0.0.1" },
		{ "0", "0.0.0.0" },
		{ "[::1]", "::1" },
		{ "[0:0:0:0:0:0:0:1]", "::1" },
		{ "[::ffff:127.0.0.1]", "127.0.0.1" },
		{ "[::FFFF:7f00:1]", "127.0.0.1" },
		{ "[2606:4700::1111]", "2606:4700::1111" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		struct host host;
		bool is_number = strchr("0123456789[", rows[i][0][0]) && rows[i][0][1] != 'p';

		check_row(!host_parse(rows[i][0], strlen(rows[i][0]), &host, &err), rows[i][0]);
		CHECK_STR(host.name, rows[i][1]);
		check_row(host.is_address == is_number, rows[i][0]);
	}
}

static void what_is_no_host_is_refused(void)
{
	static const char *const rows[] = {
		"", ".", "..", ".example.org", "a..b", "example.org..", "a b", "a/b", "user@host", "h%6fst", "host\t",
		"host\n", "\xc3\xbc.example", "1.2.3.4.5", "256.1.1.1", "0x1.0x2.0x3.0x4.0x5", "example.08",
		"example.123", "example.0x7f", "[::1", "::1", "[::1]x", "[fe80::1%eth0]", "[fe80::1%25eth0]", "[127.0.0.1]",
		"[]", "[::ffff:127.1]", "[v1.x]", "99999999999", "a:b",
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		struct host host;

		check_row(host_parse(rows[i], strlen(rows[i]), &host, &err) == ERR_USAGE, rows[i]);
	}
}

static struct address address_of(const char *text)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct host host;

	check_row(!host_parse(text, strlen(text), &host, &err) && host.is_address, text);
	return host.address;
}

static void only_the_public_internet_is_public(void)
{
	static const char *const closed[] = {
		"0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.8.9.1",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1",
		"198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
		"255.255.255.255", "[::]", "[::1]", "[::7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]",
		"[64:ff9b::7f00:1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::808:808]", "[100::1]", "[2001::1]",
		"[2001:db8::1]", "[2002:7f00:1::]", "[3fff::1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]",
		"[ff02::1]", "[4000::1]",
	};
	static const char *const open[] = {
		"1.1.1.1", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0", "126.255.255.255",
		"128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "[2606:4700::1111]", "[2a00:1450::1]",
		"[64:ff9b::808:808]", "[::ffff:8.8.8.8]",
	};

	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
		struct address address = address_of(closed[i]);

		check_row(!address_is_public(&address), closed[i]);
	}
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		struct address address = address_of(open[i]);

		check_row(address_is_public(&address), open[i]);
	}
}

static bool allows(const char *list, const char *what)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct policy *policy;
	struct host host;
	int port;
	bool yes;

	if (policy_new(list, &policy, &err) || host_parse_port(what, strlen(what), &host, &port, &err)) {
		check_row(false, err.text);
		return false;
	}
	yes = policy_allows(policy, &host, port);
	policy_free(policy);
	return yes;
}

static void an_entry_allows_what_it_says_and_no_more(void)
{
	static const char *const rows[][3] = {
		{ "", "example.org:443", "" },
		{ "example.org", "example.org:443", "yes" },
		{ "example.org", "example.org:80", "yes" },
		{ "Example.Org.", "EXAMPLE.org.:443", "yes" },
		{ "example.org", "example.org:8443", "" },
		{ "example.org", "www.example.org:443", "" },
		{ "example.org", "notexample.org:443", "" },
		{ "example.org", "example.org.evil.example:443", "" },
		{ "example.org", "example.orgx:443", "" },
		{ "example.org:8443", "example.org:8443", "yes" },
		{ "example.org:8443", "example.org:443", "" },
		{ "*.example.org", "a.example.org:443", "yes" },
		{ "*.example.org", "a.b.example.org:443", "yes" },
		{ "*.example.org", "example.org:443", "" },
		{ "*.example.org", "aexample.org:443", "" },
		{ "*.example.org:443", "a.example.org:80", "" },
		{ "a.example\nb.example", "b.example:443", "yes" },
		{ "example.org", "93.184.216.34:443", "" },
		{ "93.184.216.34", "93.184.216.34:443", "yes" },
		{ "93.184.216.34", "0x5db8d822:443", "yes" },
		{ "93.184.216.34:8080", "93.184.216.34:443", "" },
		{ "10.0.0.5:8080", "10.0.0.5:8080", "yes" },
		{ "10.0.0.5:8080", "10.0.0.50:8080", "" },
		{ "127.0.0.1:8080", "127.0.0.1:8080", "yes" },
		{ "127.0.0.1:8080", "2130706433:8080", "yes" },
		{ "127.0.0.1:8080", "[::1]:8080", "" },
		{ "127.0.0.1:8080", "127.0.0.2:8080", "" },
		{ "127.0.0.1:8080", "localhost:8080", "" },
		{ "localhost:8080", "localhost:8080", "yes" },
		{ "localhost:8080", "127.0.0.1:8080", "yes" },
		{ "localhost:8080", "[::1]:8080", "yes" },
		{ "localhost:8080", "localhost:8081", "" },
		{ "[2606:4700::1111]:443", "[2606:4700:0::1111]:443", "yes" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_autofree_ char *row = mem_printf("%s for %s", rows[i][0], rows[i][1]);

		check_row(allows(rows[i][0], rows[i][1]) == !text_is_empty(rows[i][2]), row);
	}
}

static void an_allowed_name_leads_only_to_the_internet_or_a_listed_address(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct address lan = address_of("10.0.0.5"), open = address_of("1.1.1.1"), own = address_of("127.0.0.1");
	struct address meta = address_of("169.254.169.254");
	struct policy *policy = 0;

	CHECK_INT(policy_new("example.org\nlocalhost:9000\n10.0.0.5:8080", &policy, &err), 0);
	CHECK(policy_allows_address(policy, &open, false, 443));
	CHECK(!policy_allows_address(policy, &open, true, 443));
	CHECK(!policy_allows_address(policy, &meta, false, 80));
	CHECK(!policy_allows_address(policy, &lan, false, 443));
	CHECK(policy_allows_address(policy, &lan, false, 8080));
	CHECK(policy_allows_address(policy, &lan, true, 8080));
	CHECK(!policy_allows_address(policy, &own, false, 80));
	CHECK(policy_allows_address(policy, &own, false, 9000));
	policy_free(policy);
}

static void a_loopback_port_is_forwarded_once(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct policy *policy = 0;
	const struct forward *forwards;
	size_t n = 0;

	CHECK_INT(policy_new("localhost:8080\n127.0.0.1:8080\nexample.org\n[::1]:9000\nlocalhost", &policy, &err), 0);
	forwards = policy_forwards(policy, &n);
	CHECK_INT(n, 2);
	CHECK_INT(forwards[0].port, 8080);
	CHECK_INT(forwards[0].n, 2);
	CHECK_INT(forwards[1].port, 9000);
	CHECK(forwards[1].list[0].is_v6);
	policy_free(policy);
}

static void a_bad_entry_is_named_with_what_is_wrong(void)
{
	static const char *const rows[][2] = {
		{ "*", "would allow every host" },
		{ "a.*.org", "only in front" },
		{ "*example.org", "only in front" },
		{ "https://example.org", "only its host" },
		{ "example.org/path", "only its host" },
		{ "example.org:0", "port from 1 to 65535" },
		{ "example.org:65536", "port from 1 to 65535" },
		{ "example.org:", "port from 1 to 65535" },
		{ "example.org:https", "port from 1 to 65535" },
		{ "exa mple.org", "no host name" },
		{ "127.0.0.1", "by port: '127.0.0.1:8080'" },
		{ "[::1]", "by port: '[::1]:8080'" },
		{ "*.10.0.0.1", "nothing below an address" },
		{ "300.1.1.1", "no host name" },
		{ "::1", "port from 1" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_(err_release) struct err err = ERR_INIT;
		_autofree_ char *begin = mem_printf("'%s' cannot stand in network.allow: ", rows[i][0]);
		_autofree_ char *list = mem_printf("good.example\n%s", rows[i][0]);
		struct policy *policy = 0;

		check_row(policy_new(list, &policy, &err) == ERR_USAGE, rows[i][0]);
		check_row(err.text && text_starts(err.text, begin) && strstr(err.text, rows[i][1]), err.text);
	}
}

/* "CODE" of a failure, or how the request was understood. */
static char *read_request(const char *head, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(request_release) struct request request = { 0 };
	_autofree_ char *host = 0;

	if (request_parse(head, len, &request, &err))
		return mem_printf("refused: %s", err.text);
	host = host_text(&request.host, request.port);
	return mem_printf("%s %s %lld\n%s", request.is_connect ? "tunnel" : "plain", host, request.body,
			  request.head ? request.head : "");
}

static void a_request_is_told_anew_to_the_far_side(void)
{
	static const char *const rows[][2] = {
		{ "CONNECT Example.org:443 HTTP/1.1\r\nHost: other:1\r\n\r\n", "tunnel example.org:443 -1\n" },
		{ "CONNECT [2606:4700::1111]:443 HTTP/1.0\r\n\r\n", "tunnel [2606:4700::1111]:443 -1\n" },
		{ "GET http://example.org HTTP/1.1\r\n\r\n",
		  "plain example.org:80 0\nGET / HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n" },
		{ "GET http://example.org?q HTTP/1.0\r\n\r\n",
		  "plain example.org:80 0\nGET /?q HTTP/1.0\r\nHost: example.org\r\nConnection: close\r\n\r\n" },
		{ "GET HTTP://Example.org:8080/a?b HTTP/1.1\r\nHost: evil.example\r\nAccept:  */* \r\nX: \r\n\r\n",
		  "plain example.org:8080 0\nGET /a?b HTTP/1.1\r\nHost: example.org:8080\r\nAccept: */*\r\nX: \r\n"
		  "Connection: close\r\n\r\n" },
		{ "POST http://h/ HTTP/1.1\r\nConnection: keep-alive, X-Mine ,Content-Length\r\nx-mine: 1\r\nTE: trailers\r\n"
		  "Proxy-Authorization: Basic x\r\nProxy-Connection: a\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\n"
		  "Content-Length: 12\r\n\r\n",
		  "plain h:80 12\nPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\nConnection: close\r\n\r\n" },
		{ "POST http://h/ HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n",
		  "plain h:80 -1\nPOST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_autofree_ char *got = read_request(rows[i][0], strlen(rows[i][0]));

		CHECK_STR(got, rows[i][1]);
	}
}

static void a_request_with_two_readings_is_refused(void)
{
#define HEAD "POST http://h/ HTTP/1.1\r\n"
#define ROW(head, why) { head, sizeof head - 1, why }
	static const struct {
		const char *head;
		size_t len;
		const char *why;
	} rows[] = {
		ROW(HEAD "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", "more than one Content-Length"),
		ROW(HEAD "Content-Length: 1\r\ncontent-length: 2\r\n\r\n", "more than one Content-Length"),
		ROW(HEAD "Content-Length: 1, 1\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length: +1\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length: -1\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length: 0x1\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length:\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length: 99999999999999999999\r\n\r\n", "no number"),
		ROW(HEAD "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "beside a Transfer-Encoding"),
		ROW(HEAD "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "beside a Transfer-Encoding"),
		ROW(HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n", "not just 'chunked'"),
		ROW(HEAD "Transfer-Encoding: xchunked\r\n\r\n", "not just 'chunked'"),
		ROW(HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "not just 'chunked'"),
		ROW(HEAD "Transfer-Encoding : chunked\r\n\r\n", "not NAME: VALUE"),
		ROW(HEAD "Transfer-Encoding:\x0b" "chunked\r\n\r\n", "control character"),
		ROW("POST http://h/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "not just 'chunked'"),
		ROW(HEAD "X: a\r\n b\r\n\r\n", "folded"),
		ROW(HEAD "X: a\r\n\tb\r\n\r\n", "folded"),
		ROW(HEAD " X: a\r\n\r\n", "folded"),
		ROW(HEAD "X: a\0b\r\n\r\n", "control character"),
		ROW(HEAD "X: a\rb\r\n\r\n", "control character"),
		ROW(HEAD "X: a\r\r\n\r\n", "control character"),
		ROW(HEAD "X: a\nY: b\r\n\r\n", "CR LF"),
		ROW(HEAD "\nX: a\r\n\r\n", "CR LF"),
		ROW(HEAD "X\r\n\r\n", "not NAME: VALUE"),
		ROW(HEAD ": a\r\n\r\n", "not NAME: VALUE"),
		ROW(HEAD "X y: a\r\n\r\n", "not NAME: VALUE"),
		ROW(HEAD "X\0: a\r\n\r\n", "control character"),
		ROW(HEAD "Host: a\r\nHost: b\r\n\r\n", "more than one Host"),
		ROW("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "a whole http:// address"),
		ROW("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "a whole http:// address"),
		ROW("GET https://h/ HTTP/1.1\r\n\r\n", "by CONNECT"),
		ROW("GET ftp://h/ HTTP/1.1\r\n\r\n", "a whole http:// address"),
		ROW("GET http:///x HTTP/1.1\r\n\r\n", "no host name"),
		ROW("GET http://good.example@evil.example/ HTTP/1.1\r\n\r\n", "user name"),
		ROW("GET http://good.example%2f.evil.example/ HTTP/1.1\r\n\r\n", "no host name"),
		ROW("GET http://evil.example\\.good.example/ HTTP/1.1\r\n\r\n", "more than a request may have"),
		ROW("GET http://evil.example#.good.example/ HTTP/1.1\r\n\r\n", "more than a request may have"),
		ROW("GET http://h:80:443/ HTTP/1.1\r\n\r\n", "port from 1"),
		ROW("GET http://h:/ HTTP/1.1\r\n\r\n", "port from 1"),
		ROW("GET http://h/a b HTTP/1.1\r\n\r\n", "neither HTTP/1.1"),
		ROW("GET http://h/\x80 HTTP/1.1\r\n\r\n", "no URI has"),
		ROW("GET http://h/ HTTP/2.0\r\n\r\n", "neither HTTP/1.1"),
		ROW("GET http://h/ HTTP/1.1 \r\n\r\n", "neither HTTP/1.1"),
		ROW("GET http://h/\r\n\r\n", "METHOD TARGET"),
		ROW("GET  http://h/ HTTP/1.1\r\n\r\n", "METHOD TARGET"),
		ROW("G@T http://h/ HTTP/1.1\r\n\r\n", "METHOD TARGET"),
		ROW("\r\nGET http://h/ HTTP/1.1\r\n\r\n", "METHOD TARGET"),
		ROW("CONNECT h HTTP/1.1\r\n\r\n", "wants HOST:PORT"),
		ROW("CONNECT h:443/x HTTP/1.1\r\n\r\n", "more than a request may have"),
		ROW("CONNECT http://h:443 HTTP/1.1\r\n\r\n", "more than a request may have"),
		ROW("CONNECT user@h:443 HTTP/1.1\r\n\r\n", "user name"),
		ROW(HEAD "X: a\r\n", "empty line"),
		ROW(HEAD "\r\nX: a\r\n\r\n", "empty line"),
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_autofree_ char *got = read_request(rows[i].head, rows[i].len);

		check_row(text_starts(got, "refused: ") && strstr(got, rows[i].why), rows[i].head);
		if (!strstr(got, rows[i].why))
			printf("# got %s\n", got);
	}
}

/* An answer that comes in pieces of that many bytes, as the session hears it. */
static char *read_reply(const char *text, size_t piece)
{
	struct buf out = BUF_INIT(1 << 20);
	struct reply reply;
	size_t len = strlen(text);

	reply_init(&reply);
	for (size_t at = 0; at < len; at += piece)
		reply_take(&reply, text + at, len - at < piece ? len - at : piece, &out);
	reply_take(&reply, "", 0, &out);
	reply_release(&reply);
	return buf_take(&out);
}

static void an_answer_is_told_as_the_last_one(void)
{
	static const char *const rows[][2] = {
		{ "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\n x\r\nKeep-Alive: 5\r\nConnections: 1\r\n\r\nbody\r\n\r\nConnection: x",
		  "HTTP/1.1 200 OK\r\nConnections: 1\r\nConnection: close\r\n\r\nbody\r\n\r\nConnection: x" },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.0 404 No\r\n\r\n",
		  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.0 404 No\r\nConnection: close\r\n\r\n" },
		{ "HTTP/1.1 101 Switch\r\n\r\nbytes", "HTTP/1.1 101 Switch\r\nConnection: close\r\n\r\nbytes" },
		{ "no head\r\n\r\nat all", "no head\r\n\r\nat all" },
		{ "\r\n\r\n", "\r\n\r\n" },
		{ "HTTP/1.1 200 OK\r\nhalf", "HTTP/1.1 200 OK\r\nhalf" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t piece = 1; piece < 200; piece += 9) {
			_autofree_ char *got = read_reply(rows[i][0], piece);

			if (strcmp(got, rows[i][1]) != 0 || piece == 1)
				CHECK_STR(got, rows[i][1]);
		}
}

static void a_head_without_an_end_passes(void)
{
	_autofree_ char *text = mem_new(1, 100001), *got = 0;

	memset(text, 'x', 100000);
	memcpy(text, "HTTP/1.1 200 ", 13);
	got = read_reply(text, 70000);
	CHECK(!strcmp(got, text));
}

int main(void)
{
	a_host_has_one_spelling();
	what_is_no_host_is_refused();
	only_the_public_internet_is_public();
	an_entry_allows_what_it_says_and_no_more();
	an_allowed_name_leads_only_to_the_internet_or_a_listed_address();
	a_loopback_port_is_forwarded_once();
	a_bad_entry_is_named_with_what_is_wrong();
	a_request_is_told_anew_to_the_far_side();
	a_request_with_two_readings_is_refused();
	an_answer_is_told_as_the_last_one();
	a_head_without_an_end_passes();
	return tap_done();
}
