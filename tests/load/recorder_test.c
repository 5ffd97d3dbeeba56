#include "load/recorder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

/* A clock of 1 ns ticks, and a span of 1,000 ticks from tick 10,000. */
#define BEGIN 10000
#define SPAN 1000
#define END (BEGIN + SPAN)

static int set_up(void **state)
{
    struct ticks ticks = {.ns_per_tick_q32 = UINT64_C(1) << 32};
    struct recorder *recorder = malloc(sizeof(*recorder));
    *state = recorder;
    if (!recorder || recorder_init(recorder, &ticks))
        return -1;
    recorder_begin(recorder, BEGIN, SPAN);
    return 0;
}

static int tear_down(void **state)
{
    recorder_fini(*state);
    free(*state);
    return 0;
}

/* A task that was due and sent at the same time. */
static void add(struct recorder *recorder,
                uint64_t sent,
                uint64_t started,
                uint64_t ended,
                uint64_t seen)
{
    struct task_times times = {sent, sent, started, ended, seen};
    recorder_add(recorder, &times);
}

static double credited(const struct recorder *recorder)
{
    return (double)recorder->whole_count + recorder->border_count;
}

static void assert_near(double value, double expected)
{
    assert_true(fabs(value - expected) < 1e-9);
}

static void recorder_add__credits_the_share_inside(void **state)
{
    struct recorder *recorder = *state;
    add(recorder, BEGIN - 500, BEGIN - 100, BEGIN + 300, BEGIN + 301); /* 3/4 */
    add(recorder, BEGIN, BEGIN + 300, BEGIN + 500, BEGIN + 501);       /* all */
    add(recorder, BEGIN + 1, END - 200, END + 200, END + 201);         /* 1/2 */
    assert_near(credited(recorder), 0.75 + 1 + 0.5);
    assert_int_equal(recorder->completed_count, 2);
    assert_near(recorder_busy_workers(recorder), (300.0 + 200 + 200) / SPAN);
    assert_near(recorder_completed_per_s(recorder), 2.25 * 1e9 / SPAN);
}

static void recorder_add__outside_counts_nothing(void **state)
{
    struct recorder *recorder = *state;
    add(recorder, BEGIN - 500, BEGIN - 400, BEGIN - 300, BEGIN - 200);
    add(recorder, BEGIN - 500, BEGIN - 400, BEGIN, BEGIN + 1); /* ended at the border */
    add(recorder, END - 10, END, END + 10, END + 20);
    assert_near(credited(recorder), 0);
    assert_int_equal(recorder->completed_count, 1); /* [begin, end) holds begin */
    assert_int_equal(recorder->service_ticks, 0);
}

static void recorder_add__task_longer_than_the_span(void **state)
{
    struct recorder *recorder = *state;
    add(recorder, BEGIN - 1, BEGIN - 500, END + 500, END + 600);
    assert_near(credited(recorder), 0.5);
    assert_int_equal(recorder->completed_count, 0);
    assert_near(recorder_busy_workers(recorder), 1);
}

static void recorder_add__instant_task_counts_once(void **state)
{
    struct recorder *recorder = *state;
    add(recorder, BEGIN, BEGIN + 5, BEGIN + 5, BEGIN + 6);
    add(recorder, END, END + 5, END + 5, END + 6);
    assert_near(credited(recorder), 1);
    assert_int_equal(recorder->completed_count, 1);
}

static void recorder_add__stages_of_tasks_sent_inside(void **state)
{
    struct recorder *recorder = *state;
    struct histogram *stages = recorder->stages.of;
    add(recorder, BEGIN - 1, BEGIN + 1, BEGIN + 2, BEGIN + 3); /* sent before */
    assert_int_equal(stages[STAGE_TOTAL].total_count, 0);
    add(recorder, BEGIN + 10, BEGIN + 30, BEGIN + 70, BEGIN + 150);
    assert_int_equal(stages[STAGE_QUEUE].max_ns, 20);
    assert_int_equal(stages[STAGE_SERVICE].max_ns, 40);
    assert_int_equal(stages[STAGE_NOTICE].max_ns, 80);
    assert_int_equal(stages[STAGE_TOTAL].max_ns, 140);
    add(recorder, END - 1, END + 20, END + 30, END + 999); /* drained, not lost */
    assert_int_equal(stages[STAGE_TOTAL].total_count, 2);
    assert_int_equal(stages[STAGE_TOTAL].max_ns, 1000);
}

/* Latency counts from when the task was due, however late it was sent. */
static void recorder_add__total_starts_when_due(void **state)
{
    struct recorder *recorder = *state;
    struct task_times late = {
        BEGIN + 10, BEGIN + 400, BEGIN + 410, BEGIN + 420, BEGIN + 430};
    recorder_add(recorder, &late);
    assert_int_equal(recorder->stages.of[STAGE_TOTAL].max_ns, 420);
    assert_int_equal(recorder->stages.of[STAGE_QUEUE].max_ns, 10);
}

static void recorder_add__crossed_stamps_are_counted_not_wrapped(void **state)
{
    struct recorder *recorder = *state;
    add(recorder, BEGIN + 10, BEGIN + 7, BEGIN + 20, BEGIN + 30);
    assert_int_equal(recorder->stages.of[STAGE_QUEUE].negative_count, 1);
    assert_int_equal(recorder->stages.of[STAGE_QUEUE].max_ns, 0);
    assert_int_equal(recorder->stages.of[STAGE_QUEUE].overflow_count, 0);
}

static void recorder_outstanding__finds_the_window(void **state)
{
    struct recorder *recorder = *state;
    /* Two places, each full from before the span until after it. */
    for (int place = 0; place < 2; place++)
        for (uint64_t at = BEGIN - 50; at < END; at += 100)
            add(recorder, at, at + 10, at + 90, at + 100);
    assert_near(recorder_outstanding(recorder), 2);
}

#define RECORDER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RECORDER_TEST(recorder_add__credits_the_share_inside),
        RECORDER_TEST(recorder_add__outside_counts_nothing),
        RECORDER_TEST(recorder_add__task_longer_than_the_span),
        RECORDER_TEST(recorder_add__instant_task_counts_once),
        RECORDER_TEST(recorder_add__stages_of_tasks_sent_inside),
        RECORDER_TEST(recorder_add__total_starts_when_due),
        RECORDER_TEST(recorder_add__crossed_stamps_are_counted_not_wrapped),
        RECORDER_TEST(recorder_outstanding__finds_the_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
