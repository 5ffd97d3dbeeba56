/** cells.csv and compare.csv: rows of derived numbers under fixed columns. */
#ifndef BENCH_ANALYSE_TABLES_H
#define BENCH_ANALYSE_TABLES_H

#include <stdio.h>

#include "analyse/analysis.h"

/** An estimate with its interval, a row per cell and metric. */
int tables_write_cells(const struct analysis *analysis, FILE *out, struct fault *fault);

/** compare.csv: its header, then a row per comparison. */
void tables_write_compare_header(FILE *out);
void tables_write_comparison(const struct result *result,
                             const struct comparison *item,
                             FILE *out);

/** Both tables' columns in Markdown, for results/README.md. */
void tables_write_schema(FILE *out);

#endif
