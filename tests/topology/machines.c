#include "machines.h"

#include <hwloc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct machine machine_of(const char *synthetic)
{
    struct machine machine = {.synthetic = synthetic, .cpu_count = 1};
    int arity[MACHINE_LEVELS_MAX] = {0};
    for (const char *colon = strchr(synthetic, ':'); colon;
         colon = strchr(colon, ':')) {
        arity[machine.level_count++] = (int)strtol(colon + 1, (char **)&colon, 10);
        machine.cpu_count *= arity[machine.level_count - 1];
    }
    int cpus = machine.cpu_count;
    for (int level = 0; level < machine.level_count; level++) {
        machine.level_cpus[level] = cpus;
        cpus /= arity[level];
    }
    machine.level_cpus[machine.level_count++] = 1;
    machine.core_cpus = strstr(synthetic, "core:") ? arity[machine.level_count - 2] : 1;
    memset(machine.usable, 1, (size_t)machine.cpu_count);
    return machine;
}

void machine_thin_out(struct machine *machine, unsigned seed, int share_percent)
{
    for (int cpu = 0; cpu < machine->cpu_count; cpu++) {
        machine->usable[cpu] = rand_r(&seed) % 100 < share_percent;
    }
    machine->usable[rand_r(&seed) % machine->cpu_count] = true;
}

int machine_usable_count(const struct machine *machine)
{
    int count = 0;
    for (int cpu = 0; cpu < machine->cpu_count; cpu++) {
        count += machine->usable[cpu];
    }
    return count;
}

static void
write_xml(const struct machine *machine, enum machine_hole hole, const char *path)
{
    hwloc_topology_t hwloc;
    hwloc_bitmap_t usable = hwloc_bitmap_alloc();
    for (int cpu = 0; cpu < machine->cpu_count; cpu++) {
        if (machine->usable[cpu]) {
            hwloc_bitmap_set(usable, (unsigned)cpu);
        }
    }
    assert_int_equal(hwloc_topology_init(&hwloc), 0);
    hwloc_topology_set_flags(hwloc, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
    assert_int_equal(hwloc_topology_set_synthetic(hwloc, machine->synthetic), 0);
    assert_int_equal(hwloc_topology_load(hwloc), 0);
    if (hole == HOLE_ABSENT) {
        assert_int_equal(hwloc_topology_restrict(hwloc, usable, 0), 0);
    } else {
        assert_int_equal(
            hwloc_topology_allow(hwloc, usable, NULL, HWLOC_ALLOW_FLAG_CUSTOM), 0);
    }
    assert_int_equal(hwloc_topology_export_xml(hwloc, path, 0), 0);
    hwloc_topology_destroy(hwloc);
    hwloc_bitmap_free(usable);
}

yoke_topology *machine_load(const struct machine *machine, enum machine_hole hole)
{
    char path[] = "/tmp/yoke-machine-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    write_xml(machine, hole, path);
    setenv("HWLOC_XMLFILE", path, 1);
    yoke_topology *topology = NULL;
    int err = yoke_topology_load(&topology);
    unsetenv("HWLOC_XMLFILE");
    unlink(path);
    assert_int_equal(err, 0);
    return topology;
}

int machine_cpu_of(const yoke_placement *placement, int worker_index)
{
    const char *list = yoke_placement_cpus(placement, worker_index);
    char *end = NULL;
    long cpu = strtol(list, &end, 10);
    assert_true(end > list);
    assert_string_equal(end, "");
    assert_in_range(cpu, 0, MACHINE_CPUS_MAX - 1);
    return (int)cpu;
}
