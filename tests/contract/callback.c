/*
 * Callbacks: in the order added, once each, in this process. A waiter may return
 * before they ran, so each case waits for the callback itself.
 */
#include "contract.h"

#include <sys/syscall.h>
#include <unistd.h>

/* What a callback saw. Its counter comes last: it publishes the rest. */
struct seen {
    yoke_future *future;
    int error;
    long value;
    int code;
    bool done;
    pid_t process;
    long thread;
    struct latch calls;
};

static void look(yoke_future *future, void *context)
{
    struct seen *seen = context;
    yoke_bytes value = {NULL, 0};
    yoke_failure failure = {.code = 0};
    seen->future = future;
    seen->done = yoke_future_done(future);
    seen->error = yoke_future_result(future, 0, &value);
    seen->value = seen->error == 0 ? bytes_long(value) : 0;
    if (yoke_future_failure(future, 0, &failure) == 0) {
        seen->code = failure.code;
    }
    seen->process = getpid();
    seen->thread = syscall(SYS_gettid);
    latch_add(&seen->calls);
}

static void assert_seen(struct seen *seen, yoke_future *future, int error)
{
    latch_wait(&seen->calls, 1);
    assert_ptr_equal(seen->future, future);
    assert_true(seen->done);
    assert_int_equal(seen->error, error);
    assert_int_equal(seen->process, getpid());
}

/* cpython test_future.test_done_callback_with_result, _with_exception, _with_cancel */
static void callback__with_result_failure_and_cancel(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    struct seen seen[3] = {{.value = 0}};
    struct gate_argument argument = {gate, 17};
    yoke_future *futures[3] = {
        contract_submit_gate(executor, gate, 42),
        contract_submit(executor, task_gate_fail, &argument, sizeof argument),
        contract_submit_long(executor, task_double, 1)};
    for (int i = 0; i < 3; i++) {
        assert_ok(yoke_future_on_done(futures[i], look, &seen[i]));
    }
    gate_wait_arrived(gate, 1);
    assert_true(yoke_future_cancel(futures[2]));
    assert_seen(&seen[2], futures[2], YOKE_E_CANCELLED);
    assert_int_equal(latch_count(&seen[0].calls), 0);
    gate_open(gate);
    assert_seen(&seen[0], futures[0], 0);
    assert_int_equal(seen[0].value, 42);
    assert_seen(&seen[1], futures[1], YOKE_E_TASK_FAILED);
    assert_int_equal(seen[1].code, 17);
    contract_release(futures, 3);
    yoke_executor_destroy(executor);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(latch_count(&seen[i].calls), 1);
    }
}

/* cpython test_future.test_done_callback_already_successful, _already_failed */
static void callback__settled_already_runs_here(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *good = contract_submit_long(executor, task_double, 4);
    yoke_future *bad = contract_submit_long(executor, task_fail, 9);
    struct seen seen_good = {.value = 0}, seen_bad = {.value = 0};
    assert_int_equal(contract_long(good), 8);
    assert_int_equal(contract_failure(bad).code, 9);
    assert_ok(yoke_future_on_done(good, look, &seen_good));
    assert_int_equal(latch_count(&seen_good.calls), 1);
    assert_int_equal(seen_good.value, 8);
    assert_int_equal(seen_good.thread, syscall(SYS_gettid));
    assert_ok(yoke_future_on_done(bad, look, &seen_bad));
    assert_int_equal(latch_count(&seen_bad.calls), 1);
    assert_int_equal(seen_bad.code, 9);
    assert_int_equal(seen_bad.thread, syscall(SYS_gettid));
    yoke_future_release(good);
    yoke_future_release(bad);
    yoke_executor_destroy(executor);
}

