/* cli_draw.c - which verb is drawn how; see cli_draw.h. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "mcp/texts.h"
#include "sys/clock.h"

#include <string.h>

static void draw_text(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_block(paper, INK_plain, 0, json_text_or(out, "text", ""), 0);
}

static void draw_version(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	paper_print(paper, INK_plain, "leadhand %s", json_text_or(out, "version", ""));
	paper_end_line(paper);
}

static void draw_block(struct paper *paper, char *text)
{
	paper_block(paper, INK_plain, 0, text, 0);
	free(text);
}

/* The answer alone is what a script wants; that there is none is more to say. */
static void draw_words(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	draw_block(paper, json_bool(out, "left") ? text_of_ask(out) : mem_dup(json_text_or(out, "answer", "")));
}

static void draw_thanks(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	if (json_text(out, "thanks"))
		draw_block(paper, mem_dup(json_text(out, "thanks")));
}

static void draw_decisions(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	draw_block(paper, text_of_decisions(out));
}

static void draw_skill(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	draw_block(paper, text_of_skill(out));
}

static void draw_delegate(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	draw_block(paper, text_of_delegate(out));
}

/* The path alone: it is for the command line of an editor. */
static void draw_open(const struct call *call, const json_t *out, struct paper *paper)
{
	const char *path = json_text(out, "path");

	(void)call;
	if (path)
		paper_block(paper, INK_plain, 0, path, 0);
	else
		paper_block(paper, INK_plain, 0, json_bool(out, "closed") ? "Closed." : "It was not open.", 0);
}

/* Who holds what. */
static void draw_reserve(const struct call *call, const json_t *out, struct paper *paper)
{
	const json_t *claims = json_object_get(out, "reservations"), *claim;
	long long now_ms = clock_now_ms();
	size_t i;

	(void)call;
	json_array_foreach(claims, i, claim) {
		_autofree_ char *left = text_age(json_number(claim, "until_ms") - now_ms);

		paper_print(paper, json_bool(claim, "own") ? INK_green : INK_plain, "session %lld%s  %s  %s",
			    json_number(claim, "session"), json_bool(claim, "own") ? " (yours)" : "", left,
			    json_text_or(claim, "pattern", ""));
		paper_end_line(paper);
	}
}

static void draw_nothing(const struct call *call, const json_t *out, struct paper *paper)
{
	(void)call;
	(void)out;
	(void)paper;
}

static const struct {
	const char *verb;
	cli_draw *draw;
} draws[] = {
	{ "init", draw_init },
	{ "doctor", draw_doctor },
	{ "add", draw_add },
	{ "lint", draw_lint },
	{ "up", draw_up },
	{ "down", draw_down },
	{ "status", draw_status },
	{ "inbox", draw_inbox },
	{ "next", draw_card },
	{ "show", draw_card },
	{ "answer", draw_answer },
	{ "approve", draw_approve },
	{ "reject", draw_reject },
	{ "pause", draw_task_word },
	{ "resume", draw_task_word },
	{ "cancel", draw_task_word },
	{ "retry", draw_task_word },
	{ "checkpoints", draw_checkpoints },
	{ "flaky", draw_flaky },
	{ "restore", draw_restore },
	{ "salvage", draw_salvage },
	{ "log", draw_log },
	{ "attach", draw_attach },
	{ "open", draw_open },
	{ "wait", draw_wait },
	{ "ledger", draw_ledger },
	{ "verify", draw_verify },
	{ "fsck", draw_fsck },
	{ "sim", draw_sim },
	{ "gc", draw_gc },
	{ "stats", draw_stats },
	{ "crew", draw_crew },
	{ "help", draw_text },
	{ "version", draw_version },
	{ "ask", draw_words },
	{ "report", draw_thanks },
	{ "reserve", draw_reserve },
	{ "decisions", draw_decisions },
	{ "skill", draw_skill },
	{ "delegate", draw_delegate },
};

cli_draw *cli_draw_of(const char *verb)
{
	for (size_t i = 0; i < sizeof draws / sizeof *draws; i++)
		if (!strcmp(draws[i].verb, verb))
			return draws[i].draw;
	return draw_nothing;
}
