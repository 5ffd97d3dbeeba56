#include "run/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define OPEN_DIRS_MAX 16

int scratch_make(const char *result,
                 const char *run_id,
                 char *path,
                 size_t size,
                 struct fault *fault)
{
    char real[PATH_MAX];
    scratch_remove(result);
    if (!realpath(result, real))
        return fault_set(fault, "%s: %s", result, strerror(errno));
    if ((size_t)snprintf(path, size, "%s/scratch", real) >= size || mkdir(path, 0777))
        return fault_set(fault, "%s/scratch: %s", result, strerror(errno));
    if ((size_t)snprintf(path, size, "%s/scratch/%s", real, run_id) >= size ||
        mkdir(path, 0777))
        return fault_set(fault, "%s/scratch/%s: %s", result, run_id, strerror(errno));
    return 0;
}

static int
remove_one(const char *path, const struct stat *info, int type, struct FTW *at)
{
    (void)info;
    (void)type;
    (void)at;
    remove(path);
    return 0;
}

void scratch_remove(const char *result)
{
    char path[PATH_MAX + 16];
    snprintf(path, sizeof(path), "%s/scratch", result);
    nftw(path, remove_one, OPEN_DIRS_MAX, FTW_DEPTH | FTW_PHYS);
}
