/* Options: defaults, and one clear error for each that is wrong. */
#include "contract.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

static void refuse(const yoke_options *options, const char *option, const char *value)
{
    yoke_executor *const untouched = (yoke_executor *)(uintptr_t)0x1234;
    yoke_executor *executor = untouched;
    assert_error(yoke_executor_create(options, &executor), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), option);
    assert_contains(yoke_error_detail(), value);
    assert_ptr_equal(executor, untouched);
}

/* cpython test_thread_pool.test_default_workers, test_process_pool */
static void option_max_workers__0_is_the_default(void)
{
    yoke_executor *executor = contract_create(0);
    int cpus = yoke_cpu_count();
    int threads = cpus + 4 < 32 ? cpus + 4 : 32;
    bool is_threads = contract_flavour.kind == YOKE_THREADS;
    assert_int_equal(yoke_executor_max_workers(executor), is_threads ? threads : cpus);
    assert_int_equal(yoke_executor_kind(executor), contract_flavour.kind);
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_max_workers_negative, test_max_workers_too_large */
static void option_max_workers__absurd_is_refused(void)
{
    const int values[] = {-1, INT_MIN, YOKE_WORKERS_MAX + 1, INT_MAX};
    for (size_t i = 0; i < 4; i++) {
        yoke_options options = contract_options(values[i]);
        char text[16];
        snprintf(text, sizeof text, "%d", values[i]);
        refuse(&options, "max_workers", text);
        assert_contains(yoke_error_detail(), "1023"); /* what is allowed */
    }
}

static void option_max_workers__largest_is_taken(void)
{
    yoke_executor *executor = contract_create(YOKE_WORKERS_MAX);
    assert_int_equal(yoke_executor_max_workers(executor), YOKE_WORKERS_MAX);
    yoke_future *future = contract_submit_long(executor, task_double, 3);
    assert_int_equal(contract_long(future), 6);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void option_kind__unknown_is_refused(void)
{
    yoke_options options = contract_options(1);
    options.kind = (yoke_kind)99;
    refuse(&options, "kind", "99");
}

static void option_start_method__unknown_is_refused(void)
{
    yoke_options options = contract_options(1);
    options.start_method = (yoke_start_method)99;
    refuse(&options, "start_method", "99");
}

static void option_placement__misspelt_is_refused(void)
{
    yoke_options options = contract_options(1);
    options.placement = "scattre";
    refuse(&options, "placement", "scattre");
    assert_contains(yoke_error_detail(), "scatter");
}

static void option_size__forgotten_initializer_is_refused(void)
{
    yoke_options options = {.kind = contract_flavour.kind};
    refuse(&options, "size", "0");
    assert_contains(yoke_error_detail(), "YOKE_OPTIONS_INIT");
}

static int unused_initializer(yoke_worker *worker, yoke_bytes data)
{
    (void)worker;
    return data.data == NULL;
}

static void option_initializer_data__null_with_a_size_is_refused(void)
{
    yoke_options options = contract_options(1);
    options.initializer = unused_initializer;
    options.initializer_data = (yoke_bytes){NULL, 8};
    refuse(&options, "initializer_data", "8");
}

static void option_null__is_every_default(void)
{
    yoke_executor *executor;
    assert_ok(yoke_executor_create(NULL, &executor));
    assert_int_equal(yoke_executor_kind(executor), YOKE_THREADS);
    yoke_executor_destroy(executor);
}

static void options_for__task_type(void)
{
    yoke_options options;
    assert_ok(yoke_options_for("io", &options));
    assert_int_equal(options.kind, YOKE_THREADS);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(options.max_workers, 0);
    assert_null(options.initializer);
    assert_ok(yoke_options_for("cpu", &options));
    assert_int_equal(options.kind, YOKE_PROCESSES);
    options.max_workers = 77;
    assert_error(yoke_options_for("gpu", &options), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), "gpu");
    assert_contains(yoke_error_detail(), "io");
    assert_contains(yoke_error_detail(), "cpu");
    assert_error(yoke_options_for(NULL, &options), YOKE_E_INVALID);
    assert_int_equal(options.max_workers, 77);
}

static void cpu_count__environment_lowers_it(void)
{
    assert_int_equal(setenv("YOKE_CPU_COUNT", "1", 1), 0);
    assert_int_equal(yoke_cpu_count(), 1);
    assert_int_equal(setenv("YOKE_CPU_COUNT", "100000", 1), 0);
    assert_in_range(yoke_cpu_count(), 1, 4096);
    assert_int_equal(unsetenv("YOKE_CPU_COUNT"), 0);
    assert_in_range(yoke_cpu_count(), 1, 4096);
}

static int worker_name(yoke_task *task)
{
    char name[17] = "";
    prctl(PR_GET_NAME, name);
    return yoke_task_return(task, name, strlen(name));
}

static void check_worker_name(const char *prefix, const char *expected)
{
    yoke_options options = contract_options(1);
    options.name_prefix = prefix;
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    yoke_future *future = contract_submit(executor, worker_name, NULL, 0);
    yoke_bytes name;
    assert_ok(yoke_future_result(future, -1, &name));
    assert_int_equal(name.size, strlen(expected));
    assert_memory_equal(name.data, expected, name.size);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_thread_names_assigned, test_thread_names_default */
static void option_name_prefix__names_the_workers(void)
{
    check_worker_name(NULL, "yoke-0");
    check_worker_name("ox", "ox-0");
}

/* The kernel keeps 15 bytes: the index is what tells workers apart. */
static void option_name_prefix__long_one_keeps_the_index(void)
{
    check_worker_name("a-very-long-prefix", "a-very-long-p-0");
}

const struct contract_case option_cases[] = {
    {"option_max_workers__0_is_the_default",
     ON_WORKERS,
     option_max_workers__0_is_the_default},
    {"option_max_workers__absurd_is_refused",
     ON_ALL,
     option_max_workers__absurd_is_refused},
    {"option_max_workers__largest_is_taken",
     ON_WORKERS,
     option_max_workers__largest_is_taken},
    {"option_kind__unknown_is_refused", ON_ALL, option_kind__unknown_is_refused},
    {"option_start_method__unknown_is_refused",
     ON_ALL,
     option_start_method__unknown_is_refused},
    {"option_placement__misspelt_is_refused",
     ON_WORKERS,
     option_placement__misspelt_is_refused},
    {"option_size__forgotten_initializer_is_refused",
     ON_ALL,
     option_size__forgotten_initializer_is_refused},
    {"option_initializer_data__null_with_a_size_is_refused",
     ON_ALL,
     option_initializer_data__null_with_a_size_is_refused},
    {"option_null__is_every_default", ON_THREADS, option_null__is_every_default},
    {"options_for__task_type", ON_ALL, options_for__task_type},
    {"cpu_count__environment_lowers_it", ON_ALL, cpu_count__environment_lowers_it},
    {"option_name_prefix__names_the_workers",
     ON_WORKERS | SEVERAL_EXECUTORS,
     option_name_prefix__names_the_workers},
    {"option_name_prefix__long_one_keeps_the_index",
     ON_WORKERS,
     option_name_prefix__long_one_keeps_the_index},
    {NULL, 0, NULL},
};
