/** A result with everything that is derived from it; what all answers share. */
#ifndef BENCH_ANALYSE_ANALYSIS_H
#define BENCH_ANALYSE_ANALYSIS_H

#include "analyse/comparison.h"
#include "analyse/result.h"

struct analysis {
    struct result result;
    const struct metric *metric;        /* the session's primary one */
    struct comparison_list comparisons; /* by executor, in that metric */
    struct comparison_list noise;
};

/** @return 0; -1 with @p fault naming what is wrong. */
int analysis_open(struct analysis *analysis, const char *dir, struct fault *fault);
void analysis_close(struct analysis *analysis);

/** The worker count of the primary comparisons; 0 when they have several. */
int analysis_primary_workers(const struct analysis *analysis);

#endif
