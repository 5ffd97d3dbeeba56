/*
 * Wait at most 100 ms for a slow task. A timeout does not touch the task: it
 * runs on, and can no longer be cancelled; one that waits for its turn can.
 */
#include "example.h"

static int slow(yoke_task *task)
{
    sleep_ms(1000);
    return yoke_task_return(task, "done", 4);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    options.max_workers = 1;
    options.prestart = true; /* so that 100 ms are for the task alone */
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    yoke_future *first, *second;
    MUST(yoke_submit(executor, slow, NULL, 0, &first));
    MUST(yoke_submit(executor, slow, NULL, 0, &second));

    yoke_bytes value;
    int error = yoke_future_result(first, MS(100), &value);
    printf("first, after 100 ms: %s\n", yoke_error_text(error));
    printf("cancel first: %s\n", yoke_future_cancel(first) ? "yes" : "no, it runs");
    printf("cancel second: %s\n", yoke_future_cancel(second) ? "yes" : "no");
    error = yoke_future_result(second, FOREVER, &value);
    printf("second: %s\n", yoke_error_text(error));

    MUST(yoke_future_result(first, FOREVER, &value));
    printf("first, in the end: %.*s\n", (int)value.size, (const char *)value.data);
    yoke_future_release(first);
    yoke_future_release(second);
    yoke_executor_destroy(executor);
    return 0;
}
