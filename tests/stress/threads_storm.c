/*
 * Four producers submit to one executor of threads while cancellers race with its
 * workers, and waiters of every sort wait. Nothing is timed; what must hold is the
 * sum: each task either ran, once, or was cancelled, and its future, every waiter
 * and every callback say the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <yoke/yoke.h>

enum { PRODUCERS = 4, ROUNDS = 60, BATCH = 64, WORKERS = 3 };

/* Making an executor costs milliseconds under a sanitizer, microseconds without. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { LIVES = 40, SHUTDOWNS = 150 };
#else
enum { LIVES = 200, SHUTDOWNS = 3000 };
#endif

/* What one round of a producer submits; runs[i] counts how often task i ran. */
struct round {
    _Atomic int runs[BATCH];
    _Atomic int callbacks[BATCH];
    yoke_future *futures[BATCH];
    unsigned seed;
};

struct argument {
    struct round *round;
    long index;
};

struct tally {
    long ran;
    long cancelled;
    long wrong;
};

struct producer {
    yoke_executor *executor;
    unsigned seed;
    struct tally tally;
};

static unsigned random_below(unsigned *seed, unsigned limit)
{
    *seed = *seed * 1103515245U + 12345U;
    return (*seed >> 16) % limit;
}

static int run_once(yoke_task *task)
{
    struct argument argument;
    memcpy(&argument, yoke_task_input(task).data, sizeof argument);
    atomic_fetch_add(&argument.round->runs[argument.index], 1);
    return yoke_task_return(task, &argument.index, sizeof argument.index);
}

struct callback {
    struct round *round;
    long index;
};

static void count_callback(yoke_future *future, void *context)
{
    struct callback *callback = context;
    int good = yoke_future_done(future) ? 1 : 1000;
    atomic_fetch_add(&callback->round->callbacks[callback->index], good);
}

static void *cancel_some(void *context)
{
    struct round *round = context;
    unsigned seed = round->seed;
    for (int i = 0; i < BATCH; i++) {
        yoke_future_cancel(round->futures[random_below(&seed, BATCH)]);
    }
    return NULL;
}

/* Wait for all of them in one of the ways that there are. */
static bool wait_in_some_way(struct round *round, unsigned way)
{
    size_t done = 0;
    yoke_as_completed *iterator;
    yoke_future *future;
    switch (way) {
    case 0:
        return yoke_wait(round->futures, BATCH, YOKE_ALL_COMPLETED, -1, &done) == 0 &&
               done == BATCH;
    case 1:
        while (done < BATCH) {
            if (yoke_wait(round->futures, BATCH, YOKE_FIRST_FAILURE, -1, &done) != 0) {
                return false;
            }
        }
        return true;
    case 2:
        if (yoke_as_completed_open(round->futures, BATCH, -1, &iterator) != 0) {
            return false;
        }
        while (yoke_as_completed_next(iterator, &future) == 0) {
            done += yoke_future_done(future);
        }
        yoke_as_completed_close(iterator);
        return done == BATCH;
    default:
        for (int i = 0; i < BATCH; i++) {
            yoke_future_result(round->futures[i], -1, NULL);
        }
        return true;
    }
}

static void tally_up(struct round *round, struct tally *tally)
{
    for (long i = 0; i < BATCH; i++) {
        yoke_bytes value;
        int runs = atomic_load(&round->runs[i]);
        int error = yoke_future_result(round->futures[i], 0, &value);
        long index = -1;
        if (error == 0 && value.size == sizeof index) {
            memcpy(&index, value.data, sizeof index);
        }
        bool ran = error == 0 && runs == 1 && index == i;
        bool cancelled = error == YOKE_E_CANCELLED && runs == 0 &&
                         yoke_future_cancelled(round->futures[i]);
        tally->ran += ran;
        tally->cancelled += cancelled;
        tally->wrong += !ran && !cancelled;
    }
}

static bool
run_round(struct producer *producer, struct round *round, struct callback *callbacks)
{
    *round = (struct round){.seed = producer->seed};
    for (long i = 0; i < BATCH; i++) {
        struct argument argument = {round, i};
        callbacks[i] = (struct callback){round, i};
        if (yoke_submit(producer->executor,
                        run_once,
                        &argument,
                        sizeof argument,
                        &round->futures[i]) != 0 ||
            yoke_future_on_done(round->futures[i], count_callback, &callbacks[i]) !=
                0) {
            return false;
        }
    }
    pthread_t canceller;
    if (pthread_create(&canceller, NULL, cancel_some, round) != 0) {
        return false;
    }
    bool good = wait_in_some_way(round, random_below(&producer->seed, 4));
    pthread_join(canceller, NULL);
    tally_up(round, &producer->tally);
    for (int i = 0; i < BATCH; i++) {
        yoke_future_release(round->futures[i]);
    }
    return good;
}

/* Each round has storage of its own: callbacks may come after the waiters. */
struct storage {
    struct round rounds[ROUNDS];
    struct callback callbacks[ROUNDS][BATCH];
};

