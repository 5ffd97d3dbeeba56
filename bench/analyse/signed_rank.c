/*
 * The null distribution of W, the sum of the ranks of the positive values, is
 * that of a sum in which each rank 1…n takes part with probability ½. It is
 * built by adding one rank after the other, in doubles that hold
 * probabilities, so that nothing overflows and the error stays near 1e-16.
 *
 * The interval at level 1 − α drops the k + 1 … outermost of the n(n+1)/2
 * Walsh averages, where k is the largest value with P(W ≤ k) ≤ α/2. Below
 * P(W ≤ 0) = 2^-n > α/2 there is none: few values cannot give a high level.
 */
#include "analyse/signed_rank.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static size_t walsh_count(size_t count)
{
    return count * (count + 1) / 2;
}

/* density[w] = P(W = w); the caller frees it. NULL when out of memory. */
static double *distribution(size_t count)
{
    size_t total = walsh_count(count);
    double *density = calloc(total + 1, sizeof(*density));
    if (!density)
        return NULL;
    density[0] = 1;
    size_t reached = 0;
    for (size_t rank = 1; rank <= count; rank++) {
        reached += rank;
        for (size_t w = reached + 1; w-- > 0;)
            density[w] = 0.5 * (density[w] + (w >= rank ? density[w - rank] : 0));
    }
    return density;
}

double signed_rank_cumulative(size_t count, size_t rank_sum)
{
    size_t total = walsh_count(count);
    if (rank_sum >= total)
        return 1;
    double *density = distribution(count);
    if (!density)
        return NAN;
    double sum = 0;
    for (size_t w = 0; w <= rank_sum; w++)
        sum += density[w];
    free(density);
    return sum;
}

int signed_rank_dropped(size_t count, double level, size_t *ret_dropped)
{
    /* 1 - 0.95 is a little over 0.05; let an exact tie such as 2^-n count. */
    double tail = (1 - level) / 2 * (1 + 1e-12);
    double *density = count ? distribution(count) : NULL;
    if (!density)
        return -1;
    size_t total = walsh_count(count), dropped = 0;
    double sum = density[0];
    while (sum <= tail && dropped < total / 2)
        sum += density[++dropped];
    free(density);
    if (dropped == 0)
        return -1;
    *ret_dropped = dropped - 1;
    return 0;
}

size_t signed_rank_smallest_count(double level)
{
    return (size_t)ceil(-log2((1 - level) / 2) - 1e-9);
}

static void fill_walsh(const double *values, size_t count, double *walsh)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count; j++)
            walsh[next++] = 0.5 * values[i] + 0.5 * values[j];
}

int signed_rank_interval(const double *values,
                         size_t count,
                         double level,
                         struct interval *ret_interval,
                         struct fault *fault)
{
    size_t total = walsh_count(count);
    double *walsh = malloc((total + 1) * sizeof(*walsh));
    if (!walsh)
        return fault_set(fault, "out of memory for %zu Walsh averages", total);
    fill_walsh(values, count, walsh);
    gsl_sort(walsh, 1, total);
    struct interval interval = {.estimate =
                                    gsl_stats_median_from_sorted_data(walsh, 1, total),
                                .low = NAN,
                                .high = NAN,
                                .level = level,
                                .count = count};
    size_t dropped;
    if (signed_rank_dropped(count, level, &dropped) == 0) {
        interval.low = walsh[dropped];
        interval.high = walsh[total - 1 - dropped];
    }
    free(walsh);
    *ret_interval = interval;
    return 0;
}
