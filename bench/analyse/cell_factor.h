/** The factors that tell one cell from another: the columns of runs.csv. */
#ifndef BENCH_ANALYSE_CELL_FACTOR_H
#define BENCH_ANALYSE_CELL_FACTOR_H

#include <stdbool.h>

/**
 * One row a factor: identifier, column, the factor that it follows (FACTOR_NONE: of
 * its own). A follower takes its value from its leader unless the suite sweeps
 * it: a start method exists for processes alone, and the default window is
 * 2 × workers.
 */
#define CELL_FACTORS(X)                                                                \
    X(EXECUTOR, "executor", FACTOR_NONE)                                               \
    X(START_METHOD, "start_method", EXECUTOR)                                          \
    X(WORKER_COUNT, "worker_count", FACTOR_NONE)                                       \
    X(PLACEMENT, "placement", FACTOR_NONE)                                             \
    X(MEMORY_POLICY, "memory_policy", FACTOR_NONE)                                     \
    X(ALLOCATOR, "allocator", FACTOR_NONE)                                             \
    X(CHUNK, "chunk", FACTOR_NONE)                                                     \
    X(QUEUE_CAPACITY, "queue_capacity", FACTOR_NONE)                                   \
    X(WORKLOAD, "workload", FACTOR_NONE)                                               \
    X(PARAMS, "params", FACTOR_NONE)                                                   \
    X(PAYLOAD_BYTES, "payload_bytes", PARAMS)                                          \
    X(LOAD, "load", FACTOR_NONE)                                                       \
    X(WINDOW, "window", WORKER_COUNT)                                                  \
    X(ARRIVALS, "arrivals", FACTOR_NONE)                                               \
    X(TARGET_PER_S, "target_per_s", FACTOR_NONE)                                       \
    X(CACHE_STATE, "cache_state", FACTOR_NONE)                                         \
    X(BUILD_ID, "build_id", FACTOR_NONE)

enum cell_factor {
#define FACTOR_ENUM(name, column, leader) CELL_##name,
    CELL_FACTORS(FACTOR_ENUM)
#undef FACTOR_ENUM
        CELL_FACTOR_COUNT,
    CELL_FACTOR_NONE = CELL_FACTOR_COUNT
};

/** The column's name; static. */
const char *cell_factor_name(enum cell_factor factor);

/** The factor that @p factor follows, or CELL_FACTOR_NONE. */
enum cell_factor cell_factor_leader(enum cell_factor factor);

/**
 * By column name or by an alias that people say ("workers", "kind").
 * @return the factor, or CELL_FACTOR_NONE.
 */
enum cell_factor cell_factor_find(const char *name);

#endif
