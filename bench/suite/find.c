#include "suite/find.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char SUFFIX[] = ".yaml";

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISDIR(status.st_mode);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

const char *suite_folder(void)
{
    const char *folder = getenv("YOKE_SUITES");
    if (folder && folder[0])
        return folder;
    return is_folder(YOKE_SUITES_SOURCE_DIR) ? YOKE_SUITES_SOURCE_DIR
                                             : YOKE_SUITES_INSTALL_DIR;
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t size = strlen(name);
    size_t suffix_size = strlen(suffix);
    return size > suffix_size && strcmp(name + size - suffix_size, suffix) == 0;
}

bool suite_is_path(const char *name)
{
    return strchr(name, '/') || ends_with(name, SUFFIX) || ends_with(name, ".yml");
}

bool suite_locate(const char *name, char *path, size_t size)
{
    const char *slash = strrchr(name, '/');
    const char *base = slash ? slash + 1 : name;
    bool may_ship = !slash || strncmp(name, "suites/", 7) == 0;
    snprintf(path, size, "%s", name);
    if (suite_is_path(name) && is_file(path))
        return true;
    snprintf(path,
             size,
             "%s/%s%s",
             suite_folder(),
             base,
             ends_with(base, SUFFIX) ? "" : SUFFIX);
    if (may_ship && is_file(path))
        return true;
    snprintf(path, size, "%s", name); /* what messages are about */
    return false;
}

static int is_suite(const struct dirent *entry)
{
    return ends_with(entry->d_name, SUFFIX);
}

void suite_each(suite_visit_fn *visit, void *context)
{
    struct dirent **entries;
    int count = scandir(suite_folder(), &entries, is_suite, alphasort);
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        snprintf(path, sizeof(path), "%s/%s", suite_folder(), entries[i]->d_name);
        entries[i]->d_name[strlen(entries[i]->d_name) - strlen(SUFFIX)] = '\0';
        visit(entries[i]->d_name, path, context);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}
