#include "measure/histogram.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <yoke/error.h>

/* A histogram with what was recorded in it; one a test. */
struct fixture {
    struct histogram fine, coarse;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    *state = fixture;
    return !fixture || histogram_init(&fixture->fine, 3) ||
           histogram_init(&fixture->coarse, 2);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    histogram_fini(&fixture->fine);
    histogram_fini(&fixture->coarse);
    free(fixture);
    return 0;
}

/* xorshift64*: the same values in each run of the test. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * UINT64_C(0x2545F4914F6CDD1D);
}

/* Spread over all magnitudes up to the highest value. */
static int64_t random_ns(uint64_t *seed)
{
    unsigned bits = (unsigned)(next_random(seed) % HISTOGRAM_HIGHEST_BITS) + 1;
    return (int64_t)(next_random(seed) & ((UINT64_C(1) << bits) - 1));
}

static struct histogram_bucket only_bucket(const struct histogram *histogram)
{
    struct histogram_bucket bucket;
    struct histogram_bucket second;
    size_t cursor = 0;
    assert_true(histogram_next(histogram, &cursor, &bucket));
    assert_false(histogram_next(histogram, &cursor, &second));
    return bucket;
}

static void check_bounds(struct histogram *histogram, int64_t value_ns, double width)
{
    histogram_reset(histogram);
    histogram_record(histogram, value_ns);
    struct histogram_bucket bucket = only_bucket(histogram);
    assert_true(bucket.lo_ns <= value_ns && value_ns < bucket.hi_ns);
    assert_int_equal(bucket.count, 1);
    int64_t width_ns = bucket.hi_ns - bucket.lo_ns;
    assert_true(width_ns == 1 || (double)width_ns <= width * (double)bucket.lo_ns);
}

static void histogram_record__bucket_holds_value_within_its_error(void **state)
{
    struct fixture *fixture = *state;
    uint64_t seed = 7;
    for (int bit = 0; bit < HISTOGRAM_HIGHEST_BITS; bit++) {
        for (int64_t off = -1; off <= 1; off++) {
            int64_t value_ns = (INT64_C(1) << bit) + off;
            check_bounds(&fixture->fine, value_ns, 1.0 / 1024);
            check_bounds(&fixture->coarse, value_ns, 1.0 / 128);
        }
    }
    for (int i = 0; i < 300; i++) {
        check_bounds(&fixture->fine, random_ns(&seed), 1.0 / 1024);
        check_bounds(&fixture->coarse, random_ns(&seed), 1.0 / 128);
    }
    check_bounds(&fixture->fine, HISTOGRAM_HIGHEST_NS, 1.0 / 1024);
}

static void histogram_next__buckets_tile_the_range(void **state)
{
    struct fixture *fixture = *state;
    struct histogram *histogram = &fixture->coarse;
    for (size_t i = 0; i < histogram->bucket_count; i++)
        histogram->counts[i] = 1;
    struct histogram_bucket bucket;
    int64_t end_ns = 0;
    for (size_t cursor = 0; histogram_next(histogram, &cursor, &bucket);) {
        assert_int_equal(bucket.lo_ns, end_ns);
        assert_true(bucket.hi_ns > bucket.lo_ns);
        end_ns = bucket.hi_ns;
    }
    assert_int_equal(end_ns, HISTOGRAM_HIGHEST_NS + 1);
}

static void histogram_record__overflow_is_counted(void **state)
{
    struct fixture *fixture = *state;
    struct histogram *histogram = &fixture->fine;
    histogram_record(histogram, HISTOGRAM_HIGHEST_NS);
    histogram_record(histogram, HISTOGRAM_HIGHEST_NS + 1);
    histogram_record(histogram, INT64_MAX);
    assert_int_equal(histogram->total_count, 3);
    assert_int_equal(histogram->overflow_count, 2);
    assert_int_equal(histogram->max_ns, INT64_MAX);
    assert_int_equal(only_bucket(histogram).count, 1);
    assert_int_equal(histogram_quantile_ns(histogram, 0.99), INT64_MAX);
}

static void histogram_record__negative_is_zero_and_counted(void **state)
{
    struct fixture *fixture = *state;
    histogram_record(&fixture->fine, -5);
    assert_int_equal(fixture->fine.negative_count, 1);
    assert_int_equal(fixture->fine.total_count, 1);
    assert_int_equal(only_bucket(&fixture->fine).lo_ns, 0);
}

static int compare_values(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

#define VALUES 5000

static void
check_quantiles(const struct histogram *histogram, const int64_t *sorted, double width)
{
    static const double quantiles[] = {0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1};
    for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++) {
        size_t rank = (size_t)ceil(quantiles[i] * VALUES - 1e-9);
        int64_t exact_ns = sorted[rank ? rank - 1 : 0];
        int64_t found_ns = histogram_quantile_ns(histogram, quantiles[i]);
        assert_true(found_ns >= exact_ns);
        assert_true((double)(found_ns - exact_ns) <= width * (double)exact_ns);
    }
}

static void histogram_quantile__agrees_with_sorted_data(void **state)
{
    struct fixture *fixture = *state;
    static int64_t values[VALUES];
    uint64_t seed = 42;
    double sum_ns = 0;
    for (int i = 0; i < VALUES; i++) {
        values[i] = random_ns(&seed) >> 12;
        sum_ns += (double)values[i];
        histogram_record(&fixture->fine, values[i]);
        histogram_record(&fixture->coarse, values[i]);
    }
    qsort(values, VALUES, sizeof(values[0]), compare_values);
    check_quantiles(&fixture->fine, values, 1.0 / 1024);
    check_quantiles(&fixture->coarse, values, 1.0 / 128);
    assert_int_equal(fixture->fine.max_ns, values[VALUES - 1]);
    assert_true(histogram_mean_ns(&fixture->fine) == sum_ns / VALUES);
}

