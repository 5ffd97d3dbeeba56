/* A task that refuses negative numbers: its failure reaches whoever asks. */
#include "example.h"

#include <errno.h>

static int risky(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    if (n < 0) {
        return yoke_task_fail(task, EDOM, "negative value not allowed: %ld", n);
    }
    n *= 2;
    return yoke_task_return(task, &n, sizeof n);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    long n = -5;
    yoke_future *future;
    MUST(yoke_submit(executor, risky, &n, sizeof n, &future));

    int error = yoke_future_result(future, FOREVER, NULL);
    printf("result: %s (%s)\n", yoke_error_name(error), yoke_error_text(error));
    yoke_failure failure;
    MUST(yoke_future_failure(future, FOREVER, &failure));
    printf("failure: code %s, message \"%s\"\n",
           failure.code == EDOM ? "EDOM" : "?",
           failure.message);

    yoke_future_release(future);
    yoke_executor_destroy(executor);
    return 0;
}
