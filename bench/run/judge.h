/**
 * The gates of a run: reasons for doubt. They are reported and never corrected;
 * what each means for an answer is in analyse/gates.c.
 */
#ifndef BENCH_JUDGE_H
#define BENCH_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What the gates look at; times within the measured span. */
struct run_facts {
    int64_t span_ns;
    int64_t task_count;
    int worker_count, cpu_count, window;
    bool is_cpu_bound;
    bool is_overcommitted;
    bool counts_agree;      /* sent, settled and recorded tasks */
    bool was_placed;        /* no worker was seen outside its CPUs */
    double busy_workers;    /* mean number in service */
    double outstanding;     /* mean number sent and not observed */
    int64_t cpu_ns;         /* of all tasks of the run; UNKNOWN: not told */
    int64_t harness_cpu_ns; /* the part of it that the load cost */
    int64_t steal_ns, throttled_ns;
};

/** Write the names of the gates that apply, separated by ';'. */
void judge(const struct run_facts *facts, char *gates, size_t size);

/** Is @p cpu in a list such as "0-3,8"? An empty list holds every CPU. */
bool cpu_list_has(const char *list, int cpu);

#endif
