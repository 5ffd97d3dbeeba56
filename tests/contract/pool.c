/* How many workers there are, and when. */
#include "contract.h"

#include <sys/wait.h>
#include <unistd.h>

/* cpython test_thread_pool.test_saturation, test_process_pool.test_saturation */
static void pool__never_more_than_max_workers(void)
{
    enum { WORKERS = 3, TASKS = 15 * WORKERS };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate *gate = gate_create();
    yoke_future *futures[TASKS];
    for (int i = 0; i < TASKS; i++) {
        futures[i] = contract_submit_gate(executor, gate, i);
    }
    gate_wait_arrived(gate, WORKERS);
    assert_int_equal(contract_stats(executor).workers, WORKERS);
    int running = 0;
    for (int i = 0; i < TASKS; i++) {
        running += yoke_future_running(futures[i]);
    }
    assert_int_equal(running, WORKERS);
    assert_int_equal(latch_count(&gate->arrived), WORKERS);
    gate_open(gate);
    for (int i = 0; i < TASKS; i++) {
        assert_int_equal(contract_long(futures[i]), i);
    }
    assert_int_equal(contract_stats(executor).workers_started, WORKERS);
    contract_release(futures, TASKS);
    yoke_executor_destroy(executor);
}

/* cpython test_thread_pool.test_idle_thread_reuse, test_idle_process_reuse_one */
static void pool__serial_submits_use_one_worker(void)
{
    yoke_executor *executor = contract_create(4);
    assert_int_equal(contract_stats(executor).workers_started, 0);
    long id = 0;
    for (long i = 0; i < 20; i++) {
        yoke_future *future = contract_submit(executor, task_worker_id, NULL, 0);
        long this_id = contract_long(future);
        assert_true(id == 0 || id == this_id);
        id = this_id;
        yoke_future_release(future);
    }
    assert_int_equal(contract_stats(executor).workers_started, 1);
    yoke_executor_destroy(executor);
}

/* cpython test_process_pool.test_idle_process_reuse_multiple */
static void pool__idle_workers_are_used_again(void)
{
    enum { WORKERS = 3 };
    yoke_executor *executor = contract_create(WORKERS);
    for (int round = 0; round < 5; round++) {
        struct gate *gate = gate_create();
        yoke_future *futures[WORKERS];
        contract_occupy(executor, gate, WORKERS, futures);
        gate_open(gate);
        for (int i = 0; i < WORKERS; i++) {
            assert_int_equal(contract_long(futures[i]), i);
        }
        contract_release(futures, WORKERS);
    }
    assert_int_equal(contract_stats(executor).workers_started, WORKERS);
    yoke_executor_destroy(executor);
}

static void pool__stats_count(void)
{
    yoke_executor *executor = contract_create(2);
    for (int i = 0; i < 10; i++) {
        yoke_future *future = contract_submit_long(executor, task_double, i);
        assert_int_equal(contract_long(future), 2 * i);
        yoke_future_release(future);
    }
    struct gate *gate = gate_create();
    yoke_future *futures[3];
    contract_occupy(executor, gate, 2, futures);
    futures[2] = contract_submit_long(executor, task_double, 1);
    assert_true(yoke_future_cancel(futures[2])); /* taken, but never run */
    gate_open(gate);
    assert_ok(yoke_executor_shutdown(executor, YOKE_WAIT));
    assert_error(yoke_submit(executor, task_nothing, NULL, 0, NULL), YOKE_E_SHUTDOWN);
    yoke_stats stats = contract_stats(executor);
    assert_int_equal(stats.submitted, 13);
    assert_int_equal(stats.finished, 12);
    assert_int_equal(stats.workers_died, 0);
    assert_int_equal(stats.workers, 0);
    stats.size = 0;
    assert_error(yoke_executor_stats(executor, &stats), YOKE_E_INVALID);
    contract_release(futures, 3);
    yoke_executor_destroy(executor);
}

