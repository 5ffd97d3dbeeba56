/*
 * A worker process dies: only what it was running is lost, the failure says how
 * it died, everything else gives its result, and the pool has its workers again.
 */
#include "contract.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* The long says how to die: a signal if positive, else the exit status, negated. */
static int die(yoke_task *task)
{
    long how = bytes_long(yoke_task_input(task));
    if (how > 0) {
        kill(getpid(), (int)how);
        pause();
    }
    _exit((int)-how);
}

static int leave(yoke_task *task)
{
    exit((int)bytes_long(yoke_task_input(task)));
}

/* The pool works as before: as many tasks at once as it may have workers. */
static void assert_at_strength(yoke_executor *executor)
{
    size_t workers = (size_t)yoke_executor_max_workers(executor);
    struct gate *gate = gate_create();
    yoke_future *futures[16];
    assert_in_range(workers, 1, 16);
    contract_occupy(executor, gate, workers, futures);
    assert_int_equal(contract_stats(executor).workers, workers);
    gate_open(gate);
    for (size_t i = 0; i < workers; i++) {
        assert_int_equal(contract_long(futures[i]), i);
    }
    contract_release(futures, workers);
}

static void assert_lost(yoke_future *future, int signal_number, int exit_status)
{
    assert_error(yoke_future_result(future, -1, NULL), YOKE_E_WORKER_DIED);
    yoke_failure failure = contract_failure(future);
    assert_int_equal(failure.error, YOKE_E_WORKER_DIED);
    assert_int_equal(failure.signal_number, signal_number);
    assert_int_equal(failure.exit_status, exit_status);
    assert_true(failure.worker_index >= 0);
    assert_true(failure.worker_id > 0);
    assert_string_not_equal(failure.message, "");
    assert_true(yoke_future_done(future));
    assert_false(yoke_future_cancelled(future));
}

/* cpython test_process_pool.test_killed_child, which loses every future there */
static void crash__killed_worker_loses_only_what_it_ran(void)
{
    enum { WORKERS = 2, TASKS = 100 };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate *gate = gate_create();
    yoke_future *running[WORKERS], *pending[TASKS];
    contract_occupy(executor, gate, WORKERS, running);
    for (int i = 0; i < TASKS; i++) {
        pending[i] = contract_submit_long(executor, task_double, i);
    }
    int victim = yoke_executor_worker_id(executor, 1);
    assert_true(victim > 0 && victim != getpid());
    assert_int_equal(kill(victim, SIGKILL), 0);
    for (int i = 0; i < TASKS; i++) { /* the other worker is at the gate still */
        assert_int_equal(contract_long(pending[i]), 2 * i);
    }
    gate_open(gate);
    int lost = 0;
    for (int i = 0; i < WORKERS; i++) {
        int error = yoke_future_result(running[i], -1, NULL);
        lost += error == YOKE_E_WORKER_DIED;
        if (error != 0) {
            assert_lost(running[i], SIGKILL, 0);
            assert_int_equal(contract_failure(running[i]).worker_id, victim);
            assert_int_equal(contract_failure(running[i]).worker_index, 1);
        }
    }
    assert_int_equal(lost, 1);
    assert_int_equal(contract_stats(executor).workers_died, 1);
    assert_at_strength(executor);
    contract_release(running, WORKERS);
    contract_release(pending, TASKS);
    yoke_executor_destroy(executor);
}

/* cpython test_process_pool.test_killed_child for an idle one: nothing is lost */
static void crash__killed_idle_worker_loses_nothing(void)
{
    yoke_executor *executor = contract_create(2);
    assert_at_strength(executor);
    for (int round = 0; round < 3; round++) {
        int victim = yoke_executor_worker_id(executor, round % 2);
        assert_true(victim > 0);
        assert_int_equal(kill(victim, SIGKILL), 0);
        /* Until it is really dead it could still start one of them. */
        while (contract_stats(executor).workers_died < (uint64_t)round + 1) {
            sched_yield();
        }
        yoke_future *futures[20];
        for (int i = 0; i < 20; i++) {
            futures[i] = contract_submit_long(executor, task_double, i);
        }
        for (int i = 0; i < 20; i++) {
            assert_int_equal(contract_long(futures[i]), 2 * i);
        }
        contract_release(futures, 20);
        assert_at_strength(executor);
    }
    assert_int_equal(contract_stats(executor).workers_died, 3);
    yoke_executor_destroy(executor);
}

