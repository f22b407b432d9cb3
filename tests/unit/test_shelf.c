/* What a session may look up is read from the lead's tree and from nowhere else, clean and bounded. */
#include "base/text.h"
#include "runner/proposing.h"
#include "runner/shelf.h"
#include "scratch.h"
#include "spec/skill.h"
#include "sys/fs_below.h"

#include <string.h>

static const char *text_at(const json_t *answer, const char *list, size_t i, const char *key)
{
	return json_text_or(json_array_get(json_object_get(answer, list), i), key, "(none)");
}

static long long count_of(const json_t *answer, const char *list)
{
	return (long long)json_array_size(json_object_get(answer, list));
}

static void decisions_are_found_by_their_words_the_newest_first(void)
{
	_autofree_ char *top = at("d");
	_json_ json_t *none = shelf_decisions(top, ""), *all = 0, *some = 0, *nothing = 0;

	CHECK_INT(count_of(none, "decisions"), 0);
	SH("mkdir -p d/.leadhand && cat >d/.leadhand/decisions.md <<'X'\n"
	   "# Decisions\n\n## Which colour?\n\nBlue, because \033[31mof\033[0m the logo.\n\n(2026-01-02, Q1)\n\n"
	   "## Which database?\n\nSQLite\n\n## Tabs or blanks?\n\nTabs.\nEverywhere.\nX");
	all = shelf_decisions(top, "");
	CHECK_INT(json_number(all, "of"), 3);
	CHECK_INT(count_of(all, "decisions"), 3);
	CHECK_STR(text_at(all, "decisions", 0, "question"), "Tabs or blanks?");
	CHECK_STR(text_at(all, "decisions", 0, "answer"), "Tabs.\nEverywhere.");
	CHECK(!strchr(text_at(all, "decisions", 2, "answer"), '\033'));
	some = shelf_decisions(top, "WHICH\nlogo");
	CHECK_INT(count_of(some, "decisions"), 1);
	CHECK_STR(text_at(some, "decisions", 0, "question"), "Which colour?");
	nothing = shelf_decisions(top, "logo\nsqlite");
	CHECK_INT(count_of(nothing, "decisions"), 0);
}

static void skills_are_listed_once_from_their_three_places(void)
{
	_autofree_ char *top = at("s");
	_json_ json_t *none = 0, *list = 0;

	SH("mkdir -p s");
	none = shelf_skills(top);
	CHECK_INT(count_of(none, "skills"), 0);
	SH("mkdir -p s/.leadhand/skills/release s/.claude/skills/release s/.claude/skills/review s/.claude/skills/empty"
	   " 's/.claude/skills/bad name' && printf -- '---\\nname: Release\\ndescription: how we release\\n---\\nDo it.\\n'"
	   " >s/.leadhand/skills/release/SKILL.md && echo other >s/.claude/skills/release/SKILL.md &&"
	   " printf -- '---\\ndescription: >\\n  read it\\n  twice\\n---\\nx\\n' >s/.claude/skills/review/SKILL.md &&"
	   " cp s/.claude/skills/review/SKILL.md 's/.claude/skills/bad name/' && ln -s ../.claude s/.agents");
	list = shelf_skills(top);
	CHECK_INT(count_of(list, "skills"), 2);
	CHECK_STR(text_at(list, "skills", 0, "name"), "release");
	CHECK_STR(text_at(list, "skills", 0, "description"), "how we release");
	CHECK_STR(text_at(list, "skills", 1, "description"), "read it twice");
	CHECK_STR(text_at(list, "skills", 1, "folder"), ".claude/skills/review");
}

static int skill_of(const char *top, const char *name, json_t **answer)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	int code = shelf_skill(top, name, answer, &err);

	CHECK(!code || strstr(err.text, "there are: release, review") != 0);
	return code;
}

static void a_skill_is_its_words_and_the_names_of_its_files(void)
{
	_autofree_ char *top = at("s");
	_json_ json_t *skill = 0;

	SH("mkdir s/.leadhand/skills/release/notes && touch s/.leadhand/skills/release/a.sh");
	CHECK_INT(skill_of(top, "release", &skill), 0);
	CHECK_STR(json_text(skill, "text"), "Do it.\n");
	CHECK_STR(json_text(skill, "folder"), ".leadhand/skills/release");
	CHECK_INT(count_of(skill, "files"), 3);
	CHECK_STR(json_string_value(json_array_get(json_object_get(skill, "files"), 2)), "notes/");
}