static void pool__worker_id_is_the_workers_own(void)
{
    yoke_executor *executor = contract_create(2);
    assert_int_equal(yoke_executor_worker_id(executor, 0), 0);
    yoke_future *future = contract_submit(executor, task_worker_id, NULL, 0);
    long id = contract_long(future);
    assert_int_equal(id, yoke_executor_worker_id(executor, 0));
    assert_int_equal(yoke_executor_worker_id(executor, 1), 0);
    assert_int_equal(yoke_executor_worker_id(executor, -1), 0);
    assert_int_equal(yoke_executor_worker_id(executor, 2), 0);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static int worker_index(yoke_task *task)
{
    struct gate_argument argument;
    memcpy(&argument, yoke_task_input(task).data, sizeof argument);
    gate_pass(argument.gate);
    long index = yoke_task_worker_index(task);
    return yoke_task_return(task, &index, sizeof index);
}

static void pool__worker_indices_are_apart(void)
{
    enum { WORKERS = 4 };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate_argument argument = {gate_create(), 0};
    yoke_future *futures[WORKERS];
    for (int i = 0; i < WORKERS; i++) {
        futures[i] =
            contract_submit(executor, worker_index, &argument, sizeof argument);
    }
    gate_wait_arrived(argument.gate, WORKERS);
    gate_open(argument.gate);
    bool seen[WORKERS] = {false};
    for (int i = 0; i < WORKERS; i++) {
        long index = contract_long(futures[i]);
        assert_in_range(index, 0, WORKERS - 1);
        assert_false(seen[index]);
        seen[index] = true;
    }
    contract_release(futures, WORKERS);
    yoke_executor_destroy(executor);
}

static int fork_and_reap(yoke_task *task)
{
    pid_t child = fork();
    if (child == 0) {
        _exit(9);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        return yoke_task_fail(task, 1, "fork or waitpid");
    }
    long code = WEXITSTATUS(status);
    return yoke_task_return(task, &code, sizeof code);
}

/* cpython test_thread_pool.test_hang_global_shutdown_lock: fork in a pool's task */
static void pool__task_may_fork(void)
{
    yoke_executor *executor = contract_create(2);
    yoke_future *futures[10];
    for (int i = 0; i < 10; i++) {
        futures[i] = contract_submit(executor, fork_and_reap, NULL, 0);
    }
    for (int i = 0; i < 10; i++) {
        assert_int_equal(contract_long(futures[i]), 9);
    }
    contract_release(futures, 10);
    yoke_executor_destroy(executor);
}

/* Two executors know nothing of each other. */
static void pool__two_executors(void)
{
    yoke_executor *first = contract_create(1);
    yoke_executor *second = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *blocked;
    contract_occupy(first, gate, 1, &blocked);
    yoke_future *free_one = contract_submit_long(second, task_double, 4);
    assert_int_equal(contract_long(free_one), 8);
    yoke_future_release(free_one);
    yoke_executor_destroy(second);
    gate_open(gate);
    assert_int_equal(contract_long(blocked), 0);
    yoke_future_release(blocked);
    yoke_executor_destroy(first);
}

const struct contract_case pool_cases[] = {
    {"pool__never_more_than_max_workers",
     ON_WORKERS,
     pool__never_more_than_max_workers},
    {"pool__serial_submits_use_one_worker",
     ON_WORKERS,
     pool__serial_submits_use_one_worker},
    {"pool__idle_workers_are_used_again",
     ON_WORKERS,
     pool__idle_workers_are_used_again},
    {"pool__stats_count", ON_WORKERS, pool__stats_count},
    {"pool__worker_id_is_the_workers_own",
     ON_WORKERS,
     pool__worker_id_is_the_workers_own},
    {"pool__worker_indices_are_apart", ON_WORKERS, pool__worker_indices_are_apart},
    {"pool__task_may_fork", ON_WORKERS, pool__task_may_fork},
    {"pool__two_executors", ON_WORKERS | SEVERAL_EXECUTORS, pool__two_executors},
    {NULL, 0, NULL},
};
