/*
 * Waiting, as for a remote party that answers after a fixed time. Each worker
 * sets its timer slack to the least (the default of 50 µs, inherited, would
 * lengthen a short sleep), and puts the old one back. The check carries the time
 * that passed by the clock, sealed with the task's number, so that verify() can
 * tell a sleep from none.
 */
#include "registry.h"
#include "support/seeded.h"
#include "support/setup.h"
#include "support/worker.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

enum { TIMER_SLACK_NS = 1 };

/* The check: 40 bits of nanoseconds (18 minutes), 24 bits of seal. */
enum { SEAL_BITS = 24 };
#define ELAPSED_LIMIT_NS ((UINT64_C(1) << (64 - SEAL_BITS)) - 1)
#define TIME_LIMIT_NS 600e9

struct recipe {
    uint64_t stream;
    int64_t time_ns;
};

struct sleeper {
    struct recipe recipe; /* first: what the workers share */
    unsigned long old_slack_ns;
};

static int sleep_setup(yoke_setup *setup)
{
    struct recipe recipe = {
        .stream = seeded_stream(setup->seed, 0),
        .time_ns = yoke_params_integer(setup->params, "time"),
    };
    return setup_share(setup, &recipe, sizeof(recipe));
}

static int sleep_worker_init(yoke_worker *worker, yoke_bytes shared)
{
    struct sleeper *sleeper = worker_state_create(worker, shared, sizeof(*sleeper));
    if (!sleeper) {
        return -1;
    }
    int old_slack_ns = prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0);
    if (old_slack_ns < 0 || prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS, 0, 0, 0) != 0) {
        int reason = errno;
        worker_free_state(worker);
        return yoke_worker_fail(
            worker, reason, "cannot set the timer slack: %s", strerror(reason));
    }
    sleeper->old_slack_ns = (unsigned long)old_slack_ns;
    return 0;
}

/* A serial executor's worker is the caller's own thread. */
static void sleep_worker_fini(yoke_worker *worker)
{
    struct sleeper *sleeper = yoke_worker_state(worker);
    (void)prctl(PR_SET_TIMERSLACK, sleeper->old_slack_ns, 0, 0, 0);
    worker_free_state(worker);
}

static uint64_t
seal(const struct recipe *recipe, uint64_t sequence, uint64_t elapsed_ns)
{
    uint64_t key = seeded_word(recipe->stream, sequence);
    return elapsed_ns << SEAL_BITS | seeded_mix(key ^ elapsed_ns) >> (64 - SEAL_BITS);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int sleep_until(int64_t wake_ns)
{
    struct timespec wake = {.tv_sec = wake_ns / 1000000000,
                            .tv_nsec = wake_ns % 1000000000};
    int err = EINTR;
    while (err == EINTR) {
        err = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL);
    }
    return err;
}

static int sleep_run(yoke_task *task, uint64_t sequence, yoke_work *ret_work)
{
    const struct sleeper *sleeper = yoke_task_worker_state(task);
    int64_t start_ns = now_ns();
    int err = sleep_until(start_ns + sleeper->recipe.time_ns);
    if (err != 0) {
        return yoke_task_fail(task, err, "cannot sleep: %s", strerror(err));
    }
    uint64_t elapsed_ns = (uint64_t)(now_ns() - start_ns);
    if (elapsed_ns > ELAPSED_LIMIT_NS) {
        elapsed_ns = ELAPSED_LIMIT_NS; /* the machine itself was asleep */
    }
    *ret_work =
        (yoke_work){.check = seal(&sleeper->recipe, sequence, elapsed_ns), .work = 1};
    return 0;
}

static int sleep_verify(yoke_setup *setup, uint64_t sequence, const yoke_work *work)
{
    const struct recipe *recipe = setup->shared;
    uint64_t elapsed_ns = work->check >> SEAL_BITS;
    if (work->check != seal(recipe, sequence, elapsed_ns)) {
        return setup_fail(
            setup, "task %" PRIu64 ": its check is not that of this task", sequence);
    }
    if (elapsed_ns < (uint64_t)recipe->time_ns) {
        return setup_fail(setup,
                          "task %" PRIu64 ": slept %" PRIu64 " ns, not %" PRId64,
                          sequence,
                          elapsed_ns,
                          recipe->time_ns);
    }
    return setup_compare(setup, sequence, work, work->check, 1);
}

static const yoke_param params[] = {
    {"time",
     YOKE_PARAM_DURATION,
     "1ms",
     0,
     TIME_LIMIT_NS,
     NULL,
     "how long a task sleeps"},
    {.name = NULL},
};

const yoke_workload workload_io_sleep = {
    .size = sizeof(yoke_workload),
    .abi = YOKE_WORKLOAD_ABI,
    .name = "io.sleep",
    .summary = "sleep for a fixed time, as if a remote party took it to answer",
    .isolates =
        "waiting without work: a difference is the executor's waking and sleeping",
    .version = 1,
    .is_control = true,
    .work_unit = "tasks",
    .params = params,
    .warmup_tasks = 4,
    .setup = sleep_setup,
    .worker_init = sleep_worker_init,
    .worker_fini = sleep_worker_fini,
    .run = sleep_run,
    .verify = sleep_verify,
    .teardown = setup_unshare,
};
