/*
 * The rules, in the order in which they are applied (method.md tells why):
 * a hollow cell has no verdict; fewer than 8 blocks have none and say so; then
 *   differs      the interval excludes 1 and the estimate is at least δ away
 *   same         the interval lies within 1/(1+δ) … 1+δ
 *   not decided  else
 * Levels: 1 − 0.05/m for each of the m primary comparisons, so that all of
 * them hold together with 95 % (Bonferroni); 95 % for everything else.
 */
#include "analyse/comparison.h"
#include "analyse/comparison_measure.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this many blocks, "how many more" is only "a great many". */
#define BLOCKS_TOLD_LIMIT 999

/* The factor by which an interval of n values is wider than one of many. */
static double width_factor(size_t count, double level)
{
    double degrees = (double)count - 1;
    return gsl_cdf_tdist_Pinv(0.5 + level / 2, degrees) / sqrt((double)count);
}

/* How many blocks more bring a half-width down to @p wanted; logarithms. */
static int blocks_to_reach(const struct interval *log, double wanted)
{
    size_t least = signed_rank_smallest_count(log->level);
    if (least < COMPARISON_LEAST_BLOCKS)
        least = COMPARISON_LEAST_BLOCKS;
    if (log->count < least)
        return (int)(least - log->count);
    double half = (log->high - log->low) / 2;
    double now = width_factor(log->count, log->level);
    for (int more = 1; more < BLOCKS_TOLD_LIMIT; more++)
        if (half * width_factor(log->count + (size_t)more, log->level) / now <= wanted)
            return more;
    return BLOCKS_TOLD_LIMIT;
}

static void judge(struct comparison *comparison, const struct interval *log)
{
    double band = log1p(comparison->delta), away = fabs(log->estimate);
    if (comparison->family != FAMILY_PRIMARY || comparison->hollow_for)
        return;
    double wanted = away >= band ? away : band - away;
    if (log->count < COMPARISON_LEAST_BLOCKS || isnan(log->low)) {
        comparison->verdict = VERDICT_TOO_FEW;
        comparison->more_blocks = blocks_to_reach(log, wanted);
    } else if ((log->low > 0 || log->high < 0) && away >= band) {
        comparison->verdict = VERDICT_DIFFERS;
    } else if (log->low >= -band && log->high <= band) {
        comparison->verdict = VERDICT_SAME;
    } else {
        comparison->verdict = VERDICT_NOT_DECIDED;
        comparison->more_blocks = blocks_to_reach(log, wanted);
    }
}

/* The smallest effect that these blocks would find four times in five. */
static double
detectable_ratio(const struct comparison *comparison, const double *logs, size_t count)
{
    if (count < 2)
        return NAN;
    double degrees = (double)count - 1;
    double quantiles = gsl_cdf_tdist_Pinv(0.5 + comparison->ratio.level / 2, degrees) +
                       gsl_cdf_tdist_Pinv(0.8, degrees);
    double effect = quantiles * gsl_stats_sd(logs, 1, count) / sqrt((double)count);
    return exp(fmax(effect, log1p(comparison->delta)));
}

static size_t paired_logs(const struct result *result,
                          const struct comparison *comparison,
                          double *logs)
{
    size_t count = 0;
    for (size_t block = 0; block < result->block_count; block++) {
        const struct result_run *a = result_run_at(result, comparison->a, block);
        const struct result_run *b = result_run_at(result, comparison->b, block);
        if (!a || !b)
            continue;
        double d = log(comparison->metric->of(a) / comparison->metric->of(b));
        if (isfinite(d))
            logs[count++] = d;
    }
    return count;
}

static void set_ratio(struct comparison *comparison, const struct interval *log)
{
    comparison->ratio.estimate = exp(log->estimate);
    comparison->ratio.low = exp(log->low);
    comparison->ratio.high = exp(log->high);
    comparison->ratio.count = log->count;
}

static int measure(struct comparison *comparison,
                   const struct result *result,
                   double level,
                   struct fault *fault)
{
    struct interval interval;
    double *logs = calloc(result->block_count + 1, sizeof(*logs));
    if (!logs)
        return fault_set(fault, "out of memory for %zu blocks", result->block_count);
    size_t count = paired_logs(result, comparison, logs);
    const char *hollow = result->cells[comparison->a].hollow_for;
    comparison->hollow_for = hollow ? hollow : result->cells[comparison->b].hollow_for;
    comparison->delta = result->manifest.same_ratio;
    comparison->ratio = (struct interval){NAN, NAN, NAN, level, 0};
    int err = count ? signed_rank_interval(logs, count, level, &interval, fault) : 0;
    if (!err && count) {
        set_ratio(comparison, &interval);
        comparison->mde_ratio = detectable_ratio(comparison, logs, count);
        judge(comparison, &interval);
    } else if (!err) {
        comparison->mde_ratio = NAN;
        interval = comparison->ratio;
        judge(comparison, &interval);
    }
    free(logs);
    return err;
}

int comparison_list_measure(struct comparison_list *list,
                            const struct result *result,
                            struct fault *fault)
{
    list->primary_level =
        list->primary_count ? 1 - 0.05 / (double)list->primary_count : COMPARISON_LEVEL;
    for (size_t i = 0; i < list->count; i++) {
        struct comparison *item = &list->items[i];
        double level =
            item->family == FAMILY_PRIMARY ? list->primary_level : COMPARISON_LEVEL;
        if (measure(item, result, level, fault))
            return -1;
    }
    return 0;
}

int comparison_of_cell(const struct result *result,
                       size_t cell_index,
                       const struct metric *metric,
                       struct interval *ret_interval,
                       struct fault *fault)
{
    struct interval interval = {NAN, NAN, NAN, COMPARISON_LEVEL, 0};
    double *logs = calloc(result->block_count + 1, sizeof(*logs));
    size_t count = 0;
    int err = 0;
    if (!logs)
        return fault_set(fault, "out of memory for %zu blocks", result->block_count);
    for (size_t block = 0; block < result->block_count; block++) {
        const struct result_run *run = result_run_at(result, cell_index, block);
        double value = run ? log(metric->of(run)) : NAN;
        if (isfinite(value))
            logs[count++] = value;
    }
    if (count)
        err = signed_rank_interval(logs, count, COMPARISON_LEVEL, &interval, fault);
    free(logs);
    if (err)
        return err;
    interval.estimate = exp(interval.estimate);
    interval.low = exp(interval.low);
    interval.high = exp(interval.high);
    *ret_interval = interval;
    return 0;
}
