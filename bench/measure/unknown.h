/** A measurement that this machine or this run does not give: empty in CSV. */
#ifndef BENCH_UNKNOWN_H
#define BENCH_UNKNOWN_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define UNKNOWN INT64_MIN
#define UNKNOWN_REAL ((double)NAN)

static inline bool is_known(int64_t value)
{
    return value != UNKNOWN;
}

/** The sum, unknown when either is. */
static inline int64_t known_sum(int64_t a, int64_t b)
{
    return is_known(a) && is_known(b) ? a + b : UNKNOWN;
}

/** after - before, unknown when either is; counters that went back give 0. */
static inline int64_t known_growth(int64_t before, int64_t after)
{
    if (!is_known(before) || !is_known(after))
        return UNKNOWN;
    return after > before ? after - before : 0;
}

#endif
