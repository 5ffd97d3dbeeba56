/** Comparisons for a program to read. */
#ifndef BENCH_ANALYSE_COMPARE_JSON_H
#define BENCH_ANALYSE_COMPARE_JSON_H

#include <stdio.h>

#include "analyse/forest_text.h"

/** One JSON object with all of @p rows and the noise floor; ends with a newline. */
int compare_json_print(const struct forest_rows *rows,
                       const struct comparison_list *noise,
                       FILE *out,
                       struct fault *fault);

#endif
