/* system.c - see system.h. */
#include "walls/system.h"

#include "base/mem.h"
#include "base/text.h"
#include "sys/fs.h"
#include "walls/room.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 4, MASKS_MOST = 256 };

/* Covered even where everybody may read it: it says which machine this is, or leads to what should not be seen. */
static const char *const hidden[] = {
	"/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers", "/etc/sudoers.d", "/etc/ssh",
	"/etc/ssl/private", "/etc/krb5.keytab", "/etc/machine-id", "/etc/docker", "/etc/containerd", "/etc/kubernetes",
	"/etc/rancher", "/etc/wireguard", "/etc/openvpn", "/etc/ipsec.d", "/etc/ipsec.secrets", "/etc/ppp",
	"/etc/NetworkManager", "/etc/netplan", "/etc/wpa_supplicant", "/etc/samba", "/etc/cups", "/etc/fstab",
	"/etc/crypttab", "/etc/exports", "/etc/letsencrypt", "/etc/cloud", "/etc/cron.d", "/etc/msmtprc", "/etc/exim4",
	"/etc/postfix", "/etc/grafana", "/etc/mysql", "/etc/postgresql", "/etc/redis", "/etc/vault.d", "/etc/consul.d",
	"/etc/nomad.d", "/etc/slurm", "/etc/munge", "/etc/npmrc", "/etc/environment", 0
};

struct masks {
	struct view *view;
	const char *file, *folder; /* what stands in their place */
	int count;
};

static void mask(struct masks *masks, const char *path)
{
	struct stat st;

	/* A link's target is covered at its own place, or not there; and below what is covered there is nothing. */
	if (lstat(path, &st) || S_ISLNK(st.st_mode) || text_same(view_source(masks->view, path), masks->folder))
		return;
	masks->count++;
	view_add(masks->view, VIEW_read, S_ISDIR(st.st_mode) ? masks->folder : masks->file, path);
}

/* What others may not read: as root we are its owner, and as a user our groups may open it. */
static void mask_closed(struct masks *masks, const char *folder, int depth)
{
	DIR *dir = depth < DEPTH_MOST ? opendir(folder) : 0;
	struct stat st;

	for (struct dirent *e; dir && (e = readdir(dir));) {
		_autofree_ char *path = mem_printf("%s/%s", folder, e->d_name);
		bool is_folder;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") || e->d_type == DT_LNK ||
		    masks->count >= MASKS_MOST || lstat(path, &st))
			continue;
		is_folder = S_ISDIR(st.st_mode);
		if (!(st.st_mode & (is_folder ? S_IXOTH : S_IROTH)))
			mask(masks, path);
		else if (is_folder)
			mask_closed(masks, path, depth + 1);
	}
	if (dir)
		closedir(dir);
}

static void add_programs(struct view *view)
{
	static const char *const folders[] = { "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt",
					       "/nix", 0 };
	char target[PATH_MAX];

	for (const char *const *folder = folders; *folder; folder++) {
		ssize_t n = readlink(*folder, target, sizeof target - 1);

		if (n > 0) {
			target[n] = 0;
			view_add(view, VIEW_link, target, *folder);
		} else if (fs_is_dir(*folder)) {
			view_add(view, VIEW_read, *folder, *folder);
		}
	}
}

/*
 * The owner of /proc/sys is root, whatever its powers: without this a box of root's could name the program that the
 * kernel runs at the next core dump. bwrap looks at the folders alone, which nobody may write.
 */
static void add_proc(struct masks *masks)
{
	static const char *const still[] = { "sys", "fs", "driver", "acpi", "scsi", "bus", "irq", "tty",
					     "pressure", 0 };
	DIR *dir = opendir("/proc");
	struct stat st;

	view_add(masks->view, VIEW_proc, 0, "/proc");
	for (const char *const *name = still; *name; name++) {
		_autofree_ char *path = mem_printf("/proc/%s", *name);

		if (fs_is_dir(path))
			view_add(masks->view, VIEW_read, path, path);
	}
	for (struct dirent *e; dir && (e = readdir(dir));) {
		_autofree_ char *path = mem_printf("/proc/%s", e->d_name);

		bool is_telling = !strcmp(e->d_name, "keys") || !strcmp(e->d_name, "cmdline");

		/* What only root may read or write, a user's box may not anyhow: some mounts less. */
		if (lstat(path, &st) || !S_ISREG(st.st_mode) || (geteuid() && !is_telling))
			continue;
		if (is_telling || !(st.st_mode & S_IROTH) || st.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH))
			mask(masks, path);
	}
	if (dir)
		closedir(dir);
}

const char *system_user(void)
{
	return geteuid() ? "agent" : "root";
}

/* Over the file that the name stands for: some systems keep these elsewhere, and there a box has nothing. */
static int put(struct view *view, const char *room, const char *name, const char *text, struct err *err)
{
	_autofree_ char *place = mem_printf("/etc/%s", name), *ours = mem_printf("etc/%s", name);
	_autofree_ char *real = realpath(place, 0), *path = mem_printf("%s/%s", room, ours);

	if (room_file(room, ours, text, err))
		return err->code;
	if (real)
		view_add(view, VIEW_read, path, real);
	return 0;
}

static int add_settings(struct view *view, const char *room, struct err *err)
{
	_autofree_ char *users = 0, *groups = 0;

	if (geteuid()) {
		users = mem_printf("root:x:0:0:root:/root:/usr/sbin/nologin\n"
				   "agent:x:%u:%u:agent:" SYSTEM_HOME ":/bin/sh\n"
				   "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n", geteuid(), getegid());
		groups = mem_printf("root:x:0:\nagent:x:%u:\nnogroup:x:65534:\n", getegid());
	} else {
		users = mem_dup("root:x:0:0:agent:" SYSTEM_HOME ":/bin/sh\n"
				"nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
		groups = mem_dup("root:x:0:\nnogroup:x:65534:\n");
	}
	if (put(view, room, "passwd", users, err) || put(view, room, "group", groups, err) ||
	    put(view, room, "hostname", "leadhand\n", err) ||
	    put(view, room, "hosts", "127.0.0.1 localhost leadhand\n::1 localhost\n", err) ||
	    put(view, room, "resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n", err))
		return err->code;
	return 0;
}

int system_view(struct view *view, const char *room, struct err *err)
{
	_autofree_ char *etc = room_folder(room, "etc", err), *folder = etc ? room_folder(room, "void", err) : 0;
	_autofree_ char *file = mem_printf("%s/etc/nothing", room);
	struct masks masks = { .view = view, .file = file, .folder = folder };

	if (!folder || room_file(room, "etc/nothing", "", err))
		return err->code;
	add_programs(view);
	view_add(view, VIEW_read, "/etc", "/etc");
	for (const char *const *path = hidden; *path; path++)
		mask(&masks, *path);
	mask_closed(&masks, "/etc", 0);
	masks.count = 0;
	add_proc(&masks);
	view_add(view, VIEW_dev, 0, "/dev");
	/* What lies there is memory, which no limit of a process counts. */
	view_add(view, VIEW_tmp, 0, "/dev/shm");
	view_add(view, VIEW_tmp, 0, "/run");
	view_add(view, VIEW_dir, 0, "/var");
	view_add(view, VIEW_link, "../tmp", "/var/tmp");
	view_add(view, VIEW_link, "../run", "/var/run");
	if (fs_is_dir("/sys/devices/system/cpu"))
		view_add(view, VIEW_read, "/sys/devices/system/cpu", "/sys/devices/system/cpu");
	return add_settings(view, room, err);
}
