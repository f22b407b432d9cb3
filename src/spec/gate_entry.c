/* gate_entry.c - see gate_entry.h. */
#include "spec/gate_entry.h"

#include "base/glob.h"
#include "base/mem.h"
#include "base/text.h"
#include "spec/fields.h"

#include <string.h>

/* A task's linter has a word of its own for this. */
static FIELD_READER(read_run)
{
	static const struct field empty = {"run", .rule = "accept-empty"};

	if (value->shape == yaml_shape_text && !value->text[strspn(value->text, " \t\n")])
		field_refuse(&empty, value, findings, "is empty: write a command");
	else
		field_block(field, value, slot, findings);
}

static const struct field gate_fields[] = {
	{"name", field_line, offsetof(struct config_gate, name), .check = field_check_name},
	{"run", read_run, offsetof(struct config_gate, run)},
	{"timeout", field_time, offsetof(struct config_gate, timeout_ms), .least = 1000,
	 .most = FIELD_TIME_MOST},
	{"report", field_line, offsetof(struct config_gate, report), .check = glob_check},
	{"when", field_list, offsetof(struct config_gate, when), .check = glob_check},
	{"held_out", field_bool, offsetof(struct config_gate, held_out)},
	{"red", field_bool, offsetof(struct config_gate, is_red_first)},
	{0},
};

void gate_entry_read(const struct yaml_value *map, struct config_gate *gate,
		     struct findings *findings)
{
	gate->timeout_ms = GATE_TIMEOUT_MS;
	fields_read(gate_fields, map, gate, findings);
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
	free(gate->when);
	*gate = (struct config_gate){0};
}
