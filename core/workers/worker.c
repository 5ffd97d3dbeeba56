/*
 * The worker loop, the same in threads and processes.
 *
 * Where a worker looks, in order: what its own tasks have submitted (youngest
 * first: its data are warm), what it has claimed, what is stranded behind
 * another's long task, the lanes (oldest first), the oldest of other workers'
 * own. Claiming takes several hints at once, so that the head of a lane moves
 * once a batch and not once a task; a batch is at most what takes about 40 µs
 * by recent measure, and one when tasks are longer, so that little can be
 * stranded, and a share of what is there, so that others get theirs.
 *
 * Stranded: a worker's box is not empty and it has not started a task for
 * 50 µs. Its hints are then started by others; the state word sees to it that
 * each task runs once.
 *
 * Killed anywhere: what it runs is lost (its state word names it); the hints in
 * its box and its queue are put back by the supervisor. A claim copies hints
 * into the box before they leave the queue; doubles are harmless.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "engine/futex.h"
#include "engine/idle.h"
#include "executor/registry.h"
#include "executor/task.h"

#define BATCH_NS 40000
#define STRANDED_NS 50000
#define LONG_TASK_NS 200000 /* beyond it, polling saves nothing worth its CPU */
#define PREFETCH_AHEAD 4u
#define FAIRNESS_TASKS 61u /* every so many tasks, its own come last */

/** What a worker remembers of another: has it moved since? */
struct yk_glimpse {
    uint64_t tasks;
    int64_t since_ns;
};

/* Running one task */

static enum yk_state call(struct yoke_worker *worker, struct yk_slot *slot)
{
    struct yoke_task task = {.worker = worker, .slot = slot};
    yk_payload_view(worker->engine, &slot->input, slot->input_size, &task.input);
    int status = slot->function(&task);
    if (!status && !task.failed)
        return YK_SUCCEEDED;
    if (!task.failed)
        (void)yoke_task_fail(&task, status, "the task returned %d", status);
    return YK_FAILED;
}

bool yk_worker_run_slot(struct yoke_worker *worker,
                        struct yk_slot *slot,
                        uint32_t generation)
{
    struct yk_port *port = worker->port;
    if (!yk_slot_start(slot, generation, worker->owner_bits))
        return false;
    enum yk_state outcome = call(worker, slot);
    /* before settling: who sees this result sees this worker free */
    yk_port_count(worker->engine, port, &port->finished, 1);
    yk_port_count(worker->engine, port, &port->tasks, 1);
    uint64_t before =
        yk_slot_settle(slot, generation, YK_RUNNING, worker->owner_bits, outcome);
    if (before)
        yk_settled(worker->engine, port, slot, before);
    return true;
}

/* A hint may be anything: a broken worker may have written it. */
static void run_hint(struct yoke_worker *worker, yk_hint hint)
{
    uint64_t offset = yk_hint_offset(hint);
    if (offset < worker->engine->pool.region.size)
        yk_worker_run_slot(
            worker, yk_engine_slot(worker->engine, offset), (uint32_t)hint);
}

/* Finding one */

static void prefetch(const struct yoke_worker *worker, yk_hint hint)
{
    __builtin_prefetch(yk_engine_slot(worker->engine, yk_hint_offset(hint)), 1);
}

static bool next_in_box(struct yoke_worker *worker, yk_hint *ret_hint)
{
    struct yk_box *box = &worker->port->box;
    /* relaxed: only this worker writes its box */
    uint32_t next = atomic_load_explicit(&box->next, memory_order_relaxed);
    if (next >= atomic_load_explicit(&box->count, memory_order_relaxed))
        return false;
    if (next + PREFETCH_AHEAD < YK_BOX_HINTS)
        prefetch(worker,
                 atomic_load_explicit(&box->hints[next + PREFETCH_AHEAD],
                                      memory_order_relaxed));
    *ret_hint = atomic_load_explicit(&box->hints[next], memory_order_relaxed);
    atomic_store_explicit(&box->next, next + 1, memory_order_relaxed);
    return true;
}

static unsigned batch_limit(const struct yoke_worker *worker)
{
    if (worker->task_ns > BATCH_NS / 2)
        return 1;
    int64_t fit = BATCH_NS / (worker->task_ns + 1);
    return fit < YK_BOX_HINTS ? (unsigned)fit : YK_BOX_HINTS;
}

/* How long did the tasks of the last claim take? */
static void measure(struct yoke_worker *worker, int64_t now_ns)
{
    if (worker->claimed) {
        int64_t each_ns = (now_ns - worker->claimed_ns) / worker->claimed;
        worker->task_ns += (each_ns - worker->task_ns) / 4;
    }
    worker->claimed = 0;
}

