/** Between choosing the comparisons of a list and judging them. */
#ifndef BENCH_ANALYSE_COMPARISON_MEASURE_H
#define BENCH_ANALYSE_COMPARISON_MEASURE_H

#include "analyse/comparison.h"

/** Fill in ratio, interval and verdict of each item, whose family is known. */
int comparison_list_measure(struct comparison_list *list,
                            const struct result *result,
                            struct fault *fault);

#endif
