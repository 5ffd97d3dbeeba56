/**
 * A queue of hints: one owner pushes, anyone claims from the front.
 *
 * A hint names a slot and the generation that was meant. It is only ever a
 * hint: the slot's state word decides who runs the task, so a hint may be
 * stale or stand in two queues without harm; it may only not be lost.
 */
#ifndef YK_QUEUE_H
#define YK_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t yk_hint; /* slot index << 32 | generation; 0 is none */

#define YK_RING_LOG2_MIN 9u

/** In the region; its rings lie in an area of their own. */
struct yk_queue {
    _Alignas(64) _Atomic uint64_t head; /* next to claim: compare-and-swap by anyone */
    _Alignas(64) _Atomic uint64_t tail; /* next to fill: stored by the owner only */
    _Atomic uint32_t ring_log2;         /* which ring is in force: owner only */
    uint64_t head_seen;                 /* owner's copy of head, never ahead of it */
};

/** Where a queue's rings are: private to each process, so not to be scribbled on. */
struct yk_queue_rings {
    char *area;        /* ring of 2^k entries begins at area + 8 × 2^k */
    uint32_t log2_max; /* the largest ring that fits the area */
};

void yk_queue_init(struct yk_queue *queue);

/** Owner only. False when the largest ring is full. */
bool yk_queue_push(struct yk_queue *queue, struct yk_queue_rings rings, yk_hint hint);

/** Owner only: take the youngest. False when empty. */
bool yk_queue_pop(struct yk_queue *queue,
                  struct yk_queue_rings rings,
                  yk_hint *ret_hint);

/**
 * Anyone: take up to @p most of the oldest, at most 1 of @p share_divisor of
 * what is there (but at least one). The hints are in @p hints before they are
 * gone from the queue, so that a claimer killed in between loses nothing.
 * Returns how many; 0 when empty or when another claimer was faster.
 */
unsigned yk_queue_claim(struct yk_queue *queue,
                        struct yk_queue_rings rings,
                        _Atomic yk_hint *hints,
                        unsigned most,
                        unsigned share_divisor);

/** Anyone: take the oldest of a queue whose owner also pops. */
bool yk_queue_steal(struct yk_queue *queue,
                    struct yk_queue_rings rings,
                    _Atomic yk_hint *hint);

/**
 * When the owner is dead: visit every hint that it may have left, and empty the
 * queue. Some may be stale. Nobody else may be the owner meanwhile.
 */
void yk_queue_abandon(struct yk_queue *queue,
                      struct yk_queue_rings rings,
                      void (*visit)(yk_hint hint, void *context),
                      void *context);

/** Anyone: is something there? A moment's view. */
static inline bool yk_queue_is_empty(struct yk_queue *queue)
{
    /* relaxed: only a reason to look closer; who must not miss a push has
     * fenced before */
    uint64_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
    uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
    return (int64_t)(tail - head) <= 0;
}

#endif
