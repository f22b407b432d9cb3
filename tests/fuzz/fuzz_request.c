/*
 * Whatever is said to the proxy: a head that it takes is told to the far side as one request that says the same
 * when it is read again, and a host has one spelling. An answer is told the same however it comes. The input is
 * a head or an answer; its first line is also an entry of network.allow.
 */
#include "base/mem.h"
#include "base/text.h"
#include "walls/policy.h"
#include "walls/reply.h"
#include "walls/request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check_host(const struct host *host, int port)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = host_text(host, port);
	struct host again;
	int again_port;

	must(!host_parse_port(text, strlen(text), &again, &again_port, &err));
	must(again_port == port && !strcmp(again.name, host->name) && again.is_address == host->is_address);
	must(!host->is_address || address_same(&again.address, &host->address));
	must(text_is_utf8(text, strlen(text)) && !strpbrk(text, " \t\r\n/@\\#?%"));
}

/* The far side's head in absolute form is a request again, and the same one. */
static void check_head(const struct request *request)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(request_release) struct request again = { 0 };
	_autofree_ char *host = host_text(&request->host, request->port), *whole = 0;
	const char *target = strchr(request->head, ' ') + 1;

	must(strlen(request->head) == request->head_len);
	must(request_head_len(request->head, request->head_len) == request->head_len);
	must(*target == '/');
	whole = mem_printf("%.*shttp://%s%s", (int)(target - request->head), request->head, host, target);
	must(!request_parse(whole, strlen(whole), &again, &err));
	must(again.body == request->body && again.port == request->port);
	must(!strcmp(again.head, request->head));
}

static void check_request(const char *head, size_t len)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_cleanup_(request_release) struct request request = { 0 };
	size_t whole = request_head_len(head, len);

	must(whole <= len);
	if (request_parse(head, whole ? whole : len, &request, &err))
		return;
	must(whole);
	check_host(&request.host, request.port);
	must((request.head == 0) == request.is_connect);
	if (request.head)
		check_head(&request);
}

/* An entry that is one name allows that name, and never an address of the house. */
static void check_entry(const char *entry)
{
	static const struct address metadata = { .bytes = { 169, 254, 169, 254 } };
	_cleanup_(err_release) struct err err = ERR_INIT;
	struct policy *policy;
	struct host host;
	int port;

	if (policy_new(entry, &policy, &err))
		return;
	if (*entry && !text_starts(entry, "*.")) {
		must(!host_parse_port(entry, strlen(entry), &host, &port, &err));
		must(policy_allows(policy, &host, port ? port : 443));
		if (!host.is_address)
			must(!policy_allows_address(policy, &metadata, false, port ? port : 443));
	}
	policy_free(policy);
}

static char *read_reply(const char *data, size_t len, size_t piece)
{
	struct buf out = BUF_INIT(1 << 20);
	struct reply reply;

	reply_init(&reply);
	for (size_t at = 0; at < len; at += piece)
		reply_take(&reply, data + at, len - at < piece ? len - at : piece, &out);
	reply_take(&reply, "", 0, &out);
	must(out.len <= len + strlen("Connection: close\r\n") && !out.is_cut);
	reply_release(&reply);
	return buf_take(&out);
}

static void check_reply(const char *data, size_t len)
{
	_autofree_ char *whole = read_reply(data, len, len + 1), *bits = read_reply(data, len, 1 + len / 7);

	must(!strcmp(whole, bits));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	_autofree_ char *text = mem_dup_part((const char *)data, len);

	check_request((const char *)data, len < REQUEST_HEAD_MAX ? len : REQUEST_HEAD_MAX);
	check_reply((const char *)data, len < REQUEST_HEAD_MAX ? len : REQUEST_HEAD_MAX - 1);
	text[strcspn(text, "\r\n")] = 0;
	check_entry(text);
	return 0;
}
