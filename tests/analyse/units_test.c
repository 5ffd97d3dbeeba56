#include "analyse/units.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "analyse/axis.h"
#include "analyse/gp_out.h"

static void check_value(double value, const char *unit, const char *wanted)
{
    char text[64];
    units_print(value, unit, text, sizeof(text));
    assert_string_equal(text, wanted);
}

static void units_print__three_digits_and_a_natural_unit(void **state)
{
    (void)state;
    check_value(412e6, "bytes/s", "412 MB/s");
    check_value(1.264e6, "operations/s", "1.26 M/s");
    check_value(65432, "tasks/s", "65.4 k/s");
    check_value(999600, "operations/s", "1.00 M/s");
    check_value(3.25, "tasks/s", "3.25 /s");
    check_value(9.8e6, "bytes", "9.80 MB");
    check_value(512, "bytes", "512 B");
    check_value(4.1e6, "ns", "4.10 ms");
    check_value(999, "ns", "999 ns");
    check_value(36.4e3, "ns", "36.4 µs");
    check_value(72e9, "ns", "72.0 s");
    check_value(0, "ns", "0 ns");
    check_value(0, "operations/s", "0 /s");
    check_value(NAN, "ns", "–");
    check_value(9e20, "operations/s", "9e+08 T/s");
}

static void check_ratio(double ratio, const char *wanted)
{
    char text[64];
    units_ratio(ratio, text, sizeof(text));
    assert_string_equal(text, wanted);
}

static void units_ratio__as_many_digits_as_help(void **state)
{
    (void)state;
    check_ratio(1, "1.00×");
    check_ratio(0.268, "0.27×");
    check_ratio(2.078, "2.08×");
    check_ratio(7.62, "7.6×");
    check_ratio(123.4, "123×");
    check_ratio(0.00089, "0.00089×");
    check_ratio(NAN, "–");
}

static void units_percent__drops_empty_digits(void **state)
{
    char text[32];
    (void)state;
    units_percent(0.95, text, sizeof(text));
    assert_string_equal(text, "95 %");
    units_percent(0.9875, text, sizeof(text));
    assert_string_equal(text, "98.75 %");
    units_percent(0.02, text, sizeof(text));
    assert_string_equal(text, "2 %");
}

static void units_span__reads_as_people_say_it(void **state)
{
    char text[32];
    (void)state;
    units_span(5.4, text, sizeof(text));
    assert_string_equal(text, "5 s");
    units_span(138, text, sizeof(text));
    assert_string_equal(text, "2 min 18 s");
    units_span(7260, text, sizeof(text));
    assert_string_equal(text, "2 h 1 min");
}

static void units_width__counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(units_width("1.00×"), 5);
    assert_int_equal(units_width("µs – ÷"), 6);
    assert_int_equal(units_width(""), 0);
}

static void gp_fit__keeps_both_ends(void **state)
{
    char text[64];
    (void)state;
    gp_fit("short", 9, text, sizeof(text));
    assert_string_equal(text, "short");
    gp_fit("a_long_name_to_cut", 9, text, sizeof(text));
    assert_string_equal(text, "a_lo…_cut");
    gp_fit("××××××××××××", 5, text, sizeof(text));
    assert_string_equal(text, "××…××");
}

/* Whatever the range: 1 and both ends are on it, and the ticks are few. */
static void ratio_axis__holds_everything(void **state)
{
    static const double ends[] = {
        1e-6, 0.01, 0.3, 0.9, 0.995, 1, 1.004, 1.3, 8, 1e3, 1e9};
    (void)state;
    for (size_t i = 0; i < 11; i++)
        for (size_t j = i; j < 11; j++) {
            struct ratio_axis axis = ratio_axis_of(ends[i], ends[j], 7);
            int ticks =
                ratio_axis_last_power(&axis) - ratio_axis_first_power(&axis) + 1;
            assert_in_range(ticks, 1, 7);
            assert_true(ratio_axis_place(&axis, ends[i]) > 0);
            assert_true(ratio_axis_place(&axis, ends[j]) < 1);
            assert_true(ratio_axis_place(&axis, 1) > 0);
            assert_true(ratio_axis_place(&axis, 1) < 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_print__three_digits_and_a_natural_unit),
        cmocka_unit_test(units_ratio__as_many_digits_as_help),
        cmocka_unit_test(units_percent__drops_empty_digits),
        cmocka_unit_test(units_span__reads_as_people_say_it),
        cmocka_unit_test(units_width__counts_code_points),
        cmocka_unit_test(gp_fit__keeps_both_ends),
        cmocka_unit_test(ratio_axis__holds_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
