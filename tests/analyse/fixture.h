/**
 * Results with known answers: a result directory as `yoke run` would leave it,
 * with planted throughputs, noise from a seed, and planted damage.
 */
#ifndef TESTS_ANALYSE_FIXTURE_H
#define TESTS_ANALYSE_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>

struct fixture_cell {
    const char *id, *duplicate_of;
    const char *executor;
    int workers;
    const char *placement;
    const char *workload, *params, *work_unit;
    double tasks_per_s, work_per_task;
};

/** What a run's row will say; a hook may change it. */
struct fixture_run {
    const struct fixture_cell *cell;
    int block;
    double tasks_per_s;
    const char *status, *gates;
    bool is_missing;
};

struct fixture {
    const struct fixture_cell *cells;
    size_t cell_count;
    int blocks;
    double cv;     /* of runs, multiplicative */
    double common; /* CV of what all runs of a block share */
    unsigned long seed;
    int cpu_count;
    double same_ratio;
    const char *swept_param; /* NULL: none */
    bool has_histogram;      /* rows in histogram.csv; they take most of the time */
    void (*alter)(struct fixture_run *run);
};

/** Write all files of the result into @p dir, which exists. Aborts on failure. */
void fixture_write(const struct fixture *fixture, const char *dir);

/** A named result: "quickstart", "one_arm", "twelve_arms", … */
bool fixture_write_named(const char *name, const char *dir);

/** The names, NULL-terminated. */
extern const char *const FIXTURE_NAMES[];

/** A new, empty directory; the caller removes it with fixture_remove(). */
char *fixture_directory(void);

/** Remove @p dir with everything in it, and free the string. */
void fixture_remove(char *dir);

#endif
