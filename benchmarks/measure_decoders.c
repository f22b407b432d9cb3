/*
 * measure_decoders.c - how fast what agents say becomes events: `measure_decoders RECORDINGS ROUNDS`.
 *
 * Every decoder is fed its recordings, whole turns each by an agent of its own as a runner does it, its events taken and its
 * answers thrown away. By turns with that, the peer: jansson, which parses the same lines and does nothing else. Each round
 * is a line of JSON for every decoder. A second is one of the processor's.
 */
#include "agent/acp.h"
#include "agent/claude.h"
#include "agent/codex.h"
#include "base/json.h"
#include "base/text.h"
#include "mcp/protocol.h"
#include "recordings.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LEAST_NS = 200000000 }; /* of the processor, in a round for each side */

struct decoder {
	const char *name;
	const struct agent_kind *kind; /* NULL: our server of the Model Context Protocol */
	struct recordings recordings;
};

struct counts {
	size_t passes, events, turns; /* that end by what was said, not by the end of the program */
	long long ns, peer_ns;
};

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void take(const struct agent_kind *kind, struct agent *agent, struct counts *counts)
{
	struct agent_event event;

	while (kind->next(agent, &event)) {
		counts->events++;
		counts->turns += event.kind == AGENT_ended || event.kind == AGENT_failed;
		if (event.kind == AGENT_asked)
			kind->answer(agent, event.key, "1");
		agent_event_release(&event);
	}
	buf_release(kind->send(agent));
}

static void decode(const struct agent_kind *kind, const struct recording *recording, struct counts *counts)
{
	const struct agent_turn turn = { .run = recording->run, .workspace = "/w", .prompt = "do it", .has_walls = true };
	struct agent *agent = kind->new(&turn);
	struct counts late = { 0 };

	kind->begin(agent);
	buf_release(kind->send(agent));
	for (size_t i = 0; i < recording->count; i++) {
		kind->feed(agent, recording->lines[i].text, recording->lines[i].len);
		take(kind, agent, counts);
	}
	kind->exited(agent, 0, "");
	take(kind, agent, &late);
	counts->events += late.events;
	kind->free(agent);
}

static void serve(const struct recording *recording, struct counts *counts)
{
	struct mcp mcp = { 0 };

	for (size_t i = 0; i < recording->count; i++) {
		_cleanup_(mcp_step_release) struct mcp_step step = { 0 };

		mcp_take(&mcp, recording->lines[i].text, recording->lines[i].len, &step);
		counts->events += step.deed != MCP_nothing;
	}
	counts->turns++;
}

static void pass(const struct decoder *decoder, struct counts *counts)
{
	for (size_t i = 0; i < decoder->recordings.count; i++) {
		if (decoder->kind)
			decode(decoder->kind, &decoder->recordings.items[i], counts);
		else
			serve(&decoder->recordings.items[i], counts);
	}
	counts->passes++;
}

static void peer_pass(const struct recordings *recordings)
{
	for (size_t i = 0; i < recordings->count; i++)
		for (size_t j = 0; j < recordings->items[i].count; j++) {
			const struct recorded_line *line = &recordings->items[i].lines[j];

			json_decref(json_loadb(line->text, line->len, 0, 0));
		}
}

static void tell(const struct decoder *decoder, const struct counts *counts)
{
	const struct recordings *recordings = &decoder->recordings;
	double s = (double)counts->ns / 1e9, peer_s = (double)counts->peer_ns / 1e9, passes = (double)counts->passes;

	printf("{\"name\": \"%s\", \"recordings\": %zu, \"lines\": %zu, \"bytes\": %zu, \"events\": %zu, "
	       "\"mb_per_s\": %.3f, \"peer_mb_per_s\": %.3f, \"events_per_s\": %.0f, \"lines_per_s\": %.0f}\n",
	       decoder->name, recordings->count, recordings->lines, recordings->bytes, counts->events / counts->passes,
	       (double)recordings->bytes * passes / s / 1e6, (double)recordings->bytes * passes / peer_s / 1e6,
	       (double)counts->events / s, (double)recordings->lines * passes / s);
}

static void measure(const struct decoder *decoder)
{
	struct counts counts = { 0 };

	while (counts.ns < LEAST_NS || counts.peer_ns < LEAST_NS) {
		long long began_ns = now_ns(), between_ns;

		pass(decoder, &counts);
		between_ns = now_ns();
		peer_pass(&decoder->recordings);
		counts.peer_ns += now_ns() - between_ns;
		counts.ns += between_ns - began_ns;
	}
	/* A decoder that did not understand its recordings would be a fast one; some of them were cut. */
	if (counts.turns < counts.passes * decoder->recordings.count * 3 / 4) {
		fprintf(stderr, "measure_decoders: the turns of %s do not end\n", decoder->name);
		exit(1);
	}
	tell(decoder, &counts);
}

int main(int argc, char **argv)
{
	struct decoder decoders[] = { { .name = "claude", .kind = &agent_claude }, { .name = "codex", .kind = &agent_codex },
				      { .name = "acp", .kind = &agent_acp }, { .name = "mcp" } };
	_autofree_ char *claude = 0, *acp = 0;
	long long rounds = 0;

	if (argc != 3 || !text_to_number(argv[2], &rounds)) {
		fputs("usage: measure_decoders RECORDINGS ROUNDS\n", stderr);
		return 2;
	}
	claude = mem_printf("%s/claude", argv[1]);
	acp = mem_printf("%s/acp", argv[1]);
	recordings_add(&decoders[0].recordings, claude, "");
	recordings_add(&decoders[1].recordings, argv[1], "codex-recorded-");
	recordings_add_acp(&decoders[2].recordings, acp);
	recordings_add(&decoders[3].recordings, argv[1], "mcp-");
	for (long long round = 0; round < rounds; round++)
		for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++)
			measure(&decoders[i]);
	for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++)
		recordings_release(&decoders[i].recordings);
	return 0;
}
