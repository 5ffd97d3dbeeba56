#include "analyse/gates.h"

#include <string.h>

const struct gate GATES[] = {
    {"OFF_CPU",
     GATE_EXCLUDES,
     "a CPU-bound workload spent much of its time off the CPU, unexplained"},
    {"THROTTLED", GATE_EXCLUDES, "the cgroup's CPU quota throttled the run"},
    /* Kept: the arm that uses more CPU is stolen from more, so that leaving such
     * runs out would favour it; the interval shows the noise. */
    {"STEAL", GATE_NOTE, "the hypervisor gave the CPUs to somebody else"},
    {"PLACEMENT", GATE_EXCLUDES, "a worker was seen outside the CPUs it is bound to"},
    {"ACCOUNTING", GATE_EXCLUDES, "Little's law is off by more than 2 %"},
    {"GEN_RATE",
     GATE_EXCLUDES,
     "the load generator missed its own schedule by more than 0.5 %"},
    {"GEN_BEHIND",
     GATE_EXCLUDES,
     "the load generator was late: slip p99 is over 10 % of "
     "the total p50"},
    {"SATURATED", GATE_HOLLOW, "the backlog grew: no steady latency exists"},
    {"CENSORED",
     GATE_HOLLOW,
     "tasks were in flight at the cut-off: latency is at least "
     "what is shown"},
    {"OVERCOMMITTED", GATE_HOLLOW, "the cell needs more CPUs than there are"},
    {"FEW_SAMPLES", GATE_NOTE, "too few samples for the higher percentiles"},
    {NULL, GATE_NOTE, NULL},
};

const struct gate *gate_find(const char *name, size_t size)
{
    for (const struct gate *gate = GATES; gate->name; gate++)
        if (strlen(gate->name) == size && memcmp(gate->name, name, size) == 0)
            return gate;
    return NULL;
}

size_t gates_next(const char **cursor, const char **ret_name)
{
    static const char separators[] = "; ,|";
    const char *start = *cursor + strspn(*cursor, separators);
    size_t size = strcspn(start, separators);
    *cursor = start + size;
    *ret_name = start;
    return size;
}

const struct gate *gates_with_effect(const char *gates, enum gate_effect effect)
{
    const char *name;
    for (size_t size; (size = gates_next(&gates, &name)) > 0;) {
        const struct gate *gate = gate_find(name, size);
        if (gate && gate->effect == effect)
            return gate;
    }
    return NULL;
}

bool gates_have(const char *gates, const char *wanted)
{
    const char *name;
    for (size_t size; (size = gates_next(&gates, &name)) > 0;)
        if (strlen(wanted) == size && memcmp(wanted, name, size) == 0)
            return true;
    return false;
}
