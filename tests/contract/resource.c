/*
 * Nothing stays: threads, processes, zombies, descriptors, names in /dev/shm. And
 * what an executor of processes must not do to its host, or inherit from it.
 */
#include "contract.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Entries of a folder, without "." and "..". */
static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    assert_non_null(folder);
    int count = -2;
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

struct usage {
    int threads;
    int descriptors;
};

static struct usage usage_now(void)
{
    return (struct usage){count_entries("/proc/self/task"),
                          count_entries("/proc/self/fd")};
}

static void assert_no_child(void)
{
    errno = 0;
    assert_int_equal(waitpid(-1, NULL, WNOHANG | __WALL), -1);
    assert_int_equal(errno, ECHILD);
}

/* Every part of an executor is used once: callbacks start helpers of their own. */
static void count_call(yoke_future *future, void *latch)
{
    (void)future;
    latch_add(latch);
}

static void use_once(void)
{
    yoke_executor *executor = contract_create(3);
    struct gate *gate = gate_create();
    struct latch calls = {0};
    if (contract_flavour.kind == YOKE_SERIAL) {
        gate_open(gate);
    }
    yoke_future *futures[4];
    for (int i = 0; i < 4; i++) {
        futures[i] = contract_submit_gate(executor, gate, i);
        assert_ok(yoke_future_on_done(futures[i], count_call, &calls));
    }
    gate_open(gate);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(contract_long(futures[i]), i);
    }
    latch_wait(&calls, 4);
    contract_release(futures, 4);
    yoke_executor_destroy(executor);
}

/* cpython test_shutdown.test_threads_terminate, test_processes_terminate */
static void resource__nothing_stays(void)
{
    use_once(); /* what is made once for a whole program is made here */
    struct usage before = usage_now();
    for (int i = 0; i < 20; i++) {
        use_once();
        assert_no_child();
    }
    struct usage after = usage_now();
    assert_int_equal(after.threads, before.threads);
    assert_int_equal(after.descriptors, before.descriptors);
}

static int refuse_to_start(yoke_worker *worker, yoke_bytes data)
{
    (void)data;
    return yoke_worker_fail(worker, 1, "no");
}

static void fail_once(bool prestart)
{
    yoke_options options = contract_options(2);
    options.initializer = refuse_to_start;
    options.prestart = prestart;
    yoke_executor *executor = NULL;
    int error = yoke_executor_create(&options, &executor);
    if (error == 0) {
        yoke_future *future = NULL;
        if (yoke_submit(executor, task_nothing, NULL, 0, &future) == 0) {
            assert_error(yoke_future_result(future, -1, NULL), YOKE_E_BROKEN);
            yoke_future_release(future);
        }
    }
    yoke_executor_destroy(executor);
}

/* cpython test_init: no OS objects are left by a failing initializer */
static void resource__nothing_stays_after_a_failing_initializer(void)
{
    fail_once(false);
    fail_once(true);
    struct usage before = usage_now();
    for (int i = 0; i < 10; i++) {
        fail_once(i % 2 == 0);
        assert_no_child();
    }
    struct usage after = usage_now();
    assert_int_equal(after.threads, before.threads);
    assert_int_equal(after.descriptors, before.descriptors);
}

static void resource__workers_are_gone(void)
{
    enum { WORKERS = 3 };
    yoke_executor *executor = contract_create(WORKERS);
    struct gate *gate = gate_create();
    yoke_future *futures[WORKERS];
    int ids[WORKERS];
    contract_occupy(executor, gate, WORKERS, futures);
    for (int i = 0; i < WORKERS; i++) {
        ids[i] = yoke_executor_worker_id(executor, i);
        assert_true(ids[i] > 0);
    }
    gate_open(gate);
    contract_release(futures, WORKERS);
    yoke_executor_destroy(executor);
    for (int i = 0; i < WORKERS; i++) { /* not even a zombie */
        assert_int_equal(kill(ids[i], 0), -1);
        assert_int_equal(errno, ESRCH);
    }
}

static void resource__descriptors_are_closed_on_exec(void)
{
    bool known[256] = {false};
    for (int fd = 0; fd < 256; fd++) {
        known[fd] = fcntl(fd, F_GETFD) >= 0;
    }
    yoke_executor *executor = contract_create(2);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(future), 2);
    for (int fd = 0; fd < 256; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags >= 0 && !known[fd]) {
            assert_int_equal(flags & FD_CLOEXEC, FD_CLOEXEC);
        }
    }
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

static void resource__no_shared_memory_has_a_name(void)
{
    yoke_executor *executor = contract_create(1);
    yoke_future *future = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(future), 2);
    char line[512];
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        assert_null(strstr(line, "/dev/shm"));
    }
    fclose(maps);
    yoke_future_release(future);
    yoke_executor_destroy(executor);
}

/* A host that waits for its own children must not meet ours. */
static void resource__no_child_is_visible_to_wait(void)
{
    yoke_executor *executor = contract_create(2);
    struct gate *gate = gate_create();
    yoke_future *running[2];
    contract_occupy(executor, gate, 2, running);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    gate_open(gate);
    contract_release(running, 2);
    yoke_executor_destroy(executor);
}

