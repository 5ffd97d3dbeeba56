#include "analyse/answer.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "analyse/units.h"

__attribute__((format(printf, 3, 4))) static void
append(char *text, size_t size, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, size - used, format, arguments);
    va_end(arguments);
}

void answer_interval(const struct interval *ratio, char *text, size_t size)
{
    char low[32], high[32];
    if (isnan(ratio->low)) {
        snprintf(text, size, "no interval");
        return;
    }
    units_ratio_bare(ratio->low, low, sizeof(low));
    units_ratio_bare(ratio->high, high, sizeof(high));
    snprintf(text, size, "%s–%s", low, high);
}

/* "7.6 times the throughput of threads", "4 % more throughput than threads" */
static void advantage(const struct comparison *comparison,
                      const char *loser,
                      char *text,
                      size_t size)
{
    const struct metric *metric = comparison->metric;
    double gain = exp(fabs(log(comparison->ratio.estimate)));
    if (!metric_more_is_better(metric))
        snprintf(text,
                 size,
                 "%s is %.0f %% lower than with %s",
                 metric->title,
                 100 * (1 - 1 / gain),
                 loser);
    else if (gain < 1.495)
        snprintf(text,
                 size,
                 "%.0f %% more %s than %s",
                 100 * (gain - 1),
                 metric->title,
                 loser);
    else
        snprintf(text,
                 size,
                 gain < 9.95 ? "%.1f times the %s of %s" : "%.0f times the %s of %s",
                 gain,
                 metric->title,
                 loser);
}

static void decided(const struct comparison *comparison,
                    const char *a,
                    const char *b,
                    char *text,
                    size_t size)
{
    bool a_wins =
        (comparison->ratio.estimate > 1) == metric_more_is_better(comparison->metric);
    char words[256];
    advantage(comparison, a_wins ? b : a, words, sizeof(words));
    append(text, size, "use %s: %s", a_wins ? a : b, words);
}

static void undecided(const struct comparison *comparison,
                      const char *a,
                      const char *b,
                      char *text,
                      size_t size)
{
    char ratio[32], interval[64];
    units_ratio(comparison->ratio.estimate, ratio, sizeof(ratio));
    answer_interval(&comparison->ratio, interval, sizeof(interval));
    append(text,
           size,
           "the %s of %s is %s (%s) that of %s; about %d more blocks would decide",
           comparison->metric->title,
           a,
           ratio,
           interval,
           b,
           comparison->more_blocks);
}

static void add_verdict(const struct comparison *comparison,
                        const char *a,
                        const char *b,
                        char *text,
                        size_t size)
{
    char delta[32];
    units_percent(comparison->delta, delta, sizeof(delta));
    switch (comparison->verdict) {
    case VERDICT_DIFFERS:
        decided(comparison, a, b, text, size);
        break;
    case VERDICT_SAME:
        append(text,
               size,
               "use either: %s and %s have the same %s within %s",
               b,
               a,
               comparison->metric->title,
               delta);
        break;
    case VERDICT_NOT_DECIDED:
        undecided(comparison, a, b, text, size);
        break;
    case VERDICT_TOO_FEW:
        append(text,
               size,
               "%zu valid blocks, and at least %zu are needed",
               comparison->ratio.count,
               comparison->ratio.count + (size_t)comparison->more_blocks);
        break;
    case VERDICT_NONE:
        append(text,
               size,
               "%s",
               comparison->hollow_for ? comparison->hollow_for : "exploratory");
        break;
    }
}

void answer_sentence(const struct comparison *comparison,
                     const struct result *result,
                     char *text,
                     size_t size)
{
    const struct result_cell *a = &result->cells[comparison->a];
    const struct result_cell *b = &result->cells[comparison->b];
    int workers = result_cell_workers(a);
    char where[64];
    snprintf(where, sizeof(where), "%d worker%s", workers, workers == 1 ? "" : "s");
    bool is_decided =
        comparison->verdict == VERDICT_DIFFERS || comparison->verdict == VERDICT_SAME;
    result_cell_subject(result, a, text, size);
    if (!is_decided)
        append(text,
               size,
               ": %s at %s",
               comparison->verdict == VERDICT_NOT_DECIDED ? "not decided"
                                                          : "no verdict",
               where);
    append(text, size, ": ");
    add_verdict(
        comparison, a->factors[comparison->by], b->factors[comparison->by], text, size);
    if (is_decided)
        append(text, size, " at %s", where);
    append(text, size, ".");
}

static size_t count_excluded_for(const struct result *result, const char *reason)
{
    size_t count = 0;
    for (size_t i = 0; i < result->run_count; i++)
        count += result->runs[i].excluded_for &&
                 strcmp(result->runs[i].excluded_for, reason) == 0;
    return count;
}

/* Whether run @p index is the first with its reason. */
static bool is_first_of_reason(const struct result *result, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (result->runs[i].excluded_for &&
            strcmp(result->runs[i].excluded_for, result->runs[index].excluded_for) == 0)
            return false;
    return true;
}

void answer_runs(const struct result *result, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < result->run_count; i++)
        used += !result->runs[i].excluded_for;
    snprintf(text,
             size,
             "%zu run%s: %zu valid",
             result->run_count,
             result->run_count == 1 ? "" : "s",
             used);
    for (size_t i = 0; i < result->run_count; i++) {
        const char *reason = result->runs[i].excluded_for;
        if (reason && is_first_of_reason(result, i))
            append(text, size, ", %zu %s", count_excluded_for(result, reason), reason);
    }
    if (used < result->run_count)
        append(text, size, " (kept, excluded)");
    size_t planned = result->cell_count * result->block_count;
    if (result->run_count < planned)
        append(text, size, "; %zu missing", planned - result->run_count);
}

void answer_value(const struct result *result,
                  size_t cell_index,
                  const struct metric *metric,
                  char *text,
                  size_t size)
{
    struct interval interval;
    struct fault ignored;
    char unit[64];
    metric_unit(metric, result->cells[cell_index].work_unit, unit, sizeof(unit));
    if (comparison_of_cell(result, cell_index, metric, &interval, &ignored))
        interval.estimate = NAN;
    units_print(interval.estimate, unit, text, size);
}
