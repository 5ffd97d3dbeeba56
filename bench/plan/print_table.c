/*
 * `--dry-run`: the cells, the order of every block, and both as JSON.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plan/cell.h"
#include "plan/planner.h"
#include "plan/wrap.h"

enum { COLUMN_COUNT = 7, TEXT_SIZE = 512 };

static const char *const TITLES[COLUMN_COUNT] = {
    "cell", "workload", "executor", "workers", "placement", "window", "parameters"};

/** Values that the workload would not have by itself; `yoke list` has the rest. */
static void write_params(FILE *out, const struct cell *cell)
{
    yoke_params *defaults;
    const char *separator = "";
    if (yoke_params_create(cell->workload, &defaults) != 0)
        return;
    for (const yoke_param *row = cell->workload->params; row && row->name; row++) {
        const char *text = yoke_params_text(cell->params, row->name);
        if (strcmp(text, yoke_params_text(defaults, row->name)) == 0)
            continue;
        fprintf(out, "%s%s=%s", separator, row->name, text);
        separator = " ";
    }
    yoke_params_destroy(defaults);
}

static void write_remark(FILE *out, const struct cell *cell)
{
    write_params(out, cell);
    if (cell->duplicate_of[0])
        fprintf(out, "%s(%s again)", ftell(out) > 0 ? "  " : "", cell->duplicate_of);
    else if (cell->is_overcommitted)
        fprintf(out, "%s(overcommitted)", ftell(out) > 0 ? "  " : "");
}

static void fill_row(const struct cell *cell, char row[COLUMN_COUNT][TEXT_SIZE])
{
    static const enum factor_index SHOWN[] = {FACTOR_WORKLOAD,
                                              FACTOR_EXECUTOR,
                                              FACTOR_WORKER_COUNT,
                                              FACTOR_PLACEMENT,
                                              FACTOR_WINDOW};
    snprintf(row[0], TEXT_SIZE, "%s", cell->id);
    for (size_t i = 0; i < COLUMN_COUNT - 2; i++)
        snprintf(
            row[i + 1], TEXT_SIZE, "%s", cell_factor_at(cell, SHOWN[i]).value.text);
    char *last = row[COLUMN_COUNT - 1];
    FILE *out = fmemopen(last, TEXT_SIZE, "w");
    last[0] = '\0';
    if (out) {
        write_remark(out, cell);
        fclose(out);
        last[TEXT_SIZE - 1] = '\0';
    }
}

static void print_row(FILE *out, char row[COLUMN_COUNT][TEXT_SIZE], const int *widths)
{
    const char *last = row[COLUMN_COUNT - 1];
    for (size_t i = 0; i + 2 < COLUMN_COUNT; i++)
        fprintf(out, "%-*s  ", widths[i], row[i]);
    if (last[0])
        fprintf(
            out, "%-*s  %s\n", widths[COLUMN_COUNT - 2], row[COLUMN_COUNT - 2], last);
    else
        fprintf(out, "%s\n", row[COLUMN_COUNT - 2]);
}

void plan_print_cells(const struct plan *plan, FILE *out)
{
    char row[COLUMN_COUNT][TEXT_SIZE];
    int widths[COLUMN_COUNT];
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        widths[i] = (int)strlen(TITLES[i]);
    for (size_t i = 0; i < plan->cell_count; i++) {
        fill_row(&plan->cells[i], row);
        for (size_t j = 0; j < COLUMN_COUNT; j++)
            widths[j] =
                (int)strlen(row[j]) > widths[j] ? (int)strlen(row[j]) : widths[j];
    }
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        snprintf(row[i], TEXT_SIZE, "%s", TITLES[i]);
    print_row(out, row, widths);
    for (size_t i = 0; i < plan->cell_count; i++) {
        fill_row(&plan->cells[i], row);
        print_row(out, row, widths);
    }
}

