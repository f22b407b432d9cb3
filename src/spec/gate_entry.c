/* gate_entry.c - see gate_entry.h. */
#include "spec/gate_entry.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/keys.h"

#include <string.h>

/* A task's linter has a word of its own for this. */
static KEY_READER(read_run)
{
	static const struct key empty = {"run", .rule = "accept-empty"};

	if (value->shape == yaml_shape_text && !value->text[strspn(value->text, " \t\n")])
		key_refuse(&empty, value, findings, "is empty: write a command");
	else
		key_block(key, value, slot, findings);
}

static int check_report(const char *report, struct err *err)
{
	if (!strcasecmp(report, "stdout") && strcmp(report, "stdout"))
		return err_set(err, ERR_USAGE, "'%s' would be a file: write stdout for what the gate prints", report);
	return glob_check(report, err);
}

static const struct key gate_fields[] = {
	{"name", key_line, offsetof(struct config_gate, name), .check = key_check_name},
	{"run", read_run, offsetof(struct config_gate, run)},
	{"timeout", key_time, offsetof(struct config_gate, timeout_ms), .least = 1000,
	 .most = KEY_TIME_MOST},
	{"report", key_line, offsetof(struct config_gate, report), .check = check_report},
	{"coverage", key_line, offsetof(struct config_gate, coverage), .check = glob_check},
	{"again", key_block, offsetof(struct config_gate, again)},
	{"when", key_list, offsetof(struct config_gate, when), .check = glob_check},
	{"held_out", key_bool, offsetof(struct config_gate, held_out)},
	{"red", key_bool, offsetof(struct config_gate, is_red_first)},
	{0},
};

void gate_entry_read(const struct yaml_value *map, struct config_gate *gate,
		     struct findings *findings)
{
	const struct yaml_value *again = yaml_value_find(map, "again");

	gate->timeout_ms = GATE_TIMEOUT_MS;
	keys_read(gate_fields, map, gate, findings);
	if (gate->again && !gate->report)
		findings_add(findings, again->key_line, again->key_column, "type",
			     "again: is never run without a report, which names what failed: add report: PATH, or take it out");
}

bool gate_entry_is_reserved(const char *name)
{
	long long number;

	return text_starts(name, "accept-") &&
	       text_to_number(name + strlen("accept-"), &number);
}

void gate_entry_release(struct config_gate *gate)
{
	free(gate->name);
	free(gate->run);
	free(gate->report);
	free(gate->again);
	free(gate->coverage);
	free(gate->when);
	*gate = (struct config_gate){0};
}
