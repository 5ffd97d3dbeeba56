#include "analyse/plots_dir.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool has_scripts(const char *dir)
{
    char path[4300];
    snprintf(path, sizeof(path), "%s/common.gp", dir);
    return access(path, R_OK) == 0;
}

int plots_dir_find(char *dir, size_t size, struct fault *fault)
{
    char program[3000];
    const char *override = getenv("YOKE_PLOTS_DIR");
    ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (override && *override) {
        snprintf(dir, size, "%s", override);
        if (has_scripts(dir))
            return 0;
        return fault_set(fault, "YOKE_PLOTS_DIR is '%s', which has no common.gp", dir);
    }
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    snprintf(dir,
             size,
             "%.*s/../share/yoke/plots",
             (int)(slash ? slash - program : 0),
             program);
    if (slash && has_scripts(dir))
        return 0;
    snprintf(dir, size, "%s", YOKE_PLOTS_SOURCE_DIR);
    if (has_scripts(dir))
        return 0;
    return fault_set(
        fault,
        "the .gp files are neither beside the program (../share/yoke/plots) "
        "nor in %s; YOKE_PLOTS_DIR can name their folder",
        dir);
}
