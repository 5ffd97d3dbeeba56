#include "analyse/tables.h"

#include <string.h>

#include "analyse/csv_out.h"

/* One row a column; the header and results/README.md come from here. */
struct column {
    const char *name, *text;
};

#define FACTOR_COLUMN(name, column, leader) {column, "as in runs.csv"},
#define FACTORS_COMPARED(name, column, leader)                                         \
    {column, "as in runs.csv; \"A/B\" where the two cells differ"},

static const struct column CELL_COLUMNS[] = {
    {"cell_id", "joins runs.csv and factors.csv"},
    {"duplicate_of", "the cell that this one repeats, for the noise floor"},
    CELL_FACTORS(FACTOR_COLUMN){"swept_params",
                                "the workload's parameters that the suite sweeps"},
    {"metric", "what is estimated: throughput, latency_p99, pss, …"},
    {"unit", "of estimate, low and high"},
    {"estimate", "pseudo-median (Hodges–Lehmann, of logarithms) over the used runs"},
    {"low", "lower end of the exact signed-rank interval; empty: too few runs"},
    {"high", "its upper end"},
    {"level", "of the interval"},
    {"n", "runs used: valid, and without a gate that excludes them"},
    {"hollow", "1 when a gate forbids a verdict on this cell, else 0"},
    {NULL, NULL}};

static const struct column COMPARE_COLUMNS[] = {
    {"a", "cell; the ratio is A/B"},
    {"b", "cell that A is held against"},
    CELL_FACTORS(FACTORS_COMPARED){
        "family", "primary (has a verdict), exploratory (has none) or noise_floor"},
    {"pairs", "blocks in which both cells have a used run"},
    {"metric", "what is compared"},
    {"unit", "of the metric"},
    {"better", "higher or lower"},
    {"ratio", "Hodges–Lehmann estimate of A/B"},
    {"low", "lower end of the exact signed-rank interval; empty: too few pairs"},
    {"high", "its upper end"},
    {"level",
     "of the interval: 1 - 0.05/m for each of m primary comparisons, else 0.95"},
    {"delta", "how near to 1 counts as the same"},
    {"mde_ratio",
     "the smallest ratio that so many pairs would find four times in five"},
    {"verdict", "differs, same, not_decided, too_few_blocks; empty: none is given"},
    {"more_blocks",
     "about how many more blocks would decide; 0: decided, or no verdict"},
    {"hollow", "1 when a gate forbids a verdict, else 0"},
    {NULL, NULL}};

static void write_header(const struct column *columns, FILE *out)
{
    struct csv_out csv = {.stream = out};
    for (; columns->name; columns++)
        csv_out_text(&csv, columns->name);
    csv_out_end_row(&csv);
}

static void write_schema(const char *file, const struct column *columns, FILE *out)
{
    fprintf(out, "\n### %s\n\n| column | holds |\n|---|---|\n", file);
    for (; columns->name; columns++)
        fprintf(out, "| `%s` | %s |\n", columns->name, columns->text);
}

void tables_write_schema(FILE *out)
{
    write_schema("cells.csv", CELL_COLUMNS, out);
    write_schema("compare.csv", COMPARE_COLUMNS, out);
}

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
    struct csv_out csv = {.stream = out};
    write_header(CELL_COLUMNS, out);
    for (size_t cell = 0; cell < analysis->result.cell_count; cell++)
        for (const struct metric *metric = METRICS; metric->name; metric++)
            if (write_cell_metric(analysis, cell, metric, &csv, fault))
                return -1;
    return 0;
}

void tables_write_compare_header(FILE *out)
{
    write_header(COMPARE_COLUMNS, out);
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
