/**
 * The task that runs in the workers: a workload's run() between two stamps.
 *
 * Its argument (8 bytes) and its result (16 bytes) travel inside the executor's
 * slot. Work, checks and samples, which nobody needs before the end, go to a
 * shared table of one row a worker, mapped before the executor exists, so that
 * threads and processes write the same memory.
 */
#ifndef BENCH_STAMPED_TASK_H
#define BENCH_STAMPED_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include <yoke/workload.h>

#include "measure/ticks.h"

/* Of a result: bits of the start stamp (2^44 ticks of 0.4 ns are 2 hours, which
 * only need to tell it from the time of sending), of the service time (7
 * minutes; longer ones are cut), and of the worker's index. */
#define STAMP_STARTED_BITS 44
#define STAMP_SERVICE_BITS 40
#define STAMP_WORKER_BITS 10

/** A result unpacked. */
struct task_stamp {
    uint64_t started_ticks; /* its low STAMP_STARTED_BITS */
    uint64_t service_ticks;
    int worker_index;
    uint32_t check; /* folded: tells a result that was damaged on its way */
};

/** A result as it travels. */
struct packed_stamp {
    uint64_t words[2];
};

struct packed_stamp stamp_pack(const struct task_stamp *stamp);
struct task_stamp stamp_unpack(struct packed_stamp packed);

/** The whole start stamp, which lies within an hour of @p near_ticks. */
uint64_t stamp_started_near(const struct task_stamp *stamp, uint64_t near_ticks);

/** A task's outcome, kept for the verification. */
struct work_sample {
    uint64_t sequence;
    yoke_work work;
};

/** Powers of two of a worker's task count, and its last task. */
#define WORKER_SAMPLES_MAX 65

/** One worker's row; only that worker writes. Read after the tasks settled. */
struct worker_row {
    /* written by each task */
    _Alignas(64) uint64_t task_count; /* succeeded */
    uint64_t failure_count;
    uint64_t measured_count; /* succeeded, without the warm-up */
    double measured_work;    /* of those, in the workload's unit */
    uint64_t check_sum;      /* of the folded checks of all */
    struct work_sample last;
    /* written by the initializer and the finalizer */
    _Alignas(64) int64_t setup_begin_ns, setup_end_ns; /* CLOCK_MONOTONIC */
    int64_t timer_slack_ns;
    int64_t allocated_bytes; /* processes: by this worker's allocator, at its end */
    _Atomic bool is_ready;   /* release: the rest of the initializer's fields */
    /* written by few tasks */
    uint64_t sample_count;
    struct work_sample samples[WORKER_SAMPLES_MAX];
};

struct worker_table {
    size_t row_count;
    size_t mapped_bytes;
    struct worker_row rows[];
};

/** @return 0; YOKE_E_NOMEM. Shared with processes forked later. */
int worker_table_create(int worker_count, struct worker_table **ret_table);
/** Accepts NULL. */
void worker_table_destroy(struct worker_table *table);

/** What every stamped task of this process needs. */
struct stamped_context {
    const yoke_workload *workload;
    struct ticks ticks;
    struct worker_table *table;
    uint64_t first_measured; /* sequence; those before are the warm-up */
};

/**
 * Set the context of this process and of the workers made later; borrowed.
 * A runner carries out one run, so there is one context.
 */
void stamped_task_prepare(const struct stamped_context *context);

/** A yoke_task_fn: input is the sequence, a uint64_t. */
int stamped_task(yoke_task *task);

/** A yoke_initializer_fn around the workload's, with the workload's data. */
int stamped_worker_init(yoke_worker *worker, yoke_bytes shared);

/** A yoke_finalizer_fn around the workload's. */
void stamped_worker_fini(yoke_worker *worker);

#endif
