/* yoke_wait: several futures at once. */
#include "contract.h"

#include <time.h>

static size_t wait_for(yoke_future *const *futures,
                       size_t count,
                       yoke_wait_when when,
                       int64_t timeout_ns)
{
    size_t done = SIZE_MAX;
    assert_ok(yoke_wait(futures, count, when, timeout_ns, &done));
    assert_true(done <= count);
    return done;
}

/* cpython test_wait.test_20369: duplicates do not make it wait for ever */
static void wait__duplicates(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    yoke_future *const twice[] = {future, future};
    assert_int_equal(wait_for(twice, 2, YOKE_ALL_COMPLETED, -1), 2);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_first_completed */
static void wait__first_completed(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *gates[2] = {gate_create(), gate_create()};
    yoke_future *futures[2];
    for (int i = 0; i < 2; i++) {
        futures[i] = contract_submit_gate(executor, gates[i], i);
    }
    gate_open(gates[1]);
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_COMPLETED, -1), 1);
    assert_true(yoke_future_done(futures[1]));
    assert_false(yoke_future_done(futures[0]));
    gate_open(gates[0]);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_first_completed_some_already_completed */
static void wait__first_completed_with_one_already(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *settled = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(settled), 2);
    yoke_future *const futures[] = {contract_submit_gate(executor, gate, 1), settled};
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_COMPLETED, -1), 1);
    gate_open(gate);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_first_exception */
static void wait__first_failure(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *fails = gate_create(), *stays = gate_create();
    struct gate_argument argument = {fails, 5};
    yoke_future *good = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(good), 2); /* a success does not end the wait */
    yoke_future *const futures[] = {
        good,
        contract_submit(executor, task_gate_fail, &argument, sizeof argument),
        contract_submit_gate(executor, stays, 1)};
    gate_wait_arrived(stays, 1);
    gate_open(fails);
    assert_int_equal(wait_for(futures, 3, YOKE_FIRST_FAILURE, -1), 2);
    assert_false(yoke_future_done(futures[2]));
    gate_open(stays);
    contract_release(futures, 3);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_first_exception_one_already_failed */
static void wait__first_failure_with_one_already(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *failed = contract_submit_long(executor, task_fail, 1);
    assert_int_equal(contract_failure(failed).code, 1);
    yoke_future *const futures[] = {contract_submit_gate(executor, gate, 1), failed};
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_FAILURE, -1), 1);
    gate_open(gate);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_first_exception_some_already_complete */
static void wait__first_failure_with_none_waits_for_all(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[6];
    for (int i = 0; i < 6; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    assert_int_equal(wait_for(futures, 6, YOKE_FIRST_FAILURE, -1), 6);
    contract_release(futures, 6);
    yoke_executor_destroy(executor);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A cancellation is no failure: the wait lasts its whole time. */
static void wait__first_failure_is_no_cancellation(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *futures[2];
    contract_occupy(executor, gate, 1, futures);
    futures[1] = contract_submit_long(executor, task_double, 1);
    assert_true(yoke_future_cancel(futures[1]));
    int64_t start_ns = now_ns();
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_FAILURE, 30000000), 1);
    assert_true(now_ns() - start_ns >= 30000000);
    gate_open(gate);
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_FAILURE, -1), 2);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_all_completed, test_all_completed_some_already_completed */
static void wait__all_completed_in_every_way(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *futures[4];
    contract_occupy(executor, gate, 1, futures);
    futures[1] = contract_submit_long(executor, task_double, 1);
    futures[2] = contract_submit_long(executor, task_fail, 1);
    futures[3] = contract_submit_long(executor, task_double, 2);
    assert_true(yoke_future_cancel(futures[3]));
    gate_open(gate);
    assert_int_equal(wait_for(futures, 4, YOKE_ALL_COMPLETED, -1), 4);
    assert_int_equal(wait_for(futures, 4, YOKE_ALL_COMPLETED, 0), 4);
    assert_ok(yoke_wait(futures, 4, YOKE_ALL_COMPLETED, -1, NULL));
    contract_release(futures, 4);
    yoke_executor_destroy(executor);
}

