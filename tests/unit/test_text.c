/* Hostile strings come out harmless, and friendly ones come out whole. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "tap.h"

static void cleaned(const char *in, const char *want)
{
	_autofree_ char *out = text_clean(in, strlen(in), 100);

	CHECK_STR(out, want);
}

static void what_an_agent_prints_cannot_act_on_a_terminal(void)
{
	cleaned("plain", "plain");
	cleaned("Größe → 3", "Größe → 3");
	cleaned("\033[31mred\033[0m", "red");
	cleaned("\033]0;title\007after", "after");
	cleaned("\033]52;c;aGk=\033\\after", "after");
	cleaned("a\rb\bc\ad", "abcd");
	cleaned("two\nlines", "two lines");
	cleaned("\xc3(", "?(");
	cleaned("\xed\xa0\x80", "???");
	cleaned("\xe2\x80\xae" "evil", "evil");
	cleaned("\xc2\x9b" "31m", "31m");
	cleaned("\033", "");
}

static int parsed(const char *piece, size_t count, const char *end)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	size_t len = strlen(piece);
	_autofree_ char *text = mem_new(count * len + 20, 1);
	_json_ json_t *value = 0;
	char *at = text + sprintf(text, "{\"a\":");

	for (size_t i = 0; i < count; i++, at += len)
		memcpy(at, piece, len);
	strcpy(at, end);
	return json_parse(text, strlen(text), &value, &err);
}

static void a_text_of_millions_of_values_is_not_read_and_one_of_long_strings_is(void)
{
	_autofree_ char *commas = mem_new(3000001, 1);

	CHECK_INT(parsed("1", 1, "}"), 0);
	memset(commas, ',', 3000000);
	memcpy(commas, "\"\\\"", 3);
	_autofree_ char *string = mem_printf("%s\"", commas);

	CHECK_INT(parsed(string, 1, "}"), 0);
	memcpy(commas, "[{},", 4);
	for (size_t i = 1; i + 3 < 3000000; i += 3)
		memcpy(commas + i, "{},", 3);
	commas[3000000 - 3] = 0;
	CHECK_INT(parsed(commas, 1, "0]}"), ERR_CORRUPT);
}

static void a_long_line_is_cut_between_characters(void)
{
	_autofree_ char *out = text_clean("aé", 3, 2);

	CHECK_STR(out, "a...");
}

static void the_tail_begins_at_a_line(void)
{
	_autofree_ char *tail = text_tail("one\ntwo\nthree\n", 14, 8);
	_autofree_ char *single = text_tail("abcdefgh", 8, 3);

	CHECK_STR(tail, "three\n");
	CHECK_STR(single, "fgh");
}

static void times_and_counts_are_read(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	long long n = 0;

	CHECK_INT(text_to_ms("10m", &n, &err), 0);
	CHECK_INT(n, 600000);
	CHECK_INT(text_to_ms("90s", &n, &err), 0);
	CHECK_INT(n, 90000);
	CHECK_INT(text_to_ms("0", &n, &err), 0);
	CHECK_INT(n, 0);
	CHECK_INT(text_to_count("2M", &n, &err), 0);
	CHECK_INT(n, 2000000);
	CHECK_INT(text_to_ms("10x", &n, &err), ERR_USAGE);
	CHECK_INT(text_to_ms("", &n, &err), ERR_USAGE);
	CHECK_INT(text_to_ms("99999999999999999999s", &n, &err), ERR_USAGE);
	CHECK_INT(text_to_ms("9999999999999d", &n, &err), ERR_USAGE);
	CHECK(!text_to_number("-1", &n));
	CHECK(text_to_number("12", &n) && n == 12);
}

static void a_time_says_its_unit(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	long long n = 7;

	CHECK_INT(text_to_ms("10", &n, &err), ERR_USAGE);
	CHECK_INT(n, 7);
	CHECK_STR(err.text, "'10' is a time without a unit: write 10s, 10m, 10h or 10d");
}

static void names_are_plain(void)
{
	_autofree_ char *slug = text_slug("Search: ranks EXACT matches, first!");
	_autofree_ char *nothing = text_slug("★");

	CHECK(text_is_name("fix-1.2_a"));
	CHECK(!text_is_name("../x"));
	CHECK(!text_is_name(".hidden"));
	CHECK(!text_is_name("-rf"));
	CHECK(!text_is_name("a b"));
	CHECK(!text_is_name(""));
	CHECK_STR(slug, "search-ranks-exact-matches-first");
	CHECK_STR(nothing, "task");
}

static void a_typing_error_is_recognised(void)
{
	static const char *const names[] = { "workspace", "gates", "target", 0 };

	CHECK_STR(text_nearest("gate", names), "gates");
	CHECK_STR(text_nearest("wrokspace", names), "workspace");
	CHECK(!text_nearest("notify", names));
}

static void a_list_is_lines(void)
{
	char *list = 0;
	struct lines walk;
	size_t n = 0;

	lines_add(&list, "a");
	lines_add(&list, "bb");
	CHECK(lines_has(list, "bb"));
	CHECK(!lines_has(list, "b"));
	CHECK_INT(lines_count(list), 2);
	LINES_EACH(walk, list)
		n += strlen(walk.line);
	CHECK_INT(n, 3);
	free(list);
}

static void of_a_list_some_are_shown_and_the_others_counted(void)
{
	static const struct {
		const char *list, *shown;
	} cases[] = { { 0, "" }, { "a", "a" }, { "a\nb", "a, b" }, { "a\nb\nc\nd", "a, b and 2 more" },
		      { "\303\244\303\244\303\244\303\244\nb", "\303\244\303\244..., b" } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		_autofree_ char *shown = lines_some(cases[i].list, 2, 5);

		CHECK_STR(shown, cases[i].shown);
	}
}

int main(void)
{
	what_an_agent_prints_cannot_act_on_a_terminal();
	a_text_of_millions_of_values_is_not_read_and_one_of_long_strings_is();
	a_long_line_is_cut_between_characters();
	the_tail_begins_at_a_line();
	times_and_counts_are_read();
	a_time_says_its_unit();
	names_are_plain();
	a_typing_error_is_recognised();
	a_list_is_lines();
	of_a_list_some_are_shown_and_the_others_counted();
	return tap_done();
}
