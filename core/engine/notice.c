/*
 * The table hashes slots to lists of watches, under one mutex; user code never
 * runs under it. Adding, under the mutex: set WATCHED by compare-and-swap, and
 * link the watch. If the slot settles first the swap fails and the adder calls
 * at once; else the settler sees the flag in the word it replaces, and takes the
 * watches under the mutex.
 *
 * The notices of worker processes form a stack through slot->link: one
 * compare-and-swap pushes, the notifier takes all with one exchange and turns
 * the order round. A slot stands in the stack at most once: it is settled once,
 * and the watch that made its settling a notice holds it until it is fired. A
 * process killed between settling and pushing has eaten a notice: at each death
 * the notifier empties the stack and then fires for watched slots that a worker
 * settled in a life that is over, for nobody will push those.
 */
#include "engine/notice.h"

#include <limits.h>
#include <signal.h>
#include <stdlib.h>

#include "engine/futex.h"
#include "executor/error.h"
#include "executor/registry.h"

#define BUCKETS_LOG2_MIN 6u

struct yk_watches {
    pthread_mutex_t lock;      /* guards everything below */
    struct yk_watch **buckets; /* 2^log2 lists; twice as many when they get long */
    unsigned log2;
    size_t count;
    uint32_t *lives; /* of each worker, when the notifier last looked */
    bool notifier_runs;
    bool recheck; /* a worker has died since the last look */
    bool stopping;
    pthread_t notifier;
};

static struct yk_watch **bucket_of(struct yk_watches *watches, uint64_t offset)
{
    uint64_t hash = (offset >> 6) * UINT64_C(0x9e3779b97f4a7c15);
    return &watches->buckets[hash >> (64 - watches->log2)];
}

static void link_in_front(struct yk_watches *watches, struct yk_watch *watch)
{
    struct yk_watch **bucket = bucket_of(watches, watch->offset);
    watch->next = *bucket;
    *bucket = watch;
}

/* Oldest first, so that linking in front keeps the order. */
static struct yk_watch *turn_round(struct yk_watch *watch)
{
    struct yk_watch *turned = NULL;
    while (watch) {
        struct yk_watch *next = watch->next;
        watch->next = turned;
        turned = watch;
        watch = next;
    }
    return turned;
}

/* Without memory the lists only get longer. */
static void grow_locked(struct yk_watches *watches)
{
    size_t old_count = (size_t)1 << watches->log2;
    struct yk_watch **old = watches->buckets;
    struct yk_watch **buckets = calloc(2 * old_count, sizeof(struct yk_watch *));
    if (!buckets)
        return;
    watches->buckets = buckets;
    watches->log2++;
    for (size_t b = 0; b < old_count; b++) {
        struct yk_watch *watch = turn_round(old[b]);
        while (watch) {
            struct yk_watch *next = watch->next;
            link_in_front(watches, watch);
            watch = next;
        }
    }
    free(old);
}

int yk_watches_create(unsigned worker_count, struct yk_watches **ret_watches)
{
    struct yk_watches *watches = calloc(1, sizeof(*watches));
    if (!watches)
        return yk_error_set(YOKE_E_NOMEM, "no memory for the table of callbacks");
    watches->log2 = BUCKETS_LOG2_MIN;
    watches->buckets = calloc((size_t)1 << watches->log2, sizeof(struct yk_watch *));
    watches->lives = calloc(worker_count, sizeof(*watches->lives));
    if (!watches->buckets || !watches->lives) {
        free(watches->buckets);
        free(watches->lives);
        free(watches);
        return yk_error_set(YOKE_E_NOMEM, "no memory for the table of callbacks");
    }
    pthread_mutex_init(&watches->lock, NULL);
    *ret_watches = watches;
    return 0;
}

void yk_watches_destroy(struct yk_watches *watches)
{
    if (!watches)
        return;
    for (size_t b = 0; b < (size_t)1 << watches->log2; b++)
        while (watches->buckets[b]) {
            struct yk_watch *watch = watches->buckets[b];
            watches->buckets[b] = watch->next;
            free(watch);
        }
    pthread_mutex_destroy(&watches->lock);
    free(watches->buckets);
    free(watches->lives);
    free(watches);
}

/* Unlink every watch of a slot, oldest first. */
static struct yk_watch *detach(struct yk_watches *watches, uint64_t offset)
{
    struct yk_watch *found = NULL;
    pthread_mutex_lock(&watches->lock);
    struct yk_watch **link = bucket_of(watches, offset);
    while (*link) {
        struct yk_watch *watch = *link;
        if (watch->offset != offset) {
            link = &watch->next;
            continue;
        }
        *link = watch->next;
        watches->count--;
        watch->next = found; /* buckets have the newest first */
        found = watch;
    }
    pthread_mutex_unlock(&watches->lock);
    return found;
}

