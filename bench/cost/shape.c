/*
 * Every task takes 8 bytes and gives 8 bytes, which are checked: a benchmark of
 * results that nobody reads would measure something easier.
 */
#include "cost/shape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int triple(yoke_task *task)
{
    uint64_t value = 0;
    memcpy(&value, yoke_task_input(task).data, sizeof(value));
    value = value * 3 + 1;
    return yoke_task_return(task, &value, sizeof(value));
}

/* Read a future's result, check it, release it. */
static bool collect(yoke_future *future, uint64_t value)
{
    yoke_bytes bytes = {NULL, 0};
    uint64_t result = 0;
    bool good =
        yoke_future_result(future, -1, &bytes) == 0 && bytes.size == sizeof(result);
    if (good)
        memcpy(&result, bytes.data, sizeof(result));
    yoke_future_release(future);
    return good && result == value * 3 + 1;
}

/* One producer, a future each, all results read. */
static double run_flat(yoke_executor *executor, size_t tasks)
{
    yoke_future **futures = calloc(tasks, sizeof(yoke_future *));
    if (!futures)
        return -1;
    bool good = true;
    double start_ns = now_ns();
    for (uint64_t i = 0; i < tasks; i++)
        if (yoke_submit(executor, triple, &i, sizeof(i), &futures[i]) != 0)
            good = false;
    for (uint64_t i = 0; i < tasks; i++)
        good = futures[i] && collect(futures[i], i) && good;
    double took_ns = now_ns() - start_ns;
    free(futures);
    return good ? took_ns / (double)tasks : -1;
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double median_of(double *values, size_t count)
{
    qsort(values, count, sizeof(*values), by_value);
    return values[count / 2];
}

/* Submit one, wait for it, submit the next after a pause. */
static double round_trip(yoke_executor *executor, size_t tasks, long pause_ns)
{
    double *times_ns = calloc(tasks, sizeof(*times_ns));
    if (!times_ns)
        return -1;
    bool good = true;
    for (uint64_t i = 0; i < tasks && good; i++) {
        struct timespec pause = {0, pause_ns};
        if (pause_ns)
            nanosleep(&pause, NULL);
        yoke_future *future = NULL;
        double start_ns = now_ns();
        good = yoke_submit(executor, triple, &i, sizeof(i), &future) == 0 &&
               collect(future, i);
        times_ns[i] = now_ns() - start_ns;
    }
    double median_ns = median_of(times_ns, tasks);
    free(times_ns);
    return good ? median_ns : -1;
}

static double run_round_trip(yoke_executor *executor, size_t tasks)
{
    return round_trip(executor, tasks, 0);
}

static double run_round_trip_asleep(yoke_executor *executor, size_t tasks)
{
    return round_trip(executor, tasks, 2000000);
}

const struct shape shapes[] = {
    {"flat", "one producer, a future each, all results read", 1000000, run_flat},
    {"round-trip", "one task at a time, median", 50000, run_round_trip},
    {"round-trip-asleep",
     "one task at a time, the workers asleep, median",
     300,
     run_round_trip_asleep},
    {NULL, NULL, 0, NULL},
};

const struct shape *shape_find(const char *name)
{
    for (const struct shape *shape = shapes; shape->name; shape++)
        if (strcmp(shape->name, name) == 0)
            return shape;
    return NULL;
}
