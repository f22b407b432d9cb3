/* prompt.c - see prompt.h. */
#include "spec/prompt.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/prompt_text.h"
#include "spec/protect.h"

#include <assert.h>
#include <string.h>

#define PROMPT_BYTES (1U << 20)
#define FEEDBACK_BYTES (64U << 10)

enum { LINE_BYTES = 1000, SAID_BYTES = 300 };

static size_t longest_run(const char *text)
{
	size_t longest = 0;

	while (*(text += strcspn(text, "`"))) {
		size_t run = strspn(text, "`");

		longest = run > longest ? run : longest;
		text += run;
	}
	return longest;
}

static void add_ticks(struct buf *out, size_t count)
{
	while (count--)
		buf_add_text(out, "`");
}

/* A block that nothing in it can end: its fence is longer than any run of backticks inside. */
static void add_fenced(struct buf *out, const char *text)
{
	_autofree_ char *clean = text_clean_block(text, strlen(text), FEEDBACK_BYTES);
	size_t ticks = longest_run(clean) + 1;

	ticks = ticks < 3 ? 3 : ticks;
	add_ticks(out, ticks);
	buf_printf(out, "text\n%s%s", clean, text_ends(clean, "\n") ? "" : "\n");
	add_ticks(out, ticks);
	buf_add_text(out, "\n");
}

/* Code inside a line, or below it where it has lines of its own. */
static void add_code(struct buf *out, const char *text)
{
	size_t ticks = longest_run(text) + 1;
	bool needs_space = *text == '`' || text_ends(text, "`");

	if (strchr(text, '\n')) {
		buf_add_text(out, "\n\n");
		add_fenced(out, text);
		return;
	}
	add_ticks(out, ticks);
	buf_printf(out, needs_space ? " %s " : "%s", text);
	add_ticks(out, ticks);
}

static char *code_of(const char *text)
{
	struct buf out = BUF_INIT(PROMPT_BYTES);

	add_code(&out, text);
	return buf_take(&out);
}

static char *block_of(const char *text)
{
	struct buf out = BUF_INIT(PROMPT_BYTES);

	if (!text_is_empty(text))
		add_fenced(&out, text);
	return buf_take(&out);
}

static void put_flag(json_t *values, const char *name, bool holds)
{
	json_object_set_new(values, name, json_boolean(holds));
}

/* Takes the list. That there is any is a name of its own. */
static void put_list(json_t *values, const char *name, json_t *list)
{
	_autofree_ char *has = mem_printf("has_%s", name);

	put_flag(values, has, json_array_size(list));
	json_object_set_new(values, name, list);
}

/* Of a list of lines, each as the `name` of an entry. */
static void put_lines(json_t *values, const char *list_name, const char *list, const char *name, bool is_code)
{
	json_t *made = json_array();
	struct lines walk;

	LINES_EACH (walk, list ? list : "") {
		_autofree_ char *code = is_code ? code_of(walk.line) : 0;
		json_t *entry = json_object();

		json_put(entry, name, code ? code : walk.line);
		json_array_append_new(made, entry);
	}
	put_list(values, list_name, made);
}

static char *when_of(const struct config_gate *gate)
{
	struct buf out = BUF_INIT(PROMPT_BYTES);
	struct lines walk;

	LINES_EACH (walk, gate->when) {
		if (out.len)
			buf_add_text(&out, ", ");
		add_code(&out, walk.line);
	}
	return buf_take(&out);
}

static void put_gates(json_t *values, const char *name, const struct config_gate *gates, size_t count)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		_autofree_ char *command = code_of(gates[i].run), *when = when_of(&gates[i]);
		json_t *entry;

		/* A held-out gate that is known would be worked towards. */
		if (gates[i].held_out)
			continue;
		entry = json_object();
		json_put(entry, "name", gates[i].name);
		json_put(entry, "command", command);
		json_put(entry, "when", when);
		put_flag(entry, "red", gates[i].is_red_first);
		json_array_append_new(list, entry);
	}
	put_list(values, name, list);
}

static bool is_report(const struct prompt *prompt)
{
	return text_same(prompt->task->kind, "report");
}

static bool is_workspace(const struct prompt *prompt, const char *kind)
{
	return prompt->config && text_same(prompt->config->workspace, kind);
}

static void put_place(json_t *values, const struct prompt *prompt)
{
	/* A worktree of the lead's has no remote of leadhand's, but the branch itself. */
	_autofree_ char *merge = mem_printf("git merge %s%s", is_workspace(prompt, "worktree") ? "" : "origin/", prompt->target);
	_autofree_ char *theirs = mem_printf("git show origin/%s:PATH", prompt->target);
	_autofree_ char *restore = mem_printf("git checkout %s -- FILE", prompt->base);
	const char *const codes[][2] = {
		{ "base", prompt->base }, { "target", prompt->target }, { "merge", merge }, { "theirs", theirs },
		{ "restore", restore },
	};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		_autofree_ char *code = code_of(codes[i][1]);

		json_put(values, codes[i][0], code);
	}
	put_flag(values, "shared", is_workspace(prompt, "shared"));
}

static void put_reason(json_t *values, const struct prompt *prompt)
{
	_autofree_ char *text = block_of(prompt->text), *answers = block_of(prompt->answers);
	_autofree_ char *round = prompt->round > 0 && prompt->rounds > 0
					 ? mem_printf("round %lld of %lld", prompt->round, prompt->rounds) : 0;
	bool is_first = !strcmp(prompt->reason, "first") || !strcmp(prompt->reason, "restored");

	put_flag(values, prompt->reason, true);
	put_flag(values, "whole", is_first || prompt->is_again);
	put_flag(values, "again", prompt->is_again);
	put_flag(values, "visited", prompt->is_visited);
	json_put(values, "round", round);
	json_put(values, "text", text);
	json_put(values, "answers", answers);
}

