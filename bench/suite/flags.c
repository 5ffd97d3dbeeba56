#include "suite/flags.h"

#include <stdlib.h>
#include <string.h>

#include "suite/build.h"

static int add_flag(struct suite_flags *flags,
                    const struct suite_flag *flag,
                    struct problem *problem)
{
    void *items = flags->items;
    int err = array_add(&items, &flags->count, sizeof(*flag), problem);
    if (err)
        return err;
    flags->items = items;
    flags->items[flags->count - 1] = *flag;
    return 0;
}

int suite_flags_factor(struct suite_flags *flags,
                       const struct factor *factor,
                       const char *flag,
                       const char *list,
                       struct problem *problem)
{
    struct suite_flag item = {
        .factor = factor, .workload = "", .name = "", .list = list};
    item.place = (struct place){.source = flag};
    return add_flag(flags, &item, problem);
}

/** Split "KEY=LIST"; @p ret_key is kept by the suite. */
static int split_assignment(struct suite *suite,
                            const char *flag,
                            const char *assignment,
                            const char **ret_key,
                            const char **ret_list,
                            struct problem *problem)
{
    const struct place place = {.source = flag};
    const char *equals = strchr(assignment, '=');
    if (!equals || equals == assignment)
        return problem_set(
            problem, &place, "\"%s\" is not of the form KEY=VALUE[,VALUE]", assignment);
    const char *key = suite_keep(suite, assignment, (size_t)(equals - assignment));
    if (!key)
        return problem_no_memory(problem);
    *ret_key = key;
    *ret_list = equals + 1;
    return 0;
}

int suite_flags_param(struct suite_flags *flags,
                      struct suite *suite,
                      const char *assignment,
                      struct problem *problem)
{
    struct suite_flag item = {.workload = ""};
    const char *key;
    int err = split_assignment(suite, "--param", assignment, &key, &item.list, problem);
    if (err)
        return err;
    const char *dot = strrchr(key, '.');
    item.name = dot ? dot + 1 : key;
    if (dot) {
        item.workload = suite_keep(suite, key, (size_t)(dot - key));
        if (!item.workload)
            return problem_no_memory(problem);
    }
    item.place = (struct place){.source = "--param"};
    return add_flag(flags, &item, problem);
}

bool suite_flags_have(const struct suite_flags *flags, const struct factor *factor)
{
    for (size_t i = 0; i < flags->count; i++)
        if (flags->items[i].factor == factor)
            return true;
    return false;
}

static bool same_target(const struct suite_flag *a, const struct suite_flag *b)
{
    return a->factor == b->factor && strcmp(a->workload, b->workload) == 0 &&
           strcmp(a->name, b->name) == 0;
}

/** All the values given to the target of flag @p index, in order. */
static int gather(const struct suite_flags *flags,
                  size_t index,
                  struct suite *suite,
                  struct tokens *ret_tokens,
                  struct problem *problem)
{
    const struct suite_flag *flag = &flags->items[index];
    struct tokens tokens = {.key = flag->place};
    tokens.name = flag->factor ? flag->factor->param.name : flag->name;
    int err = 0;
    for (size_t i = index; !err && i < flags->count; i++)
        if (same_target(flag, &flags->items[i]))
            err = tokens_split(
                suite, flags->items[i].list, &flags->items[i].place, &tokens, problem);
    if (err)
        tokens_fini(&tokens);
    else
        *ret_tokens = tokens;
    return err;
}

static bool came_before(const struct suite_flags *flags, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (same_target(&flags->items[i], &flags->items[index]))
            return true;
    return false;
}

static int set_in_groups(struct suite *suite,
                         enum suite_section section,
                         struct suite_groups *groups,
                         const struct tokens *tokens,
                         struct problem *problem)
{
    struct suite_group *group;
    int err = groups->count ? 0 : suite_add_group(groups, &group, problem);
    for (size_t i = 0; !err && i < groups->count; i++)
        err = suite_group_set(
            suite, section, &groups->items[i], tokens, SET_REPLACE, problem);
    return err;
}

static int apply_factor(const struct factor *factor,
                        struct suite *suite,
                        struct tokens *tokens,
                        struct problem *problem)
{
    int err = 0;
    switch (factor->section) {
    case SECTION_EXECUTORS:
        err =
            set_in_groups(suite, SECTION_EXECUTORS, &suite->executors, tokens, problem);
        break;
    case SECTION_LOAD:
        err = set_in_groups(suite, SECTION_LOAD, &suite->loads, tokens, problem);
        break;
    case SECTION_MEASURE:
        err = suite_group_set(
            suite, SECTION_MEASURE, &suite->settings, tokens, SET_REPLACE, problem);
        break;
    case SECTION_WORKLOADS:
        err = problem_set(problem, &tokens->key, "name workloads without a flag");
        break;
    }
    return err;
}

