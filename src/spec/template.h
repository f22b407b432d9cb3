/*
 * template.h - a small language for texts with holes: {{name}}, {{#name}}...{{/name}}, {{^name}}...{{/name}}.
 *
 * A section stands where its name has something to say, and once for each entry of a list; one with ^ stands where it
 * has nothing. {{! ...}} is a remark, {{{{ two braces. A line that holds one section's mark or a remark and nothing else
 * leaves no line behind. Values are text and never read as a template again. Which names there are is the reader's
 * business; others, and sections left open, are errors "file:line:column: text". Pure.
 */
#ifndef LEADHAND_SPEC_TEMPLATE_H
#define LEADHAND_SPEC_TEMPLATE_H

#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { TEMPLATE_BYTES = 64 << 10 };

struct template_name {
	const char *name;
	const char *of; /* the list in whose entries it stands; NULL: anywhere */
	bool is_list;	/* its section stands once for each entry; it has no text of its own */
	const char *help;
};

struct template;
/* `names` ends with a nameless one and outlives the template. *out is the caller's. ERR_USAGE, and err says where. */
int template_read(const char *path, const char *text, size_t len, const struct template_name *names,
		  struct template **out, struct err *err) MUST_USE;
/* With these values: strings, booleans, arrays of objects. What is not there is nothing. The caller's; of more than
 * `limit_bytes` the rest is missing. */
char *template_render(const struct template *made, const json_t *values, size_t limit_bytes);
/* Whether a name stands in it, as a value or a section. */
bool template_names(const struct template *made, const char *name);
/* Whether its own words hold these. */
bool template_says(const struct template *made, const char *words);
void template_free(struct template *made);

#endif
