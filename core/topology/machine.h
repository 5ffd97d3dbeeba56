/**
 * What a yoke_topology holds. Private to core/topology, the only part of Yoke
 * that sees hwloc.
 */
#ifndef YK_TOPOLOGY_MACHINE_H
#define YK_TOPOLOGY_MACHINE_H

#include <yoke/topology.h>

#include <hwloc.h>

struct yoke_topology {
    hwloc_topology_t hwloc;
    hwloc_bitmap_t usable; /* CPUs that this process may run on */
};

/** May any CPU of @p object be used? False for objects without CPUs. */
static inline bool yk_topology_may_use(const yoke_topology *topology,
                                       hwloc_obj_t object)
{
    return object->cpuset && hwloc_bitmap_intersects(object->cpuset, topology->usable);
}

#endif
