/**
 * A suite: what was asked for, in a file or by flags, checked but not yet
 * expanded. Each section is a list of groups; a group is a list of axes; an
 * axis is a factor (or a workload's parameter) with one value or several. The
 * cells are, for every choice of one group a section, the product of its axes.
 */
#ifndef BENCH_SUITE_H
#define BENCH_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plan/plan.h"
#include "suite/factor.h"
#include "suite/problem.h"

/** One value of an axis. */
struct suite_value {
    const char *text; /* canonical */
    double number;
    bool is_number;
    struct place place;
};

/** A factor or a parameter with its values. */
struct suite_axis {
    const char *name;            /* canonical */
    const struct factor *factor; /* NULL: a parameter of the group's workload */
    struct suite_value *values;
    size_t value_count;
};

/** One item of a section. */
struct suite_group {
    const yoke_workload *workload; /* SECTION_WORKLOADS only */
    struct suite_axis *axes;
    size_t axis_count;
};

struct suite_groups {
    struct suite_group *items;
    size_t count;
};

/** "Where name is one of these": for `baseline` and --filter. */
struct suite_condition {
    const struct factor *factor; /* NULL: a parameter of some workload */
    const char *name;            /* canonical */
    struct place key;
    struct suite_value *values; /* a parameter's: as written */
    size_t value_count;
};

struct suite_conditions {
    struct suite_condition *items;
    size_t count;
};

struct suite {
    char name[64];
    const char *text; /* YAML: the file as read, or what the flags amount to */
    struct suite_groups workloads, executors, loads;
    struct suite_group settings; /* what `measure:` gives; one value an axis */
    struct suite_conditions baseline;
    struct measure_spec measure; /* from settings and defaults: suite_complete() */
    uint64_t seed;               /* 0: none given */
    char **strings;              /* owns every string of the suite */
    size_t string_count;
};

void suite_init(struct suite *suite);

/** Accepts a suite that was only initialised. */
void suite_fini(struct suite *suite);

/** Read a file. @return 0; YOKE_E_INVALID (it is no suite, or not there);
 *  YOKE_E_SYSTEM; YOKE_E_NOMEM. */
int suite_read_file(struct suite *suite, const char *path, struct problem *problem);

/** Read YAML from memory; @p source is what messages call it. */
int suite_read_text(struct suite *suite,
                    const char *source,
                    const char *text,
                    size_t size,
                    struct problem *problem);

/**
 * The suite as YAML in canonical form, which reads back as an equal suite.
 * @param ret_text  owned by the caller: free().
 */
int suite_write_text(const struct suite *suite, char **ret_text);

/**
 * Is everything there? Fills in the sections that were left out, and checks
 * what needs more than one key. Call once, after reading and flags.
 */
int suite_complete(struct suite *suite, struct problem *problem);

/** The group's axis with that canonical name, or NULL. */
struct suite_axis *suite_group_axis(const struct suite_group *group, const char *name);

/**
 * Check conditions whose keys or values depend on the workloads. Call after
 * suite_complete().
 */
int suite_conditions_check(const struct suite *suite,
                           const struct suite_conditions *conditions,
                           struct problem *problem);

void suite_conditions_fini(struct suite_conditions *conditions);

/** Read a value of a parameter, which @p workload must have. */
int suite_param_parse(const yoke_workload *workload,
                      const char *name,
                      const char *text,
                      const struct place *place,
                      struct factor_value *ret_value,
                      struct problem *problem);

#endif