static void fire(struct yk_engine *engine, uint64_t offset)
{
    yoke_future *future = (yoke_future *)yk_engine_slot(engine, offset);
    struct yk_watch *watch = detach(engine->watches, offset);
    while (watch) {
        struct yk_watch *next = watch->next;
        watch->function(future, watch->context);
        free(watch);
        watch = next;
    }
}

/* The notifier */

/* Notices in the order in which they came; links are checked, since any worker
 * process may have written them. */
static void fire_notices(struct yk_engine *engine)
{
    uint64_t offset =
        atomic_exchange_explicit(&engine->control->notices, 0, memory_order_acquire);
    uint64_t reversed = 0;
    uint64_t steps = 0;
    while (offset && yk_pool_is_slot(&engine->pool, offset) &&
           steps++ < engine->pool.region.size >> 6) {
        struct yk_slot *slot = yk_engine_slot(engine, offset);
        uint64_t next =
            (uint64_t)atomic_load_explicit(&slot->link, memory_order_relaxed) << 6;
        atomic_store_explicit(
            &slot->link, (uint32_t)(reversed >> 6), memory_order_relaxed);
        reversed = offset;
        offset = next;
    }
    while (reversed && yk_pool_is_slot(&engine->pool, reversed)) {
        struct yk_slot *slot = yk_engine_slot(engine, reversed);
        uint64_t next =
            (uint64_t)atomic_load_explicit(&slot->link, memory_order_relaxed) << 6;
        fire(engine, reversed);
        reversed = next;
    }
}

/* Before the stack is emptied: whoever was dead by then has pushed what it will
 * ever push. Returns whether there was a death since the last look. */
static bool note_lives(struct yk_engine *engine)
{
    struct yk_watches *watches = engine->watches;
    pthread_mutex_lock(&watches->lock);
    bool recheck = watches->recheck;
    watches->recheck = false;
    pthread_mutex_unlock(&watches->lock);
    for (unsigned i = 0; i < engine->worker_count && recheck; i++)
        watches->lives[i] = atomic_load(&engine->ports[i].life);
    return recheck;
}

/* Settled and watched, by a worker in a life that was over when we noted it. */
static bool is_owed(const struct yk_engine *engine, uint64_t offset)
{
    uint64_t word = atomic_load_explicit(&yk_engine_slot(engine, offset)->state,
                                         memory_order_acquire);
    int worker = yk_state_worker(word);
    if (!yk_state_is_settled(word) || !(word & YK_FLAG_WATCHED) || worker < 0 ||
        worker >= (int)engine->worker_count)
        return false;
    uint32_t life = (uint32_t)(word >> YK_LIFE_SHIFT & YK_LIFE_MASK);
    uint32_t age = (engine->watches->lives[worker] - life) & YK_LIFE_MASK;
    return age > 0 && age <= YK_LIFE_MASK / 2;
}

/* The offset of a slot whose notice is owed by the dead, or 0. */
static uint64_t find_owed(struct yk_engine *engine)
{
    struct yk_watches *watches = engine->watches;
    uint64_t found = 0;
    pthread_mutex_lock(&watches->lock);
    for (size_t b = 0; b < (size_t)1 << watches->log2 && !found; b++)
        for (struct yk_watch *watch = watches->buckets[b]; watch && !found;
             watch = watch->next)
            if (is_owed(engine, watch->offset))
                found = watch->offset;
    pthread_mutex_unlock(&watches->lock);
    return found;
}

static void fire_owed(struct yk_engine *engine)
{
    uint64_t offset;
    while ((offset = find_owed(engine)) != 0)
        fire(engine, offset);
}

static bool is_stopping(struct yk_watches *watches)
{
    pthread_mutex_lock(&watches->lock);
    bool stopping = watches->stopping;
    pthread_mutex_unlock(&watches->lock);
    return stopping;
}

static void *notifier_main(void *argument)
{
    struct yk_engine *engine = argument;
    struct yk_control *control = engine->control;
    yk_helpers_gate_lock();
    for (;;) {
        uint32_t count = atomic_load(&control->notice_count);
        bool stopping = is_stopping(engine->watches);
        bool somebody_died = note_lives(engine);
        fire_notices(engine);
        if (somebody_died)
            fire_owed(engine);
        if (stopping) { /* as of before firing */
            yk_helpers_gate_unlock();
            return NULL;
        }
        yk_helpers_gate_unlock();
        yk_futex_wait(&control->notice_count, count, YK_NEVER_NS, engine->shared);
        yk_helpers_gate_lock();
    }
}

