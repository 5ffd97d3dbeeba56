/** A workload that goes wrong where it is told to, and small plans of it. */
#ifndef TESTS_RUN_RIG_H
#define TESTS_RUN_RIG_H

#include "plan/plan.h"

/**
 * Its parameter `fault` says where: none, setup (refused), abort, exit, hang,
 * garbage (a reply that is none), task (one in ten fails), wrong (a result),
 * lazy (no work), init (of a worker), worker (dies in a task).
 */
extern const yoke_workload RIG_WORKLOAD;

/** A workload_find_fn that knows the rig, and the built-in ones. */
const yoke_workload *rig_find(const char *name);

/**
 * A plan of @p block_count blocks with one cell for each of @p kinds, each with
 * 2 workers and this fault. plan_fini() it.
 */
struct plan
rig_plan(const char *fault, const yoke_kind *kinds, size_t kind_count, int block_count);

#endif
