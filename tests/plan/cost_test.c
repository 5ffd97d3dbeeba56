/* What a plan costs, what it can show, and what a budget holds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "plan/cost.h"
#include "plan_rig.h"

#define FOUR_WORKLOADS                                                                 \
    "workloads: [cpu.sha256, io.file_read, io.file_meta, memory.fault]\n"

static void cost__expects_what_the_blocks_can_show(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, FOUR_WORKLOADS "measure: {blocks: 8}", 1, NULL);
    assert_int_equal(rig.remarks.comparison_count, 4);
    assert_float_equal(rig.remarks.level, 0.9875, 1e-12);
    /* t(7, 0.99375) = 3.335 × 1.8 % × √2 / √8 / √(3/π) = 3.07 % */
    assert_float_equal(rig.remarks.half_width_ratio, 0.0307, 0.0005);
    rig_fini(&rig);
    rig_init(&rig, FOUR_WORKLOADS "measure: {blocks: 20}", 1, NULL);
    assert_true(rig.remarks.half_width_ratio < 0.018);
    rig_fini(&rig);
}

static void cost__too_few_blocks_have_no_interval(void **state)
{
    (void)state;
    struct rig rig;
    /* 2 × 2⁻⁷ = 1.6 % is more than 0.05/4. */
    rig_init(&rig, FOUR_WORKLOADS "measure: {blocks: 7}", 1, NULL);
    assert_true(isnan(rig.remarks.half_width_ratio));
    rig_fini(&rig);
}

static void cost__primary_is_the_largest_count_that_fits(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig,
             "workloads: [null, cpu.sha256]\nexecutors: {workers: [1, 2, 4]}",
             1,
             NULL);
    assert_int_equal(rig.remarks.comparison_count, 2);
    rig_fini(&rig);
    rig_init(&rig, "workloads: null\nexecutors: {kind: threads}", 1, NULL);
    assert_int_equal(rig.remarks.comparison_count, 0);
    rig_fini(&rig);
}

static void cost__a_budget_cuts_blocks_down_to_8(void **state)
{
    (void)state;
    struct rig rig;
    /* 5 cells of 0.7 s: 3.5 s a block */
    rig_init(&rig, "workloads: null\nmeasure: {blocks: 12, budget: 32s}", 1, NULL);
    assert_int_equal(rig.plan.measure.blocks, 9);
    assert_int_equal(rig.remarks.blocks_asked, 12);
    assert_int_equal(rig.plan.run_count, 9 * 5);
    assert_true(rig.remarks.total_ns <= rig.plan.measure.budget_ns);
    rig_fini(&rig);
}

static void expect_refused(const char *yaml, const char *message)
{
    struct rig rig;
    assert_int_equal(rig_try(&rig, yaml, 1, NULL), YOKE_E_INVALID);
    assert_string_equal(rig.problem.text, message);
    rig_fini(&rig);
}

static void cost__a_budget_under_8_blocks_is_refused(void **state)
{
    (void)state;
    expect_refused("workloads: null\nmeasure: {blocks: 12, budget: 20s}",
                   "budget 20 s holds 5 blocks of 5 cells; 8 need 28 s. Drop 2 of the "
                   "cells (`--filter`), or shorten the runs (time: 300ms).");
    expect_refused("workloads: null\nexecutors: {workers: [1, 2, 4]}\n"
                   "measure: {budget: 20s, time: 300ms}",
                   "budget 20 s holds 5 blocks of 7 cells; 8 need 28 s. Drop 2 of the "
                   "cells (`--filter`), first the 2 with more workers than CPUs, which "
                   "get no verdict, or shorten the runs (time: 150ms).");
    expect_refused("workloads: null\nmeasure: {budget: 2s}",
                   "budget 2 s holds 0 blocks of 5 cells; 8 need 28 s. Raise the "
                   "budget.");
}

static void cost__fewer_blocks_may_be_asked_for(void **state)
{
    (void)state;
    struct rig rig;
    rig_init(&rig, "workloads: null\nmeasure: {blocks: 3, budget: 15s}", 1, NULL);
    assert_int_equal(rig.plan.measure.blocks, 3);
    rig_fini(&rig);
}

static void cost_format_time__is_for_people(void **state)
{
    (void)state;
    static const struct {
        int64_t time_ns;
        const char *text;
    } ROWS[] = {{550000000, "0.55 s"},
                {2000000000, "2 s"},
                {59000000000, "59 s"},
                {140000000000, "2 min 20 s"},
                {INT64_C(7380000000000), "2 h 3 min"}};
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        char text[32];
        cost_format_time(ROWS[i].time_ns, text, sizeof(text));
        assert_string_equal(text, ROWS[i].text);
    }
}

static void plan_print__fits_80_columns(void **state)
{
    (void)state;
    struct rig rig;
    char *text = NULL;
    size_t size = 0;
    rig_init(&rig,
             FOUR_WORKLOADS "executors: {workers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "
                            "placement: [none, compact, scatter]}",
             1,
             NULL);
    FILE *out = open_memstream(&text, &size);
    plan_print(&rig.plan, &rig.remarks, "results/s-0001", out);
    plan_print_cells(&rig.plan, out);
    plan_print_order(&rig.plan, out);
    fclose(out);
    assert_non_null(strstr(text, "= 264 cells + 1 duplicate"));
    for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
        size_t columns = 0;
        for (const char *c = line; *c; c++)
            columns += ((unsigned char)*c & 0xc0) != 0x80;
        assert_true(columns <= 80);
    }
    free(text);
    rig_fini(&rig);
}

static void plan_print_json__has_every_run(void **state)
{
    (void)state;
    struct rig rig;
    char *text = NULL;
    size_t size = 0;
    rig_init(&rig, "workloads: {use: cpu.sha256, size: [1KiB, 1MiB]}", 5, NULL);
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(plan_print_json(&rig.plan, &rig.remarks, "results/s-0001", out),
                     0);
    fclose(out);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    assert_int_equal(json_integer_value(json_object_get(root, "seed")), 5);
    assert_int_equal(json_array_size(json_object_get(root, "runs")),
                     rig.plan.run_count);
    const json_t *cell = json_array_get(json_object_get(root, "cells"), 0);
    const json_t *factor = json_object_get(json_object_get(cell, "factors"), "size");
    assert_int_equal(json_integer_value(json_object_get(factor, "value")), 1024);
    assert_string_equal(json_string_value(json_object_get(factor, "unit")), "bytes");
    assert_true(json_is_true(json_object_get(factor, "swept")));
    const json_t *method =
        json_object_get(json_object_get(cell, "factors"), "start_method");
    assert_true(json_is_null(json_object_get(method, "value")));
    json_decref(root);
    free(text);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost__expects_what_the_blocks_can_show),
        cmocka_unit_test(cost__too_few_blocks_have_no_interval),
        cmocka_unit_test(cost__primary_is_the_largest_count_that_fits),
        cmocka_unit_test(cost__a_budget_cuts_blocks_down_to_8),
        cmocka_unit_test(cost__a_budget_under_8_blocks_is_refused),
        cmocka_unit_test(cost__fewer_blocks_may_be_asked_for),
        cmocka_unit_test(cost_format_time__is_for_people),
        cmocka_unit_test(plan_print__fits_80_columns),
        cmocka_unit_test(plan_print_json__has_every_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
