/* Flags and YAML say the same things: both end in the same canonical text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "suite/flags.h"

/** A suite with the flags given to it. */
struct fixture {
    struct suite suite;
    struct suite_flags flags;
    struct problem problem;
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    suite_init(&fixture->suite);
    *state = fixture;
    return fixture ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    suite_flags_fini(&fixture->flags);
    suite_fini(&fixture->suite);
    free(fixture);
    return 0;
}

static void add_factor(struct fixture *fixture, const char *name, const char *list)
{
    const struct factor *factor = suite_factor_find(name);
    assert_non_null(factor);
    assert_int_equal(
        suite_flags_factor(&fixture->flags, factor, "--flag", list, &fixture->problem),
        0);
}

static void add_param(struct fixture *fixture, const char *assignment)
{
    assert_int_equal(
        suite_flags_param(
            &fixture->flags, &fixture->suite, assignment, &fixture->problem),
        0);
}

static void add_workload(struct fixture *fixture, const char *name)
{
    assert_int_equal(suite_add_workload(&fixture->suite, name, &fixture->problem), 0);
}

static void apply(struct fixture *fixture)
{
    int err = suite_flags_apply(&fixture->flags, &fixture->suite, &fixture->problem);
    assert_string_equal(fixture->problem.text, "");
    assert_int_equal(err, 0);
}

static void expect_refused(struct fixture *fixture, const char *message)
{
    assert_int_equal(
        suite_flags_apply(&fixture->flags, &fixture->suite, &fixture->problem),
        YOKE_E_INVALID);
    assert_string_equal(fixture->problem.text, message);
}

/** The suite is what @p yaml is. */
static void expect_yaml(struct fixture *fixture, const char *yaml)
{
    struct suite wanted;
    char *text = NULL;
    suite_init(&wanted);
    assert_int_equal(
        suite_read_text(&wanted, "s.yaml", yaml, strlen(yaml), &fixture->problem), 0);
    assert_int_equal(suite_write_text(&wanted, &text), 0);
    assert_string_equal(fixture->suite.text, text);
    free(text);
    suite_fini(&wanted);
}

static void suite_flags__make_the_suite_that_yaml_makes(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "cpu.sha256");
    add_workload(fixture, "io.sleep");
    add_factor(fixture, "kind", "threads,processes");
    add_factor(fixture, "workers", "1,2,cpus");
    add_factor(fixture, "placement", "compact");
    add_factor(fixture, "start-method", "fork");
    add_factor(fixture, "window", "auto,64");
    add_param(fixture, "size=64KiB,1MiB");
    add_param(fixture, "io.sleep.time=5ms");
    add_factor(fixture, "blocks", "9");
    add_factor(fixture, "time", "300ms");
    add_factor(fixture, "precision", "1%");
    add_factor(fixture, "same", "3%");
    add_factor(fixture, "budget", "10min");
    add_factor(fixture, "timeout", "3s");
    add_factor(fixture, "primary", "latency_p50");
    add_factor(fixture, "seed", "7");
    assert_int_equal(
        suite_flags_baseline(
            &fixture->flags, &fixture->suite, "workers=2", &fixture->problem),
        0);
    assert_int_equal(suite_name_flag(&fixture->suite, "mine", &fixture->problem), 0);
    apply(fixture);
    expect_yaml(
        fixture,
        "suite: mine\n"
        "workloads: [{use: cpu.sha256, size: [64KiB, 1MiB]},"
        " {use: io.sleep, time: 5ms}]\n"
        "executors: {kind: [threads, processes], workers: [1, 2, cpus], "
        "placement: compact, start_method: fork}\n"
        "load: {closed: {window: [auto, 64]}}\n"
        "measure: {blocks: 9, time: 300ms, precision: 1%, same: 3%, budget: 10min, "
        "timeout: 3s, primary: latency_p50, seed: 7}\n"
        "baseline: {workers: 2}\n");
}

static void suite_flags__every_factor_has_one(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "null");
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (FACTORS[i].section != SECTION_WORKLOADS)
            add_factor(fixture, FACTORS[i].param.name, FACTORS[i].param.default_text);
    apply(fixture);
    for (size_t i = 0; i < FACTOR_COUNT; i++)
        if (FACTORS[i].section != SECTION_WORKLOADS)
            assert_non_null(strstr(fixture->suite.text, FACTORS[i].param.name));
}

