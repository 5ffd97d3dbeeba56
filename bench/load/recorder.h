/**
 * What the measured part of a run amounts to: stages per task, and how much was
 * done in the span from begin to end.
 *
 * Throughput counts a task by the share of its service that lies within the
 * span. Counting ends alone would be off by up to one task a worker at each
 * border, 1 % of a run of 100 long tasks.
 */
#ifndef BENCH_RECORDER_H
#define BENCH_RECORDER_H

#include <stdint.h>

#include "measure/stages.h"
#include "measure/ticks.h"

/** One task's stamps, all in ticks of the session's clock. */
struct task_times {
    uint64_t due_ticks; /* when it should have been sent */
    uint64_t sent_ticks, started_ticks, ended_ticks, observed_ticks;
};

struct recorder {
    struct ticks ticks;
    uint64_t begin_ticks, end_ticks; /* the measured span */
    struct stages stages;            /* of tasks sent within the span */
    uint64_t completed_count;        /* ended within the span */
    double border_count;             /* shares of tasks that are partly within it */
    uint64_t whole_count;            /* whose service lies within the span */
    uint64_t service_ticks;          /* spent in service within the span */
    uint64_t outstanding_ticks; /* due to observed, of all tasks, within the span */
};

/** @return 0; YOKE_E_NOMEM. */
int recorder_init(struct recorder *recorder, const struct ticks *ticks);
void recorder_fini(struct recorder *recorder);

/** The span starts now. */
void recorder_begin(struct recorder *recorder, uint64_t now_ticks, int64_t length_ns);

/** Account for one task; those of the warm-up must not come here. */
void recorder_add(struct recorder *recorder, const struct task_times *times);

/** Tasks a second over the span. */
double recorder_completed_per_s(const struct recorder *recorder);

/** Mean number of workers in service over the span. */
double recorder_busy_workers(const struct recorder *recorder);

/**
 * The mean number of tasks outstanding over the span, from their stamps. By
 * Little's law it is rate × mean latency; a closed loop must find its window.
 */
double recorder_outstanding(const struct recorder *recorder);

#endif
