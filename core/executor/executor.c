/*
 * The life of an executor: create, submit, shutdown, destroy. The kinds differ
 * only in the table executor->ops; everything that a task passes through is the
 * engine's.
 *
 * Workers start on demand: a submit that finds more tasks outstanding than
 * workers starts one, under executor->lock, until there are max_workers; from
 * then on a submit only reads one counter, which does not change any more.
 *
 * Shutting down sets CLOSING. Workers end when they find no work; a push that
 * came too late takes its task back (see engine.c).
 */
#include "executor/executor.h"

#include <limits.h>
#include <stdlib.h>

#include "engine/futex.h"
#include "engine/idle.h"
#include "engine/notice.h"
#include "executor/error.h"
#include "executor/options.h"
#include "executor/registry.h"
#include "executor/stack.h"
#include "executor/task.h"

/* Create and destroy */

static void free_executor(yoke_executor *executor)
{
    yk_options_drop(executor);
    pthread_mutex_destroy(&executor->lock);
    pthread_cond_destroy(&executor->joined_changed);
    free(executor);
}

static int broken_error(const struct yk_engine *engine)
{
    return yk_error_set(YOKE_E_BROKEN, "%.400s", engine->control->cause);
}

static bool all_workers_began(const yoke_executor *executor)
{
    for (unsigned i = 0; i < executor->max_workers; i++)
        if (atomic_load(&executor->engine->ports[i].phase) < YK_PHASE_READY)
            return false;
    return true;
}

/* With the lock held: start one more, unless the executor is broken or joined. */
static int start_one_locked(yoke_executor *executor)
{
    struct yk_engine *engine = executor->engine;
    uint32_t started = atomic_load(&engine->control->started);
    if (started >= executor->max_workers ||
        yk_engine_flags(engine) & YK_ENGINE_BROKEN || executor->joining != OPEN)
        return 0;
    int error = executor->ops->start_worker(executor, started);
    if (!error) {
        atomic_fetch_add(&engine->control->started, 1);
        atomic_fetch_add(&executor->workers_started, 1);
    }
    return error;
}

/* Start every worker and wait until its initializer has returned. */
static int prestart(yoke_executor *executor)
{
    struct yk_engine *engine = executor->engine;
    for (unsigned i = 0; i < executor->max_workers; i++) {
        pthread_mutex_lock(&executor->lock);
        int error = start_one_locked(executor);
        pthread_mutex_unlock(&executor->lock);
        if (error)
            return error;
    }
    for (;;) {
        uint32_t changes = atomic_load(&engine->control->changes);
        if (yk_engine_flags(engine) & YK_ENGINE_BROKEN)
            return broken_error(engine);
        if (all_workers_began(executor))
            return 0;
        yk_futex_wait(&engine->control->changes, changes, YK_NEVER_NS, engine->shared);
    }
}

static int create_engine(yoke_executor *executor)
{
    struct yk_engine *engine = NULL;
    int error = yk_registry_engine_new(&engine);
    if (error)
        return error;
    error = yk_engine_init(
        engine, executor->max_workers, executor->ops->shares_memory_between_processes);
    if (error) {
        yk_registry_engine_drop(engine);
        return error;
    }
    engine->executor = executor;
    executor->engine = engine;
    yk_registry_publish(engine);
    return 0;
}

int yoke_executor_create(const yoke_options *options, yoke_executor **ret_executor)
{
    yoke_executor *executor = calloc(1, sizeof(*executor));
    if (!executor)
        return yk_error_set(YOKE_E_NOMEM, "no memory for an executor");
    pthread_mutex_init(&executor->lock, NULL);
    pthread_cond_init(&executor->joined_changed, NULL);
    int error = yk_options_apply(options, executor);
    if (!error)
        error = create_engine(executor);
    if (error) {
        free_executor(executor);
        return error;
    }
    error = executor->ops->open(executor);
    if (error) {
        executor->ops->close(executor);
        yk_registry_orphan(executor->engine);
        free_executor(executor);
        return error;
    }
    yk_registry_add(executor);
    if (executor->prestart)
        error = prestart(executor);
    if (error) {
        yoke_executor_destroy(executor);
        return error;
    }
    *ret_executor = executor;
    return 0;
}

