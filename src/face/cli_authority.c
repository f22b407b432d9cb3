/* cli_authority.c - first on a card: what a change does to those who judge it. */
#include "face/cli_draw.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

enum { OUTPUT_LINES = 15, PATHS_SHOWN = 20 };

static void head(struct paper *paper, const char *words)
{
	paper_end_line(paper);
	paper_put(paper, INK_red, words);
	paper_end_line(paper);
}

static void draw_paths(const json_t *paths, struct paper *paper)
{
	const json_t *path;
	size_t i;

	json_array_foreach(paths, i, path) {
		if (i == PATHS_SHOWN) {
			paper_print(paper, INK_dim, "    and %zu more", json_array_size(paths) - PATHS_SHOWN);
			paper_end_line(paper);
			break;
		}
		paper_print(paper, INK_plain, "  - %s", json_string_value(path));
		paper_end_line(paper);
	}
}

static void draw_verdicts(const json_t *verdicts, struct paper *paper)
{
	struct sheet sheet = { .columns = 3 };
	const json_t *line;
	size_t i;

	json_array_foreach(verdicts, i, line) {
		const char *own = json_text_or(line, "with_change", ""), *base = json_text_or(line, "with_base", "");
		_autofree_ char *with_own = mem_printf("%s with its own copy", result_word(own));
		_autofree_ char *with_base = mem_printf("%s with the base's", result_word(base));

		sheet_cell(&sheet, INK_plain, json_text_or(line, "gate", ""));
		sheet_cell(&sheet, ink_of_state(own), with_own);
		sheet_cell(&sheet, ink_of_state(base), with_base);
	}
	sheet_print(&sheet, paper, 2);
	json_array_foreach(verdicts, i, line)
		if (!text_is_empty(json_text(line, "output"))) {
			paper_print(paper, INK_bold, "  The end of what '%s' printed with the base's copy:",
				    json_text_or(line, "gate", ""));
			paper_end_line(paper);
			paper_block(paper, INK_plain, 4, json_text(line, "output"), OUTPUT_LINES);
		}
}

static void draw_protected(const json_t *protected, struct paper *paper)
{
	if (!json_is_object(protected))
		return;
	head(paper, "It changes what judges it");
	draw_paths(json_object_get(protected, "paths"), paper);
	draw_verdicts(json_object_get(protected, "verdicts"), paper);
}

static void draw_tampering(const json_t *list, struct paper *paper)
{
	const json_t *one;
	size_t i;

	if (!json_array_size(list))
		return;
	head(paper, "What may make tests or checks say less");
	json_array_foreach(list, i, one) {
		paper_print(paper, INK_plain, "  %s:%lld: %s: %s", json_text_or(one, "file", ""), json_number(one, "line"),
			    json_text_or(one, "what", ""), json_text_or(one, "text", ""));
		paper_end_line(paper);
	}
}

static void draw_fewer(const json_t *list, struct paper *paper)
{
	const json_t *one;
	size_t i;

	if (!json_array_size(list))
		return;
	head(paper, "Fewer tests than on the base");
	json_array_foreach(list, i, one) {
		paper_print(paper, INK_plain, "  %s: %lld ran and %lld were skipped; on the base %lld and %lld",
			    json_text_or(one, "gate", ""), json_number(one, "ran"), json_number(one, "skipped"),
			    json_number(one, "ran_on_base"), json_number(one, "skipped_on_base"));
		paper_end_line(paper);
	}
}

static void draw_proof(const json_t *proof, struct paper *paper)
{
	const char *word = json_text_or(proof, "word", ""), *gate = json_text_or(proof, "gate", ""),
		   *cause = json_text(proof, "cause");

	if (text_same(word, "proven")) {
		paper_end_line(paper);
		paper_print(paper, INK_green, "Its tests fail without it (%s)", gate);
		paper_end_line(paper);
		draw_paths(json_object_get(proof, "failing"), paper);
	} else if (text_same(word, "vacuous")) {
		head(paper, "Its tests do not fail without it");
		paper_print(paper, INK_plain, "  On the base with nothing but its tests, '%s' is green:", gate);
		paper_end_line(paper);
		draw_paths(json_object_get(proof, "tests"), paper);
	} else if (text_same(word, "unproven")) {
		head(paper, "Its tests fail without it, but not by an assertion");
		paper_print(paper, INK_plain, "  On the base with nothing but its tests, '%s' is red: %s", gate,
			    cause ? cause : "it came to no end");
		paper_end_line(paper);
		draw_paths(json_object_get(proof, "tests"), paper);
	}
}

void draw_authority(const json_t *card, struct paper *paper)
{
	draw_protected(json_object_get(card, "protected"), paper);
	draw_tampering(json_object_get(card, "tampering"), paper);
	draw_fewer(json_object_get(card, "fewer_tests"), paper);
	draw_proof(json_object_get(card, "proof"), paper);
}