static void fill_box(struct yoke_worker *worker, unsigned count, int64_t now_ns)
{
    struct yk_box *box = &worker->port->box;
    worker->claimed = count;
    worker->claimed_ns = now_ns;
    for (unsigned i = 1; i < count && i < PREFETCH_AHEAD; i++)
        prefetch(worker, atomic_load_explicit(&box->hints[i], memory_order_relaxed));
    /* count before next: others read both in the other order, and a wrong view
     * costs them a look at a stale hint */
    atomic_store_explicit(&box->count, count, memory_order_relaxed);
    atomic_store_explicit(&box->next, 0, memory_order_relaxed);
}

static bool claim_from_lanes(struct yoke_worker *worker, int64_t now_ns)
{
    struct yk_engine *engine = worker->engine;
    unsigned lanes =
        atomic_load_explicit(&engine->control->lanes_used, memory_order_relaxed);
    lanes = lanes < YK_LANES ? lanes : YK_LANES;
    for (unsigned tried = 0; tried < lanes; tried++) {
        unsigned lane = (worker->next_lane + tried) % lanes;
        struct yk_port *port = yk_engine_lane(engine, lane);
        unsigned count = 0;
        while (!count && !yk_queue_is_empty(&port->queue))
            count = yk_queue_claim(&port->queue,
                                   yk_engine_rings(engine, engine->worker_count + lane),
                                   worker->port->box.hints,
                                   batch_limit(worker),
                                   2 * engine->worker_count);
        if (count) {
            fill_box(worker, count, now_ns);
            worker->next_lane = lane + 1;
            return true;
        }
    }
    return false;
}

static bool steal(struct yoke_worker *worker, int64_t now_ns)
{
    struct yk_engine *engine = worker->engine;
    for (unsigned tried = 1; tried < engine->worker_count; tried++) {
        unsigned victim = (worker->index + tried) % engine->worker_count;
        if (yk_queue_steal(&engine->ports[victim].queue,
                           yk_engine_rings(engine, victim),
                           &worker->port->box.hints[0])) {
            fill_box(worker, 1, now_ns);
            return true;
        }
    }
    return false;
}

static bool is_stuck(struct yoke_worker *worker, unsigned other, int64_t now_ns)
{
    struct yk_port *port = &worker->engine->ports[other];
    struct yk_glimpse *seen = &worker->seen[other];
    uint64_t tasks = atomic_load_explicit(&port->tasks, memory_order_relaxed);
    if (tasks != seen->tasks || !seen->since_ns) {
        *seen = (struct yk_glimpse){tasks, now_ns};
        return false;
    }
    return now_ns - seen->since_ns > STRANDED_NS;
}

/* A pending task in another's box goes into ours. */
static bool take_over(struct yoke_worker *worker, struct yk_box *box, int64_t now_ns)
{
    uint32_t count = atomic_load_explicit(&box->count, memory_order_relaxed);
    uint32_t next = atomic_load_explicit(&box->next, memory_order_relaxed);
    for (; next < count && next < YK_BOX_HINTS; next++) {
        yk_hint hint = atomic_load_explicit(&box->hints[next], memory_order_relaxed);
        if (yk_hint_offset(hint) >= worker->engine->pool.region.size)
            continue;
        struct yk_slot *slot = yk_engine_slot(worker->engine, yk_hint_offset(hint));
        uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
        if (yk_state_of(word) != YK_PENDING ||
            yk_state_generation(word) != (uint32_t)hint)
            continue;
        atomic_store_explicit(&worker->port->box.hints[0], hint, memory_order_relaxed);
        fill_box(worker, 1, now_ns);
        return true;
    }
    return false;
}

static bool take_stranded(struct yoke_worker *worker, int64_t now_ns)
{
    struct yk_engine *engine = worker->engine;
    if (!worker->seen || now_ns - worker->looked_ns < STRANDED_NS)
        return false;
    for (unsigned i = 0; i < engine->worker_count; i++)
        if (i != worker->index && is_stuck(worker, i, now_ns) &&
            take_over(worker, &engine->ports[i].box, now_ns))
            return true;
    worker->looked_ns = now_ns;
    return false;
}

static bool search(struct yoke_worker *worker, yk_hint *ret_hint)
{
    int64_t now_ns = yk_clock_ns();
    measure(worker, now_ns);
    return (take_stranded(worker, now_ns) || claim_from_lanes(worker, now_ns) ||
            steal(worker, now_ns)) &&
           next_in_box(worker, ret_hint);
}

