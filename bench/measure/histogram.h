/**
 * Log-linear histogram of nanoseconds, in the layout of Gil Tene's
 * HdrHistogram: every power of two is cut into equally many buckets, so that
 * the relative width of a bucket is bounded and recording is a shift, an add
 * and an increment.
 *
 *   significant digits 2: 256 sub-buckets, a bucket is at most 1/128 wide
 *   significant digits 3: 2,048 sub-buckets, at most 1/1,024
 *
 * Values below sub_bucket_count have buckets of 1 ns. What lies above the
 * highest value is counted as overflow, never dropped; negative values (clock
 * skew) are counted and recorded as 0. One thread at a time.
 */
#ifndef BENCH_HISTOGRAM_H
#define BENCH_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** The highest value recorded in a bucket: 2^42 - 1 ns, 73 minutes. */
#define HISTOGRAM_HIGHEST_BITS 42
#define HISTOGRAM_HIGHEST_NS ((INT64_C(1) << HISTOGRAM_HIGHEST_BITS) - 1)

struct histogram {
    int sub_bucket_bits;  /* log2 of the sub-buckets: 8 or 11 */
    size_t bucket_count;  /* length of counts */
    uint64_t *counts;     /* owned */
    uint64_t total_count; /* overflow included */
    uint64_t overflow_count;
    uint64_t negative_count; /* of those recorded as 0 */
    int64_t max_ns;          /* exact; -1 when empty */
    int64_t sum_ns;          /* exact, without the overflow; 292 years fit */
};

/** One bucket that is not empty: [lo_ns, hi_ns). */
struct histogram_bucket {
    int64_t lo_ns, hi_ns;
    uint64_t count;
};

/**
 * @param significant_digits  2 or 3.
 * @return 0; YOKE_E_NOMEM. Every page is touched, so that recording faults
 *         none.
 */
int histogram_init(struct histogram *histogram, int significant_digits);

/** Accepts a zeroed histogram. */
void histogram_fini(struct histogram *histogram);

/** Forget everything that was recorded. */
void histogram_reset(struct histogram *histogram);

/** The bucket that a value of 0 to HISTOGRAM_HIGHEST_NS lies in. */
static inline size_t histogram_index(const struct histogram *histogram,
                                     int64_t value_ns)
{
    /* Values up to 2^bits - 1 are their own index. Above, the highest bits - 1
     * bits after the leading one select the sub-bucket: each further power of
     * two adds half a set of sub-buckets. */
    int bits = histogram->sub_bucket_bits;
    uint64_t value = (uint64_t)value_ns;
    int leading = 63 - __builtin_clzll(value | 1);
    int shift = leading >= bits ? leading - bits + 1 : 0;
    return ((size_t)shift << (bits - 1)) + (size_t)(value >> shift);
}

/** What histogram_record() does with a value that has no bucket. */
void histogram_record_outside(struct histogram *histogram, int64_t value_ns);

/** Record one value. Inline: it is part of the recording cost of each task. */
static inline void histogram_record(struct histogram *histogram, int64_t value_ns)
{
    if (__builtin_expect((uint64_t)value_ns > HISTOGRAM_HIGHEST_NS, 0)) {
        histogram_record_outside(histogram, value_ns);
        return;
    }
    histogram->total_count++;
    histogram->sum_ns += value_ns;
    if (value_ns > histogram->max_ns)
        histogram->max_ns = value_ns;
    histogram->counts[histogram_index(histogram, value_ns)]++;
}

/** Add what @p from recorded to @p into; both have the same digits (asserted). */
void histogram_merge(struct histogram *into, const struct histogram *from);

/**
 * Add @p count values that lie in the bucket starting at @p lo_ns: how stored
 * histograms are read back. Their exact maximum and sum are lost; the bucket's
 * upper end and middle stand for them.
 * @return 0; YOKE_E_INVALID when [lo_ns, hi_ns) is no bucket of this layout.
 */
int histogram_add_bucket(struct histogram *histogram,
                         const struct histogram_bucket *bucket);

/** Add @p count values above the highest. */
void histogram_add_overflow(struct histogram *histogram, uint64_t count);

/**
 * The highest value of the bucket that holds the value of rank
 * ⌈@p quantile_ratio × n⌉ (from 1); never above the maximum recorded.
 * INT64_MAX when that rank is among the overflow; -1 when empty.
 */
int64_t histogram_quantile_ns(const struct histogram *histogram, double quantile_ratio);

/** Are there enough values for a quantile to mean something: n ≥ 3.7/(1 − p)? */
bool histogram_supports_quantile(uint64_t count, double quantile_ratio);

/** The exact mean of what is not overflow; NAN when there is nothing. */
double histogram_mean_ns(const struct histogram *histogram);

/**
 * The next bucket that is not empty, from *cursor (0 at first), which moves on.
 * Overflow is not among them: overflow_count.
 * @return false after the last.
 */
bool histogram_next(const struct histogram *histogram,
                    size_t *cursor,
                    struct histogram_bucket *ret_bucket);

#endif
