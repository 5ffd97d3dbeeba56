/*
 * A key and its values become an axis of a group. The key is a factor of the
 * group's section or a parameter of its workload; both are rows of a table.
 */
#include <stdlib.h>
#include <string.h>

#include "suite/build.h"
#include "topology/spelling.h"

/** What a key turned out to be. */
struct axis_kind {
    const struct factor *factor; /* NULL: a parameter */
    const char *name;
};

const yoke_param *workload_param(const yoke_workload *workload, const char *name)
{
    for (const yoke_param *param = workload->params; param && param->name; param++)
        if (strcmp(param->name, name) == 0)
            return param;
    return NULL;
}

static void append_params(const yoke_workload *workload,
                          struct yk_spelling *spelling,
                          struct problem *problem)
{
    const char *separator = " has ";
    problem_append(problem, "%s", workload->name);
    for (const yoke_param *row = workload->params; row && row->name; row++) {
        problem_append(problem, "%s%s", separator, row->name);
        separator = ", ";
        yk_spelling_offer(spelling, row->name);
    }
    if (separator[0] == ' ')
        problem_append(problem, " has none");
}

static void append_nearest(const char *nearest, struct problem *problem)
{
    if (nearest)
        problem_append(problem, "; did you mean \"%s\"?", nearest);
}

static int unknown_param(const yoke_workload *workload,
                         const struct tokens *tokens,
                         struct problem *problem)
{
    struct yk_spelling spelling = yk_spelling_of(tokens->name);
    problem_set(problem, &tokens->key, "no parameter \"%s\"; ", tokens->name);
    append_params(workload, &spelling, problem);
    append_nearest(spelling.nearest, problem);
    return YOKE_E_INVALID;
}

int suite_unknown_param(const struct suite *suite,
                        const struct tokens *tokens,
                        struct problem *problem)
{
    struct yk_spelling spelling = yk_spelling_of(tokens->name);
    problem_set(problem, &tokens->key, "no parameter \"%s\"; ", tokens->name);
    for (size_t i = 0; i < suite->workloads.count; i++) {
        problem_append(problem, "%s", i ? "; " : "");
        append_params(suite->workloads.items[i].workload, &spelling, problem);
    }
    append_nearest(spelling.nearest, problem);
    return YOKE_E_INVALID;
}

static int unknown_key(enum suite_section section,
                       const struct tokens *tokens,
                       struct problem *problem)
{
    problem_set(problem,
                &tokens->key,
                "no key \"%s\" in %s; allowed: ",
                tokens->name,
                suite_section_name(section));
    suite_factor_append_names(problem, section);
    append_nearest(suite_factor_nearest(section, tokens->name), problem);
    return YOKE_E_INVALID;
}

static int find_kind(enum suite_section section,
                     const struct suite_group *group,
                     const struct tokens *tokens,
                     struct axis_kind *ret_kind,
                     struct problem *problem)
{
    const char *key = tokens->name;
    if (section == SECTION_WORKLOADS) {
        const yoke_param *param = workload_param(group->workload, key);
        if (param) {
            *ret_kind = (struct axis_kind){NULL, param->name};
            return 0;
        }
    }
    const struct factor *factor = suite_factor_find(key);
    if (factor && factor->section == section) {
        *ret_kind = (struct axis_kind){factor, factor->param.name};
        return 0;
    }
    if (factor && section != SECTION_WORKLOADS)
        return problem_set(problem,
                           &tokens->key,
                           "\"%s\" does not belong in %s; write it under %s",
                           key,
                           suite_section_name(section),
                           suite_section_name(factor->section));
    return section == SECTION_WORKLOADS
               ? unknown_param(group->workload, tokens, problem)
               : unknown_key(section, tokens, problem);
}

int suite_param_parse(const yoke_workload *workload,
                      const char *name,
                      const char *text,
                      const struct place *place,
                      struct factor_value *ret_value,
                      struct problem *problem)
{
    yoke_params *params = NULL;
    int err = text[0] == '\0'
                  ? problem_set(problem, place, "the value of \"%s\" is missing", name)
                  : yoke_params_create(workload, &params);
    if (!err) {
        err = yoke_params_set(params, name, text);
        if (err)
            problem_set(problem, place, "%s", yoke_error_detail());
    }
    if (err == YOKE_E_NOMEM)
        problem_no_memory(problem);
    if (!err)
        *ret_value = suite_factor_value_of(params, workload_param(workload, name));
    yoke_params_destroy(params);
    return err;
}

