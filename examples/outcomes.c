/* Many tasks, some fail: tell success from failure for each of them. */
#include "example.h"

enum { TASKS = 6 };

static int halve(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    if (n % 2 != 0) {
        return yoke_task_fail(task, 1, "%ld is odd", n);
    }
    n /= 2;
    return yoke_task_return(task, &n, sizeof n);
}

static void print_outcome(long n, yoke_future *future)
{
    yoke_bytes value;
    yoke_failure failure;
    switch (yoke_future_result(future, FOREVER, &value)) {
    case 0:
        printf("%ld: success, %ld\n", n, as_long(value));
        break;
    case YOKE_E_CANCELLED:
        printf("%ld: cancelled\n", n);
        break;
    default:
        MUST(yoke_future_failure(future, FOREVER, &failure));
        printf("%ld: failure, %s\n", n, failure.message);
        break;
    }
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    yoke_future *futures[TASKS];
    for (long n = 0; n < TASKS; n++) {
        MUST(yoke_submit(executor, halve, &n, sizeof n, &futures[n]));
    }
    for (long n = 0; n < TASKS; n++) {
        print_outcome(n, futures[n]);
        yoke_future_release(futures[n]);
    }
    yoke_executor_destroy(executor);
    return 0;
}
