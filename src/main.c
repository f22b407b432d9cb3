/* main.c - the door. The only exit there is. */
#include "face/cli.h"
#include "swarm/stand_in.h"

#include <locale.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	/* Only how wide a character is: numbers, sorting and messages stay plain. */
	setlocale(LC_CTYPE, "C.UTF-8");
	if (stand_in_is_meant(argv[0]))
		exit(cli_stand_in(argv));
	exit(cli_main(argc, argv));
}
