/**
 * A port: one thread's or worker's place at an engine.
 *
 * The first ports belong to the workers, by index; the others are lanes, one
 * for each outside thread that submits. Only its owner pushes into its queue
 * and takes from its chunks, so that neither needs a lock.
 */
#ifndef YK_PORT_H
#define YK_PORT_H

#include "engine/pool.h"
#include "engine/queue.h"

#define YK_BOX_HINTS 32u

/**
 * What a worker has claimed and not started. The owner goes through it in
 * order; others may start what is in it (the state word decides), and when the
 * owner is dead its hints are queued again, whatever they are.
 */
struct yk_box {
    _Atomic uint32_t next;
    _Atomic uint32_t count;
    _Atomic yk_hint hints[YK_BOX_HINTS];
};

enum yk_phase {
    YK_PHASE_NONE,    /* not started, or dead */
    YK_PHASE_STARTED, /* in its initializer */
    YK_PHASE_READY,
    YK_PHASE_LEAVING /* ended because it was told to */
};

struct yk_port {
    struct yk_queue queue;

    /* Counters: stored by the owner, relaxed; read by whoever sums them up. */
    _Alignas(64) _Atomic uint64_t submitted;
    _Atomic uint64_t finished;     /* tasks that this worker ran to their end */
    _Atomic uint64_t dropped;      /* tasks that this port settled otherwise */
    _Atomic uint64_t handles_made; /* futures given out, and released, here */
    _Atomic uint64_t handles_gone;
    _Atomic uint64_t waiting; /* offset of the slot whose word the owner sleeps on */
    uint64_t spent_mask;      /* slots freed here, not yet given back: see engine.c */
    uint32_t spent_chunk;
    uint32_t spent_word;

    /* Workers only. */
    _Alignas(64) _Atomic uint32_t wakes; /* futex: a waker adds 1 */
    _Atomic uint32_t phase;
    _Atomic uint32_t life;  /* which incarnation; the supervisor adds 1 */
    _Atomic int32_t os_id;  /* thread or process id; 0 when there is none */
    _Atomic uint64_t tasks; /* started and ended, for "is it stuck?" */
    _Alignas(64) struct yk_box box;

    _Alignas(64) struct yk_hand hands[YK_CLASS_COUNT];
};

/** Adds to a counter that only the caller writes. */
static inline void yk_count(_Atomic uint64_t *counter, uint64_t n)
{
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    /* release: what was counted has been done (a released handle's slot is not
     * touched any more); readers acquire */
    atomic_store_explicit(counter, value + n, memory_order_release);
}

#endif
