/**
 * Other people's machines, for tests: a symmetric shape, of which only some CPUs
 * are there or may be used. CPU numbers follow the shape, so that a test knows
 * by arithmetic which core or package a CPU belongs to, whatever hwloc says.
 */
#ifndef TEST_MACHINES_H
#define TEST_MACHINES_H

#include <yoke/topology.h>

#include <stdbool.h>

enum { MACHINE_CPUS_MAX = 256, MACHINE_LEVELS_MAX = 8 };

/** How the CPUs that are not in the machine's set are missing. */
enum machine_hole {
    HOLE_ABSENT,    /* not there at all: an asymmetric machine */
    HOLE_DISALLOWED /* there, but not for this process: a cgroup's cpuset */
};

struct machine {
    const char *synthetic; /* hwloc's notation, "package:2 core:4 pu:2" */
    /** CPUs in an object of each level, from the whole machine down to a CPU. */
    int level_cpus[MACHINE_LEVELS_MAX];
    int level_count;
    int cpu_count;
    int core_cpus; /* CPUs of a core; 1 when there is no SMT */
    bool usable[MACHINE_CPUS_MAX];
};

/** A machine of which every CPU is there. */
struct machine machine_of(const char *synthetic);

/** Leave about @p share_percent of the CPUs, at least one, chosen by @p seed. */
void machine_thin_out(struct machine *machine, unsigned seed, int share_percent);

int machine_usable_count(const struct machine *machine);

/** Load it through the library, as a user would: by HWLOC_XMLFILE. */
yoke_topology *machine_load(const struct machine *machine, enum machine_hole hole);

/** The one CPU of a worker, from the kernel's list form; fails the test if more. */
int machine_cpu_of(const yoke_placement *placement, int worker_index);

#endif
