#include "analyse/comparison.h"

#include <stdio.h>

#include "analyse/units.h"

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_NONE] = "",
        [VERDICT_DIFFERS] = "differs",
        [VERDICT_SAME] = "same",
        [VERDICT_NOT_DECIDED] = "not_decided",
        [VERDICT_TOO_FEW] = "too_few_blocks",
    };
    return names[verdict];
}

const char *family_name(enum family family)
{
    static const char *const names[] = {
        [FAMILY_PRIMARY] = "primary",
        [FAMILY_EXPLORATORY] = "exploratory",
        [FAMILY_NOISE] = "noise_floor",
    };
    return names[family];
}

static const char *winner(const struct comparison *comparison,
                          const struct result *result)
{
    bool a_is_higher = comparison->ratio.estimate > 1;
    bool a_wins = a_is_higher == metric_more_is_better(comparison->metric);
    size_t cell = a_wins ? comparison->a : comparison->b;
    return result->cells[cell].factors[comparison->by];
}

static void no_verdict_words(const struct comparison *comparison,
                             const struct result *result,
                             char *text,
                             size_t size)
{
    int workers = result_cell_workers(&result->cells[comparison->a]);
    int cpus = result->manifest.cpu_count;
    if (comparison->family == FAMILY_NOISE)
        snprintf(text, size, "noise floor");
    else if (comparison->hollow_for && workers > cpus)
        snprintf(text,
                 size,
                 "%s; %d > %d CPUs",
                 comparison->family == FAMILY_PRIMARY ? "no verdict" : "exploratory",
                 workers,
                 cpus);
    else if (comparison->hollow_for)
        snprintf(text,
                 size,
                 "%s %s",
                 comparison->family == FAMILY_PRIMARY ? "no verdict:" : "exploratory;",
                 comparison->hollow_for);
    else
        snprintf(text, size, "exploratory");
}

void comparison_words(const struct comparison *comparison,
                      const struct result *result,
                      char *text,
                      size_t size)
{
    char delta[32];
    units_percent(comparison->delta, delta, sizeof(delta));
    switch (comparison->verdict) {
    case VERDICT_DIFFERS:
        snprintf(text,
                 size,
                 "%s %s",
                 winner(comparison, result),
                 comparison->metric->praise);
        break;
    case VERDICT_SAME:
        snprintf(text, size, "same within %s", delta);
        break;
    case VERDICT_NOT_DECIDED:
        snprintf(text, size, "not decided: ~%d more blocks", comparison->more_blocks);
        break;
    case VERDICT_TOO_FEW:
        snprintf(text,
                 size,
                 "no verdict: %zu blocks, %d more needed",
                 comparison->ratio.count,
                 comparison->more_blocks);
        break;
    case VERDICT_NONE:
        no_verdict_words(comparison, result, text, size);
        break;
    }
}
