/* strain.c - see strain.h. */
#include "floor/strain.h"

#include "base/mem.h"
#include "base/text.h"

#define MEGABYTE 1000000

/* Why, the caller's; NULL where it may get more. */
static char *strain_of(const struct config *config, const struct machine *machine, bool is_strained)
{
	double load_most = (double)(config->load * machine->processors) * (is_strained ? 0.8 : 1);
	long long memory_least = is_strained ? config->memory_bytes / 4 * 5 : config->memory_bytes;

	/* Said without the figure of the moment: it would be news every second. */
	if (config->load && machine->load > load_most)
		return mem_printf("more than %lld processes wait for %lld processors",
				  config->load * machine->processors, machine->processors);
	if (config->memory_bytes && machine->memory_bytes && machine->memory_bytes < memory_least)
		return mem_printf("less than %lld MB of memory are left", config->memory_bytes / MEGABYTE);
	return 0;
}

int strain_look(struct keeper *keeper, const struct machine *machine, struct err *err)
{
	const struct factory *factory = factory_of(keeper->state);
	struct event event = { .kind = EVENT_machine,
			       .text = strain_of(&keeper->config, machine, !text_is_empty(factory->strain)) };
	int code = 0;

	if (!text_same(factory->strain, event.text))
		code = keeper_take(keeper, &event, err);
	event_release(&event);
	return code;
}
