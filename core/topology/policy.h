/**
 * Placement policies: each puts the CPUs that may be used in an order of places,
 * and worker i gets place i. A policy is a row of YK_POLICIES and a function.
 */
#ifndef YK_TOPOLOGY_POLICY_H
#define YK_TOPOLOGY_POLICY_H

#include "topology/machine.h"

/** Sets of CPUs in the order in which workers get them. */
struct yk_places {
    hwloc_bitmap_t *sets; /* owned, each of them */
    int count;
    int capacity;
};

/** Append a copy of @p cpus. @return 0; YOKE_E_NOMEM. */
int yk_places_add(struct yk_places *places, hwloc_const_bitmap_t cpus);
void yk_places_fini(struct yk_places *places);

/**
 * Fill in the places of a policy; none at all leaves every worker unbound.
 * @return 0; YOKE_E_NOMEM.
 */
typedef int yk_policy_fn(const yoke_topology *topology, struct yk_places *places);

struct yk_policy {
    const char *name;
    const char *help;
    yk_policy_fn *fill;
};

yk_policy_fn yk_policy_none;
yk_policy_fn yk_policy_compact;
yk_policy_fn yk_policy_scatter;

/** One row a policy: name, help. Its function is yk_policy_<name>. */
#define YK_POLICIES(X)                                                                 \
    X(none, "leave the workers to the kernel's scheduler")                             \
    X(compact, "fill a core's threads, then a cache, then a package")                  \
    X(scatter, "spread over packages, then caches; cores first, SMT siblings last")

/** By name; else NULL, with the error's detail set. */
const struct yk_policy *yk_policy_find(const char *name);

#endif
