/*
 * One engine for threads and processes: a region with control words, ports,
 * rings, and chunks of slots and blocks.
 *
 * The way of a task: the submitter takes a slot from a chunk that its port
 * owns, fills it in, publishes PENDING, pushes a hint into its port's queue and
 * looks whether a worker sleeps. A worker claims hints in batches, wins a slot
 * by PENDING → RUNNING, runs the function, writes the result, and settles with
 * one more compare-and-swap, whose old value tells it whether anyone waits,
 * watches, or has let go. The line of the slot travels to the worker and back;
 * nothing else that is written per task is shared, except an eighth of a line
 * of the queue.
 *
 * Closing and breaking are flags that every push reads after it has published
 * (light fence); who sets one runs the heavy fence and then looks at the
 * queues. So each task is seen by one side: either the pusher takes it back, or
 * the closer finds it.
 *
 * Slots freed by one thread are mostly neighbours (results are read in order),
 * so a port gathers the bits of one bitmap word and gives them back together.
 */
#include "engine/engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/futex.h"
#include "engine/idle.h"
#include "engine/notice.h"
#include "executor/error.h"

/* A quarter of the region for rings, at most this much for each port. */
#define RING_STRIDE_LOG2_MAX 28u

/* Life */

static uint64_t align_up(uint64_t value, uint64_t align)
{
    return (value + align - 1) & ~(align - 1);
}

static void place_rings(struct yk_engine *engine, uint64_t offset, unsigned port_count)
{
    uint64_t share = engine->pool.region.size / 4 / port_count;
    unsigned log2 = 63 - (unsigned)__builtin_clzll(share);
    if (log2 > RING_STRIDE_LOG2_MAX)
        log2 = RING_STRIDE_LOG2_MAX;
    engine->rings = engine->pool.region.base + offset;
    engine->ring_stride = (size_t)1 << log2;
    engine->ring_log2_max = log2 - 4; /* 8-byte entries, beginning at their size */
}

/* Control, ports, rings, chunk table, chunks. */
static void lay_out(struct yk_engine *engine)
{
    struct yk_region *region = &engine->pool.region;
    unsigned port_count = engine->worker_count + YK_LANES;
    uint64_t at = align_up(sizeof(struct yk_control), 4096);
    engine->control = (struct yk_control *)(void *)region->base;
    engine->ports = (struct yk_port *)(void *)(region->base + at);
    at = align_up(at + port_count * sizeof(struct yk_port), 4096);
    place_rings(engine, at, port_count);
    at += port_count * engine->ring_stride;
    engine->pool.table = (_Atomic uint64_t *)(void *)(region->base + at);
    engine->pool.dirty = &engine->control->dirty_chunks;
    engine->pool.chunk_count = (uint32_t)(region->size >> YK_CHUNK_LOG2);
    at = align_up(at + engine->pool.chunk_count * sizeof(uint64_t), YK_CHUNK_BYTES);
    engine->pool.first_chunk = (uint32_t)(at >> YK_CHUNK_LOG2);
}

int yk_engine_init(struct yk_engine *engine, unsigned worker_count, bool shared)
{
    engine->worker_count = worker_count;
    engine->shared = shared;
    engine->claimant = YK_CLAIMANT_HOME;
    engine->idle_words = (worker_count + 63) / 64;
    int cpus = yoke_cpu_count();
    engine->poller_limit = cpus > 1 ? (unsigned)cpus - 1 : 0;
    int error = yk_region_create(shared, &engine->pool.region);
    if (error)
        return error;
    lay_out(engine);
    for (unsigned i = 0; i < worker_count + YK_LANES; i++)
        yk_queue_init(&engine->ports[i].queue);
    engine->fence = yk_fence_register(shared);
    error = yk_watches_create(worker_count, &engine->watches);
    if (error) {
        yk_region_destroy(&engine->pool.region);
        return error;
    }
    pthread_mutex_init(&engine->lane_lock, NULL);
    pthread_mutex_init(&engine->spare_lock, NULL);
    engine->lanes_taken = UINT64_C(1) << YK_SPARE_LANE | UINT64_C(1)
                                                             << YK_SUPERVISOR_LANE;
    atomic_store(&engine->control->lanes_used, YK_SUPERVISOR_LANE + 1);
    return 0;
}

