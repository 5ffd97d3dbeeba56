#include "support/setup.h"

#include "support/seeded.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int setup_fail(yoke_setup *setup, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(setup->message, sizeof(setup->message), format, arguments);
    va_end(arguments);
    return -1;
}

int setup_share(yoke_setup *setup, const void *bytes, size_t size)
{
    setup->shared = malloc(size);
    if (!setup->shared) {
        return setup_fail(setup, "no memory for %zu bytes that workers share", size);
    }
    memcpy(setup->shared, bytes, size);
    setup->shared_size = size;
    return 0;
}

void setup_unshare(yoke_setup *setup)
{
    free(setup->shared);
    setup->shared = NULL;
    setup->shared_size = 0;
}

int setup_compare(yoke_setup *setup,
                  uint64_t sequence,
                  const yoke_work *work,
                  uint64_t expected_check,
                  double expected_work)
{
    if (work->check != expected_check) {
        return setup_fail(setup,
                          "task %" PRIu64 ": its check is %016" PRIx64
                          ", but the work gives %016" PRIx64,
                          sequence,
                          work->check,
                          expected_check);
    }
    bool is_equal = work->work >= expected_work && work->work <= expected_work;
    if (!is_equal) {
        return setup_fail(setup,
                          "task %" PRIu64 ": it reports %.17g of work, but did %.17g",
                          sequence,
                          work->work,
                          expected_work);
    }
    return 0;
}

int setup_path(yoke_setup *setup, const char *name, char *path, size_t path_size)
{
    int length = snprintf(path, path_size, "%s/%s", setup->directory, name);
    if (length < 0 || (size_t)length >= path_size) {
        return setup_fail(setup, "the directory's path is too long for file %s", name);
    }
    return 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR) {
            return -1;
        }
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

/* Returns how many bytes were written; errno tells why not all. */
static int64_t write_stream(int fd, uint64_t stream, int64_t size_bytes)
{
    enum { CHUNK_WORDS = 8192 };
    static const int64_t chunk_bytes = CHUNK_WORDS * (int64_t)sizeof(uint64_t);
    uint64_t words[CHUNK_WORDS];
    int64_t done = 0;
    while (done < size_bytes) {
        int64_t bytes =
            size_bytes - done < chunk_bytes ? size_bytes - done : chunk_bytes;
        seeded_fill(stream, (uint64_t)done / sizeof(uint64_t), words, CHUNK_WORDS);
        if (write_all(fd, (const char *)words, (size_t)bytes) != 0) {
            break;
        }
        done += bytes;
    }
    return done;
}

/* No fsync: the file is to be in the page cache, and is gone before the kernel
 * would write it back by itself. */
int setup_make_file(yoke_setup *setup,
                    const char *name,
                    uint64_t stream,
                    int64_t size_bytes)
{
    char path[4096];
    if (setup_path(setup, name, path, sizeof(path)) != 0) {
        return -1;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return setup_fail(setup, "cannot make %s: %s", path, strerror(errno));
    }
    int64_t done = write_stream(fd, stream, size_bytes);
    int reason = errno;
    /* Some file systems say only at the close that the disk is full. */
    if (close(fd) != 0 && done == size_bytes) {
        done = -1;
        reason = errno;
    }
    if (done != size_bytes) {
        unlink(path);
        return setup_fail(setup,
                          "cannot write %" PRId64 " bytes to %s: %s",
                          size_bytes,
                          path,
                          strerror(reason));
    }
    return 0;
}

void setup_remove_files(yoke_setup *setup, const char *prefix)
{
    DIR *directory = opendir(setup->directory);
    if (!directory) {
        return;
    }
    for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
            unlinkat(dirfd(directory), entry->d_name, 0);
        }
    }
    closedir(directory);
}
