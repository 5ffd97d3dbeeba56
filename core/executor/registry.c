/*
 * An executor library cannot do without a little global state: the program's
 * exit has to run what was submitted, a future (which is nothing but the
 * address of its slot) has to lead to its engine, and a thread has to find the
 * port at which it submits without a lock.
 *
 * Address → engine: regions begin at multiples of 1 GiB, so a table indexed by
 * the address's upper bits answers with one load.
 *
 * Thread → port: four seats in thread-local memory, by the engine's id, and
 * behind them a list of all the thread's seats. Ids are never reused, so a seat
 * of an engine that is gone cannot be mistaken for another's.
 *
 * The end of an engine whose executor was destroyed while futures remain: each
 * port counts handles made and gone. Whoever releases counts first, light-
 * fences, and then looks whether the engine is orphaned; the destroyer marks it
 * orphaned, heavy-fences, and then sums up. One of them sees the last handle
 * gone. Engines are type-stable: looking at one that has just been retired is
 * harmless.
 */
#include "executor/registry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "executor/error.h"
#include "executor/executor.h"

struct yk_engine *_Atomic yk_address_table[UINT64_C(1) << YK_ADDRESS_TABLE_LOG2];
_Thread_local struct yk_seat yk_seat_cache[YK_SEAT_CACHE];
const volatile int *yk_home_mark;

/* One thread's seats, for those that the cache has lost and for its end. */
struct seat_list {
    struct yk_seat *seats;
    size_t count;
};

static struct {
    pthread_once_t once;
    pthread_mutex_t lock; /* guards what follows, and retiring engines */
    uint64_t next_engine_id;
    struct yk_engine **engines; /* every one ever made */
    size_t engine_count;
    yoke_executor *executors; /* linked by ->next_live */
    pthread_key_t seats_key;
    _Atomic int helpers;
    pthread_rwlock_t gate; /* read by each awake helper, written by who forks */
} registry = {
    .once = PTHREAD_ONCE_INIT,
    .lock = PTHREAD_MUTEX_INITIALIZER,
    .gate = PTHREAD_RWLOCK_INITIALIZER,
};

/* Start and end of the program */

static void at_exit(void)
{
    if (yk_is_forked_copy())
        return;
    for (;;) {
        pthread_mutex_lock(&registry.lock);
        yoke_executor *executor = registry.executors;
        if (executor)
            registry.executors = executor->next_live;
        pthread_mutex_unlock(&registry.lock);
        if (!executor)
            return;
        executor->is_listed = false;
        yk_executor_finish(executor);
    }
}

static void give_up_seats(void *argument);

static void fill_table(const struct yk_engine *engine, struct yk_engine *value)
{
    uintptr_t first = (uintptr_t)engine->pool.region.base >> YK_REGION_ALIGN_LOG2;
    size_t count = engine->pool.region.size >> YK_REGION_ALIGN_LOG2;
    for (size_t i = 0; i < count; i++)
        atomic_store(&yk_address_table[first + i], value);
}

/* What a forked copy sees of an engine whose region it does not have. */
static struct yk_control elsewhere = {.flags = YK_ENGINE_ELSEWHERE};

void yk_registry_disown(void)
{
    for (yoke_executor *executor = registry.executors; executor;
         executor = executor->next_live) {
        if (!executor->ops->disown)
            continue;
        executor->ops->disown(executor);
        fill_table(executor->engine, NULL);
        executor->engine->control = &elsewhere;
    }
    registry.executors = NULL; /* none of them is ours */
}

/* Around the host's own fork(): the list must be whole in the child. */
static void before_fork(void)
{
    pthread_mutex_lock(&registry.lock);
}

static void after_fork_in_parent(void)
{
    pthread_mutex_unlock(&registry.lock);
}

static void after_fork_in_child(void)
{
    pthread_mutex_unlock(&registry.lock);
    if (yk_is_forked_copy())
        yk_registry_disown();
}