void yk_engine_fini(struct yk_engine *engine)
{
    yk_watches_destroy(engine->watches);
    engine->watches = NULL;
    yk_region_destroy(&engine->pool.region);
    pthread_mutex_destroy(&engine->lane_lock);
    pthread_mutex_destroy(&engine->spare_lock);
}

void yk_engine_flag(struct yk_engine *engine, uint32_t flag)
{
    atomic_fetch_or(&engine->control->flags, flag);
    yk_fence_heavy(&engine->fence);
}

/* The spare lane */

static void port_lock(struct yk_engine *engine, const struct yk_port *port)
{
    if (yk_port_is_spare(engine, port))
        pthread_mutex_lock(&engine->spare_lock);
}

static void port_unlock(struct yk_engine *engine, const struct yk_port *port)
{
    if (yk_port_is_spare(engine, port))
        pthread_mutex_unlock(&engine->spare_lock);
}

/* Payloads */

bool yk_payload_view(const struct yk_engine *engine,
                     const union yk_payload *payload,
                     uint32_t size,
                     yoke_bytes *ret_bytes)
{
    if (size <= YK_INLINE_BYTES) {
        *ret_bytes = (yoke_bytes){payload->bytes, size};
        return true;
    }
    uint64_t block = payload->block; /* once: a broken worker may change it */
    if (yk_block_size(&engine->pool, block) < size)
        return false;
    *ret_bytes = (yoke_bytes){engine->pool.region.base + block, size};
    return true;
}

void *yk_payload_room(struct yk_engine *engine,
                      struct yk_port *port,
                      union yk_payload *payload,
                      uint32_t size)
{
    if (size <= YK_INLINE_BYTES)
        return payload->bytes;
    port_lock(engine, port);
    uint64_t block = yk_block_take(&engine->pool, port->hands, size);
    port_unlock(engine, port);
    if (!block)
        return NULL;
    payload->block = block;
    return engine->pool.region.base + block;
}

void yk_payload_drop(struct yk_engine *engine,
                     union yk_payload *payload,
                     uint32_t *size)
{
    bool has_block = *size > YK_INLINE_BYTES;
    *size = 0; /* first: killed in between, a block is lost and not given twice */
    if (has_block)
        yk_block_give(&engine->pool, payload->block);
}

/* Slots */

/* The next slot that its state word says is free; hints may be stale. */
static struct yk_slot *take_slot(struct yk_engine *engine, struct yk_port *port)
{
    for (;;) {
        uint64_t offset =
            yk_pool_take(&engine->pool, &port->hands[YK_CLASS_SLOTS], YK_CLASS_SLOTS);
        if (!offset)
            return NULL;
        struct yk_slot *slot = yk_engine_slot(engine, offset);
        /* relaxed: the bitmap's acquire ordered us after the one who freed it */
        uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
        if (__builtin_expect(yk_state_of(word) == YK_FREE, 1))
            return slot;
    }
}

int yk_slot_create(struct yk_engine *engine,
                   struct yk_port *port,
                   yoke_task_fn *function,
                   yoke_bytes input,
                   bool held,
                   struct yk_slot **ret_slot,
                   uint32_t *ret_generation)
{
    if (input.size > UINT32_MAX)
        return yk_error_set(YOKE_E_INVALID,
                            "a payload of %zu bytes; allowed: at most %u",
                            input.size,
                            UINT32_MAX);
    port_lock(engine, port);
    struct yk_slot *slot = take_slot(engine, port);
    port_unlock(engine, port);
    if (!slot)
        return yk_error_set(YOKE_E_NOMEM, "no room in the region for another task");
    slot->function = function;
    slot->input_size = 0;
    slot->result_size = 0;
    void *room = yk_payload_room(engine, port, &slot->input, (uint32_t)input.size);
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    uint32_t generation = yk_state_generation(word) + 1;
    if (!room) {
        yk_slot_free(engine, port, slot);
        return yk_error_set(YOKE_E_NOMEM,
                            "no room in the region for a payload of %zu bytes",
                            input.size);
    }
    if (input.size)
        memcpy(room, input.data, input.size);
    slot->input_size = (uint32_t)input.size;
    atomic_store_explicit(&slot->holders, held, memory_order_relaxed);
    uint64_t pending = (uint64_t)generation << YK_GENERATION_SHIFT | YK_PENDING |
                       (held ? 0 : YK_FLAG_RELEASED);
    /* release: for whoever wins it by a stale or scribbled hint; the regular
     * way is ordered by the queue */
    atomic_store_explicit(&slot->state, pending, memory_order_release);
    *ret_slot = slot;
    *ret_generation = generation;
    return 0;
}

