#include "record/result_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER_MAX 9999

static int take_path(struct result_dir *dir, const char *path, struct fault *fault)
{
    dir->fd = -1;
    if ((size_t)snprintf(dir->path, sizeof(dir->path), "%s", path) >= sizeof(dir->path))
        return fault_set(fault, "%s: the path is too long", path);
    return 0;
}

/* The directory and those above it. */
static int make_directories(const char *path)
{
    char part[PATH_MAX];
    snprintf(part, sizeof(part), "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        if (mkdir(part, 0777) && errno != EEXIST)
            return -1;
        *slash = '/';
    }
    return mkdir(part, 0777) && errno != EEXIST ? -1 : 0;
}

static int open_and_lock(struct result_dir *dir, struct fault *fault)
{
    dir->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir->fd < 0)
        return fault_set(fault, "%s: %s", dir->path, strerror(errno));
    if (flock(dir->fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    result_dir_close(dir);
    return fault_set(fault, "%s: another yoke run is writing this result", dir->path);
}

int result_dir_create(struct result_dir *dir,
                      const char *root,
                      const char *suite,
                      struct fault *fault)
{
    if (make_directories(root))
        return fault_set(fault, "%s: cannot be made: %s", root, strerror(errno));
    for (int number = 1; number <= NUMBER_MAX; number++) {
        char path[PATH_MAX + 96];
        snprintf(path, sizeof(path), "%s/%s-%04d", root, suite, number);
        if (take_path(dir, path, fault))
            return -1;
        if (mkdir(dir->path, 0777) == 0)
            return open_and_lock(dir, fault);
        if (errno != EEXIST)
            return fault_set(fault, "%s: cannot be made: %s", path, strerror(errno));
    }
    return fault_set(fault,
                     "%s: holds %s-0001 to -%d already; move some away",
                     root,
                     suite,
                     NUMBER_MAX);
}

static bool is_empty(const char *path)
{
    DIR *stream = opendir(path);
    int count = 0;
    while (stream && count < 3 && readdir(stream))
        count++;
    if (stream)
        closedir(stream);
    return count == 2; /* "." and ".." */
}

int result_dir_create_at(struct result_dir *dir, const char *path, struct fault *fault)
{
    if (take_path(dir, path, fault))
        return -1;
    if (make_directories(path))
        return fault_set(fault, "%s: cannot be made: %s", path, strerror(errno));
    if (open_and_lock(dir, fault))
        return -1;
    if (is_empty(path))
        return 0;
    result_dir_close(dir);
    return fault_set(fault,
                     "%s: there is something in it; choose another directory, or go on "
                     "with the result that lies there by --resume",
                     path);
}

int result_dir_open(struct result_dir *dir, const char *path, struct fault *fault)
{
    char real[PATH_MAX];
    if (!realpath(path, real))
        return fault_set(
            fault, "%s: no result to go on with: %s", path, strerror(errno));
    /* latest is a link that may point elsewhere tomorrow. */
    struct stat info;
    bool is_link = lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
    return take_path(dir, is_link ? real : path, fault) || open_and_lock(dir, fault)
               ? -1
               : 0;
}

/* Relative when the result lies in root, so that root can be moved. */
static int link_target(const struct result_dir *dir, const char *root, char *target)
{
    char real_root[PATH_MAX];
    char real[PATH_MAX];
    if (!realpath(root, real_root) || !realpath(dir->path, real))
        return -1;
    size_t length = strlen(real_root);
    bool is_inside = strncmp(real, real_root, length) == 0 && real[length] == '/';
    snprintf(target, PATH_MAX, "%s", is_inside ? real + length + 1 : real);
    return 0;
}

int result_dir_link_latest(const struct result_dir *dir,
                           const char *root,
                           struct fault *fault)
{
    char target[PATH_MAX];
    char aside[PATH_MAX + 48];
    char latest[PATH_MAX + 16];
    if (make_directories(root) || link_target(dir, root, target))
        return fault_set(fault, "%s: %s", root, strerror(errno));
    snprintf(latest, sizeof(latest), "%s/latest", root);
    snprintf(aside, sizeof(aside), "%s/.latest.%ld", root, (long)getpid());
    unlink(aside);
    if (symlink(target, aside) == 0 && rename(aside, latest) == 0)
        return 0;
    int error = errno;
    unlink(aside);
    return fault_set(fault, "%s: cannot be linked: %s", latest, strerror(error));
}

void result_dir_close(struct result_dir *dir)
{
    if (dir->fd >= 0)
        close(dir->fd);
    dir->fd = -1;
}
