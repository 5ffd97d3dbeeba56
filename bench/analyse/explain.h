/** What stands beside a comparison: why, what it costs, and how far to trust it. */
#ifndef BENCH_ANALYSE_EXPLAIN_H
#define BENCH_ANALYSE_EXPLAIN_H

#include <stdio.h>

#include "analyse/forest_text.h"

/**
 * Lines for one comparison: how each side scales from one worker, CPU time per
 * task, memory and start-up. Nothing where the result has no such numbers.
 * @return 0; -1 with @p fault set when out of memory.
 */
int explain_print(const struct result *result,
                  const struct comparison *item,
                  FILE *out,
                  struct fault *fault);

/** The gates of all compared cells, and whether all runs are of one kind. */
void explain_print_gates(const struct forest_rows *rows, FILE *out);

#endif
