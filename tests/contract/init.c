/* Initializers and finalizers: in each worker, before and after everything. */
#include "contract.h"

#include <stdlib.h>
#include <unistd.h>

/* In shared memory: what the workers of a case did. */
struct record {
    struct latch initialized;
    struct latch finalized;
    struct latch uninitialized_tasks;
    struct gate gate;
};

static int initialize(yoke_worker *worker, yoke_bytes data)
{
    struct record *record;
    memcpy(&record, data.data, sizeof record);
    long *state = malloc(sizeof *state); /* one a worker: freed by the finalizer */
    if (state == NULL) {
        return yoke_worker_fail(worker, 1, "no memory");
    }
    *state = 1000 + yoke_worker_index(worker);
    yoke_worker_set_state(worker, state);
    latch_add(&record->initialized);
    return 0;
}

/* The finalizer gets no data: it finds the record here, through fork too. */
static struct record *the_record;

static void finalize(yoke_worker *worker)
{
    free(yoke_worker_state(worker));
    latch_add(&the_record->finalized);
}

static yoke_options options_with_initializer(int workers, struct record **ret_record)
{
    struct record *record = shared_alloc(sizeof *record);
    the_record = record;
    *ret_record = record;
    yoke_options options = contract_options(workers);
    options.initializer = initialize;
    options.initializer_data = (yoke_bytes){ret_record, sizeof *ret_record};
    options.finalizer = finalize;
    return options;
}

/* Stops at the gate, so that each worker gets one; returns the worker's state. */
static int look_at_state(yoke_task *task)
{
    struct record *record;
    memcpy(&record, yoke_task_input(task).data, sizeof record);
    const long *state = yoke_task_worker_state(task);
    gate_pass(&record->gate);
    if (state == NULL || *state != 1000 + yoke_task_worker_index(task)) {
        latch_add(&record->uninitialized_tasks);
        return yoke_task_fail(task, 1, "no state");
    }
    return yoke_task_return(task, state, sizeof *state);
}

/* cpython test_init.InitializerMixin.test_initializer */
static void initializer__runs_first_in_each_worker(void)
{
    enum { WORKERS = 3 };
    struct record *record;
    yoke_options options = options_with_initializer(WORKERS, &record);
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    yoke_future *futures[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        futures[i] = contract_submit(executor, look_at_state, &record, sizeof record);
    }
    gate_wait_arrived(&record->gate, WORKERS);
    assert_int_equal(latch_count(&record->initialized), WORKERS);
    gate_open(&record->gate);
    bool seen[WORKERS] = {false};
    for (int i = 0; i < WORKERS; i++) {
        long index = contract_long(futures[i]) - 1000;
        assert_in_range(index, 0, WORKERS - 1);
        assert_false(seen[index]);
        seen[index] = true;
    }
    contract_release(futures, WORKERS);
    assert_int_equal(latch_count(&record->finalized), 0);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(&record->initialized), WORKERS);
    assert_int_equal(latch_count(&record->finalized), WORKERS);
}

static void initializer__serial_runs_once(void)
{
    struct record *record;
    yoke_options options = options_with_initializer(1, &record);
    gate_open(&record->gate);
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    for (int i = 0; i < 3; i++) {
        yoke_future *future =
            contract_submit(executor, look_at_state, &record, sizeof record);
        assert_int_equal(contract_long(future), 1000);
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(&record->initialized), 1);
    assert_int_equal(latch_count(&record->finalized), 1);
}

static void prestart__initializes_every_worker_in_create(void)
{
    struct record *record;
    yoke_options options = options_with_initializer(3, &record);
    options.prestart = true;
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    assert_int_equal(latch_count(&record->initialized), 3);
    assert_int_equal(contract_stats(executor).workers, 3);
    for (int i = 0; i < 3; i++) {
        assert_true(yoke_executor_worker_id(executor, i) > 0);
    }
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(&record->initialized), 3);
    assert_int_equal(latch_count(&record->finalized), 3);
}

static int refuse_to_start(yoke_worker *worker, yoke_bytes data)
{
    (void)data;
    return yoke_worker_fail(worker, 11, "no database on %s", "this host");
}

static int refuse_without_words(yoke_worker *worker, yoke_bytes data)
{
    (void)worker;
    return (int)data.size - 1;
}