static long long limit_of(long long own, long long general)
{
	return own >= 0 ? own : general;
}

/* Takes the text. */
static void add_limit(json_t *list, char *text)
{
	json_array_append_new(list, json_pack("{s:s}", "limit", text));
	free(text);
}

static void put_budget(json_t *values, const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	const struct config *config = prompt->config;
	long long time_ms = limit_of(task->time_ms, config ? config->time_ms : 0);
	long long tokens = limit_of(task->tokens, config ? config->tokens : 0);
	long long rounds = limit_of(task->rounds, config ? config->rounds : 0);
	json_t *list = json_array();
	_autofree_ char *age = text_age(time_ms);

	if (time_ms > 0)
		add_limit(list, mem_printf("%s of work, all turns together; what you commit before then counts", age));
	if (tokens > 0)
		add_limit(list, mem_printf("%lld tokens", tokens));
	if (rounds > 0 && !is_report(prompt))
		add_limit(list, mem_printf("%lld round%s of red checks; after that the lead decides", rounds, text_plural(rounds)));
	put_list(values, "budget", list);
}

static void put_scope(json_t *values, const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	const struct config *config = prompt->config;
	long long lines = task->lines > 0 ? task->lines : config ? config->lines : 0;
	_autofree_ char *count = lines > 0 ? mem_printf("%lld", lines) : 0;
	bool is_usual = config && protect_is_usual(config->protect);

	put_lines(values, "scope", task->scope, "pattern", true);
	put_lines(values, "forbid", task->forbid, "pattern", true);
	put_flag(values, "usual_protect", is_usual);
	put_lines(values, "protect", config && !is_usual ? config->protect : 0, "pattern", true);
	put_lines(values, "stop", task->stop, "rule", false);
	json_put(values, "lines", count);
}

/* One clean line each; `code` names what others than the lead may have written. */
static void put_entries(json_t *values, const char *name, const json_t *entries, const char *code)
{
	json_t *list = json_array(), *entry;
	size_t i;

	json_array_foreach(entries, i, entry) {
		json_t *made = json_object(), *value;
		const char *key;

		json_object_foreach(entry, key, value) {
			bool is_code = text_same(key, code);
			const char *text = json_string_value(value);
			_autofree_ char *clean = text ? text_clean(text, strlen(text), is_code ? SAID_BYTES : LINE_BYTES) : 0;
			_autofree_ char *shown = is_code && !text_is_empty(clean) ? code_of(clean) : 0;

			json_put(made, key, shown ? shown : clean);
		}
		json_array_append_new(list, made);
	}
	put_list(values, name, list);
}

static void put_count(json_t *values, const char *name, long long count)
{
	_autofree_ char *text = count > 0 ? mem_printf("%lld", count) : 0;

	json_put(values, name, text);
}

static void put_known(json_t *values, const struct prompt *prompt)
{
	put_entries(values, "history", prompt->history, "said");
	put_entries(values, "decisions", prompt->decisions, 0);
	put_entries(values, "skills", prompt->skills, 0);
	put_count(values, "more_decisions", prompt->more_decisions);
	put_count(values, "more_skills", prompt->more_skills);
}

static json_t *values_of(const struct prompt *prompt)
{
	const struct task_spec *task = prompt->task;
	const struct config *config = prompt->config;
	_autofree_ char *title = text_clean(task->title, strlen(task->title), 1024);
	json_t *values = json_object();

	json_put(values, "title", title);
	json_put(values, "task", task->name);
	json_put(values, "body", task->body);
	put_flag(values, "report", is_report(prompt));
	put_flag(values, "change", !is_report(prompt));
	put_place(values, prompt);
	put_reason(values, prompt);
	put_scope(values, prompt);
	put_gates(values, "accept", task->accept, task->accept_count);
	put_gates(values, "gates", config ? config->gates : 0, config ? config->gate_count : 0);
	put_budget(values, prompt);
	put_known(values, prompt);
	return values;
}

static struct template *own_template(void)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *text = prompt_text();
	struct template *made = 0;
	int code = prompt_template_read("prompt", text, strlen(text), &made, &err);

	assert(!code);
	return code ? 0 : made;
}

char *prompt_render(const struct prompt *prompt)
{
	struct template *own = prompt->template ? 0 : own_template();
	_json_ json_t *values = values_of(prompt);
	char *text = template_render(own ? own : prompt->template, values, PROMPT_BYTES);

	template_free(own);
	return text;
}

int prompt_template_read(const char *path, const char *text, size_t len, struct template **out, struct err *err)
{
	/* A session that is told nothing can do nothing. */
	if (!text[strspn(text, " \t\r\n")])
		return err_set(err, ERR_USAGE, "%s:1:1: it is empty: write what sessions are told, or remove it", path);
	return template_read(path, text, len, prompt_names, out, err);
}

char *prompt_template_lacks(const struct template *made)
{
	static const char *const names[][2] = {
		{ "body", "the task's words ({{body}}): no session would know what is wanted" },
		{ "accept", "the acceptance ({{#accept}}): no session would know when it is done" },
		{ "text", "what was red or what the lead said ({{text}}): no session could mend it" },
	};
	static const char *const words[][2] = {
		{ "leadhand report", "'leadhand report': no session would know how to report" },
		{ "impossible", "that it can be said that a task is impossible: who has no such way out cheats more" },
		{ "leadhand ask", "'leadhand ask': no session would know how to ask" },
	};
	char *list = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!template_names(made, names[i][0]))
			lines_add(&list, names[i][1]);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!template_says(made, words[i][0]))
			lines_add(&list, words[i][1]);
	return list ? list : mem_dup("");
}
