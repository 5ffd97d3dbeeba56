/*
 * Tasks that submit to their own executor, and wait. CPython's documentation
 * calls this a deadlock with one worker; here the waiter runs what it waits for.
 */
#include "contract.h"

/* The result of a task that is submitted to the same executor, waited for here. */
static int
child_result(yoke_task *task, yoke_task_fn *function, long argument, long *ret_value)
{
    yoke_future *child;
    int error = yoke_submit(
        yoke_task_executor(task), function, &argument, sizeof argument, &child);
    if (error != 0) {
        return yoke_task_fail(task, error, "submit: %s", yoke_error_detail());
    }
    yoke_bytes value;
    error = yoke_future_result(child, -1, &value);
    if (error == 0) {
        *ret_value = bytes_long(value);
    } else {
        yoke_failure failure = {.code = error, .message = yoke_error_detail()};
        (void)yoke_future_failure(child, 0, &failure);
        error = yoke_task_fail(task, failure.code, "child: %s", failure.message);
    }
    yoke_future_release(child);
    return error;
}

/* 1 + the same of the next smaller number, through a task of its own. */
static int depth(yoke_task *task)
{
    long level = bytes_long(yoke_task_input(task));
    long below = 0;
    if (level > 0) {
        int error = child_result(task, depth, level - 1, &below);
        if (error != 0) {
            return error;
        }
    }
    long total = below + 1;
    return yoke_task_return(task, &total, sizeof total);
}

static void check_depth(int workers, long levels)
{
    yoke_executor *executor = contract_create(workers);
    yoke_future *future = contract_submit_long(executor, depth, levels);
    yoke_bytes value;
    int error = yoke_future_result(future, -1, &value);
    if (error != 0) {
        print_error("failure: %s\n", contract_failure(future).message);
    }
    assert_error(error, 0);
    assert_int_equal(bytes_long(value), levels + 1);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void nested__one_level_on_one_worker(void)
{
    check_depth(1, 1);
}

static void nested__depth_100_on_one_worker(void)
{
    check_depth(1, 100);
}

static void nested__depth_100_on_two_workers(void)
{
    check_depth(2, 100);
}

static int fibonacci(yoke_task *task)
{
    long n = bytes_long(yoke_task_input(task));
    if (n < 2) {
        return yoke_task_return(task, &n, sizeof n);
    }
    long arguments[2] = {n - 1, n - 2};
    yoke_future *children[2];
    long sum = 0;
    for (int i = 0; i < 2; i++) {
        if (yoke_submit(yoke_task_executor(task),
                        fibonacci,
                        &arguments[i],
                        sizeof arguments[i],
                        &children[i]) != 0) {
            return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
        }
    }
    for (int i = 0; i < 2; i++) {
        yoke_bytes value;
        if (yoke_future_result(children[i], -1, &value) != 0) {
            return yoke_task_fail(task, 2, "result of child %d", i);
        }
        sum += bytes_long(value);
        yoke_future_release(children[i]);
    }
    return yoke_task_return(task, &sum, sizeof sum);
}

static void nested__tree_of_tasks(void)
{
    for (int workers = 1; workers <= 4; workers++) {
        yoke_executor *executor = contract_create(workers);
        yoke_future *future = contract_submit_long(executor, fibonacci, 12);
        assert_int_equal(contract_long(future), 144);
        yoke_future_release(future);
        yoke_executor_destroy(executor);
    }
}

static int pass_failure_on(yoke_task *task)
{
    long value = 0;
    int error = child_result(task, task_fail, 33, &value);
    return error != 0 ? error : yoke_task_return(task, &value, sizeof value);
}

static void nested__failure_of_the_child_arrives(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, pass_failure_on, NULL, 0);
    yoke_failure failure = contract_failure(future);
    assert_int_equal(failure.code, 33);
    assert_string_equal(failure.message, "child: failed with 33");
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* Submits that nobody waits for: they run before the executor ends. */
static int submit_counters(yoke_task *task)
{
    yoke_bytes latch = yoke_task_input(task);
    for (int i = 0; i < 10; i++) {
        if (yoke_submit(
                yoke_task_executor(task), task_count, latch.data, latch.size, NULL) !=
            0) {
            return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
        }
    }
    return 0;
}

static void nested__submits_without_waiting_all_run(void)
{
    struct latch *ran = latch_create();
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[20];
    for (int i = 0; i < 20; i++) {
        futures[i] = contract_submit(executor, submit_counters, &ran, sizeof ran);
    }
    for (int i = 0; i < 20; i++) {
        assert_ok(yoke_future_result(futures[i], -1, NULL));
    }
    latch_wait(ran, 200);
    contract_release(futures, 20);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(ran), 200);
}

