#include "measure/ticks.h"

#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void ticks_to_ns__inverts_from_ns(void **state)
{
    static const int64_t spans_ns[] = {0, 1, 999, NS_PER_S, 3600 * NS_PER_S};
    static const uint64_t rates_q32[] = {
        UINT64_C(1) << 32,            /* 1 GHz */
        UINT64_C(1717986918),         /* 2.5 GHz */
        (UINT64_C(1) << 32) * 40 / 1, /* 25 MHz */
    };
    (void)state;
    for (size_t r = 0; r < sizeof(rates_q32) / sizeof(rates_q32[0]); r++) {
        struct ticks ticks = {.ns_per_tick_q32 = rates_q32[r]};
        int64_t tick_ns = (int64_t)(rates_q32[r] >> 32) + 1;
        for (size_t i = 0; i < sizeof(spans_ns) / sizeof(spans_ns[0]); i++) {
            uint64_t span_ticks = ticks_from_ns(&ticks, spans_ns[i]);
            int64_t back_ns = ticks_to_ns(&ticks, span_ticks);
            assert_true(llabs(back_ns - spans_ns[i]) <= tick_ns);
        }
    }
}

static void ticks_from_system__counts_nanoseconds(void **state)
{
    struct ticks ticks = ticks_from_system();
    (void)state;
    assert_string_equal(ticks_source(&ticks), "clock_gettime");
    int64_t before_ns = monotonic_ns();
    uint64_t now = ticks_now(&ticks);
    int64_t after_ns = monotonic_ns();
    assert_in_range(ticks_to_ns(&ticks, now), before_ns, after_ns);
    assert_true(ticks.cost_ns > 0);
}

/* The counter is read between two readings of the system's clock, so however
 * long the machine is away, the span lies between the inner and the outer. */
static void ticks_calibrate__agrees_with_the_system(void **state)
{
    struct ticks ticks = ticks_calibrate();
    (void)state;
    int64_t outer_begin_ns = monotonic_ns();
    uint64_t begin = ticks_now(&ticks);
    int64_t inner_begin_ns = monotonic_ns();
    nanosleep(&(struct timespec){0, 5000000}, NULL);
    int64_t inner_end_ns = monotonic_ns();
    uint64_t end = ticks_now(&ticks);
    int64_t outer_end_ns = monotonic_ns();
    double span_ns = (double)ticks_to_ns(&ticks, end - begin);
    /* 0.1 % for the calibration itself and the CPUs' disagreement. */
    assert_true(span_ns > 0.999 * (double)(inner_end_ns - inner_begin_ns) - 1000);
    assert_true(span_ns < 1.001 * (double)(outer_end_ns - outer_begin_ns) + 1000);
}

static void ticks_calibrate__leaves_the_affinity_alone(void **state)
{
    cpu_set_t before;
    cpu_set_t after;
    (void)state;
    assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
    ticks_calibrate();
    assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
    assert_memory_equal(&before, &after, sizeof(before));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_to_ns__inverts_from_ns),
        cmocka_unit_test(ticks_from_system__counts_nanoseconds),
        cmocka_unit_test(ticks_calibrate__agrees_with_the_system),
        cmocka_unit_test(ticks_calibrate__leaves_the_affinity_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
