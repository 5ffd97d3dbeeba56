#include "suite/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "suite/build.h"

/* A run that takes longer than this hangs: see the factor `timeout`. */
static const int64_t TIMEOUT_LEAST_NS = 10000000000;
static const int64_t TIMEOUT_TIMES = 10;

void suite_init(struct suite *suite)
{
    *suite = (struct suite){0};
}

static void group_fini(struct suite_group *group)
{
    for (size_t i = 0; i < group->axis_count; i++)
        free(group->axes[i].values);
    free(group->axes);
}

static void groups_fini(struct suite_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        group_fini(&groups->items[i]);
    free(groups->items);
}

void suite_fini(struct suite *suite)
{
    groups_fini(&suite->workloads);
    groups_fini(&suite->executors);
    groups_fini(&suite->loads);
    group_fini(&suite->settings);
    suite_conditions_fini(&suite->baseline);
    for (size_t i = 0; i < suite->string_count; i++)
        free(suite->strings[i]);
    free(suite->strings);
    *suite = (struct suite){0};
}

static const char *factor_name(enum factor_index index)
{
    return FACTORS[index].param.name;
}

static bool has_value(const struct suite_axis *axis, const char *text)
{
    for (size_t i = 0; axis && i < axis->value_count; i++)
        if (strcmp(axis->values[i].text, text) == 0)
            return true;
    return false;
}

/** One worker is what a serial executor has: the submitter. */
static int check_serial(const struct suite_group *group, struct problem *problem)
{
    const struct suite_axis *kind =
        suite_group_axis(group, factor_name(FACTOR_EXECUTOR));
    const struct suite_axis *workers =
        suite_group_axis(group, factor_name(FACTOR_WORKER_COUNT));
    if (!kind || kind->value_count > 1 || !has_value(kind, "serial") || !workers)
        return 0;
    for (size_t i = 0; i < workers->value_count; i++)
        if (workers->values[i].number > 1)
            return problem_set(problem,
                               &workers->values[i].place,
                               "executors: worker_count is \"%s\"; a serial executor "
                               "runs tasks in the submitter: 1",
                               workers->values[i].text);
    return 0;
}

static int check_start_method(const struct suite_group *group, struct problem *problem)
{
    const struct suite_axis *kind =
        suite_group_axis(group, factor_name(FACTOR_EXECUTOR));
    const struct suite_axis *method =
        suite_group_axis(group, factor_name(FACTOR_START_METHOD));
    if (!method || !kind || has_value(kind, "processes"))
        return 0;
    return problem_set(problem,
                       &method->values[0].place,
                       "only processes have a start method; add kind: processes, or "
                       "leave it out");
}

/** Give every group of a section the axes that were left out. */
static int add_default_axes(struct suite *suite,
                            enum suite_section section,
                            struct suite_groups *groups,
                            struct problem *problem)
{
    struct suite_group *group;
    int err = groups->count ? 0 : suite_add_group(groups, &group, problem);
    for (size_t i = 0; !err && i < groups->count; i++)
        for (size_t j = 0; !err && j < FACTOR_COUNT; j++)
            if (FACTORS[j].section == section &&
                !suite_group_axis(&groups->items[i], FACTORS[j].param.name))
                err =
                    suite_group_default(suite, &groups->items[i], &FACTORS[j], problem);
    return err;
}

static int check_executors(const struct suite *suite, struct problem *problem)
{
    int err = 0;
    for (size_t i = 0; !err && i < suite->executors.count; i++) {
        err = check_serial(&suite->executors.items[i], problem);
        if (!err)
            err = check_start_method(&suite->executors.items[i], problem);
    }
    return err;
}

/** The value given, or the default, of a setting under `measure`. */
static int setting(const struct suite *suite,
                   enum factor_index index,
                   struct factor_value *ret_value,
                   struct problem *problem)
{
    const struct suite_axis *axis =
        suite_group_axis(&suite->settings, factor_name(index));
    const char *text = axis ? axis->values[0].text : FACTORS[index].param.default_text;
    return suite_factor_parse(&FACTORS[index], text, NULL, ret_value, problem);
}

static int64_t whole(const struct factor_value *value)
{
    return (int64_t)llround(value->number);
}

static int complete_measure(struct suite *suite, struct problem *problem)
{
    struct factor_value values[FACTOR_COUNT];
    for (enum factor_index i = FACTOR_BLOCKS; i < FACTOR_COUNT; i++) {
        int err = setting(suite, i, &values[i], problem);
        if (err)
            return err;
    }
    struct measure_spec *measure = &suite->measure;
    measure->blocks = (int)whole(&values[FACTOR_BLOCKS]);
    measure->measure_ns = whole(&values[FACTOR_TIME]);
    measure->precision_ratio = values[FACTOR_PRECISION].number;
    measure->same_ratio = values[FACTOR_SAME].number;
    measure->budget_ns = whole(&values[FACTOR_BUDGET]);
    measure->run_timeout_ns = whole(&values[FACTOR_TIMEOUT]);
    if (measure->run_timeout_ns == 0)
        measure->run_timeout_ns =
            TIMEOUT_LEAST_NS + TIMEOUT_TIMES * measure->measure_ns;
    snprintf(measure->primary,
             sizeof(measure->primary),
             "%.31s",
             values[FACTOR_PRIMARY].text);
    suite->seed = (uint64_t)whole(&values[FACTOR_SEED]);
    return 0;
}

int suite_complete(struct suite *suite, struct problem *problem)
{
    if (suite->workloads.count == 0)
        return problem_set(problem,
                           NULL,
                           "no workload is named; write 'workloads: [cpu.sha256]' or "
                           "`yoke run cpu.sha256`");
    if (!suite->name[0])
        snprintf(suite->name,
                 sizeof(suite->name),
                 "%s",
                 suite->workloads.items[0].workload->name);
    int err = check_executors(suite, problem);
    if (!err)
        err = add_default_axes(suite, SECTION_EXECUTORS, &suite->executors, problem);
    if (!err)
        err = add_default_axes(suite, SECTION_LOAD, &suite->loads, problem);
    if (!err)
        err = complete_measure(suite, problem);
    return err ? err : suite_conditions_check(suite, &suite->baseline, problem);
}
