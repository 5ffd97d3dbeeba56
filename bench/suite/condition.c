/*
 * Conditions name a factor or a parameter, and values. A parameter's row depends
 * on the workloads, which a file may give after the condition, so parameters
 * are checked when the suite is complete.
 */
#include <stdlib.h>
#include <string.h>

#include "suite/build.h"
#include "topology/spelling.h"

static int add_value(struct suite *suite,
                     struct suite_condition *condition,
                     const struct token *token,
                     struct problem *problem)
{
    struct suite_value read = {.text = token->text, .place = token->place};
    if (condition->factor) {
        struct factor_value value;
        int err = suite_factor_parse(
            condition->factor, token->text, &token->place, &value, problem);
        if (err)
            return err;
        read.text = suite_keep(suite, value.text, strlen(value.text));
        if (!read.text)
            return problem_no_memory(problem);
        read.number = value.number;
        read.is_number = value.is_number;
    }
    void *values = condition->values;
    int err = array_add(&values, &condition->value_count, sizeof(read), problem);
    if (err)
        return err;
    condition->values = values;
    condition->values[condition->value_count - 1] = read;
    return 0;
}

struct suite_condition *suite_condition_find(const struct suite_conditions *conditions,
                                             const char *name)
{
    for (size_t i = 0; i < conditions->count; i++)
        if (strcmp(conditions->items[i].name, name) == 0)
            return &conditions->items[i];
    return NULL;
}

int suite_condition_add(struct suite *suite,
                        struct suite_conditions *conditions,
                        const struct tokens *tokens,
                        struct problem *problem)
{
    const struct factor *factor = suite_factor_find(tokens->name);
    if (tokens->count == 0)
        return problem_set(
            problem, &tokens->key, "\"%s\" has an empty list", tokens->name);
    if (factor && factor->section == SECTION_MEASURE)
        return problem_set(
            problem, &tokens->key, "\"%s\" is the same for every cell", tokens->name);
    const char *name = factor ? factor->param.name : tokens->name;
    struct suite_condition *condition = suite_condition_find(conditions, name);
    int err = 0;
    if (!condition) {
        void *items = conditions->items;
        err = array_add(&items, &conditions->count, sizeof(*condition), problem);
        if (err)
            return err;
        conditions->items = items;
        condition = &conditions->items[conditions->count - 1];
        *condition = (struct suite_condition){factor, name, tokens->key, NULL, 0};
    }
    for (size_t i = 0; !err && i < tokens->count; i++)
        err = add_value(suite, condition, &tokens->items[i], problem);
    return err;
}

static int unknown_key(const struct suite *suite,
                       const struct suite_condition *condition,
                       struct problem *problem)
{
    struct yk_spelling spelling = yk_spelling_of(condition->name);
    problem_set(problem,
                &condition->key,
                "no factor or parameter \"%s\"; allowed: ",
                condition->name);
    for (enum suite_section i = SECTION_WORKLOADS; i < SECTION_MEASURE; i++) {
        problem_append(problem, "%s", i ? ", " : "");
        suite_factor_append_names(problem, i);
        const char *near = suite_factor_nearest(i, condition->name);
        if (near)
            yk_spelling_offer(&spelling, near);
    }
    problem_append(problem, ", and the workloads' parameters");
    for (size_t i = 0; i < suite->workloads.count; i++) {
        const yoke_param *row = suite->workloads.items[i].workload->params;
        for (; row && row->name; row++)
            yk_spelling_offer(&spelling, row->name);
    }
    if (spelling.nearest)
        problem_append(problem, "; did you mean \"%s\"?", spelling.nearest);
    return YOKE_E_INVALID;
}

static int check_values(const yoke_workload *workload,
                        const struct suite_condition *condition,
                        struct problem *problem)
{
    int err = 0;
    for (size_t i = 0; !err && i < condition->value_count; i++) {
        struct factor_value value;
        err = suite_param_parse(workload,
                                condition->name,
                                condition->values[i].text,
                                &condition->values[i].place,
                                &value,
                                problem);
    }
    return err;
}

static int check_param(const struct suite *suite,
                       const struct suite_condition *condition,
                       struct problem *problem)
{
    bool found = false;
    for (size_t i = 0; i < suite->workloads.count; i++) {
        const yoke_workload *workload = suite->workloads.items[i].workload;
        if (!workload_param(workload, condition->name))
            continue;
        found = true;
        int err = check_values(workload, condition, problem);
        if (err)
            return err;
    }
    return found ? 0 : unknown_key(suite, condition, problem);
}

int suite_conditions_check(const struct suite *suite,
                           const struct suite_conditions *conditions,
                           struct problem *problem)
{
    int err = 0;
    for (size_t i = 0; !err && i < conditions->count; i++)
        if (!conditions->items[i].factor)
            err = check_param(suite, &conditions->items[i], problem);
    return err;
}

void suite_conditions_fini(struct suite_conditions *conditions)
{
    for (size_t i = 0; i < conditions->count; i++)
        free(conditions->items[i].values);
    free(conditions->items);
    *conditions = (struct suite_conditions){0};
}
