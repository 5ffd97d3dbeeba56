/* Good suites: what they mean, and that canonical text reads back as itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "suite/suite.h"

static void read_text(struct suite *suite, const char *text)
{
    struct problem problem = {""};
    suite_init(suite);
    int err = suite_read_text(suite, "s.yaml", text, strlen(text), &problem);
    assert_string_equal(problem.text, "");
    assert_int_equal(err, 0);
}

/** The canonical text of a suite as read. */
static char *canonical(const char *text)
{
    struct suite suite;
    char *written = NULL;
    read_text(&suite, text);
    assert_int_equal(suite_write_text(&suite, &written), 0);
    suite_fini(&suite);
    return written;
}

static void expect_same(const char *a, const char *b)
{
    char *text_a = canonical(a);
    char *text_b = canonical(b);
    assert_string_equal(text_a, text_b);
    free(text_a);
    free(text_b);
}

static void suite_read__a_scalar_is_a_list_of_one(void **state)
{
    (void)state;
    expect_same("workloads: cpu.sha256\nexecutors: threads\nload: closed",
                "workloads: [{use: [cpu.sha256]}]\nexecutors: [{kind: [threads]}]\n"
                "load: [{closed: {}}]");
    expect_same("workloads: {use: io.sleep, time: 5ms}",
                "workloads: [{use: io.sleep, time: [5ms]}]");
}

static void suite_read__aliases_are_the_same_key(void **state)
{
    (void)state;
    expect_same("workloads: {workload: null}\n"
                "executors: {executor: threads, worker_count: 2, start-method: fork}",
                "workloads: {use: null}\n"
                "executors: {kind: threads, workers: 2, start_method: fork}");
}

static void suite_read__equal_values_have_equal_texts(void **state)
{
    (void)state;
    expect_same("workloads: {use: cpu.sha256, size: 1024KiB}\n"
                "measure: {time: 0.5s, same: 0.05}",
                "workloads: {use: cpu.sha256, size: 1MiB}\n"
                "measure: {time: 500ms, same: 5%}");
}

static void suite_read__several_names_share_parameters(void **state)
{
    (void)state;
    expect_same("workloads: {use: [cpu.sha256, memory.fault], size: 64KiB}",
                "workloads: [{use: cpu.sha256, size: 64KiB}, "
                "{use: memory.fault, size: 64KiB}]");
}

static void suite_read__anchors_stand_for_what_they_name(void **state)
{
    (void)state;
    expect_same("workloads: null\nexecutors: [{kind: threads, workers: &w [1, 2]}, "
                "{kind: processes, workers: *w}]",
                "workloads: null\nexecutors: [{kind: threads, workers: [1, 2]}, "
                "{kind: processes, workers: [1, 2]}]");
}

static void suite_write_text__reads_back_as_itself(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "suite: all-of-it\n"
        "workloads: [{use: cpu.sha256, size: [1KiB, 1MiB]}, {use: io.sleep, time: 5ms},"
        " {use: io.file_meta, operation: [open, dup]}]\n"
        "executors: [{kind: [threads, processes], workers: [1, cpus], placement: none},"
        " serial]\n"
        "load: [{closed: {window: [auto, 64]}}]\n"
        "measure: {blocks: 12, time: 300ms, precision: 2%, same: 2.5%, budget: 20min, "
        "timeout: 5s, primary: latency_p99, seed: 9007199254740991}\n"
        "baseline: {kind: threads, workers: cpus}",
        "workloads: null",
    };
    for (size_t i = 0; i < sizeof(TEXTS) / sizeof(TEXTS[0]); i++) {
        char *once = canonical(TEXTS[i]);
        char *twice = canonical(once);
        assert_string_equal(once, twice);
        free(once);
        free(twice);
    }
}

static void suite_complete__measure_has_its_values(void **state)
{
    (void)state;
    struct suite suite;
    struct problem problem = {""};
    read_text(&suite,
              "workloads: null\nmeasure: {blocks: 9, time: 300ms, precision: 2%, "
              "same: 2.5%, budget: 20min, timeout: 5s, primary: latency_p99, seed: 7}");
    assert_int_equal(suite_complete(&suite, &problem), 0);
    assert_string_equal(suite.name, "null");
    assert_int_equal(suite.measure.blocks, 9);
    assert_int_equal(suite.measure.measure_ns, 300000000);
    assert_float_equal(suite.measure.precision_ratio, 0.02, 1e-12);
    assert_float_equal(suite.measure.same_ratio, 0.025, 1e-12);
    assert_int_equal(suite.measure.budget_ns, INT64_C(1200000000000));
    assert_int_equal(suite.measure.run_timeout_ns, INT64_C(5000000000));
    assert_string_equal(suite.measure.primary, "latency_p99");
    assert_int_equal(suite.seed, 7);
    suite_fini(&suite);
}

static void suite_complete__leaves_the_documented_defaults(void **state)
{
    (void)state;
    struct suite suite;
    struct problem problem = {""};
    read_text(&suite, "suite: bare\nworkloads: null");
    assert_int_equal(suite_complete(&suite, &problem), 0);
    assert_string_equal(suite.name, "bare");
    assert_int_equal(suite.measure.blocks, 12);
    assert_int_equal(suite.measure.measure_ns, 500000000);
    assert_float_equal(suite.measure.same_ratio, 0.02, 1e-12);
    assert_int_equal(suite.measure.run_timeout_ns, INT64_C(15000000000));
    assert_string_equal(suite.measure.primary, "throughput");
    const struct suite_axis *kinds =
        suite_group_axis(&suite.executors.items[0], "executor");
    assert_int_equal(kinds->value_count, 2);
    assert_string_equal(kinds->values[1].text, "processes");
    const struct suite_axis *workers =
        suite_group_axis(&suite.executors.items[0], "worker_count");
    assert_int_equal((int)workers->values[1].number, 2); /* YOKE_CPU_COUNT */
    suite_fini(&suite);
}

static void suite_read__keeps_the_text_as_it_was(void **state)
{
    (void)state;
    static const char TEXT[] = "# why\nworkloads: null   # because\n";
    struct suite suite;
    read_text(&suite, TEXT);
    assert_string_equal(suite.text, TEXT);
    suite_fini(&suite);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suite_read__a_scalar_is_a_list_of_one),
        cmocka_unit_test(suite_read__aliases_are_the_same_key),
        cmocka_unit_test(suite_read__equal_values_have_equal_texts),
        cmocka_unit_test(suite_read__several_names_share_parameters),
        cmocka_unit_test(suite_read__anchors_stand_for_what_they_name),
        cmocka_unit_test(suite_write_text__reads_back_as_itself),
        cmocka_unit_test(suite_complete__measure_has_its_values),
        cmocka_unit_test(suite_complete__leaves_the_documented_defaults),
        cmocka_unit_test(suite_read__keeps_the_text_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