/* A large argument down, a large result up. */
static int echo_through_a_child(yoke_task *task)
{
    yoke_bytes input = yoke_task_input(task);
    yoke_future *child;
    yoke_bytes value;
    if (yoke_submit(
            yoke_task_executor(task), task_echo, input.data, input.size, &child) != 0 ||
        yoke_future_result(child, -1, &value) != 0) {
        return yoke_task_fail(task, 1, "child: %s", yoke_error_detail());
    }
    int error = yoke_task_return(task, value.data, value.size);
    yoke_future_release(child);
    return error;
}

static void nested__large_payload(void)
{
    enum { SIZE = 300000 };
    static unsigned char bytes[SIZE];
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (unsigned char)(i * 31 >> 3);
    }
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit(executor, echo_through_a_child, bytes, SIZE);
    yoke_bytes value;
    assert_ok(yoke_future_result(future, -1, &value));
    assert_int_equal(value.size, SIZE);
    assert_memory_equal(value.data, bytes, SIZE);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* A wait with a timeout never runs a task: with one worker it must time out. */
static int poll_child(yoke_task *task)
{
    long number = 1;
    yoke_future *child;
    if (yoke_submit(
            yoke_task_executor(task), task_double, &number, sizeof number, &child) !=
        0) {
        return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
    }
    long error = yoke_future_result(child, 1000000, NULL);
    yoke_future_release(child);
    return yoke_task_return(task, &error, sizeof error);
}

static void nested__timed_wait_runs_nothing(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, poll_child, NULL, 0);
    assert_int_equal(contract_long(future), YOKE_E_TIMEOUT);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* A task may cancel a child of its own that has not started. */
static int cancel_child(yoke_task *task)
{
    long number = 1;
    yoke_future *child;
    if (yoke_submit(
            yoke_task_executor(task), task_double, &number, sizeof number, &child) !=
        0) {
        return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
    }
    bool cancelled = yoke_future_cancel(child);
    long error = yoke_future_result(child, -1, NULL);
    yoke_future_release(child);
    return cancelled ? yoke_task_return(task, &error, sizeof error) : 1;
}

static void nested__child_can_be_cancelled(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, cancel_child, NULL, 0);
    assert_int_equal(contract_long(future), YOKE_E_CANCELLED);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* A wait with a timeout sleeps: another worker is started for the child. */
static int wait_for_child_with_timeout(yoke_task *task)
{
    long number = 21;
    yoke_future *child;
    yoke_bytes value;
    if (yoke_submit(
            yoke_task_executor(task), task_double, &number, sizeof number, &child) !=
        0) {
        return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
    }
    int error = yoke_future_result(child, 10000000000, &value);
    error = error != 0 ? yoke_task_fail(task, error, "%s", yoke_error_name(error))
                       : yoke_task_return(task, value.data, value.size);
    yoke_future_release(child);
    return error;
}

