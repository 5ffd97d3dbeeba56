/**
 * A server on 127.0.0.1 that stands in for a slow site: the examples that
 * download do so over real sockets, and need no network.
 *
 * It answers each request, a line "SIZE\n", with SIZE bytes after a delay, all
 * requests at once. It runs in a child process, made before any executor.
 */
#ifndef LOOPBACK_H
#define LOOPBACK_H

#include <stddef.h>
#include <sys/types.h>

struct loopback {
    int port;
    pid_t server; /* our child */
};

/** Start the server; stops the program, with the reason, when it cannot. */
void loopback_start(struct loopback *loopback, long delay_ms);

/** Stop it. */
void loopback_stop(struct loopback *loopback);

/**
 * Download @p size bytes into @p buffer. Any thread or process.
 * @return the number of bytes that came, or -1 with errno.
 */
ssize_t loopback_download(int port, void *buffer, size_t size);

#endif
