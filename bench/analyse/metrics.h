/** What can be compared: a number of each run, its unit, and which way is good. */
#ifndef BENCH_ANALYSE_METRICS_H
#define BENCH_ANALYSE_METRICS_H

#include <stdbool.h>
#include <stddef.h>

#include "analyse/result.h"

struct metric {
    const char *name;
    const char *title;  /* for an axis: "throughput" */
    const char *unit;   /* NULL: the workload's work unit per second */
    const char *better; /* "higher" or "lower" */
    const char *praise; /* how the better one is called: "faster" */
    double (*of)(const struct result_run *run);
};

/** All metrics, the usual primary first; a NULL name ends the table. */
extern const struct metric METRICS[];

/** By name, or NULL. */
const struct metric *metric_find(const char *name);

bool metric_more_is_better(const struct metric *metric);

/** The unit of @p metric in a cell that counts its work in @p work_unit. */
void metric_unit(const struct metric *metric,
                 const char *work_unit,
                 char *text,
                 size_t size);

#endif
