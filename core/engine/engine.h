/**
 * The engine: slots, queues, idle workers and waiters in one region. Who runs
 * the work, threads or processes, is unknown here.
 */
#ifndef YK_ENGINE_H
#define YK_ENGINE_H

#include <pthread.h>

#include <yoke/future.h>

#include "engine/clock.h"
#include "engine/fence.h"
#include "engine/port.h"
#include "engine/slot.h"

#define YK_LANES 64u
#define YK_IDLE_WORDS 16u /* × 64 ≥ YOKE_WORKERS_MAX */

/* Flags of the engine, in control->flags. */
#define YK_ENGINE_CLOSING 1u /* no more tasks; workers end when there is no work */
#define YK_ENGINE_BROKEN 2u  /* nothing will run any more; see the cause */

#define YK_ENGINE_ELSEWHERE 4u /* the region is another process's; see disown */

/** The creating process as a claimant; a worker process is its index + 1. */
#define YK_CLAIMANT_HOME UINT32_MAX

/** At the start of the region. */
struct yk_control {
    /* Read by every submit, written when workers fall asleep or start. */
    _Alignas(64) _Atomic uint32_t flags;
    _Atomic uint32_t started; /* workers alive or on their way */
    _Atomic uint64_t sleeping[YK_IDLE_WORDS];

    /* Written by idle workers. */
    _Alignas(64) _Atomic uint64_t polling[YK_IDLE_WORDS];
    _Atomic uint32_t searcher; /* worker index + 1 that was woken to look for work */

    _Alignas(64) _Atomic uint32_t lanes_used; /* lanes beyond it were never used */
    _Atomic uint32_t dirty_chunks;
    _Atomic uint32_t changes; /* futex: a worker is ready, has failed or has ended */

    /* Settled slots that somebody watches: a stack through slot->link. */
    _Alignas(64) _Atomic uint64_t notices;
    _Atomic uint32_t notice_count; /* futex of the notifier */

    /* Why the engine broke: written by the one who set cause_claimed. */
    _Alignas(64) _Atomic uint32_t cause_claimed; /* a claimant, or 0 */
    char cause[4096];
};

struct yk_watches;

/** One process's view of the engine. Its addresses and sizes are private, so
 * that nothing written into the region can lead outside of it. */
struct yk_engine {
    uint64_t id; /* unique for the life of the program */
    struct yk_pool pool;
    struct yk_control *control;
    struct yk_port *ports; /* workers, then lanes */
    char *rings;
    size_t ring_stride;
    uint32_t ring_log2_max;
    unsigned worker_count;
    unsigned idle_words;
    unsigned poller_limit;
    struct yk_fence fence;
    bool shared; /* between processes */
    bool in_worker_process;
    uint32_t claimant; /* who we are when we claim to know why it broke */
    yoke_executor *executor;

    /* In the creating process only. */
    struct yk_watches *watches;
    pthread_mutex_t lane_lock;  /* guards lanes_taken */
    uint64_t lanes_taken;       /* bit i: lane i has an owner */
    pthread_mutex_t spare_lock; /* held by whoever uses lane 0, never over user code */
    _Atomic bool orphaned;      /* the executor is gone, futures remain */
    bool retired;               /* region unmapped; guarded by the registry */
};

/** The lane of threads that found no free one; its users lock spare_lock. */
#define YK_SPARE_LANE 0u
/** The supervisor's own. */
#define YK_SUPERVISOR_LANE 1u

/**
 * Make an engine for @p worker_count workers.
 * @return 0; YOKE_E_NOMEM; YOKE_E_SYSTEM.
 */
int yk_engine_init(struct yk_engine *engine, unsigned worker_count, bool shared);

/** Unmap everything. No thread may use the engine any more. */
void yk_engine_fini(struct yk_engine *engine);

static inline struct yk_slot *yk_engine_slot(const struct yk_engine *engine,
                                             uint64_t offset)
{
    return (struct yk_slot *)(void *)(engine->pool.region.base + offset);
}

static inline uint64_t yk_engine_offset(const struct yk_engine *engine,
                                        const struct yk_slot *slot)
{
    return (uint64_t)((const char *)slot - engine->pool.region.base);
}

/** A slot's index is its offset ÷ 64; hints carry it. */
static inline yk_hint yk_hint_of(uint64_t offset, uint32_t generation)
{
    return offset >> 6 << 32 | generation;
}

static inline uint64_t yk_hint_offset(yk_hint hint)
{
    return hint >> 32 << 6;
}

