/** The schema of a result's files in Markdown, for results/README.md. */
#ifndef BENCH_SCHEMA_H
#define BENCH_SCHEMA_H

#include <stdio.h>

/** Print a table a file: column, type, what it holds. */
void schema_write(FILE *out);

#endif
