/**
 * The Wilcoxon signed-rank distribution, exactly, and the Hodges–Lehmann
 * estimate with its distribution-free interval (Hollander, Wolfe & Chicken,
 * Nonparametric Statistical Methods, 3rd ed., 3.1–3.3).
 */
#ifndef BENCH_ANALYSE_SIGNED_RANK_H
#define BENCH_ANALYSE_SIGNED_RANK_H

#include <stddef.h>

#include "analyse/fault.h"

/** An estimate with its interval; low and high are NAN where none exists. */
struct interval {
    double estimate, low, high;
    double level; /* asked for; the exact one is this or a little more */
    size_t count; /* of values */
};

/** P(W ≤ w) for the rank sum of @p count values without ties. */
double signed_rank_cumulative(size_t count, size_t rank_sum);

/**
 * How many Walsh averages to drop at each end for an interval at @p level.
 * @return 0 with *ret_dropped, or -1 when no interval of that level exists
 *         because @p count is too small.
 */
int signed_rank_dropped(size_t count, double level, size_t *ret_dropped);

/** The smallest count for which an interval at @p level exists. */
size_t signed_rank_smallest_count(double level);

/**
 * The pseudo-median of @p values and its interval at @p level.
 * @param count  1 or more.
 * @return 0; -1 with @p fault set when out of memory.
 */
int signed_rank_interval(const double *values,
                         size_t count,
                         double level,
                         struct interval *ret_interval,
                         struct fault *fault);

#endif
