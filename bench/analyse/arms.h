/**
 * The arms of a result: what competes within one workload, such as threads and
 * processes, or "processes, compact". Every picture gives an arm the same
 * colour and shape, so that each is told twice.
 */
#ifndef BENCH_ANALYSE_ARMS_H
#define BENCH_ANALYSE_ARMS_H

#include "analyse/result.h"

struct arm {
    size_t cell;                   /* one that belongs to it */
    char label[160];               /* "processes, compact" */
    unsigned colour;               /* 0xRRGGBB */
    int dash;                      /* gnuplot's dash type */
    int solid_point, hollow_point; /* gnuplot's point types */
};

struct arms {
    struct arm *items; /* threads first, then processes, then others */
    size_t count;
};

int arms_make(struct arms *arms, const struct result *result, struct fault *fault);
void arms_fini(struct arms *arms);

/** Whether @p cell belongs to @p arm. Duplicates belong to none. */
bool arm_has_cell(const struct arm *arm, const struct result *result, size_t cell);

#endif
