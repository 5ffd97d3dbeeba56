/**
 * The answer as text: the table of primary comparisons, the noise floor, what
 * was excluded, and a sentence per workload.
 */
#ifndef BENCH_ANALYSE_SUMMARY_H
#define BENCH_ANALYSE_SUMMARY_H

#include <stdio.h>

/**
 * Print the summary of @p result_dir to @p out; UTF-8, no colours.
 * @return 0; -1 after telling on stderr which file, line and column is wrong.
 */
int summary_print(const char *result_dir, FILE *out);

#endif