void yoke_executor_destroy(yoke_executor *executor)
{
    if (!executor || yk_is_forked_copy())
        return;
    yk_registry_remove(executor);
    yk_executor_finish(executor);
    yk_watches_stop(executor->engine);
    executor->ops->close(executor);
    yk_registry_orphan(executor->engine);
    free_executor(executor);
}

/* Submit */

void yk_executor_want_worker(yoke_executor *executor)
{
    struct yk_engine *engine = executor->engine;
    /* our task is counted before we sum: of two submitters, one sees both */
    yk_fence_full();
    uint32_t started = atomic_load(&engine->control->started);
    if (started >= executor->max_workers || yk_engine_outstanding(engine) <= started)
        return;
    if (engine->in_worker_process) {
        yk_processes_ask(executor);
        return;
    }
    pthread_mutex_lock(&executor->lock);
    int error = start_one_locked(executor);
    bool nobody_runs = atomic_load(&engine->control->started) == 0;
    pthread_mutex_unlock(&executor->lock);
    if (!nobody_runs)
        return;
    /* what was submitted, by us or at the same time, will never run */
    if (error)
        yk_engine_break(engine, "%s", yoke_error_detail());
    yk_engine_settle_pending(
        engine, yk_seat_of(engine)->port, error ? YK_BROKEN : YK_CANCELLED);
}

static int refuse(const yoke_executor *executor)
{
    struct yk_engine *engine = executor->engine;
    if (yk_is_forked_copy() || yk_engine_flags(engine) & YK_ENGINE_ELSEWHERE)
        return yk_error_set(YOKE_E_FORKED,
                            "this process was forked; the executor belongs to its "
                            "parent");
    if (yk_engine_flags(engine) & YK_ENGINE_BROKEN)
        return broken_error(engine);
    return yk_error_set(YOKE_E_SHUTDOWN, "submit after the executor was shut down");
}

static int push(yoke_executor *executor,
                const struct yk_seat *seat,
                struct yk_slot *slot,
                uint32_t generation)
{
    struct yk_engine *engine = executor->engine;
    if (executor->kind == YOKE_SERIAL) {
        yk_port_count(engine, seat->port, &seat->port->submitted, 1);
        return 0; /* run by the caller, outside the seat's lock */
    }
    int error = yk_engine_push(engine, seat->port, slot, generation);
    if (error == YOKE_E_SHUTDOWN || error == YOKE_E_BROKEN)
        return refuse(executor);
    return error;
}

static int submit_at(yoke_executor *executor,
                     const struct yk_seat *seat,
                     yoke_task_fn *function,
                     yoke_bytes input,
                     bool held,
                     struct yk_slot **ret_slot,
                     uint32_t *ret_generation)
{
    int error = yk_slot_create(
        executor->engine, seat->port, function, input, held, ret_slot, ret_generation);
    if (!error)
        error = push(executor, seat, *ret_slot, *ret_generation);
    if (!error && held)
        yk_port_count(executor->engine, seat->port, &seat->port->handles_made, 1);
    return error;
}

static int check_arguments(const yoke_executor *executor,
                           yoke_task_fn *function,
                           const void *data,
                           size_t size)
{
    if (!executor || !function || (!data && size))
        return yk_error_set(YOKE_E_INVALID,
                            "%s is NULL",
                            !executor ? "executor" : (!function ? "function" : "data"));
    return 0;
}

int yoke_submit(yoke_executor *executor,
                yoke_task_fn *function,
                const void *data,
                size_t size,
                yoke_future **ret_future)
{
    if (__builtin_expect(!executor || !function || (!data && size), 0))
        return check_arguments(executor, function, data, size);
    struct yk_engine *engine = executor->engine;
    /* first: a forked copy has no region to look at */
    if (__builtin_expect(yk_is_forked_copy() || yk_engine_flags(engine), 0))
        return refuse(executor);
    int error = executor->kind == YOKE_SERIAL ? yk_stack_check() : 0;
    if (__builtin_expect(error != 0, 0))
        return error;
    struct yk_seat *seat = yk_seat_of(engine);
    struct yk_slot *slot = NULL;
    uint32_t generation = 0;
    error = submit_at(executor,
                      seat,
                      function,
                      (yoke_bytes){data, size},
                      ret_future != NULL,
                      &slot,
                      &generation);
    if (__builtin_expect(error != 0, 0))
        return error;
    if (executor->kind == YOKE_SERIAL)
        yk_serial_run(executor, seat, slot, generation);
    else if (__builtin_expect(
                 atomic_load_explicit(&engine->control->started, memory_order_relaxed) <
                     executor->max_workers,
                 0))
        yk_executor_want_worker(executor);
    if (ret_future)
        *ret_future = (yoke_future *)slot;
    return 0;
}

