/** `--where key=value`: which cells are wanted. */
#ifndef BENCH_ANALYSE_FILTER_H
#define BENCH_ANALYSE_FILTER_H

#include "analyse/comparison.h"
#include "analyse/result.h"

enum { FILTER_CONDITIONS_MAX = 32 };

struct filter_condition {
    enum cell_factor factor; /* CELL_FACTOR_NONE: a workload parameter */
    char key[64];
    char value[256];
};

struct filter {
    struct filter_condition conditions[FILTER_CONDITIONS_MAX];
    size_t count;
};

/**
 * Add "key=value", where key is a column of runs.csv that tells cells apart, its
 * alias, or a workload's parameter.
 * @return 0; -1 with @p fault naming the nearest key, or the values that exist.
 */
int filter_add(struct filter *filter,
               const struct result *result,
               const char *text,
               struct fault *fault);

/** Several conditions on one key: any of them. Different keys: all of them. */
bool filter_accepts(const struct filter *filter, const struct result_cell *cell);

/** A comparison is wanted when both its cells are. */
bool filter_accepts_comparison(const struct filter *filter,
                               const struct result *result,
                               const struct comparison *comparison);

#endif
