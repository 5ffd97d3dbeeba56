/* Failures: the task's own words reach whoever asks, across any border. */
#include "contract.h"

#include <errno.h>
#include <stdio.h>

/* cpython test_process_pool.test_traceback: what failed and why crosses over */
static void failure__code_and_message(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit_long(executor, task_fail, 7);
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_TASK_FAILED);
    yoke_failure failure = contract_failure(future);
    assert_int_equal(failure.error, YOKE_E_TASK_FAILED);
    assert_int_equal(failure.code, 7);
    assert_string_equal(failure.message, "failed with 7");
    assert_int_equal(failure.signal_number, 0);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* cpython test_process_pool: one failure record per future */
static void failure__one_record_a_future(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[50];
    for (long i = 0; i < 50; i++) {
        futures[i] = contract_submit_long(executor, task_fail, i);
    }
    yoke_failure failures[50];
    for (int i = 0; i < 50; i++) {
        failures[i] = contract_failure(futures[i]);
    }
    for (int i = 0; i < 50; i++) { /* strings live until the release */
        char expected[32];
        snprintf(expected, sizeof expected, "failed with %d", i);
        assert_int_equal(failures[i].code, i);
        assert_string_equal(failures[i].message, expected);
    }
    contract_release(futures, 50);
    yoke_executor_destroy(executor);
}

static int fail_falsy(yoke_task *task)
{
    return yoke_task_fail(task, 0, "%s", "");
}

/* cpython test_executor.test_swallows_falsey_exceptions */
static void failure__code_0_and_no_message_is_a_failure(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, fail_falsy, NULL, 0);
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_TASK_FAILED);
    yoke_failure failure = contract_failure(future);
    assert_int_equal(failure.error, YOKE_E_TASK_FAILED);
    assert_int_equal(failure.code, 0);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int return_nonzero(yoke_task *task)
{
    (void)task;
    return -1;
}

static void failure__nonzero_return_alone_is_a_failure(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, return_nonzero, NULL, 0);
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_TASK_FAILED);
    assert_int_equal(contract_failure(future).error, YOKE_E_TASK_FAILED);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int fail_and_return_0(yoke_task *task)
{
    yoke_task_fail(task, 5, "said so");
    return 0;
}

static int return_then_fail(yoke_task *task)
{
    if (yoke_task_return(task, "a result", 8) != 0) {
        return 1;
    }
    return yoke_task_fail(task, 5, "said so");
}

static void failure__said_is_said(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_task_fn *const functions[] = {fail_and_return_0, return_then_fail};
    for (size_t i = 0; i < 2; i++) {
        yoke_future *future = contract_submit(executor, functions[i], NULL, 0);
        assert_error(yoke_future_result(future, -1, NULL), YOKE_E_TASK_FAILED);
        assert_int_equal(contract_failure(future).code, 5);
        assert_string_equal(contract_failure(future).message, "said so");
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
}

static int fail_at_length(yoke_task *task)
{
    char words[10001];
    memset(words, 'w', sizeof words - 1);
    words[sizeof words - 1] = '\0';
    return yoke_task_fail(task, 1, "%s", words);
}

static void failure__long_message_is_cut(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit(executor, fail_at_length, NULL, 0);
    const char *message = contract_failure(future).message;
    assert_in_range(strlen(message), 3900, 4000);
    assert_int_equal(strspn(message, "w."), strlen(message));
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int fail_with_id(yoke_task *task)
{
    if (task_worker_id(task) != 0) {
        return 1;
    }
    return yoke_task_fail(task, yoke_task_worker_index(task), "index");
}

static void failure__names_the_worker(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *asked = contract_submit(executor, task_worker_id, NULL, 0);
    long id = contract_long(asked);
    yoke_future *future = contract_submit(executor, fail_with_id, NULL, 0);
    yoke_failure failure = contract_failure(future);
    assert_int_equal(failure.code, 0);
    assert_int_equal(failure.worker_index, 0);
    assert_int_equal(failure.worker_id, id);
    assert_int_equal(yoke_executor_worker_id(executor, 0), id);
    yoke_future_release(asked);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* cpython test_future.test_exception_with_success */
static void failure__of_a_success_is_none(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    yoke_failure failure = {.error = 99};
    assert_ok(yoke_future_failure(future, -1, &failure));
    assert_int_equal(failure.error, 0);
    assert_string_equal(failure.message, "");
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* cpython test_future.test_exception_with_timeout, of cancelled ones too */
static void failure__of_the_unsettled_and_the_cancelled(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *pending = contract_submit_long(executor, task_double, 1);
    yoke_failure failure = {.error = 99};
    assert_error(yoke_future_failure(running, 0, &failure), YOKE_E_TIMEOUT);
    assert_error(yoke_future_failure(pending, 1000000, &failure), YOKE_E_TIMEOUT);
    assert_true(yoke_future_cancel(pending));
    assert_error(yoke_future_failure(pending, -1, &failure), YOKE_E_CANCELLED);
    assert_int_equal(failure.error, 99);
    gate_open(gate);
    assert_ok(yoke_future_failure(running, -1, &failure));
    assert_int_equal(failure.error, 0);
    yoke_future_release(running);
    yoke_future_release(pending);
    yoke_executor_destroy(executor);
}

/* cpython test_executor.test_map_timeout relatives: a task's own "timed out" */
static void failure__own_etimedout_is_not_our_timeout(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, task_fail, ETIMEDOUT);
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_TASK_FAILED);
    assert_int_equal(contract_failure(future).code, ETIMEDOUT);
    yoke_future_release(future);
    future = contract_submit_long(executor, task_fail, YOKE_E_TIMEOUT);
    assert_error(yoke_future_result(future, 30000000000, NULL), YOKE_E_TASK_FAILED);
    assert_int_equal(contract_failure(future).code, YOKE_E_TIMEOUT);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

const struct contract_case failure_cases[] = {
    {"failure__code_and_message", ON_ALL, failure__code_and_message},
    {"failure__one_record_a_future", ON_ALL, failure__one_record_a_future},
    {"failure__code_0_and_no_message_is_a_failure",
     ON_ALL,
     failure__code_0_and_no_message_is_a_failure},
    {"failure__nonzero_return_alone_is_a_failure",
     ON_ALL,
     failure__nonzero_return_alone_is_a_failure},
    {"failure__said_is_said", ON_ALL, failure__said_is_said},
    {"failure__long_message_is_cut", ON_ALL, failure__long_message_is_cut},
    {"failure__names_the_worker", ON_WORKERS, failure__names_the_worker},
    {"failure__of_a_success_is_none", ON_ALL, failure__of_a_success_is_none},
    {"failure__of_the_unsettled_and_the_cancelled",
     ON_WORKERS,
     failure__of_the_unsettled_and_the_cancelled},
    {"failure__own_etimedout_is_not_our_timeout",
     ON_ALL,
     failure__own_etimedout_is_not_our_timeout},
    {NULL, 0, NULL},
};
