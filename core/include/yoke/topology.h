/**
 * The machine, and where a placement policy puts each worker.
 */
#ifndef YOKE_TOPOLOGY_H
#define YOKE_TOPOLOGY_H

#include <yoke/error.h>
#include <yoke/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A machine's packages, caches, cores and CPUs. */
typedef struct yoke_topology yoke_topology;

/**
 * Read this machine, or the one that hwloc's environment variables
 * (HWLOC_XMLFILE, HWLOC_SYNTHETIC) describe.
 * @param ret_topology  owned: yoke_topology_destroy().
 * @return 0; YOKE_E_SYSTEM; YOKE_E_NOMEM.
 */
YOKE_API YOKE_MUST_CHECK int yoke_topology_load(yoke_topology **ret_topology);

/** Accepts NULL. */
YOKE_API void yoke_topology_destroy(yoke_topology *topology);

/** False when it describes another machine: then it plans but cannot bind. */
YOKE_API bool yoke_topology_is_this_machine(const yoke_topology *topology);

/** How many of each the machine has, within what this process may use. */
typedef struct {
    size_t size; /**< sizeof(yoke_topology_counts) */
    int packages;
    int numa_nodes;
    int cores;
    int cpus;
} yoke_topology_counts;

/** Count. @return 0; YOKE_E_INVALID. */
YOKE_API int yoke_topology_count(const yoke_topology *topology,
                                 yoke_topology_counts *ret_counts);

/**
 * The topology as hwloc's XML.
 * @param ret_xml  owned by the caller: free().
 */
YOKE_API YOKE_MUST_CHECK int yoke_topology_xml(const yoke_topology *topology,
                                               char **ret_xml);

/**
 * A drawing of the machine in text, one object a line, indented by depth.
 * @param ret_text  owned by the caller: free().
 */
YOKE_API YOKE_MUST_CHECK int yoke_topology_text(const yoke_topology *topology,
                                                char **ret_text);

/** Where each worker goes. */
typedef struct yoke_placement yoke_placement;

/** The policies' names, NULL-terminated, and what each does in a few words. */
YOKE_API const char *const *yoke_placement_policies(void);
YOKE_API const char *yoke_placement_policy_help(const char *policy);

/**
 * Plan where @p worker_count workers go under @p policy.
 * @param ret_placement  owned: yoke_placement_destroy().
 * @return 0; YOKE_E_INVALID (yoke_error_detail() names the policy and the
 *         allowed ones); YOKE_E_NOMEM.
 */
YOKE_API YOKE_MUST_CHECK int yoke_placement_plan(const yoke_topology *topology,
                                                 const char *policy,
                                                 int worker_count,
                                                 yoke_placement **ret_placement);
/** Accepts NULL. */
YOKE_API void yoke_placement_destroy(yoke_placement *placement);

/** True when there are more workers than places, so that some share one. */
YOKE_API bool yoke_placement_wraps(const yoke_placement *placement);

/**
 * The CPUs of a worker in the kernel's list form, such as "0-3,8"; "" when the
 * policy leaves it unbound. Borrowed from the placement.
 */
YOKE_API const char *yoke_placement_cpus(const yoke_placement *placement,
                                         int worker_index);

/**
 * Bind the calling thread as worker @p worker_index; nothing when the policy
 * leaves it unbound. Allocates nothing, and may be called after fork.
 * @return 0; YOKE_E_SYSTEM; YOKE_E_UNSUPPORTED when the topology is another
 *         machine's.
 */
YOKE_API YOKE_MUST_CHECK int yoke_placement_bind(const yoke_placement *placement,
                                                 int worker_index);

#ifdef __cplusplus
}
#endif
#endif
