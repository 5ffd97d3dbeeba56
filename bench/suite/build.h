/**
 * Private to suite/: how a suite grows, whether from YAML or from flags.
 */
#ifndef BENCH_SUITE_BUILD_H
#define BENCH_SUITE_BUILD_H

#include "suite/suite.h"

/** A value as written. */
struct token {
    const char *text; /* kept by the suite */
    struct place place;
};

/** The values that stand at one key. */
struct tokens {
    const char *name; /* the key */
    struct place key; /* where it stands */
    struct token *items;
    size_t count;
};

/** Keep a copy of @p size bytes, NUL added, as long as the suite lives; NULL: no
 *  memory. */
const char *suite_keep(struct suite *suite, const char *text, size_t size);

/** Add one value; its text is copied. */
int tokens_add(struct suite *suite,
               struct tokens *tokens,
               const char *text,
               size_t size,
               struct place place);

void tokens_fini(struct tokens *tokens);

/** Copy @p count objects of @p size bytes to a longer array; sets a problem. */
int array_add(void **items, size_t *count, size_t size, struct problem *problem);

/** Add an empty group; the pointer is valid until the next one is added. */
int suite_add_group(struct suite_groups *groups,
                    struct suite_group **ret_group,
                    struct problem *problem);

/** One group a workload named; [*ret_first, count) are the new ones. */
int suite_add_workloads(struct suite *suite,
                        const struct tokens *names,
                        size_t *ret_first,
                        struct problem *problem);

/** What is to happen when the group has the key already. */
enum set_mode { SET_ONCE, SET_REPLACE };

/** Check the values and make them an axis of @p group. */
int suite_group_set(struct suite *suite,
                    enum suite_section section,
                    struct suite_group *group,
                    const struct tokens *tokens,
                    enum set_mode mode,
                    struct problem *problem);

/** Add the axis of @p factor with its default values. */
int suite_group_default(struct suite *suite,
                        struct suite_group *group,
                        const struct factor *factor,
                        struct problem *problem);

/** Add the values of "a,b,c"; an empty item becomes an empty value, refused later. */
int tokens_split(struct suite *suite,
                 const char *list,
                 const struct place *place,
                 struct tokens *tokens,
                 struct problem *problem);

/** The condition on @p name, or NULL. */
struct suite_condition *suite_condition_find(const struct suite_conditions *conditions,
                                             const char *name);

/** Check the values and add them to @p conditions, to those of the same key. */
int suite_condition_add(struct suite *suite,
                        struct suite_conditions *conditions,
                        const struct tokens *tokens,
                        struct problem *problem);

/** Check and take the suite's name. */
int suite_set_name(struct suite *suite,
                   const struct token *name,
                   struct problem *problem);

/** The workload's row with that name, or NULL. */
const yoke_param *workload_param(const yoke_workload *workload, const char *name);

/** Object to a parameter that no workload of the suite has. */
int suite_unknown_param(const struct suite *suite,
                        const struct tokens *tokens,
                        struct problem *problem);

int problem_no_memory(struct problem *problem);

#endif
