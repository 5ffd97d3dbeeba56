#include "measure/histogram.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <yoke/error.h>

int histogram_init(struct histogram *histogram, int significant_digits)
{
    assert(significant_digits == 2 || significant_digits == 3);
    int bits = significant_digits == 2 ? 8 : 11;
    size_t octaves = (size_t)(HISTOGRAM_HIGHEST_BITS - bits);
    *histogram = (struct histogram){
        .sub_bucket_bits = bits,
        .bucket_count = ((size_t)1 << bits) + (octaves << (bits - 1)),
    };
    histogram->counts = malloc(histogram->bucket_count * sizeof(*histogram->counts));
    if (!histogram->counts)
        return YOKE_E_NOMEM;
    histogram_reset(histogram);
    return 0;
}

void histogram_fini(struct histogram *histogram)
{
    free(histogram->counts);
    histogram->counts = NULL;
}

void histogram_reset(struct histogram *histogram)
{
    /* memset, not calloc: the pages must be there before the first record. */
    memset(histogram->counts, 0, histogram->bucket_count * sizeof(*histogram->counts));
    histogram->total_count = 0;
    histogram->overflow_count = 0;
    histogram->negative_count = 0;
    histogram->max_ns = -1;
    histogram->sum_ns = 0;
}

/* The inverse of histogram_index(). */
static struct histogram_bucket bucket_at(const struct histogram *histogram,
                                         size_t index)
{
    int bits = histogram->sub_bucket_bits;
    int shift = 0;
    if (index >> bits)
        shift = (int)(index >> (bits - 1)) - 1;
    int64_t lo_ns = (int64_t)(index - ((size_t)shift << (bits - 1))) << shift;
    return (struct histogram_bucket){
        .lo_ns = lo_ns,
        .hi_ns = lo_ns + (INT64_C(1) << shift),
        .count = histogram->counts[index],
    };
}

static void raise_max(struct histogram *histogram, int64_t max_ns)
{
    if (max_ns > histogram->max_ns)
        histogram->max_ns = max_ns;
}

void histogram_record_outside(struct histogram *histogram, int64_t value_ns)
{
    if (value_ns < 0) {
        histogram->negative_count++;
        histogram_record(histogram, 0);
        return;
    }
    histogram->total_count++;
    histogram->overflow_count++;
    raise_max(histogram, value_ns);
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    assert(into->sub_bucket_bits == from->sub_bucket_bits);
    for (size_t i = 0; i < into->bucket_count; i++)
        into->counts[i] += from->counts[i];
    into->total_count += from->total_count;
    into->overflow_count += from->overflow_count;
    into->negative_count += from->negative_count;
    into->sum_ns += from->sum_ns;
    raise_max(into, from->max_ns);
}

int histogram_add_bucket(struct histogram *histogram,
                         const struct histogram_bucket *bucket)
{
    if (bucket->lo_ns < 0 || bucket->lo_ns > HISTOGRAM_HIGHEST_NS)
        return YOKE_E_INVALID;
    size_t index = histogram_index(histogram, bucket->lo_ns);
    struct histogram_bucket ours = bucket_at(histogram, index);
    if (ours.lo_ns != bucket->lo_ns || ours.hi_ns != bucket->hi_ns)
        return YOKE_E_INVALID;
    if (!bucket->count)
        return 0;
    histogram->counts[index] += bucket->count;
    histogram->total_count += bucket->count;
    int64_t middle_ns = ours.lo_ns + (ours.hi_ns - 1 - ours.lo_ns) / 2;
    histogram->sum_ns += middle_ns * (int64_t)bucket->count;
    raise_max(histogram, ours.hi_ns - 1);
    return 0;
}

void histogram_add_overflow(struct histogram *histogram, uint64_t count)
{
    if (!count)
        return;
    histogram->total_count += count;
    histogram->overflow_count += count;
    raise_max(histogram, HISTOGRAM_HIGHEST_NS + 1);
}

int64_t histogram_quantile_ns(const struct histogram *histogram, double quantile_ratio)
{
    if (!histogram->total_count)
        return -1;
    /* 0.99 × 100 is a hair above 99 in binary; the tolerance keeps its rank. */
    double exact_rank = quantile_ratio * (double)histogram->total_count;
    uint64_t rank = (uint64_t)ceil(exact_rank * (1 - 1e-12));
    if (rank < 1)
        rank = 1;
    uint64_t seen = 0;
    for (size_t i = 0; i < histogram->bucket_count; i++) {
        seen += histogram->counts[i];
        if (seen < rank)
            continue;
        int64_t highest_ns = bucket_at(histogram, i).hi_ns - 1;
        return highest_ns < histogram->max_ns ? highest_ns : histogram->max_ns;
    }
    return INT64_MAX;
}

bool histogram_supports_quantile(uint64_t count, double quantile_ratio)
{
    return (double)count * (1 - quantile_ratio) >= 3.7 * (1 - 1e-12);
}

double histogram_mean_ns(const struct histogram *histogram)
{
    uint64_t count = histogram->total_count - histogram->overflow_count;
    return count ? (double)histogram->sum_ns / (double)count : NAN;
}

bool histogram_next(const struct histogram *histogram,
                    size_t *cursor,
                    struct histogram_bucket *ret_bucket)
{
    for (size_t i = *cursor; i < histogram->bucket_count; i++) {
        if (!histogram->counts[i])
            continue;
        *ret_bucket = bucket_at(histogram, i);
        *cursor = i + 1;
        return true;
    }
    *cursor = histogram->bucket_count;
    return false;
}