static struct storage storages[PRODUCERS];
static struct producer producers[PRODUCERS];

static void *produce(void *context)
{
    struct producer *producer = context;
    struct storage *storage = &storages[producer - producers];
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_round(producer, &storage->rounds[i], storage->callbacks[i])) {
            producer->tally.wrong++;
        }
    }
    return NULL;
}

static void check_callbacks(void)
{
    for (int p = 0; p < PRODUCERS; p++) {
        for (int r = 0; r < ROUNDS; r++) {
            for (int i = 0; i < BATCH; i++) {
                assert_int_equal(atomic_load(&storages[p].rounds[r].callbacks[i]), 1);
            }
        }
    }
}

static void threads_storm__every_task_ends_once(void **state)
{
    (void)state;
    yoke_options options = YOKE_OPTIONS_INIT;
    options.max_workers = WORKERS;
    yoke_executor *executor;
    assert_int_equal(yoke_executor_create(&options, &executor), 0);
    pthread_t threads[PRODUCERS];
    for (unsigned i = 0; i < PRODUCERS; i++) {
        producers[i] = (struct producer){executor, 17 + i, {0}};
        assert_int_equal(pthread_create(&threads[i], NULL, produce, &producers[i]), 0);
    }
    struct tally total = {0};
    for (int i = 0; i < PRODUCERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        total.ran += producers[i].tally.ran;
        total.cancelled += producers[i].tally.cancelled;
        total.wrong += producers[i].tally.wrong;
    }
    yoke_executor_destroy(executor);
    print_message("ran %ld, cancelled %ld\n", total.ran, total.cancelled);
    assert_int_equal(total.wrong, 0);
    assert_int_equal(total.ran + total.cancelled, PRODUCERS * ROUNDS * BATCH);
    check_callbacks();
}

/* Executors come and go while their last tasks run and are cancelled. */
static void threads_storm__create_and_destroy(void **state)
{
    (void)state;
    yoke_options options = YOKE_OPTIONS_INIT;
    options.max_workers = WORKERS;
    static struct round round;
    for (unsigned i = 0; i < LIVES; i++) {
        yoke_executor *executor;
        assert_int_equal(yoke_executor_create(&options, &executor), 0);
        memset(&round, 0, sizeof round);
        for (long n = 0; n < BATCH; n++) {
            struct argument argument = {&round, n};
            assert_int_equal(
                yoke_submit(
                    executor, run_once, &argument, sizeof argument, &round.futures[n]),
                0);
        }
        if (i % 2 == 0) {
            unsigned flags = i % 4 == 0 ? YOKE_CANCEL_PENDING : 0;
            assert_int_equal(yoke_executor_shutdown(executor, flags), 0);
        }
        yoke_executor_destroy(executor);
        struct tally tally = {0};
        tally_up(&round, &tally);
        assert_int_equal(tally.wrong, 0);
        assert_true(i % 4 == 0 || tally.ran == BATCH);
        for (int n = 0; n < BATCH; n++) {
            yoke_future_release(round.futures[n]);
        }
    }
}

/* A first submit while another thread shuts down: taken means that it runs. */
struct first_submit {
    yoke_executor *executor;
    pthread_barrier_t barrier;
    yoke_future *future;
    int error;
};

static int return_nothing(yoke_task *task)
{
    (void)task;
    return 0;
}

static void *submit_first(void *context)
{
    struct first_submit *first = context;
    pthread_barrier_wait(&first->barrier);
    first->error =
        yoke_submit(first->executor, return_nothing, NULL, 0, &first->future);
    return NULL;
}

static void threads_storm__first_submit_races_with_shutdown(void **state)
{
    (void)state;
    yoke_options options = YOKE_OPTIONS_INIT;
    options.max_workers = WORKERS;
    for (unsigned i = 0; i < SHUTDOWNS; i++) {
        struct first_submit first = {.error = -1};
        assert_int_equal(yoke_executor_create(&options, &first.executor), 0);
        assert_int_equal(pthread_barrier_init(&first.barrier, NULL, 2), 0);
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, submit_first, &first), 0);
        pthread_barrier_wait(&first.barrier);
        for (volatile unsigned spin = 0; spin < i % 50 * 20; spin++) {
        }
        assert_int_equal(yoke_executor_shutdown(first.executor, i % 2 ? YOKE_WAIT : 0),
                         0);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_true(first.error == 0 || first.error == YOKE_E_SHUTDOWN);
        if (first.error == 0) {
            assert_int_equal(yoke_future_result(first.future, 20000000000, NULL), 0);
            yoke_future_release(first.future);
        }
        pthread_barrier_destroy(&first.barrier);
        yoke_executor_destroy(first.executor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_storm__every_task_ends_once),
        cmocka_unit_test(threads_storm__create_and_destroy),
        cmocka_unit_test(threads_storm__first_submit_races_with_shutdown),
    };
    return cmocka_run_group_tests_name("threads_storm", tests, NULL, NULL);
}