static void never_finalize(yoke_worker *worker)
{
    (void)worker;
    abort();
}

/* cpython test_init.FailingInitializerMixin.test_initializer */
static void initializer__failing_breaks_the_pool(void)
{
    enum { TASKS = 20 };
    yoke_options options = contract_options(2);
    options.initializer = refuse_to_start;
    options.finalizer = never_finalize;
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    yoke_future *futures[TASKS] = {NULL};
    int error = 0;
    int count = 0;
    while (count < TASKS && error == 0) { /* later ones may be refused already */
        error = yoke_submit(executor, task_nothing, NULL, 0, &futures[count]);
        count += error == 0;
    }
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        assert_error(yoke_future_result(futures[i], -1, NULL), YOKE_E_BROKEN);
        yoke_failure failure = contract_failure(futures[i]);
        assert_int_equal(failure.error, YOKE_E_BROKEN);
        assert_contains(failure.message, "no database on this host");
    }
    yoke_future *late = NULL;
    assert_error(yoke_submit(executor, task_nothing, NULL, 0, &late), YOKE_E_BROKEN);
    assert_contains(yoke_error_detail(), "no database on this host");
    assert_null(late);
    contract_release(futures, (size_t)count);
    yoke_executor_destroy(executor);
}

static void initializer__failing_on_serial_breaks_it(void)
{
    yoke_options options = contract_options(1);
    options.initializer = refuse_to_start;
    options.finalizer = never_finalize;
    yoke_executor *executor = NULL;
    int error = yoke_executor_create(&options, &executor);
    if (error == 0) {
        error = yoke_submit(executor, task_nothing, NULL, 0, NULL);
    }
    assert_error(error, YOKE_E_BROKEN);
    assert_contains(yoke_error_detail(), "no database on this host");
    yoke_executor_destroy(executor);
}

static void prestart__reports_a_failing_initializer(void)
{
    yoke_options options = contract_options(2);
    options.prestart = true;
    options.initializer = refuse_to_start;
    yoke_executor *executor = NULL;
    assert_error(yoke_executor_create(&options, &executor), YOKE_E_BROKEN);
    assert_contains(yoke_error_detail(), "no database on this host");
    assert_null(executor);
    options.initializer = refuse_without_words;
    assert_error(yoke_executor_create(&options, &executor), YOKE_E_BROKEN);
    assert_string_not_equal(yoke_error_detail(), "");
    assert_null(executor);
}

static int die_in_initializer(yoke_worker *worker, yoke_bytes data)
{
    (void)worker;
    (void)data;
    _exit(6);
}

/* Replacements that die, too, do not go on for ever. */
static void initializer__dying_breaks_the_pool(void)
{
    yoke_options options = contract_options(2);
    options.initializer = die_in_initializer;
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_BROKEN);
    assert_contains(contract_failure(future).message, "exited with status 6");
    yoke_future_release(future);
    yoke_executor_destroy(executor);
    options.prestart = true;
    executor = NULL;
    assert_error(yoke_executor_create(&options, &executor), YOKE_E_BROKEN);
    assert_contains(yoke_error_detail(), "exited with status 6");
    assert_null(executor);
}

const struct contract_case init_cases[] = {
    {"initializer__dying_breaks_the_pool",
     ON_PROCESSES | SEVERAL_EXECUTORS,
     initializer__dying_breaks_the_pool},
    {"initializer__runs_first_in_each_worker",
     ON_WORKERS,
     initializer__runs_first_in_each_worker},
    {"initializer__serial_runs_once", ON_SERIAL, initializer__serial_runs_once},
    {"prestart__initializes_every_worker_in_create",
     ON_WORKERS,
     prestart__initializes_every_worker_in_create},
    {"initializer__failing_breaks_the_pool",
     ON_WORKERS,
     initializer__failing_breaks_the_pool},
    {"initializer__failing_on_serial_breaks_it",
     ON_SERIAL,
     initializer__failing_on_serial_breaks_it},
    {"prestart__reports_a_failing_initializer",
     ON_WORKERS | SEVERAL_EXECUTORS,
     prestart__reports_a_failing_initializer},
    {NULL, 0, NULL},
};
