/* Submit one function, wait for its result. */
#include "example.h"

static int square(yoke_task *task)
{
    long n = as_long(yoke_task_input(task));
    long result = n * n;
    return yoke_task_return(task, &result, sizeof result);
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    long n = 12;
    yoke_future *future;
    MUST(yoke_submit(executor, square, &n, sizeof n, &future));

    yoke_bytes value;
    MUST(yoke_future_result(future, FOREVER, &value));
    printf("%ld squared is %ld\n", n, as_long(value));

    yoke_future_release(future); /* value was lent until here */
    yoke_executor_destroy(executor);
    return 0;
}
