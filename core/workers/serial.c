/*
 * The serial kind: yoke_submit() runs the task before it returns. Its one
 * worker is whoever submits; the initializer runs when the executor is made.
 */
#include <stdlib.h>

#include "executor/error.h"
#include "executor/registry.h"
#include "executor/task.h"

void yk_serial_run(yoke_executor *executor,
                   const struct yk_seat *seat,
                   struct yk_slot *slot,
                   uint32_t generation)
{
    /* several threads may submit at once: each allocates and counts at its port */
    struct yoke_worker worker = {
        .executor = executor,
        .engine = executor->engine,
        .port = seat->port,
        .owner_bits = executor->serial->owner_bits,
        .state = executor->serial->state,
    };
    yk_worker_run_slot(&worker, slot, generation);
}

static int one_worker(void)
{
    return 1;
}

static int serial_start(yoke_executor *executor)
{
    if (!yk_worker_begin(executor, 0, executor->serial))
        return 0; /* the engine is broken, and says why */
    atomic_store(&executor->engine->ports[0].phase, YK_PHASE_READY);
    atomic_store(&executor->engine->control->started, 1);
    atomic_fetch_add(&executor->workers_started, 1);
    return 0;
}

static int serial_open(yoke_executor *executor)
{
    executor->serial = calloc(1, sizeof(*executor->serial));
    if (!executor->serial)
        return yk_error_set(YOKE_E_NOMEM, "no memory for a worker");
    return serial_start(executor);
}

/* At once, since the first submit runs its task at once. */
static int serial_start_worker(yoke_executor *executor, unsigned index)
{
    (void)index;
    (void)executor;
    return 0;
}

static void serial_join(yoke_executor *executor)
{
    atomic_store(&executor->engine->ports[0].phase, YK_PHASE_LEAVING);
}

static void serial_close(yoke_executor *executor)
{
    if (executor->serial && !(yk_engine_flags(executor->engine) & YK_ENGINE_BROKEN))
        yk_worker_end(executor->serial);
    if (executor->serial)
        free(executor->serial->seen);
    free(executor->serial);
    executor->serial = NULL;
}

const struct yk_kind yk_kind_serial = {
    .name = "serial",
    .default_workers = one_worker,
    .open = serial_open,
    .start_worker = serial_start_worker,
    .join = serial_join,
    .close = serial_close,
};