/* Run in a forked child of the host: its value is the exit status. */
static int use_inherited(yoke_executor *executor, yoke_future *future)
{
    if (yoke_submit(executor, task_nothing, NULL, 0, NULL) != YOKE_E_FORKED) {
        return 1;
    }
    if (strstr(yoke_error_detail(), "fork") == NULL &&
        strstr(yoke_error_detail(), "parent") == NULL) {
        return 2;
    }
    struct yoke_map *map = NULL;
    yoke_array_source array;
    yoke_source *source = yoke_array_source_init(&array, "items", 1, 5);
    if (yoke_map_open(executor, task_echo, source, NULL, &map) != YOKE_E_FORKED) {
        return 3;
    }
    if (yoke_future_result(future, -1, NULL) != YOKE_E_FORKED ||
        yoke_future_cancel(future) || yoke_future_done(future)) {
        return 4;
    }
    yoke_future_release(future);
    yoke_executor_destroy(executor);
    return 0;
}

/* semantics: "a clear error on use, never a hang" */
static void fork__in_the_host_leaves_the_executor_to_the_parent(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *future;
    contract_occupy(executor, gate, 1, &future);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(use_inherited(executor, future));
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    gate_open(gate); /* and the parent goes on as if nothing had been */
    assert_int_equal(contract_long(future), 0);
    yoke_future *next = contract_submit_long(executor, task_double, 1);
    assert_int_equal(contract_long(next), 2);
    yoke_future_release(future);
    yoke_future_release(next);
    yoke_executor_destroy(executor);
}

static void worker__ignores_sigint(void)
{
    yoke_executor *executor = contract_create(1);
    struct gate *gate = gate_create();
    yoke_future *running;
    contract_occupy(executor, gate, 1, &running);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kill(yoke_executor_worker_id(executor, 0), SIGINT), 0);
    }
    gate_open(gate);
    assert_int_equal(contract_long(running), 0);
    assert_int_equal(contract_stats(executor).workers_died, 0);
    yoke_future_release(running);
    yoke_executor_destroy(executor);
}

static int raise_signal(yoke_task *task)
{
    return raise((int)bytes_long(yoke_task_input(task)));
}

/* The host's handlers, ignored signals and mask are its own. */
static void worker__has_default_signals(void)
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    assert_int_equal(sigprocmask(SIG_BLOCK, &mask, NULL), 0);
    assert_true(signal(SIGUSR2, SIG_IGN) != SIG_ERR);
    yoke_executor *executor = contract_create(1);
    const long signals[] = {SIGUSR1, SIGUSR2};
    for (int i = 0; i < 2; i++) {
        yoke_future *future = contract_submit_long(executor, raise_signal, signals[i]);
        assert_error(yoke_future_result(future, -1, NULL), YOKE_E_WORKER_DIED);
        assert_int_equal(contract_failure(future).signal_number, signals[i]);
        yoke_future_release(future);
    }
    yoke_executor_destroy(executor);
}

static void *stand_by(void *gate)
{
    gate_pass(gate);
    return NULL;
}

/* FORK needs a caller with one thread; the error names how many there are. */
static void create__from_a_host_with_threads_says_why_not(void)
{
    struct gate *gate = gate_create();
    pthread_t thread = contract_thread(stand_by, gate);
    gate_wait_arrived(gate, 1);
    yoke_options options = contract_options(1);
    yoke_executor *executor = NULL;
    assert_error(yoke_executor_create(&options, &executor), YOKE_E_UNSUPPORTED);
    assert_contains(yoke_error_detail(), "1 other thread");
    assert_null(executor);
    gate_open(gate);
    contract_join(thread);
}

static void create__several_executors_of_processes(void)
{
    yoke_executor *executors[3];
    for (int i = 0; i < 3; i++) { /* helper threads of the earlier ones do not count */
        executors[i] = contract_create(1);
        struct latch calls = {0};
        yoke_future *future = contract_submit_long(executors[i], task_double, i);
        assert_ok(yoke_future_on_done(future, count_call, &calls));
        assert_int_equal(contract_long(future), 2 * i);
        latch_wait(&calls, 1);
        yoke_future_release(future);
    }
    static const int order[] = {0, 2, 1}; /* the first one goes first */
    for (int i = 0; i < 3; i++) {
        yoke_executor_destroy(executors[order[i]]);
    }
    assert_no_child();
}

const struct contract_case resource_cases[] = {
    {"create__several_executors_of_processes",
     ON_PROCESSES | SEVERAL_EXECUTORS,
     create__several_executors_of_processes},
    {"resource__nothing_stays", ON_ALL | SEVERAL_EXECUTORS, resource__nothing_stays},
    {"resource__nothing_stays_after_a_failing_initializer",
     ON_WORKERS | SEVERAL_EXECUTORS,
     resource__nothing_stays_after_a_failing_initializer},
    {"resource__workers_are_gone", ON_WORKERS, resource__workers_are_gone},
    {"resource__descriptors_are_closed_on_exec",
     ON_ALL,
     resource__descriptors_are_closed_on_exec},
    {"resource__no_shared_memory_has_a_name",
     ON_ALL,
     resource__no_shared_memory_has_a_name},
    {"resource__no_child_is_visible_to_wait",
     ON_WORKERS,
     resource__no_child_is_visible_to_wait},
    {"fork__in_the_host_leaves_the_executor_to_the_parent",
     ON_WORKERS,
     fork__in_the_host_leaves_the_executor_to_the_parent},
    {"worker__ignores_sigint", ON_PROCESSES, worker__ignores_sigint},
    {"worker__has_default_signals", ON_PROCESSES, worker__has_default_signals},
    {"create__from_a_host_with_threads_says_why_not",
     ON_PROCESSES | SEVERAL_EXECUTORS,
     create__from_a_host_with_threads_says_why_not},
    {NULL, 0, NULL},
};
