/** The shapes of work whose cost per task is measured, one function each. */
#ifndef BENCH_COST_SHAPE_H
#define BENCH_COST_SHAPE_H

#include <stddef.h>

#include <yoke/yoke.h>

/** One shape, run on an executor that is warm. */
struct shape {
    const char *name;
    const char *help;
    size_t tasks; /* a measurement */
    /**
     * Do the work once. Returns the cost, in nanoseconds a task (for latencies:
     * the median); negative when a call failed or a result was wrong.
     */
    double (*run)(yoke_executor *executor, size_t tasks);
};

/** Ends with a NULL name. */
extern const struct shape shapes[];

/** By name, or NULL. */
const struct shape *shape_find(const char *name);

#endif