static void start_up(void)
{
    long page = sysconf(_SC_PAGESIZE);
    int *mark = mmap(
        NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mark != MAP_FAILED && madvise(mark, (size_t)page, MADV_WIPEONFORK) == 0) {
        *mark = 1;
        yk_home_mark = mark;
    }
    pthread_key_create(&registry.seats_key, give_up_seats);
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    atexit(at_exit);
}

void yk_registry_come_home(void)
{
    if (yk_home_mark)
        *(int *)(uintptr_t)yk_home_mark = 1;
}

/* Engines */

int yk_registry_engine_new(struct yk_engine **ret_engine)
{
    pthread_once(&registry.once, start_up);
    int error = 0;
    pthread_mutex_lock(&registry.lock);
    struct yk_engine *engine = NULL;
    for (size_t i = 0; i < registry.engine_count && !engine; i++)
        if (registry.engines[i]->retired)
            engine = registry.engines[i];
    if (!engine) {
        size_t bytes = (registry.engine_count + 1) * sizeof(struct yk_engine *);
        struct yk_engine **engines = realloc(registry.engines, bytes);
        if (engines)
            registry.engines = engines;
        engine = engines ? calloc(1, sizeof(*engine)) : NULL;
        if (engine)
            registry.engines[registry.engine_count++] = engine;
    }
    if (engine) {
        *engine = (struct yk_engine){.id = ++registry.next_engine_id};
        *ret_engine = engine;
    } else {
        error = yk_error_set(YOKE_E_NOMEM, "no memory for an executor");
    }
    pthread_mutex_unlock(&registry.lock);
    return error;
}

void yk_registry_engine_drop(struct yk_engine *engine)
{
    pthread_mutex_lock(&registry.lock);
    engine->retired = true;
    pthread_mutex_unlock(&registry.lock);
}

void yk_registry_publish(struct yk_engine *engine)
{
    fill_table(engine, engine);
}

static void retire_if_unused(struct yk_engine *engine)
{
    pthread_mutex_lock(&registry.lock);
    if (!engine->retired && atomic_load(&engine->orphaned) &&
        yk_engine_handles(engine) == 0) {
        fill_table(engine, NULL);
        yk_engine_fini(engine);
        engine->retired = true;
    }
    pthread_mutex_unlock(&registry.lock);
}

void yk_registry_orphan(struct yk_engine *engine)
{
    atomic_store(&engine->orphaned, true);
    yk_fence_heavy(&engine->fence);
    retire_if_unused(engine);
}

void yk_registry_released(struct yk_engine *engine)
{
    yk_fence_light(&engine->fence);
    if (__builtin_expect(atomic_load_explicit(&engine->orphaned, memory_order_relaxed),
                         0))
        retire_if_unused(engine);
}

/* Executors */

int yk_registry_add(yoke_executor *executor)
{
    pthread_mutex_lock(&registry.lock);
    executor->next_live = registry.executors;
    registry.executors = executor;
    executor->is_listed = true;
    pthread_mutex_unlock(&registry.lock);
    return 0;
}

void yk_registry_remove(yoke_executor *executor)
{
    pthread_mutex_lock(&registry.lock);
    yoke_executor **link = &registry.executors;
    while (*link && *link != executor)
        link = &(*link)->next_live;
    if (*link)
        *link = executor->next_live;
    pthread_mutex_unlock(&registry.lock);
}

/* Seats */

static struct yk_engine *live_engine_locked(uint64_t id)
{
    for (size_t i = 0; i < registry.engine_count; i++)
        if (registry.engines[i]->id == id && !registry.engines[i]->retired)
            return registry.engines[i];
    return NULL;
}

static void give_lane(struct yk_engine *engine, unsigned lane)
{
    pthread_mutex_lock(&engine->lane_lock);
    engine->lanes_taken &= ~(UINT64_C(1) << lane);
    pthread_mutex_unlock(&engine->lane_lock);
}