static void no_name_and_no_link_leads_out_of_the_tree(void)
{
	static const char *const bad[] = { "../../../s2", "..", "", "a/b", ".", "away", "file", "loop", "none", "fifo" };
	_autofree_ char *top = at("s");

	SH("mkdir -p secret && echo 'my secret' >secret/SKILL.md && ln -s ../../../secret s/.claude/skills/away &&"
	   " mkdir s/.claude/skills/file && ln -s ../../../../secret/SKILL.md s/.claude/skills/file/SKILL.md &&"
	   " ln -s loop s/.claude/skills/loop && mkdir s/.claude/skills/fifo && mkfifo s/.claude/skills/fifo/SKILL.md &&"
	   " rm s/.agents && ln -s ../secret s/.agents && rm -rf s/.leadhand/decisions.md &&"
	   " ln -s ../../secret/SKILL.md s/.leadhand/decisions.md");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_json_ json_t *skill = 0;

		CHECK_INT(skill_of(top, bad[i], &skill), ERR_MISSING);
	}
	SH("printf '## my secret\\nx\\n' >secret/SKILL.md");
	for (int i = 0; i < 2; i++) {
		_json_ json_t *answer = i ? shelf_skills(top) : shelf_decisions(top, "");

		CHECK_INT(count_of(answer, i ? "skills" : "decisions"), i ? 2 : 0);
	}
}

static void a_front_matter_is_taken_as_far_as_it_can_be_understood(void)
{
	static const char *const texts[][4] = {
		{ "---\nname: a\ndescription: \"b: c\"\n---\nbody", "a", "b: c", "body" },
		{ "---\r\nname: 'a'\r\ndescription: |-\r\n  one\r\n  two\r\nx: y\r\n---\r\nbody", "a", "one two", "body" },
		{ "no front matter\nname: a\n", "", "", "no front matter\nname: a\n" },
		{ "---\nname: a\nnever closed", "", "", "---\nname: a\nnever closed" },
		{ "---\n---\n", "", "", "" },
		{ "", "", "", "" },
		{ "---", "", "", "---" },
		{ "---\ndescription: goes on\n  in the next line\n---\n", "", "goes on in the next line", "" },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		_cleanup_(skill_release) struct skill skill = { 0 };

		skill_read(texts[i][0], &skill);
		CHECK_STR(skill.name, texts[i][1]);
		CHECK_STR(skill.description, texts[i][2]);
		CHECK_STR(skill.body, texts[i][3]);
	}
}

static json_t *delegated(const char *text, char **said)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_json_ json_t *word = 0;
	json_t *line = 0;

	CHECK_INT(json_parse(text, strlen(text), &word, &err), 0);
	if (proposing_read(word, "search", &line, &err))
		mem_replace(said, mem_dup(err.text));
	return line;
}

static void a_proposal_is_a_whole_task_or_a_sentence(void)
{
	static const char *const bad[][2] = {
		{ "{}", "a title and a body" },
		{ "{\"title\":\"x\",\"body\":\"y\"}", "no task can be made of that" },
		{ "{\"title\":\"x\",\"body\":\"y\",\"accept\":[1]}", "entry 1 is empty or no text" },
		{ "{\"title\":\"x\",\"body\":\"y\",\"accept\":[\"true\"],\"needs\":[\"../x\"]}", "no task can be made" },
	};
	_autofree_ char *said = 0;
	_json_ json_t *line = delegated("{\"title\":\"Mend the \\u001b[31m parser\",\"body\":\"It breaks.\",\"accept\":[\"make test\"]}", &said);

	CHECK_STR(json_text(line, "name"), "mend-the-parser");
	CHECK(strstr(json_text_or(line, "text", ""), "# proposed by a session of the task search\n") != 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		_json_ json_t *none = delegated(bad[i][0], &said);

		CHECK(!none);
		CHECK(strstr(said, bad[i][1]) != 0);
	}
}

static void a_link_to_what_is_no_skill_shows_nothing(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *top = at("k");
	_json_ json_t *answer = 0, *list = 0, *decisions = 0;

	SH("mkdir -p k/.claude/skills/one k/.claude/skills/two k/.leadhand k/private/three && echo 'KEY=1' >k/.env &&"
	   " printf '## x\nKEY\n' >k/private/three/SKILL.md && ln -s ../../../.env k/.claude/skills/one/SKILL.md &&"
	   " echo fine >k/.claude/skills/two/SKILL.md && ln -s ../private k/.leadhand/skills &&"
	   " ln -s ../private/three/SKILL.md k/.leadhand/decisions.md && ln -s .claude k/.agents");
	list = shelf_skills(top);
	CHECK_INT(count_of(list, "skills"), 1);
	CHECK_STR(text_at(list, "skills", 0, "name"), "two");
	CHECK(shelf_skill(top, "one", &answer, &err) == ERR_MISSING);
	decisions = shelf_decisions(top, "");
	CHECK_INT(count_of(decisions, "decisions"), 0);
}

int main(void)
{
	scratch_make();
	decisions_are_found_by_their_words_the_newest_first();
	skills_are_listed_once_from_their_three_places();
	a_skill_is_its_words_and_the_names_of_its_files();
	no_name_and_no_link_leads_out_of_the_tree();
	a_link_to_what_is_no_skill_shows_nothing();
	a_front_matter_is_taken_as_far_as_it_can_be_understood();
	a_proposal_is_a_whole_task_or_a_sentence();
	scratch_remove();
	return tap_done();
}
