/* What comes with the program fits together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan_rig.h"
#include "suite/find.h"

static void quickstart__is_200_runs_in_under_three_minutes(void **state)
{
    (void)state;
    struct suite suite;
    struct plan plan;
    struct plan_remarks remarks;
    struct problem problem = {""};
    const struct plan_options options = {.seed = 1};
    suite_init(&suite);
    assert_int_equal(suite_read_file(&suite, SUITES_DIR "/quickstart.yaml", &problem),
                     0);
    assert_int_equal(suite_complete(&suite, &problem), 0);
    assert_int_equal(plan_init(&suite, &options, &plan, &remarks, &problem), 0);
    assert_int_equal(plan.cell_count, 4 * 2 * 3 + 1);
    assert_int_equal(plan.run_count, 200);
    assert_int_equal(plan.measure.blocks, 8);
    assert_int_equal(remarks.comparison_count, 4);
    assert_true(remarks.run_ns <= INT64_C(700000000));
    assert_true(remarks.total_ns < INT64_C(180000000000));
    plan_fini(&plan);
    suite_fini(&suite);
}

static void plan_shipped(const char *name, const char *path, void *context)
{
    struct suite suite;
    struct plan plan;
    struct plan_remarks remarks;
    struct problem problem = {""};
    const struct plan_options options = {.seed = 1};
    suite_init(&suite);
    int err = suite_read_file(&suite, path, &problem);
    if (!err)
        err = suite_complete(&suite, &problem);
    if (!err)
        err = plan_init(&suite, &options, &plan, &remarks, &problem);
    assert_string_equal(problem.text, "");
    assert_int_equal(err, 0);
    assert_string_equal(suite.name, name);
    plan_fini(&plan);
    suite_fini(&suite);
    ++*(size_t *)context;
}

static void suites__that_ship_can_be_planned(void **state)
{
    (void)state;
    size_t count = 0;
    setenv("YOKE_SUITES", SUITES_DIR, 1);
    suite_each(plan_shipped, &count);
    assert_true(count > 0);
}

static void suites__are_found_by_path_and_by_name(void **state)
{
    (void)state;
    char path[4096];
    setenv("YOKE_SUITES", SUITES_DIR, 1);
    assert_true(suite_locate("quickstart", path, sizeof(path)));
    assert_string_equal(path, SUITES_DIR "/quickstart.yaml");
    assert_true(suite_locate("suites/quickstart.yaml", path, sizeof(path)));
    assert_true(suite_locate(SUITES_DIR "/quickstart.yaml", path, sizeof(path)));
    assert_false(suite_locate("quickstarts", path, sizeof(path)));
    assert_false(suite_locate("elsewhere/quickstart.yaml", path, sizeof(path)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quickstart__is_200_runs_in_under_three_minutes),
        cmocka_unit_test(suites__that_ship_can_be_planned),
        cmocka_unit_test(suites__are_found_by_path_and_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
