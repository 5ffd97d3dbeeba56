/*
 * Waiting for one slot: spin for a few microseconds, then sleep on the lower half of
 * its state word, after setting WAITED in it. The settler's compare-and-swap replaces
 * the word and so sees the flag, or the waiter's fails and it sees the result.
 *
 * The settler may be killed between settling and waking: each port names the
 * slot that its owner sleeps on, and at every death all of these are woken.
 */
#include "engine/await.h"

#include "engine/futex.h"

/* A result is often a fraction of a microsecond away; a sleep costs tens. */
#define AWAIT_PAUSES 100

/* Waiters at the shared spare lane overwrite each other's mark, so that nobody
 * can wake them when a worker dies in debt: they look by themselves. */
#define SPARE_RECHECK_NS (100 * INT64_C(1000000))

static bool is_settled(struct yk_slot *slot)
{
    /* acquire: pairs with the settler's release; the result is visible */
    return yk_state_is_settled(
        atomic_load_explicit(&slot->state, memory_order_acquire));
}

static bool spin_for(struct yk_slot *slot)
{
    for (int i = 0; i < AWAIT_PAUSES; i++) {
        if (is_settled(slot))
            return true;
        yk_pause();
    }
    return is_settled(slot);
}

/* Announce the wait and sleep; returns whether the deadline passed. */
static bool sleep_on(struct yk_engine *engine,
                     struct yk_slot *slot,
                     uint64_t word,
                     int64_t deadline_ns)
{
    uint64_t waited = word | YK_FLAG_WAITED;
    if (!(word & YK_FLAG_WAITED) &&
        !atomic_compare_exchange_strong_explicit(
            &slot->state, &word, waited, memory_order_relaxed, memory_order_relaxed))
        return false; /* it moved: look again */
    return !yk_futex_wait(
        yk_slot_futex(slot), (uint32_t)waited, deadline_ns, engine->shared);
}

bool yk_slot_await(struct yk_engine *engine,
                   struct yk_port *port,
                   struct yk_slot *slot,
                   int64_t deadline_ns)
{
    if (is_settled(slot) || (deadline_ns > yk_clock_ns() && spin_for(slot)))
        return true;
    /* before the flag: who wakes the waiters of the dead must find us */
    atomic_store(&port->waiting, yk_engine_offset(engine, slot));
    bool expired = deadline_ns <= yk_clock_ns();
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_acquire);
    bool is_spare = port == yk_engine_lane(engine, YK_SPARE_LANE);
    while (!yk_state_is_settled(word) && !expired) {
        int64_t now_ns = is_spare ? yk_clock_ns() : 0;
        if (is_spare && deadline_ns - now_ns > SPARE_RECHECK_NS)
            sleep_on(engine, slot, word, now_ns + SPARE_RECHECK_NS);
        else
            expired = sleep_on(engine, slot, word, deadline_ns);
        word = atomic_load_explicit(&slot->state, memory_order_acquire);
    }
    atomic_store(&port->waiting, 0);
    return yk_state_is_settled(word);
}

void yk_wake_waiters(struct yk_engine *engine)
{
    unsigned lanes = atomic_load(&engine->control->lanes_used);
    for (unsigned i = 0; i < engine->worker_count + lanes; i++) {
        uint64_t offset = atomic_load(&engine->ports[i].waiting);
        if (offset && yk_pool_is_slot(&engine->pool, offset))
            yk_futex_wake(yk_slot_futex(yk_engine_slot(engine, offset)),
                          INT32_MAX,
                          engine->shared);
    }
}
