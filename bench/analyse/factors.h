/** The factors that tell one cell from another: the columns of runs.csv. */
#ifndef BENCH_ANALYSE_FACTORS_H
#define BENCH_ANALYSE_FACTORS_H

#include <stdbool.h>

/**
 * One row a factor: identifier, column, the factor that it follows (NONE: of
 * its own). A follower takes its value from its leader unless the suite sweeps
 * it: a start method exists for processes alone, and the default window is
 * 2 × workers.
 */
#define FACTORS(X)                                                                     \
    X(EXECUTOR, "executor", NONE)                                                      \
    X(START_METHOD, "start_method", EXECUTOR)                                          \
    X(WORKER_COUNT, "worker_count", NONE)                                              \
    X(PLACEMENT, "placement", NONE)                                                    \
    X(MEMORY_POLICY, "memory_policy", NONE)                                            \
    X(ALLOCATOR, "allocator", NONE)                                                    \
    X(CHUNK, "chunk", NONE)                                                            \
    X(QUEUE_CAPACITY, "queue_capacity", NONE)                                          \
    X(WORKLOAD, "workload", NONE)                                                      \
    X(PARAMS, "params", NONE)                                                          \
    X(PAYLOAD_BYTES, "payload_bytes", PARAMS)                                          \
    X(LOAD, "load", NONE)                                                              \
    X(WINDOW, "window", WORKER_COUNT)                                                  \
    X(ARRIVALS, "arrivals", NONE)                                                      \
    X(TARGET_PER_S, "target_per_s", NONE)                                              \
    X(CACHE_STATE, "cache_state", NONE)                                                \
    X(BUILD_ID, "build_id", NONE)

enum factor {
#define FACTOR_ENUM(name, column, leader) FACTOR_##name,
    FACTORS(FACTOR_ENUM)
#undef FACTOR_ENUM
        FACTOR_COUNT,
    FACTOR_NONE = FACTOR_COUNT
};

/** The column's name; static. */
const char *factor_name(enum factor factor);

/** The factor that @p factor follows, or FACTOR_NONE. */
enum factor factor_leader(enum factor factor);

/**
 * By column name or by an alias that people say ("workers", "kind").
 * @return the factor, or FACTOR_NONE.
 */
enum factor factor_find(const char *name);

#endif
