/*
 * A plan in the form that a worker needs: plain CPU masks in the kernel's
 * layout and their text, worked out before any worker exists. A forked child of
 * a program with threads must not allocate, so binding is one system call on
 * memory that is there already. Worker i has place i modulo the places.
 */
#include "topology/policy.h"

#include "executor/error.h"

#include <assert.h>
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct yoke_placement {
    bool is_this_machine;
    int worker_count;
    int place_count;      /* 0: unbound */
    size_t mask_words;    /* of one mask */
    unsigned long *masks; /* place_count masks, one behind the other */
    char **cpu_lists;     /* place_count texts, such as "0-3,8" */
};

static size_t words_for(const struct yk_places *places)
{
    int words = 1;
    for (int i = 0; i < places->count; i++) {
        int needed = hwloc_bitmap_nr_ulongs(places->sets[i]);
        words = needed > words ? needed : words;
    }
    return (size_t)words;
}

static int take_places(yoke_placement *placement, const struct yk_places *places)
{
    size_t count = (size_t)places->count;
    placement->mask_words = words_for(places);
    placement->masks = calloc(count * placement->mask_words, sizeof(*placement->masks));
    placement->cpu_lists = calloc(count, sizeof(*placement->cpu_lists));
    if (!placement->masks || !placement->cpu_lists) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for %zu places", count);
    }
    placement->place_count = places->count;
    for (size_t i = 0; i < count; i++) {
        unsigned long *mask = placement->masks + i * placement->mask_words;
        hwloc_bitmap_to_ulongs(places->sets[i], (unsigned)placement->mask_words, mask);
        if (hwloc_bitmap_list_asprintf(&placement->cpu_lists[i], places->sets[i]) < 0) {
            placement->cpu_lists[i] = NULL;
            return yk_error_set(YOKE_E_NOMEM, "no memory for %zu places", count);
        }
    }
    return 0;
}

static int plan(yoke_placement *placement,
                const yoke_topology *topology,
                const struct yk_policy *policy)
{
    struct yk_places places = {0};
    int err = policy->fill(topology, &places);
    if (err == 0 && places.count > 0) {
        err = take_places(placement, &places);
    }
    yk_places_fini(&places);
    return err;
}

int yoke_placement_plan(const yoke_topology *topology,
                        const char *policy,
                        int worker_count,
                        yoke_placement **ret_placement)
{
    assert(topology && policy && ret_placement);
    const struct yk_policy *found = yk_policy_find(policy);
    if (!found) {
        return YOKE_E_INVALID;
    }
    if (worker_count < 1) {
        return yk_error_set(
            YOKE_E_INVALID, "worker_count is %d; at least 1 is needed", worker_count);
    }
    yoke_placement *placement = calloc(1, sizeof(*placement));
    if (!placement) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for the placement");
    }
    placement->is_this_machine = yoke_topology_is_this_machine(topology);
    placement->worker_count = worker_count;
    int err = plan(placement, topology, found);
    if (err != 0) {
        yoke_placement_destroy(placement);
        return err;
    }
    *ret_placement = placement;
    return 0;
}

void yoke_placement_destroy(yoke_placement *placement)
{
    if (!placement) {
        return;
    }
    for (int i = 0; i < placement->place_count; i++) {
        free(placement->cpu_lists[i]);
    }
    free(placement->cpu_lists);
    free(placement->masks);
    free(placement);
}

bool yoke_placement_wraps(const yoke_placement *placement)
{
    return placement->place_count > 0 &&
           placement->worker_count > placement->place_count;
}

static size_t place_of(const yoke_placement *placement, int worker_index)
{
    assert(worker_index >= 0 && worker_index < placement->worker_count);
    return (size_t)(worker_index % placement->place_count);
}

const char *yoke_placement_cpus(const yoke_placement *placement, int worker_index)
{
    if (placement->place_count == 0) {
        return "";
    }
    return placement->cpu_lists[place_of(placement, worker_index)];
}

int yoke_placement_bind(const yoke_placement *placement, int worker_index)
{
    if (placement->place_count == 0) {
        return 0;
    }
    size_t place = place_of(placement, worker_index);
    if (!placement->is_this_machine) {
        return yk_error_set(YOKE_E_UNSUPPORTED,
                            "cannot bind worker %d to CPU %s of another machine",
                            worker_index,
                            placement->cpu_lists[place]);
    }
    const unsigned long *mask = placement->masks + place * placement->mask_words;
    size_t mask_bytes = placement->mask_words * sizeof(*mask);
    if (sched_setaffinity(0, mask_bytes, (const cpu_set_t *)mask) != 0) {
        return yk_error_set(YOKE_E_SYSTEM,
                            "cannot bind worker %d to CPU %s: %s",
                            worker_index,
                            placement->cpu_lists[place],
                            strerrordesc_np(errno));
    }
    return 0;
}
