/*
 * Ten thousand tasks, and a worker killed with SIGKILL in the middle: exactly the
 * task that it ran is lost, every other gives its result, and the pool has its
 * workers again. Then the same with a kill at any moment, many times.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#include <yoke/yoke.h>

enum { TASKS = 10000, WORKERS = 2, VICTIM = TASKS / 2, KILLS = 25 };

/* Between the test and its workers, made before the executor. */
struct shared {
    _Atomic int victim; /* the process that runs the victim task, when it does */
    _Atomic int runs[TASKS];
};

static struct shared *shared;

static int square(yoke_task *task)
{
    long n;
    memcpy(&n, yoke_task_input(task).data, sizeof n);
    atomic_fetch_add(&shared->runs[n], 1);
    long result = n * n;
    return yoke_task_return(task, &result, sizeof result);
}

#if !defined(__SANITIZE_THREAD__)
/* Long enough that a kill at any moment mostly hits a task, not an idle worker. */
static int square_slowly(yoke_task *task)
{
    for (volatile int i = 0; i < 20000; i++) {
    }
    return square(task);
}
#endif

static int wait_to_be_killed(yoke_task *task)
{
    (void)task;
    atomic_fetch_add(&shared->runs[VICTIM], 1);
    atomic_store(&shared->victim, getpid());
    while (pause() != 0) {
    }
    return 0;
}

static yoke_executor *create(void)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = YOKE_PROCESSES;
    options.max_workers = WORKERS;
    yoke_executor *executor;
    assert_int_equal(yoke_executor_create(&options, &executor), 0);
    return executor;
}

static yoke_stats stats_of(const yoke_executor *executor)
{
    yoke_stats stats = {.size = sizeof stats};
    assert_int_equal(yoke_executor_stats(executor, &stats), 0);
    return stats;
}

static int make_shared(void **state)
{
    (void)state;
    shared = mmap(NULL,
                  sizeof *shared,
                  PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS,
                  -1,
                  0);
    return shared == MAP_FAILED;
}

static int drop_shared(void **state)
{
    (void)state;
    return munmap(shared, sizeof *shared);
}

static yoke_future *futures[TASKS];

static void submit_all(yoke_executor *executor, yoke_task_fn *function, long victim)
{
    for (long n = 0; n < TASKS; n++) {
        yoke_task_fn *chosen = n == victim ? wait_to_be_killed : function;
        assert_int_equal(yoke_submit(executor, chosen, &n, sizeof n, &futures[n]), 0);
    }
}

/* Reads all results; each is right, or lost to SIGKILL. @return how many were lost. */
static int count_lost(long *ret_last_lost)
{
    int lost = 0;
    for (long n = 0; n < TASKS; n++) {
        yoke_bytes value;
        int error = yoke_future_result(futures[n], -1, &value);
        if (error == 0) {
            long result;
            assert_int_equal(value.size, sizeof result);
            memcpy(&result, value.data, sizeof result);
            assert_int_equal(result, n * n);
        } else {
            yoke_failure failure;
            assert_int_equal(error, YOKE_E_WORKER_DIED);
            assert_int_equal(yoke_future_failure(futures[n], 0, &failure), 0);
            assert_int_equal(failure.signal_number, SIGKILL);
            *ret_last_lost = n;
            lost++;
        }
        assert_true(atomic_load(&shared->runs[n]) <= 1); /* at most once, always */
        yoke_future_release(futures[n]);
    }
    return lost;
}

static void wait_for_workers(yoke_executor *executor)
{
    while (stats_of(executor).workers < WORKERS) { /* ctest's time limit ends it */
        sched_yield();
    }
}

static void processes_kill__loses_exactly_the_running_task(void **state)
{
    (void)state;
    yoke_executor *executor = create();
    submit_all(executor, square, VICTIM);
    while (atomic_load(&shared->victim) == 0) {
        sched_yield();
    }
    assert_int_equal(kill(atomic_load(&shared->victim), SIGKILL), 0);
    long last_lost = -1;
    assert_int_equal(count_lost(&last_lost), 1);
    assert_int_equal(last_lost, VICTIM);
    wait_for_workers(executor);
    assert_int_equal(stats_of(executor).workers_died, 1);
    yoke_executor_destroy(executor);
}

#if !defined(__SANITIZE_THREAD__)
/* A killed worker runs one task or none; never is more lost than was killed. */
static void processes_kill__at_any_moment(void **state)
{
    (void)state;
    yoke_executor *executor = create();
    submit_all(executor, square_slowly, -1);
    unsigned kills = 0;
    for (long n = 0; n < TASKS && kills < KILLS; n += TASKS / KILLS) {
        yoke_future_result(futures[n], -1, NULL);
        int victim = yoke_executor_worker_id(executor, (int)(kills % WORKERS));
        if (victim > 0 && kill(victim, SIGKILL) == 0) {
            kills++;
        }
    }
    assert_true(kills > 0);
    long last_lost = -1;
    int lost = count_lost(&last_lost);
    print_message("%u workers killed, %d tasks lost\n", kills, lost);
    assert_in_range(lost, 0, kills);
    wait_for_workers(executor);
    yoke_executor_destroy(executor);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            processes_kill__loses_exactly_the_running_task, make_shared, drop_shared),
#if !defined(__SANITIZE_THREAD__) /* whose own thread forbids a second fork */
        cmocka_unit_test_setup_teardown(
            processes_kill__at_any_moment, make_shared, drop_shared),
#endif
    };
    return cmocka_run_group_tests_name("processes_kill", tests, NULL, NULL);
}