static void nested__timed_wait_gets_another_worker(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *future =
        contract_submit(executor, wait_for_child_with_timeout, NULL, 0);
    assert_int_equal(contract_long(future), 42);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* The module functions work inside tasks as they do outside. */
static int first_completed_of_children(yoke_task *task)
{
    long numbers[3] = {1, 2, 3};
    yoke_future *children[3], *future = NULL;
    yoke_as_completed *iterator;
    size_t done = 0;
    long sum = 0;
    for (int i = 0; i < 3; i++) {
        if (yoke_submit(yoke_task_executor(task),
                        task_double,
                        &numbers[i],
                        sizeof numbers[i],
                        &children[i]) != 0) {
            return yoke_task_fail(task, 1, "submit: %s", yoke_error_detail());
        }
    }
    if (yoke_wait(children, 3, YOKE_FIRST_COMPLETED, -1, &done) != 0 || done == 0 ||
        yoke_as_completed_open(children, 3, -1, &iterator) != 0) {
        return yoke_task_fail(task, 2, "wait: %s", yoke_error_detail());
    }
    while (yoke_as_completed_next(iterator, &future) == 0) {
        yoke_bytes value;
        sum += yoke_future_result(future, 0, &value) == 0 ? bytes_long(value) : -1000;
    }
    yoke_as_completed_close(iterator);
    for (int i = 0; i < 3; i++) {
        yoke_future_release(children[i]);
    }
    return yoke_task_return(task, &sum, sizeof sum);
}

static void nested__wait_and_as_completed_inside_a_task(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future =
        contract_submit(executor, first_completed_of_children, NULL, 0);
    yoke_failure failure = {.message = ""};
    assert_ok(yoke_future_failure(future, -1, &failure));
    assert_string_equal(failure.message, "");
    assert_int_equal(contract_long(future), 12);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* Submits itself again and again until an outside task has run. */
static int again(yoke_task *task)
{
    yoke_bytes latch_address = yoke_task_input(task);
    struct latch *latch;
    memcpy(&latch, latch_address.data, sizeof latch);
    if (latch_count(latch) > 0) {
        return 0;
    }
    return yoke_submit(
        yoke_task_executor(task), again, latch_address.data, latch_address.size, NULL);
}

static void nested__endless_resubmission_starves_nobody(void)
{
    struct latch *latch = latch_create();
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    assert_ok(yoke_submit(executor, again, &latch, sizeof latch, NULL));
    yoke_future *outside = contract_submit(executor, task_count, &latch, sizeof latch);
    gate_open(gate);
    assert_ok(yoke_future_result(outside, -1, NULL));
    yoke_future_release(outside);
    yoke_future_release(running);
    yoke_executor_destroy(executor);
}

const struct contract_case nested_cases[] = {
    {"nested__timed_wait_gets_another_worker",
     ON_WORKERS,
     nested__timed_wait_gets_another_worker},
    {"nested__wait_and_as_completed_inside_a_task",
     ON_ALL,
     nested__wait_and_as_completed_inside_a_task},
    {"nested__endless_resubmission_starves_nobody",
     ON_WORKERS,
     nested__endless_resubmission_starves_nobody},
    {"nested__one_level_on_one_worker", ON_ALL, nested__one_level_on_one_worker},
    {"nested__depth_100_on_one_worker", ON_ALL, nested__depth_100_on_one_worker},
    {"nested__depth_100_on_two_workers", ON_WORKERS, nested__depth_100_on_two_workers},
    {"nested__tree_of_tasks", ON_ALL | SEVERAL_EXECUTORS, nested__tree_of_tasks},
    {"nested__failure_of_the_child_arrives",
     ON_ALL,
     nested__failure_of_the_child_arrives},
    {"nested__submits_without_waiting_all_run",
     ON_ALL,
     nested__submits_without_waiting_all_run},
    {"nested__large_payload", ON_ALL, nested__large_payload},
    {"nested__timed_wait_runs_nothing", ON_WORKERS, nested__timed_wait_runs_nothing},
    {"nested__child_can_be_cancelled", ON_WORKERS, nested__child_can_be_cancelled},
    {NULL, 0, NULL},
};
