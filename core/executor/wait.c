/*
 * yoke_wait() and yoke_as_completed. Waiting for all is waiting for each in
 * turn: no registration, no order needed. Waiting for the first needs a group.
 */
#include <stdlib.h>

#include <yoke/future.h>

#include "engine/clock.h"
#include "executor/error.h"
#include "executor/group.h"

static size_t count_done(yoke_future *const *futures, size_t count)
{
    size_t done = 0;
    for (size_t i = 0; i < count; i++)
        done += yoke_future_done(futures[i]);
    return done;
}

static int wait_for_all(yoke_future *const *futures, size_t count, int64_t deadline_ns)
{
    for (size_t i = 0; i < count; i++) {
        if (yoke_future_done(futures[i]))
            continue;
        int error = yoke_future_result(futures[i], yk_remaining_ns(deadline_ns), NULL);
        if (error == YOKE_E_DEPTH || error == YOKE_E_FORKED)
            return error;
        if (error == YOKE_E_TIMEOUT)
            return 0;
    }
    return 0;
}

static bool has_failed(yoke_future *future)
{
    int error = yoke_future_result(future, 0, NULL);
    return error && error != YOKE_E_CANCELLED && error != YOKE_E_TIMEOUT;
}

static int wait_for_first(yoke_future *const *futures,
                          size_t count,
                          bool failure_only,
                          int64_t deadline_ns)
{
    struct yk_group *group = NULL;
    int error = yk_group_create(futures, count, &group);
    if (error)
        return error;
    bool found = false;
    for (size_t i = 0; i < yk_group_size(group) && !found; i++) {
        error = yk_group_await(group, i + 1, deadline_ns);
        if (error)
            break;
        found = !failure_only || has_failed(yk_group_at(group, i));
    }
    yk_group_release(group);
    return error == YOKE_E_TIMEOUT ? 0 : error;
}

int yoke_wait(yoke_future *const *futures,
              size_t count,
              yoke_wait_when when,
              int64_t timeout_ns,
              size_t *ret_done_count)
{
    if (when != YOKE_ALL_COMPLETED && when != YOKE_FIRST_COMPLETED &&
        when != YOKE_FIRST_FAILURE)
        return yk_error_set(YOKE_E_INVALID,
                            "when is %d; allowed: YOKE_ALL_COMPLETED, "
                            "YOKE_FIRST_COMPLETED, YOKE_FIRST_FAILURE",
                            (int)when);
    if (!futures && count)
        return yk_error_set(YOKE_E_INVALID, "futures is NULL and count is %zu", count);
    int64_t deadline_ns = yk_deadline_ns(timeout_ns);
    int error = 0;
    if (when == YOKE_ALL_COMPLETED)
        error = wait_for_all(futures, count, deadline_ns);
    else if (when == YOKE_FIRST_FAILURE || !count_done(futures, count))
        error = wait_for_first(futures, count, when == YOKE_FIRST_FAILURE, deadline_ns);
    if (!error && ret_done_count)
        *ret_done_count = count_done(futures, count);
    return error;
}

/* As completed */

struct yoke_as_completed {
    struct yk_group *group;
    size_t next;
    int64_t deadline_ns;
};

int yoke_as_completed_open(yoke_future *const *futures,
                           size_t count,
                           int64_t timeout_ns,
                           yoke_as_completed **ret_iterator)
{
    if (!futures && count)
        return yk_error_set(YOKE_E_INVALID, "futures is NULL and count is %zu", count);
    yoke_as_completed *iterator = calloc(1, sizeof(*iterator));
    if (!iterator)
        return yk_error_set(YOKE_E_NOMEM, "no memory for an iterator");
    iterator->deadline_ns = yk_deadline_ns(timeout_ns);
    int error = yk_group_create(futures, count, &iterator->group);
    if (error) {
        free(iterator);
        return error;
    }
    *ret_iterator = iterator;
    return 0;
}

int yoke_as_completed_next(yoke_as_completed *iterator, yoke_future **ret_future)
{
    struct yk_group *group = iterator->group;
    size_t size = yk_group_size(group);
    if (iterator->next == size)
        return YOKE_E_END;
    int error = yk_group_await(group, iterator->next + 1, iterator->deadline_ns);
    if (error == YOKE_E_TIMEOUT)
        return yk_error_set(YOKE_E_TIMEOUT,
                            "%zu of %zu futures unfinished",
                            size - yk_group_settled(group),
                            size);
    if (error)
        return error;
    *ret_future = yk_group_at(group, iterator->next++);
    return 0;
}

void yoke_as_completed_close(yoke_as_completed *iterator)
{
    if (!iterator)
        return;
    yk_group_release(iterator->group);
    free(iterator);
}
