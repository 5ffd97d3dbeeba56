/*
 * The table of policies, and the simple ones. hwloc numbers CPUs logically in
 * the order of the tree (siblings of a core side by side, then the cores of a
 * cache, …), which is what compact means.
 */
#include "topology/policy.h"

#include "executor/error.h"
#include "topology/spelling.h"

#include <stdlib.h>
#include <string.h>

#define POLICY_ROW(name, help) {#name, help, yk_policy_##name},
#define POLICY_NAME(name, help) #name,
#define POLICY_IN_LIST(name, help) ", " #name

static const struct yk_policy policies[] = {YK_POLICIES(POLICY_ROW)};
static const char *const names[] = {YK_POLICIES(POLICY_NAME) NULL};
static const char list_of_names[] = YK_POLICIES(POLICY_IN_LIST);

enum { POLICY_COUNT = sizeof(policies) / sizeof(policies[0]) };

static const struct yk_policy *look_up(const char *name)
{
    for (size_t i = 0; i < POLICY_COUNT; i++) {
        if (strcmp(policies[i].name, name) == 0) {
            return &policies[i];
        }
    }
    return NULL;
}

const struct yk_policy *yk_policy_find(const char *name)
{
    const struct yk_policy *policy = look_up(name);
    if (policy) {
        return policy;
    }
    struct yk_spelling spelling = yk_spelling_of(name);
    for (size_t i = 0; i < POLICY_COUNT; i++) {
        yk_spelling_offer(&spelling, names[i]);
    }
    (void)yk_error_set(YOKE_E_INVALID,
                       "placement \"%s\" does not exist; allowed: %s%s%s%s",
                       name,
                       list_of_names + strlen(", "),
                       spelling.nearest ? "; did you mean \"" : "",
                       spelling.nearest ? spelling.nearest : "",
                       spelling.nearest ? "\"?" : "");
    return NULL;
}

const char *const *yoke_placement_policies(void)
{
    return names;
}

const char *yoke_placement_policy_help(const char *policy)
{
    const struct yk_policy *found = look_up(policy);
    return found ? found->help : NULL;
}

int yk_places_add(struct yk_places *places, hwloc_const_bitmap_t cpus)
{
    if (places->count == places->capacity) {
        int capacity = places->capacity > 0 ? 2 * places->capacity : 16;
        hwloc_bitmap_t *sets =
            reallocarray(places->sets, (size_t)capacity, sizeof(*sets));
        if (!sets) {
            return yk_error_set(YOKE_E_NOMEM, "no memory for %d places", capacity);
        }
        places->sets = sets;
        places->capacity = capacity;
    }
    hwloc_bitmap_t copy = hwloc_bitmap_dup(cpus);
    if (!copy) {
        return yk_error_set(YOKE_E_NOMEM, "no memory for a set of CPUs");
    }
    places->sets[places->count++] = copy;
    return 0;
}

void yk_places_fini(struct yk_places *places)
{
    for (int i = 0; i < places->count; i++) {
        hwloc_bitmap_free(places->sets[i]);
    }
    free(places->sets);
}

int yk_policy_none(const yoke_topology *topology, struct yk_places *places)
{
    (void)topology;
    (void)places;
    return 0;
}

int yk_policy_compact(const yoke_topology *topology, struct yk_places *places)
{
    hwloc_obj_t cpu = NULL;
    while ((cpu = hwloc_get_next_obj_by_type(topology->hwloc, HWLOC_OBJ_PU, cpu))) {
        int err =
            yk_topology_may_use(topology, cpu) ? yk_places_add(places, cpu->cpuset) : 0;
        if (err != 0) {
            return err;
        }
    }
    return 0;
}
