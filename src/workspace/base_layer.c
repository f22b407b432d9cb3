/* base_layer.c - what a base is made in; see base_build.h. */
#include "workspace/base_build.h"

#include "sys/fs.h"
#include "sys/fs_clone.h"

static int make_folder(const char *layer, const char *below, struct err *err)
{
	if (fs_make_open_dirs(layer, err))
		return err->code;
	return below ? fs_share_tree(below, layer, err) : 0;
}

int base_layer_make(const struct base_build *build, const char *layer, struct err *err)
{
	const char *below = build->below ? build->below->layers : 0;

	switch (build->spec->form) {
	case BASE_subvolume:
		return below ? fs_subvolume_copy(below, layer, err) : fs_subvolume_make(layer, err);
	case BASE_folder:
		return make_folder(layer, below, err);
	case BASE_layered:
		break;
	}
	return fs_make_open_dirs(layer, err);
}
