/*
 * A future is its slot; these functions read the state word and what it
 * guards. Everything that comes from the region is checked before it is
 * followed, since a worker process may have written there.
 *
 * Releasing: the last holder of a settled slot frees it; of an unsettled one,
 * it sets RELEASED, and whoever settles it frees it. Both are decided by the
 * one word, so exactly one of them does.
 */
#include <stdlib.h>
#include <string.h>

#include <yoke/future.h>

#include "engine/await.h"
#include "engine/notice.h"
#include "executor/error.h"
#include "executor/registry.h"
#include "executor/stack.h"
#include "executor/task.h"

static struct yk_slot *slot_of(const yoke_future *future)
{
    return (struct yk_slot *)(uintptr_t)future;
}

static uint64_t state_word(const yoke_future *future)
{
    /* acquire: who sees it settled sees its result */
    return atomic_load_explicit(&slot_of(future)->state, memory_order_acquire);
}

/* Predicates; false in a forked copy, which has no region to look at */

bool yoke_future_cancelled(const yoke_future *future)
{
    return !yk_is_foreign(future) && yk_state_of(state_word(future)) == YK_CANCELLED;
}

bool yoke_future_running(const yoke_future *future)
{
    return !yk_is_foreign(future) && yk_state_of(state_word(future)) == YK_RUNNING;
}

bool yoke_future_done(const yoke_future *future)
{
    return !yk_is_foreign(future) && yk_state_is_settled(state_word(future));
}

/* Waiting */

/* In a worker of this engine: run it here if nobody has started it. */
static int help(const struct yk_seat *seat, struct yk_slot *slot, uint64_t word)
{
    if (yk_state_of(word) != YK_PENDING)
        return 0;
    int error = yk_stack_check();
    if (error)
        return error;
    yk_worker_run_slot(seat->worker, slot, yk_state_generation(word));
    return 0;
}

static int foreign(void)
{
    return yk_error_set(YOKE_E_FORKED,
                        "this process was forked; the future belongs to its parent");
}

/* Settled? Else 0 with the state word, or an error. */
static int await(yoke_future *future, int64_t timeout_ns, uint64_t *ret_word)
{
    if (yk_is_foreign(future))
        return foreign();
    struct yk_slot *slot = slot_of(future);
    uint64_t word = state_word(future);
    if (!yk_state_is_settled(word)) {
        struct yk_engine *engine = yk_engine_of(future);
        struct yk_seat *seat = yk_seat_of(engine);
        int64_t deadline_ns = yk_deadline_ns(timeout_ns);
        int error = seat->worker && timeout_ns < 0 ? help(seat, slot, word) : 0;
        if (error)
            return error;
        if (!yk_slot_await(engine, seat->port, slot, deadline_ns))
            return yk_error_set(YOKE_E_TIMEOUT,
                                "the future did not settle within %lld ns",
                                (long long)timeout_ns);
        word = state_word(future);
    }
    *ret_word = word;
    return 0;
}

static int error_of(enum yk_state state)
{
    switch (state) {
    case YK_SUCCEEDED:
        return 0;
    case YK_FAILED:
        return YOKE_E_TASK_FAILED;
    case YK_LOST:
        return YOKE_E_WORKER_DIED;
    case YK_CANCELLED:
        return YOKE_E_CANCELLED;
    default:
        return YOKE_E_BROKEN;
    }
}

static int damaged(struct yk_slot *slot)
{
    return yk_error_set(YOKE_E_BROKEN,
                        "the result's description in shared memory is damaged "
                        "(%u bytes)",
                        slot->result_size);
}

int yoke_future_result(yoke_future *future, int64_t timeout_ns, yoke_bytes *ret_value)
{
    struct yk_slot *slot = slot_of(future);
    __builtin_prefetch(slot +
                       2); /* harmless anywhere; results are mostly read in order */
    uint64_t word = 0;
    int error = await(future, timeout_ns, &word);
    if (__builtin_expect(error != 0, 0))
        return error;
    error = error_of(yk_state_of(word));
    if (error || !ret_value)
        return error;
    yoke_bytes value = {slot->result.bytes, slot->result_size};
    if (value.size > YK_INLINE_BYTES &&
        !yk_payload_view(
            yk_engine_of(future), &slot->result, (uint32_t)value.size, &value))
        return damaged(slot);
    *ret_value = value;
    return 0;
}

