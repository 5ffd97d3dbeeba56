#include "analyse/picture.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "analyse/plots_dir.h"
#include "analyse/whole_file.h"

const struct picture PICTURES[] = {
    {"forest",
     "processes ÷ threads with intervals, a row per comparison",
     forest_lacks,
     forest_prepare},
    {"throughput",
     "throughput by number of workers, with intervals",
     throughput_lacks,
     throughput_prepare},
    {"latency",
     "latency by percentile, at as many workers as CPUs",
     latency_lacks,
     latency_prepare},
    {NULL, NULL, NULL, NULL},
};

const struct picture *picture_find(const char *name)
{
    for (const struct picture *picture = PICTURES; picture->name; picture++)
        if (strcmp(picture->name, name) == 0)
            return picture;
    return NULL;
}

static int copy_stream(FILE *from, const char *path, FILE *to, struct fault *fault)
{
    char buffer[4096];
    size_t size;
    while ((size = fread(buffer, 1, sizeof(buffer), from)) > 0)
        fwrite(buffer, 1, size, to);
    if (ferror(from))
        return fault_set(fault, "%s: cannot be read: %s", path, strerror(errno));
    return 0;
}

static int copy_script(const char *from_dir,
                       const char *to_dir,
                       const char *name,
                       struct fault *fault)
{
    char path[4300];
    struct whole_file target;
    snprintf(path, sizeof(path), "%s/%s", from_dir, name);
    FILE *from = fopen(path, "re");
    if (!from)
        return fault_set(fault, "%s: cannot be opened: %s", path, strerror(errno));
    int err = whole_file_open(&target, to_dir, name, fault);
    if (!err) {
        err = copy_stream(from, path, target.stream, fault);
        if (err)
            whole_file_discard(&target);
        else
            err = whole_file_commit(&target, fault);
    }
    fclose(from);
    return err;
}

static int write_inputs(const struct picture *picture,
                        const struct analysis *analysis,
                        const char *dir,
                        struct fault *fault)
{
    char name[128];
    struct whole_file data, settings;
    snprintf(name, sizeof(name), "%s.csv", picture->name);
    if (whole_file_open(&data, dir, name, fault))
        return -1;
    snprintf(name, sizeof(name), "%s.settings.gp", picture->name);
    if (whole_file_open(&settings, dir, name, fault)) {
        whole_file_discard(&data);
        return -1;
    }
    struct picture_files files = {.data = data.stream, .settings = settings.stream};
    fprintf(settings.stream,
            "# Written by yoke %s from %s; read by %s.gp.\n",
            YOKE_VERSION,
            "the result's CSV files",
            picture->name);
    if (picture->prepare(analysis, &files, fault)) {
        whole_file_discard(&data);
        whole_file_discard(&settings);
        return -1;
    }
    if (whole_file_commit(&data, fault)) {
        whole_file_discard(&settings);
        return -1;
    }
    return whole_file_commit(&settings, fault);
}

int picture_prepare(const struct picture *picture,
                    const struct analysis *analysis,
                    const char *dir,
                    struct fault *fault)
{
    char scripts[4200], script[128];
    snprintf(script, sizeof(script), "%s.gp", picture->name);
    if (plots_dir_find(scripts, sizeof(scripts), fault))
        return -1;
    if (mkdir(dir, 0777) && errno != EEXIST)
        return fault_set(fault, "%s: cannot be made: %s", dir, strerror(errno));
    const char *const needed[] = {"common.gp", "panels.gp", script, NULL};
    for (size_t i = 0; needed[i]; i++)
        if (copy_script(scripts, dir, needed[i], fault))
            return -1;
    return write_inputs(picture, analysis, dir, fault);
}