/* At first use. Signals stay with the host's threads. */
static int ensure_notifier(struct yk_engine *engine)
{
    struct yk_watches *watches = engine->watches;
    int error = 0;
    pthread_mutex_lock(&watches->lock);
    /* when it has been stopped, every slot is settled and nobody is needed */
    if (!watches->notifier_runs && !watches->stopping) {
        sigset_t all;
        sigset_t saved;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &saved);
        error = pthread_create(&watches->notifier, NULL, notifier_main, engine);
        pthread_sigmask(SIG_SETMASK, &saved, NULL);
        watches->notifier_runs = error == 0;
        yk_helpers_add(error == 0);
    }
    pthread_mutex_unlock(&watches->lock);
    return error ? yk_error_set(YOKE_E_SYSTEM, "starting the notifier thread failed")
                 : 0;
}

static void wake_notifier(struct yk_engine *engine)
{
    atomic_fetch_add(&engine->control->notice_count, 1);
    yk_futex_wake(&engine->control->notice_count, 1, engine->shared);
}

void yk_watches_stop(struct yk_engine *engine)
{
    struct yk_watches *watches = engine->watches;
    pthread_mutex_lock(&watches->lock);
    bool runs = watches->notifier_runs;
    watches->notifier_runs = false;
    watches->stopping = true;
    pthread_mutex_unlock(&watches->lock);
    if (!runs)
        return;
    wake_notifier(engine);
    pthread_join(watches->notifier, NULL);
    yk_helpers_add(-1);
}

/* Adding and firing */

/* False when the slot is settled already. */
static bool set_watched(struct yk_slot *slot)
{
    uint64_t word = atomic_load_explicit(&slot->state, memory_order_acquire);
    while (!yk_state_is_settled(word))
        /* release: the watch is linked before a settler sees the flag */
        if (atomic_compare_exchange_weak_explicit(&slot->state,
                                                  &word,
                                                  word | YK_FLAG_WATCHED,
                                                  memory_order_acq_rel,
                                                  memory_order_acquire))
            return true;
    return false;
}

/* Link the watch, if its slot has not settled; then the settler fires it. Under
 * the lock, so that a settler who has seen an older watch's flag cannot take
 * this one before we know. */
static bool link_if_unsettled(struct yk_watches *watches,
                              struct yk_slot *slot,
                              struct yk_watch *watch)
{
    pthread_mutex_lock(&watches->lock);
    bool linked = set_watched(slot);
    if (linked) {
        if (++watches->count > (size_t)1 << watches->log2)
            grow_locked(watches);
        link_in_front(watches, watch);
    }
    pthread_mutex_unlock(&watches->lock);
    return linked;
}

int yk_watch_add(struct yk_engine *engine,
                 struct yk_slot *slot,
                 yk_watch_fn *function,
                 void *context)
{
    if (engine->in_worker_process)
        return yk_error_set(YOKE_E_UNSUPPORTED,
                            "callbacks on futures inside a process worker");
    if (engine->shared) {
        int error = ensure_notifier(engine);
        if (error)
            return error;
    }
    struct yk_watch *watch = malloc(sizeof(*watch));
    if (!watch)
        return yk_error_set(YOKE_E_NOMEM, "no memory for a callback");
    *watch = (struct yk_watch){.offset = yk_engine_offset(engine, slot),
                               .function = function,
                               .context = context};
    if (!link_if_unsettled(engine->watches, slot, watch)) {
        free(watch);
        function((yoke_future *)slot, context);
    }
    return 0;
}

void yk_notice(struct yk_engine *engine, struct yk_slot *slot)
{
    uint64_t offset = yk_engine_offset(engine, slot);
    if (!engine->shared) {
        fire(engine, offset);
        return;
    }
    uint64_t head =
        atomic_load_explicit(&engine->control->notices, memory_order_relaxed);
    do {
        atomic_store_explicit(&slot->link, (uint32_t)(head >> 6), memory_order_relaxed);
        /* release: the link comes before the notice */
    } while (!atomic_compare_exchange_weak_explicit(&engine->control->notices,
                                                    &head,
                                                    offset,
                                                    memory_order_release,
                                                    memory_order_relaxed));
    wake_notifier(engine);
}

void yk_notice_recheck(struct yk_engine *engine)
{
    struct yk_watches *watches = engine->watches;
    pthread_mutex_lock(&watches->lock);
    watches->recheck = true;
    pthread_mutex_unlock(&watches->lock);
    wake_notifier(engine);
}