/* The thread ends: its lanes are free for others. */
static void give_up_seats(void *argument)
{
    struct seat_list *list = argument;
    pthread_mutex_lock(&registry.lock);
    for (size_t i = 0; i < list->count; i++) {
        struct yk_seat *seat = &list->seats[i];
        struct yk_engine *engine = live_engine_locked(seat->engine_id);
        if (!engine || seat->worker)
            continue;
        unsigned lane = yk_port_index(engine, seat->port) - engine->worker_count;
        yk_port_flush(engine, seat->port);
        give_lane(engine, lane);
    }
    pthread_mutex_unlock(&registry.lock);
    memset(yk_seat_cache, 0, sizeof(yk_seat_cache));
    free(list->seats);
    free(list);
}

static struct seat_list *thread_seats(void)
{
    struct seat_list *list = pthread_getspecific(registry.seats_key);
    if (!list) {
        list = calloc(1, sizeof(*list));
        if (list && pthread_setspecific(registry.seats_key, list) != 0) {
            free(list);
            list = NULL;
        }
    }
    return list;
}

/* Remember the seat until the thread ends; false when there is no memory. */
static bool remember(const struct yk_seat *seat)
{
    struct seat_list *list = thread_seats();
    if (!list)
        return false;
    struct yk_seat *seats = realloc(list->seats, (list->count + 1) * sizeof(*seats));
    if (!seats)
        return false;
    list->seats = seats;
    list->seats[list->count++] = *seat;
    return true;
}

static struct yk_seat *cache(const struct yk_seat *seat)
{
    struct yk_seat *place = &yk_seat_cache[seat->engine_id % YK_SEAT_CACHE];
    *place = *seat;
    return place;
}

static int take_lane(struct yk_engine *engine)
{
    int lane = -1;
    pthread_mutex_lock(&engine->lane_lock);
    if (engine->lanes_taken != UINT64_MAX) {
        lane = __builtin_ctzll(~engine->lanes_taken);
        engine->lanes_taken |= UINT64_C(1) << lane;
        if ((unsigned)lane >= atomic_load(&engine->control->lanes_used))
            atomic_store(&engine->control->lanes_used, (uint32_t)lane + 1);
    }
    pthread_mutex_unlock(&engine->lane_lock);
    return lane;
}

/* Drop what belongs to engines that are gone, so that the list stays short. */
static void prune(struct seat_list *list)
{
    size_t kept = 0;
    pthread_mutex_lock(&registry.lock);
    for (size_t i = 0; i < list->count; i++)
        if (live_engine_locked(list->seats[i].engine_id))
            list->seats[kept++] = list->seats[i];
    list->count = kept;
    pthread_mutex_unlock(&registry.lock);
}

struct yk_seat *yk_seat_find(struct yk_engine *engine)
{
    struct seat_list *list = thread_seats();
    for (size_t i = 0; list && i < list->count; i++)
        if (list->seats[i].engine_id == engine->id)
            return cache(&list->seats[i]);
    if (list)
        prune(list);
    struct yk_seat seat = {.engine_id = engine->id};
    int lane = list ? take_lane(engine) : -1;
    if (lane > 0) {
        seat.port = yk_engine_lane(engine, (unsigned)lane);
        if (remember(&seat))
            return cache(&seat);
        give_lane(engine, (unsigned)lane); /* nobody would do it later */
    }
    seat.port = yk_engine_lane(engine, YK_SPARE_LANE);
    return cache(&seat);
}

void yk_seat_set(struct yk_engine *engine,
                 struct yk_port *port,
                 struct yoke_worker *worker)
{
    struct yk_seat seat = {.engine_id = engine->id, .port = port, .worker = worker};
    remember(&seat);
    cache(&seat);
}

/* Helper threads */

void yk_helpers_add(int count)
{
    atomic_fetch_add(&registry.helpers, count);
}

int yk_helpers_count(void)
{
    return atomic_load(&registry.helpers);
}

void yk_helpers_gate_lock(void)
{
    pthread_rwlock_rdlock(&registry.gate);
}

bool yk_helpers_gate_lock_until(int64_t deadline_ns)
{
    struct timespec deadline = yk_clock_timespec(deadline_ns);
    return pthread_rwlock_clockwrlock(&registry.gate, CLOCK_MONOTONIC, &deadline) == 0;
}

void yk_helpers_gate_unlock(void)
{
    pthread_rwlock_unlock(&registry.gate);
}
