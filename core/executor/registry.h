/**
 * The one place with state of the whole program: which executors live (for the
 * program's exit), which engine an address belongs to, which port each thread
 * has, and whether this process is a forked copy.
 */
#ifndef YK_REGISTRY_H
#define YK_REGISTRY_H

#include "engine/engine.h"

/** A thread's place at an engine. */
struct yk_seat {
    uint64_t engine_id; /* 0: none */
    struct yk_port *port;
    struct yoke_worker *worker; /* NULL for outside threads */
};

/**
 * An engine's memory, which is never given back to malloc, so that a thread
 * that has just released the last future may still look at it.
 * @return 0; YOKE_E_NOMEM.
 */
int yk_registry_engine_new(struct yk_engine **ret_engine);

/** From now on addresses in the engine's region lead to it. */
void yk_registry_publish(struct yk_engine *engine);

/** The executor is gone: unmap now, or when the last future is released. */
void yk_registry_orphan(struct yk_engine *engine);

/** After a release: was it the last of an orphaned engine? Then unmap it. */
void yk_registry_released(struct yk_engine *engine);

/** An engine that was never published. */
void yk_registry_engine_drop(struct yk_engine *engine);

/** Executors that the program's exit shuts down. */
int yk_registry_add(yoke_executor *executor);
void yk_registry_remove(yoke_executor *executor);

/** In a forked copy: close the descriptors of every executor that was made. */
void yk_registry_disown(void);

/** Bit n − 1 of an address's upper part: see yk_engine_of(). */
#define YK_ADDRESS_TABLE_LOG2 (YK_ADDRESS_BITS - YK_REGION_ALIGN_LOG2)
extern struct yk_engine *_Atomic yk_address_table[];

/** The engine in whose region a future lies. */
static inline struct yk_engine *yk_engine_of(const void *address)
{
    uintptr_t index = (uintptr_t)address >> YK_REGION_ALIGN_LOG2;
    /* relaxed: who has the future has synchronised with who published it */
    return atomic_load_explicit(
        &yk_address_table[index & ((UINT64_C(1) << YK_ADDRESS_TABLE_LOG2) - 1)],
        memory_order_relaxed);
}

#define YK_SEAT_CACHE 4u
extern _Thread_local struct yk_seat yk_seat_cache[YK_SEAT_CACHE]
    __attribute__((tls_model("initial-exec")));

struct yk_seat *yk_seat_find(struct yk_engine *engine);

/** This thread's seat; takes a lane at the first call. Never NULL. */
static inline struct yk_seat *yk_seat_of(struct yk_engine *engine)
{
    struct yk_seat *seat = &yk_seat_cache[engine->id % YK_SEAT_CACHE];
    return __builtin_expect(seat->engine_id == engine->id, 1) ? seat
                                                              : yk_seat_find(engine);
}

/** Make this thread a worker of the engine, or the supervisor (worker NULL). */
void yk_seat_set(struct yk_engine *engine,
                 struct yk_port *port,
                 struct yoke_worker *worker);

/** A word that reads 0 in a forked copy of the process that set it to 1. */
extern const volatile int *yk_home_mark;

static inline bool yk_is_forked_copy(void)
{
    return __builtin_expect(yk_home_mark && !*yk_home_mark, 0);
}

/** Is this future's region not here? Then it must not be touched. */
static inline bool yk_is_foreign(const void *future)
{
    return yk_is_forked_copy() || __builtin_expect(!yk_engine_of(future), 0);
}

/** In a worker process: it is at home here after all. */
void yk_registry_come_home(void);

/**
 * Helpers: threads of this library (supervisors, notifiers) that do not make a
 * fork unsafe, since they hold the gate around everything but sleeping.
 */
void yk_helpers_add(int count);
int yk_helpers_count(void);
void yk_helpers_gate_lock(void);

/** For who wants to fork: false when a helper is still busy at the deadline, such
 * as with a callback that waits for this thread. */
bool yk_helpers_gate_lock_until(int64_t deadline_ns);
void yk_helpers_gate_unlock(void);

#endif
