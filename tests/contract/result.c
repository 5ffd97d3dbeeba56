/* Waiting for one result, and how long its bytes live. */
#include "contract.h"

/* cpython test_future.test_result_with_timeout */
static void future_result__times_out(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future;
    contract_occupy(executor, gate, 1, &future);
    yoke_bytes value = {"untouched", 9};
    assert_error(yoke_future_result(future, 0, &value), YOKE_E_TIMEOUT);
    assert_error(yoke_future_result(future, 1, &value), YOKE_E_TIMEOUT);
    assert_error(yoke_future_result(future, 2000000, &value), YOKE_E_TIMEOUT);
    assert_int_equal(value.size, 9);
    assert_true(yoke_future_running(future)); /* a timeout does not touch the task */
    gate_open(gate);
    assert_int_equal(contract_long(future), 0);
    assert_ok(yoke_future_result(future, 0, &value));
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void *open_gate(void *gate)
{
    gate_open(gate);
    return NULL;
}

/* cpython test_future.test_result_with_success */
static void future_result__success_while_it_waits(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future = contract_submit_gate(executor, gate, 42);
    pthread_t opener = contract_thread(open_gate, gate);
    yoke_bytes value;
    assert_ok(yoke_future_result(future, 25000000000, &value));
    assert_int_equal(bytes_long(value), 42);
    contract_join(opener);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void *cancel_future(void *future)
{
    yoke_future_cancel(future);
    return NULL;
}

/* cpython test_future.test_result_with_cancel */
static void future_result__cancel_while_it_waits(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    for (int i = 0; i < 20; i++) {
        yoke_future *pending = contract_submit_long(executor, task_double, 1);
        pthread_t canceller = contract_thread(cancel_future, pending);
        assert_error(yoke_future_result(pending, -1, NULL), YOKE_E_CANCELLED);
        contract_join(canceller);
        yoke_future_release(pending);
    }
    gate_open(gate);
    yoke_future_release(running);
    yoke_executor_destroy(executor);
}

static void *await_42(void *future)
{
    yoke_bytes value;
    bool good = yoke_future_result(future, -1, &value) == 0 && bytes_long(value) == 42;
    return good ? future : NULL;
}

static void future_result__many_waiters(void)
{
    enum { WAITERS = 8 };
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future = contract_submit_gate(executor, gate, 42);
    pthread_t waiters[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
        waiters[i] = contract_thread(await_42, future);
    }
    gate_wait_arrived(gate, 1);
    gate_open(gate);
    for (int i = 0; i < WAITERS; i++) {
        void *good = NULL;
        assert_int_equal(pthread_join(waiters[i], &good), 0);
        assert_ptr_equal(good, future);
    }
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void future_result__lives_on_after_the_executor(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *small = contract_submit_long(executor, task_double, 21);
    yoke_future *failed = contract_submit_long(executor, task_fail, 8);
    static char words[100000];
    memset(words, 'w', sizeof words);
    yoke_future *large = contract_submit(executor, task_echo, words, sizeof words);
    yoke_executor_destroy(executor);
    assert_int_equal(contract_long(small), 42);
    assert_string_equal(contract_failure(failed).message, "failed with 8");
    yoke_bytes value;
    assert_ok(yoke_future_result(large, -1, &value));
    assert_int_equal(value.size, sizeof words);
    assert_memory_equal(value.data, words, sizeof words);
    yoke_future *const all[] = {small, failed, large};
    contract_release(all, 3);
}

static void future_retain__bytes_live_until_the_last_release(void)
{
    yoke_executor *executor = contract_create(1);
    char text[200] = "the oldest yoke";
    yoke_future *future = contract_submit(executor, task_echo, text, sizeof text);
    yoke_bytes value;
    assert_ok(yoke_future_result(future, -1, &value));
    assert_ptr_equal(yoke_future_retain(future), future);
    yoke_future_release(future);
    for (int i = 0; i < 100; i++) { /* would take the memory, had it been freed */
        char other[200] = "something else";
        yoke_future *next = contract_submit(executor, task_echo, other, sizeof other);
        assert_ok(yoke_future_result(next, -1, NULL));
        yoke_future_release(next);
    }
    assert_memory_equal(value.data, text, sizeof text);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void future_release__before_it_runs(void)
{
    struct latch *ran = latch_create();
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    for (int i = 0; i < 30; i++) {
        yoke_future_release(contract_submit(executor, task_count, &ran, sizeof ran));
    }
    yoke_future_release(running);
    gate_open(gate);
    latch_wait(ran, 30);
    yoke_executor_destroy(executor);
}

static void null__is_accepted_where_the_header_says_so(void)
{
    yoke_future_release(NULL);
    yoke_executor_destroy(NULL);
    yoke_as_completed_close(NULL);
    yoke_map_close(NULL);
    assert_string_equal(yoke_error_name(0), "YOKE_OK");
    assert_string_equal(yoke_error_name(YOKE_E_TIMEOUT), "YOKE_E_TIMEOUT");
    assert_string_equal(yoke_error_name(-9999), "YOKE_E_UNKNOWN");
    assert_non_null(yoke_error_text(-9999));
}

const struct contract_case result_cases[] = {
    {"future_result__times_out", ON_WORKERS, future_result__times_out},
    {"future_result__success_while_it_waits",
     ON_WORKERS,
     future_result__success_while_it_waits},
    {"future_result__cancel_while_it_waits",
     ON_WORKERS,
     future_result__cancel_while_it_waits},
    {"future_result__many_waiters", ON_WORKERS, future_result__many_waiters},
    {"future_result__lives_on_after_the_executor",
     ON_ALL,
     future_result__lives_on_after_the_executor},
    {"future_retain__bytes_live_until_the_last_release",
     ON_ALL,
     future_retain__bytes_live_until_the_last_release},
    {"future_release__before_it_runs", ON_WORKERS, future_release__before_it_runs},
    {"null__is_accepted_where_the_header_says_so",
     ON_ALL,
     null__is_accepted_where_the_header_says_so},
    {NULL, 0, NULL},
};
