/* yoke_as_completed: futures in the order in which they settle. */
#include "contract.h"

static yoke_as_completed *
open_iterator(yoke_future *const *futures, size_t count, int64_t timeout_ns)
{
    yoke_as_completed *iterator = NULL;
    assert_ok(yoke_as_completed_open(futures, count, timeout_ns, &iterator));
    assert_non_null(iterator);
    return iterator;
}

static yoke_future *next_future(yoke_as_completed *iterator)
{
    yoke_future *future = NULL;
    assert_ok(yoke_as_completed_next(iterator, &future));
    assert_non_null(future);
    assert_true(yoke_future_done(future));
    return future;
}

static void assert_end(yoke_as_completed *iterator)
{
    yoke_future *future = NULL;
    assert_error(yoke_as_completed_next(iterator, &future), YOKE_E_END);
    assert_error(yoke_as_completed_next(iterator, &future), YOKE_E_END);
    assert_null(future);
}

/* cpython test_as_completed.test_no_timeout */
static void as_completed__settled_ones_come_first(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *good = contract_submit_long(executor, task_double, 2);
    yoke_future *bad = contract_submit_long(executor, task_fail, 2);
    assert_int_equal(contract_failure(bad).code, 2);
    yoke_future *gated;
    contract_occupy(executor, gate, 1, &gated);
    yoke_future *cancelled = contract_submit_long(executor, task_double, 2);
    assert_true(yoke_future_cancel(cancelled));
    yoke_future *const futures[] = {gated, good, bad, cancelled};
    yoke_as_completed *iterator = open_iterator(futures, 4, -1);
    for (int i = 0; i < 3; i++) {
        assert_ptr_not_equal(next_future(iterator), gated);
    }
    gate_open(gate);
    assert_ptr_equal(next_future(iterator), gated);
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    contract_release(futures, 4);
    yoke_executor_destroy(executor);
}

static void as_completed__every_future_once(void)
{
    enum { TASKS = 100 };
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    yoke_as_completed *iterator = open_iterator(futures, TASKS, -1);
    bool seen[TASKS] = {false};
    for (int i = 0; i < TASKS; i++) {
        long index = contract_long(next_future(iterator)) / 2;
        assert_in_range(index, 0, TASKS - 1);
        assert_false(seen[index]);
        seen[index] = true;
    }
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

static void as_completed__in_completion_order(void)
{
    enum { TASKS = 4 };
    static const int order[TASKS] = {2, 0, 3, 1};
    yoke_executor *executor = contract_create(TASKS);
    struct gate *gates[TASKS];
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        gates[i] = gate_create();
        futures[i] = contract_submit_gate(executor, gates[i], i);
    }
    yoke_as_completed *iterator = open_iterator(futures, TASKS, -1);
    for (int i = 0; i < TASKS; i++) {
        gate_open(gates[order[i]]);
        assert_ptr_equal(next_future(iterator), futures[order[i]]);
    }
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

static void count_call(yoke_future *future, void *latch)
{
    (void)future;
    latch_add(latch);
}

/*
 * What settled while nobody asked still comes in its order. A callback added after
 * the iterator was opened tells when the iterator knows: a result can be seen a
 * moment before that.
 */
static void as_completed__order_is_kept_between_calls(void)
{
    enum { TASKS = 3 };
    static const int order[TASKS] = {1, 2, 0};
    yoke_executor *executor = contract_create(TASKS);
    struct gate *gates[TASKS];
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        gates[i] = gate_create();
        futures[i] = contract_submit_gate(executor, gates[i], i);
    }
    yoke_as_completed *iterator = open_iterator(futures, TASKS, -1);
    struct latch calls = {0};
    for (unsigned i = 0; i < TASKS; i++) {
        assert_ok(yoke_future_on_done(futures[order[i]], count_call, &calls));
        gate_open(gates[order[i]]);
        latch_wait(&calls, i + 1);
    }
    for (int i = 0; i < TASKS; i++) {
        assert_ptr_equal(next_future(iterator), futures[order[i]]);
    }
    yoke_as_completed_close(iterator);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

/* cpython test_as_completed.test_future_times_out, with the counts in the words */
static void as_completed__times_out_with_counts(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *settled[2];
    for (int i = 0; i < 2; i++) {
        settled[i] = contract_submit_long(executor, task_double, i);
        assert_int_equal(contract_long(settled[i]), 2 * i);
    }
    yoke_future *const futures[] = {contract_submit_gate(executor, gate, 0),
                                    settled[0],
                                    contract_submit_gate(executor, gate, 1),
                                    settled[1]};
    static const int64_t timeouts_ns[] = {0, 1, 10000000};
    for (size_t i = 0; i < 3; i++) {
        yoke_as_completed *iterator = open_iterator(futures, 4, timeouts_ns[i]);
        next_future(iterator);
        next_future(iterator);
        yoke_future *future = NULL;
        assert_error(yoke_as_completed_next(iterator, &future), YOKE_E_TIMEOUT);
        assert_contains(yoke_error_detail(), "2 of 4 futures unfinished");
        assert_null(future);
        yoke_as_completed_close(iterator);
    }
    gate_open(gate);
    contract_release(futures, 4);
    yoke_executor_destroy(executor);
}

/* cpython test_as_completed.test_duplicate_futures */
static void as_completed__duplicates_come_once(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *settled = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(settled), 2);
    yoke_future *gated = contract_submit_gate(executor, gate, 1);
    yoke_future *const futures[] = {gated, settled, gated, settled, gated};
    yoke_as_completed *iterator = open_iterator(futures, 5, -1);
    assert_ptr_equal(next_future(iterator), settled);
    gate_open(gate);
    assert_ptr_equal(next_future(iterator), gated);
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    yoke_future_release(settled);
    yoke_future_release(gated);
    yoke_executor_destroy(executor);
}

