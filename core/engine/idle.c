/*
 * How often an executor sleeps matters more than its queue: waking the other
 * core costs 36 µs one way here, a cache line handed over 0.1 µs.
 *
 * Each worker has a bit in `polling` and one in `sleeping`; bits are
 * idempotent, so a dead worker's can simply be cleared. `searcher` names the
 * one worker that was woken and is looking: while it is set, nobody else is
 * woken; when it finds something it wakes the next if more is there.
 *
 * No push is missed:
 *  - A sleeper sets its bit, runs the heavy fence, looks at the queues once
 *    more, and only then sleeps. A pusher publishes, light-fences, and reads
 *    the bits. One of the two sees the other (fence.h).
 *  - A pusher that sees a sleeper fences fully and then looks for a poller or
 *    searcher; if there is one it wakes nobody. That one, when it stops looking
 *    because it found something, gives up its mark with a sequentially
 *    consistent operation and then looks whether more is there. Again one of
 *    the two sees the other.
 *
 * Killed: a poller's or searcher's mark, a wake-up that was claimed (the
 * sleeper's bit cleared) and not sent: the supervisor clears the marks and
 * wakes everybody at every death.
 */
#include "engine/idle.h"

#include <limits.h>

#include "engine/futex.h"

/* About 20 µs, half the cost of a wake-up (spinning for all of it is within a
 * factor of 2 of the best: ski rental). Never by sched_yield(): beside other
 * programs each yield costs a time slice of theirs, milliseconds. */
#define POLL_PAUSES 350

/* Another worker has claimed tasks behind the one it runs: look again soon. */
#define STRANDED_RECHECK_NS 100000

static void mark(_Atomic uint64_t *words, unsigned index)
{
    atomic_fetch_or(&words[index / 64], UINT64_C(1) << (index % 64));
}

/* Was it set? */
static bool unmark(_Atomic uint64_t *words, unsigned index)
{
    uint64_t bit = UINT64_C(1) << (index % 64);
    return atomic_fetch_and(&words[index / 64], ~bit) & bit;
}

static unsigned count_marks(const struct yk_engine *engine, _Atomic uint64_t *words)
{
    unsigned count = 0;
    for (unsigned w = 0; w < engine->idle_words; w++)
        count += (unsigned)__builtin_popcountll(atomic_load(&words[w]));
    return count;
}

static bool has_reason_to_get_up(struct yk_engine *engine)
{
    return yk_engine_has_work(engine) || yk_engine_flags(engine);
}

static void give_up_search(struct yk_engine *engine, unsigned index)
{
    uint32_t mine = index + 1;
    if (atomic_load_explicit(&engine->control->searcher, memory_order_relaxed) == mine)
        atomic_compare_exchange_strong(&engine->control->searcher, &mine, 0);
}

/* True when there is something to do. */
static bool poll_for_work(struct yk_engine *engine, unsigned index)
{
    struct yk_control *control = engine->control;
    if (count_marks(engine, control->polling) >= engine->poller_limit)
        return false;
    mark(control->polling, index);
    give_up_search(engine, index);
    bool found = false;
    for (int i = 0; i < POLL_PAUSES && !found; i++) {
        yk_pause();
        found = has_reason_to_get_up(engine);
    }
    unmark(control->polling, index);
    return found;
}

static bool any_box_is_filled(const struct yk_engine *engine)
{
    for (unsigned i = 0; i < engine->worker_count; i++) {
        struct yk_box *box = &engine->ports[i].box;
        if (atomic_load_explicit(&box->next, memory_order_relaxed) <
            atomic_load_explicit(&box->count, memory_order_relaxed))
            return true;
    }
    return false;
}

void yk_idle_wait(struct yk_engine *engine,
                  unsigned index,
                  bool may_poll,
                  bool is_first)
{
    struct yk_control *control = engine->control;
    struct yk_port *port = &engine->ports[index];
    if (may_poll && poll_for_work(engine, index))
        return;
    uint32_t wakes = atomic_load(&port->wakes);
    mark(control->sleeping, index);
    give_up_search(engine, index);
    yk_fence_heavy(&engine->fence);
    if (!has_reason_to_get_up(engine)) {
        int64_t until_ns = is_first || any_box_is_filled(engine)
                               ? yk_clock_ns() + STRANDED_RECHECK_NS
                               : YK_NEVER_NS;
        yk_futex_wait(&port->wakes, wakes, until_ns, engine->shared);
    }
    unmark(control->sleeping, index);
}

void yk_idle_found(struct yk_engine *engine, unsigned index)
{
    give_up_search(engine, index);
    if (yk_idle_any_sleeping(engine) && yk_engine_has_work(engine))
        yk_idle_wake_one(engine);
}

static int first_sleeper(const struct yk_engine *engine)
{
    for (unsigned w = 0; w < engine->idle_words; w++) {
        uint64_t bits = atomic_load(&engine->control->sleeping[w]);
        if (bits)
            return (int)(w * 64) + __builtin_ctzll(bits);
    }
    return -1;
}

static void wake(struct yk_engine *engine, unsigned index)
{
    atomic_fetch_add(&engine->ports[index].wakes, 1);
    yk_futex_wake(&engine->ports[index].wakes, 1, engine->shared);
}

void yk_idle_wake_one(struct yk_engine *engine)
{
    struct yk_control *control = engine->control;
    /* our push, or our mark given up, before we look for who is looking */
    yk_fence_full();
    if (atomic_load(&control->searcher) || count_marks(engine, control->polling))
        return;
    int index;
    while ((index = first_sleeper(engine)) >= 0 && index < (int)engine->worker_count) {
        uint32_t nobody = 0;
        if (!atomic_compare_exchange_strong(
                &control->searcher, &nobody, (uint32_t)index + 1))
            return;
        if (unmark(control->sleeping, (unsigned)index)) {
            wake(engine, (unsigned)index);
            return;
        }
        /* it got up by itself */
        give_up_search(engine, (unsigned)index);
    }
}

void yk_idle_wake_all(struct yk_engine *engine)
{
    for (unsigned i = 0; i < engine->worker_count; i++) {
        unmark(engine->control->sleeping, i);
        wake(engine, i);
    }
}

void yk_idle_forget(struct yk_engine *engine, unsigned index)
{
    unmark(engine->control->polling, index);
    unmark(engine->control->sleeping, index);
    give_up_search(engine, index);
}
