/** Latency distributions of cells: histograms of their runs, added up. */
#ifndef BENCH_ANALYSE_LATENCY_H
#define BENCH_ANALYSE_LATENCY_H

#include <stdint.h>

#include "analyse/result.h"

struct latency_bucket {
    double lo_ns, hi_ns; /* half-open */
    double count;
};

/** All used runs of one cell, merged by addition. */
struct latency_cell {
    struct latency_bucket *buckets; /* ascending, disjoint */
    size_t count;
    double total; /* overflow included */
};

struct latency {
    struct latency_cell *cells; /* one a cell of the result */
    size_t count;
};

/** Read histogram.csv's rows of @p stage. @return 0; -1 with @p fault set. */
int latency_open(struct latency *latency,
                 const struct result *result,
                 const char *stage,
                 struct fault *fault);
void latency_close(struct latency *latency);

/**
 * The largest quantile that so many samples support: n ≥ 3.7/(1 − p).
 */
double latency_largest_quantile(double total);

#endif
