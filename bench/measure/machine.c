#include "measure/machine.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "measure/proc_text.h"
#include "measure/ticks.h"
#include "measure/unknown.h"

/* Weak, so that a build with another allocator (a sanitizer's) still links. */
int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
    __attribute__((weak));

int64_t machine_steal_ns(void)
{
    char text[512];
    long long fields[8];
    if (proc_text_read("/proc/stat", text, sizeof(text)) < 0 ||
        strncmp(text, "cpu ", 4) != 0)
        return UNKNOWN;
    char *cursor = text + 4;
    for (int i = 0; i < 8; i++) {
        char *end;
        fields[i] = strtoll(cursor, &end, 10);
        if (end == cursor)
            return UNKNOWN;
        cursor = end;
    }
    return fields[7] * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

/* The path after "N:controllers:" in /proc/self/cgroup, where @p controller is
 * among the controllers ("" for version 2). */
static bool
find_cgroup(const char *text, const char *controller, char *path, size_t size)
{
    size_t length = strlen(controller);
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *names = strchr(line, ':');
        const char *found = names ? strchr(names + 1, ':') : NULL;
        if (!found)
            return false;
        bool is_ours = length == 0 && names + 1 == found;
        for (const char *name = names + 1; length && name < found;) {
            size_t name_length = strcspn(name, ",:");
            is_ours |= name_length == length && !strncmp(name, controller, length);
            name += name_length + 1;
        }
        if (!is_ours)
            continue;
        snprintf(path, size, "%.*s", (int)strcspn(found + 1, "\n"), found + 1);
        return true;
    }
    return false;
}

int64_t machine_throttled_ns(void)
{
    static const struct {
        const char *controller, *root, *key;
        int64_t ns_per_unit;
    } versions[] = {
        {"", "/sys/fs/cgroup", "throttled_usec", 1000},
        {"cpu", "/sys/fs/cgroup/cpu", "throttled_time", 1},
    };
    char text[PROC_TEXT_SIZE];
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
        proc_text_read("/proc/self/cgroup", text, sizeof(text));
        if (!find_cgroup(text, versions[i].controller, path, sizeof(path)))
            continue;
        proc_text_read_format(
            text, sizeof(text), "%s%s/cpu.stat", versions[i].root, path);
        int64_t throttled = proc_text_number(text, versions[i].key);
        if (is_known(throttled))
            return throttled * versions[i].ns_per_unit;
    }
    return UNKNOWN;
}

int64_t process_pss_bytes(int process_id)
{
    char text[PROC_TEXT_SIZE];
    proc_text_read_format(text, sizeof(text), "/proc/%d/smaps_rollup", process_id);
    int64_t kibibytes = proc_text_number(text, "Pss");
    return is_known(kibibytes) ? kibibytes * 1024 : UNKNOWN;
}

int64_t allocated_bytes(void)
{
    uint64_t epoch = 1;
    size_t allocated = 0;
    size_t size = sizeof(allocated);
    /* The statistics are a snapshot; setting the epoch renews it. */
    if (!mallctl || mallctl("epoch", NULL, NULL, &epoch, sizeof(epoch)) ||
        mallctl("stats.allocated", &allocated, &size, NULL, 0))
        return UNKNOWN;
    return (int64_t)allocated;
}

const char *allocator_name(void)
{
    return mallctl ? "jemalloc" : "libc";
}