/* Give back the bits gathered so far. */
static void flush(struct yk_engine *engine, struct yk_port *port)
{
    if (!port->spent_mask)
        return;
    uint64_t mask = port->spent_mask;
    port->spent_mask = 0;
    if (yk_pool_is_slot(&engine->pool,
                        ((uint64_t)port->spent_chunk << YK_CHUNK_LOG2) +
                            YK_CHUNK_HEADER_BYTES) &&
        port->spent_word < YK_CHUNK_WORDS)
        yk_pool_give_mask(&engine->pool, port->spent_chunk, port->spent_word, mask);
}

void yk_port_flush(struct yk_engine *engine, struct yk_port *port)
{
    port_lock(engine, port);
    flush(engine, port);
    port_unlock(engine, port);
}

void yk_slot_free(struct yk_engine *engine, struct yk_port *port, struct yk_slot *slot)
{
    yk_payload_drop(engine, &slot->input, &slot->input_size);
    yk_payload_drop(engine, &slot->result, &slot->result_size);
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    uint64_t generation = word >> YK_GENERATION_SHIFT << YK_GENERATION_SHIFT;
    /* relaxed: the bit's release publishes it */
    atomic_store_explicit(&slot->state, generation | YK_FREE, memory_order_relaxed);
    uint64_t offset = yk_engine_offset(engine, slot);
    uint32_t chunk = yk_chunk_of(offset);
    uint32_t unit = yk_slot_unit(offset);
    port_lock(engine, port);
    if (port->spent_chunk != chunk || port->spent_word != unit / 64)
        flush(engine, port);
    port->spent_chunk = chunk;
    port->spent_word = unit / 64;
    port->spent_mask |= UINT64_C(1) << (unit % 64);
    port_unlock(engine, port);
}

/* Pushing */

/* After the push is visible: does somebody have to act on it? */
static int attend(struct yk_engine *engine,
                  struct yk_port *port,
                  struct yk_slot *slot,
                  uint32_t generation)
{
    uint32_t flags = yk_engine_flags(engine);
    if (flags) {
        uint64_t before = yk_slot_settle(slot, generation, YK_PENDING, 0, YK_CANCELLED);
        if (before) {
            yk_port_count(
                engine, port, &port->submitted, UINT64_MAX); /* as if it had not been */
            yk_slot_free(engine, port, slot);
            return flags & YK_ENGINE_BROKEN ? YOKE_E_BROKEN : YOKE_E_SHUTDOWN;
        }
        return 0; /* it was just in time */
    }
    if (yk_idle_any_sleeping(engine))
        yk_idle_wake_one(engine);
    return 0;
}

int yk_engine_push(struct yk_engine *engine,
                   struct yk_port *port,
                   struct yk_slot *slot,
                   uint32_t generation)
{
    uint64_t offset = yk_engine_offset(engine, slot);
    struct yk_queue_rings rings = yk_engine_rings(engine, yk_port_index(engine, port));
    port_lock(engine, port);
    bool pushed = yk_queue_push(&port->queue, rings, yk_hint_of(offset, generation));
    port_unlock(engine, port);
    if (!pushed) {
        yk_slot_free(engine, port, slot);
        return yk_error_set(YOKE_E_NOMEM,
                            "this thread has %llu tasks queued; no room for more",
                            1ull << engine->ring_log2_max);
    }
    yk_port_count(engine, port, &port->submitted, 1);
    yk_fence_light(&engine->fence);
    if (__builtin_expect(yk_engine_flags(engine) || yk_idle_any_sleeping(engine), 0))
        return attend(engine, port, slot, generation);
    return 0;
}

/* Settling */

