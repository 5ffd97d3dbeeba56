#include "run/judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/histogram.h"
#include "measure/unknown.h"

#define OFF_CPU_RATIO 0.10    /* of the time in service, unexplained */
#define STEAL_RATIO 0.05      /* of all CPUs' time; the kernel counts 10 ms steps */
#define ACCOUNTING_RATIO 0.02 /* between Little's law and the window */

static double known_or_0(int64_t value)
{
    return is_known(value) ? (double)value : 0;
}

/* A worker in service runs, waits for a CPU, or has its CPU stolen. Whatever is
 * left, it slept: for a workload that only computes, somebody made it. */
static bool is_off_cpu(const struct run_facts *facts)
{
    if (!facts->is_cpu_bound || !is_known(facts->worker_cpu_ns))
        return false;
    double service_ns = facts->busy_workers * (double)facts->span_ns;
    double explained_ns = (double)facts->worker_cpu_ns +
                          known_or_0(facts->worker_run_queue_ns) +
                          known_or_0(facts->steal_ns);
    return service_ns - explained_ns > OFF_CPU_RATIO * service_ns;
}

static bool is_stolen(const struct run_facts *facts)
{
    double cpu_time_ns = (double)facts->span_ns * facts->cpu_count;
    return known_or_0(facts->steal_ns) > STEAL_RATIO * cpu_time_ns;
}

static bool is_miscounted(const struct run_facts *facts)
{
    double limit = 1 + ACCOUNTING_RATIO;
    return !facts->counts_agree || facts->busy_workers > facts->worker_count * limit ||
           fabs(facts->outstanding / facts->window - 1) > ACCOUNTING_RATIO;
}

static bool has_few_samples(const struct run_facts *facts)
{
    return !histogram_supports_quantile((uint64_t)facts->task_count, 0.90);
}

void judge(const struct run_facts *facts, char *gates, size_t size)
{
    const struct {
        const char *name;
        bool applies;
    } rows[] = {
        {"OFF_CPU", is_off_cpu(facts)},
        {"STEAL", is_stolen(facts)},
        {"THROTTLED", known_or_0(facts->throttled_ns) > 0},
        {"PLACEMENT", !facts->was_placed},
        {"OVERCOMMITTED", facts->is_overcommitted},
        {"FEW_SAMPLES", has_few_samples(facts)},
        {"ACCOUNTING", is_miscounted(facts)},
    };
    size_t used = 0;
    gates[0] = '\0';
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!rows[i].applies || used + strlen(rows[i].name) + 2 > size)
            continue;
        used += (size_t)snprintf(
            gates + used, size - used, "%s%s", used ? ";" : "", rows[i].name);
    }
}

bool cpu_list_has(const char *list, int cpu)
{
    if (!*list)
        return true;
    for (const char *cursor = list; *cursor;) {
        char *end;
        long first = strtol(cursor, &end, 10);
        long last = first;
        if (*end == '-')
            last = strtol(end + 1, &end, 10);
        if (cpu >= first && cpu <= last)
            return true;
        if (*end != ',')
            return false;
        cursor = end + 1;
    }
    return false;
}
