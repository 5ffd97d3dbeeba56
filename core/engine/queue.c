/*
 * Protocol. `head` and `tail` count for ever (64 bits), positions are taken
 * modulo the ring's size. Only the owner writes tail and ring entries; head
 * only grows, by compare-and-swap. A claimer copies entries first and then
 * moves head: if the swap succeeds, nobody had claimed them, and so the owner
 * had not overwritten them either.
 *
 * Growing: the owner copies [head, tail) into the ring of twice the size and
 * then publishes its size. Claimers load tail before ring_log2, so they see at
 * least the ring in which the entries below tail are. The old ring stays
 * readable; position p holds the same hint in both, as long as p is unclaimed.
 * Shrinking, when little is left, is the same copy into the small ring: an
 * idle queue walks over 4 KiB and not over the memory of its last burst.
 * (Chaining an overflow through the slots would save the larger rings, but then
 * a cancelled slot could not be freed while it is a link of the chain.)
 *
 * The pop is Chase and Lev's (2005), with the C11 orders of Lê et al. (2013).
 *
 * Killed anywhere: before the tail store a push has not happened; a claimer
 * leaves its copies in its own worker's box, which is read when it is dead.
 */
#include "engine/queue.h"

#include "engine/fence.h"

static _Atomic yk_hint *
entry_at(struct yk_queue_rings rings, uint32_t log2, uint64_t position)
{
    uint64_t capacity = UINT64_C(1) << log2;
    _Atomic yk_hint *ring = (_Atomic yk_hint *)(void *)rings.area + capacity;
    return &ring[position & (capacity - 1)];
}

/* The size in force, within what is mapped: a broken worker may have written
 * anything there. */
static uint32_t checked_log2(const struct yk_queue *queue, struct yk_queue_rings rings)
{
    /* acquire: pairs with resize(), whose copies must be visible */
    uint32_t log2 = atomic_load_explicit(&queue->ring_log2, memory_order_acquire);
    if (log2 < YK_RING_LOG2_MIN)
        return YK_RING_LOG2_MIN;
    return log2 > rings.log2_max ? rings.log2_max : log2;
}

void yk_queue_init(struct yk_queue *queue)
{
    atomic_init(&queue->head, 0);
    atomic_init(&queue->tail, 0);
    atomic_init(&queue->ring_log2, YK_RING_LOG2_MIN);
    queue->head_seen = 0;
}

static void resize(struct yk_queue *queue,
                   struct yk_queue_rings rings,
                   uint32_t from,
                   uint32_t to,
                   uint64_t tail)
{
    for (uint64_t at = queue->head_seen; at != tail; at++) {
        yk_hint hint =
            atomic_load_explicit(entry_at(rings, from, at), memory_order_relaxed);
        atomic_store_explicit(entry_at(rings, to, at), hint, memory_order_relaxed);
    }
    /* release: a claimer that sees the size sees the copies */
    atomic_store_explicit(&queue->ring_log2, to, memory_order_release);
}

/* The ring looks full, or it is time to look whether it is too large. */
static bool make_room(struct yk_queue *queue,
                      struct yk_queue_rings rings,
                      uint32_t *log2,
                      uint64_t tail)
{
    uint64_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    if ((int64_t)(tail - head) < 0)
        return false; /* scribbled on */
    queue->head_seen = head;
    uint64_t used = tail - head;
    if (used < (UINT64_C(1) << *log2)) {
        if (*log2 > YK_RING_LOG2_MIN && used < (1u << (YK_RING_LOG2_MIN - 1))) {
            resize(queue, rings, *log2, YK_RING_LOG2_MIN, tail);
            *log2 = YK_RING_LOG2_MIN;
        }
        return true;
    }
    if (*log2 == rings.log2_max || used > (UINT64_C(1) << *log2))
        return false;
    resize(queue, rings, *log2, *log2 + 1, tail);
    ++*log2;
    return true;
}

bool yk_queue_push(struct yk_queue *queue, struct yk_queue_rings rings, yk_hint hint)
{
    uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
    uint32_t log2 = checked_log2(queue, rings);
    bool is_full = tail - queue->head_seen >= (UINT64_C(1) << log2);
    bool is_lap = log2 > YK_RING_LOG2_MIN && (tail & 511) == 0;
    if ((is_full || is_lap) && !make_room(queue, rings, &log2, tail))
        return false;
    atomic_store_explicit(entry_at(rings, log2, tail), hint, memory_order_relaxed);
    /* release: who sees the tail sees the entry and the slot that it names */
    atomic_store_explicit(&queue->tail, tail + 1, memory_order_release);
    return true;
}