void yk_settled(struct yk_engine *engine,
                struct yk_port *port,
                struct yk_slot *slot,
                uint64_t before)
{
    if (__builtin_expect(
            !(before & (YK_FLAG_WAITED | YK_FLAG_WATCHED | YK_FLAG_RELEASED)), 1))
        return;
    if (before & YK_FLAG_WAITED)
        yk_futex_wake(yk_slot_futex(slot), INT32_MAX, engine->shared);
    if (before & YK_FLAG_WATCHED)
        yk_notice(engine, slot);
    if (before & YK_FLAG_RELEASED) {
        yk_slot_free(engine, port, slot);
        if (engine->in_worker_process)
            yk_port_flush(engine, port); /* not to be lost with the process */
    }
}

bool yk_slot_cancel(struct yk_engine *engine,
                    struct yk_port *port,
                    struct yk_slot *slot)
{
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    uint64_t before =
        yk_slot_settle(slot, yk_state_generation(word), YK_PENDING, 0, YK_CANCELLED);
    if (!before)
        return false;
    yk_port_count(engine, port, &port->dropped, 1);
    yk_settled(engine, port, slot, before);
    return true;
}

struct settling {
    struct yk_engine *engine;
    struct yk_port *port;
    enum yk_state to;
};

static bool settle_if_pending(uint64_t offset, void *context)
{
    struct settling *settling = context;
    struct yk_slot *slot = yk_engine_slot(settling->engine, offset);
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    if (yk_state_of(word) != YK_PENDING)
        return true;
    uint64_t before =
        yk_slot_settle(slot, yk_state_generation(word), YK_PENDING, 0, settling->to);
    if (before) {
        yk_port_count(settling->engine, settling->port, &settling->port->dropped, 1);
        yk_settled(settling->engine, settling->port, slot, before);
    }
    return true;
}

void yk_engine_settle_pending(struct yk_engine *engine,
                              struct yk_port *port,
                              enum yk_state to)
{
    struct settling settling = {engine, port, to};
    yk_pool_each_slot(&engine->pool, settle_if_pending, &settling);
}

void yk_engine_break(struct yk_engine *engine, const char *format, ...)
{
    uint32_t unclaimed = 0;
    if (atomic_compare_exchange_strong(
            &engine->control->cause_claimed, &unclaimed, engine->claimant)) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(
            engine->control->cause, sizeof(engine->control->cause), format, arguments);
        va_end(arguments);
        yk_engine_flag(engine, YK_ENGINE_BROKEN);
    }
    atomic_fetch_add(&engine->control->changes, 1);
    yk_futex_wake(&engine->control->changes, INT32_MAX, engine->shared);
    yk_idle_wake_all(engine);
}

/* Glances */

static uint64_t sum(const struct yk_engine *engine, size_t counter_offset)
{
    uint64_t total = 0;
    unsigned lanes = atomic_load(&engine->control->lanes_used);
    for (unsigned i = 0; i < engine->worker_count + lanes; i++) {
        char *port = (char *)&engine->ports[i];
        total += atomic_load_explicit(
            (_Atomic uint64_t *)(void *)(port + counter_offset), memory_order_acquire);
    }
    return total;
}

uint64_t yk_engine_finished(const struct yk_engine *engine)
{
    return sum(engine, offsetof(struct yk_port, finished));
}

uint64_t yk_engine_submitted(const struct yk_engine *engine)
{
    return sum(engine, offsetof(struct yk_port, submitted));
}

uint64_t yk_engine_outstanding(const struct yk_engine *engine)
{
    uint64_t settled =
        yk_engine_finished(engine) + sum(engine, offsetof(struct yk_port, dropped));
    return yk_engine_submitted(engine) - settled;
}

uint64_t yk_engine_handles(const struct yk_engine *engine)
{
    uint64_t gone = sum(engine, offsetof(struct yk_port, handles_gone));
    return sum(engine, offsetof(struct yk_port, handles_made)) - gone;
}

bool yk_engine_has_work(const struct yk_engine *engine)
{
    unsigned lanes =
        atomic_load_explicit(&engine->control->lanes_used, memory_order_relaxed);
    lanes = lanes < YK_LANES ? lanes : YK_LANES;
    for (unsigned i = 0; i < lanes; i++)
        if (!yk_queue_is_empty(&yk_engine_lane(engine, i)->queue))
            return true;
    for (unsigned i = 0; i < engine->worker_count; i++)
        if (!yk_queue_is_empty(&engine->ports[i].queue))
            return true;
    return false;
}
