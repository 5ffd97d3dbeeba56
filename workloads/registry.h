/** The built-in workloads: one row each, and nothing else to change for a new one. */
#ifndef WORKLOADS_REGISTRY_H
#define WORKLOADS_REGISTRY_H

#include <yoke/workload.h>

/** Identifiers of the tables, in the order in which they are listed. */
#define WORKLOADS(X)                                                                   \
    X(workload_null)                                                                   \
    X(workload_cpu_sumsq)                                                              \
    X(workload_cpu_sha256)                                                             \
    X(workload_io_sleep)                                                               \
    X(workload_io_file_read)                                                           \
    X(workload_io_file_meta)                                                           \
    X(workload_memory_fault)

#define WORKLOAD_DECLARE(table) extern const yoke_workload table;
WORKLOADS(WORKLOAD_DECLARE)
#undef WORKLOAD_DECLARE

#endif