static void histogram_quantile__small_values_are_exact(void **state)
{
    struct fixture *fixture = *state;
    for (int64_t value_ns = 1; value_ns <= 100; value_ns++)
        histogram_record(&fixture->coarse, value_ns);
    assert_int_equal(histogram_quantile_ns(&fixture->coarse, 0.50), 50);
    assert_int_equal(histogram_quantile_ns(&fixture->coarse, 0.99), 99);
    assert_int_equal(histogram_quantile_ns(&fixture->coarse, 1), 100);
}

static void histogram_quantile__empty_says_so(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(histogram_quantile_ns(&fixture->fine, 0.5), -1);
    assert_true(isnan(histogram_mean_ns(&fixture->fine)));
}

static void histogram_merge__equals_recording_everything_in_one(void **state)
{
    struct fixture *fixture = *state;
    struct histogram parts[2];
    uint64_t seed = 3;
    assert_int_equal(histogram_init(&parts[0], 3), 0);
    assert_int_equal(histogram_init(&parts[1], 3), 0);
    for (int i = 0; i < 2000; i++) {
        int64_t value_ns =
            i % 100 == 0 ? HISTOGRAM_HIGHEST_NS + i + 1 : random_ns(&seed);
        histogram_record(&parts[i % 2], value_ns);
        histogram_record(&fixture->fine, value_ns);
    }
    histogram_merge(&parts[0], &parts[1]);
    size_t bytes = parts[0].bucket_count * sizeof(*parts[0].counts);
    assert_memory_equal(parts[0].counts, fixture->fine.counts, bytes);
    assert_int_equal(parts[0].total_count, 2000);
    assert_int_equal(parts[0].overflow_count, fixture->fine.overflow_count);
    assert_int_equal(parts[0].sum_ns, fixture->fine.sum_ns);
    assert_int_equal(parts[0].max_ns, fixture->fine.max_ns);
    histogram_fini(&parts[0]);
    histogram_fini(&parts[1]);
}

static void histogram_add_bucket__reads_back_what_next_gave(void **state)
{
    struct fixture *fixture = *state;
    struct histogram copy;
    struct histogram_bucket bucket;
    uint64_t seed = 11;
    assert_int_equal(histogram_init(&copy, 3), 0);
    for (int i = 0; i < 500; i++)
        histogram_record(&fixture->fine, random_ns(&seed));
    for (size_t cursor = 0; histogram_next(&fixture->fine, &cursor, &bucket);)
        assert_int_equal(histogram_add_bucket(&copy, &bucket), 0);
    histogram_add_overflow(&copy, 4);
    assert_int_equal(copy.total_count, 504);
    assert_int_equal(copy.overflow_count, 4);
    assert_memory_equal(
        copy.counts, fixture->fine.counts, copy.bucket_count * sizeof(*copy.counts));
    histogram_fini(&copy);
}

static void histogram_add_bucket__refuses_what_is_no_bucket(void **state)
{
    struct fixture *fixture = *state;
    static const struct histogram_bucket wrong[] = {
        {-1, 0, 1},                                              /* below */
        {5, 7, 1},                                               /* too wide */
        {(1 << 20) + 1, (1 << 20) + 2, 1},                       /* too narrow */
        {HISTOGRAM_HIGHEST_NS + 1, HISTOGRAM_HIGHEST_NS + 2, 1}, /* above */
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(histogram_add_bucket(&fixture->fine, &wrong[i]),
                         YOKE_E_INVALID);
    assert_int_equal(fixture->fine.total_count, 0);
}

static void histogram_supports_quantile__needs_enough_samples(void **state)
{
    (void)state;
    assert_true(histogram_supports_quantile(37, 0.90));
    assert_false(histogram_supports_quantile(36, 0.90));
    assert_true(histogram_supports_quantile(370, 0.99));
    assert_false(histogram_supports_quantile(369, 0.99));
    assert_true(histogram_supports_quantile(3700, 0.999));
    assert_false(histogram_supports_quantile(3699, 0.999));
    assert_false(histogram_supports_quantile(0, 0.5));
}

#define HISTOGRAM_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HISTOGRAM_TEST(histogram_record__bucket_holds_value_within_its_error),
        HISTOGRAM_TEST(histogram_next__buckets_tile_the_range),
        HISTOGRAM_TEST(histogram_record__overflow_is_counted),
        HISTOGRAM_TEST(histogram_record__negative_is_zero_and_counted),
        HISTOGRAM_TEST(histogram_quantile__agrees_with_sorted_data),
        HISTOGRAM_TEST(histogram_quantile__small_values_are_exact),
        HISTOGRAM_TEST(histogram_quantile__empty_says_so),
        HISTOGRAM_TEST(histogram_merge__equals_recording_everything_in_one),
        HISTOGRAM_TEST(histogram_add_bucket__reads_back_what_next_gave),
        HISTOGRAM_TEST(histogram_add_bucket__refuses_what_is_no_bucket),
        HISTOGRAM_TEST(histogram_supports_quantile__needs_enough_samples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
