#include "run/judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/histogram.h"
#include "measure/unknown.h"

#define OFF_CPU_RATIO 0.10    /* of the CPU time that could have been used */
#define STEAL_RATIO 0.05      /* of all CPUs' time; the kernel counts 10 ms steps */
#define ACCOUNTING_RATIO 0.02 /* between Little's law and the window */

static double known_or_0(int64_t value)
{
    return is_known(value) ? (double)value : 0;
}

/* Workers in service and the load between them can use so many CPUs, as far as
 * there are any. What they did not get, somebody else had, or they slept. */
static bool is_off_cpu(const struct run_facts *facts)
{
    if (!facts->is_cpu_bound || !is_known(facts->cpu_ns))
        return false;
    double span_ns = (double)facts->span_ns;
    double usable = facts->busy_workers + known_or_0(facts->harness_cpu_ns) / span_ns;
    double usable_ns = fmin(usable, facts->cpu_count) * span_ns;
    double had_ns = (double)facts->cpu_ns + known_or_0(facts->steal_ns);
    return had_ns < (1 - OFF_CPU_RATIO) * usable_ns;
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
