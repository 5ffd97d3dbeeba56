/*
 * One watch a future appends it to the group's list when it settles. The group
 * is counted: by its user and by each watch that has not fired, so a user may
 * let go at any time. Futures are held until the group ends.
 *
 * In a worker process there are no watches: there the group looks at its
 * members again and again, a millisecond apart, when it can run none itself.
 */
#include "executor/group.h"

#include <stdlib.h>
#include <string.h>

#include "engine/notice.h"
#include "executor/error.h"
#include "executor/registry.h"
#include "executor/stack.h"
#include "executor/task.h"

struct yk_group {
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t settled_changed;
    size_t references;
    size_t settled_count;
    size_t count;
    yoke_future **members; /* count different ones, in address order */
    yoke_future **settled; /* settled_count, in order of settling */
    bool *is_listed;       /* scanning: by member, is it among the settled? */
};

#define SCAN_NS 1000000

static int by_address(const void *a, const void *b)
{
    uintptr_t left = (uintptr_t) * (yoke_future *const *)a;
    uintptr_t right = (uintptr_t) * (yoke_future *const *)b;
    return left < right ? -1 : left > right;
}

static void
copy_members(struct yk_group *group, yoke_future *const *futures, size_t count)
{
    if (!count)
        return;
    memcpy(group->members, futures, count * sizeof(*futures));
    qsort(group->members, count, sizeof(*group->members), by_address);
    for (size_t i = 0; i < count; i++)
        if (!i || group->members[i] != group->members[i - 1])
            group->members[group->count++] = yoke_future_retain(group->members[i]);
}

static struct yk_group *allocate(size_t count)
{
    struct yk_group *group = calloc(1, sizeof(*group));
    if (!group)
        return NULL;
    group->members = calloc(count ? count : 1, sizeof(*group->members));
    group->settled = calloc(count ? count : 1, sizeof(*group->settled));
    group->is_listed = calloc(count ? count : 1, sizeof(*group->is_listed));
    if (!group->members || !group->settled || !group->is_listed) {
        free(group->members);
        free(group->settled);
        free(group->is_listed);
        free(group);
        return NULL;
    }
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&group->settled_changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&group->lock, NULL);
    group->references = 1;
    return group;
}

static void destroy(struct yk_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        yoke_future_release(group->members[i]);
    pthread_mutex_destroy(&group->lock);
    pthread_cond_destroy(&group->settled_changed);
    free(group->members);
    free(group->settled);
    free(group->is_listed);
    free(group);
}

void yk_group_release(struct yk_group *group)
{
    pthread_mutex_lock(&group->lock);
    bool last = --group->references == 0;
    pthread_mutex_unlock(&group->lock);
    if (last)
        destroy(group);
}

static void on_settled(yoke_future *future, void *context)
{
    struct yk_group *group = context;
    pthread_mutex_lock(&group->lock);
    group->settled[group->settled_count++] = future;
    pthread_cond_signal(&group->settled_changed);
    pthread_mutex_unlock(&group->lock);
    yk_group_release(group);
}

static int watch(struct yk_group *group, yoke_future *future)
{
    if (yk_engine_of(future)->in_worker_process)
        return 0; /* scanned */
    pthread_mutex_lock(&group->lock);
    group->references++;
    pthread_mutex_unlock(&group->lock);
    int error =
        yk_watch_add(yk_engine_of(future), (struct yk_slot *)future, on_settled, group);
    if (error)
        yk_group_release(group);
    return error;
}

static size_t index_of(const struct yk_group *group, yoke_future *future)
{
    yoke_future **member = bsearch(
        &future, group->members, group->count, sizeof(*group->members), by_address);
    return (size_t)(member - group->members);
}

