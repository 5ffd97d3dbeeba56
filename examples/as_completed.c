/* Five squares that take a random time each, taken in the order they finish. */
#include "example.h"

#include <unistd.h>

enum { TASKS = 5 };

struct job {
    long n;
    long delay_ms;
};

static int slow_square(yoke_task *task)
{
    struct job job;
    memcpy(&job, yoke_task_input(task).data, sizeof job);
    sleep_ms(job.delay_ms);
    long result = job.n * job.n;
    return yoke_task_return(task, &result, sizeof result);
}

static long index_of(yoke_future *const *futures, const yoke_future *future)
{
    long i = 0;
    while (futures[i] != future) {
        i++;
    }
    return i;
}

int main(int argc, char **argv)
{
    yoke_options options = YOKE_OPTIONS_INIT;
    options.kind = kind_argument(argc, argv);
    options.max_workers = TASKS;
    yoke_executor *executor;
    MUST(yoke_executor_create(&options, &executor));

    unsigned seed = (unsigned)getpid();
    yoke_future *futures[TASKS];
    for (long i = 0; i < TASKS; i++) {
        struct job job = {i + 1, rand_r(&seed) % 300};
        MUST(yoke_submit(executor, slow_square, &job, sizeof job, &futures[i]));
    }

    yoke_as_completed *iterator;
    MUST(yoke_as_completed_open(futures, TASKS, FOREVER, &iterator));
    yoke_future *future;
    yoke_bytes value;
    int error;
    while ((error = yoke_as_completed_next(iterator, &future)) == 0) {
        MUST(yoke_future_result(future, 0, &value));
        printf("%ld squared is %ld\n", index_of(futures, future) + 1, as_long(value));
    }
    if (error != YOKE_E_END) {
        MUST(error);
    }
    yoke_as_completed_close(iterator);
    for (int i = 0; i < TASKS; i++) {
        yoke_future_release(futures[i]);
    }
    yoke_executor_destroy(executor);
    return 0;
}