static bool find(struct yoke_worker *worker, yk_hint *ret_hint)
{
    struct yk_queue_rings rings = yk_engine_rings(worker->engine, worker->index);
    uint64_t tasks = atomic_load_explicit(&worker->port->tasks, memory_order_relaxed);
    if (tasks % FAIRNESS_TASKS == 0 &&
        (next_in_box(worker, ret_hint) || search(worker, ret_hint)))
        return true;
    return yk_queue_pop(&worker->port->queue, rings, ret_hint) ||
           next_in_box(worker, ret_hint) || search(worker, ret_hint);
}

/* Life */

void yk_worker_set_name(const yoke_executor *executor, unsigned index)
{
    char suffix[12];
    char name[16];
    int length = snprintf(suffix, sizeof(suffix), "-%u", index);
    snprintf(name,
             sizeof(name),
             "%.*s%s",
             (int)sizeof(name) - 1 - length,
             executor->name_prefix,
             suffix);
    prctl(PR_SET_NAME, name);
}

/* Closing, and nothing will come: whoever pushed before the flag has it visible
 * after the fence, whoever pushes now sees the flag. */
static bool is_over(struct yk_engine *engine)
{
    yk_fence_heavy(&engine->fence);
    return !yk_engine_has_work(engine);
}

static void loop(struct yoke_worker *worker)
{
    struct yk_engine *engine = worker->engine;
    bool was_idle = true;
    for (;;) {
        /* before looking: when it is set and nothing is found, nothing comes */
        uint32_t flags = yk_engine_flags(engine);
        if (flags & YK_ENGINE_BROKEN)
            return;
        yk_hint hint = 0;
        if (find(worker, &hint)) {
            if (was_idle)
                yk_idle_found(engine, worker->index);
            was_idle = false;
            run_hint(worker, hint);
            continue;
        }
        if (flags && is_over(engine))
            return;
        yk_idle_wait(engine, worker->index, worker->task_ns < LONG_TASK_NS, !was_idle);
        was_idle = true;
    }
}

static void announce(struct yoke_worker *worker, enum yk_phase phase)
{
    atomic_store(&worker->port->phase, phase);
    atomic_fetch_add(&worker->engine->control->changes, 1);
    yk_futex_wake(&worker->engine->control->changes, INT_MAX, worker->engine->shared);
}

static bool initialize(struct yoke_worker *worker)
{
    yoke_executor *executor = worker->executor;
    struct yk_engine *engine = worker->engine;
    if (executor->placement &&
        yoke_placement_bind(executor->placement, (int)worker->index) != 0) {
        yk_engine_break(engine,
                        "worker %u could not be bound to CPUs %s: %s",
                        worker->index,
                        yoke_placement_cpus(executor->placement, (int)worker->index),
                        yoke_error_detail());
        return false;
    }
    if (!executor->initializer)
        return true;
    char words[YK_FAILURE_BYTES] = "";
    worker->failure = words;
    int status = executor->initializer(worker, executor->initializer_data);
    worker->failure = NULL;
    if (!status)
        return true;
    yk_engine_break(engine,
                    "the initializer of worker %u failed: %s",
                    worker->index,
                    words[0] ? words : "it returned no message");
    return false;
}

bool yk_worker_begin(yoke_executor *executor,
                     unsigned index,
                     struct yoke_worker *worker)
{
    struct yk_engine *engine = executor->engine;
    struct yk_port *port = &engine->ports[index];
    *worker = (struct yoke_worker){
        .executor = executor, .engine = engine, .port = port, .index = index};
    worker->owner_bits = yk_state_owner_bits((int)index, atomic_load(&port->life));
    worker->seen = calloc(engine->worker_count, sizeof(*worker->seen));
    return initialize(worker);
}

void yk_worker_end(struct yoke_worker *worker)
{
    if (worker->executor->finalizer)
        worker->executor->finalizer(worker);
    free(worker->seen);
    worker->seen = NULL;
}

void yk_worker_live(yoke_executor *executor, unsigned index, struct yoke_worker *worker)
{
    struct yk_port *port = &executor->engine->ports[index];
    yk_seat_set(executor->engine, port, worker);
    atomic_store(&port->phase, YK_PHASE_STARTED);
    if (yk_worker_begin(executor, index, worker)) {
        announce(worker, YK_PHASE_READY);
        loop(worker);
        yk_worker_end(worker);
    } else {
        free(worker->seen);
    }
    yk_port_flush(worker->engine, port);
    announce(worker, YK_PHASE_LEAVING);
}