static void print_block(const struct plan *plan, size_t first, FILE *out)
{
    char label[24];
    char *text = NULL;
    size_t size = 0;
    FILE *line = open_memstream(&text, &size);
    if (!line)
        return;
    for (size_t i = first; i < first + plan->cell_count; i++)
        fprintf(line, "%s ", plan->cells[plan->runs[i].cell_index].id);
    snprintf(label, sizeof(label), "%5d ", plan->runs[first].block + 1);
    if (fclose(line) == 0) {
        text[size - 1] = '\0';
        print_paragraph(out, 6, label, text);
    }
    free(text);
}

void plan_print_order(const struct plan *plan, FILE *out)
{
    fputs("block order\n", out);
    for (size_t i = 0; i < plan->run_count; i += plan->cell_count)
        print_block(plan, i, out);
}

static json_t *value_json(const struct factor_value *value)
{
    if (value->text[0] == '\0')
        return json_null();
    if (!value->is_number)
        return json_string(value->text);
    bool is_whole = value->number == trunc(value->number) && fabs(value->number) < 9e15;
    return is_whole ? json_integer((json_int_t)value->number)
                    : json_real(value->number);
}

static json_t *factors_json(const struct plan *plan, size_t cell_index)
{
    json_t *factors = json_object();
    const struct cell *cell = &plan->cells[cell_index];
    for (size_t i = 0; i < cell_factor_count(cell); i++) {
        struct cell_factor factor = cell_factor_at(cell, i);
        json_object_set_new(factors,
                            factor.name,
                            json_pack("{s:o, s:s, s:s, s:b}",
                                      "value",
                                      value_json(&factor.value),
                                      "text",
                                      factor.value.text,
                                      "unit",
                                      factor.unit,
                                      "swept",
                                      plan_sweeps(plan, cell_index, i)));
    }
    return factors;
}

static json_t *cells_json(const struct plan *plan)
{
    json_t *cells = json_array();
    for (size_t i = 0; i < plan->cell_count; i++) {
        const struct cell *cell = &plan->cells[i];
        json_array_append_new(cells,
                              json_pack("{s:s, s:s, s:b, s:o}",
                                        "cell_id",
                                        cell->id,
                                        "duplicate_of",
                                        cell->duplicate_of,
                                        "overcommitted",
                                        cell->is_overcommitted,
                                        "factors",
                                        factors_json(plan, i)));
    }
    return cells;
}

static json_t *runs_json(const struct plan *plan)
{
    json_t *runs = json_array();
    for (size_t i = 0; i < plan->run_count; i++) {
        const struct planned_run *run = &plan->runs[i];
        json_array_append_new(runs,
                              json_pack("{s:s, s:i, s:i, s:s, s:I}",
                                        "run_id",
                                        run->id,
                                        "block",
                                        run->block,
                                        "position",
                                        run->position,
                                        "cell_id",
                                        plan->cells[run->cell_index].id,
                                        "seed",
                                        (json_int_t)run->seed));
    }
    return runs;
}

int plan_print_json(const struct plan *plan,
                    const struct plan_remarks *remarks,
                    const char *out_dir,
                    FILE *out)
{
    json_t *width = isnan(remarks->half_width_ratio)
                        ? json_null()
                        : json_real(remarks->half_width_ratio);
    json_t *root = json_pack("{s:s, s:s, s:I, s:i, s:I, s:I, s:I, s:o, s:s, s:o, s:o}",
                             "suite",
                             plan->suite_name,
                             "directory",
                             out_dir,
                             "seed",
                             (json_int_t)plan->seed,
                             "blocks",
                             plan->measure.blocks,
                             "measure_ns",
                             (json_int_t)plan->measure.measure_ns,
                             "run_ns_expected",
                             (json_int_t)remarks->run_ns,
                             "total_ns_expected",
                             (json_int_t)remarks->total_ns,
                             "half_width_ratio_expected",
                             width,
                             "suite_text",
                             plan->suite_text,
                             "cells",
                             cells_json(plan),
                             "runs",
                             runs_json(plan));
    if (!root)
        return YOKE_E_NOMEM;
    int err = json_dumpf(root, out, JSON_INDENT(2));
    json_decref(root);
    return err || fputc('\n', out) == EOF ? YOKE_E_SYSTEM : 0;
}
