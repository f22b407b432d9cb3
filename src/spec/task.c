/* task.c - see task.h. */
#include "spec/task.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/gate_entry.h"
#include "spec/keys.h"
#include "spec/lint.h"

#include <ctype.h>
#include <string.h>

static const char *const review_modes[] = {"each", "sampled", "policy", 0};
static const char *const kinds[] = {"change", "report", 0};

static const struct key budget_fields[] = {
	{"time", key_time, offsetof(struct task_spec, time_ms), "budget", .least = 1000,
	 .most = KEY_TIME_MOST},
	{"tokens", key_count, offsetof(struct task_spec, tokens), "budget", .least = 1},
	{"turns", key_number, offsetof(struct task_spec, turns), "budget", .least = 1,
	 .most = 100000},
	{"rounds", key_number, offsetof(struct task_spec, rounds), "budget", .most = 100},
	{"lines", key_count, offsetof(struct task_spec, lines), "budget", .least = 1,
	 .most = KEY_COUNT_MOST},
	{0},
};

static KEY_READER(read_budget)
{
	if (key_wants(key, value, yaml_shape_map, findings))
		keys_read(budget_fields, value, slot, findings);
}

static void put_accept(struct task_spec *spec, struct config_gate *gate, size_t number)
{
	if (!gate->name)
		gate->name = mem_printf("accept-%zu", number);
	spec->accept = mem_grow(spec->accept, spec->accept_count + 1, sizeof(*spec->accept));
	spec->accept[spec->accept_count++] = move(gate);
}

static KEY_READER(read_accept)
{
	static const struct key run = {"accept", key_block};

	if (!key_wants(key, value, yaml_shape_list, findings))
		return;
	for (size_t i = 0; i < value->count; i++) {
		const struct yaml_value *item = &value->items[i];
		_cleanup_(gate_entry_release)
		struct config_gate gate = {0};

		if (item->shape == yaml_shape_map)
			gate_entry_read(item, &gate, findings);
		else if (item->shape == yaml_shape_list)
			key_refuse(key, item, findings,
				   "an acceptance is a command or a map "
				   "{run: COMMAND}, and not a list");
		else if (item->text[strspn(item->text, " \t\n")] && !yaml_value_is_null(item))
			key_block(&run, item, &gate.run, findings);
		if (!gate.timeout_ms)
			gate.timeout_ms = GATE_TIMEOUT_MS;
		if (gate.run)
			put_accept(slot, &gate, i + 1);
	}
}

static const struct key task_fields[] = {
	{"title", key_line, offsetof(struct task_spec, title)},
	{"class", key_line, offsetof(struct task_spec, class), .check = key_check_name},
	{"agent", key_line, offsetof(struct task_spec, agent), .check = key_check_name},
	{"scope", key_list, offsetof(struct task_spec, scope), "scope-pattern", glob_check},
	{"forbid", key_list, offsetof(struct task_spec, forbid), "forbid-pattern", glob_check},
	{"needs", key_list, offsetof(struct task_spec, needs), "needs-name", key_check_name},
	{"accept", read_accept},
	{"stop", key_list, offsetof(struct task_spec, stop)},
	{"budget", read_budget},
	{"review", key_word, offsetof(struct task_spec, review), "review",
	 .words = review_modes},
	{"priority", key_number, offsetof(struct task_spec, priority), "priority", .least = 1,
	 .most = 9},
	{"kind", key_word, offsetof(struct task_spec, kind), "kind", .words = kinds},
	{0},
};

struct parts {
	const char *front, *body; /* borrowed; NULL where there is none */
	size_t front_len;
	long long body_line;
};

static bool is_fence(const char *line, size_t len)
{
	if (len < 3 || memcmp(line, "---", 3))
		return false;
	for (size_t i = 3; i < len; i++)
		if (!strchr(" \t\r", line[i]))
			return false;
	return true;
}

/* Front matter between two lines '---', the first of them the file's first; then the body. */
static struct parts split(const char *text)
{
	struct parts parts = {.body_line = 1};
	const char *line = text;

	if (text_starts(line, "\xef\xbb\xbf"))
		line += 3;
	for (long long number = 1; *line; number++) {
		size_t len = strcspn(line, "\n");
		const char *next = line + len + (line[len] == '\n');
		bool is_end = is_fence(line, len);

		if (number == 1 && !is_end)
			break;
		if (number == 1)
			parts.front = next;
		else if (is_end) {
			parts.front_len = (size_t)(line - parts.front);
			parts.body = next;
			parts.body_line = number + 1;
			break;
		}
		line = next;
	}
	return parts;
}

