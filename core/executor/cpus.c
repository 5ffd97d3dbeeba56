/*
 * How many CPUs this process may use: the smallest of its affinity mask, the
 * cgroup's quota (v2 and v1, every level up to the root) rounded up, and
 * YOKE_CPU_COUNT, which also raises it when the host knows better.
 */
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <yoke/executor.h>

static int affinity_count(void)
{
    for (int cpus = 1024; cpus <= 1 << 20; cpus *= 2) {
        cpu_set_t *set = CPU_ALLOC((size_t)cpus);
        if (!set)
            break;
        size_t bytes = CPU_ALLOC_SIZE((size_t)cpus);
        int count = sched_getaffinity(0, bytes, set) == 0 ? CPU_COUNT_S(bytes, set) : 0;
        CPU_FREE(set);
        if (count > 0)
            return count;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

/* quota ÷ period rounded up; INT_MAX when there is no limit. */
static int quota_cpus(long long quota, long long period)
{
    if (quota <= 0 || period <= 0)
        return INT_MAX;
    long long cpus = (quota + period - 1) / period;
    return cpus < INT_MAX ? (int)cpus : INT_MAX;
}

static bool read_numbers(const char *directory,
                         const char *name,
                         long long *first,
                         long long *second)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    int count = fscanf(file, "%lld %lld", first, second ? second : first);
    fclose(file);
    return count == (second ? 2 : 1);
}

static int directory_limit(const char *directory)
{
    long long quota = 0;
    long long period = 0;
    if (read_numbers(directory, "cpu.max", &quota, &period))
        return quota_cpus(quota, period);
    if (read_numbers(directory, "cpu.cfs_quota_us", &quota, NULL) &&
        read_numbers(directory, "cpu.cfs_period_us", &period, NULL))
        return quota_cpus(quota, period);
    return INT_MAX;
}

/* From the process's own group up to the mount point. */
static int hierarchy_limit(const char *mount, const char *group)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof(path), "%s%s", mount, group);
    if (length < 0 || (size_t)length >= sizeof(path))
        return INT_MAX;
    int limit = INT_MAX;
    for (;;) {
        int here = directory_limit(path);
        limit = here < limit ? here : limit;
        char *slash = strrchr(path, '/');
        if (!slash || (size_t)(slash - path) < strlen(mount))
            return limit;
        *slash = '\0';
    }
}

/* A line of /proc/self/cgroup: "0::/group" or "4:cpu,cpuacct:/group". */
static int line_limit(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
        return INT_MAX;
    *group++ = '\0';
    controllers++;
    if (!*controllers)
        return hierarchy_limit("/sys/fs/cgroup", group);
    char *name;
    while ((name = strsep(&controllers, ",")) != NULL)
        if (strcmp(name, "cpu") == 0)
            return hierarchy_limit("/sys/fs/cgroup/cpu", group);
    return INT_MAX;
}

static int cgroup_count(void)
{
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file)
        return INT_MAX;
    char line[PATH_MAX];
    int limit = INT_MAX;
    while (fgets(line, sizeof(line), file)) {
        int here = line_limit(line);
        limit = here < limit ? here : limit;
    }
    fclose(file);
    return limit;
}

int yoke_cpu_count(void)
{
    const char *given = getenv("YOKE_CPU_COUNT");
    char *end = NULL;
    long count = given ? strtol(given, &end, 10) : 0;
    if (given && *given && !*end && count >= 1 && count <= YOKE_WORKERS_MAX)
        return (int)count;
    int cpus = affinity_count();
    int quota = cgroup_count();
    return quota < cpus ? quota : cpus;
}
