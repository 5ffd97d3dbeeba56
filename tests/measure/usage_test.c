#include "measure/usage.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <yoke/error.h>

#include "measure/proc_text.h"
#include "measure/unknown.h"

#define PAGES 300

static void take(struct tree_sample *tree, int process_id)
{
    *tree = (struct tree_sample){NULL, 0, 0};
    assert_int_equal(tree_sample_add(tree, process_id), 0);
}

static void touch_pages(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    volatile char *pages = mmap(
        NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(pages, MAP_FAILED);
    madvise((void *)pages, PAGES * page, MADV_NOHUGEPAGE);
    for (size_t i = 0; i < PAGES; i++)
        pages[i * page] = 1;
    munmap((void *)pages, PAGES * page);
}

/* The kernel brings a running task's time up to date at its next tick or
 * switch, so work until it has. */
static void tree_usage__counts_faults_and_time(void **state)
{
    struct tree_sample before;
    struct tree_sample after = {NULL, 0, 0};
    struct usage used;
    (void)state;
    take(&before, getpid());
    do {
        tree_sample_fini(&after);
        touch_pages();
        take(&after, getpid());
        used = tree_usage(&before, &after);
    } while (used.cpu_ns == 0);
    assert_true(used.minor_faults >= PAGES);
    assert_int_equal(used.cpu_user_ns + used.cpu_system_ns, used.cpu_ns);
    assert_true(used.voluntary_switches >= 0);
    tree_sample_fini(&before);
    tree_sample_fini(&after);
}

struct toucher {
    pthread_barrier_t barrier;
    int task_id;
};

static void *touch_in_thread(void *context)
{
    struct toucher *toucher = context;
    toucher->task_id = gettid();
    touch_pages();
    pthread_barrier_wait(&toucher->barrier); /* done */
    pthread_barrier_wait(&toucher->barrier); /* read */
    return NULL;
}

static void tree_usage__counts_threads_that_are_new(void **state)
{
    struct tree_sample before;
    struct tree_sample after;
    struct toucher toucher;
    pthread_t thread;
    (void)state;
    assert_int_equal(pthread_barrier_init(&toucher.barrier, NULL, 2), 0);
    take(&before, getpid());
    assert_int_equal(pthread_create(&thread, NULL, touch_in_thread, &toucher), 0);
    pthread_barrier_wait(&toucher.barrier);
    take(&after, getpid());
    pthread_barrier_wait(&toucher.barrier);
    pthread_join(thread, NULL);
    assert_null(tree_sample_find(&before, toucher.task_id));
    struct usage all = tree_usage(&before, &after);
    struct usage its = tree_usage_of_task(&before, &after, toucher.task_id);
    assert_true(its.minor_faults >= PAGES);
    assert_true(all.minor_faults >= its.minor_faults);
    tree_sample_fini(&before);
    tree_sample_fini(&after);
    pthread_barrier_destroy(&toucher.barrier);
}

static void task_sample__reads_parent_and_refuses_the_dead(void **state)
{
    struct task_sample sample;
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    assert_int_equal(task_sample_read(child, child, &sample), 0);
    assert_int_equal(sample.parent_id, getpid());
    assert_int_equal(sample.process_id, child);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(task_sample_read(child, child, &sample), YOKE_E_INVALID);
}

static void tree_usage_of_task__unknown_when_gone(void **state)
{
    struct tree_sample empty = {NULL, 0, 0};
    (void)state;
    struct usage used = tree_usage_of_task(&empty, &empty, getpid());
    assert_false(is_known(used.cpu_ns));
    assert_false(is_known(used.migrations));
}

static void proc_text_number__finds_whole_lines_only(void **state)
{
    static const char text[] = "nonvoluntary_ctxt_switches:\t7\n"
                               "voluntary_ctxt_switches:\t42\nempty:\n";
    (void)state;
    assert_int_equal(proc_text_number(text, "voluntary_ctxt_switches"), 42);
    assert_int_equal(proc_text_number(text, "nonvoluntary_ctxt_switches"), 7);
    assert_false(is_known(proc_text_number(text, "missing")));
    assert_false(is_known(proc_text_number("", "missing")));
}

static void proc_text_read__missing_file_is_empty(void **state)
{
    char text[16] = "before";
    (void)state;
    assert_int_equal(proc_text_read("/nonexistent", text, sizeof(text)), -1);
    assert_string_equal(text, "");
    assert_int_equal(proc_text_read("/proc/self/status", text, sizeof(text)), 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_usage__counts_faults_and_time),
        cmocka_unit_test(tree_usage__counts_threads_that_are_new),
        cmocka_unit_test(task_sample__reads_parent_and_refuses_the_dead),
        cmocka_unit_test(tree_usage_of_task__unknown_when_gone),
        cmocka_unit_test(proc_text_number__finds_whole_lines_only),
        cmocka_unit_test(proc_text_read__missing_file_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