/* The words without the blank lines around them, whatever the file's line ends are. */
static char *body_words(const char *body)
{
	struct buf out = BUF_INIT(YAML_LIMIT_BYTES);
	const char *first = body + strspn(body, " \t\r\n");

	while (first > body && first[-1] != '\n')
		first--;
	for (; *first; first++)
		if (first[0] != '\r' || first[1] != '\n')
			buf_add(&out, first, 1);
	while (out.len && isspace((unsigned char)out.data[out.len - 1]))
		out.data[--out.len] = 0;
	return buf_take(&out);
}

/* Whatever could be read of a front matter that breaks off: people know a task by its title. */
static void rescue_title(const struct yaml_value *front, struct task_spec *spec)
{
	const struct yaml_value *title = yaml_value_find(front, "title");

	if (title && title->text && !strpbrk(title->text, "\n\r"))
		mem_replace(&spec->title, mem_dup(title->text));
}

static void parse_front(const struct parts *parts, struct task_spec *spec, struct lint *lint)
{
	_cleanup_(yaml_value_release)
	struct yaml_value front = {0};

	if (!yaml_value_parse(parts->front, parts->front_len, 2, &front, lint->findings)) {
		rescue_title(&front, spec);
	} else if (front.shape != yaml_shape_map) {
		findings_add(lint->findings, front.line, front.column, "type",
			     "the front matter has to be 'key: value' lines, and is %s",
			     yaml_shape_name(front.shape));
	} else {
		keys_read(task_fields, &front, spec, lint->findings);
		lint->front = &front;
		lint_front(lint);
		lint_judges(lint);
		lint_scope(lint);
		lint_needs(lint);
		lint_stop(lint);
		lint->front = 0;
	}
}

static void task_spec_init(struct task_spec *spec, const char *name, const char *text,
			   size_t len)
{
	*spec = (struct task_spec){.time_ms = -1,
				   .tokens = -1,
				   .turns = -1,
				   .rounds = -1,
				   .lines = -1,
				   .priority = 5};
	spec->name = mem_dup(name);
	spec->title = mem_dup("");
	spec->class = mem_dup("task");
	spec->scope = mem_dup("");
	spec->forbid = mem_dup("");
	spec->needs = mem_dup("");
	spec->stop = mem_dup("");
	spec->kind = mem_dup("change");
	spec->body = mem_dup("");
	spec->hash = text_hash(text, len);
}

static void lint_whole(const struct parts *parts, struct task_spec *spec, struct lint *lint)
{
	mem_replace(&spec->body, body_words(parts->body));
	parse_front(parts, spec, lint);
	lint->body = parts->body;
	lint->body_line = parts->body_line;
	lint_words(lint);
	lint_names(lint);
}

void task_spec_lint(const struct task_text *file, const struct lint_world *world, struct task_spec *spec,
		    struct findings *findings)
{
	struct lint lint = {.spec = spec, .world = world, .findings = findings};
	_autofree_ char *text = 0;
	struct parts parts;

	*findings = (struct findings){0};
	task_spec_init(spec, file->name, file->text, file->len);
	if (!yaml_check_text(file->text, file->len, 1, findings))
		return;
	text = mem_dup_part(file->text, file->len);
	findings->source = text;
	parts = split(text);
	if (!parts.front)
		findings_add(findings, 1, 1, "yaml",
			     "a task begins with a line '---', then its "
			     "settings, then '---' again");
	else if (!parts.body)
		findings_add(findings, 1, 1, "yaml",
			     "the settings that begin here have no end: "
			     "close them with a line '---'");
	if (parts.body)
		lint_whole(&parts, spec, &lint);
	findings->source = 0;
	findings_sort(findings);
}

void task_spec_parse(const char *name, const char *text, size_t len, const struct config *config,
		     struct task_spec *spec, struct findings *findings)
{
	const struct lint_world world = {.config = config};
	const struct task_text file = {name, text, len};

	task_spec_lint(&file, &world, spec, findings);
}

void task_spec_release(struct task_spec *spec)
{
	if (!spec)
		return;
	for (size_t i = 0; i < spec->accept_count; i++)
		gate_entry_release(&spec->accept[i]);
	free(spec->accept);
	free(spec->name);
	free(spec->title);
	free(spec->class);
	free(spec->agent);
	free(spec->scope);
	free(spec->forbid);
	free(spec->needs);
	free(spec->stop);
	free(spec->review);
	free(spec->kind);
	free(spec->body);
	free(spec->hash);
	*spec = (struct task_spec){0};
}