bool yk_queue_pop(struct yk_queue *queue,
                  struct yk_queue_rings rings,
                  yk_hint *ret_hint)
{
    if (yk_queue_is_empty(queue))
        return false;
    uint64_t last = atomic_load_explicit(&queue->tail, memory_order_relaxed) - 1;
    atomic_store_explicit(&queue->tail, last, memory_order_relaxed);
    /* the store must be visible before head is read: Chase and Lev's barrier */
    yk_fence_full();
    uint64_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
    bool found = (int64_t)(last - head) >= 0;
    if (found)
        *ret_hint = atomic_load_explicit(
            entry_at(rings, checked_log2(queue, rings), last), memory_order_relaxed);
    if (found && last != head)
        return true;
    /* the last one, or none: thieves may want it too */
    if (found)
        found = atomic_compare_exchange_strong_explicit(
            &queue->head, &head, head + 1, memory_order_seq_cst, memory_order_relaxed);
    atomic_store_explicit(&queue->tail, last + 1, memory_order_relaxed);
    return found;
}

unsigned yk_queue_claim(struct yk_queue *queue,
                        struct yk_queue_rings rings,
                        _Atomic yk_hint *hints,
                        unsigned most,
                        unsigned share_divisor)
{
    uint64_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    /* acquire: pairs with the push's release; the entries below are visible */
    uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_acquire);
    int64_t there = (int64_t)(tail - head);
    if (there <= 0)
        return 0;
    uint64_t share = ((uint64_t)there + share_divisor - 1) / share_divisor;
    unsigned count = share < most ? (unsigned)share : most;
    uint32_t log2 = checked_log2(queue, rings);
    for (unsigned i = 0; i < count; i++) {
        yk_hint hint =
            atomic_load_explicit(entry_at(rings, log2, head + i), memory_order_relaxed);
        atomic_store_explicit(&hints[i], hint, memory_order_relaxed);
    }
    /* release: the copies in hints[] come before the entries are gone */
    bool won = atomic_compare_exchange_strong_explicit(
        &queue->head, &head, head + count, memory_order_acq_rel, memory_order_relaxed);
    return won ? count : 0;
}

bool yk_queue_steal(struct yk_queue *queue,
                    struct yk_queue_rings rings,
                    _Atomic yk_hint *hint)
{
    if (yk_queue_is_empty(queue))
        return false;
    uint64_t head = atomic_load_explicit(&queue->head, memory_order_acquire);
    /* head before tail, in the order that the owner's pop writes and reads */
    yk_fence_full();
    uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_acquire);
    if ((int64_t)(tail - head) <= 0)
        return false;
    yk_hint found = atomic_load_explicit(
        entry_at(rings, checked_log2(queue, rings), head), memory_order_relaxed);
    atomic_store_explicit(hint, found, memory_order_relaxed);
    return atomic_compare_exchange_strong_explicit(
        &queue->head, &head, head + 1, memory_order_seq_cst, memory_order_relaxed);
}

/* Like a claimer who takes all: others may be claiming at the same time. */
static void empty(struct yk_queue *queue, uint64_t tail)
{
    uint64_t head = atomic_load(&queue->head);
    while ((int64_t)(tail - head) > 0 &&
           !atomic_compare_exchange_weak(&queue->head, &head, tail))
        continue;
    if ((int64_t)(tail - head) < 0) /* it died in a pop */
        atomic_store(&queue->tail, head);
    queue->head_seen = atomic_load(&queue->head);
}

void yk_queue_abandon(struct yk_queue *queue,
                      struct yk_queue_rings rings,
                      void (*visit)(yk_hint, void *),
                      void *context)
{
    uint64_t head = atomic_load(&queue->head);
    uint64_t tail = atomic_load(&queue->tail);
    uint32_t log2 = checked_log2(queue, rings);
    uint64_t capacity = UINT64_C(1) << log2;
    uint64_t count = (int64_t)(tail - head) < 0 ? 0 : tail - head;
    if (count > capacity)
        count = capacity;
    empty(queue, tail);
    /* one more on each side: the owner may have died in a pop, with the hint in
     * a register and the index moved already */
    for (uint64_t at = head - 1; at != head + count + 1; at++)
        visit(atomic_load_explicit(entry_at(rings, log2, at), memory_order_relaxed),
              context);
}
