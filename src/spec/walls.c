/* walls.c - see walls.h. */
#include "spec/walls.h"

#include "base/mem.h"
#include "base/text.h"
#include "walls/policy.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_MOST = 4096, HOST_MOST = 261 };

/* Nothing in it that leads elsewhere than it says. */
static bool has_detour(const char *path)
{
	const char *part = path;

	for (;;) {
		size_t len = strcspn(part, "/");

		if ((len == 1 && *part == '.') || (len == 2 && !strncmp(part, "..", 2)))
			return true;
		if (!part[len])
			return false;
		part += len + 1;
	}
}

static int check_folder(const char *text, struct err *err)
{
	bool is_absolute = *text == '/' && text[1], is_at_home = text_starts(text, "~/") && text[2];

	if ((!is_absolute && !is_at_home) || has_detour(text) || strlen(text) > PATH_MOST)
		return err_set(err, ERR_USAGE, "'%.200s' cannot be shown: name a folder below / or ~/, without . and ..",
			       text);
	return 0;
}

/* Where the system's own things are seen there is no room for a workspace. */
static int check_place(const char *text, struct err *err)
{
	static const char *const taken[] = { "/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/dev",
					     "/proc", "/sys", "/run", "/tmp", "/var", 0 };

	if (*text != '/' || !text[1] || text[strlen(text) - 1] == '/' || has_detour(text) || strlen(text) > PATH_MOST)
		return err_set(err, ERR_USAGE, "'%.200s' is no place for a workspace: write it from / on, such as /work",
			       text);
	for (const char *const *name = taken; *name; name++)
		if (text_starts(text, *name) && (!text[strlen(*name)] || !strcmp(text, *name)))
			return err_set(err, ERR_USAGE, "'%s' belongs to the system: choose another path", text);
	return 0;
}

static int check_variable(const char *text, struct err *err)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

	if (!*text || text[len] || isdigit((unsigned char)*text) || len > 200)
		return err_set(err, ERR_USAGE, "'%.64s' is no name of a variable: its value stays in your environment",
			       text);
	if (!strcmp(text, "PATH") || !strcmp(text, "HOME") || text_starts(text, "LEADHAND_"))
		return err_set(err, ERR_USAGE, "'%s' is not passed on: inside it is leadhand's to set", text);
	return 0;
}

int walls_check_inside(const char *text, struct err *err)
{
	if (*text == '/' || *text == '~' || text[strlen(text) - 1] == '/' || has_detour(text) ||
	    strlen(text) > PATH_MOST)
		return err_set(err, ERR_USAGE, "'%.200s' is no path in the project: write it from its top on, such as .env",
			       text);
	if (text_starts(text, ".git/") || !strcmp(text, ".git") || text_starts(text, ".leadhand/"))
		return err_set(err, ERR_USAGE, "'%.200s' is not carried: it is git's, or yours alone", text);
	return 0;
}

static void policy_drop(struct policy **policy)
{
	policy_free(*policy);
}

static int check_host(const char *text, struct err *err)
{
	_cleanup_(policy_drop) struct policy *policy = 0;
	const char *colon = strrchr(text, ':');
	long long port = 0;

	if (strpbrk(text, " \t/@") || strlen(text) > HOST_MOST || !strcmp(text, ":"))
		return err_set(err, ERR_USAGE, "'%.64s' is no host: write the name alone, such as api.anthropic.com",
			       text);
	/* An address of version 6 has colons of its own. */
	if (colon && strchr(text, ':') == colon && (!text_to_number(colon + 1, &port) || port < 1 || port > 65535))
		return err_set(err, ERR_USAGE, "'%.64s': a port is a number from 1 to 65535", text);
	return policy_new(text, &policy, err);
}

KEY_READER(walls_read_sandbox)
{
	static const struct key keys[] = {
		{"read", key_list, offsetof(struct config_walls, read), .check = check_folder},
		{"write", key_list, offsetof(struct config_walls, write), .check = check_folder},
		{"env", key_list, offsetof(struct config_walls, env), .check = check_variable},
		{"secrets", key_list, offsetof(struct config_walls, secrets), .check = check_variable},
		{"path", key_line, offsetof(struct config_walls, path), .check = check_place},
		{0},
	};

	if (key_wants(key, value, yaml_shape_map, findings))
		keys_read(keys, value, slot, findings);
}

KEY_READER(walls_read_network)
{
	static const struct key keys[] = {
		{"allow", key_list, offsetof(struct config_walls, network), .check = check_host},
		{0},
	};

	if (key_wants(key, value, yaml_shape_map, findings))
		keys_read(keys, value, slot, findings);
}

void walls_init(struct config_walls *walls)
{
	*walls = (struct config_walls){.memory_bytes = 8000000000,
				       .processes = 2000,
				       .disk_bytes = 20000000000,
				       .files = 4096,
				       .checkpoint_ms = 600000};
	walls->read = mem_dup("");
	walls->write = mem_dup("");
	walls->env = mem_dup("");
	walls->secrets = mem_dup("");
	walls->carry = mem_dup("");
	walls->network = mem_dup("");
}

void walls_release(struct config_walls *walls)
{
	free(walls->read);
	free(walls->write);
	free(walls->env);
	free(walls->secrets);
	free(walls->path);
	free(walls->carry);
	free(walls->setup_when);
	free(walls->network);
	*walls = (struct config_walls){0};
}
