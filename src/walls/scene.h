/*
 * scene.h - all that a box shows and sets, from what was asked for.
 */
#ifndef LEADHAND_WALLS_SCENE_H
#define LEADHAND_WALLS_SCENE_H

#include "walls/box.h"
#include "walls/tripwire.h"
#include "walls/view.h"

enum { SCENE_DECOYS = 2 };

struct scene {
	struct view view;
	struct args words;   /* for bwrap, but for the program itself */
	char *home, *run;    /* owned: the folders that stand for the lead's home and for what is in /run */
	struct decoys decoys[SCENE_DECOYS];
};

#define SCENE_INIT { { 0 }, ARGS_INIT, 0, 0, { { 0 } } }
/* Lay it out in the room, and write the words. */
int scene_build(struct scene *scene, const struct box_spec *spec, struct err *err) MUST_USE;
void scene_release(struct scene *scene);

#endif
