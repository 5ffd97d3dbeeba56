/** One HTML file that answers, shows and proves; opens without a network. */
#ifndef BENCH_ANALYSE_REPORT_H
#define BENCH_ANALYSE_REPORT_H

#include "analyse/analysis.h"

/**
 * Write DIR/report.html of the result; draws its pictures on the way.
 * @return 0; -1 with @p fault set. Blocks while gnuplot runs.
 */
int report_write(const struct analysis *analysis, struct fault *fault);

#endif
