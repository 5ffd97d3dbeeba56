/*
 * Three ways to end an executor of one worker that has five tasks:
 * wait for all of them; go on while they run; cancel those that have not started.
 */
#include "example.h"

enum { TASKS = 5 };

static int work(yoke_task *task)
{
    sleep_ms(200);
    yoke_bytes input = yoke_task_input(task);
    return yoke_task_return(task, input.data, input.size);
}

/* A task can be cancelled until it starts: let the first one start. */
static void wait_until_running(const yoke_future *future)
{
    while (!yoke_future_running(future) && !yoke_future_done(future)) {
        sleep_ms(1);
    }
}

static void count(yoke_future *const *futures, int *ret_done, int *ret_cancelled)
{
    *ret_done = 0;
    *ret_cancelled = 0;
    for (int i = 0; i < TASKS; i++) {
        *ret_done += yoke_future_done(futures[i]);
        *ret_cancelled += yoke_future_cancelled(futures[i]);
    }
}

static void end_with(yoke_kind kind, const char *name, unsigned flags)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind;
    options.max_workers = 1;
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));
    yoke_future *futures[TASKS];
    for (long i = 0; i < TASKS; i++) {
        MUST(yoke_submit(executor, work, &i, sizeof i, &futures[i]));
    }
    wait_until_running(futures[0]);

    MUST(yoke_executor_shutdown(executor, flags));
    int done, cancelled;
    count(futures, &done, &cancelled);
    printf("%s: %s when shutdown returned\n",
           name,
           done == TASKS ? "all done" : "some left");

    int error = yoke_submit(executor, work, NULL, 0, NULL);
    printf("  another submit: %s\n", yoke_error_text(error));

    yoke_executor_destroy(executor); /* always waits for what still runs */
    count(futures, &done, &cancelled);
    printf("  at the end: %d ran, %d cancelled\n", done - cancelled, cancelled);
    for (int i = 0; i < TASKS; i++) {
        yoke_future_release(futures[i]);
    }
}

int main(int argc, char **argv)
{
    yoke_kind kind = kind_argument(argc, argv);
    end_with(kind, "wait", YOKE_WAIT);
    end_with(kind, "no wait", 0);
    end_with(kind, "wait, cancel pending", YOKE_WAIT | YOKE_CANCEL_PENDING);
    return 0;
}
