/*
 * Critical values and intervals against published tables: Wilcoxon's T as
 * printed in Hollander & Wolfe (table A.4) and in most textbooks, and R's
 * wilcox.test(conf.int = TRUE) on the depression data of that book.
 */
#include "analyse/signed_rank.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void signed_rank__agrees_with_the_published_critical_values(void **state)
{
    /* Largest T with a two-sided P of at most 5 % and 1 %; -1: there is none. */
    static const struct {
        size_t count;
        int five_percent, one_percent;
    } rows[] = {{5, -1, -1},
                {6, 0, -1},
                {7, 2, -1},
                {8, 3, 0},
                {9, 5, 1},
                {10, 8, 3},
                {11, 10, 5},
                {12, 13, 7},
                {13, 17, 9},
                {14, 21, 12},
                {15, 25, 15},
                {16, 29, 19},
                {17, 34, 23},
                {18, 40, 27},
                {19, 46, 32},
                {20, 52, 37},
                {25, 89, 68},
                {30, 137, 109},
                {40, 264, 220}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        size_t dropped = 999;
        int err = signed_rank_dropped(rows[i].count, 0.95, &dropped);
        assert_int_equal(err ? -1 : (int)dropped, rows[i].five_percent);
        err = signed_rank_dropped(rows[i].count, 0.99, &dropped);
        assert_int_equal(err ? -1 : (int)dropped, rows[i].one_percent);
    }
}

static void signed_rank__probabilities_are_exact(void **state)
{
    (void)state;
    assert_true(signed_rank_cumulative(8, 0) == 1.0 / 256);
    assert_true(signed_rank_cumulative(8, 3) == 5.0 / 256);
    assert_true(signed_rank_cumulative(3, 6) == 1);
    /* As printed in tables of P(T): four digits. */
    assert_true(fabs(signed_rank_cumulative(12, 13) - 0.0212) < 5e-5);
    assert_true(fabs(signed_rank_cumulative(20, 52) - 0.0242) < 5e-5);
}

/* Every sign pattern, counted: the definition itself. */
static void signed_rank__is_what_enumeration_gives(void **state)
{
    (void)state;
    for (unsigned count = 1; count <= 10; count++) {
        size_t at_most[56] = {0};
        for (unsigned signs = 0; signs < 1U << count; signs++) {
            size_t sum = 0;
            for (unsigned rank = 1; rank <= count; rank++)
                sum += signs >> (rank - 1) & 1 ? rank : 0;
            for (size_t w = sum; w <= count * (count + 1) / 2; w++)
                at_most[w]++;
        }
        for (size_t w = 0; w <= count * (count + 1) / 2; w++)
            assert_true(signed_rank_cumulative(count, w) ==
                        (double)at_most[w] / (double)(1U << count));
    }
}

static void signed_rank__smallest_counts(void **state)
{
    (void)state;
    assert_int_equal(signed_rank_smallest_count(0.95), 6);
    assert_int_equal(signed_rank_smallest_count(0.9875), 8);
    assert_int_equal(signed_rank_smallest_count(0.99), 8);
    assert_int_equal(signed_rank_smallest_count(1 - 0.05 / 8), 9);
    for (int m = 1; m < 40; m++) {
        double level = 1 - 0.05 / m;
        size_t least = signed_rank_smallest_count(level), dropped;
        assert_int_equal(signed_rank_dropped(least, level, &dropped), 0);
        assert_int_equal(signed_rank_dropped(least - 1, level, &dropped), -1);
    }
}

static void signed_rank_interval__depression_data_of_hollander_and_wolfe(void **state)
{
    static const double x[] = {1.83, .50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    static const double y[] = {.878, .647, .598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    double differences[9];
    struct interval interval;
    struct fault fault;
    (void)state;
    for (int i = 0; i < 9; i++)
        differences[i] = x[i] - y[i];
    assert_int_equal(signed_rank_interval(differences, 9, 0.95, &interval, &fault), 0);
    /* wilcox.test(x, y, paired = TRUE, conf.int = TRUE): 0.46, [0.01, 0.786] */
    assert_true(fabs(interval.estimate - 0.46) < 1e-9);
    assert_true(fabs(interval.low - 0.01) < 1e-9);
    assert_true(fabs(interval.high - 0.786) < 1e-9);
    assert_int_equal(interval.count, 9);
}

static void signed_rank_interval__too_few_values_have_no_interval(void **state)
{
    static const double values[] = {1, 2, 3, 4, 5};
    struct interval interval;
    struct fault fault;
    (void)state;
    assert_int_equal(signed_rank_interval(values, 5, 0.95, &interval, &fault), 0);
    assert_true(interval.estimate == 3);
    assert_true(isnan(interval.low) && isnan(interval.high));
    assert_int_equal(signed_rank_interval(values, 1, 0.95, &interval, &fault), 0);
    assert_true(interval.estimate == 1);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void signed_rank_interval__order_and_scale_do_not_matter(void **state)
{
    double values[12], sorted[12], scaled[12];
    struct interval first, second, third;
    struct fault fault;
    (void)state;
    for (int i = 0; i < 12; i++) {
        values[i] = fmod(i * 7.31 + 1, 5) - 2;
        sorted[i] = values[i];
        scaled[i] = 8 * values[i];
    }
    qsort(sorted, 12, sizeof(double), compare_doubles);
    assert_int_equal(signed_rank_interval(values, 12, 0.95, &first, &fault), 0);
    assert_int_equal(signed_rank_interval(sorted, 12, 0.95, &second, &fault), 0);
    assert_int_equal(signed_rank_interval(scaled, 12, 0.95, &third, &fault), 0);
    assert_true(first.low == second.low && first.high == second.high);
    assert_true(first.estimate == second.estimate);
    assert_true(third.low == 8 * first.low && third.high == 8 * first.high);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_rank__agrees_with_the_published_critical_values),
        cmocka_unit_test(signed_rank__probabilities_are_exact),
        cmocka_unit_test(signed_rank__is_what_enumeration_gives),
        cmocka_unit_test(signed_rank__smallest_counts),
        cmocka_unit_test(signed_rank_interval__depression_data_of_hollander_and_wolfe),
        cmocka_unit_test(signed_rank_interval__too_few_values_have_no_interval),
        cmocka_unit_test(signed_rank_interval__order_and_scale_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
