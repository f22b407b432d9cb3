/*
 * door_path.h - sockets at paths of any length; for sys/ alone.
 */
#ifndef LEADHAND_SYS_DOOR_PATH_H
#define LEADHAND_SYS_DOOR_PATH_H

#include "base/err.h"

#include <sys/socket.h>
#include <sys/un.h>

/* An address for `path` by way of its open folder, which *folder keeps valid; 0, or -1 with errno. */
int door_path_fill(const char *path, struct sockaddr_un *address, int *folder);
/* A connected socket, the caller's, or -1 with errno. wait_ms bounds every wait on it; 0 is no bound. */
int door_path_connect(const char *path, long long wait_ms);
/* The error of a connection that failed, by errno: ERR_MISSING where nobody is there. */
int door_path_error(const char *path, struct err *err);
/* Send a line and its newline, whole. */
int door_path_send(int fd, const char *path, const char *line, struct err *err) MUST_USE;

#endif
