/* What stands in a file is read with its places, and what is not taken is refused at its place.
 */
#include "base/mem.h"
#include "base/text.h"
#include "spec/yaml.h"
#include "tap.h"

static void refused(const char *text, size_t len, const char *want)
{
	_cleanup_(yaml_value_release)
	struct yaml_value root = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};
	_autofree_ char *got = 0;

	CHECK(!yaml_value_parse(text, len, 1, &root, &findings));
	got = findings_errors(&findings, "f");
	CHECK(text_starts(got, want));
	if (!text_starts(got, want))
		printf("# got '%s', want '%s'\n", got, want);
	CHECK(lines_count(got) == 1);
}

static void values_know_where_they_stand(void)
{
	static const char text[] =
		"# first\na: 1\nlist:\n  - \"x y\"\n  - {k: v}\n\xc3\xa4: [z]\r\nb:\n";
	_cleanup_(yaml_value_release)
	struct yaml_value root = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};
	const struct yaml_value *list, *last;

	CHECK(yaml_value_parse(text, strlen(text), 11, &root, &findings));
	CHECK_INT(root.shape, yaml_shape_map);
	CHECK_INT(root.count, 4);
	CHECK_STR(yaml_value_find(&root, "a")->text, "1");
	CHECK_INT(yaml_value_find(&root, "a")->line, 12);
	CHECK_INT(yaml_value_find(&root, "a")->column, 4);
	CHECK_INT(yaml_value_find(&root, "a")->key_column, 1);
	list = yaml_value_find(&root, "list");
	CHECK_INT(list->count, 2);
	CHECK_STR(list->items[0].text, "x y");
	CHECK(!list->items[0].is_plain);
	CHECK_INT(list->items[1].shape, yaml_shape_map);
	CHECK_STR(yaml_value_find(&list->items[1], "k")->text, "v");
	last = yaml_value_find(&root, "\xc3\xa4");
	CHECK_INT(last->items[0].line, 16);
	CHECK_INT(last->items[0].column, 5);
	CHECK(yaml_value_is_null(yaml_value_find(&root, "b")));
	CHECK(!yaml_value_find(&root, "c"));
	CHECK_INT(findings.count, 0);
}

static void nothing_is_an_empty_map(void)
{
	static const char *const empty[] = {"", "\n", "# only words\n", "\xef\xbb\xbf", "~"};

	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
		_cleanup_(yaml_value_release)
		struct yaml_value root = {0};
		_cleanup_(findings_release)
		struct findings findings = {0};

		CHECK(yaml_value_parse(empty[i], strlen(empty[i]), 1, &root, &findings));
		CHECK_INT(root.shape, yaml_shape_map);
		CHECK_INT(root.count, 0);
	}
}

static void what_yaml_can_do_beyond_that_is_refused(void)
{
	static const char *const bad[][2] = {
		{"a: &x 1\n", "f:1:4: yaml: anchors are not taken"},
		{"a: *x\n", "f:1:4: yaml: aliases are not taken"},
		{"a: [**/x]\n", "f:1:6: yaml: did not find"},
		{"a: !!str 1\n", "f:1:4: yaml: tags are not taken"},
		{"- ! grep x y\n",
		 "f:1:3: yaml: tags are not taken: a value that begins with '!' needs"},
		{"a: &x {b: c}\n", "f:1:4: yaml: anchors and tags are not taken"},
		{"a: !t [b]\n", "f:1:4: yaml: anchors and tags are not taken"},
		{"a: 1\nb: 2\na: 3\n",
		 "f:3:1: yaml: 'a' stands here twice: it is in line 1 too"},
		{"%YAML 1.1\n---\na: 1\n", "f:1:1: yaml: directives are not taken"},
		{"a: 1\n---\nb: 2\n", "f:2:1: yaml: a second document begins"},
		{"? [a]\n: b\n", "f:1:3: yaml: a key has to be a word"},
		{"a: [[[[[[[[[1]]]]]]]]]\n", "f:1:11: yaml: nested deeper than 8 levels"},
		{"a: b: c\n", "f:1:5: yaml: mapping values are not allowed"},
		{"a: [b\n", "f:2:1: yaml: did not find expected ',' or ']'"},
		{"\ta: b\n", "f:1:1: yaml: found character that cannot start any token"},
		{"a: \"x\n", "f:2:1: yaml: "},
		{"a: \"x\\0y\"\n", "f:1:4: yaml: the text holds a NUL"},
		{"a: \"\xc2\x85 b\"\n",
		 "f:1:5: yaml: holds a line break that editors do not show"},
		{"# x\xe2\x80\xa8run: evil\n", "f:1:4: yaml: holds a line break"},
		{"a: b\rc: d\n", "f:1:5: yaml: holds a line break"},
		{"a: b\nc: \xff\n", "f:2:1: yaml: not UTF-8"},
		{"a: b\nc: x\x01\n", "f:2:1: yaml: control characters are not allowed"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		refused(bad[i][0], strlen(bad[i][0]), bad[i][1]);
	refused("a: b\nc\0: d\n", 11, "f:2:1: yaml: holds a NUL");
}

static void sizes_have_limits(void)
{
	_autofree_ char *large = mem_new(YAML_LIMIT_BYTES + 2, 1);
	_autofree_ char *many = mem_new(1, 1);
	struct yaml_value root = {0};
	_cleanup_(findings_release)
	struct findings findings = {0};

	memset(large, '#', YAML_LIMIT_BYTES + 1);
	refused(large, YAML_LIMIT_BYTES + 1, "f:1:1: yaml: larger than 64 KiB");
	CHECK(yaml_value_parse(large, YAML_LIMIT_BYTES, 1, &root, &findings));
	yaml_value_release(&root);
	for (int i = 0; i < 1001; i++)
		mem_replace(&many, mem_printf("%s- a\n", many));
	refused(many, strlen(many), "f:1001:3: yaml: more than 1000 entries");
}

static void a_quoted_text_reads_as_itself(void)
{
	static const char *const texts[] = {
		"make test",	"",	"true",	  "a: b", "- x",   "#x",
		"\"q\" \\ 'p'", "a\nb", "\ttab",  "! x",  "*.c",   "x #y",
		"null",		"{a}",	"[a, b]", "a, b", "ende ", "\xc3\xa4"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		_autofree_ char *quoted = yaml_quote(texts[i]);
		_autofree_ char *text = mem_printf("{k: %s, l: [%s]}", quoted, quoted);
		_cleanup_(yaml_value_release)
		struct yaml_value root = {0};
		_cleanup_(findings_release)
		struct findings findings = {0};

		CHECK(yaml_value_parse(text, strlen(text), 1, &root, &findings));
		CHECK_STR(yaml_value_find(&root, "k")->text, texts[i]);
		CHECK_STR(yaml_value_find(&root, "l")->items[0].text, texts[i]);
		CHECK(!yaml_value_is_null(yaml_value_find(&root, "k")));
	}
}

int main(void)
{
	values_know_where_they_stand();
	nothing_is_an_empty_map();
	what_yaml_can_do_beyond_that_is_refused();
	sizes_have_limits();
	a_quoted_text_reads_as_itself();
	return tap_done();
}
