#include "analyse/tables.h"

#include <string.h>

#include "analyse/csv_out.h"

#define FACTOR_COLUMN(name, column, leader) column,

static int write_cell_metric(const struct analysis *analysis,
                             size_t cell_index,
                             const struct metric *metric,
                             struct csv_out *csv,
                             struct fault *fault)
{
    const struct result_cell *cell = &analysis->result.cells[cell_index];
    struct interval interval;
    char unit[64], swept[512];
    if (comparison_of_cell(&analysis->result, cell_index, metric, &interval, fault))
        return -1;
    csv_out_text(csv, cell->id);
    csv_out_text(csv, cell->duplicate_of);
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++)
        csv_out_text(csv, cell->factors[factor]);
    result_swept_params(&analysis->result, cell, ";", swept, sizeof(swept));
    csv_out_text(csv, swept);
    csv_out_text(csv, metric->name);
    metric_unit(metric, cell->work_unit, unit, sizeof(unit));
    csv_out_text(csv, unit);
    csv_out_number(csv, interval.estimate);
    csv_out_number(csv, interval.low);
    csv_out_number(csv, interval.high);
    csv_out_number(csv, interval.level);
    csv_out_count(csv, (long long)interval.count);
    csv_out_count(csv, cell->hollow_for != NULL);
    csv_out_end_row(csv);
    return 0;
}

int tables_write_cells(const struct analysis *analysis, FILE *out, struct fault *fault)
{
    static const char *const header[] = {"cell_id",
                                         "duplicate_of",
                                         CELL_FACTORS(FACTOR_COLUMN) "swept_params",
                                         "metric",
                                         "unit",
                                         "estimate",
                                         "low",
                                         "high",
                                         "level",
                                         "n",
                                         "hollow",
                                         NULL};
    struct csv_out csv = {.stream = out};
    csv_out_header(&csv, header);
    for (size_t cell = 0; cell < analysis->result.cell_count; cell++)
        for (const struct metric *metric = METRICS; metric->name; metric++)
            if (write_cell_metric(analysis, cell, metric, &csv, fault))
                return -1;
    return 0;
}

void tables_write_compare_header(FILE *out)
{
    static const char *const header[] = {"a",
                                         "b",
                                         CELL_FACTORS(FACTOR_COLUMN) "family",
                                         "pairs",
                                         "metric",
                                         "unit",
                                         "better",
                                         "ratio",
                                         "low",
                                         "high",
                                         "level",
                                         "delta",
                                         "mde_ratio",
                                         "verdict",
                                         "more_blocks",
                                         "hollow",
                                         NULL};
    struct csv_out csv = {.stream = out};
    csv_out_header(&csv, header);
}

/* What both cells share; "processes/threads" where they differ. */
static void write_factors(struct csv_out *csv,
                          const struct result_cell *a,
                          const struct result_cell *b)
{
    for (enum cell_factor factor = 0; factor < CELL_FACTOR_COUNT; factor++) {
        char both[512];
        const char *left = a->factors[factor], *right = b->factors[factor];
        snprintf(both, sizeof(both), "%s/%s", left, right);
        csv_out_text(csv, left == right ? left : both);
    }
}

void tables_write_comparison(const struct result *result,
                             const struct comparison *item,
                             FILE *out)
{
    struct csv_out stream = {.stream = out}, *csv = &stream;
    const struct result_cell *a = &result->cells[item->a];
    const struct result_cell *b = &result->cells[item->b];
    char unit[64];
    csv_out_text(csv, a->id);
    csv_out_text(csv, b->id);
    write_factors(csv, a, b);
    csv_out_text(csv, family_name(item->family));
    csv_out_count(csv, (long long)item->ratio.count);
    csv_out_text(csv, item->metric->name);
    metric_unit(item->metric, a->work_unit, unit, sizeof(unit));
    csv_out_text(csv, unit);
    csv_out_text(csv, item->metric->better);
    csv_out_number(csv, item->ratio.estimate);
    csv_out_number(csv, item->ratio.low);
    csv_out_number(csv, item->ratio.high);
    csv_out_number(csv, item->ratio.level);
    csv_out_number(csv, item->delta);
    csv_out_number(csv, item->mde_ratio);
    csv_out_text(csv, verdict_name(item->verdict));
    csv_out_count(csv, item->more_blocks);
    csv_out_count(csv, item->hollow_for != NULL);
    csv_out_end_row(csv);
}
