/* cli_stand_in.c - leadhand by another name; see cli.h. */
#include "face/cli.h"

#include "base/mem.h"
#include "base/text.h"
#include "swarm/stand_in.h"

#include <stdio.h>
#include <string.h>

enum { SAID_BYTES = 2000 };

int cli_stand_in(char *const *argv)
{
	_cleanup_(err_release) struct err err = ERR_INIT;
	_autofree_ char *clean = 0;
	int code = stand_in_run(argv, &err);

	if (!code)
		return 0;
	clean = text_clean(err.text, strlen(err.text), SAID_BYTES);
	fprintf(stderr, "leadhand: %s\n", clean);
	return -code;
}