/* Shutdown */

bool yk_executor_is_own_worker(const yoke_executor *executor)
{
    return yk_seat_of(executor->engine)->worker != NULL;
}

/* The first who comes joins; the others wait for that. */
static void join_once(yoke_executor *executor)
{
    pthread_mutex_lock(&executor->lock);
    while (executor->joining == JOINING)
        pthread_cond_wait(&executor->joined_changed, &executor->lock);
    bool mine = executor->joining == OPEN;
    if (mine)
        executor->joining = JOINING;
    pthread_mutex_unlock(&executor->lock);
    if (!mine)
        return;
    executor->ops->join(executor);
    pthread_mutex_lock(&executor->lock);
    executor->joining = JOINED;
    pthread_cond_broadcast(&executor->joined_changed);
    pthread_mutex_unlock(&executor->lock);
}

int yoke_executor_shutdown(yoke_executor *executor, unsigned flags)
{
    if (!executor || flags & ~(unsigned)(YOKE_WAIT | YOKE_CANCEL_PENDING))
        return yk_error_set(YOKE_E_INVALID,
                            executor ? "flags are %#x; allowed: YOKE_WAIT, "
                                       "YOKE_CANCEL_PENDING"
                                     : "executor is NULL",
                            flags);
    if (yk_is_forked_copy())
        return refuse(executor);
    if (flags & YOKE_WAIT && yk_executor_is_own_worker(executor))
        return yk_error_set(YOKE_E_INVALID,
                            "YOKE_WAIT from a worker of this executor, which "
                            "would wait for itself");
    struct yk_engine *engine = executor->engine;
    yk_engine_flag(engine, YK_ENGINE_CLOSING);
    if (flags & YOKE_CANCEL_PENDING)
        yk_engine_settle_pending(engine, yk_seat_of(engine)->port, YK_CANCELLED);
    yk_idle_wake_all(engine);
    if (flags & YOKE_WAIT)
        join_once(executor);
    return 0;
}

void yk_executor_finish(yoke_executor *executor)
{
    /* a worker's own thread cannot wait for itself */
    bool own = yk_executor_is_own_worker(executor);
    (void)yoke_executor_shutdown(executor, own ? YOKE_CANCEL_PENDING : YOKE_WAIT);
}

/* Queries */

yoke_kind yoke_executor_kind(const yoke_executor *executor)
{
    return executor->kind;
}

int yoke_executor_max_workers(const yoke_executor *executor)
{
    return (int)executor->max_workers;
}

static int workers_alive(const struct yk_engine *engine)
{
    int alive = 0;
    for (unsigned i = 0; i < engine->worker_count; i++) {
        uint32_t phase = atomic_load(&engine->ports[i].phase);
        alive += phase == YK_PHASE_STARTED || phase == YK_PHASE_READY;
    }
    return alive;
}

int yoke_executor_stats(const yoke_executor *executor, yoke_stats *ret_stats)
{
    if (yk_is_forked_copy())
        return refuse(executor);
    if (!executor || !ret_stats || ret_stats->size != sizeof(*ret_stats))
        return yk_error_set(YOKE_E_INVALID,
                            "stats.size must be sizeof(yoke_stats), %zu",
                            sizeof(yoke_stats));
    const struct yk_engine *engine = executor->engine;
    *ret_stats = (yoke_stats){
        .size = sizeof(*ret_stats),
        .workers = workers_alive(engine),
        .workers_started = atomic_load(&executor->workers_started),
        .workers_died = atomic_load(&executor->workers_died),
        .submitted = yk_engine_submitted(engine),
        .finished = yk_engine_finished(engine),
    };
    return 0;
}

int yoke_executor_worker_id(const yoke_executor *executor, int worker_index)
{
    if (yk_is_forked_copy() || !executor || worker_index < 0 ||
        worker_index >= (int)executor->max_workers)
        return 0;
    return atomic_load(&executor->engine->ports[worker_index].os_id);
}
