/* Map: order, failures at their place, time, and what closing does. */
#include "map_support.h"

#include <errno.h>
#include <limits.h>

/* cpython test_executor.test_map */
static void map__in_the_order_of_the_source(void)
{
    yoke_executor *executor = contract_create(2);
    struct number_source numbers;
    yoke_map *map =
        map_open(executor, task_double, number_source_init(&numbers, 200), NULL);
    for (long i = 0; i < 200; i++) {
        assert_int_equal(map_long(map), 2 * i);
    }
    assert_map_end(map);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* Item 0 is the last to finish, and still comes first. */
static int first_comes_last(yoke_task *task)
{
    struct gate_argument argument;
    memcpy(&argument, yoke_task_input(task).data, sizeof argument);
    if (argument.value == 0) {
        gate_pass(argument.gate);
    } else {
        gate_open(argument.gate);
    }
    return yoke_task_return(task, &argument.value, sizeof argument.value);
}

static void map__order_holds_when_the_first_is_last(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    const struct gate_argument items[] = {{gate, 0}, {gate, 1}};
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             first_comes_last,
                             yoke_array_source_init(&array, items, sizeof items[0], 2),
                             NULL);
    assert_int_equal(map_long(map), 0);
    assert_int_equal(map_long(map), 1);
    assert_map_end(map);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* cpython test_process_pool.test_map_chunksize */
static void map__chunked(void)
{
    static const size_t chunks[] = {1, 2, 6, 50, 1000};
    yoke_executor *executor = contract_create(2);
    for (size_t c = 0; c < 5; c++) {
        struct number_source numbers;
        yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
        options.chunk = chunks[c];
        yoke_map *map = map_open(
            executor, task_double, number_source_init(&numbers, 101), &options);
        for (long i = 0; i < 101; i++) {
            assert_int_equal(map_long(map), 2 * i);
        }
        assert_map_end(map);
        yoke_map_close(map);
    }
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_map_exception, also inside a chunk */
static void map__failing_item_at_its_place(void)
{
    static const long numbers[] = {0, 1, 2, 3, 4, -5, 6, 7, -8, 9};
    yoke_executor *executor = contract_create(2);
    for (size_t chunk = 1; chunk <= 11; chunk++) {
        yoke_array_source array;
        yoke_source *source = yoke_array_source_init(&array, numbers, sizeof(long), 10);
        yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
        options.chunk = chunk;
        yoke_map *map = map_open(executor, task_fail_if_negative, source, &options);
        for (long i = 0; i < 5; i++) {
            assert_int_equal(map_long(map), i);
        }
        yoke_bytes value;
        assert_error(yoke_map_next(map, &value), YOKE_E_TASK_FAILED);
        yoke_failure failure = {.error = 0};
        assert_ok(yoke_map_failure(map, &failure));
        assert_int_equal(failure.error, YOKE_E_TASK_FAILED);
        assert_int_equal(failure.code, EINVAL);
        assert_string_equal(failure.message, "negative -5");
        assert_map_end(map);
        yoke_map_close(map);
    }
    yoke_executor_destroy(executor);
}

/* What a map over gates and counters is given. */
struct step {
    struct gate *gate;
    struct latch *ran;
    long index;
};

/* The first fails, the second stops at the gate, all others count. */
static int fail_stop_count(yoke_task *task)
{
    struct step step;
    memcpy(&step, yoke_task_input(task).data, sizeof step);
    if (step.index == 0) {
        return yoke_task_fail(task, 1, "the first one");
    }
    if (step.index == 1) {
        gate_pass(step.gate);
        return 0;
    }
    latch_add(step.ran);
    return 0;
}

static void map__failure_cancels_the_rest(void)
{
    yoke_executor *executor = contract_create(1);
    struct step steps[10];
    struct gate *gate = gate_create();
    struct latch *ran = latch_create();
    for (long i = 0; i < 10; i++) {
        steps[i] = (struct step){gate, ran, i};
    }
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.buffer = 10;
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             fail_stop_count,
                             yoke_array_source_init(&array, steps, sizeof steps[0], 10),
                             &options);
    gate_wait_arrived(gate, 1);
    yoke_bytes value;
    assert_error(yoke_map_next(map, &value), YOKE_E_TASK_FAILED);
    gate_open(gate);
    assert_map_end(map);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(ran), 0);
}

/* cpython test_executor: closing a map's iterator cancels what has not started */
static void map_close__cancels_what_has_not_started(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    struct gate_argument items[20];
    for (long i = 0; i < 20; i++) {
        items[i] = (struct gate_argument){gate, i};
    }
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.buffer = 20;
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             task_gate,
                             yoke_array_source_init(&array, items, sizeof items[0], 20),
                             &options);
    gate_wait_arrived(gate, 1);
    yoke_map_close(map); /* does not wait for the one that runs */
    gate_open(gate);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(&gate->arrived), 1);
}

static int stop_at_2(yoke_task *task)
{
    struct gate_argument argument;
    memcpy(&argument, yoke_task_input(task).data, sizeof argument);
    if (argument.value == 2) {
        gate_pass(argument.gate);
    }
    return yoke_task_return(task, &argument.value, sizeof argument.value);
}

