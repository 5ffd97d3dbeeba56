#include "record/cell_factors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/csv_out.h"
#include "analyse/whole_file.h"
#include "measure/unknown.h"
#include "plan/cell.h"

#define FILE_NAME "factors.csv"

const struct column FACTOR_COLUMNS[] = {
    {"cell_id", "joins runs.csv"},
    {"name", "a column of runs.csv, or a parameter of the cell's workload"},
    {"value", "as text; empty: the cell has none"},
    {"number", "as a number, in unit; empty for words"},
    {"unit", "of the number"},
    {"swept", "1 when it differs between cells, else 0"},
    {NULL, NULL},
};

static void write_cell(struct csv_out *csv, const struct plan *plan, size_t cell_index)
{
    const struct cell *cell = &plan->cells[cell_index];
    for (size_t i = 0; i < cell_factor_count(cell); i++) {
        struct cell_factor factor = cell_factor_at(cell, i);
        csv_out_text(csv, cell->id);
        csv_out_text(csv, factor.name);
        csv_out_text(csv, factor.value.text);
        csv_out_number(csv,
                       factor.value.is_number ? factor.value.number : UNKNOWN_REAL);
        csv_out_text(csv, factor.unit);
        csv_out_count(csv, plan_sweeps(plan, cell_index, i));
        csv_out_end_row(csv);
    }
}

static char *make_text(const struct plan *plan)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    struct csv_out csv = {.stream = stream};
    for (const struct column *column = FACTOR_COLUMNS; column->name; column++)
        csv_out_text(&csv, column->name);
    csv_out_end_row(&csv);
    for (size_t i = 0; i < plan->cell_count; i++)
        write_cell(&csv, plan, i);
    if (!fclose(stream))
        return text;
    free(text);
    return NULL;
}

/* 1: equal; 0: different; -1: there is none. */
static int compare_with_file(const char *text, const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return -1;
    bool is_equal = true;
    for (; is_equal && *text; text++)
        is_equal = fgetc(file) == (unsigned char)*text;
    is_equal = is_equal && fgetc(file) == EOF;
    fclose(file);
    return is_equal;
}

static int write_text(const char *text, const char *dir, struct fault *fault)
{
    struct whole_file file;
    if (whole_file_open(&file, dir, FILE_NAME, fault))
        return -1;
    fputs(text, file.stream);
    return whole_file_commit(&file, fault);
}

int cell_factors_write(const struct plan *plan, const char *dir, struct fault *fault)
{
    char path[4200];
    char *text = make_text(plan);
    if (!text)
        return fault_set(fault, "out of memory");
    snprintf(path, sizeof(path), "%s/%s", dir, FILE_NAME);
    int comparison = compare_with_file(text, path);
    int err = 0;
    if (comparison < 0)
        err = write_text(text, dir, fault);
    else if (comparison == 0)
        err = fault_set(fault,
                        "%s: the result was begun with other cells; --resume needs the "
                        "suite and the flags that it was begun with",
                        path);
    free(text);
    return err;
}
