#include "analyse/metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* completed_per_s is over the measured part; work done per task turns it into
 * the workload's own unit. */
static double throughput(const struct result_run *run)
{
    return run->completed_per_s * run->work_done / run->tasks;
}

static double cpu_per_task(const struct result_run *run)
{
    return (run->cpu_user_ns + run->cpu_system_ns) / run->tasks;
}

#define COLUMN(member)                                                                 \
    static double of_##member(const struct result_run *run)                            \
    {                                                                                  \
        return run->member;                                                            \
    }
COLUMN(latency_mean_ns)
COLUMN(latency_p50_ns)
COLUMN(latency_p90_ns)
COLUMN(latency_p99_ns)
COLUMN(latency_p999_ns)
COLUMN(startup_ns)
COLUMN(worker_setup_ns)
COLUMN(pss_bytes)

const struct metric METRICS[] = {
    {"throughput", "throughput", NULL, "higher", "faster", throughput},
    {"latency_mean", "mean latency", "ns", "lower", "lower", of_latency_mean_ns},
    {"latency_p50", "p50 latency", "ns", "lower", "lower", of_latency_p50_ns},
    {"latency_p90", "p90 latency", "ns", "lower", "lower", of_latency_p90_ns},
    {"latency_p99", "p99 latency", "ns", "lower", "lower", of_latency_p99_ns},
    {"latency_p999", "p99.9 latency", "ns", "lower", "lower", of_latency_p999_ns},
    {"cpu_per_task", "CPU time per task", "ns", "lower", "lower", cpu_per_task},
    {"startup", "executor start-up", "ns", "lower", "lower", of_startup_ns},
    {"worker_setup", "worker set-up", "ns", "lower", "lower", of_worker_setup_ns},
    {"pss", "memory (PSS)", "bytes", "lower", "lower", of_pss_bytes},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

const struct metric *metric_find(const char *name)
{
    for (const struct metric *metric = METRICS; metric->name; metric++)
        if (strcmp(metric->name, name) == 0)
            return metric;
    return NULL;
}

bool metric_more_is_better(const struct metric *metric)
{
    return strcmp(metric->better, "higher") == 0;
}

void metric_unit(const struct metric *metric,
                 const char *work_unit,
                 char *text,
                 size_t size)
{
    if (metric->unit)
        snprintf(text, size, "%s", metric->unit);
    else
        snprintf(text, size, "%s/s", *work_unit ? work_unit : "tasks");
}
