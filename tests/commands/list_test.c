/* yoke list: what can be named, for people and for programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "program.h"

#include <yoke/workload.h>

static const json_t *find_named(const json_t *list, const char *name)
{
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item)
    {
        const char *found = json_string_value(json_object_get(item, "name"));
        if (found && strcmp(found, name) == 0)
            return item;
    }
    return NULL;
}

static void list_json__has_every_workload_and_parameter(void **state)
{
    (void)state;
    json_t *root = program_json("list --json");
    const json_t *workloads = json_object_get(root, "workloads");
    for (const yoke_workload *const *row = yoke_workloads(); *row; row++) {
        const json_t *workload = find_named(workloads, (*row)->name);
        assert_non_null(workload);
        const json_t *params = json_object_get(workload, "params");
        for (const yoke_param *param = (*row)->params; param && param->name; param++) {
            const json_t *json = find_named(params, param->name);
            assert_non_null(json);
            assert_string_equal(json_string_value(json_object_get(json, "default")),
                                param->default_text);
            assert_true(param->type == YOKE_PARAM_CHOICE
                            ? json_is_array(json_object_get(json, "choices"))
                            : json_is_number(json_object_get(json, "maximum")));
        }
    }
    assert_non_null(find_named(json_object_get(root, "executors"), "processes"));
    assert_non_null(find_named(json_object_get(root, "policies"), "scatter"));
    assert_non_null(find_named(json_object_get(root, "factors"), "worker_count"));
    assert_non_null(find_named(json_object_get(root, "suites"), "quickstart"));
    json_decref(root);
}

static void list_json__of_one_section_has_that_alone(void **state)
{
    (void)state;
    json_t *root = program_json("list workloads io.sleep --json");
    assert_int_equal(json_object_size(root), 1);
    assert_int_equal(json_array_size(json_object_get(root, "workloads")), 1);
    json_decref(root);
}

static void list__tells_defaults_units_and_ranges(void **state)
{
    (void)state;
    program_expect_text("list", 0, "buffer that a task hashes (1B to 1GiB)");
    program_expect_text("list workloads io.file_meta", 0, "allowed: dup, open");
    program_expect_text("list factors", 0, "worker_count, workers");
}

static void list__refuses_what_there_is_not(void **state)
{
    (void)state;
    program_expect_text("list polices 2>&1",
                        3,
                        "yoke list: nothing called \"polices\"; allowed: workloads, "
                        "executors, policies, factors, suites; did you mean "
                        "\"policies\"?");
    program_expect_text("list workloads cpu.sha265 2>&1", 3, "mean \"cpu.sha256\"?");
    program_expect_text("list suites x 2>&1", 3, "\"x\" is one argument too many");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(list_json__has_every_workload_and_parameter),
        cmocka_unit_test(list_json__of_one_section_has_that_alone),
        cmocka_unit_test(list__tells_defaults_units_and_ranges),
        cmocka_unit_test(list__refuses_what_there_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
