/* Ending an executor, in every way and from everywhere. */
#include "contract.h"

/* cpython test_shutdown.ExecutorShutdownTest.test_run_after_shutdown */
static void shutdown__submit_after_is_refused(void)
{
    yoke_executor *executor = contract_create(1);
    assert_ok(yoke_executor_shutdown(executor, 0));
    yoke_future *future = NULL;
    assert_error(yoke_submit(executor, task_nothing, NULL, 0, &future),
                 YOKE_E_SHUTDOWN);
    assert_null(future);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    assert_error(yoke_submit(executor, task_nothing, NULL, 0, NULL), YOKE_E_SHUTDOWN);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_hang_issue12364 */
static void shutdown__fifty_tasks_finish(void)
{
    yoke_executor *executor = contract_create(3);
    yoke_future *futures[50];
    for (long i = 0; i < 50; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    for (long i = 0; i < 50; i++) {
        assert_true(yoke_future_done(futures[i]));
        assert_int_equal(contract_long(futures[i]), 2 * i);
    }
    contract_release(futures, 50);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_cancel_futures: > 20 cancelled, the others finish */
static void shutdown__cancel_pending(void)
{
    enum { WORKERS = 2, TASKS = 50 };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate *gate = gate_create();
    yoke_future *running[WORKERS], *pending[TASKS];
    contract_occupy(executor, gate, WORKERS, running);
    for (int i = 0; i < TASKS; i++) {
        pending[i] = contract_submit_long(executor, task_double, i);
    }
    assert_ok(yoke_executor_shutdown(executor, YOKE_CANCEL_PENDING));
    for (int i = 0; i < TASKS; i++) { /* settled for everyone, at once */
        assert_true(yoke_future_cancelled(pending[i]));
        assert_error(yoke_future_result(pending[i], -1, NULL), YOKE_E_CANCELLED);
    }
    size_t done = 0; /* cpython gh-136655: an untimed wait hangs there */
    assert_ok(yoke_wait(pending, TASKS, YOKE_ALL_COMPLETED, -1, &done));
    assert_int_equal(done, TASKS);
    gate_open(gate);
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(contract_long(running[i]), i);
    }
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT | YOKE_CANCEL_PENDING));
    contract_release(running, WORKERS);
    contract_release(pending, TASKS);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_shutdown_wait_cancel... gh-94440: cancel, then end */
static void shutdown__after_a_cancel(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    yoke_future *pending = contract_submit_long(executor, task_double, 1);
    assert_true(yoke_future_cancel(pending));
    assert_ok(yoke_executor_shutdown(executor, 0));
    gate_open(gate);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    assert_int_equal(contract_long(running), 0);
    yoke_future_release(running);
    yoke_future_release(pending);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_shutdown_no_wait */
static void shutdown__without_wait_returns_at_once(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *futures[4];
    contract_occupy(executor, gate, 1, futures);
    for (long i = 1; i < 4; i++) {
        futures[i] = contract_submit_long(executor, task_double, i);
    }
    assert_ok(yoke_executor_shutdown(executor, 0));
    assert_false(yoke_future_done(futures[0])); /* the gate is closed still */
    gate_open(gate);
    for (long i = 1; i < 4; i++) {
        assert_int_equal(contract_long(futures[i]), 2 * i);
    }
    contract_release(futures, 4);
    yoke_executor_destroy(executor);
}

static void *shut_down(void *executor)
{
    yoke_executor_shutdown(executor, YOKE_WAIT);
    return NULL;
}

static void shutdown__repeated_and_from_several_threads(void)
{
    enum { THREADS = 4 };
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    yoke_future *running[2];
    contract_occupy(executor, gate, 2, running);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        threads[i] = contract_thread(shut_down, executor);
    }
    assert_ok(yoke_executor_shutdown(executor, 0));
    gate_open(gate);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    for (int i = 0; i < THREADS; i++) {
        contract_join(threads[i]);
    }
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    assert_error(yoke_executor_shutdown(executor, 64), YOKE_E_INVALID);
    assert_error(yoke_executor_shutdown(NULL, 0), YOKE_E_INVALID);
    contract_release(running, 2);
    yoke_executor_destroy(executor);
}

static int shut_own_executor_down(yoke_task *task)
{
    long error = yoke_executor_shutdown(yoke_task_executor(task), YOKE_WAIT);
    return yoke_task_return(task, &error, sizeof error);
}

/* A worker cannot wait for its own end: refused, and no deadlock. */
static void shutdown__wait_from_a_worker_is_refused(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit(executor, shut_own_executor_down, NULL, 0);
    assert_int_equal(contract_long(future), YOKE_E_INVALID);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void shutdown__of_an_unused_executor(void)
{
    for (int i = 0; i < 10; i++) {
        yoke_executor *executor = contract_create(2);
        if (i % 2 == 0) {
            assert_ok(
                yoke_executor_shutdown(executor, YOKE_WAIT | YOKE_CANCEL_PENDING));
        }
        yoke_executor_destroy(executor);
    }
}

/* Waiters of every sort are woken by the end. */
static void *await_cancelled(void *future)
{
    int error = yoke_future_result(future, -1, NULL);
    return error == YOKE_E_CANCELLED ? future : NULL;
}

static void shutdown__cancel_pending_wakes_waiters(void)
{
    enum { WAITERS = 4 };
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running, *pending[WAITERS];
    contract_occupy(executor, gate, 1, &running);
    pthread_t threads[WAITERS];
    for (int i = 0; i < WAITERS; i++) {
        pending[i] = contract_submit_long(executor, task_double, i);
        threads[i] = contract_thread(await_cancelled, pending[i]);
    }
    assert_ok(yoke_executor_shutdown(executor, YOKE_CANCEL_PENDING));
    for (int i = 0; i < WAITERS; i++) {
        void *good = NULL;
        assert_int_equal(pthread_join(threads[i], &good), 0);
        assert_ptr_equal(good, pending[i]);
    }
    gate_open(gate);
    yoke_future_release(running);
    contract_release(pending, WAITERS);
    yoke_executor_destroy(executor);
}

struct submitter {
    yoke_executor *executor;
    struct latch started;
    long submitted;
    int error;
};

static void *submit_until_refused(void *context)
{
    struct submitter *submitter = context;
    do {
        submitter->error =
            yoke_submit(submitter->executor, task_nothing, NULL, 0, NULL);
        submitter->submitted += submitter->error == 0;
        latch_add(&submitter->started);
    } while (submitter->error == 0 && submitter->submitted < 1000000);
    return NULL;
}

/* cpython test_deadlock: shutdown races; what was taken runs, no more, no less */
static void shutdown__races_with_submit(void)
{
    for (int round = 0; round < 10; round++) {
        yoke_executor *executor = contract_create(2);
        struct submitter submitter = {executor, {0}, 0, 0};
        pthread_t thread = contract_thread(submit_until_refused, &submitter);
        latch_wait(&submitter.started, 1 + (unsigned)round * 20);
        assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
        contract_join(thread);
        assert_int_equal(submitter.error, YOKE_E_SHUTDOWN);
        yoke_stats stats = contract_stats(executor);
        assert_int_equal(stats.submitted, submitter.submitted);
        assert_int_equal(stats.finished, submitter.submitted);
        yoke_executor_destroy(executor);
    }
}

const struct contract_case shutdown_cases[] = {
    {"shutdown__submit_after_is_refused", ON_ALL, shutdown__submit_after_is_refused},
    {"shutdown__fifty_tasks_finish", ON_ALL, shutdown__fifty_tasks_finish},
    {"shutdown__cancel_pending", ON_WORKERS, shutdown__cancel_pending},
    {"shutdown__after_a_cancel", ON_WORKERS, shutdown__after_a_cancel},
    {"shutdown__without_wait_returns_at_once",
     ON_WORKERS,
     shutdown__without_wait_returns_at_once},
    {"shutdown__repeated_and_from_several_threads",
     ON_WORKERS,
     shutdown__repeated_and_from_several_threads},
    {"shutdown__wait_from_a_worker_is_refused",
     ON_WORKERS,
     shutdown__wait_from_a_worker_is_refused},
    {"shutdown__of_an_unused_executor",
     ON_ALL | SEVERAL_EXECUTORS,
     shutdown__of_an_unused_executor},
    {"shutdown__cancel_pending_wakes_waiters",
     ON_WORKERS,
     shutdown__cancel_pending_wakes_waiters},
    {"shutdown__races_with_submit",
     ON_WORKERS | SEVERAL_EXECUTORS,
     shutdown__races_with_submit},
    {NULL, 0, NULL},
};
