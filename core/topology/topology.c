/*
 * A machine, read by hwloc once and never changed: plans and drawings only look
 * at it, so that any number of threads may share one.
 *
 * hwloc follows HWLOC_SYNTHETIC and HWLOC_XMLFILE by itself, but falls back to
 * this machine without a word when it cannot read them; a plan for the wrong
 * machine is worse than an error, so we hand them over explicitly.
 */
#include "topology/machine.h"

#include "executor/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* hwloc's own order: a synthetic description wins over a file. */
static int choose_source(hwloc_topology_t hwloc)
{
    const char *synthetic = getenv("HWLOC_SYNTHETIC");
    if (synthetic && *synthetic) {
        if (hwloc_topology_set_synthetic(hwloc, synthetic) == 0) {
            return 0;
        }
        return yk_error_set(YOKE_E_SYSTEM,
                            "HWLOC_SYNTHETIC: \"%s\" is not a topology; expected "
                            "something like \"package:2 core:4 pu:2\"",
                            synthetic);
    }
    const char *file = getenv("HWLOC_XMLFILE");
    if (file && *file && hwloc_topology_set_xml(hwloc, file) != 0) {
        return yk_error_set(YOKE_E_SYSTEM,
                            "HWLOC_XMLFILE: cannot read \"%s\": %s",
                            file,
                            strerror(errno));
    }
    return 0;
}

static int load_hwloc(yoke_topology *topology)
{
    if (hwloc_topology_init(&topology->hwloc) != 0) {
        topology->hwloc = NULL;
        return yk_error_set(YOKE_E_NOMEM, "no memory for the topology");
    }
    int err = choose_source(topology->hwloc);
    if (err != 0) {
        return err;
    }
    if (hwloc_topology_load(topology->hwloc) != 0) {
        const char *file = getenv("HWLOC_XMLFILE");
        return yk_error_set(YOKE_E_SYSTEM,
                            "hwloc cannot read the topology%s%s: %s",
                            file ? " in " : "",
                            file ? file : "",
                            strerror(errno));
    }
    return 0;
}

/* Allowed by the cgroup's cpuset (hwloc's allowed set) and by the affinity mask
 * of the calling thread, which is what its new threads and children inherit. */
static int find_usable(yoke_topology *topology)
{
    topology->usable =
        hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(topology->hwloc));
    hwloc_bitmap_t affinity = hwloc_bitmap_alloc();
    int err = 0;
    if (!topology->usable || !affinity) {
        err = yk_error_set(YOKE_E_NOMEM, "no memory for a set of CPUs");
    } else if (yoke_topology_is_this_machine(topology) &&
               hwloc_get_cpubind(topology->hwloc, affinity, HWLOC_CPUBIND_THREAD) ==
                   0) {
        hwloc_bitmap_and(topology->usable, topology->usable, affinity);
    }
    hwloc_bitmap_free(affinity);
    if (err == 0 && hwloc_bitmap_iszero(topology->usable)) {
        err = yk_error_set(YOKE_E_SYSTEM,
                           "the topology has no CPU that this process may run on");
    }
    return err;
}

int yoke_topology_load(yoke_topology **ret_topology)
{
    yoke_topology *topology = calloc(1, sizeof(*topology));
    if (!topology) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for the topology");
    }
    int err = load_hwloc(topology);
    if (err == 0) {
        err = find_usable(topology);
    }
    if (err != 0) {
        yoke_topology_destroy(topology);
        return err;
    }
    *ret_topology = topology;
    return 0;
}

void yoke_topology_destroy(yoke_topology *topology)
{
    if (!topology) {
        return;
    }
    hwloc_bitmap_free(topology->usable);
    if (topology->hwloc) {
        hwloc_topology_destroy(topology->hwloc);
    }
    free(topology);
}

bool yoke_topology_is_this_machine(const yoke_topology *topology)
{
    return hwloc_topology_is_thissystem(topology->hwloc) != 0;
}

static int count_usable(const yoke_topology *topology, hwloc_obj_type_t type)
{
    int count = 0;
    for (hwloc_obj_t object = hwloc_get_next_obj_by_type(topology->hwloc, type, NULL);
         object;
         object = hwloc_get_next_obj_by_type(topology->hwloc, type, object)) {
        count += yk_topology_may_use(topology, object);
    }
    return count;
}

/* Some virtual machines tell neither packages nor cores: then the machine is one
 * package, and each CPU a core. */
int yoke_topology_count(const yoke_topology *topology, yoke_topology_counts *ret_counts)
{
    if (!ret_counts || ret_counts->size != sizeof(*ret_counts)) {
        return yk_error_set(
            YOKE_E_INVALID,
            "yoke_topology_counts.size is not sizeof(yoke_topology_counts)");
    }
    int packages = count_usable(topology, HWLOC_OBJ_PACKAGE);
    int cores = count_usable(topology, HWLOC_OBJ_CORE);
    int cpus = count_usable(topology, HWLOC_OBJ_PU);
    ret_counts->packages = packages > 0 ? packages : 1;
    ret_counts->numa_nodes = count_usable(topology, HWLOC_OBJ_NUMANODE);
    ret_counts->cores = cores > 0 ? cores : cpus;
    ret_counts->cpus = cpus;
    return 0;
}

int yoke_topology_xml(const yoke_topology *topology, char **ret_xml)
{
    char *lent = NULL;
    int length = 0;
    if (hwloc_topology_export_xmlbuffer(topology->hwloc, &lent, &length, 0) != 0) {
        return yk_error_set(YOKE_E_SYSTEM,
                            "hwloc cannot write the topology as XML: %s",
                            strerror(errno));
    }
    /* hwloc's buffer is freed by hwloc alone; ours by free(). */
    char *xml = strndup(lent, (size_t)length);
    hwloc_free_xmlbuffer(topology->hwloc, lent);
    if (!xml) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for the topology's XML");
    }
    *ret_xml = xml;
    return 0;
}