/* cpython test_future.test_done_callback_already_cancelled */
static void callback__cancelled_already_runs_here(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_true(yoke_future_cancel(future));
    struct seen seen = {.value = 0};
    assert_ok(yoke_future_on_done(future, look, &seen));
    assert_int_equal(latch_count(&seen.calls), 1);
    assert_int_equal(seen.error, YOKE_E_CANCELLED);
    assert_int_equal(seen.thread, syscall(SYS_gettid));
    gate_open(gate);
    yoke_future_release(running);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void callback__of_threads_runs_in_who_cancels(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    struct seen seen = {.value = 0};
    assert_ok(yoke_future_on_done(future, look, &seen));
    assert_true(yoke_future_cancel(future));
    assert_int_equal(latch_count(&seen.calls), 1);
    assert_int_equal(seen.thread, syscall(SYS_gettid));
    gate_open(gate);
    yoke_future_release(running);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* One list that several callbacks append to. */
struct order {
    int numbers[16];
    struct latch calls;
};

struct order_entry {
    struct order *order;
    int number;
};

static void append(yoke_future *future, void *context)
{
    (void)future;
    struct order_entry *entry = context;
    entry->order->numbers[latch_count(&entry->order->calls)] = entry->number;
    latch_add(&entry->order->calls);
}

static void callback__in_the_order_added(void)
{
    enum { CALLBACKS = 12 };
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future = contract_submit_gate(executor, gate, 0);
    struct order order = {.numbers = {0}};
    struct order_entry entries[CALLBACKS];
    for (int i = 0; i < CALLBACKS; i++) {
        entries[i] = (struct order_entry){&order, i};
        assert_ok(yoke_future_on_done(future, append, &entries[i]));
        if (i == CALLBACKS / 2) {
            gate_wait_arrived(gate, 1); /* some while pending, some while running */
        }
    }
    gate_open(gate);
    latch_wait(&order.calls, CALLBACKS);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
    assert_int_equal(latch_count(&order.calls), CALLBACKS);
    for (int i = 0; i < CALLBACKS; i++) {
        assert_int_equal(order.numbers[i], i);
    }
}

struct chain {
    yoke_executor *executor;
    yoke_future *next;
    struct latch calls;
};

static void submit_next(yoke_future *future, void *context)
{
    (void)future;
    struct chain *chain = context;
    long number = 50;
    if (yoke_submit(
            chain->executor, task_double, &number, sizeof number, &chain->next) != 0) {
        chain->next = NULL;
    }
    latch_add(&chain->calls);
}

static void callback__may_submit(void)
{
    yoke_executor *executor = contract_create(1);
    struct chain chain = {executor, NULL, {0}};
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_ok(yoke_future_on_done(future, submit_next, &chain));
    latch_wait(&chain.calls, 1);
    assert_non_null(chain.next);
    assert_int_equal(contract_long(chain.next), 100);
    yoke_future_release(chain.next);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* The future is held for the callback, also when nobody else holds it. */
static void callback__holds_the_future(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future = contract_submit_gate(executor, gate, 31);
    struct seen seen = {.value = 0};
    assert_ok(yoke_future_on_done(future, look, &seen));
    yoke_future_release(future);
    gate_open(gate);
    latch_wait(&seen.calls, 1);
    assert_int_equal(seen.error, 0);
    assert_int_equal(seen.value, 31);
    yoke_executor_destroy(executor);
}

static void release(yoke_future *future, void *context)
{
    struct seen *seen = context;
    yoke_future_release(future);
    latch_add(&seen->calls);
}

static void callback__may_release_the_last_reference(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    struct seen seen = {.value = 0};
    assert_ok(
        yoke_future_on_done(contract_submit_gate(executor, gate, 1), release, &seen));
    gate_open(gate);
    latch_wait(&seen.calls, 1);
    yoke_executor_destroy(executor);
}

/* Destroying waits for the callbacks of what it waited for. */
static void callback__many_futures_all_called(void)
{
    enum { TASKS = 300 };
    yoke_executor *executor = contract_create(2);
    static struct seen seen[TASKS];
    for (long i = 0; i < TASKS; i++) {
        yoke_future *future = contract_submit_long(executor, task_double, i);
        assert_ok(yoke_future_on_done(future, look, &seen[i]));
        yoke_future_release(future);
    }
    for (long i = 0; i < TASKS; i++) {
        latch_wait(&seen[i].calls, 1);
        assert_int_equal(seen[i].value, 2 * i);
    }
    yoke_executor_destroy(executor);
    for (long i = 0; i < TASKS; i++) {
        assert_int_equal(latch_count(&seen[i].calls), 1);
    }
}

static void callback__destroy_waits_for_them(void)
{
    enum { TASKS = 50 };
    yoke_executor *executor = contract_create(2);
    static struct seen seen[TASKS];
    for (long i = 0; i < TASKS; i++) {
        yoke_future *future = contract_submit_long(executor, task_double, i);
        assert_ok(yoke_future_on_done(future, look, &seen[i]));
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
    for (long i = 0; i < TASKS; i++) {
        assert_int_equal(latch_count(&seen[i].calls), 1);
    }
}

/* The executor is gone, the future is not: it is settled, so it runs here. */
static void callback__after_the_executor_is_gone(void)
{
    for (int i = 0; i < 20; i++) {
        yoke_executor *executor = contract_create(1);
        yoke_future *future = contract_submit_long(executor, task_double, 4);
        struct seen seen = {.value = 0};
        struct seen early = {.value = 0};
        assert_ok(yoke_future_on_done(future, look, &early));
        yoke_executor_destroy(executor);
        assert_ok(yoke_future_on_done(future, look, &seen));
        assert_int_equal(latch_count(&seen.calls), 1);
        assert_int_equal(seen.value, 8);
        yoke_future_release(future);
    }
}

static void callback__null_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_error(yoke_future_on_done(future, NULL, NULL), YOKE_E_INVALID);
    assert_int_equal(contract_long(future), 2);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

const struct contract_case callback_cases[] = {
    {"callback__with_result_failure_and_cancel",
     ON_WORKERS,
     callback__with_result_failure_and_cancel},
    {"callback__settled_already_runs_here",
     ON_ALL,
     callback__settled_already_runs_here},
    {"callback__cancelled_already_runs_here",
     ON_WORKERS,
     callback__cancelled_already_runs_here},
    {"callback__of_threads_runs_in_who_cancels",
     ON_THREADS,
     callback__of_threads_runs_in_who_cancels},
    {"callback__in_the_order_added", ON_WORKERS, callback__in_the_order_added},
    {"callback__may_submit", ON_ALL, callback__may_submit},
    {"callback__holds_the_future", ON_WORKERS, callback__holds_the_future},
    {"callback__may_release_the_last_reference",
     ON_WORKERS,
     callback__may_release_the_last_reference},
    {"callback__many_futures_all_called", ON_ALL, callback__many_futures_all_called},
    {"callback__destroy_waits_for_them", ON_ALL, callback__destroy_waits_for_them},
    {"callback__after_the_executor_is_gone",
     ON_ALL | SEVERAL_EXECUTORS,
     callback__after_the_executor_is_gone},
    {"callback__null_is_refused", ON_ALL, callback__null_is_refused},
    {NULL, 0, NULL},
};