static int add_value(struct suite *suite,
                     struct suite_axis *axis,
                     const struct factor_value *value,
                     const struct place *place,
                     struct problem *problem)
{
    for (size_t i = 0; i < axis->value_count; i++)
        if (strcmp(axis->values[i].text, value->text) == 0)
            return problem_set(
                problem, place, "%s has \"%s\" twice", axis->name, value->text);
    void *values = axis->values;
    int err = array_add(&values, &axis->value_count, sizeof(axis->values[0]), problem);
    if (err)
        return err;
    axis->values = values;
    const char *text = suite_keep(suite, value->text, strlen(value->text));
    if (!text) {
        axis->value_count--;
        return problem_no_memory(problem);
    }
    axis->values[axis->value_count - 1] =
        (struct suite_value){text, value->number, value->is_number, *place};
    return 0;
}

static int read_value(const struct suite_group *group,
                      const struct suite_axis *axis,
                      const struct token *token,
                      struct factor_value *ret_value,
                      struct problem *problem)
{
    if (axis->factor)
        return suite_factor_parse(
            axis->factor, token->text, &token->place, ret_value, problem);
    return suite_param_parse(
        group->workload, axis->name, token->text, &token->place, ret_value, problem);
}

static int add_values(struct suite *suite,
                      const struct suite_group *group,
                      struct suite_axis *axis,
                      const struct tokens *tokens,
                      struct problem *problem)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        struct factor_value value;
        int err = read_value(group, axis, token, &value, problem);
        if (!err)
            err = add_value(suite, axis, &value, &token->place, problem);
        if (err)
            return err;
    }
    return 0;
}

static int check_count(const struct axis_kind *kind,
                       const struct tokens *tokens,
                       struct problem *problem)
{
    if (tokens->count == 0)
        return problem_set(
            problem, &tokens->key, "\"%s\" has an empty list", tokens->name);
    if (kind->factor && !suite_factor_sweeps(kind->factor) && tokens->count > 1)
        return problem_set(problem,
                           &tokens->key,
                           "\"%s\" takes one value, not a list: it is the same for "
                           "every run",
                           tokens->name);
    return 0;
}

int suite_group_set(struct suite *suite,
                    enum suite_section section,
                    struct suite_group *group,
                    const struct tokens *tokens,
                    enum set_mode mode,
                    struct problem *problem)
{
    struct axis_kind kind = {0};
    int err = find_kind(section, group, tokens, &kind, problem);
    if (!err)
        err = check_count(&kind, tokens, problem);
    if (err)
        return err;
    struct suite_axis *old = suite_group_axis(group, kind.name);
    if (old && mode == SET_ONCE)
        return problem_set(problem, &tokens->key, "\"%s\" is given twice", kind.name);
    struct suite_axis axis = {.name = kind.name, .factor = kind.factor};
    err = add_values(suite, group, &axis, tokens, problem);
    void *axes = group->axes;
    if (!err && !old) {
        err = array_add(&axes, &group->axis_count, sizeof(axis), problem);
        if (!err) {
            group->axes = axes;
            old = &group->axes[group->axis_count - 1];
        }
    }
    if (err) {
        free(axis.values);
        return err;
    }
    free(old->values);
    *old = axis;
    return 0;
}

int suite_group_default(struct suite *suite,
                        struct suite_group *group,
                        const struct factor *factor,
                        struct problem *problem)
{
    const char *list =
        factor->default_list ? factor->default_list : factor->param.default_text;
    struct tokens tokens = {.name = factor->param.name, .key = {.source = "default"}};
    int err = tokens_split(suite, list, &tokens.key, &tokens, problem);
    if (!err)
        err =
            suite_group_set(suite, factor->section, group, &tokens, SET_ONCE, problem);
    tokens_fini(&tokens);
    return err;
}
