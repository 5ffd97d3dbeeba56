/**
 * An asymmetric store-load barrier: the frequent side pays nothing, the rare
 * side runs a barrier on everybody's behalf (membarrier(2)).
 *
 * If A stores x, then light-fences, then loads y; and B stores y, then
 * heavy-fences, then loads x: at least one of them sees the other's store.
 */
#ifndef YK_FENCE_H
#define YK_FENCE_H

#include <stdatomic.h>
#include <stdbool.h>

struct yk_fence {
    int command; /* of membarrier(2); 0: refused, then both sides fence fully */
};

/** Find out what this process may use, and register it. */
struct yk_fence yk_fence_register(bool between_processes);

/** A full barrier between everything before and after. */
static inline void yk_fence_full(void)
{
#if defined(__SANITIZE_THREAD__)
    /* gcc's TSan refuses fences; a locked operation is one on this machine */
    _Atomic int word = 0;
    atomic_fetch_add(&word, 1);
#else
    atomic_thread_fence(memory_order_seq_cst);
#endif
}

static inline void yk_fence_light(const struct yk_fence *fence)
{
    if (__builtin_expect(fence->command != 0, 1))
        atomic_signal_fence(memory_order_seq_cst);
    else
        yk_fence_full();
}

void yk_fence_heavy(const struct yk_fence *fence);

#endif