/* cpython test_as_completed.test_free_reference_yielded_future */
static void as_completed__yielded_futures_can_be_released(void)
{
    enum { TASKS = 10 };
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    yoke_as_completed *iterator = open_iterator(futures, TASKS, -1);
    for (int i = 0; i < TASKS; i++) {
        yoke_future *future = next_future(iterator);
        assert_in_range(contract_long(future), 0, 2 * TASKS);
        yoke_future_release(future);
    }
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    yoke_executor_destroy(executor);
}

/* The iterator holds them: the caller may let go of all of them at once. */
static void as_completed__holds_the_futures(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *futures[3];
    for (int i = 0; i < 3; i++) {
        futures[i] = contract_submit_gate(executor, gate, 5);
    }
    yoke_as_completed *iterator = open_iterator(futures, 3, -1);
    contract_release(futures, 3);
    gate_open(gate);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(contract_long(next_future(iterator)), 5);
    }
    yoke_as_completed_close(iterator);
    yoke_executor_destroy(executor);
}

static void as_completed__closed_early_changes_nothing(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *futures[3];
    for (int i = 0; i < 3; i++) {
        futures[i] = contract_submit_gate(executor, gate, i);
    }
    yoke_as_completed_close(open_iterator(futures, 3, -1));
    yoke_as_completed *iterator = open_iterator(futures, 3, -1);
    gate_open(gate);
    next_future(iterator);
    yoke_as_completed_close(iterator);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(contract_long(futures[i]), i);
    }
    contract_release(futures, 3);
    yoke_executor_destroy(executor);
}

static void as_completed__after_the_executor_is_gone(void)
{
    for (int i = 0; i < 20; i++) {
        yoke_executor *executor = contract_create(1);
        yoke_future *futures[3];
        for (int n = 0; n < 3; n++) {
            futures[n] = contract_submit_long(executor, task_double, n);
        }
        yoke_executor_destroy(executor);
        yoke_as_completed *iterator = open_iterator(futures, 3, -1);
        for (int n = 0; n < 3; n++) {
            assert_in_range(contract_long(next_future(iterator)), 0, 4);
        }
        assert_end(iterator);
        yoke_as_completed_close(iterator);
        contract_release(futures, 3);
    }
}

static void as_completed__of_nothing_ends(void)
{
    yoke_as_completed *iterator = open_iterator(NULL, 0, -1);
    assert_end(iterator);
    yoke_as_completed_close(iterator);
    assert_error(yoke_as_completed_open(NULL, 2, -1, &iterator), YOKE_E_INVALID);
}

const struct contract_case as_completed_cases[] = {
    {"as_completed__settled_ones_come_first",
     ON_WORKERS,
     as_completed__settled_ones_come_first},
    {"as_completed__every_future_once", ON_ALL, as_completed__every_future_once},
    {"as_completed__in_completion_order",
     ON_WORKERS,
     as_completed__in_completion_order},
    {"as_completed__order_is_kept_between_calls",
     ON_WORKERS,
     as_completed__order_is_kept_between_calls},
    {"as_completed__times_out_with_counts",
     ON_WORKERS,
     as_completed__times_out_with_counts},
    {"as_completed__duplicates_come_once",
     ON_WORKERS,
     as_completed__duplicates_come_once},
    {"as_completed__yielded_futures_can_be_released",
     ON_ALL,
     as_completed__yielded_futures_can_be_released},
    {"as_completed__holds_the_futures", ON_WORKERS, as_completed__holds_the_futures},
    {"as_completed__closed_early_changes_nothing",
     ON_WORKERS,
     as_completed__closed_early_changes_nothing},
    {"as_completed__after_the_executor_is_gone",
     ON_ALL | SEVERAL_EXECUTORS,
     as_completed__after_the_executor_is_gone},
    {"as_completed__of_nothing_ends", ON_ALL, as_completed__of_nothing_ends},
    {NULL, 0, NULL},
};
