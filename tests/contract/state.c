/* States of a future, and cancelling in each of them. */
#include "contract.h"

static void
assert_state(const yoke_future *future, bool running, bool done, bool cancelled)
{
    assert_int_equal(yoke_future_running(future), running);
    assert_int_equal(yoke_future_done(future), done);
    assert_int_equal(yoke_future_cancelled(future), cancelled);
}

/* cpython test_future.test_cancel, test_cancelled, test_done, test_running */
static void future_state__in_each_state(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *pending = contract_submit_long(executor, task_double, 1);
    yoke_future *cancelled = contract_submit_long(executor, task_double, 2);
    yoke_future *failing = contract_submit_long(executor, task_fail, 3);
    assert_state(running, true, false, false);
    assert_state(pending, false, false, false);
    assert_true(yoke_future_cancel(cancelled));
    assert_state(cancelled, false, true, true);
    gate_open(gate);
    assert_int_equal(contract_long(pending), 2);
    assert_state(pending, false, true, false);
    assert_int_equal(contract_failure(failing).code, 3);
    assert_state(failing, false, true, false);
    assert_state(running, false, true, false);
    assert_state(cancelled, false, true, true);
    yoke_future *const all[] = {running, pending, cancelled, failing};
    contract_release(all, 4);
    yoke_executor_destroy(executor);
}

static void future_state__serial_is_settled_at_once(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *good = contract_submit_long(executor, task_double, 1);
    yoke_future *bad = contract_submit_long(executor, task_fail, 1);
    assert_state(good, false, true, false);
    assert_state(bad, false, true, false);
    assert_false(yoke_future_cancel(good));
    assert_false(yoke_future_cancel(bad));
    assert_int_equal(contract_long(good), 2);
    yoke_future_release(good);
    yoke_future_release(bad);
    yoke_executor_destroy(executor);
}

static void future_cancel__running_or_settled_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future;
    contract_occupy(executor, gate, 1, &future);
    assert_false(yoke_future_cancel(future));
    gate_open(gate);
    assert_int_equal(contract_long(future), 0);
    assert_false(yoke_future_cancel(future));
    assert_int_equal(contract_long(future), 0);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void future_cancel__twice_is_true_twice(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *pending = contract_submit_long(executor, task_double, 1);
    assert_true(yoke_future_cancel(pending));
    assert_true(yoke_future_cancel(pending));
    assert_error(yoke_future_result(pending, 0, NULL), YOKE_E_CANCELLED);
    gate_open(gate);
    yoke_future_release(running);
    yoke_future_release(pending);
    yoke_executor_destroy(executor);
}

static void future_cancel__never_runs(void)
{
    enum { TASKS = 60 };
    struct latch *ran = latch_create();
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running, *futures[TASKS];
    contract_occupy(executor, gate, 1, &running);
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit(executor, task_count, &ran, sizeof ran);
    }
    for (int i = 0; i < TASKS; i += 2) {
        assert_true(yoke_future_cancel(futures[i]));
    }
    gate_open(gate);
    for (int i = 0; i < TASKS; i++) {
        int expected = i % 2 == 0 ? YOKE_E_CANCELLED : 0;
        assert_error(yoke_future_result(futures[i], -1, NULL), expected);
    }
    yoke_future_release(running);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(ran), TASKS / 2);
}

/*
 * cpython test_process_pool: RUNNING there means "was dispatched", so that one
 * worker shows three running futures that cannot be cancelled; here it means that
 * the function has started.
 */
static void future_running__means_that_it_started(void)
{
    enum { TASKS = 10 };
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running, *futures[TASKS];
    contract_occupy(executor, gate, 1, &running);
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
        assert_state(futures[i], false, false, false);
    }
    for (int i = 0; i < TASKS; i++) {
        assert_true(yoke_future_cancel(futures[i]));
    }
    gate_open(gate);
    yoke_future_release(running);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

/*
 * A worker takes several tasks at once when they are short; what it claimed and
 * did not start can still be cancelled, and another worker runs it.
 */
static void future_cancel__claimed_by_a_busy_worker(void)
{
    enum { TASKS = 40 };
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    yoke_future *warm[200], *futures[TASKS], *gated;
    for (int i = 0; i < 200; i++) { /* teaches the workers that tasks are short */
        warm[i] = contract_submit_long(executor, task_double, i);
    }
    gated = contract_submit_gate(executor, gate, 5);
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    for (int i = 0; i < TASKS; i++) { /* the other worker gets to all of them */
        assert_int_equal(contract_long(futures[i]), 2 * i);
    }
    gate_open(gate);
    assert_int_equal(contract_long(gated), 5);
    contract_release(warm, 200);
    contract_release(futures, TASKS);
    yoke_future_release(gated);
    yoke_executor_destroy(executor);
}

const struct contract_case state_cases[] = {
    {"future_state__in_each_state", ON_WORKERS, future_state__in_each_state},
    {"future_state__serial_is_settled_at_once",
     ON_SERIAL,
     future_state__serial_is_settled_at_once},
    {"future_cancel__running_or_settled_is_refused",
     ON_WORKERS,
     future_cancel__running_or_settled_is_refused},
    {"future_cancel__twice_is_true_twice",
     ON_WORKERS,
     future_cancel__twice_is_true_twice},
    {"future_cancel__never_runs", ON_WORKERS, future_cancel__never_runs},
    {"future_running__means_that_it_started",
     ON_WORKERS,
     future_running__means_that_it_started},
    {"future_cancel__claimed_by_a_busy_worker",
     ON_WORKERS,
     future_cancel__claimed_by_a_busy_worker},
    {NULL, 0, NULL},
};