static void suite_flags__replace_what_the_file_says(void **state)
{
    struct fixture *fixture = *state;
    static const char FILE_TEXT[] =
        "suite: s\n"
        "workloads: [{use: cpu.sha256, size: 1KiB}, null]\n"
        "executors: [{kind: threads, workers: [1, 2]}, {kind: processes}]\n"
        "measure: {blocks: 12}\nbaseline: {workers: 1}\n";
    assert_int_equal(suite_read_text(&fixture->suite,
                                     "s.yaml",
                                     FILE_TEXT,
                                     sizeof(FILE_TEXT) - 1,
                                     &fixture->problem),
                     0);
    add_factor(fixture, "workers", "4");
    add_factor(fixture, "blocks", "8");
    add_param(fixture, "size=2KiB");
    assert_int_equal(
        suite_flags_baseline(
            &fixture->flags, &fixture->suite, "workers=4", &fixture->problem),
        0);
    apply(fixture);
    expect_yaml(fixture,
                "suite: s\n"
                "workloads: [{use: cpu.sha256, size: 2KiB}, null]\n"
                "executors: [{kind: threads, workers: 4}, {kind: processes, workers: "
                "4}]\nmeasure: {blocks: 8}\nbaseline: {workers: 4}\n");
}

static void suite_flags__none_leave_the_file_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    static const char FILE_TEXT[] = "workloads: null # mine\n";
    assert_int_equal(suite_read_text(&fixture->suite,
                                     "s.yaml",
                                     FILE_TEXT,
                                     sizeof(FILE_TEXT) - 1,
                                     &fixture->problem),
                     0);
    apply(fixture);
    assert_string_equal(fixture->suite.text, FILE_TEXT);
}

static void suite_flags__repeated_ones_add_values(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "null");
    add_factor(fixture, "workers", "1");
    add_factor(fixture, "workers", "2,4");
    apply(fixture);
    expect_yaml(fixture, "workloads: null\nexecutors: {workers: [1, 2, 4]}");
}

static void suite_flags__a_wrong_value_names_the_flag(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "null");
    add_factor(fixture, "workers", "1,two");
    expect_refused(fixture,
                   "--flag: executors: worker_count is \"two\"; expected a whole "
                   "number, such as 1, or cpus");
}

static void suite_flags__an_empty_item_is_missing(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "null");
    add_factor(fixture, "workers", "1,,2");
    expect_refused(fixture, "--flag: the value of \"worker_count\" is missing");
}

static void suite_flags__a_setting_takes_one_value(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "null");
    add_factor(fixture, "blocks", "8");
    add_factor(fixture, "blocks", "9");
    expect_refused(fixture,
                   "--flag: \"blocks\" takes one value, not a list: it is the same for "
                   "every run");
}

static void suite_flags__an_unknown_parameter_names_those_there_are(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "cpu.sha256");
    add_workload(fixture, "io.sleep");
    add_param(fixture, "sise=1KiB");
    expect_refused(fixture,
                   "--param: no parameter \"sise\"; cpu.sha256 has size; io.sleep has "
                   "time; did you mean \"size\"?");
}

static void suite_flags__a_parameter_of_a_workload_that_is_not_run(void **state)
{
    struct fixture *fixture = *state;
    add_workload(fixture, "cpu.sha256");
    add_param(fixture, "io.sleep.time=1ms");
    expect_refused(fixture, "--param: this suite does not run a workload \"io.sleep\"");
}

static void suite_flags_param__needs_an_assignment(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(
        suite_flags_param(&fixture->flags, &fixture->suite, "size", &fixture->problem),
        YOKE_E_INVALID);
    assert_string_equal(fixture->problem.text,
                        "--param: \"size\" is not of the form KEY=VALUE[,VALUE]");
}

#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(suite_flags__make_the_suite_that_yaml_makes),
        FIXTURE_TEST(suite_flags__every_factor_has_one),
        FIXTURE_TEST(suite_flags__replace_what_the_file_says),
        FIXTURE_TEST(suite_flags__none_leave_the_file_as_it_is),
        FIXTURE_TEST(suite_flags__repeated_ones_add_values),
        FIXTURE_TEST(suite_flags__a_wrong_value_names_the_flag),
        FIXTURE_TEST(suite_flags__an_empty_item_is_missing),
        FIXTURE_TEST(suite_flags__a_setting_takes_one_value),
        FIXTURE_TEST(suite_flags__an_unknown_parameter_names_those_there_are),
        FIXTURE_TEST(suite_flags__a_parameter_of_a_workload_that_is_not_run),
        FIXTURE_TEST(suite_flags_param__needs_an_assignment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
