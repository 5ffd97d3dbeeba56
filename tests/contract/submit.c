/* Submitting: values, arguments, and calls that must be refused. */
#include "contract.h"

/* cpython test_executor.test_submit */
static void submit__returns_the_value(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit_long(executor, task_double, 128);
    assert_int_equal(contract_long(future), 256);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

struct person {
    char name[24];
    int age;
    double height_m;
};

static int describe(yoke_task *task)
{
    struct person person;
    memcpy(&person, yoke_task_input(task).data, sizeof person);
    person.age++;
    person.height_m *= 2;
    return yoke_task_return(task, &person, sizeof person);
}

/* cpython test_executor.test_submit_keyword: named arguments are a struct here */
static void submit__struct_argument(void)
{
    yoke_executor *executor = contract_create(1);
    struct person person = {"Ada", 36, 1.6};
    yoke_future *future = contract_submit(executor, describe, &person, sizeof person);
    yoke_bytes value;
    assert_ok(yoke_future_result(future, -1, &value));
    assert_int_equal(value.size, sizeof person);
    memcpy(&person, value.data, sizeof person);
    assert_string_equal(person.name, "Ada");
    assert_int_equal(person.age, 37);
    assert_true(person.height_m > 3.1 && person.height_m < 3.3);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void submit__argument_is_copied_before_it_returns(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    long number = 21;
    yoke_future *future =
        contract_submit(executor, task_double, &number, sizeof number);
    number = -1;
    gate_open(gate);
    assert_int_equal(contract_long(future), 42);
    yoke_future_release(running);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void submit__empty_argument_and_empty_result(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_task_fn *const functions[] = {task_echo, task_nothing};
    for (size_t i = 0; i < 2; i++) {
        yoke_future *future = contract_submit(executor, functions[i], NULL, 0);
        yoke_bytes value = {"untouched", 9};
        assert_ok(yoke_future_result(future, -1, &value));
        assert_int_equal(value.size, 0);
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
}

static void submit__without_a_future_runs_too(void)
{
    struct latch *latch = latch_create();
    yoke_executor *executor = contract_create(2);
    for (int i = 0; i < 20; i++) {
        assert_ok(yoke_submit(executor, task_count, &latch, sizeof latch, NULL));
    }
    latch_wait(latch, 20);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(latch), 20);
}

static void submit__released_at_once_runs_too(void)
{
    struct latch *latch = latch_create();
    yoke_executor *executor = contract_create(2);
    for (int i = 0; i < 20; i++) {
        yoke_future_release(
            contract_submit(executor, task_count, &latch, sizeof latch));
    }
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(latch), 20);
}

static void submit__refuses_what_is_invalid(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *const untouched = (yoke_future *)(uintptr_t)0x1234;
    yoke_future *future = untouched;
    assert_error(yoke_submit(NULL, task_echo, NULL, 0, &future), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), "executor");
    assert_error(yoke_submit(executor, NULL, NULL, 0, &future), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), "function");
    assert_error(yoke_submit(executor, task_echo, NULL, 8, &future), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), "data");
    assert_ptr_equal(future, untouched);
    yoke_executor_destroy(executor);
}

static void submit__absurd_size_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = NULL;
    int error = yoke_submit(executor, task_echo, "x", SIZE_MAX / 2, &future);
    assert_true(error == YOKE_E_INVALID || error == YOKE_E_NOMEM);
    assert_string_not_equal(yoke_error_detail(), "");
    assert_null(future);
    future = contract_submit_long(executor, task_double, 4); /* no harm was done */
    assert_int_equal(contract_long(future), 8);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void submit__thousands_of_tasks(void)
{
    enum { TASKS = 5000 };
    yoke_executor *executor = contract_create(2);
    static yoke_future *futures[TASKS];
    for (long i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    for (long i = 0; i < TASKS; i++) {
        assert_int_equal(contract_long(futures[i]), 2 * i);
    }
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

struct producer {
    yoke_executor *executor;
    long first;
    long sum;
};

static void *produce(void *context)
{
    struct producer *producer = context;
    for (long i = 0; i < 500; i++) {
        yoke_future *future;
        yoke_bytes value;
        long number = producer->first + i;
        if (yoke_submit(
                producer->executor, task_double, &number, sizeof number, &future) !=
            0) {
            return NULL;
        }
        if (yoke_future_result(future, -1, &value) == 0) {
            producer->sum += bytes_long(value);
        }
        yoke_future_release(future);
    }
    return NULL;
}

static void submit__from_several_threads(void)
{
    enum { PRODUCERS = 4 };
    yoke_executor *executor = contract_create(2);
    struct producer producers[PRODUCERS];
    pthread_t threads[PRODUCERS];
    for (long i = 0; i < PRODUCERS; i++) {
        producers[i] = (struct producer){executor, i * 1000, 0};
        threads[i] = contract_thread(produce, &producers[i]);
    }
    for (long i = 0; i < PRODUCERS; i++) {
        contract_join(threads[i]);
        assert_int_equal(producers[i].sum, 2 * (500 * i * 1000 + 499 * 500 / 2));
    }
    yoke_executor_destroy(executor);
}

/* FIFO: with one worker, an outside producer's tasks start in their order. */
static int next_number(yoke_task *task)
{
    struct latch *latch;
    memcpy(&latch, yoke_task_input(task).data, sizeof latch);
    long number = (long)latch_count(latch);
    latch_add(latch);
    return yoke_task_return(task, &number, sizeof number);
}

static void submit__one_worker_keeps_the_order(void)
{
    enum { TASKS = 300 };
    struct latch *latch = latch_create();
    yoke_executor *executor = contract_create(1);
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit(executor, next_number, &latch, sizeof latch);
    }
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(contract_long(futures[i]), i);
    }
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

const struct contract_case submit_cases[] = {
    {"submit__returns_the_value", ON_ALL, submit__returns_the_value},
    {"submit__struct_argument", ON_ALL, submit__struct_argument},
    {"submit__argument_is_copied_before_it_returns",
     ON_WORKERS,
     submit__argument_is_copied_before_it_returns},
    {"submit__empty_argument_and_empty_result",
     ON_ALL,
     submit__empty_argument_and_empty_result},
    {"submit__without_a_future_runs_too", ON_ALL, submit__without_a_future_runs_too},
    {"submit__released_at_once_runs_too", ON_ALL, submit__released_at_once_runs_too},
    {"submit__refuses_what_is_invalid", ON_ALL, submit__refuses_what_is_invalid},
    {"submit__absurd_size_is_refused", ON_ALL, submit__absurd_size_is_refused},
    {"submit__thousands_of_tasks", ON_ALL, submit__thousands_of_tasks},
    {"submit__from_several_threads", ON_ALL, submit__from_several_threads},
    {"submit__one_worker_keeps_the_order", ON_ALL, submit__one_worker_keeps_the_order},
    {NULL, 0, NULL},
};