/* In the order given, so that those settled already come in that order. */
int yk_group_create(yoke_future *const *futures,
                    size_t count,
                    struct yk_group **ret_group)
{
    for (size_t i = 0; i < count; i++)
        if (yk_is_foreign(futures[i]))
            return yk_error_set(YOKE_E_FORKED, "a future belongs to another process");
    struct yk_group *group = allocate(count);
    if (!group)
        return yk_error_set(YOKE_E_NOMEM, "no memory to wait for %zu futures", count);
    copy_members(group, futures, count);
    bool *is_watched = calloc(count ? count : 1, sizeof(*is_watched));
    int error = is_watched ? 0 : yk_error_set(YOKE_E_NOMEM, "no memory to wait");
    for (size_t i = 0; i < count && !error; i++) {
        size_t member = index_of(group, futures[i]);
        if (!is_watched[member])
            error = watch(group, futures[i]);
        is_watched[member] = true;
    }
    free(is_watched);
    if (error)
        yk_group_release(group);
    else
        *ret_group = group;
    return error;
}

/* List what has settled unwatched; returns a member that has not. */
static yoke_future *scan(struct yk_group *group)
{
    yoke_future *unsettled = NULL;
    pthread_mutex_lock(&group->lock);
    for (size_t i = 0; i < group->count; i++) {
        yoke_future *member = group->members[i];
        if (group->is_listed[i] || !yk_engine_of(member)->in_worker_process)
            continue;
        if (!yoke_future_done(member)) {
            unsettled = member;
            continue;
        }
        group->is_listed[i] = true;
        group->settled[group->settled_count++] = member;
    }
    pthread_mutex_unlock(&group->lock);
    return unsettled;
}

size_t yk_group_size(const struct yk_group *group)
{
    return group->count;
}

size_t yk_group_settled(struct yk_group *group)
{
    scan(group);
    pthread_mutex_lock(&group->lock);
    size_t count = group->settled_count;
    pthread_mutex_unlock(&group->lock);
    return count;
}

/* A member that this thread, as a worker, could run; NULL when there is none. */
static struct yk_slot *find_pending(const struct yk_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        struct yk_slot *slot = (struct yk_slot *)group->members[i];
        uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
        if (yk_state_of(word) == YK_PENDING && yk_seat_of(yk_engine_of(slot))->worker)
            return slot;
    }
    return NULL;
}

/* Run members that nobody has started, until enough have settled. */
static int help(struct yk_group *group, size_t count)
{
    struct yk_slot *slot;
    while (yk_group_settled(group) < count && (slot = find_pending(group)) != NULL) {
        int error = yk_stack_check();
        if (error)
            return error;
        uint64_t word = atomic_load_explicit(&slot->state, memory_order_relaxed);
        yk_worker_run_slot(
            yk_seat_of(yk_engine_of(slot))->worker, slot, yk_state_generation(word));
    }
    return 0;
}

/* The time until the next scan. */
static int64_t nap_ns(int64_t deadline_ns)
{
    int64_t left_ns = yk_remaining_ns(deadline_ns);
    return left_ns < 0 || left_ns > SCAN_NS ? SCAN_NS : left_ns;
}

int yk_group_await(struct yk_group *group, size_t count, int64_t deadline_ns)
{
    int error = deadline_ns == YK_NEVER_NS ? help(group, count) : 0;
    if (error)
        return error;
    yoke_future *unsettled;
    while (yk_group_settled(group) < count && (unsettled = scan(group)) != NULL &&
           yk_remaining_ns(deadline_ns) != 0)
        (void)yoke_future_result(unsettled, nap_ns(deadline_ns), NULL);
    struct timespec deadline = yk_clock_timespec(deadline_ns);
    int expired = 0;
    pthread_mutex_lock(&group->lock);
    while (group->settled_count < count && !expired)
        expired = deadline_ns == YK_NEVER_NS
                      ? pthread_cond_wait(&group->settled_changed, &group->lock)
                      : pthread_cond_timedwait(
                            &group->settled_changed, &group->lock, &deadline);
    bool reached = group->settled_count >= count;
    pthread_mutex_unlock(&group->lock);
    return reached ? 0 : YOKE_E_TIMEOUT;
}

yoke_future *yk_group_at(struct yk_group *group, size_t index)
{
    pthread_mutex_lock(&group->lock);
    yoke_future *future = group->settled[index];
    pthread_mutex_unlock(&group->lock);
    return future;
}