static void crash__all_workers_at_once(void)
{
    enum { WORKERS = 3 };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate *gate = gate_create();
    yoke_future *running[WORKERS], *pending[30];
    contract_occupy(executor, gate, WORKERS, running);
    for (int i = 0; i < 30; i++) {
        pending[i] = contract_submit_long(executor, task_double, i);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(kill(yoke_executor_worker_id(executor, i), SIGKILL), 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_lost(running[i], SIGKILL, 0);
    }
    for (int i = 0; i < 30; i++) {
        assert_int_equal(contract_long(pending[i]), 2 * i);
    }
    gate_open(gate);
    assert_at_strength(executor);
    contract_release(running, WORKERS);
    contract_release(pending, 30);
    yoke_executor_destroy(executor);
}

/* cpython test_deadlock.test_crash_during_func_exec_on_worker, exit, error */
static void crash__signal_or_exit_status_is_in_the_failure(void)
{
    static const struct {
        long how;
        int signal_number;
        int exit_status;
    } deaths[] = {{SIGKILL, SIGKILL, 0},
                  {SIGTERM, SIGTERM, 0},
                  {SIGUSR1, SIGUSR1, 0},
                  {-7, 0, 7},
                  {-0, 0, 0},
                  {-255, 0, 255}};
    yoke_executor *executor = contract_create(1);
    for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++) {
        yoke_future *future = contract_submit_long(executor, die, deaths[i].how);
        yoke_future *next = contract_submit_long(executor, task_double, 5);
        assert_lost(future, deaths[i].signal_number, deaths[i].exit_status);
        assert_int_equal(contract_long(next), 10);
        yoke_future_release(future);
        yoke_future_release(next);
    }
    assert_int_equal(contract_stats(executor).workers_died, 6);
    yoke_executor_destroy(executor);
}

/* cpython test_process_pool.test_process_pool_executor_terminate: exit() in a task */
static void crash__exit_in_a_task(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, leave, 3);
    assert_lost(future, 0, 3);
    yoke_future_release(future);
    assert_at_strength(executor);
    yoke_executor_destroy(executor);
}

/* cpython test_deadlock.test_crash_big_data: dying with much in the queues */
static void crash__with_big_data(void)
{
    enum { SIZE = 4 << 20, TASKS = 8 };
    yoke_executor *executor = contract_create(2);
    char *bytes = calloc(1, SIZE);
    assert_non_null(bytes);
    long how = SIGKILL;
    memcpy(bytes, &how, sizeof how);
    yoke_future *futures[TASKS];
    yoke_future *killer = contract_submit_long(executor, die, how);
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit(executor, task_echo, bytes, SIZE);
    }
    assert_lost(killer, SIGKILL, 0);
    for (int i = 0; i < TASKS; i++) {
        yoke_bytes value;
        assert_ok(yoke_future_result(futures[i], -1, &value));
        assert_int_equal(value.size, SIZE);
        assert_int_equal(memcmp(value.data, bytes, SIZE), 0);
    }
    free(bytes);
    yoke_future_release(killer);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

/* Initializers run in replacements, too, and index and name stay. */
static int count_start(yoke_worker *worker, yoke_bytes data)
{
    struct latch *starts;
    memcpy(&starts, data.data, sizeof starts);
    latch_add(starts);
    yoke_worker_set_state(worker, starts);
    return 0;
}

static int look_at_state(yoke_task *task)
{
    struct latch *starts = yoke_task_worker_state(task);
    long count = starts == NULL ? -1 : (long)latch_count(starts);
    return yoke_task_return(task, &count, sizeof count);
}