static inline struct yk_queue_rings yk_engine_rings(const struct yk_engine *engine,
                                                    unsigned port_index)
{
    return (struct yk_queue_rings){engine->rings + engine->ring_stride * port_index,
                                   engine->ring_log2_max};
}

static inline unsigned yk_port_index(const struct yk_engine *engine,
                                     const struct yk_port *port)
{
    return (unsigned)(port - engine->ports);
}

static inline struct yk_port *yk_engine_lane(const struct yk_engine *engine,
                                             unsigned lane)
{
    return &engine->ports[engine->worker_count + lane];
}

/** The spare lane has several owners, who lock it around each use. */
static inline bool yk_port_is_spare(const struct yk_engine *engine,
                                    const struct yk_port *port)
{
    return __builtin_expect(port == yk_engine_lane(engine, YK_SPARE_LANE), 0);
}

/** Add to a counter of one's port; the last touch may be of handles_gone. */
static inline void yk_port_count(const struct yk_engine *engine,
                                 struct yk_port *port,
                                 _Atomic uint64_t *counter,
                                 uint64_t n)
{
    if (yk_port_is_spare(engine, port))
        atomic_fetch_add(counter, n);
    else
        yk_count(counter, n);
}

/** Look at the flags of the engine. */
static inline uint32_t yk_engine_flags(const struct yk_engine *engine)
{
    /* acquire: pairs with yk_engine_flag(); BROKEN is seen after its cause */
    return atomic_load_explicit(&engine->control->flags, memory_order_acquire);
}

/** Set a flag; whoever pushes from now on sees it after its push. */
void yk_engine_flag(struct yk_engine *engine, uint32_t flag);

/**
 * Take a slot and fill it in, not published yet: function, input copied, state
 * PENDING with one holder, or none when @p held is false.
 * @return 0; YOKE_E_NOMEM.
 */
int yk_slot_create(struct yk_engine *engine,
                   struct yk_port *port,
                   yoke_task_fn *function,
                   yoke_bytes input,
                   bool held,
                   struct yk_slot **ret_slot,
                   uint32_t *ret_generation);

/** Give back a slot and its payloads; it is settled or was never published. */
void yk_slot_free(struct yk_engine *engine, struct yk_port *port, struct yk_slot *slot);

/** Give back the units that yk_slot_free() has kept in the port's hand. */
void yk_port_flush(struct yk_engine *engine, struct yk_port *port);

/**
 * Publish a slot in the port's queue and see to it that a worker looks.
 * @return 0; YOKE_E_NOMEM when the queue cannot grow.
 */
int yk_engine_push(struct yk_engine *engine,
                   struct yk_port *port,
                   struct yk_slot *slot,
                   uint32_t generation);

/** Bytes of a payload; false when the region does not hold what it says. */
bool yk_payload_view(const struct yk_engine *engine,
                     const union yk_payload *payload,
                     uint32_t size,
                     yoke_bytes *ret_bytes);

/** Room for @p size bytes of payload, in the slot or in a block; NULL: no memory. */
void *yk_payload_room(struct yk_engine *engine,
                      struct yk_port *port,
                      union yk_payload *payload,
                      uint32_t size);

/** Drop a payload's block, if it has one. */
void yk_payload_drop(struct yk_engine *engine,
                     union yk_payload *payload,
                     uint32_t *size);

/**
 * What follows a slot's settling: wake its waiters, tell its watchers, free it
 * when nobody holds it. @p before is the state word that was replaced.
 */
void yk_settled(struct yk_engine *engine,
                struct yk_port *port,
                struct yk_slot *slot,
                uint64_t before);

/** PENDING → CANCELLED. False when it has started or is settled. */
bool yk_slot_cancel(struct yk_engine *engine,
                    struct yk_port *port,
                    struct yk_slot *slot);

/** Settle everything that is still pending. */
void yk_engine_settle_pending(struct yk_engine *engine,
                              struct yk_port *port,
                              enum yk_state to);

/** The first cause wins. Sets BROKEN; the caller settles what is pending. */
void yk_engine_break(struct yk_engine *engine, const char *format, ...)
    YOKE_PRINTF(2, 3);

/** Sums over all ports, each a glance: tasks submitted, not settled yet, run to
 * their end; futures that somebody holds. */
uint64_t yk_engine_submitted(const struct yk_engine *engine);
uint64_t yk_engine_outstanding(const struct yk_engine *engine);
uint64_t yk_engine_finished(const struct yk_engine *engine);
uint64_t yk_engine_handles(const struct yk_engine *engine);

/** Is there a hint in any queue? A glance. */
bool yk_engine_has_work(const struct yk_engine *engine);

#endif
