/**
 * A suite by flags: the same factors and parameters as in a file, applied after
 * the file, if there is one, and replacing what it says.
 */
#ifndef BENCH_SUITE_FLAGS_H
#define BENCH_SUITE_FLAGS_H

#include "suite/suite.h"

/** One flag with its values; a repeated flag adds values. */
struct suite_flag {
    const struct factor *factor; /* NULL: a parameter */
    const char *workload;        /* of a parameter: "" for every workload with it */
    const char *name;            /* of a parameter */
    const char *list;            /* "a,b,c" */
    struct place place;
};

/** The flags of a command line; strings are borrowed from argv or kept. */
struct suite_flags {
    struct suite_flag *items;
    size_t count;
    struct suite_conditions baseline; /* replaces the suite's, when there is one */
};

/**
 * Add "--kind threads,processes".
 * @param flag  as the user knows it, "--kind"; borrowed, as is @p list.
 */
int suite_flags_factor(struct suite_flags *flags,
                       const struct factor *factor,
                       const char *flag,
                       const char *list,
                       struct problem *problem);

/** Add "--param [WORKLOAD.]NAME=LIST"; strings are kept by @p suite. */
int suite_flags_param(struct suite_flags *flags,
                      struct suite *suite,
                      const char *assignment,
                      struct problem *problem);

/** Add "--baseline KEY=LIST". */
int suite_flags_baseline(struct suite_flags *flags,
                         struct suite *suite,
                         const char *assignment,
                         struct problem *problem);

/** True when the factor is among the flags. */
bool suite_flags_have(const struct suite_flags *flags, const struct factor *factor);

/**
 * Apply to @p suite, whose text becomes what it now amounts to, if there was
 * anything to apply.
 */
int suite_flags_apply(struct suite_flags *flags,
                      struct suite *suite,
                      struct problem *problem);

void suite_flags_fini(struct suite_flags *flags);

/** Add a workload named on the command line. */
int suite_add_workload(struct suite *suite, const char *name, struct problem *problem);

/** Give the suite the name of `--suite`. */
int suite_name_flag(struct suite *suite, const char *name, struct problem *problem);

/** Add "KEY=LIST" of the flag @p flag ("--filter") to @p conditions. */
int suite_condition_flag(struct suite *suite,
                         struct suite_conditions *conditions,
                         const char *flag,
                         const char *assignment,
                         struct problem *problem);

#endif
