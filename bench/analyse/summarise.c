#include "analyse/summarise.h"

#include "analyse/tables.h"
#include "analyse/whole_file.h"

static int write_cells(const struct analysis *analysis, struct fault *fault)
{
    struct whole_file file;
    if (whole_file_open(&file, analysis->result.dir, "cells.csv", fault))
        return -1;
    if (tables_write_cells(analysis, file.stream, fault)) {
        whole_file_discard(&file);
        return -1;
    }
    return whole_file_commit(&file, fault);
}

static void write_list(const struct analysis *analysis,
                       const struct comparison_list *list,
                       FILE *out)
{
    for (size_t i = 0; i < list->count; i++)
        tables_write_comparison(&analysis->result, &list->items[i], out);
}

static int write_compare(const struct analysis *analysis, struct fault *fault)
{
    struct whole_file file;
    if (whole_file_open(&file, analysis->result.dir, "compare.csv", fault))
        return -1;
    tables_write_compare_header(file.stream);
    write_list(analysis, &analysis->comparisons, file.stream);
    write_list(analysis, &analysis->noise, file.stream);
    return whole_file_commit(&file, fault);
}

int analyse_summarise(const char *result_dir)
{
    struct analysis analysis;
    struct fault fault;
    int err = analysis_open(&analysis, result_dir, &fault);
    if (!err) {
        err = write_cells(&analysis, &fault);
        if (!err)
            err = write_compare(&analysis, &fault);
        analysis_close(&analysis);
    }
    if (err)
        fprintf(stderr, "yoke: %s\n", fault.message);
    return err;
}
