#include "record/run_record.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <yoke/error.h>

#include "measure/unknown.h"

#define RUN_COLUMNS_MAX 256

/* As published: readers rely on these names in this order. */
static const char HEADER[] =
    "schema_version,suite,run_id,cell_id,duplicate_of,block,position,seed,machine_id,"
    "build_id,workload_version,executor,start_method,allocator,worker_count,placement,"
    "memory_policy,chunk,queue_capacity,workload,params,payload_bytes,load,window,"
    "arrivals,target_per_s,offered_per_s,completed_per_s,work_done,work_unit,"
    "started_utc,setup_ns,startup_ns,worker_setup_ns,warmup_ns,measure_ns,wall_ns,"
    "tasks,"
    "failures,worker_deaths,shed,censored,cpu_user_ns,cpu_system_ns,server_cpu_ns,"
    "harness_cpu_ns,minor_faults,major_faults,voluntary_switches,involuntary_switches,"
    "migrations,run_queue_ns,steal_ns,throttled_ns,pss_bytes,allocated_bytes,"
    "timer_slack_ns,cache_state,latency_mean_ns,latency_p50_ns,latency_p90_ns,"
    "latency_p99_ns,latency_p999_ns,latency_max_ns,service_p50_ns,slip_p50_ns,"
    "slip_p99_ns,slip_max_ns,backlog_slope_per_s,steady_class,status,gates\n";

/* What a writer prints; free(). */
static char *header_text(void)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    run_record_write_header(stream);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static char *row_text(const struct run_record *record)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    run_record_write(record, stream);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void run_record_write_header__is_as_published(void **state)
{
    (void)state;
    char *text = header_text();
    assert_string_equal(text, HEADER);
    free(text);
}

static void run_record_write__unknown_is_empty(void **state)
{
    struct run_record record;
    char expected[RUN_COLUMNS_MAX];
    (void)state;
    run_record_init(&record);
    char *text = row_text(&record);
    memset(expected, ',', sizeof(expected));
    snprintf(expected, sizeof(expected), "%d", SCHEMA_VERSION);
    expected[strlen(expected)] = ',';
    expected[RUN_TABLE_COUNT] = '\n';
    expected[RUN_TABLE_COUNT + 1] = '\0';
    assert_string_equal(text, expected);
    free(text);
}

static void run_record_write__never_prints_nan_or_inf(void **state)
{
    struct run_record record;
    (void)state;
    run_record_init(&record);
    record.completed_per_s = INFINITY;
    record.work_done = NAN;
    record.backlog_slope_per_s = -INFINITY;
    char *text = row_text(&record);
    assert_null(strstr(text, "inf"));
    assert_null(strstr(text, "nan"));
    free(text);
}

static void run_record_write__quotes_what_needs_it(void **state)
{
    struct run_record record;
    (void)state;
    run_record_init(&record);
    RUN_RECORD_SET(&record, suite, "plain");
    RUN_RECORD_SET(&record, placement, "core:0,1");
    RUN_RECORD_SET(&record, params, "text=\"a\"");
    record.tasks = 0;
    char *text = row_text(&record);
    assert_non_null(strstr(text, "1,plain,"));
    assert_non_null(strstr(text, ",\"core:0,1\","));
    assert_non_null(strstr(text, ",\"text=\"\"a\"\"\","));
    assert_string_equal(strchr(text, '\n'), "\n");
    free(text);
}

static void run_record_set__keeps_one_line_of_utf8(void **state)
{
    char field[8];
    (void)state;
    run_record_set_text(field, sizeof(field), "a\nb\rc\td");
    assert_string_equal(field, "a b c d");
    run_record_set_text(field, sizeof(field), "\x1b[31m");
    assert_string_equal(field, " [31m");
    run_record_set_text(field, sizeof(field), "12345é78"); /* é has two bytes */
    assert_string_equal(field, "12345é");
    run_record_set_text(field, sizeof(field), "123456é");
    assert_string_equal(field, "123456");
    run_record_set_text(field, sizeof(field), "a\xff\xc3(");
    assert_string_equal(field,
                        "a?"
                        "?(");
    run_record_set_text(field, sizeof(field), "");
    assert_string_equal(field, "");
}

static void run_record_json__round_trip(void **state)
{
    struct run_record record;
    struct run_record back;
    const char *key = NULL;
    (void)state;
    run_record_init(&record);
    RUN_RECORD_SET(&record, workload, "cpu.sha256");
    record.tasks = 123456789012;
    record.completed_per_s = 0.1;
    record.failures = 0;
    json_t *object = run_record_to_json(&record);
    assert_non_null(object);
    run_record_init(&back);
    assert_int_equal(run_record_from_json(&back, object, &key), 0);
    char *before = row_text(&record);
    char *after = row_text(&back);
    assert_string_equal(after, before);
    free(before);
    free(after);
    json_decref(object);
}

static void run_record_from_json__fills_in_and_keeps(void **state)
{
    struct run_record record;
    const char *key = NULL;
    (void)state;
    run_record_init(&record);
    record.tasks = 7;
    json_t *object = json_pack("{ss si}", "workload", "null", "failures", 3);
    assert_int_equal(run_record_from_json(&record, object, &key), 0);
    assert_int_equal(record.tasks, 7);
    assert_int_equal(record.failures, 3);
    assert_string_equal(record.workload, "null");
    json_decref(object);
}

static void run_record_from_json__names_the_wrong_key(void **state)
{
    static const struct {
        const char *format, *key;
    } cases[] = {{"{s:s}", "tasks"}, {"{s:s}", "task"}, {"{s:s}", "work_done"}};
    struct run_record record;
    (void)state;
    run_record_init(&record);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *key = NULL;
        json_t *object = json_pack(cases[i].format, cases[i].key, "many");
        assert_int_equal(run_record_from_json(&record, object, &key), YOKE_E_INVALID);
        assert_string_equal(key, cases[i].key);
        json_decref(object);
    }
    assert_false(is_known(record.tasks));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_record_write_header__is_as_published),
        cmocka_unit_test(run_record_write__unknown_is_empty),
        cmocka_unit_test(run_record_write__never_prints_nan_or_inf),
        cmocka_unit_test(run_record_write__quotes_what_needs_it),
        cmocka_unit_test(run_record_set__keeps_one_line_of_utf8),
        cmocka_unit_test(run_record_json__round_trip),
        cmocka_unit_test(run_record_from_json__fills_in_and_keeps),
        cmocka_unit_test(run_record_from_json__names_the_wrong_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
