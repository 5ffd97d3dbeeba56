/**
 * A result directory in memory: its runs, its cells and its manifest. Reads
 * runs.csv, factors.csv and manifest.json; changes nothing.
 */
#ifndef BENCH_ANALYSE_RESULT_H
#define BENCH_ANALYSE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analyse/cell_factor.h"
#include "analyse/fault.h"
#include "analyse/manifest.h"
#include "analyse/texts.h"

/** Columns of runs.csv that are numbers and may be empty (NAN then). */
#define RUN_NUMBERS(X)                                                                 \
    X(completed_per_s)                                                                 \
    X(work_done)                                                                       \
    X(setup_ns)                                                                        \
    X(startup_ns)                                                                      \
    X(worker_setup_ns)                                                                 \
    X(measure_ns)                                                                      \
    X(wall_ns)                                                                         \
    X(tasks)                                                                           \
    X(failures)                                                                        \
    X(worker_deaths)                                                                   \
    X(shed)                                                                            \
    X(cpu_user_ns)                                                                     \
    X(cpu_system_ns)                                                                   \
    X(minor_faults)                                                                    \
    X(voluntary_switches)                                                              \
    X(involuntary_switches)                                                            \
    X(run_queue_ns)                                                                    \
    X(pss_bytes)                                                                       \
    X(latency_mean_ns)                                                                 \
    X(latency_p50_ns)                                                                  \
    X(latency_p90_ns)                                                                  \
    X(latency_p99_ns)                                                                  \
    X(latency_p999_ns)                                                                 \
    X(latency_max_ns)

/** One row of runs.csv. Texts belong to the result. */
struct result_run {
    const char *run_id, *cell_id, *duplicate_of;
    const char *suite, *machine_id, *workload_version, *work_unit;
    const char *started_utc;
    const char *factors[CELL_FACTOR_COUNT];
    const char *status, *gates;
    int64_t block;
    size_t cell_index;
    const char *excluded_for; /* NULL: used; else the gate or status, in a word */
#define RUN_MEMBER(name) double name;
    RUN_NUMBERS(RUN_MEMBER)
#undef RUN_MEMBER
};

/** One combination of factors. */
struct result_cell {
    const char *id, *duplicate_of; /* "" for none */
    const char *factors[CELL_FACTOR_COUNT];
    const char *work_unit;
    const char *hollow_for; /* NULL; else the gate why no verdict may rest on it */
    size_t used_count, run_count;
};

struct result {
    const char *dir; /* as given; owned */
    struct texts texts;
    struct result_run *runs;
    size_t run_count;
    struct result_cell *cells; /* by id, in natural order */
    size_t cell_count;
    size_t block_count;
    const struct result_run **run_of; /* [cell × block_count + block]; may be NULL */
    bool is_swept[CELL_FACTOR_COUNT];
    struct texts swept_params; /* names of the workload parameters that vary */
    struct manifest manifest;
};

/**
 * @param dir  the result's directory.
 * @return 0; -1 with @p fault naming file, line and column.
 */
int result_open(struct result *result, const char *dir, struct fault *fault);
void result_close(struct result *result);

/** The used run of a cell in a block, or NULL when missing or excluded. */
const struct result_run *
result_run_at(const struct result *result, size_t cell_index, size_t block);

/** The worker count of a cell as a number. */
int result_cell_workers(const struct result_cell *cell);

/** Its swept workload parameters as "size=1MiB"; @return how many there are. */
size_t result_swept_params(const struct result *result,
                           const struct result_cell *cell,
                           const char *separator,
                           char *text,
                           size_t size);

/** @p cell's workload with its swept parameters: "cpu.sha256 size=1MiB". */
void result_cell_subject(const struct result *result,
                         const struct result_cell *cell,
                         char *text,
                         size_t size);

/**
 * The subject of a cell is its workload with its parameters, whoever runs it.
 * @return the first cell with the same subject: equal subjects, equal numbers.
 */
size_t result_subject(const struct result *result, size_t cell_index);

/** Whether @p cell repeats another one. */
bool result_cell_is_duplicate(const struct result_cell *cell);

/**
 * Which result an argument means: the directory itself, or one of that name
 * under results/; NULL means results/latest.
 * @return 0 with @p dir filled in; -1 with @p fault set.
 */
int result_locate(const char *argument, char *dir, size_t size, struct fault *fault);

/** "DIR/NAME" for a file of the result; asserts that it fits. */
void result_path(const char *dir, const char *name, char *path, size_t size);

#endif
