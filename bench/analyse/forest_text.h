/** Comparisons as a table in the terminal, each with its interval drawn. */
#ifndef BENCH_ANALYSE_FOREST_TEXT_H
#define BENCH_ANALYSE_FOREST_TEXT_H

#include <stdio.h>

#include "analyse/filter.h"

/** Which comparisons of a list are shown. */
struct forest_rows {
    const struct result *result;
    const struct comparison **items; /* borrowed */
    size_t count;
};

/** By workload in the suite's order, then by workers. */
void forest_sort(struct forest_rows *rows);

/** Print a heading, an axis and a row per comparison. */
void forest_text_print(const struct forest_rows *rows, FILE *out);

/**
 * What tells this comparison from others of the same workload: "2 workers",
 * "2 workers, compact".
 */
void forest_label(const struct forest_rows *rows,
                  const struct comparison *item,
                  char *text,
                  size_t size);

/** The axis that holds all rows. */
struct ratio_axis forest_axis(const struct forest_rows *rows, int tick_limit);

#endif