/* Failures */

static const char *broken_cause(const yoke_future *future)
{
    return yk_engine_of(future)->control->cause;
}

static void read_record(yoke_future *future, yoke_failure *failure)
{
    struct yk_slot *slot = slot_of(future);
    uint32_t size = slot->result_size; /* once: a broken worker may change it */
    yoke_bytes bytes = {NULL, 0};
    if (yk_payload_view(yk_engine_of(future), &slot->result, size, &bytes))
        yk_failure_read(bytes, failure);
    else
        failure->message = "(the failure's description is damaged)";
}

int yoke_future_failure(yoke_future *future,
                        int64_t timeout_ns,
                        yoke_failure *ret_failure)
{
    uint64_t word = 0;
    int error = await(future, timeout_ns, &word);
    if (error)
        return error;
    yoke_failure failure = {
        .error = error_of(yk_state_of(word)),
        .message = "",
        .worker_index = yk_state_worker(word),
    };
    if (failure.error == YOKE_E_CANCELLED)
        return YOKE_E_CANCELLED;
    if (failure.error == YOKE_E_BROKEN)
        failure.message = broken_cause(future);
    else if (failure.error)
        read_record(future, &failure);
    *ret_failure = failure;
    return 0;
}

/* Cancelling, callbacks, holding */

bool yoke_future_cancel(yoke_future *future)
{
    if (yk_is_foreign(future))
        return false;
    struct yk_engine *engine = yk_engine_of(future);
    struct yk_seat *seat = yk_seat_of(engine);
    bool cancelled = yk_slot_cancel(engine, seat->port, slot_of(future));
    return cancelled || yoke_future_cancelled(future);
}

struct callback {
    yoke_done_fn *function;
    void *context;
};

static void call_back(yoke_future *future, void *context)
{
    struct callback callback = *(struct callback *)context;
    free(context);
    callback.function(future, callback.context);
    yoke_future_release(future);
}

int yoke_future_on_done(yoke_future *future, yoke_done_fn *function, void *context)
{
    if (!future || !function)
        return yk_error_set(
            YOKE_E_INVALID, "%s is NULL", future ? "function" : "future");
    if (yk_is_foreign(future))
        return foreign();
    struct callback *callback = malloc(sizeof(*callback));
    if (!callback)
        return yk_error_set(YOKE_E_NOMEM, "no memory for a callback");
    *callback = (struct callback){function, context};
    yoke_future_retain(future);
    int error =
        yk_watch_add(yk_engine_of(future), slot_of(future), call_back, callback);
    if (error) {
        free(callback);
        yoke_future_release(future);
    }
    return error;
}

yoke_future *yoke_future_retain(yoke_future *future)
{
    if (yk_is_foreign(future))
        return future;
    /* relaxed: the caller holds it already */
    atomic_fetch_add_explicit(&slot_of(future)->holders, 1, memory_order_relaxed);
    return future;
}

/* Was that the last hold? */
static bool let_go(struct yk_slot *slot)
{
    /* alone, nobody else can retain: no need for a locked operation; acquire:
     * what other holders did comes before the slot is reused */
    if (atomic_load_explicit(&slot->holders, memory_order_acquire) == 1)
        return true;
    return atomic_fetch_sub_explicit(&slot->holders, 1, memory_order_acq_rel) == 1;
}

/* True when it is settled, so that the caller frees it. */
static bool mark_released(struct yk_slot *slot)
{
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_acquire);
    while (!yk_state_is_settled(word))
        /* release: our reads of the slot come before whoever frees it */
        if (atomic_compare_exchange_weak_explicit(&slot->state,
                                                  &word,
                                                  word | YK_FLAG_RELEASED,
                                                  memory_order_release,
                                                  memory_order_acquire))
            return false;
    return true;
}

void yoke_future_release(yoke_future *future)
{
    if (!future || yk_is_foreign(future))
        return;
    struct yk_slot *slot = slot_of(future);
    if (!let_go(slot))
        return;
    struct yk_engine *engine = yk_engine_of(future);
    struct yk_seat *seat = yk_seat_of(engine);
    if (mark_released(slot))
        yk_slot_free(engine, seat->port, slot);
    yk_port_count(engine, seat->port, &seat->port->handles_gone, 1);
    yk_registry_released(engine);
}
