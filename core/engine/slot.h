/**
 * A slot: one 64-byte line per outstanding task, which is also the future.
 *
 * The state word is the truth about a task: what it is, who runs it, in which
 * life of that worker, which task it is of the many that this line has held,
 * and who wants to know when it settles. Whoever changes it with one
 * compare-and-swap has won; everything else is derived or a hint.
 *
 *   FREE ──alloc──▶ PENDING ──start──▶ RUNNING ──settle──▶ SUCCEEDED, FAILED,
 *                      │                                   LOST, BROKEN
 *                      └──cancel──▶ CANCELLED
 *   settled ──free──▶ FREE (its generation is spent), by the last holder, or by
 *                     whoever settled it if it was RELEASED before
 *
 * Who may write what:
 *   function, input        the submitter, before PENDING is published
 *   result                 the worker named in the state, while RUNNING
 *   holders                who holds the future
 *   link                   who settled it, if WATCHED (see notice.h)
 */
#ifndef YK_SLOT_H
#define YK_SLOT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yoke/task.h>

enum yk_state {
    YK_FREE,
    YK_PENDING,
    YK_RUNNING,
    YK_SUCCEEDED,
    YK_FAILED,    /* result: a struct yk_failure_record */
    YK_LOST,      /* result: a struct yk_failure_record */
    YK_CANCELLED, /* no result */
    YK_BROKEN     /* no result; the engine knows why */
};

/* The fields of the state word, from the lowest bit. The lower half, which
 * changes when the task settles, is also the futex word of its waiters. */
#define YK_STATE_MASK UINT64_C(0xf)
#define YK_FLAG_WAITED (UINT64_C(1) << 4)   /* somebody sleeps on this word */
#define YK_FLAG_WATCHED (UINT64_C(1) << 5)  /* settling must be announced */
#define YK_FLAG_RELEASED (UINT64_C(1) << 6) /* nobody holds the future any more */
#define YK_OWNER_SHIFT 8                    /* 12 bits: worker index + 1 */
#define YK_OWNER_MASK UINT64_C(0xfff)
#define YK_LIFE_SHIFT 20 /* 12 bits: which incarnation of the worker */
#define YK_LIFE_MASK UINT64_C(0xfff)
#define YK_GENERATION_SHIFT 32

#define YK_INLINE_BYTES 16u

/** Bytes that a task takes or gives: in the slot if they fit, else in a block. */
union yk_payload {
    unsigned char bytes[YK_INLINE_BYTES];
    uint64_t block; /* offset in the region */
};

struct yk_slot {
    _Alignas(64) _Atomic uint64_t state;
    _Atomic uint32_t holders;
    _Atomic uint32_t link;
    yoke_task_fn *function;
    uint32_t input_size; /* bytes */
    uint32_t result_size;
    union yk_payload input;
    union yk_payload result;
};
_Static_assert(sizeof(struct yk_slot) == 64, "a slot is one cache line");

static inline enum yk_state yk_state_of(uint64_t word)
{
    return (enum yk_state)(word & YK_STATE_MASK);
}

static inline bool yk_state_is_settled(uint64_t word)
{
    return yk_state_of(word) >= YK_SUCCEEDED;
}

static inline uint32_t yk_state_generation(uint64_t word)
{
    return (uint32_t)(word >> YK_GENERATION_SHIFT);
}

/** The worker that runs or ran it; -1 when none did. */
static inline int yk_state_worker(uint64_t word)
{
    return (int)((word >> YK_OWNER_SHIFT) & YK_OWNER_MASK) - 1;
}

/** The bits that name a worker in one of its lives. */
static inline uint64_t yk_state_owner_bits(int worker_index, uint32_t life)
{
    return (uint64_t)(worker_index + 1) << YK_OWNER_SHIFT | (life & YK_LIFE_MASK)
                                                                << YK_LIFE_SHIFT;
}

#define YK_OWNER_BITS (YK_OWNER_MASK << YK_OWNER_SHIFT | YK_LIFE_MASK << YK_LIFE_SHIFT)

/** The half of the state word that waiters sleep on. */
static inline _Atomic uint32_t *yk_slot_futex(struct yk_slot *slot)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (_Atomic uint32_t *)(void *)&slot->state;
#else
    return (_Atomic uint32_t *)(void *)&slot->state + 1;
#endif
}

/**
 * PENDING of that generation → RUNNING by that owner. False when it is not
 * that task any more or somebody else was faster.
 */
static inline bool
yk_slot_start(struct yk_slot *slot, uint32_t generation, uint64_t owner_bits)
{
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    for (;;) {
        if (yk_state_of(word) != YK_PENDING || yk_state_generation(word) != generation)
            return false;
        uint64_t running = (word & ~YK_STATE_MASK) | YK_RUNNING | owner_bits;
        /* acquire: function and input are read after winning */
        if (atomic_compare_exchange_weak_explicit(&slot->state,
                                                  &word,
                                                  running,
                                                  memory_order_acquire,
                                                  memory_order_relaxed))
            return true;
    }
}

/**
 * From exactly @p from (PENDING, or RUNNING by @p owner_bits) of @p generation
 * to @p to. Returns the word before, or 0 when it was not so.
 */
static inline uint64_t yk_slot_settle(struct yk_slot *slot,
                                      uint32_t generation,
                                      enum yk_state from,
                                      uint64_t owner_bits,
                                      enum yk_state to)
{
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
    for (;;) {
        if (yk_state_of(word) != from || yk_state_generation(word) != generation ||
            (word & YK_OWNER_BITS) != owner_bits)
            return 0;
        uint64_t settled = (word & ~YK_STATE_MASK) | to;
        /* release: the result comes before; acquire: a waiter's flag is followed
         * by reading what it left for us */
        if (atomic_compare_exchange_weak_explicit(&slot->state,
                                                  &word,
                                                  settled,
                                                  memory_order_acq_rel,
                                                  memory_order_relaxed))
            return word;
    }
}

#endif