static void crash__replacement_is_initialized(void)
{
    struct latch *starts = latch_create();
    yoke_options options = contract_options(1);
    options.initializer = count_start;
    options.initializer_data = (yoke_bytes){&starts, sizeof starts};
    yoke_executor *executor;
    assert_ok(yoke_executor_create(&options, &executor));
    for (long i = 1; i <= 3; i++) {
        yoke_future *future = contract_submit(executor, look_at_state, NULL, 0);
        assert_int_equal(contract_long(future), i);
        yoke_future_release(future);
        future = contract_submit_long(executor, die, -1);
        assert_lost(future, 0, 1);
        assert_int_equal(contract_failure(future).worker_index, 0);
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
}

/* A waiter of every sort hears of the death. */
static void crash__wakes_wait_and_as_completed(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    yoke_future *futures[2] = {contract_submit_gate(executor, gate, 0),
                               contract_submit_long(executor, die, SIGKILL)};
    size_t done = 0;
    assert_ok(yoke_wait(futures, 2, YOKE_FIRST_FAILURE, -1, &done));
    assert_int_equal(done, 1);
    yoke_as_completed *iterator;
    assert_ok(yoke_as_completed_open(futures, 2, -1, &iterator));
    yoke_future *first = NULL;
    assert_ok(yoke_as_completed_next(iterator, &first));
    assert_ptr_equal(first, futures[1]);
    yoke_as_completed_close(iterator);
    gate_open(gate);
    contract_release(futures, 2);
    yoke_executor_destroy(executor);
}

/* The end does not wait for the dead. */
static void crash__during_shutdown(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    yoke_future *running[2], *pending[20];
    contract_occupy(executor, gate, 2, running);
    for (int i = 0; i < 20; i++) {
        pending[i] = contract_submit_long(executor, task_double, i);
    }
    assert_ok(yoke_executor_shutdown(executor, 0));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(kill(yoke_executor_worker_id(executor, i), SIGKILL), 0);
    }
    for (int i = 0; i < 20; i++) { /* a replacement runs them, after shutdown too */
        assert_int_equal(contract_long(pending[i]), 2 * i);
    }
    for (int i = 0; i < 2; i++) {
        assert_lost(running[i], SIGKILL, 0);
    }
    gate_open(gate);
    yoke_executor_destroy(executor);
    contract_release(running, 2);
    contract_release(pending, 20);
}

static int die_long(yoke_task *task)
{
    (void)task;
    _exit(4);
}

/* Ten deaths in a row with nothing finished between: the cause of the last. */
static void crash__loop_breaks_the_pool(void)
{
    enum { TASKS = 30 };
    yoke_executor *executor = contract_create(1);
    yoke_future *futures[TASKS] = {NULL};
    int count = 0;
    while (count < TASKS &&
           yoke_submit(executor, die_long, NULL, 0, &futures[count]) == 0) {
        count++;
    }
    int died = 0, broken = 0;
    for (int i = 0; i < count; i++) {
        int error = yoke_future_result(futures[i], -1, NULL);
        died += error == YOKE_E_WORKER_DIED;
        broken += error == YOKE_E_BROKEN;
    }
    assert_int_equal(died, 10);
    assert_int_equal(broken, count - 10);
    assert_error(yoke_submit(executor, task_nothing, NULL, 0, NULL), YOKE_E_BROKEN);
    assert_contains(yoke_error_detail(), "exited with status 4");
    contract_release(futures, (size_t)count);
    yoke_executor_destroy(executor);
}

const struct contract_case crash_cases[] = {
    {"crash__loop_breaks_the_pool", ON_PROCESSES, crash__loop_breaks_the_pool},
    {"crash__killed_worker_loses_only_what_it_ran",
     ON_PROCESSES,
     crash__killed_worker_loses_only_what_it_ran},
    {"crash__killed_idle_worker_loses_nothing",
     ON_PROCESSES,
     crash__killed_idle_worker_loses_nothing},
    {"crash__all_workers_at_once", ON_PROCESSES, crash__all_workers_at_once},
    {"crash__signal_or_exit_status_is_in_the_failure",
     ON_PROCESSES,
     crash__signal_or_exit_status_is_in_the_failure},
    {"crash__exit_in_a_task", ON_PROCESSES, crash__exit_in_a_task},
    {"crash__with_big_data", ON_PROCESSES, crash__with_big_data},
    {"crash__replacement_is_initialized",
     ON_PROCESSES,
     crash__replacement_is_initialized},
    {"crash__wakes_wait_and_as_completed",
     ON_PROCESSES,
     crash__wakes_wait_and_as_completed},
    {"crash__during_shutdown", ON_PROCESSES, crash__during_shutdown},
    {NULL, 0, NULL},
};
