#include "run/run_reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <yoke/error.h>

#include "run/run_spec.h"

static void run_reply_json__round_trip(void **state)
{
    struct run_reply reply;
    struct run_reply back;
    char message[256] = "";
    (void)state;
    assert_int_equal(run_reply_init(&reply), 0);
    assert_int_equal(run_reply_init(&back), 0);
    for (int64_t value_ns = 1; value_ns < 1000000; value_ns *= 3)
        histogram_record(&reply.stages.of[STAGE_TOTAL], value_ns);
    histogram_record(&reply.stages.of[STAGE_QUEUE], INT64_MAX);
    reply.record.tasks = 13;
    run_reply_fail(&reply, RUN_WRONG, "verify", "task %d: \"%s\"", 4, "odd\nsum");
    run_reply_fail(&reply, RUN_FAILED, "later", "the first reason stays");
    json_t *root = run_reply_to_json(&reply);
    assert_int_equal(run_reply_from_json(&back, root, message, sizeof(message)), 0);
    assert_int_equal(back.status, RUN_WRONG);
    assert_string_equal(back.step, "verify");
    assert_string_equal(back.message, "task 4: \"odd sum\"");
    assert_int_equal(back.record.tasks, 13);
    assert_int_equal(back.stages.of[STAGE_QUEUE].overflow_count, 1);
    assert_int_equal(back.stages.of[STAGE_TOTAL].total_count,
                     reply.stages.of[STAGE_TOTAL].total_count);
    json_decref(root);
    run_reply_fini(&reply);
    run_reply_fini(&back);
}

static void run_reply_from_json__names_what_is_wrong(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"{}", "status"},
        {"{\"status\":\"fine\",\"step\":\"\",\"message\":\"\",\"record\":{},"
         "\"stages\":[]}",
         "no status is called fine"},
        {"{\"status\":\"valid\",\"step\":\"\",\"message\":\"\","
         "\"record\":{\"tasks\":\"x\"},\"stages\":[]}",
         "record.tasks"},
        {"{\"status\":\"valid\",\"step\":\"\",\"message\":\"\",\"record\":{},"
         "\"stages\":[{\"stage\":\"total\",\"overflow\":0,\"buckets\":[5,7,1]}]}",
         "stages[0]"},
        {"{\"status\":\"valid\",\"step\":\"\",\"message\":\"\",\"record\":{},"
         "\"stages\":[{\"stage\":\"total\",\"overflow\":0,\"buckets\":[5,6]}]}",
         "stages[0]"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct run_reply reply;
        char message[256] = "";
        json_t *root = json_loads(cases[i].text, 0, NULL);
        assert_non_null(root);
        assert_int_equal(run_reply_init(&reply), 0);
        assert_int_equal(run_reply_from_json(&reply, root, message, sizeof(message)),
                         YOKE_E_INVALID);
        assert_non_null(strstr(message, cases[i].words));
        run_reply_fini(&reply);
        json_decref(root);
    }
}

static struct run_spec make_spec(json_t *params, json_t *cpus)
{
    return (struct run_spec){
        .run_id = "b01-c01",
        .workload = "null",
        .params = params,
        .directory = "/tmp",
        .executor = YOKE_PROCESSES,
        .worker_count = 2,
        .placement = "scatter",
        .worker_cpus = cpus,
        .window = 4,
        .is_overcommitted = true,
        .cpu_count = 2,
        .measure_ns = 700000000,
        .seed = -1,
        .launcher_id = 42,
        .ticks = {true, 1717986918, 10.5, 3},
    };
}

static void run_spec_json__round_trip(void **state)
{
    json_t *params = json_pack("{ss}", "size", "4096");
    json_t *cpus = json_pack("[ss]", "0", "1");
    struct run_spec spec = make_spec(params, cpus);
    struct run_spec back;
    char message[256];
    (void)state;
    json_t *root = run_spec_to_json(&spec);
    assert_int_equal(run_spec_from_json(root, &back, message, sizeof(message)), 0);
    assert_string_equal(back.run_id, "b01-c01");
    assert_int_equal(back.executor, YOKE_PROCESSES);
    assert_true(back.is_overcommitted);
    assert_true((uint64_t)back.seed == UINT64_MAX);
    assert_true(back.ticks.is_tsc);
    assert_int_equal(back.ticks.ns_per_tick_q32, 1717986918);
    assert_true(json_equal(back.params, params));
    assert_true(json_equal(back.worker_cpus, cpus));
    json_decref(root);
    json_decref(params);
    json_decref(cpus);
}

static void run_spec_from_json__refuses_what_cannot_be_run(void **state)
{
    static const char *const keys[] = {"worker_count", "window", "measure_ns"};
    json_t *params = json_object();
    json_t *cpus = json_array();
    struct run_spec spec = make_spec(params, cpus);
    struct run_spec back;
    char message[256];
    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        json_t *root = run_spec_to_json(&spec);
        json_object_set_new(root, keys[i], json_integer(0));
        assert_int_equal(run_spec_from_json(root, &back, message, sizeof(message)),
                         YOKE_E_INVALID);
        assert_non_null(strstr(message, keys[i]));
        json_object_del(root, keys[i]);
        assert_int_equal(run_spec_from_json(root, &back, message, sizeof(message)),
                         YOKE_E_INVALID);
        assert_non_null(strstr(message, keys[i]));
        json_decref(root);
    }
    json_decref(params);
    json_decref(cpus);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_reply_json__round_trip),
        cmocka_unit_test(run_reply_from_json__names_what_is_wrong),
        cmocka_unit_test(run_spec_json__round_trip),
        cmocka_unit_test(run_spec_from_json__refuses_what_cannot_be_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