/* cpython test_executor.test_map_timeout: what came in time, then TIMEOUT */
static void map__timeout_after_partial_results(void)
{
    yoke_options executor_options = contract_options(2);
    executor_options.prestart = true;
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&executor_options, &executor));
    struct gate *gate = gate_create();
    struct gate_argument items[4];
    for (long i = 0; i < 4; i++) {
        items[i] = (struct gate_argument){gate, i};
    }
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.timeout_ns = 1000000000;
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             stop_at_2,
                             yoke_array_source_init(&array, items, sizeof items[0], 4),
                             &options);
    assert_int_equal(map_long(map), 0);
    assert_int_equal(map_long(map), 1);
    yoke_bytes value;
    assert_error(yoke_map_next(map, &value), YOKE_E_TIMEOUT);
    gate_open(gate);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* cpython 3.14: a task's own TimeoutError looks like the map's; here it does not */
static void map__own_etimedout_is_not_its_timeout(void)
{
    yoke_executor *executor = contract_create(1);
    const long codes[] = {ETIMEDOUT};
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.timeout_ns = 25000000000;
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             task_fail,
                             yoke_array_source_init(&array, codes, sizeof codes[0], 1),
                             &options);
    yoke_bytes value;
    assert_error(yoke_map_next(map, &value), YOKE_E_TASK_FAILED);
    yoke_failure failure;
    assert_ok(yoke_map_failure(map, &failure));
    assert_int_equal(failure.code, ETIMEDOUT);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* cpython test_thread_pool.test_map_submits_without_iteration */
static void map_open__submits_without_iteration(void)
{
    yoke_executor *executor = contract_create(2);
    struct latch *ran = latch_create();
    struct latch *const items[] = {ran, ran, ran, ran};
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.buffer = 4;
    yoke_array_source array;
    yoke_map *map = map_open(executor,
                             task_count,
                             yoke_array_source_init(&array, items, sizeof items[0], 4),
                             &options);
    latch_wait(ran, 4);
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

/* cpython test_executor: map after shutdown */
static void map_open__after_shutdown_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    struct number_source numbers;
    yoke_map *map = NULL;
    assert_error(
        yoke_map_open(
            executor, task_double, number_source_init(&numbers, 5), NULL, &map),
        YOKE_E_SHUTDOWN);
    assert_null(map);
    yoke_executor_destroy(executor);
}

static void map__results_after_shutdown_still_come(void)
{
    yoke_executor *executor = contract_create(1);
    struct number_source numbers;
    yoke_map_options options = YOKE_MAP_OPTIONS_INIT;
    options.buffer = 5;
    yoke_map *map =
        map_open(executor, task_double, number_source_init(&numbers, 5), &options);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    for (long i = 0; i < 5; i++) {
        assert_int_equal(map_long(map), 2 * i);
    }
    yoke_map_close(map);
    yoke_executor_destroy(executor);
}

static void map__two_at_once(void)
{
    yoke_executor *executor = contract_create(2);
    struct number_source first_numbers;
    yoke_map *first =
        map_open(executor, task_double, number_source_init(&first_numbers, 50), NULL);
    static const long squares[] = {0, 1, 4, 9, 16};
    yoke_array_source array;
    yoke_map *second =
        map_open(executor,
                 task_echo,
                 yoke_array_source_init(&array, squares, sizeof(long), 5),
                 NULL);
    for (long i = 0; i < 5; i++) {
        assert_int_equal(map_long(first), 2 * i);
        assert_int_equal(map_long(second), i * i);
    }
    assert_map_end(second);
    yoke_map_close(second);
    for (long i = 5; i < 50; i++) {
        assert_int_equal(map_long(first), 2 * i);
    }
    assert_map_end(first);
    yoke_map_close(first);
    yoke_executor_destroy(executor);
}

const struct contract_case map_cases[] = {
    {"map__in_the_order_of_the_source", ON_ALL, map__in_the_order_of_the_source},
    {"map__order_holds_when_the_first_is_last",
     ON_WORKERS,
     map__order_holds_when_the_first_is_last},
    {"map__chunked", ON_ALL, map__chunked},
    {"map__failing_item_at_its_place", ON_ALL, map__failing_item_at_its_place},
    {"map__failure_cancels_the_rest", ON_WORKERS, map__failure_cancels_the_rest},
    {"map_close__cancels_what_has_not_started",
     ON_WORKERS,
     map_close__cancels_what_has_not_started},
    {"map__timeout_after_partial_results",
     ON_WORKERS,
     map__timeout_after_partial_results},
    {"map__own_etimedout_is_not_its_timeout",
     ON_ALL,
     map__own_etimedout_is_not_its_timeout},
    {"map_open__submits_without_iteration",
     ON_WORKERS,
     map_open__submits_without_iteration},
    {"map_open__after_shutdown_is_refused",
     ON_ALL,
     map_open__after_shutdown_is_refused},
    {"map__results_after_shutdown_still_come",
     ON_ALL,
     map__results_after_shutdown_still_come},
    {"map__two_at_once", ON_ALL, map__two_at_once},
    {NULL, 0, NULL},
};