static bool concerns(const struct suite_flag *flag, const yoke_workload *workload)
{
    if (flag->workload[0])
        return strcmp(flag->workload, workload->name) == 0;
    return workload_param(workload, flag->name);
}

static int no_such_param(const struct suite_flag *flag,
                         const struct suite *suite,
                         const struct tokens *tokens,
                         struct problem *problem)
{
    if (flag->workload[0])
        return problem_set(problem,
                           &flag->place,
                           "this suite does not run a workload \"%s\"",
                           flag->workload);
    return suite_unknown_param(suite, tokens, problem);
}

static int apply_param(const struct suite_flag *flag,
                       struct suite *suite,
                       const struct tokens *tokens,
                       struct problem *problem)
{
    bool found = false;
    for (size_t i = 0; i < suite->workloads.count; i++) {
        struct suite_group *group = &suite->workloads.items[i];
        if (!concerns(flag, group->workload))
            continue;
        found = true;
        int err = suite_group_set(
            suite, SECTION_WORKLOADS, group, tokens, SET_REPLACE, problem);
        if (err)
            return err;
    }
    return found ? 0 : no_such_param(flag, suite, tokens, problem);
}

static int refresh_text(struct suite *suite, struct problem *problem)
{
    char *text = NULL;
    if (suite_write_text(suite, &text) != 0)
        return problem_no_memory(problem);
    const char *kept = suite_keep(suite, text, strlen(text));
    free(text);
    if (!kept)
        return problem_no_memory(problem);
    suite->text = kept;
    return 0;
}

static int apply_flags(const struct suite_flags *flags,
                       struct suite *suite,
                       struct problem *problem)
{
    for (size_t i = 0; i < flags->count; i++) {
        const struct suite_flag *flag = &flags->items[i];
        struct tokens tokens;
        if (came_before(flags, i))
            continue;
        int err = gather(flags, i, suite, &tokens, problem);
        if (err)
            return err;
        err = flag->factor ? apply_factor(flag->factor, suite, &tokens, problem)
                           : apply_param(flag, suite, &tokens, problem);
        tokens_fini(&tokens);
        if (err)
            return err;
    }
    return 0;
}

int suite_flags_apply(struct suite_flags *flags,
                      struct suite *suite,
                      struct problem *problem)
{
    int err = apply_flags(flags, suite, problem);
    if (err)
        return err;
    bool changes = flags->count || flags->baseline.count;
    if (flags->baseline.count) {
        suite_conditions_fini(&suite->baseline);
        suite->baseline = flags->baseline;
        flags->baseline = (struct suite_conditions){0};
    }
    return changes || !suite->text ? refresh_text(suite, problem) : 0;
}

void suite_flags_fini(struct suite_flags *flags)
{
    free(flags->items);
    suite_conditions_fini(&flags->baseline);
    *flags = (struct suite_flags){0};
}

int suite_add_workload(struct suite *suite, const char *name, struct problem *problem)
{
    const struct place place = {.source = "workload"};
    struct tokens names = {0};
    size_t first;
    if (tokens_add(suite, &names, name, strlen(name), place) != 0)
        return problem_no_memory(problem);
    int err = suite_add_workloads(suite, &names, &first, problem);
    tokens_fini(&names);
    return err;
}

int suite_name_flag(struct suite *suite, const char *name, struct problem *problem)
{
    const struct token token = {name, {.source = "--suite"}};
    return suite_set_name(suite, &token, problem);
}

int suite_condition_flag(struct suite *suite,
                         struct suite_conditions *conditions,
                         const char *flag,
                         const char *assignment,
                         struct problem *problem)
{
    const char *key;
    const char *list;
    int err = split_assignment(suite, flag, assignment, &key, &list, problem);
    if (err)
        return err;
    struct tokens tokens = {.name = key, .key = {.source = flag}};
    err = tokens_split(suite, list, &tokens.key, &tokens, problem);
    if (!err)
        err = suite_condition_add(suite, conditions, &tokens, problem);
    tokens_fini(&tokens);
    return err;
}

int suite_flags_baseline(struct suite_flags *flags,
                         struct suite *suite,
                         const char *assignment,
                         struct problem *problem)
{
    return suite_condition_flag(
        suite, &flags->baseline, "--baseline", assignment, problem);
}
