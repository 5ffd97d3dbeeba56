/** Where a result lies: its directory, and the link results/latest. */
#ifndef BENCH_RESULT_DIR_H
#define BENCH_RESULT_DIR_H

#include <limits.h>

#include "analyse/fault.h"

struct result_dir {
    char path[PATH_MAX];
    int fd; /* of the directory; holds its lock: one session at a time */
};

/**
 * Make <root>/<suite>-0001, or the next number that is free.
 * @return 0; -1 with @p fault set.
 */
int result_dir_create(struct result_dir *dir,
                      const char *root,
                      const char *suite,
                      struct fault *fault);

/** Make @p path, which must not exist, or be an empty directory. */
int result_dir_create_at(struct result_dir *dir, const char *path, struct fault *fault);

/** Open a result that was begun before. */
int result_dir_open(struct result_dir *dir, const char *path, struct fault *fault);

/** Point <root>/latest at the result, in one step; makes @p root if need be. */
int result_dir_link_latest(const struct result_dir *dir,
                           const char *root,
                           struct fault *fault);

void result_dir_close(struct result_dir *dir);

#endif
