/**
 * What the set-ups of several workloads share: messages, the bytes for the
 * workers, verdicts, and files in the directory that the harness gave.
 */
#ifndef WORKLOADS_SETUP_H
#define WORKLOADS_SETUP_H

#include <yoke/workload.h>

/** Say why setup() or verify() failed. @return a value other than 0. */
int setup_fail(yoke_setup *setup, const char *format, ...) YOKE_PRINTF(2, 3);

/** Give the workers a copy of @p size bytes. @return 0, or as setup_fail(). */
int setup_share(yoke_setup *setup, const void *bytes, size_t size);

/** A teardown() for workloads that made nothing but the shared bytes. */
void setup_unshare(yoke_setup *setup);

/** Compare what a task reported with what it must have. @return 0, or as
 * setup_fail() with both in the message. */
int setup_compare(yoke_setup *setup,
                  uint64_t sequence,
                  const yoke_work *work,
                  uint64_t expected_check,
                  double expected_work);

/**
 * The path of a file in the set-up's directory.
 * @return 0, or as setup_fail() when it does not fit.
 */
int setup_path(yoke_setup *setup, const char *name, char *path, size_t path_size);

/**
 * Make a file of @p size_bytes (a multiple of 8) with the words of a stream; it
 * must not exist. A file that could not be written whole is removed.
 */
int setup_make_file(yoke_setup *setup,
                    const char *name,
                    uint64_t stream,
                    int64_t size_bytes);

/** Remove every file in the directory whose name starts with @p prefix. */
void setup_remove_files(yoke_setup *setup, const char *prefix);

#endif