/* cpython test_wait.test_timeout: not an error, only fewer are done */
static void wait__timeout_returns_fewer(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *settled = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(settled), 2);
    yoke_future *const futures[] = {settled, contract_submit_gate(executor, gate, 1)};
    assert_int_equal(wait_for(futures, 2, YOKE_ALL_COMPLETED, 0), 1);
    assert_int_equal(wait_for(futures, 2, YOKE_ALL_COMPLETED, 5000000), 1);
    gate_open(gate);
    assert_int_equal(wait_for(futures, 2, YOKE_ALL_COMPLETED, -1), 2);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* Always an error, not only when it would have to wait (as in CPython). */
static void wait__bad_constant_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(future), 2);
    size_t done = 77;
    assert_error(yoke_wait(&future, 1, (yoke_wait_when)9, -1, &done), YOKE_E_INVALID);
    assert_contains(yoke_error_detail(), "9");
    assert_error(yoke_wait(NULL, 0, (yoke_wait_when)-1, -1, &done), YOKE_E_INVALID);
    assert_error(yoke_wait(NULL, 3, YOKE_ALL_COMPLETED, -1, &done), YOKE_E_INVALID);
    assert_int_equal(done, 77);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void wait__for_nothing_returns_at_once(void)
{
    assert_int_equal(wait_for(NULL, 0, YOKE_ALL_COMPLETED, -1), 0);
    assert_int_equal(wait_for(NULL, 0, YOKE_FIRST_COMPLETED, -1), 0);
    assert_int_equal(wait_for(NULL, 0, YOKE_FIRST_FAILURE, -1), 0);
}

/* cpython test_wait.test_pending_calls_race */
static void wait__pending_calls_race(void)
{
    enum { TASKS = 100, ROUNDS = 5 };
    yoke_executor *executor = contract_create(4);
    for (int round = 0; round < ROUNDS; round++) {
        struct gate *gate = gate_create();
        yoke_future *futures[TASKS];
        for (int i = 0; i < TASKS; i++) {
            futures[i] = contract_submit_gate(executor, gate, i);
        }
        gate_open(gate);
        assert_int_equal(wait_for(futures, TASKS, YOKE_ALL_COMPLETED, -1), TASKS);
        for (int i = 0; i < TASKS; i++) {
            assert_int_equal(contract_long(futures[i]), i);
        }
        contract_release(futures, TASKS);
    }
    yoke_executor_destroy(executor);
}

/* Futures of two executors stand in one list. */
static void wait__across_executors(void)
{
    yoke_executor *first = contract_create(1);
    yoke_executor *second = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *const futures[] = {contract_submit_gate(first, gate, 1),
                                    contract_submit_long(second, task_double, 2)};
    assert_int_equal(wait_for(futures, 2, YOKE_FIRST_COMPLETED, -1), 1);
    assert_true(yoke_future_done(futures[1]));
    gate_open(gate);
    assert_int_equal(wait_for(futures, 2, YOKE_ALL_COMPLETED, -1), 2);
    contract_release(futures, 2);
    yoke_executor_destroy(first);
    yoke_executor_destroy(second);
}

const struct contract_case wait_cases[] = {
    {"wait__duplicates", ON_ALL, wait__duplicates},
    {"wait__first_completed", ON_WORKERS, wait__first_completed},
    {"wait__first_completed_with_one_already",
     ON_WORKERS,
     wait__first_completed_with_one_already},
    {"wait__first_failure", ON_WORKERS, wait__first_failure},
    {"wait__first_failure_with_one_already",
     ON_WORKERS,
     wait__first_failure_with_one_already},
    {"wait__first_failure_with_none_waits_for_all",
     ON_ALL,
     wait__first_failure_with_none_waits_for_all},
    {"wait__first_failure_is_no_cancellation",
     ON_WORKERS,
     wait__first_failure_is_no_cancellation},
    {"wait__all_completed_in_every_way", ON_WORKERS, wait__all_completed_in_every_way},
    {"wait__timeout_returns_fewer", ON_WORKERS, wait__timeout_returns_fewer},
    {"wait__bad_constant_is_refused", ON_ALL, wait__bad_constant_is_refused},
    {"wait__for_nothing_returns_at_once", ON_ALL, wait__for_nothing_returns_at_once},
    {"wait__pending_calls_race", ON_WORKERS, wait__pending_calls_race},
    {"wait__across_executors", ON_WORKERS | SEVERAL_EXECUTORS, wait__across_executors},
    {NULL, 0, NULL},
};
